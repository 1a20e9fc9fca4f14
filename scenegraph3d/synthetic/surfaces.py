"""Placers onto and into things: tops, boards and compartments."""

from __future__ import annotations

import numpy as np

from .catalogue import KINDS
from .house import Thing
from .pose import PARTS, Pose, Request, anchor_of, from_anchor
from .shapes import Part


def on_top(rng: np.random.Generator, request: Request) -> Pose | None:
    """On an open upper side of the anchor."""
    return _on_surface(rng, request, "on")


def in_compartment(rng: np.random.Generator, request: Request) -> Pose | None:
    """On a board of the anchor that has another above it."""
    return _on_surface(rng, request, "in")


def headroom(thing: Thing, part: Part) -> float:
    """Metres from a part's upper side to the next part of the thing over it; inf if open."""
    top = part.center[2] + part.extent[2] / 2
    over = [
        other.center[2] - other.extent[2] / 2 - top
        for other in thing.parts
        if other is not part
        and (abs(other.center - part.center) < (other.extent + part.extent) / 2 - 0.03)[:2].all()
        and other.center[2] - other.extent[2] / 2 > top - 1e-6
    ]
    return min(over, default=np.inf)


def _on_surface(rng: np.random.Generator, request: Request, support: str) -> Pose | None:
    anchor, size = anchor_of(request), request.draft.size
    surfaces = _surfaces(anchor, request.where, support, float(size[2]))
    if not surfaces:
        return None
    part = surfaces[rng.integers(len(surfaces))]
    # What has a front, or a place of its own, is turned as its support is.
    straight = KINDS[request.draft.kind].has_front or request.where == part.name
    turn = float(rng.normal(0.0, 0.03)) if straight else float(rng.uniform(-np.pi, np.pi))
    turn = 0.0 if support == "in" and straight else turn
    c, s = abs(np.cos(turn)), abs(np.sin(turn))
    reach = np.array([c * size[0] + s * size[1], s * size[0] + c * size[1]]) / 2
    low, high = _spot(part, request.where)
    low, high = low + reach, high - reach
    if (low > high).any():
        return None
    top = part.center[2] + part.extent[2] / 2
    local = np.array([*rng.uniform(low, high), top])
    return Pose(from_anchor(anchor, local), anchor.yaw + turn, PARTS, support, anchor)


def _surfaces(anchor: Thing, where: str, support: str, height: float) -> list[Part]:
    names = (where,) if where not in ("", "back", "front") else KINDS[anchor.kind].holds
    fitting = []
    for part in anchor.parts:
        room = headroom(anchor, part) if part.name in names else 0.0
        if room > height + 0.01 and (room == np.inf) == (support == "on"):
            fitting.append(part)
    return fitting


def _spot(part: Part, where: str) -> tuple[np.ndarray, np.ndarray]:
    low, high = (part.center - part.extent / 2)[:2], (part.center + part.extent / 2)[:2]
    if part.shape == "cylinder":
        low, high = (
            part.center[:2] - part.extent[:2] * 0.35,
            part.center[:2] + part.extent[:2] * 0.35,
        )
    depth = high[0] - low[0]
    if where == "back":
        high = high - np.array([0.45 * depth, 0.0])
    if where == "front":
        low = low + np.array([0.5 * depth, 0.0])
    return low, high
