"""The verbs of a request for a place, and the thing that is put, moved or replaced."""

from __future__ import annotations

from collections.abc import Sequence

from ..clauses import read_anchor
from ..context import Context
from ..draft import Cursor, Draft
from ..noun_phrase import read_noun_phrase
from ..query import AnyOf
from ..unnamed_sizes import longest_side, take_longest
from .request import Action, Request
from .shifts import WAYS, at_towards
from .spots import read_distance

_PUT = (
    "place put add set arrange install position lay design build create insert store fit leave "
    "placing putting adding setting installing positioning leaving arranging"
)
_HANG = "hang mount fix attach pin stick hanging mounting fixing attaching pinning"
_MOVE = (
    "move slide shift push pull drag relocate bring carry moving sliding shifting pushing pulling "
    "dragging relocating"
)
_REPLACE = (
    "replace swap exchange resize extend enlarge widen lengthen adjust increase expand shorten "
    "replacing extending increasing expanding raise lower"
)
_BARE_VERBS = frozenset(_PUT.split()) - {word for word in _PUT.split() if word.endswith("ing")}
VERBS: dict[str, Action] = {
    **dict.fromkeys((_PUT + " " + _HANG).split(), "put"),
    **dict.fromkeys(_MOVE.split(), "move"),
    **dict.fromkeys(_REPLACE.split(), "replace"),
}
_MEASURING = ("of", "measuring", "sized", "size", "measures")
_ASIDE = ("from", "away", "off", "above", "below", "left", "right", "to", "behind")
_ROOM_FOR = ("room", "space", "place", "spot", "area")
_BEFORE_TO = ("next", "close", "closer", "closest", "nearest", "adjacent", "front", "back")


def read_verb(context: Context, request: Request) -> bool:
    """Read the verb of a request and the thing it is said of."""
    cursor, start = context.cursor, context.cursor.index
    verb = cursor.word
    action = VERBS[verb]
    cursor.index += 1
    request.hung |= verb in _HANG.split()
    request.installed |= verb in ("install", "installing")
    if request.item is not None:
        return _read_again(cursor, request, action)
    request.action = action
    if action == "put":
        request.item = read_item(cursor)
        _pass_over_others(cursor, request)
    else:
        request.item = _read_present(context, action)
    if request.item is None:
        request.action = "put"
        cursor.index = start + 1
    return True


def _read_again(cursor: Cursor, request: Request, action: Action) -> bool:
    """Read a later verb: of the same thing, or of the one that is really meant ("place a ...")."""
    if cursor.take("it", "them") or action != "put" or request.item is None:
        return True
    start, introduced = cursor.index, cursor.word in ("a", "an") and cursor.peek(-1) in _BARE_VERBS
    heard = read_item(cursor)
    if heard is None or not heard.named:
        cursor.index = start
    elif introduced and heard.category != request.item.category:
        request.item, request.action = heard, "put"
    return True


def _pass_over_others(cursor: Cursor, request: Request) -> None:
    """Step over "and a plate" behind "a cup": one kind of thing is put at a time."""
    start = cursor.index
    while request.item is not None and cursor.take("and", ","):
        cursor.take("and")
        other = read_noun_phrase(cursor) if cursor.word not in VERBS else None
        if other is None or not other.named:
            cursor.index = start
            return
        cursor.not_understood.append(f"and {other.text}")
        start = cursor.index


def read_item(cursor: Cursor) -> Draft | None:
    """Read the noun phrase of what is put somewhere, with a size that is no certain side's."""
    cursor.words, longest = take_longest(list(cursor.words), cursor.index)
    item = _read_named_item(cursor)
    if item is not None:
        longest = longest or _read_longest_behind(cursor)
        item.clauses += [] if longest is None else [longest]
    return item


def _read_longest_behind(cursor: Cursor) -> AnyOf | None:
    """Read "of 30 cm", "measuring 30 cm" behind "a box"; no step for anything else."""
    start = cursor.index
    said = cursor.take(*_MEASURING) and (cursor.take("size", "about", "of") or True)
    metres = read_distance(cursor) if said else None
    if metres is None or cursor.word in _ASIDE:
        cursor.index = start
        return None
    return longest_side(metres, cursor.since(start))


def _read_named_item(cursor: Cursor) -> Draft | None:
    item = read_noun_phrase(cursor)
    if item is None or item.pronoun:
        return None
    if item.category in _ROOM_FOR and cursor.take("for"):  # "is there room for a desk"
        return read_noun_phrase(cursor) or item
    if cursor.word == "of" and not item.pronoun:  # "a piece of artwork"
        ahead = cursor.index
        cursor.index += 1
        whole = read_noun_phrase(cursor)
        if whole is not None and whole.named and item.category in ("piece", "set", "pair"):
            return whole
        cursor.index = ahead
    return item


def _read_present(context: Context, action: Action) -> Draft | None:
    """Read the thing of the scene that is moved or replaced, with its clauses."""
    whole = context.cursor
    whole.words, longest = take_longest(list(whole.words), whole.index)
    end = _end_of_thing(whole, action)
    context.cursor = Cursor(whole.words[:end], whole.index)
    _skip_aspect(context.cursor)
    item = read_anchor(context, 0)
    whole.index = max(context.cursor.index, whole.index + 1)
    whole.not_understood += context.cursor.not_understood
    context.cursor = whole
    if item is None or item.pronoun:
        return None
    item.clauses += [] if longest is None else [longest]
    return item


def _skip_aspect(cursor: Cursor) -> None:
    """Step over "the length of" in "extend the length of the table"."""
    aspects = ("length", "width", "height", "size", "dimensions", "depth")
    place = 1 if cursor.word == "the" else 0
    if cursor.peek(place) in aspects and cursor.peek(place + 1) == "of":
        cursor.index += place + 2


def _end_of_thing(cursor: Cursor, action: Action) -> int:
    """Where the words for a thing end and those for its new place or kind begin."""
    words = cursor.words
    for at in range(cursor.index + 1, len(words)):
        if words[at] == ",":
            return at
        if action == "replace":
            if words[at] in ("with", "by", "so") or (
                words[at] == "to" and words[at - 1] not in _BEFORE_TO
            ):
                return at
        elif _begins_shift(words, at):
            return at
    return len(words)


def _begins_shift(words: Sequence[str], at: int) -> bool:
    ahead = Cursor(words, at)
    before = words[at - 1]
    if words[at] == "by" or words[at] == "from" or words[at] == "into" or words[at] == "onto":
        return True
    if words[at] == "to":
        return before not in _BEFORE_TO
    if words[at] in WAYS and words[at] not in ("left", "right") and ahead.peek(1) != "of":
        return before not in ("the", "its")
    return read_distance(ahead) is not None or at_towards(Cursor(words, at)) > 0
