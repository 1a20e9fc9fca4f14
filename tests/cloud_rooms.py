"""Clouds of plain rooms: rectangles of points that know what they lie on."""

from __future__ import annotations

import numpy as np

from scenegraph3d.records import PointCloud

WHITE, BROWN, GREY, RED, BLUE, GREEN = (
    *((225, 225, 220), (120, 80, 50), (130, 130, 130)),
    *((190, 40, 40), (40, 60, 170), (50, 140, 60)),
)
STEP = 0.04  # metres between points
NOISE = 0.002  # metres


class Pieces:
    """Points, colours and names, gathered piece by piece."""

    def __init__(self, seed: int = 0) -> None:
        self._rng = np.random.default_rng(seed)
        self._points: list[np.ndarray] = []
        self._colors: list[np.ndarray] = []
        self._names: list[np.ndarray] = []

    def rectangle(self, name: str, corner, along, across, rgb, step: float = STEP) -> None:
        """A rectangle from one corner along two sides, metres."""
        corner, along, across = (np.asarray(v, dtype=np.float64) for v in (corner, along, across))
        counts = [max(2, round(float(np.linalg.norm(side)) / step)) for side in (along, across)]
        u, v = np.meshgrid(*((np.arange(n) + 0.5) / n for n in counts), indexing="ij")
        points = corner + u.reshape(-1, 1) * along + v.reshape(-1, 1) * across
        self._points.append(points + self._rng.normal(0, NOISE, points.shape))
        noisy = np.array(rgb) + self._rng.normal(0, 4, points.shape)
        self._colors.append(np.clip(noisy, 0, 255).astype(np.uint8))
        self._names.append(np.full(len(points), name, dtype=object))

    def box(self, name: str, low, high, rgb, *, hidden: str = "-z", step: float = STEP) -> None:
        """An upright box without the sides named hidden, such as "-z +y"."""
        low, side = np.asarray(low, dtype=np.float64), np.diag(np.subtract(high, low))
        for axis, letter in enumerate("xyz"):
            along, across = (side[other] for other in range(3) if other != axis)
            for sign, corner in (("-", low), ("+", low + side[axis])):
                if sign + letter not in hidden:
                    self.rectangle(name, corner, along, across, rgb, step)

    def table(self, name: str, low, high, rgb) -> None:
        """A top 4 cm thick on four legs 6 cm wide."""
        (x, y, z), (a, b, c) = low, high
        self.box(name, (x, y, c - 0.04), high, rgb)
        for u, v in ((x, y), (a - 0.06, y), (x, b - 0.06), (a - 0.06, b - 0.06)):
            self.box(name, (u, v, z), (u + 0.06, v + 0.06, c - 0.04), rgb)

    def cloud(self) -> PointCloud:
        points = np.concatenate(self._points).astype(np.float32)
        return PointCloud(points, np.concatenate(self._colors))

    @property
    def name(self) -> np.ndarray:
        """(N,) str what each point lies on."""
        return np.concatenate(self._names)


def bare_room(width=5.0, depth=4.0, height=2.6, *, ceiling: bool = False, seed: int = 0) -> Pieces:
    """Floor and four walls, seen from inside; the floor is at 0, a corner at the origin."""
    room = Pieces(seed)
    room.rectangle("floor", (0, 0, 0), (width, 0, 0), (0, depth, 0), GREY)
    for corner, along in (
        *(((0, 0, 0), (width, 0, 0)), ((0, depth, 0), (width, 0, 0))),
        *(((0, 0, 0), (0, depth, 0)), ((width, 0, 0), (0, depth, 0))),
    ):
        room.rectangle("wall", corner, along, (0, 0, height), WHITE)
    if ceiling:
        room.rectangle("ceiling", (0, 0, height), (width, 0, 0), (0, depth, 0), WHITE)
    return room


def same_partition(one: np.ndarray, other: np.ndarray) -> float:
    """Share of points whose group is the same in both, groups of `one` matched to their best."""
    groups, of = np.unique(one, return_inverse=True)
    others, of_other = np.unique(other, return_inverse=True)
    shared = np.zeros((len(groups), len(others)), dtype=np.int64)
    np.add.at(shared, (of, of_other), 1)
    mutual = shared * (shared == shared.max(axis=0)) * (shared == shared.max(axis=1)[:, None])
    return float(mutual.sum() / len(one))
