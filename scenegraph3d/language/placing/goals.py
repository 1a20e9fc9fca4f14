"""What else is said of a place: "to the desk", "facing the tv", "which is under the table"."""

from __future__ import annotations

from ...vocabulary import RELATIONS
from ..context import Context
from ..query import Relate, Spot
from .anchors import pointed_at, read_anchors
from .spots import read_spot


def read_goal(context: Context, heard: list[Spot]) -> list[Spot]:
    """Read "to the desk", where something is moved; what it is there is for the scene to tell."""
    cursor, start = context.cursor, context.cursor.index
    if not cursor.take("to", "over") or (cursor.take("over") and not cursor.take("to")):
        cursor.index = start
        return []
    anchors = read_anchors(context)
    anchor = pointed_at(anchors[0], heard) if anchors else None
    if anchor is None:
        cursor.index = start
        return []
    return [Spot(relation="near", anchors=(anchor,), text=cursor.since(start))]


def read_faced(context: Context, heard: list[Spot]) -> list[Spot]:
    """Read "facing the tv" of what is put: it stands ahead of the tv."""
    cursor, start = context.cursor, context.cursor.index
    if not cursor.take("facing"):
        return []
    anchors = read_anchors(context)
    anchor = pointed_at(anchors[0], heard) if anchors else None
    if anchor is None or (anchor.category.split()[-1] in ("wall", "room")):
        cursor.index = start
        return []
    return [Spot(relation="opposite", anchors=(anchor,), text=cursor.since(start))]


def read_aside(context: Context, spots: list[Spot]) -> None:
    """Read ", which is under the table" behind a spot: said of the anchor."""
    cursor, start = context.cursor, context.cursor.index
    cursor.take(",")
    if not cursor.take("which", "that") or not cursor.take("is", "are") or not spots[-1].anchors:
        cursor.index = start
        return
    anchor = spots[-1].anchors[-1]
    asides: list[Spot] = []
    while found := read_spot(context, asides):
        asides += found
    clauses = tuple(
        Relate(relation=aside.relation, anchors=aside.anchors, text=aside.text)
        for aside in asides
        if aside.relation in RELATIONS and aside.anchors
    )
    anchor = anchor.model_copy(update={"clauses": anchor.clauses + clauses})
    spots[-1] = spots[-1].model_copy(update={"anchors": (*spots[-1].anchors[:-1], anchor)})
