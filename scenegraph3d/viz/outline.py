"""A Query as an indented outline that a person can read: the same lines for terminal and page."""

from __future__ import annotations

from ..language.query import AnyOf, Clause, Find, Not, Query, Rank, Region, Relate, Sized, View
from ..vocabulary import RELATIONS

Line = tuple[int, str]  # how deep, and what it says


def query_outline(query: Query) -> list[Line]:
    """The tree of a Query, one line a node, with its depth."""
    heads = {"find": "find", "count": "count", "most_common": "most common"}
    lines = _find_lines(query.target, 0, heads[query.verb])
    if query.region is not None:
        lines += _region_lines(query.region)
    if query.viewpoint is not None:
        lines += _view_lines(query.viewpoint)
    if query.not_understood:
        lines.append((0, f"not understood: {', '.join(query.not_understood)}"))
    return lines


def _find_lines(find: Find, depth: int, head: str) -> list[Line]:
    words = [
        ("not " if attribute.negated else "") + attribute.value for attribute in find.attributes
    ]
    number = {"one": "", "many": " (several)"}[find.quantity]
    number = f" ({find.count})" if find.count is not None else number
    other = "other " if find.other else ""
    line = f"{head}: {other}{' '.join([*words, find.category])}{number}"
    return [(depth, line), *_clause_lines(find.clauses, depth + 1)]


def _clause_lines(clauses: tuple[Clause, ...], depth: int) -> list[Line]:
    return [line for clause in clauses for line in _one_clause(clause, depth)]


def _one_clause(clause: Clause, depth: int) -> list[Line]:
    match clause:
        case Relate():
            return _relate_lines(clause, depth)
        case Rank():
            return _rank_lines(clause, depth)
        case Not():
            return [(depth, "not"), *_one_clause(clause.clause, depth + 1)]
        case AnyOf():
            return [(depth, "any of"), *_clause_lines(clause.clauses, depth + 1)]
        case Sized():
            return [(depth, _size_line(clause))]


def _size_line(size: Sized) -> str:
    unit = "m2" if size.kind == "area" else "m"
    value = f"{size.value:g} {unit}" if size.per is None else f"{size.value:g} times the {size.per}"
    compare = {"about": "about", "more": "more than", "less": "less than"}[size.compare]
    return f"{size.kind} {compare} {value}"


def _region_lines(region: Region) -> list[Line]:
    said = [*region.sides, *(f"number {n}" for n in region.numbers)]
    said += [] if region.count is None else [str(region.count)]
    name = region.relation.replace("_", " ") if region.relation is not None else region.name
    aim = f" to {region.activity}" if region.activity else ""
    lines: list[Line] = [(0, f"{region.kind}: {' '.join([*said, name])}{aim}")]
    for find in region.others:
        lines += _find_lines(find, 1, "and")
    moved = [] if region.moved is None else [(1, f"moved out by {region.moved:g} m")]
    return lines + _clause_lines(region.picks, 1) + moved


def _relate_lines(clause: Relate, depth: int) -> list[Line]:
    distance = "" if clause.distance is None else f" {clause.distance:g} m"
    frame = "" if clause.frame == "auto" else f" ({clause.frame}'s frame)"
    phrase = RELATIONS[clause.relation].name
    return [(depth, f"{phrase}{distance}{frame}"), *_anchor_lines(clause.anchors, depth + 1)]


def _rank_lines(clause: Rank, depth: int) -> list[Line]:
    place = {0: "middle", -1: "last"}.get(clause.nth, f"number {clause.nth}")
    among = "" if clause.among is None else f" among {clause.among}"
    line = f"{place} by {clause.key}, {clause.order}{among}"
    return [(depth, line), *_anchor_lines(clause.anchors, depth + 1)]


def _anchor_lines(anchors: tuple[Find, ...], depth: int) -> list[Line]:
    return [line for anchor in anchors for line in _find_lines(anchor, depth, "of")]


def _view_lines(view: View) -> list[Line]:
    lines: list[Line] = [(0, "seen" + (" with the back turned" if view.reverse else ""))]
    for head, find in (("from", view.at), ("facing", view.facing)):
        if find is not None:
            lines += _find_lines(find, 1, head)
    return lines
