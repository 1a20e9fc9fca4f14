"""Viewpoints the words state: "facing the desk", "standing by A looking at B", "as you enter"."""

from __future__ import annotations

from .clauses import read_anchor
from .context import Context
from .draft import Draft
from .noun_phrase import read_noun_phrase
from .query import Find, View
from .rank_clauses import more_nouns
from .view_phrases import arranged_view, opened_view, view_phrase

_NOWHERE = ("room", "middle", "center", "centre", "space", "floor", "image", "scene", "side")
_BEFORE = ("foot", "end", "front", "bottom")  # who stands there looks at the rest of the thing
_ROOMS = (
    "room",
    "middle",
    "center",
    "centre",
    "space",
    "kitchen",
    "bathroom",
    "bedroom",
    "apartment",
    "garage",
    "area",
    "office",
    "house",
    "stall",
)


def read_view(context: Context) -> View | None:
    """Read one viewpoint and what joins it ("and facing ..."); None and no step where none is."""
    cursor, start = context.cursor, context.cursor.index
    view: View | None = None
    while not cursor.done:
        before = cursor.index
        piece = _read_piece(context)
        if piece is None:
            cursor.index = before
            break
        view = piece if view is None else _joined(view, piece)
    if view is None:
        cursor.index = start
        return None
    return view.model_copy(update={"text": cursor.since(start).strip(" ,")})


def _read_piece(context: Context) -> View | None:
    cursor, start = context.cursor, context.cursor.index
    cursor.take(",")
    special = _read_axis(context) or _read_arranged(context)
    if special is not None:
        return special
    found = opened_view(cursor.words, cursor.index) or view_phrase(cursor.words, cursor.index)
    if found is None:
        cursor.index = start
        return None
    kind, length = found
    cursor.index += length
    context.in_view = True
    thing = read_anchor(context, 1)
    if kind == "enter" and cursor.take("through", "from", "via", "using", "by"):
        thing = read_anchor(context, 1) or thing
    context.in_view = False
    # "From the two chairs by the wall, the one ..." says among which, not from where.
    among = thing is not None and thing.count is not None and cursor.words[start] == "from"
    if among or (thing is None and kind != "enter"):
        cursor.index = start
        return None
    while kind in ("face", "front") and cursor.word == "and" and more_nouns(cursor):
        cursor.index += 1
        read_anchor(context, 1)
    return _view(kind, thing)


def _read_axis(context: Context) -> View | None:
    """Read "taking the bed to the desk as forward"."""
    cursor, start = context.cursor, context.cursor.index
    if cursor.take("taking", "take", "with", "using"):
        cursor.take("from")
        origin = read_noun_phrase(cursor)
        goal = read_noun_phrase(cursor) if origin is not None and cursor.take("to") else None
        if goal is not None and cursor.take("as"):
            cursor.take("the", "your", "my")
            if cursor.take("forward", "front", "ahead"):
                cursor.take("direction")
                return View(at=_place(origin), facing=_place(goal))
    cursor.index = start
    return None


def _read_arranged(context: Context) -> View | None:
    """Read "with the door behind you", "so that the bed is in front of you"."""
    cursor, start = context.cursor, context.cursor.index
    found = arranged_view(cursor.words, start)
    if found is None:
        return None
    kind, length = found
    while cursor.index < start + length:
        thing = read_noun_phrase(cursor)
        if thing is not None and thing.named:
            cursor.index = start + length
            return _view(kind, thing)
        cursor.index += 1
    cursor.index = start
    return None


def _view(kind: str, thing: Draft | None) -> View:
    place = _place(thing)
    if kind in ("face", "front"):
        return View(facing=place)
    if kind == "away":
        return View(facing=place, reverse=True)
    if kind == "enter" and (place is None or place.category.split()[-1] in _ROOMS):
        return View(at=Find(category="door"))
    if place is not None and any(a.value in _BEFORE for a in place.attributes):
        return View(facing=place)
    return View(at=place)


def _place(thing: Draft | None) -> Find | None:
    """The thing stood at or looked at; None for the room itself or "it"."""
    if thing is None or thing.pronoun or not thing.named:
        return None
    frozen = thing.freeze()
    return None if frozen.category in _NOWHERE else frozen


def joined_view(view: View | None, later: View | None) -> View | None:
    """A viewpoint and one stated later: where to stand and what to face go together."""
    if view is None or later is None:
        return later or view
    return _joined(view, later) if view.facing is None and later.at is None else later


def _joined(view: View, piece: View) -> View:
    """Both pieces as one; the foot of the bed someone stands at adds nothing to what is faced."""
    if view.at is None and piece.facing is not None and view.facing is not None:
        view = view.model_copy(update={"facing": None})
    return View(
        at=view.at or piece.at,
        facing=view.facing or piece.facing,
        reverse=view.reverse or piece.reverse,
    )
