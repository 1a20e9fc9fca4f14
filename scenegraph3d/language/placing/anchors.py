"""The things a place is said of: anchors, walls and what a pronoun points at."""

from __future__ import annotations

from ..clauses import read_anchor
from ..context import Context
from ..draft import Draft
from ..noun_phrase import read_noun_phrase
from ..phrases import DETERMINERS
from ..query import Find, Relate, Spot
from .sides import read_sides

_BARE = ("wall", "floor", "room", "ground", "ceiling", "corner", "walls")  # no clauses of their own
_TOPS = ("countertop", "tabletop", "top", "surface")


def read_wall(context: Context) -> Find:
    """A wall, told apart by what is on it or near it: "the wall where the whiteboard is"."""
    cursor, start = context.cursor, context.cursor.index
    if cursor.take("where", "with", "behind", "near", "that", "which", "has", "next"):
        cursor.take("to")
        cursor.take("has")
        beside = read_anchor(context, 2)
        if beside is not None and beside.named:
            clause = Relate(relation="near", anchors=(beside.freeze(),), text=cursor.since(start))
            cursor.take("is")
            cursor.take("located", "hung", "mounted")
            return Find(category="wall", text="the wall", clauses=(clause,))
    cursor.index = start
    return Find(category="wall", text="the wall")


def read_anchors(context: Context) -> list[Find | None]:
    """Anchors joined by "and"; None stands for a pronoun."""
    anchors: list[Find | None] = []
    cursor = context.cursor
    while True:
        before = cursor.index
        anchor = read_one(context)
        if anchor is None:
            cursor.index = before
            return anchors
        anchors.append(None if anchor.pronoun else anchor.freeze())
        behind = cursor.index
        joined = cursor.take("and", ",") and (cursor.take("and") or True)
        if not joined or cursor.word not in DETERMINERS or len(anchors) == 2:
            cursor.index = behind
            return anchors
        if cursor.words[behind] == ",":
            cursor.index = behind
            return anchors


def read_one(context: Context) -> Draft | None:
    """One anchor; walls and floors are read without clauses, which say more of the place."""
    cursor, start = context.cursor, context.cursor.index
    plain = read_noun_phrase(cursor)
    if plain is None or plain.pronoun:
        return plain
    if plain.category.split()[-1] in _BARE and plain.named:
        if plain.category == "wall":
            plain.clauses += list(read_wall(context).clauses)
        return plain
    cursor.index = start
    anchor = read_anchor(context, 1)
    if anchor is None or not anchor.says_anything or not (anchor.named or anchor.attributes):
        return None
    if " " in anchor.category and anchor.category.split()[-1] in _TOPS:
        anchor.category = anchor.category.rsplit(" ", 1)[0]
    if cursor.take("'s"):
        read_sides(cursor)  # "the counter's central section"
    read_where(context, anchor)
    return anchor


def read_where(context: Context, anchor: Draft) -> None:
    """Read "where the backpack is placed" behind an anchor: what stands on it."""
    cursor, start = context.cursor, context.cursor.index
    if not cursor.take("where"):
        return
    thing = read_noun_phrase(cursor)
    if thing is None or not thing.named or not cursor.take("is", "are", "stands", "lies"):
        cursor.index = start
        return
    cursor.take("placed", "located", "standing", "lying")
    clause = Relate(relation="supporting", anchors=(thing.freeze(),), text=cursor.since(start))
    anchor.clauses.append(clause)


def pointed_at(anchor: Find | None, heard: list[Spot]) -> Find | None:
    """What a pronoun points at: the anchor last heard of."""
    if anchor is not None:
        return anchor
    return next((spot.anchors[-1] for spot in reversed(heard) if spot.anchors), None)
