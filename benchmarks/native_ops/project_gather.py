"""Masks of points in frames, against a fused loop that numba compiles, and numpy as a check."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import torch

from scenegraph3d import ops
from scenegraph3d.ops.reference.project_gather import project_gather as reference

from .room import Room, furnished_room
from .trial import Trial

NUM_POINTS, NUM_FRAMES, TOLERANCE = 1_000_000, 60, 0.05  # metres
UNSURE = 1e-4  # share of points that a pixel's border may part from float64, and more than does


def trial(device: str, seed: int) -> Trial:
    """A room's map in the order that its blocks have; sorting is part of the time."""
    room = furnished_room(NUM_POINTS, NUM_FRAMES, seed)
    inputs = _inputs(room, device)
    images = room.depth.numel() * 4 + room.ids.numel() * 2
    return Trial(
        work=f"{NUM_POINTS / 1e6:.0f} M points, {NUM_FRAMES} frames 640 x 480, depth test",
        ours=_ours(room, device),
        reference=lambda: reference(*inputs, TOLERANCE),
        library=_numba(room),
        library_name="numba, one fused loop",
        mark=1.8,
        num_bytes=images + NUM_POINTS * (12 + 2 * NUM_FRAMES),
    )


def check(device: str, seed: int) -> None:
    """The same numbers as the reference; the same as numpy but on the borders of pixels."""
    room = furnished_room(100_000, 9, seed)
    inputs = _inputs(room, device)
    found = torch.ops.scenegraph3d.project_gather(*inputs, TOLERANCE).cpu()
    assert torch.equal(found, reference(*inputs, TOLERANCE).cpu()), "reference differs"
    for name, rival in (("numba", _numba(room)), ("numpy", _numpy(room))):
        apart = float((rival() != found.numpy()).mean())
        assert apart < UNSURE, f"{name} differs in a share of {apart}"


def _ours(room: Room, device: str) -> Callable[[], torch.Tensor]:
    points, depth, ids = (x.to(device) for x in (room.points, room.depth, room.ids))
    return lambda: ops.project_gather(
        points, room.T_camera_world, room.K, depth, ids, depth_tolerance=TOLERANCE
    )


def _inputs(room: Room, device: str) -> list[torch.Tensor]:
    """What the operator itself takes: cameras as origins and projections about them."""
    R, t = room.T_camera_world[:, :3, :3], room.T_camera_world[:, :3, 3:]
    origin = (-R.mT @ t).float()
    projection = room.K @ torch.cat([R, R @ origin.double() + t], dim=2)
    cameras = origin.squeeze(2), projection.float()
    return [x.to(device) for x in (room.points, *cameras, room.depth, room.ids)]


def _numba(room: Room) -> Callable[[], np.ndarray]:
    """All frames in one loop, in float32, tests in the order in which they spare most."""
    import numba

    points, depth, ids = room.points.numpy(), room.depth.numpy(), room.ids.numpy()
    projection = (room.K @ room.T_camera_world[:, :3]).float().numpy()

    @numba.njit(fastmath=True)
    def fused(points, projection, depth, ids, tolerance, seen):
        num_frames, height, width = depth.shape
        half = np.float32(0.5)
        for f in range(num_frames):
            (a, b, c, d), (e, g, h, i), (j, k, m, n) = projection[f]
            for p in range(len(points)):
                x, y, z = points[p, 0], points[p, 1], points[p, 2]
                found = np.int16(-2)
                w = j * x + k * y + m * z + n
                if w > 0:
                    inverse = np.float32(1) / w
                    u = (a * x + b * y + c * z + d) * inverse + half
                    v = (e * x + g * y + h * z + i) * inverse + half
                    if u >= 0 and v >= 0 and u < width and v < height:
                        read = depth[f, int(v), int(u)]
                        if read > 0 and abs(read - w) <= tolerance:
                            found = ids[f, int(v), int(u)]
                seen[f, p] = found

    def run() -> np.ndarray:
        seen = np.empty((len(depth), len(points)), np.int16)
        fused(points, projection, depth, ids, np.float32(TOLERANCE), seen)
        return seen

    return run


def _numpy(room: Room) -> Callable[[], np.ndarray]:
    """A frame at a time, in float32; only what falls into the image is looked up."""
    points, depth, ids = room.points.numpy(), room.depth.numpy(), room.ids.numpy()
    projection = (room.K @ room.T_camera_world[:, :3]).float().numpy()
    height, width = depth.shape[1:]

    def run() -> np.ndarray:
        seen = np.full((len(depth), len(points)), -2, np.int16)
        for row, P, read, image in zip(seen, projection, depth, ids, strict=True):
            u, v, w = P[:, :3] @ points.T + P[:, 3:]
            with np.errstate(divide="ignore", invalid="ignore"):
                u, v = np.floor(u / w + 0.5), np.floor(v / w + 0.5)
            at = np.flatnonzero((w > 0) & (u >= 0) & (v >= 0) & (u < width) & (v < height))
            pixel = v[at].astype(np.int64) * width + u[at].astype(np.int64)
            near = np.abs(read.ravel()[pixel] - w[at]) <= TOLERANCE
            near &= read.ravel()[pixel] > 0
            row[at[near]] = image.ravel()[pixel[near]]
        return seen

    return run
