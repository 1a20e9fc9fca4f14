"""A box or two on a floor, seen by cameras around them: points, and masks by casting rays.

The masks come from intersecting each pixel's ray with the boxes, the points from walking over
their surfaces; neither knows of the other.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from scenegraph3d.geometry.cameras import Pinhole
from scenegraph3d.mapping.views import MaskedView
from scenegraph3d.records import Camera, Masks, PointCloud

FLOOR, LEFT, RIGHT = 0, 1, 2
BOXES = np.array([[-0.7, -0.2, 0.0, -0.3, 0.2, 0.4], [0.2, -0.2, 0.0, 0.7, 0.3, 0.3]])
CAMERA = Pinhole.from_focal(150.0, 150.0, cx=79.5, cy=59.5, width=160, height=120)
HALF_FLOOR = 1.2  # metres


@dataclass(frozen=True, eq=False)
class Shot:
    """What a camera sees: (H, W) depth and ids of FLOOR, LEFT, RIGHT or -1."""

    camera: Camera
    T_world_camera: np.ndarray
    depth: np.ndarray
    ids: np.ndarray


def shots(count: int = 6, camera: Camera = CAMERA, radius: float = 2.0) -> list[Shot]:
    """Cameras on a circle, looking at the middle."""
    angles = np.arange(count) * 2 * np.pi / count + 0.3
    eyes = np.stack([radius * np.cos(angles), radius * np.sin(angles), np.full(count, 1.4)], axis=1)
    return [shoot(camera, look_at_origin(eye)) for eye in eyes]


def look_at_origin(eye: np.ndarray) -> np.ndarray:
    """(4, 4) T_world_camera."""
    forward = -eye / np.linalg.norm(eye)
    right = np.cross(forward, [0.0, 0.0, 1.0])
    right /= np.linalg.norm(right)
    T = np.eye(4)
    T[:3, :3] = np.stack([right, np.cross(forward, right), forward], axis=1)
    T[:3, 3] = eye
    return T


def shoot(camera: Camera, T_world_camera: np.ndarray, boxes: np.ndarray = BOXES) -> Shot:
    """Cast every pixel's ray at the floor and the boxes."""
    rays = camera.rays().reshape(-1, 3).astype(np.float64) @ T_world_camera[:3, :3].T
    eye = T_world_camera[:3, 3]
    with np.errstate(divide="ignore", invalid="ignore"):
        best = np.where(rays[:, 2] < 0, -eye[2] / rays[:, 2], np.inf)
        hit = eye[:2] + best[:, None] * rays[:, :2]
    best = np.where((np.abs(hit) <= HALF_FLOOR).all(axis=1), best, np.inf)
    ids = np.where(np.isfinite(best), FLOOR, -1)
    for number, box in enumerate(boxes, start=1):
        away = enter_box(eye, rays, box)
        ids = np.where(away < best, number, ids)
        best = np.minimum(best, away)
    shape = camera.height, camera.width
    depth = np.where(np.isfinite(best), best, 0.0).astype(np.float32)
    return Shot(camera, T_world_camera, depth.reshape(shape), ids.reshape(shape))


def enter_box(eye: np.ndarray, rays: np.ndarray, box: np.ndarray) -> np.ndarray:
    """(P,) lengths along the rays at which they enter the box, infinite for those that miss."""
    with np.errstate(divide="ignore"):
        a, b = (box[:3] - eye) / rays, (box[3:] - eye) / rays
    enter, leave = np.minimum(a, b).max(axis=1), np.maximum(a, b).min(axis=1)
    return np.where((enter < leave) & (enter > 0), enter, np.inf)


def surface(step: float = 0.025) -> tuple[PointCloud, np.ndarray]:
    """Points all over the floor and the boxes, and the (N,) id of each."""
    side = np.arange(-HALF_FLOOR + step / 2, HALF_FLOOR, step)
    x, y = (a.ravel() for a in np.meshgrid(side, side))
    under = np.any([(x > b[0]) & (x < b[3]) & (y > b[1]) & (y < b[4]) for b in BOXES], axis=0)
    parts = [np.stack([x, y, np.zeros_like(x)], axis=1)[~under]]
    parts += [box_surface(box, step) for box in BOXES]
    ids = np.repeat(np.arange(len(parts)), [len(part) for part in parts])
    return PointCloud(np.concatenate(parts).astype(np.float32)), ids


def box_surface(box: np.ndarray, step: float) -> np.ndarray:
    """(N, 3) points on five sides of a box, not on its bottom."""
    axes = [np.arange(box[i] + step / 2, box[3 + i], step) for i in range(3)]
    sides = []
    for axis, ends in ((0, (box[0], box[3])), (1, (box[1], box[4])), (2, (box[5],))):
        for end in ends:
            grid = [np.array([end]) if i == axis else axes[i] for i in range(3)]
            sides.append(np.stack([g.ravel() for g in np.meshgrid(*grid)], axis=1))
    return np.concatenate(sides)


def views_of(shots: list[Shot], images: list[np.ndarray] | None = None) -> list[MaskedView]:
    """Views with masks of the ids seen, or of these (H, W) images of mask numbers, -1 none."""
    images = [shot.ids for shot in shots] if images is None else images
    pairs = zip(shots, images, strict=True)
    return [view_of(n, shot, image) for n, (shot, image) in enumerate(pairs)]


def view_of(number: int, shot: Shot, image: np.ndarray, **given: np.ndarray) -> MaskedView:
    """A view; masks are numbered from 0 without a gap."""
    ids, rows = np.unique(image, return_inverse=True)
    rows = rows.reshape(image.shape) - int((ids < 0).sum())
    masks = Masks.unnamed(rows)
    if "label" in given:
        masks = Masks(masks.image, given["label"], masks.score)
    count = len(masks)
    return MaskedView(
        number,
        shot.depth,
        shot.camera,
        shot.T_world_camera,
        masks,
        given.get("feature", np.zeros((count, 0), dtype=np.float32)),
        given.get("quality", np.ones(count)),
    )


def halved(ids: np.ndarray, wanted: int) -> np.ndarray:
    """The image with the mask of one id cut in two, left and right of its middle column."""
    columns = np.nonzero(ids == wanted)[1]
    right = np.arange(ids.shape[1]) > np.median(columns)
    return np.where((ids == wanted) & right, ids.max() + 1, ids)


def joined(ids: np.ndarray, a: int, b: int) -> np.ndarray:
    """The image with the masks of two ids run together."""
    return np.where(ids == b, a, ids)


def overlap(point_instance: np.ndarray, points: np.ndarray) -> tuple[int, float]:
    """The instance that covers a (N,) bool set of points best, and its IoU."""
    count = int(point_instance.max(initial=0)) + 1
    shared = np.bincount(point_instance[points & (point_instance >= 0)], minlength=count)
    size = np.bincount(point_instance[point_instance >= 0], minlength=count)
    iou = shared / np.maximum(size + points.sum() - shared, 1)
    return int(iou.argmax()), float(iou.max())
