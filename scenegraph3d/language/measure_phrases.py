"""Questions for a number: "how far is X from Y", "the height of X", "which way is X"."""

from __future__ import annotations

from itertools import pairwise

from .clauses import read_anchor
from .context import Context
from .dimensions import ADJECTIVES, NOUNS
from .draft import Cursor
from .query import Find, Measure, MeasureKind, View

_ADJECTIVES: dict[str, MeasureKind] = {**ADJECTIVES, "big": "volume", "large": "volume"}
_NOUNS: dict[str, MeasureKind] = {
    **NOUNS,
    **{"volume": "volume", "size": "volume", "area": "area", "footprint": "area"},
}
_DISTANCES = ("distance", "gap", "space")
_JOINTS = ("from", "to", "and")


def read_measure(context: Context) -> Measure | None:
    """Read a question for a number and the thing it is asked of, which becomes the target.

    Returns:
        What is to be measured; None, and no step, where the sentence asks for no number.
    """
    start = context.cursor.index
    asked = _read_how(context) or _read_what(context)
    if asked is None:
        context.cursor.index = start
    return asked


def asks_direction(words: list[str], view: View | None) -> bool:
    """True for "where is the bed" and "in which direction" where the words say how one stands."""
    if view is None:
        return False
    pairs = list(pairwise(words))
    return ("where", "is") in pairs or any(
        first in ("which", "what") and second in ("direction", "side", "way")
        for first, second in pairs
    )


def _read_how(context: Context) -> Measure | None:
    """ "how far is the lamp from the bed", "how tall is the cabinet"."""
    cursor = context.cursor
    if not cursor.take("how"):
        return None
    word = cursor.word
    cursor.index += 1
    if word == "far":
        cursor.take("away", "apart")
        cursor.take("is", "are")
        return _read_two(context)
    if word in _ADJECTIVES and cursor.take("is", "are"):
        return _read_one(context, _ADJECTIVES[word])
    return None


def _read_what(context: Context) -> Measure | None:
    """ "what is the distance between A and B", "the height of the cabinet", "measure ..."."""
    cursor = context.cursor
    asks = bool(cursor.take("what", "measure", "tell", "give"))
    cursor.take("me")
    cursor.take("is", "'s")
    cursor.take("the")
    word = cursor.word
    cursor.index += 1
    if word in _DISTANCES and cursor.take("between", "from"):
        return _read_two(context)
    if word in _NOUNS and asks and cursor.take("of"):
        return _read_one(context, _NOUNS[word])
    return None


def _read_one(context: Context, kind: MeasureKind) -> Measure | None:
    return Measure(kind=kind) if _read_target(context) else None


def _read_two(context: Context) -> Measure | None:
    """Two things and the word that joins them."""
    whole = context.cursor
    joint = _joint(whole)
    if joint is None:
        return _read_pair(context)
    context.cursor = Cursor(whole.words[:joint], whole.index)
    heard = _read_target(context)
    whole.not_understood += context.cursor.not_understood
    context.cursor = whole
    whole.index = joint
    whole.take("away")
    whole.take(*_JOINTS)
    other = read_anchor(context, 0) if heard else None
    return None if other is None else Measure(kind="distance", to=other.freeze())


def _read_pair(context: Context) -> Measure | None:
    """ "The two beds", from one to the other."""
    if not _read_target(context):
        return None
    target = context.target
    if not target.plural or target.count not in (None, 2):
        return None
    other = Find(category=target.category, text=f"other {target.category}", other=True)
    return Measure(kind="distance", to=other)


def _joint(cursor: Cursor) -> int | None:
    """Where the first of two things ends: before "from", else before the last "to" or "and"."""
    ahead = range(cursor.index, len(cursor.words))
    away = [at for at in ahead if cursor.words[at] in ("from", "away")]
    joints = [at for at in ahead if cursor.words[at] in _JOINTS]
    return min(away) if away else max(joints, default=None)


def _read_target(context: Context) -> bool:
    """Read the thing that is measured."""
    target = read_anchor(context, 0)
    if target is None or target.pronoun or not target.says_anything:
        return False
    context.target, context.started = target, True
    return True
