"""Masked views and a surface in; the pixels that a field learns from out."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import groupby

import numpy as np
from scipy.ndimage import maximum_filter, minimum_filter

from ...config import FieldSettings
from ..views import MaskedView
from .surface import Surface

_EDGE = 0.06  # of the depth: how much more it changes from pixel to pixel is an edge
_AT_EDGE = 0.05  # weight of a pixel at an edge of its mask or of the depth
_LEAST_QUALITY = 0.05  # a poor picture is better than none
_LEAST_POINTS = 4  # of a mask that has a spread


@dataclass(frozen=True, eq=False)
class FieldSamples:
    """S pixels on a surface, by frame; a frame may have masks of several granularities.

    Attributes:
        point: (S,) int64 row of the surface point that each shows.
        weight: (S,) float32 in [0, 1): opacity, less at edges.
        mask: (S, L) int64 number of the mask on each pixel by granularity, -1 for none.
        start: (F + 1,) int64, where the pixels of each frame begin.
        scale: (G,) float32 spread of each mask's points, metres.
        quality: (G,) float32 how well its picture shows each mask.
        feature: (G, D) float32 unit, NaN where a mask has none.
    """

    point: np.ndarray
    weight: np.ndarray
    mask: np.ndarray
    start: np.ndarray
    scale: np.ndarray
    quality: np.ndarray
    feature: np.ndarray

    def __len__(self) -> int:
        return len(self.point)


def draw_samples(
    surface: Surface, views: Sequence[MaskedView], settings: FieldSettings
) -> FieldSamples:
    """Draw masked pixels of views and move each to the surface point nearest to its reading.

    Pixels whose reading is off the surface, as floaters are, are left out. Views of one number are
    one frame with masks of several granularities: its pixels are drawn once.

    Raises:
        ValueError: no view shows the surface on a mask, or features of different length.
    """
    lengths = sorted({view.feature.shape[1] for view in views})
    if len(lengths) > 1:
        raise ValueError(f"features must have one length, got {' and '.join(map(str, lengths))}")
    frames = [list(group) for _, group in groupby(views, key=lambda view: view.number)]
    most = max(16, settings.max_samples // max(len(frames), 1))
    rng = np.random.default_rng([settings.seed, 1])
    first, parts = 0, []
    for frame in frames:
        parts.append(_of_frame(surface, frame, (rng, most, first), settings))
        first += sum(len(view.masks) for view in frame)
    total = sum(len(part[0]) for part in parts)
    if not total:
        raise ValueError(f"views must show the surface on masks, got none in {len(frames)} frames")
    levels = max(part[2].shape[1] for part in parts)
    point = np.concatenate([part[0] for part in parts])
    weight = np.concatenate([part[1] for part in parts])
    mask = np.concatenate([_wide(part[2], levels) for part in parts])
    quality = np.concatenate([view.quality for view in views]).clip(_LEAST_QUALITY)
    return FieldSamples(
        point=point,
        weight=weight,
        mask=mask,
        start=np.cumsum([0, *(len(part[0]) for part in parts)]),
        scale=_spreads(surface.points, point, weight, mask, first).clip(settings.smallest_scale),
        quality=quality.astype(np.float32),
        feature=np.concatenate([view.feature for view in views]),
    )


def _of_frame(
    surface: Surface,
    frame: list[MaskedView],
    draw: tuple[np.random.Generator, int, int],
    settings: FieldSettings,
) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Surface rows (S,), weights (S,) and mask numbers (S, L) of a frame's pixels."""
    rng, most, first = draw
    view = frame[0]
    image = np.stack([one.masks.image for one in frame], axis=-1).astype(np.int64)  # (H, W, L)
    flat = image.reshape(-1, len(frame))
    pixels = np.flatnonzero((view.depth.ravel() > 0) & (flat >= 0).any(axis=1))
    pixels = _balanced(pixels, flat, rng, most)
    T = view.T_world_camera
    rays = view.camera.rays().reshape(-1, 3)[pixels]
    points = (rays * view.depth.ravel()[pixels, None]) @ T[:3, :3].T + T[:3, 3]
    row, away = surface.nearest(points, settings.reach)
    on = np.isfinite(away)
    weight = surface.opacity(row, away) * _off_edges(view.depth, image).ravel()[pixels]
    offset = first + np.cumsum([0, *(len(one.masks) for one in frame[:-1])])
    number = np.where(flat[pixels] >= 0, flat[pixels] + offset, -1)
    return row[on], weight[on].astype(np.float32), number[on]


def _balanced(
    pixels: np.ndarray, flat: np.ndarray, rng: np.random.Generator, most: int
) -> np.ndarray:
    """At most so many pixels, drawn so that small masks get their share, in order."""
    if len(pixels) <= most:
        return pixels
    inverse = np.zeros(len(pixels))
    for column in flat[pixels].T:
        count = np.bincount(column[column >= 0], minlength=1)
        inverse = np.maximum(inverse, np.where(column >= 0, 1 / np.sqrt(count[column]), 0))
    chance = inverse / inverse.sum()
    # Exponential races draw without replacement in one pass.
    race = rng.exponential(size=len(pixels)) / chance
    return np.sort(pixels[np.argpartition(race, most)[:most]])


def _off_edges(depth: np.ndarray, image: np.ndarray) -> np.ndarray:
    """(H, W) weight, little next to another mask or to a jump of the depth."""
    high, low = maximum_filter(depth, size=3), minimum_filter(depth, size=3)
    edge = high - low > _EDGE * high
    for level in range(image.shape[2]):
        rows = image[..., level]
        edge |= maximum_filter(rows, size=5) != minimum_filter(rows, size=5)
    return np.where(edge, _AT_EDGE, 1.0)


def _wide(mask: np.ndarray, levels: int) -> np.ndarray:
    return np.pad(mask, ((0, 0), (0, levels - mask.shape[1])), constant_values=-1)


def _spreads(
    points: np.ndarray, point: np.ndarray, weight: np.ndarray, mask: np.ndarray, count: int
) -> np.ndarray:
    """(G,) float32 root of the summed variances of each mask's points; 0 for too few of them.

    Args:
        points: (N, 3) of the surface.
        point: (S,) rows of them.
        weight: (S,) of the pixels that show them.
        mask: (S, L) masks on the pixels.
        count: G.
    """
    spread = np.zeros(count)
    for column in mask.T:
        on = column >= 0
        # Each point counts once, however many pixels show it: near ones are shown by more.
        pairs, first = np.unique(np.stack([column[on], point[on]]), axis=1, return_index=True)
        rows, heavy = pairs[0], weight[on][first].astype(np.float64) + 1e-6
        mass = np.bincount(rows, heavy, count)
        square = np.zeros(count)
        for axis in points[pairs[1]].T.astype(np.float64):
            mean = np.bincount(rows, heavy * axis, count) / np.maximum(mass, 1e-12)
            square += np.bincount(rows, heavy * (axis - mean[rows]) ** 2, count)
        enough = np.bincount(rows, minlength=count) >= _LEAST_POINTS
        spread += np.where(enough, np.sqrt(square / np.maximum(mass, 1e-12)), 0.0)
    return spread.astype(np.float32)
