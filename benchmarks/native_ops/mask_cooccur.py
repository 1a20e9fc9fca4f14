"""Points that masks share, against scipy's sparse product."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import torch

from scenegraph3d import ops
from scenegraph3d.ops.reference.mask_cooccur import mask_cooccur as reference

from .project_gather import TOLERANCE
from .room import furnished_room
from .trial import Trial

NUM_POINTS, NUM_FRAMES = 1_000_000, 60


def trial(device: str, seed: int) -> Trial:
    """The masks of a room's map, as project_gather finds them; the filled matrix is in our time."""
    ids, offsets = _masks_of_points(NUM_POINTS, NUM_FRAMES, seed)
    library, num_masks = _scipy(ids.numpy(), offsets.numpy()), int(offsets[-1])
    ids, offsets = ids.to(device), offsets.to(device)
    return Trial(
        work=f"{num_masks:,} masks, {NUM_FRAMES} x {NUM_POINTS / 1e6:.0f} M ids",
        ours=lambda: ops.mask_cooccur(ids, offsets),
        reference=lambda: reference(ids, offsets, num_masks),
        library=library,
        library_name="scipy, CSR built and multiplied",
        mark=6.0,
        num_bytes=ids.numel() * 2 + num_masks**2 * 4,
    )


def check(device: str, seed: int) -> None:
    """The same counts as the reference and scipy."""
    ids, offsets = _masks_of_points(100_000, 12, seed)
    found = ops.mask_cooccur(ids.to(device), offsets.to(device)).cpu()
    assert torch.equal(found, reference(ids, offsets, int(offsets[-1]))), "reference differs"
    theirs = _scipy(ids.numpy(), offsets.numpy())().toarray()
    assert np.array_equal(found.numpy(), theirs), "scipy differs"


def _masks_of_points(
    num_points: int, num_frames: int, seed: int
) -> tuple[torch.Tensor, torch.Tensor]:
    room = furnished_room(num_points, num_frames, seed)
    cameras = room.T_camera_world, room.K, room.depth, room.ids
    return ops.project_gather(room.points, *cameras, depth_tolerance=TOLERANCE), room.offsets


def _scipy(ids: np.ndarray, offsets: np.ndarray) -> Callable[[], object]:
    """The quickest of five ways tried: entries frame by frame, then CSR of points x masks."""
    from scipy.sparse import coo_matrix

    def run() -> object:
        points = [np.flatnonzero(row >= 0).astype(np.int32) for row in ids]
        masks = [
            row[at] + np.int32(start)
            for row, at, start in zip(ids, points, offsets[:-1], strict=True)
        ]
        rows, columns = np.concatenate(points), np.concatenate(masks)
        shape = ids.shape[1], int(offsets[-1])
        carries = coo_matrix((np.ones(len(rows), np.float32), (rows, columns)), shape).tocsr()
        return carries.T @ carries

    return run
