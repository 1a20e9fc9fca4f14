"""A frame in, its reduced picture out: colours, points and normals of every pixel."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

import cv2
import numpy as np

from ....colors import oklab_from_rgb
from ....records import Camera, Frame

_HEIGHT = 240  # pixels, about, of the reduced picture
_NEAREST = 0.02  # of the depth, and 1 cm: readings of one pixel behind this are another surface
_FILL = 6.0  # pixels, up to which a pixel without a reading takes its neighbour's
_NOISE = 0.012  # 1/m: steps of inverse depth below this are smoothed; a Kinect's noise four times
_SMOOTHING = 2.5  # pixels
_REACH = 3  # pixels to either side that a normal is measured over
_COLOR_STEP = 4  # of 255, of the table of colours


@dataclass(frozen=True, eq=False)
class Picture:
    """A frame at about 240 rows.

    Attributes:
        lab: (h, w, 3) float32 Oklab, L in 0..100.
        depth: (h, w) float32 metres, smoothed; holes are filled up to 6 pixels.
        points: (h, w, 3) float32 world, metres.
        normals: (h, w, 3) float32 unit, world, towards the camera.
        known: (h, w) bool, where there is depth.
        eye: (3,) where the camera is, world.
        pixel_area: square metres that a pixel covers at depth 1, seen straight on.
        factor: pixels of the frame to one of the picture, each way.
    """

    lab: np.ndarray
    depth: np.ndarray
    points: np.ndarray
    normals: np.ndarray
    known: np.ndarray
    eye: np.ndarray
    pixel_area: float
    factor: int


def reduce_frame(frame: Frame) -> Picture:
    """Shrink a frame, smooth its depth within surfaces and find normals."""
    factor = max(1, round(frame.camera.height / _HEIGHT))
    rays = _reduced_rays(frame.camera, factor)
    depth, known = _fill_holes(_reduce_depth(frame.depth, factor))
    depth = _smooth(depth)
    R = frame.T_world_camera[:3, :3].astype(np.float32)
    eye = frame.T_world_camera[:3, 3]
    towards = rays @ R.T
    points = towards * depth[..., None]
    height, width = depth.shape
    color = frame.color[: height * factor, : width * factor]
    return Picture(
        lab=_oklab(cv2.resize(color, (width, height), interpolation=cv2.INTER_AREA)),
        depth=depth,
        points=points + eye.astype(np.float32),
        normals=_normals(points, depth, towards),
        known=known,
        eye=eye,
        pixel_area=_pixel_area(rays),
        factor=factor,
    )


@lru_cache(maxsize=4)
def _reduced_rays(camera: Camera, factor: int) -> np.ndarray:
    return _blocks(camera.rays(), factor).mean(axis=(1, 3))


def _blocks(image: np.ndarray, factor: int) -> np.ndarray:
    """(h, factor, w, factor, ...): the pixels that each reduced pixel covers."""
    height, width = (side // factor for side in image.shape[:2])
    whole = image[: height * factor, : width * factor]
    return whole.reshape(height, factor, width, factor, *image.shape[2:])


def _reduce_depth(depth: np.ndarray, factor: int) -> np.ndarray:
    """The mean of the nearest surface that each reduced pixel covers, 0 without a reading."""
    blocks = _blocks(depth, factor)
    nearest = np.where(blocks > 0, blocks, np.inf).min(axis=(1, 3), keepdims=True)
    same = (blocks > 0) & (blocks - nearest < _NEAREST * nearest + 0.01)
    count = same.sum(axis=(1, 3))
    return ((blocks * same).sum(axis=(1, 3)) / np.maximum(count, 1)).astype(np.float32)


def _fill_holes(depth: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Depth with the nearest reading where there is none, and where that is near enough."""
    read = depth > 0
    if not read.any():
        return depth, read
    distance, nearest = cv2.distanceTransformWithLabels(
        (~read).astype(np.uint8), cv2.DIST_L2, 3, labelType=cv2.DIST_LABEL_PIXEL
    )
    source = np.asarray(nearest, dtype=np.int64)
    reading = np.zeros(source.max() + 1, dtype=np.float32)
    reading[source[read]] = depth[read]
    return reading[source], np.asarray(distance) < _FILL


def _smooth(depth: np.ndarray) -> np.ndarray:
    # Inverse depth is linear on planes, and a depth camera's noise is even in it.
    inverse = 1 / np.maximum(depth, 0.05)
    return 1 / cv2.bilateralFilter(inverse, 7, _NOISE, _SMOOTHING)


def _normals(points: np.ndarray, depth: np.ndarray, towards: np.ndarray) -> np.ndarray:
    normals = np.cross(_tangents(points, depth, 0), _tangents(points, depth, 1))
    normals /= np.maximum(np.linalg.norm(normals, axis=2, keepdims=True), 1e-12)
    away = np.einsum("hwc,hwc->hw", normals, towards) > 0
    normals[away] *= -1
    return normals


def _tangents(points: np.ndarray, depth: np.ndarray, axis: int) -> np.ndarray:
    """Differences of points along an axis, to the smoother side alone where depth jumps."""
    ahead, behind = (side * (np.roll(points, -side * _REACH, axis) - points) for side in (1, -1))
    rise, fall = (np.abs(np.roll(depth, -side * _REACH, axis) - depth) for side in (1, -1))
    both = np.maximum(rise, fall) < 3 * np.minimum(rise, fall) + 0.02 * depth
    index = np.arange(depth.shape[axis])
    index = index[:, None] if axis == 0 else index[None]
    first, last = index < _REACH, index >= depth.shape[axis] - _REACH
    use_ahead = ((both | (rise <= fall)) & ~last) | first
    use_behind = ((both | (rise > fall)) & ~first) | last
    return ahead * use_ahead[..., None] + behind * use_behind[..., None]


def _pixel_area(rays: np.ndarray) -> float:
    right, down = rays[:-1, 1:] - rays[:-1, :-1], rays[1:, :-1] - rays[:-1, :-1]
    return float(np.linalg.norm(np.cross(right, down), axis=2).mean())


def _oklab(color: np.ndarray) -> np.ndarray:
    levels = color // _COLOR_STEP
    per_side = 256 // _COLOR_STEP
    number = (levels[..., 0].astype(np.int32) * per_side + levels[..., 1]) * per_side
    return _color_table()[number + levels[..., 2]]


@lru_cache(maxsize=1)
def _color_table() -> np.ndarray:
    """(64^3, 3) float32 Oklab of the middles of all steps of red, green and blue."""
    middles = np.arange(0, 256, _COLOR_STEP) + (_COLOR_STEP - 1) / 2
    rgb = np.stack(np.meshgrid(middles, middles, middles, indexing="ij"), axis=-1)
    return (100 * oklab_from_rgb(rgb.reshape(-1, 3))).astype(np.float32)
