"""Overlaps of oriented boxes, against shapely's polygons with heights, which stand upright."""

from __future__ import annotations

import time
from collections.abc import Callable

import numpy as np
import torch
from scipy.spatial.transform import Rotation

from scenegraph3d import ops
from scenegraph3d.ops.reference.obb_iou import obb_iou as reference

from .trial import Trial

NUM_BOXES = 2000
ROOM = (10.0, 8.0)  # metres
TYPICAL_SIZE, SPREAD = (0.7, 0.6, 0.7), 0.6  # metres, and of their logarithms
LEVELS = (0.0, 0.45, 0.75, 1.2)  # metres: floor, seat, table and shelf, on which things stand

Boxes = tuple[np.ndarray, np.ndarray, np.ndarray]


def trial(device: str, seed: int) -> Trial:
    """Upright boxes, since shapely knows no others; `work` says what boxes turned freely take."""
    a, b = _room(NUM_BOXES, seed), _room(NUM_BOXES, seed + 1)
    boxes = _tensors(device, a, b)
    turned = _milliseconds(_tensors(device, _turned(a, seed), _turned(b, seed + 1)))
    return Trial(
        work=f"{NUM_BOXES} x {NUM_BOXES} of a room, yaw only (turned freely: {turned:.1f} ms)",
        ours=lambda: ops.obb_iou(*boxes),
        reference=lambda: reference(*boxes),
        library=_shapely(a, b),
        library_name="shapely, STRtree",
        mark=10.0,
        num_bytes=NUM_BOXES**2 * 4 + 2 * NUM_BOXES * 15 * 8,
    )


def check(device: str, seed: int) -> None:
    """Upright boxes overlap as shapely says, boxes turned freely as the reference says."""
    a, b = _room(300, seed), _room(300, seed + 1)
    found = ops.obb_iou(*_tensors(device, a, b)).cpu().numpy()
    assert np.abs(found - _shapely(a, b)()).max() < 1e-6, "shapely differs"
    a, b = _turned(a, seed), _turned(b, seed + 1)
    found = ops.obb_iou(*_tensors(device, a, b)).cpu()
    expected = reference(*_tensors("cpu", a, b))
    assert (found - expected).abs().max() < 1e-7, "reference differs"


def _milliseconds(boxes: list[torch.Tensor]) -> float:
    """The shortest of a few runs; copying a number to the host waits for a GPU."""
    clock = time.perf_counter if boxes[0].is_cuda else time.process_time
    times = []
    for _ in range(5):
        start = clock()
        ops.obb_iou(*boxes)[-1, -1].item()
        times.append(clock() - start)
    return min(times) * 1e3


def _shapely(a: Boxes, b: Boxes) -> Callable[[], np.ndarray]:
    """Footprints whose boxes meet, less those apart in height, cut all at once."""
    import shapely

    def run() -> np.ndarray:
        footprints_a, footprints_b = shapely.polygons(_corners(a)), shapely.polygons(_corners(b))
        rows_a, rows_b = shapely.STRtree(footprints_b).query(footprints_a)
        top = np.minimum(_z(a, 0.5)[rows_a], _z(b, 0.5)[rows_b])
        height = top - np.maximum(_z(a, -0.5)[rows_a], _z(b, -0.5)[rows_b])
        rows_a, rows_b, height = (x[height > 0] for x in (rows_a, rows_b, height))
        cut = shapely.intersection(footprints_a[rows_a], footprints_b[rows_b])
        shared = shapely.area(cut) * height
        joint = a[1].prod(axis=1)[rows_a] + b[1].prod(axis=1)[rows_b] - shared
        iou = np.zeros((len(a[0]), len(b[0])), np.float32)
        iou[rows_a, rows_b] = shared / joint
        return iou

    return run


def _corners(boxes: Boxes) -> np.ndarray:
    center, extent, R = boxes
    signs = np.array([[-0.5, -0.5], [0.5, -0.5], [0.5, 0.5], [-0.5, 0.5]])
    offsets = np.einsum("mij,mcj->mci", R[:, :2, :2], signs * extent[:, None, :2])
    return center[:, None, :2] + offsets  # (M, 4, 2)


def _z(boxes: Boxes, part: float) -> np.ndarray:
    return boxes[0][:, 2] + part * boxes[1][:, 2]


def _room(num_boxes: int, seed: int) -> Boxes:
    """Furniture and things that stand on a floor, seats, tables and shelves."""
    rng = np.random.default_rng(seed)
    extent = np.exp(rng.normal(np.log(TYPICAL_SIZE), SPREAD, (num_boxes, 3))).clip(0.05, 4)
    center = np.empty((num_boxes, 3))
    center[:, :2] = rng.uniform(0, ROOM, (num_boxes, 2))
    center[:, 2] = extent[:, 2] / 2 + rng.choice(LEVELS, num_boxes)
    yaw = rng.uniform(-np.pi, np.pi, (num_boxes, 1))
    return center, extent, Rotation.from_euler("z", yaw).as_matrix()


def _turned(boxes: Boxes, seed: int) -> Boxes:
    return *boxes[:2], Rotation.random(len(boxes[0]), random_state=seed).as_matrix()


def _tensors(device: str, a: Boxes, b: Boxes) -> list[torch.Tensor]:
    return [torch.from_numpy(array).to(device) for array in (*a, *b)]
