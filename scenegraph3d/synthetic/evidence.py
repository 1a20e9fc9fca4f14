"""Facts about a house, each settled by dense sampling of its things and never by a graph.

A fact about a pair is True, False, or None where it is too close to call (see `margins`).
"""

from __future__ import annotations

from functools import cache

import numpy as np
from scipy.spatial import ConvexHull, cKDTree

from ..records import Viewpoint
from .house import House, Room
from .margins import MARGINS
from .samples import Samples

_OPEN_SHELVES = ("bookshelf",)
_COLUMN = 0.04  # metres, how near two sampled columns are one


class Evidence:
    """The sampled facts of one house; every measure is made once and kept."""

    def __init__(self, house: House) -> None:
        self.house = house
        self.samples = [
            Samples(thing, np.random.default_rng([house.seed, 7, thing.instance_id]))
            for thing in house.things
        ]
        self.centers = np.array([s.center for s in self.samples])  # (M, 3)
        self.gap = cache(self._gap)
        self.rests = cache(self._rests)
        self.on = cache(self._on)
        self.inside = cache(self._inside)
        self.over = cache(self._over)
        self.next_to = cache(self._next_to)
        self.between = cache(self._between)

    def room_of(self, i: int) -> Room:
        """The room a thing is in."""
        return self.house.rooms[self.house.things[i].room_id]

    def center_distance(self, i: int, j: int) -> float:
        """Metres between the middles of two things."""
        return float(np.linalg.norm(self.centers[i] - self.centers[j]))

    def below(self, i: int, j: int) -> bool | None:
        """Whether thing i is under thing j."""
        return self.over(j, i)

    def against_wall(self, i: int) -> bool | None:
        """Whether a standing thing is against a wall of its room."""
        nearest = self._wall_gaps(i)[0]
        return _between_bounds(-nearest, -MARGINS.wall_gap, -MARGINS.not_wall_gap)

    def in_corner(self, i: int) -> bool | None:
        """Whether a standing thing is in a corner of its room."""
        second = self._wall_gaps(i)[1]
        return _between_bounds(-second, -MARGINS.corner_gap, -MARGINS.not_corner_gap)

    def before_front(self, i: int, j: int) -> bool | None:
        """Whether thing i is in front of thing j, whose front is known.

        True only where a viewer in the middle of the room, facing j, would say so as well.
        """
        front, anchor, target = self.house.things[j].front, self.samples[j], self.samples[i]
        if front is None or self.house.things[i].room_id != self.house.things[j].room_id:
            return None
        left = np.array([-front[1], front[0], 0.0])
        reach = float((anchor.surface @ front).max())
        width = np.ptp(anchor.surface @ left) / 2
        ahead = target.surface @ front - reach
        aside = np.abs((target.surface - anchor.center) @ left)
        viewer_ahead = float(self.room_of(j).center @ front[:2]) - reach
        if (ahead < -0.1).all() or (aside > width + 0.5 + np.maximum(ahead, 0.0)).all():
            return False
        clear = (ahead > 0.02).mean() >= 0.95 and (aside < width + 0.1).mean() >= 0.9
        near = ahead.min() < MARGINS.front_gap and ahead.max() < MARGINS.front_reach
        return True if clear and near and viewer_ahead > 0.3 else None

    def seen_left(self, i: int, views: list[Viewpoint]) -> bool | None:
        """Whether thing i is to the left (True) or right (False) for every one of the viewers."""
        aside = [self.in_view(i, view)[:, 1] for view in views]
        ahead = min(float(self.in_view(i, view)[:, 0].min()) for view in views)
        if ahead < 0.2:
            return None
        if min(float(a.min()) for a in aside) > MARGINS.side:
            return True
        return False if max(float(a.max()) for a in aside) < -MARGINS.side else None

    def seen_behind(self, i: int, j: int, views: list[Viewpoint]) -> bool | None:
        """Whether thing i is behind thing j for every one of the viewers."""
        return _agreed([self._seen_past(i, j, view, 1.0) for view in views])

    def seen_before(self, i: int, j: int, views: list[Viewpoint]) -> bool | None:
        """Whether thing i is in front of thing j for every one of the viewers."""
        return _agreed([self._seen_past(i, j, view, -1.0) for view in views])

    def in_view(self, i: int, view: Viewpoint) -> np.ndarray:
        """(N, 3) the thing's points as the viewer has them: ahead, left, up, metres."""
        T = view.T_world_viewer
        return (self.samples[i].surface - T[:3, 3]) @ T[:3, :3]

    def _gap(self, i: int, j: int) -> float:
        if i > j:
            return self.gap(j, i)
        few, many = sorted((self.samples[i], self.samples[j]), key=lambda s: len(s.surface))
        return float(_nearest(many.tree, few.surface)[0].min())

    def _on(self, i: int, j: int) -> bool | None:
        rests = self.rests(i, j)
        # People say "on the bookshelf" of any board, but not "on" of other compartments.
        boards = self.house.things[j].kind in _OPEN_SHELVES
        return None if rests and not boards and self._covered(i, j) > 0.2 else rests

    def _rests(self, i: int, j: int) -> bool | None:
        top, anchor = self.samples[i], self.samples[j]
        if not _boxes_near(top, anchor, 0.1):
            return False
        foot = top.low[2]
        slice_height = max(0.01, 0.1 * float(top.extent[2]))
        soles = top.surface[top.surface[:, 2] < foot + slice_height]
        holding = (anchor.surface[:, 2] > foot - 0.04) & (anchor.surface[:, 2] < foot + 0.015)
        share = _share_near(soles[:, :2], anchor.surface[holding, :2], _COLUMN)
        return _between_bounds(share, MARGINS.on_share, MARGINS.not_share)

    def _inside(self, i: int, j: int) -> bool | None:
        things = self.house.things
        box = things[j].box
        local = (self.samples[i].volume - box.center[0]) @ box.R_world_box[0]
        share = float((np.abs(local) <= box.extent[0] / 2 + 0.01).all(axis=1).mean())
        if share <= MARGINS.not_share:
            return False
        covered = self._covered(i, j) >= MARGINS.over_share
        return True if share >= MARGINS.in_share and covered and self.rests(i, j) else None

    def _covered(self, i: int, j: int) -> float:
        """Share of thing i's columns that meet thing j above i."""
        above = self.samples[j].surface[self.samples[j].surface[:, 2] > self.samples[i].high[2]]
        return _share_near(self.samples[i].surface[:, :2], above[:, :2], _COLUMN)

    def _over(self, i: int, j: int) -> bool | None:
        upper, lower = self.samples[i], self.samples[j]
        near = _boxes_near(upper, lower, MARGINS.apart_reach, flat=True)
        if not near or upper.high[2] <= lower.low[2] + 0.02:
            return False
        if self.rests(i, j) is not False or self.rests(j, i) is not False:
            return None
        if upper.low[2] < lower.high[2] - 0.01:
            return self._roofed(i, j)
        small, large = sorted((upper, lower), key=lambda s: float(np.prod(s.extent[:2])))
        columns, others = small.surface[:, :2], large.surface[:, :2]
        if _share_near(columns, others, MARGINS.apart_reach) == 0:
            return False
        near_share = _share_near(columns, others, MARGINS.over_reach)
        return True if near_share >= MARGINS.over_share else None

    def _roofed(self, i: int, j: int) -> bool | None:
        """Whether thing i, which reaches as low as thing j, has a part over all of it."""
        upper, lower = self.samples[i], self.samples[j]
        higher = upper.surface[upper.surface[:, 2] > lower.low[2] + 0.05, :2]
        if _share_near(lower.surface[:, :2], higher, _COLUMN) <= MARGINS.not_share:
            return False
        return True if self._covered(j, i) >= MARGINS.over_share else None

    def _next_to(self, i: int, j: int) -> bool | None:
        a, b = self.samples[i], self.samples[j]
        gap = self.gap(i, j)
        if gap >= MARGINS.not_next_gap:
            return False
        carried = self.rests(i, j) is not False or self.rests(j, i) is not False
        if carried or self.over(i, j) or self.over(j, i):
            return None
        limit = min(MARGINS.next_gap, 0.375 * (a.extent.max() + b.extent.max()))
        level = abs(a.low[2] - b.low[2]) < 0.05
        return True if gap <= limit and level and self._clear_between(i, j) else None

    def _between(self, i: int, a: int, b: int) -> bool | None:
        target, low, high = self.samples[i], self.samples[a], self.samples[b]
        if len({self.house.things[k].room_id for k in (i, a, b)}) > 1:
            return False
        xy = target.surface[:, :2]
        share = _share_in_hull(xy, np.concatenate([low.footprint, high.footprint]))
        if share <= MARGINS.not_between_share:
            return False
        covered = max(_share_in_hull(xy, s.footprint) for s in (low, high))
        line = high.center[:2] - low.center[:2]
        along = float((target.center[:2] - low.center[:2]) @ line / max(line @ line, 1e-9))
        shared = min(s.high[2] for s in (target, low, high))
        shared -= max(s.low[2] for s in (target, low, high))
        clear = share >= MARGINS.between_share and covered <= MARGINS.on_anchor_share
        return True if clear and 0.2 < along < 0.8 and shared > 0.2 else None

    def _clear_between(self, i: int, j: int) -> bool:
        """Whether the shortest way from thing i to thing j touches no other thing."""
        distance, rows = _nearest(self.samples[j].tree, self.samples[i].surface)
        start = int(distance.argmin())
        a, b = self.samples[i].surface[start], self.samples[j].surface[rows[start]]
        ray = a + np.linspace(0.15, 0.85, 12)[:, None] * (b - a)
        others = [k for k in range(len(self.samples)) if k not in (i, j)]
        return all(
            float(_nearest(self.samples[k].tree, ray)[0].min()) > 0.03
            for k in others
            if _reaches(self.samples[k], ray)
        )

    def _wall_gaps(self, i: int) -> list[float]:
        room_id = self.house.things[i].room_id
        sides = [t for t in self.house.things if t.kind == "wall" and t.room_id == room_id]
        return sorted(self.gap(i, wall.instance_id) for wall in sides)

    def _seen_past(self, i: int, j: int, view: Viewpoint, sign: float) -> bool | None:
        """Whether i lies past j along the line of sight (sign 1) or short of it (sign -1)."""
        target, anchor = self.in_view(i, view), self.in_view(j, view)
        ahead, bounds = sign * target[:, 0], sign * anchor[:, 0]
        if ahead.max() < bounds.min() - 0.05:
            return False
        aside = np.abs(target[:, 1] - (anchor[:, 1].min() + anchor[:, 1].max()) / 2).max()
        in_line = aside < np.ptp(anchor[:, 1]) / 2 + 0.3
        clear = in_line and ahead.min() > bounds.max() + 0.05 and target[:, 0].min() > 0.2
        return True if clear else None


