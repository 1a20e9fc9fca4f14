"""A frame into a volume, against Open3D's VoxelBlockGrid with blocks of the same size."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import torch

from scenegraph3d import ops
from scenegraph3d.ops.reference.tsdf_integrate import tsdf_integrate as reference
from scenegraph3d.synthetic.trajectory import look_at

from .trial import Trial

VOXEL, TRUNCATION, BLOCK, MAX_WEIGHT = 0.02, 0.08, 8, 255
WIDTH, HEIGHT, FOCAL = 640, 480, 525.0
K = np.array([[FOCAL, 0, 319.5], [0, FOCAL, 239.5], [0, 0, 1]])
EYE, TARGET = np.array([0.5, 0.5, 1.5]), np.array([-0.65, 2.14, 0.57])
WALLS = ((-2.0, 2.0), (-1.0, 3.0), (0.0, 2.6))  # metres, low and high along x, y and z
BALL, BALL_RADIUS = np.array([-0.5, 2.0, 0.5]), 0.5


def trial(device: str, seed: int) -> Trial:
    """Marking the blocks and averaging, colour included; memory for the blocks is there."""
    depth, color, T = _frame(seed)
    run, plain, num_voxels = _ours(device, depth, color, T)
    return Trial(
        work="640 x 480, 2 cm, truncation 8 cm, colour",
        ours=run,
        reference=plain,
        library=_open3d(depth, color, T),
        library_name="Open3D VoxelBlockGrid, block 8",
        mark=4.0,
        num_bytes=WIDTH * HEIGHT * 7 + num_voxels * 2 * 10,
    )


def check(device: str, seed: int) -> None:
    """Three frames into the same blocks: the same integers."""
    depth, color, T = _frame(seed)
    run, plain, _ = _ours(device, depth, color, T)
    for _ in range(3):
        got, want = run(), plain()
    for ours, theirs in zip(got, want, strict=True):
        assert torch.equal(ours, theirs), f"{int((ours != theirs).sum())} voxels differ"


def _ours(
    device: str, depth: np.ndarray, color: np.ndarray, T: np.ndarray
) -> tuple[Callable[[], list[torch.Tensor]], Callable[[], list[torch.Tensor]], int]:
    """The operators, their references, each with a volume of its own, and the voxels touched."""
    read, image = torch.from_numpy(depth).to(device), torch.from_numpy(color).to(device)
    pose, intrinsics = torch.from_numpy(T), torch.from_numpy(K)
    size = {"voxel_size": VOXEL, "truncation": TRUNCATION}
    blocks = ops.tsdf_touch(read, intrinsics, pose, **size)
    rows = torch.arange(len(blocks), device=device)
    mine, plain = _empty(len(blocks), device), _empty(len(blocks), device)
    view = ([FOCAL, FOCAL, K[0, 2], K[1, 2]], pose.flatten().tolist())

    def run() -> list[torch.Tensor]:
        touched = ops.tsdf_touch(read, intrinsics, pose, **size)
        ops.tsdf_integrate(
            *mine,
            blocks=touched,
            rows=rows,
            depth=read,
            image=image,
            K=intrinsics,
            T_world_camera=pose,
            max_weight=MAX_WEIGHT,
            **size,
        )
        return mine

    def run_plain() -> list[torch.Tensor]:
        reference(*plain, blocks, rows, read, image, *view, VOXEL, TRUNCATION, MAX_WEIGHT)
        return plain

    return run, run_plain, len(blocks) * BLOCK**3


def _empty(num_blocks: int, device: str) -> list[torch.Tensor]:
    shapes = [(), (), (3,)]
    return [
        torch.zeros((num_blocks, *shape, BLOCK, BLOCK, BLOCK), dtype=torch.int16, device=device)
        for shape in shapes
    ]


def _open3d(depth: np.ndarray, color: np.ndarray, T: np.ndarray) -> Callable[[], object]:
    """Open3D with millimetres and bytes: its float images take a fifth longer."""
    import open3d.core as o3c
    from open3d.t.geometry import Image, VoxelBlockGrid

    grid = VoxelBlockGrid(
        ("tsdf", "weight", "color"),
        (o3c.float32, o3c.float32, o3c.float32),
        ((1), (1), (3)),
        VOXEL,
        BLOCK,
        50_000,
        o3c.Device("CPU:0"),
    )
    millimetres = np.round(depth * 1000).astype(np.uint16)[..., None]
    read, image = Image(o3c.Tensor(millimetres)), Image(o3c.Tensor(color))
    intrinsics, T_camera_world = o3c.Tensor(K), o3c.Tensor(np.linalg.inv(T))
    scale, far, band = 1000.0, 10.0, TRUNCATION / VOXEL

    def run() -> object:
        blocks = grid.compute_unique_block_coordinates(
            read, intrinsics, T_camera_world, scale, far, band
        )
        grid.integrate(
            blocks, read, image, intrinsics, intrinsics, T_camera_world, scale, far, band
        )
        return blocks

    return run


def _frame(seed: int) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Depth, colour and T_world_camera of a room of 4 x 4 m with a ball, and a sensor's noise."""
    rng = np.random.default_rng(seed)
    T = look_at(EYE, TARGET)
    u, v = np.meshgrid(np.arange(WIDTH), np.arange(HEIGHT))
    ways = np.stack([u, v, np.ones_like(u)], axis=-1) @ np.linalg.inv(K).T @ T[:3, :3].T
    depth = np.minimum.reduce(
        [
            np.where(way > 0, high - eye, low - eye) / way
            for way, eye, (low, high) in zip(np.moveaxis(ways, -1, 0), EYE, WALLS, strict=True)
        ]
    )
    a, b, c = (ways**2).sum(-1), ways @ (EYE - BALL), ((EYE - BALL) ** 2).sum() - BALL_RADIUS**2
    root = b**2 - a * c
    ball = np.where(root > 0, (-b - np.sqrt(np.maximum(root, 0))) / a, np.inf)
    depth = np.minimum(depth, ball) * (1 + 0.002 * rng.standard_normal(depth.shape))
    color = rng.integers(0, 256, (HEIGHT, WIDTH, 3), dtype=np.uint8)
    return depth.astype(np.float32), color, T
