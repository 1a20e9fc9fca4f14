"""Features of a million points into 500 means, against torch's embedding_bag."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import torch
from torch.nn.functional import embedding_bag

from scenegraph3d import ops
from scenegraph3d.ops.reference.segment_mean import segment_mean as reference

from .trial import Trial

NUM_ROWS, NUM_COLUMNS, NUM_SEGMENTS = 1_000_000, 512, 500


def trial(device: str, seed: int) -> Trial:
    """Float32 rows in no order; embedding_bag's time holds the sort that it needs."""
    features, segment = _rows(NUM_ROWS, NUM_COLUMNS, seed)
    library = _embedding_bag(features, segment, NUM_SEGMENTS)
    features, segment = features.to(device), segment.to(device)
    return Trial(
        work=f"{NUM_ROWS / 1e6:.0f} M x {NUM_COLUMNS} float32 to {NUM_SEGMENTS}",
        ours=lambda: ops.segment_mean(features, segment, NUM_SEGMENTS),
        reference=lambda: reference(features, segment, None, NUM_SEGMENTS),
        library=library,
        library_name="torch embedding_bag",
        mark=1.5,
        num_bytes=features.numel() * 4 + len(segment) * 8,
    )


def check(device: str, seed: int) -> None:
    """Within float32 of the reference, in both precisions, and of embedding_bag."""
    features, segment = _rows(100_000, 100, seed)
    for rows in (features, features.half()):
        found = ops.segment_mean(rows.to(device), segment.to(device), NUM_SEGMENTS).cpu()
        apart = float((found - reference(rows, segment, None, NUM_SEGMENTS)).abs().max())
        assert apart < 1e-6, f"reference differs by {apart}"
    theirs = _embedding_bag(rows.float(), segment, NUM_SEGMENTS)()
    apart = float((found - theirs).abs().max())
    assert apart < 1e-5, f"embedding_bag differs by {apart}"


def _rows(num_rows: int, num_columns: int, seed: int) -> tuple[torch.Tensor, torch.Tensor]:
    generator = torch.Generator().manual_seed(seed)
    features = torch.randn(num_rows, num_columns, generator=generator)
    return features, torch.randint(NUM_SEGMENTS, (num_rows,), generator=generator)


def _embedding_bag(
    features: torch.Tensor, segment: torch.Tensor, num_segments: int
) -> Callable[[], torch.Tensor]:
    """Rows sorted by numpy's radix sort of 16 bits: torch's own sort takes four times as long."""

    def run() -> torch.Tensor:
        order = np.argsort(segment.numpy().astype(np.int16), kind="stable").astype(np.int32)
        counts = torch.bincount(segment, minlength=num_segments)
        starts = (counts.cumsum(0) - counts).int()
        return embedding_bag(torch.from_numpy(order), features, starts, mode="mean")

    return run
