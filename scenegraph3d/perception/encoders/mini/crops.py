"""A frame and its masks in; for each mask a small picture and the measures of its points out."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from PIL import Image
from scipy import ndimage

from ....records import Frame, Masks

SIDE = 64  # pixels of a picture
MARGIN = 0.25  # of a mask's longer side, shown around it on each side
CHANNELS = 6  # red, green, blue, mask, forward, up
MEASURES = 12
_MAX_PIXELS = 600  # of a mask, measured
_FLOOR = 1.0  # percentile of a frame's heights that stands for its floor
_LEAST_SIZE = 0.01  # metres


@dataclass(frozen=True, eq=False)
class Crops:
    """What the image tower sees of M masks.

    Attributes:
        pictures: (M, CHANNELS, SIDE, SIDE) uint8. Colours, black outside the frame; the share of
            a pixel that lies on the mask, of 255; and where its surface lies from the middle of
            the mask, away from the camera and upwards: 128 at the middle, 1 and 255 half a
            picture's breadth away and beyond, 0 without a reading.
        measures: (M, MEASURES) float32, logarithms of metres and metres: breadth of the picture;
            bottom and top against the camera; both against the frame's lowest surface; the sides
            upright, wide and narrow; distance; share of the box that the mask fills; whether the
            frame's border cuts it; share of readings. 0 where nothing was read.
    """

    pictures: np.ndarray
    measures: np.ndarray


def cut_crops(frame: Frame, masks: Masks) -> Crops:
    """Cut out each mask with its surroundings, and measure it."""
    pictures = np.zeros((len(masks), CHANNELS, SIDE, SIDE), dtype=np.uint8)
    measures = np.zeros((len(masks), MEASURES), dtype=np.float32)
    ways = _level_ways(frame)
    floor = _floor(frame.depth, ways)
    boxes = ndimage.find_objects(masks.image.astype(np.int32) + 1, len(masks))
    for row, box in enumerate(boxes):
        if box is not None:
            view = _View(frame, ways, masks.image == row, box)
            pictures[row], measures[row] = view.picture(), view.measures(floor)
    return Crops(pictures, measures)


class _View:
    """One mask of a frame, and the square around it."""

    def __init__(
        self, frame: Frame, ways: np.ndarray, mask: np.ndarray, box: tuple[slice, ...]
    ) -> None:
        self._color, self._depth, self._ways, self._mask = frame.color, frame.depth, ways, mask
        self._box = box
        low = np.array([side.start for side in box])
        high = np.array([side.stop for side in box])
        self._breadth = float((high - low).max()) * (1 + 2 * MARGIN)
        self._corner = (low + high) / 2 - self._breadth / 2  # row, column
        self._points, self._read = self._read_points()
        self._middle = np.median(self._points, axis=0) if len(self._points) else None

    def picture(self) -> np.ndarray:
        """(CHANNELS, SIDE, SIDE) uint8."""
        found = np.zeros((CHANNELS, SIDE, SIDE), dtype=np.uint8)
        first, last = self._inside()
        target = np.rint((np.array([first, last]) - self._corner) / self._breadth * SIDE)
        (top, left), (bottom, right) = np.clip(target, 0, SIDE).astype(int)
        if bottom > top and right > left:
            source = slice(first[0], last[0]), slice(first[1], last[1])
            place = slice(top, bottom), slice(left, right)
            shown = found[:, top:bottom, left:right]
            shown[:3] = _resized(self._color[source], place).transpose(2, 0, 1)
            shown[3] = _resized(self._mask[source].astype(np.uint8) * 255, place)
            shown[4:] = self._surface(place)
        return found

    def measures(self, floor: float) -> np.ndarray:
        """(MEASURES,) float32 of the mask's points; `floor` is metres above the camera."""
        on_mask = int(self._mask[self._box].sum())
        height, width = self._mask.shape
        rows, columns = self._box
        cut = rows.start == 0 or columns.start == 0 or rows.stop == height or columns.stop == width
        filled = on_mask / ((rows.stop - rows.start) * (columns.stop - columns.start))
        if self._middle is None or len(self._points) < 3:
            return np.array([0.0] * 9 + [filled, cut, 0.0], dtype=np.float32)
        right, forward, up = self._points.T
        low, high = np.percentile(up, [3, 97])
        level = np.stack([right, forward], axis=1) - self._middle[:2]
        _, axes = np.linalg.eigh(level.T @ level)
        narrow, wide = np.ptp(np.percentile(level @ axes, [3, 97], axis=0), axis=0)
        sizes = [self._metres(), high - low, wide, narrow, np.linalg.norm(self._middle)]
        log = np.log(np.maximum(sizes, _LEAST_SIZE))
        heights = [low, high, low - floor, high - floor]
        return np.array([log[0], *heights, *log[1:], filled, cut, self._read], dtype=np.float32)

    def _read_points(self) -> tuple[np.ndarray, float]:
        """(P, 3) right, forward and up from the camera, metres, of some pixels; share read."""
        rows, columns = np.nonzero(self._mask[self._box])
        step = -(-len(rows) // _MAX_PIXELS)
        rows = rows[::step] + self._box[0].start
        columns = columns[::step] + self._box[1].start
        depth = self._depth[rows, columns]
        points = (self._ways[rows, columns] * depth[:, None])[depth > 0]
        return points.astype(np.float64), float((depth > 0).mean())

    def _metres(self) -> float:
        """Breadth of the picture at the mask's distance, metres."""
        rows, columns = self._box
        row, column = (rows.start + rows.stop - 1) // 2, (columns.start + columns.stop - 1) // 2
        column = min(column, self._ways.shape[1] - 2)
        pitch = np.linalg.norm(self._ways[row, column + 1] - self._ways[row, column])
        way = float(np.linalg.norm(self._ways[row, column]))
        assert self._middle is not None
        return float(self._breadth * pitch * np.linalg.norm(self._middle) / max(way, 1e-6))

    def _surface(self, place: tuple[slice, slice]) -> np.ndarray:
        """(2, h, w) uint8 how far forward and up, as Crops says."""
        if self._middle is None:
            return np.zeros((2, 1, 1), dtype=np.uint8)
        rows, columns = (self._pixels(axis, part) for axis, part in enumerate(place))
        depth = self._depth[np.ix_(rows, columns)]
        points = self._ways[np.ix_(rows, columns)] * depth[..., None] - self._middle
        share = np.clip(points[..., 1:] / max(self._metres(), _LEAST_SIZE), -0.5, 0.5)
        coded = np.rint(128 + 254 * share).clip(1, 255)
        return np.where(depth[..., None] > 0, coded, 0).astype(np.uint8).transpose(2, 0, 1)

    def _pixels(self, axis: int, part: slice) -> np.ndarray:
        """Rows or columns of the frame under the middles of some of the picture's."""
        middles = self._corner[axis] + (np.arange(part.start, part.stop) + 0.5) * (
            self._breadth / SIDE
        )
        return np.clip(middles, 0, self._mask.shape[axis] - 1).astype(int)

    def _inside(self) -> tuple[np.ndarray, np.ndarray]:
        """First and last + 1 row and column of the square that lie in the frame."""
        first = np.maximum(np.floor(self._corner), 0).astype(int)
        last = np.minimum(np.ceil(self._corner + self._breadth), self._mask.shape).astype(int)
        return first, last


def _level_ways(frame: Frame) -> np.ndarray:
    """(H, W, 3) float32 way of each pixel at depth 1: right, forward and up, held level."""
    R = frame.T_world_camera[:3, :3]
    forward = np.array([R[0, 2], R[1, 2], 0.0])
    if np.linalg.norm(forward) < 1e-3:  # it looks straight down or up
        forward = np.array([-R[0, 1], -R[1, 1], 0.0])
    forward /= np.linalg.norm(forward)
    right = np.array([forward[1], -forward[0], 0.0])
    R_level_camera = np.stack([right, forward, [0.0, 0.0, 1.0]]) @ R
    return frame.camera.rays() @ R_level_camera.T.astype(np.float32)


def _floor(depth: np.ndarray, ways: np.ndarray) -> float:
    """Height of the frame's lowest surface above its camera, metres, negative as a rule."""
    up = (ways[::8, ::8, 2] * depth[::8, ::8])[depth[::8, ::8] > 0]
    return float(np.percentile(up, _FLOOR)) if len(up) else 0.0


def _resized(pixels: np.ndarray, place: tuple[slice, slice]) -> np.ndarray:
    height, width = (part.stop - part.start for part in place)
    image = Image.fromarray(np.ascontiguousarray(pixels))
    return np.asarray(image.resize((width, height), Image.Resampling.BILINEAR))