def _agreed(answers: list[bool | None]) -> bool | None:
    return answers[0] if len(set(answers)) == 1 else None


def _between_bounds(value: float, high: float, low: float) -> bool | None:
    if value >= high:
        return True
    return False if value <= low else None


def _share_near(columns: np.ndarray, others: np.ndarray, reach: float) -> float:
    if not len(columns) or not len(others):
        return 0.0
    return float((_nearest(cKDTree(others), columns)[0] <= reach).mean())


def _share_in_hull(xy: np.ndarray, corners: np.ndarray) -> float:
    """Share of the (N, 2) points in the convex hull of the corners."""
    equations = ConvexHull(corners).equations  # (K, 3): outward normal and offset
    return float((xy @ equations[:, :2].T + equations[:, 2] <= 1e-9).all(axis=1).mean())


def _boxes_near(a: Samples, b: Samples, reach: float, *, flat: bool = False) -> bool:
    axes = 2 if flat else 3
    return bool((a.low - reach <= b.high)[:axes].all() and (b.low - reach <= a.high)[:axes].all())


def _reaches(samples: Samples, ray: np.ndarray) -> bool:
    above, below = ray.max(axis=0) > samples.low - 0.05, ray.min(axis=0) < samples.high + 0.05
    return bool((above & below).all())


def _nearest(tree: cKDTree, points: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Distances to, and rows of, the tree's points nearest to the given ones, both (N,)."""
    distance, rows = tree.query(points)
    return np.asarray(distance), np.asarray(rows)
