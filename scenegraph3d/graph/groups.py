"""Groups: a table with its chairs, rows of equal things, stacks, a desk with what is on it."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from scipy import sparse
from scipy.sparse import csgraph

from ..geometry.neighbours import neighbour_blocks
from .loads import find_loads
from .scene_graph import Group, SceneGraph
from .structure import OPENINGS, STRUCTURE, labelled

_TABLES = frozenset({"table", "desk", "island", "bar", "counter"})
_NOT_SAT_AT = frozenset({"coffee table", "side table", "end table", "bedside table"})
_SEATS = frozenset({"chair", "stool", "bench", "seat"})
_SEAT_GAP = 0.6  # metres between a table and a chair drawn back from it
_LEAST_SEATS = 2
_LEAST_IN_ROW = 3
_ROW_GAP = 1.5  # of the members' mean size between neighbours in a row
_ROW_OFFSET = 0.35  # of that size off the row's line
_MOST_ALIKE = 60  # equal things of which rows are sought
_LEAST_IN_STACK = 2


def find_groups(graph: SceneGraph, together: Sequence[tuple[int, ...]] = ()) -> tuple[Group, ...]:
    """The groups that objects of a scene form.

    A "set" is a table with at least two seats around it, its anchor the table. A "row" is three or
    more things of one name in a line, evenly spread. A "stack" is two or more things of one name,
    each on the one below, its anchor the lowest. A "load" is a thing and all that rests on it, its
    anchor the thing. No object is in two groups of one kind.

    Args:
        graph: the scene; its own `groups` is not read.
        together: rows of objects that a feature field holds together: loads, whatever is on what.

    Returns:
        The groups, by kind and then by lowest member row.
    """
    if len(graph) < 2:
        return ()
    stacks = _stacks(graph)
    return (*_sets(graph), *_rows(graph), *stacks, *find_loads(graph, together, stacks))


def _sets(graph: SceneGraph) -> list[Group]:
    names = [str(label).lower() for label in graph.instances.label]
    nouns = [name.rsplit(" ", 1)[-1] for name in names]
    is_table = [
        noun in _TABLES and name not in _NOT_SAT_AT for noun, name in zip(nouns, names, strict=True)
    ]
    tables = np.flatnonzero(is_table)
    seats = np.flatnonzero([noun in _SEATS for noun in nouns])
    if not len(tables) or not len(seats):
        return []
    table_of = _table_of_seats(graph, seats, tables)
    found = []
    for table in tables:
        around = seats[table_of == table]
        if len(around) >= _LEAST_SEATS:
            found.append(_group("set", [int(table), *around.tolist()], int(table)))
    return found


def _table_of_seats(graph: SceneGraph, seats: np.ndarray, tables: np.ndarray) -> np.ndarray:
    """(S,) the row of the nearest table that each seat is at, in its room; -1 for none."""
    flat = graph.shapes.aabb[:, [0, 1, 3, 4]]
    table_of = np.full(len(seats), -1, dtype=np.int64)
    for at, beside in neighbour_blocks(flat[seats], flat[tables], reach=_SEAT_GAP):
        gap = graph.shapes.horizontal_gaps(seats[at], tables[beside])
        gap[graph.room_of[seats[at]][:, None] != graph.room_of[tables[beside]]] = np.inf
        nearest = gap.argmin(axis=1)
        close = gap[np.arange(len(at)), nearest] <= _SEAT_GAP
        table_of[at[close]] = tables[beside[nearest[close]]]
    return table_of


def _rows(graph: SceneGraph) -> list[Group]:
    label = np.array([str(one).lower() for one in graph.instances.label])
    skipped = labelled(graph.instances.label, STRUCTURE | OPENINGS | frozenset({""}))
    found = []
    for name in np.unique(label[~skipped]):
        for room in range(len(graph.rooms)):
            alike = np.flatnonzero((label == name) & (graph.room_of == room))
            if _LEAST_IN_ROW <= len(alike) <= _MOST_ALIKE:
                found += _rows_among(graph, alike)
    return sorted(found, key=lambda group: group.members)


def _rows_among(graph: SceneGraph, alike: np.ndarray) -> list[Group]:
    """The longest rows of equal things, each thing in one of them."""
    center, size = graph.instances.center[alike], graph.instances.extent[alike].max(axis=1)
    free, found = np.ones(len(alike), dtype=bool), []
    candidates = [_line(center, size, a, b) for a, b in _neighbours_in_row(center, size)]
    for line in sorted(candidates, key=lambda one: (-len(one), one.tolist())):
        if len(line) >= _LEAST_IN_ROW and free[line].all():
            free[line] = False
            found.append(_group("row", alike[line].tolist(), None))
    return found


def _neighbours_in_row(center: np.ndarray, size: np.ndarray) -> list[tuple[int, int]]:
    """Pairs of things, the lower first, that are as close as neighbours in a row are."""
    apart = np.linalg.norm(center[:, None] - center, axis=2)
    mean = (size[:, None] + size) / 2
    close = (apart > 0.05) & (apart <= (1 + _ROW_GAP) * mean)
    return [(int(a), int(b)) for a, b in np.argwhere(np.triu(close, 1))]


def _line(center: np.ndarray, size: np.ndarray, a: int, b: int) -> np.ndarray:
    """Things from `a` to beyond `b` along their line, up to where it breaks off."""
    step = center[b] - center[a]
    length = float(np.linalg.norm(step))
    mean = float(size[[a, b]].mean())
    along = (center - center[a]) @ step / length
    aside = np.linalg.norm(center - center[a] - along[:, None] * step / length, axis=1)
    near = np.flatnonzero(aside <= _ROW_OFFSET * mean)
    near = near[np.argsort(along[near], kind="stable")]
    spaced = np.abs(np.diff(along[near]) - length) <= 0.4 * length
    start = int(np.flatnonzero(near == a)[0])
    first = start - int(np.argmin(np.append(spaced[:start][::-1], False)))
    last = start + int(np.argmin(np.append(spaced[start:], False)))
    return np.sort(near[first : last + 1])


def _stacks(graph: SceneGraph) -> list[Group]:
    label = np.array([str(one).lower() for one in graph.instances.label])
    upper = np.flatnonzero(graph.supporter >= 0)
    lower = graph.supporter[upper]
    same = (label[upper] == label[lower]) & (label[upper] != "")
    links = np.ones(int(same.sum())), (upper[same], lower[same])
    count, stack = csgraph.connected_components(
        sparse.coo_matrix(links, shape=(len(graph), len(graph))), directed=False
    )
    sizes = np.bincount(stack, minlength=count)
    found = []
    for number in np.flatnonzero(sizes >= _LEAST_IN_STACK):
        members = np.flatnonzero(stack == number)
        lowest = members[graph.instances.aabb[members, 2].argmin()]
        found.append(_group("stack", members.tolist(), int(lowest)))
    return sorted(found, key=lambda group: group.members)


def _group(kind: str, members: list[int], anchor: int | None) -> Group:
    return Group(kind, tuple(sorted(members)), anchor)
