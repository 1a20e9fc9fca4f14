"""What happens where two patches meet, pixel by pixel: steps, creases, things that stand."""

from __future__ import annotations

from dataclasses import dataclass, fields

import numpy as np

from .picture import Picture

_ASIDE = 2  # pixels from a border, where each side is looked at
_STEP, _STEP_GROWTH = 0.01, 0.006  # metres off the other's plane; the growth is per square metre
_STEP_SHARE = 0.02  # of the depth, and of it too
_FLAT = 0.85  # upward part of a normal, from which a surface can carry things
_RISE = 0.005  # metres
_CREASE = 0.1  # least concave turn, as the length of a difference of unit normals


@dataclass(frozen=True, eq=False)
class Borders:
    """(E,) float64 sums over the pixels of E borders.

    Attributes:
        length: pixels.
        step: pixels at which one side lies before the other.
        edge: strength of the edge.
        convex: how much the surface turns down across it, as an outer edge does.
        stands: pixels at which one side lies level and the other rises from it.
    """

    length: np.ndarray
    step: np.ndarray
    edge: np.ndarray
    convex: np.ndarray
    stands: np.ndarray

    def summed(self, into: np.ndarray, count: int) -> Borders:
        """The `count` borders that `into` (E,) gathers these to."""
        columns = (getattr(self, field.name) for field in fields(self))
        return Borders(*(np.bincount(into, column, minlength=count) for column in columns))

    def __getitem__(self, rows: np.ndarray) -> Borders:
        return Borders(*(getattr(self, field.name)[rows] for field in fields(self)))


def measure_borders(
    picture: Picture, strength: np.ndarray, patches: np.ndarray
) -> tuple[np.ndarray, Borders]:
    """Look across every border between neighbouring pixels of different patches.

    Args:
        picture: the reduced frame.
        strength: (h, w) its edges.
        patches: (h, w) int64, -1 for none.

    Returns:
        (E, 2) the patches on both sides of each crossing, and the E crossings.
    """
    here, there, aside_here, aside_there = _crossings(patches)
    points, normals = (image.reshape(-1, 3) for image in (picture.points, picture.normals))
    depth, edge = picture.depth.ravel(), strength.ravel()
    nearer = np.minimum(depth[here], depth[there])
    # How far each side's border pixel lies off the plane of the other side.
    off = np.minimum(
        np.abs(_dot(normals[aside_here], points[there] - points[aside_here])),
        np.abs(_dot(normals[aside_there], points[here] - points[aside_there])),
    )
    step = (off > _STEP + _STEP_GROWTH * nearer**2) & (
        np.abs(depth[here] - depth[there]) > _STEP_SHARE * nearer
    )
    across = points[aside_there] - points[aside_here]
    across /= np.maximum(np.linalg.norm(across, axis=1, keepdims=True), 1e-9)
    turn = np.where(step, 0, _dot(normals[aside_there] - normals[aside_here], across))
    rise = points[aside_there, 2] - points[aside_here, 2]
    level = np.where(rise > 0, normals[aside_here, 2], normals[aside_there, 2]) > _FLAT
    crossings = Borders(
        length=np.ones(len(here)),
        step=step.astype(np.float64),
        edge=np.maximum(edge[here], edge[there]),
        convex=np.maximum(turn, 0),
        stands=(level & (np.abs(rise) > _RISE) & (turn < -_CREASE)).astype(np.float64),
    )
    sides = patches.ravel()
    return np.stack([sides[here], sides[there]], axis=1), crossings


def _crossings(patches: np.ndarray) -> tuple[np.ndarray, ...]:
    """Flat indices of both pixels of each crossing, and of those further on, to either side."""
    height, width = patches.shape
    index = np.arange(height * width).reshape(height, width)
    found = []
    for axis in (0, 1):
        end = patches.shape[axis] - 1
        here, there = np.delete(index, end, axis), np.delete(index, 0, axis)
        first, second = patches.ravel()[here], patches.ravel()[there]
        differ = (first != second) & (first >= 0) & (second >= 0)
        here, there = here[differ], there[differ]
        stride = width if axis == 0 else 1
        place = here // width if axis == 0 else here % width
        back = stride * np.minimum(_ASIDE, place)
        on = stride * np.minimum(_ASIDE, end - 1 - place)
        found.append((here, there, here - back, there + on))
    return tuple(np.concatenate(part) for part in zip(*found, strict=True))


def _dot(a: np.ndarray, b: np.ndarray) -> np.ndarray:
    return np.einsum("ij,ij->i", a, b)
