"""How far and which way a thing is moved: "0.5 m to the left", "towards the door by 1 m"."""

from __future__ import annotations

from ..clauses import read_anchor
from ..context import Context
from ..draft import Cursor, Draft
from ..query import Find, Shift, Side
from .request import Request
from .spots import read_distance

WAYS: dict[str, Side] = {
    "left": "left", "right": "right", "back": "back", "backward": "back", "backwards": "back",
    "forward": "front", "forwards": "front", "leftward": "left", "rightward": "right",
    "leftwards": "left", "rightwards": "right",
}  # fmt: skip
_TOWARDS = (("towards",), ("toward",), ("in", "the", "direction", "of"), ("closer", "to"))
_SCALES = {"double": 2.0, "doubling": 2.0, "twice": 2.0, "triple": 3.0, "halve": 0.5, "half": 0.5}


def read_shift(context: Context, request: Request) -> bool:
    """Read "0.5 m to the left", "back by 0.8 m", "towards the door by 1 m"."""
    cursor, start = context.cursor, context.cursor.index
    cursor.take("by", "about")
    distance = read_distance(cursor)
    side, towards = _read_way(context)
    if side is None and towards is None:
        known = request.shift is not None and request.shift.distance is None
        if distance is not None and request.shift is not None and known:
            request.shift = request.shift.model_copy(update={"distance": distance})
            return True
        cursor.index = start
        return False
    if distance is None:
        cursor.take("by", "about")
        distance = read_distance(cursor)
    if distance == 0:
        raise ValueError(f"a move in words must be more than 0, got '{cursor.since(start)}'")
    if request.shift is None:
        request.shift = Shift(distance=distance, side=side, towards=towards)
    return True


def _read_way(context: Context) -> tuple[Side | None, Find | None]:
    cursor, start = context.cursor, context.cursor.index
    length = at_towards(cursor)
    if length:
        cursor.index += length
        goal = _read_goal(context)
        if goal is not None and goal.named:
            return None, goal.freeze()
        cursor.index = start
        return None, None
    if cursor.take("to"):
        cursor.take("the", "your", "its")
    side = WAYS.get(cursor.word)
    if side is None or cursor.peek(1) in ("of", "side", "edge", "corner", "end"):
        cursor.index = start
        return None, None
    cursor.index += 1
    return side, None


def _read_goal(context: Context) -> Draft | None:
    """Read the thing of "towards the door by 1 m" without the distance."""
    whole = context.cursor
    words, start = whole.words, whole.index
    ends = [at for at in range(start, len(words)) if words[at] == "by"]
    end = next((at for at in ends if read_distance(Cursor(words, at + 1)) is not None), len(words))
    context.cursor = Cursor(words[:end], start)
    goal = read_anchor(context, 1)
    whole.index = context.cursor.index
    whole.not_understood += context.cursor.not_understood
    context.cursor = whole
    return goal


def at_towards(cursor: Cursor) -> int:
    """How many words from here say "towards"; 0 where none do."""
    for phrase in _TOWARDS:
        if tuple(cursor.words[cursor.index : cursor.index + len(phrase)]) == phrase:
            return len(phrase)
    return 0


def read_scale(cursor: Cursor, request: Request) -> bool:
    """Read "doubling its current length"."""
    if request.action != "replace" or cursor.word not in _SCALES:
        return False
    request.scale = _SCALES[cursor.word]
    cursor.index += 1
    return True
