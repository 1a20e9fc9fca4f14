"""Loads: a desk with what stands on it, as a feature field or else the geometry holds them."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from .scene_graph import Group, SceneGraph
from .structure import STRUCTURE, labelled

_LIKE_FLOOR = STRUCTURE | frozenset({"rug", "carpet", "mat", "bath mat", "doormat"})


def find_loads(
    graph: SceneGraph, together: Sequence[tuple[int, ...]], stacks: Sequence[Group]
) -> list[Group]:
    """The "load" groups of a scene: a thing and all that rests on it, each object in one of them.

    Args:
        graph: the scene; its own `groups` is not read.
        together: rows of the objects of each group that a field holds together. They are taken as
            they are; the geometry speaks of what is in none of them.
        stacks: groups that are no loads too.

    Returns:
        The groups by lowest row, their anchor what carries the others.
    """
    carrier = _lowest_carriers(graph)
    found, left = [], ~labelled(graph.instances.label, STRUCTURE)
    for rows in together:
        members = [row for row in rows if left[row]]
        if len(members) > 1:
            left[members] = False
            found.append(_load(members, carrier, "field"))
    stacked = {group.members for group in stacks}
    for row in np.unique(carrier[left]):
        members = np.flatnonzero((carrier == row) & left).tolist()
        if len(members) > 1 and tuple(members) not in stacked:
            found.append(_load(members, carrier, "geometry"))
    return sorted(found, key=lambda group: group.members)


def _lowest_carriers(graph: SceneGraph) -> np.ndarray:
    """(M,) row of what carries each object in the end, itself where it stands on the floor."""
    like_floor = labelled(graph.instances.label, _LIKE_FLOOR)
    under = graph.supporter.copy()
    under[(under >= 0) & like_floor[under]] = -1
    carrier = np.arange(len(graph))
    for _ in range(len(graph)):
        lower = np.where(under[carrier] >= 0, under[carrier], carrier)
        if (lower == carrier).all():
            break
        carrier = lower
    return carrier


def _load(members: list[int], carrier: np.ndarray, source: str) -> Group:
    """A group; its anchor is the member that carries most of them."""
    rows, count = np.unique(carrier[members], return_counts=True)
    best = int(rows[count.argmax()])
    anchor = best if best in members and count.max() > 1 else None
    return Group("load", tuple(sorted(members)), anchor, source)
