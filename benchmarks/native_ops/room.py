"""A furnished room as a map and 60 frames hold it: what operators on points and masks work on."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import torch

from scenegraph3d.synthetic.trajectory import look_at

ROOM = np.array([8.0, 6.0, 3.0])  # metres
NUM_BOXES, SIZES, RESTING = 150, (0.2, 0.9), 0.7  # metres; share that stands on the floor
PATCH = 2.0  # metres: walls, floor and ceiling are masks of this size
THICK = 0.05  # metres, of a wall
CLEAR = 0.1  # metres, of a camera from furniture and walls
MIN_PIXELS = 100  # of a mask
VOXEL, BLOCK = 0.01, 8  # metres; voxels along an edge of a block of the map
EVERY = 2  # pixels: enough of them to reach a million voxels
K = np.array([[525.0, 0, 319.5], [0, 525.0, 239.5], [0, 0, 1]])
WIDTH, HEIGHT = 640, 480


@dataclass(frozen=True)
class Room:
    """N points in the order of a voxel map and F frames that see them; names as in ops."""

    points: torch.Tensor
    T_camera_world: torch.Tensor
    K: torch.Tensor
    depth: torch.Tensor
    ids: torch.Tensor
    offsets: torch.Tensor


def furnished_room(num_points: int, num_frames: int, seed: int) -> Room:
    """Boxes in a room of 8 x 6 x 3 m, looked at from a round through it."""
    rng = np.random.default_rng(seed)
    low, high = _boxes(rng)
    poses = _poses(low, high, num_frames, rng)
    depth, box = _cast(low, high, poses)
    ids, sizes = _number_masks(box)
    return Room(
        points=torch.from_numpy(_map_points(depth, poses, num_points, rng)),
        T_camera_world=torch.from_numpy(np.linalg.inv(poses)),
        K=torch.from_numpy(np.tile(K, (num_frames, 1, 1))),
        depth=torch.from_numpy(depth),
        ids=torch.from_numpy(ids),
        offsets=torch.from_numpy(np.concatenate([[0], np.cumsum(sizes)])),
    )


def _boxes(rng: np.random.Generator) -> tuple[np.ndarray, np.ndarray]:
    """Low and high corners of furniture and of the patches of the room's six sides."""
    size = rng.uniform(*SIZES, (NUM_BOXES, 3))
    place = rng.uniform(0, 1, (NUM_BOXES, 3)) * (ROOM - size)
    place[: int(RESTING * NUM_BOXES), 2] = 0
    low, high = [place], [place + size]
    for axis in range(3):
        across = [a for a in range(3) if a != axis]
        cells = np.stack(
            np.meshgrid(*[np.arange(0, ROOM[a], PATCH) for a in across]), axis=-1
        ).reshape(-1, 2)
        for near, far in ((-THICK, 0.0), (ROOM[axis], ROOM[axis] + THICK)):
            corner = np.insert(cells, axis, near, axis=1)
            low.append(corner)
            high.append(np.insert(cells + PATCH, axis, far, axis=1))
    return np.concatenate(low), np.concatenate(high)


def _poses(
    low: np.ndarray, high: np.ndarray, num_frames: int, rng: np.random.Generator
) -> np.ndarray:
    """(F, 4, 4) T_world_camera: outside all boxes, looking across the room."""
    middle, poses = ROOM / 2, []
    for turn in np.linspace(0, 2 * np.pi, num_frames, endpoint=False):
        ahead = np.array([np.cos(turn), np.sin(turn), 0])
        while True:
            eye = middle + 0.3 * ROOM * ahead + rng.uniform(-1, 1, 3)
            if not ((eye > low - CLEAR) & (eye < high + CLEAR)).all(axis=1).any():
                break
        poses.append(look_at(eye, middle - 0.3 * ROOM * ahead + rng.uniform(-1, 1, 3)))
    return np.stack(poses)


def _cast(low: np.ndarray, high: np.ndarray, poses: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """(F, H, W) depth and the number of the box on each pixel, -1 for none."""
    import open3d as o3d

    scene = o3d.t.geometry.RaycastingScene()
    for corner, size in zip(low, high - low, strict=True):
        cube = o3d.t.geometry.TriangleMesh.create_box(*size.tolist())
        scene.add_triangles(cube.translate(o3d.core.Tensor(corner.astype(np.float32))))
    depth, box = [], []
    for pose in poses:
        rays = scene.create_rays_pinhole(K, np.linalg.inv(pose), WIDTH, HEIGHT)
        hit = scene.cast_rays(rays)
        depth.append(hit["t_hit"].numpy())
        box.append(hit["geometry_ids"].numpy().astype(np.int64))
    depth, box = np.stack(depth), np.stack(box)
    seen = np.isfinite(depth)
    return np.where(seen, depth, 0).astype(np.float32), np.where(seen, box, -1)


def _number_masks(box: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """(F, H, W) int16 masks numbered in each frame, and how many each frame has."""
    ids, sizes = np.empty(box.shape, np.int16), []
    for frame, image in enumerate(box):
        counts = np.bincount(image[image >= 0])
        large = counts >= MIN_PIXELS
        number = np.where(large, np.cumsum(large) - 1, -1)
        ids[frame] = np.where(image >= 0, number[image], -1)
        sizes.append(large.sum())
    return ids, np.array(sizes)


def _map_points(
    depth: np.ndarray, poses: np.ndarray, num_points: int, rng: np.random.Generator
) -> np.ndarray:
    """(N, 3) points that the frames saw, one a voxel where there are enough, block by block."""
    v, u = np.mgrid[:HEIGHT, :WIDTH]
    rays = (np.stack([u, v, np.ones_like(u)], axis=-1) @ np.linalg.inv(K).T)[::EVERY, ::EVERY]
    points = np.concatenate(
        [
            ((rays * image[..., None])[image > 0] @ pose[:3, :3].T + pose[:3, 3]).astype("f4")
            for image, pose in zip(depth[:, ::EVERY, ::EVERY], poses, strict=True)
        ]
    )
    voxel = np.floor(points / VOXEL).astype(np.int64) + BLOCK * 1024
    block, inner = np.divmod(voxel, BLOCK)
    key = np.zeros(len(points), dtype=np.int64)
    for coordinate, size in ((block, 4096), (inner, BLOCK)):
        for axis in range(3):
            key = key * size + coordinate[:, axis]
    _, first = np.unique(key, return_index=True)
    if len(first) < num_points:
        raise ValueError(f"frames show {len(first)} voxels, fewer than {num_points}")
    return points[first[np.sort(rng.permutation(len(first))[:num_points])]]
