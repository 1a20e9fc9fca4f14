"""Clauses that pick by order: "closest to the door", "the tallest", "third from the left"."""

from __future__ import annotations

from ..vocabulary import RELATIONS
from .adjectives import Comparison, adjective, comparative
from .clauses import read_anchor, read_of
from .context import Context, relate, settle
from .draft import Cursor, Draft
from .modifiers import side_modifies
from .noun_phrase import read_noun_phrase
from .numerals import longest_ordinal, ordinal
from .phrases import COLLECTIVES, SIDE_RANKS, nearness
from .query import Find, Rank
from .view_phrases import view_phrase

_NEARNESS = Comparison("distance", "ascending")
_FROM_FLOOR = Comparison("elevation", "ascending")


def add_rank(
    draft: Draft, phrase: Comparison, text: str, *, nth: int = 1, anchors: tuple[Find, ...] = ()
) -> None:
    """Attach a rank to the phrase; an ordinal still waiting for its axis goes into it."""
    if draft.pending_nth and nth:
        nth, draft.pending_nth = draft.pending_nth, None
    draft.clauses.append(
        Rank(key=phrase.key, order=phrase.order, nth=nth, anchors=anchors, text=text)
    )


def read_pending_anchor(context: Context, draft: Draft, depth: int) -> bool:
    """Read "to the door" behind "the closest chair": the anchor its rank still lacks."""
    cursor, start = context.cursor, context.cursor.index
    last = draft.clauses[-1] if draft.clauses else None
    if not isinstance(last, Rank) or last.key != "distance" or last.anchors:
        return False
    if not cursor.take("to", "from", "by") or _side_ahead(cursor):
        return False
    anchor = read_anchor(context, depth)
    if anchor is None or not (anchor.named or anchor.pronoun or anchor.other):
        return False
    text = f"{last.text} {cursor.since(start)}"
    found = settle(context, [anchor])
    draft.clauses[-1] = last.model_copy(update={"anchors": found, "text": text})
    return True


def read_ordinal(context: Context, draft: Draft, depth: int) -> bool:
    """Read "third from the left", "second from the top", "second closest to the door"."""
    pending = draft.pending_nth
    if _read_counted(context, draft, depth):
        return True
    draft.pending_nth = pending  # "the second largest window" begins like one
    return False


def _read_counted(context: Context, draft: Draft, depth: int) -> bool:
    cursor, start = context.cursor, context.cursor.index
    cursor.take("the", "in")
    if cursor.word not in SIDE_RANKS and ordinal(cursor.word) is not None:
        draft.pending_nth, length = longest_ordinal(cursor.words, cursor.index)
        cursor.index += length
        cursor.take("one", "ones", "most")
        if cursor.word == "of":  # "the third of the chairs"
            return True
    elif draft.pending_nth is None or cursor.index > start:
        return False
    if nearness(cursor.word):
        return read_nearness(context, draft, depth)
    if comparative(cursor.word):
        return read_comparison(context, draft, depth)
    return _read_axis(context, draft, depth, start)


def _read_axis(context: Context, draft: Draft, depth: int, start: int) -> bool:
    """Read what an ordinal counts from: a side, the floor or a thing."""
    cursor = context.cursor
    if not cursor.take("from", "to", "in", "on", "after", "off", "starting"):
        return False
    cursor.take("from", "the")
    cursor.take("the", "your")
    cursor.take("far", "very")
    if cursor.word in SIDE_RANKS and SIDE_RANKS[cursor.word][1]:
        phrase, _ = SIDE_RANKS[cursor.word]
        cursor.index += 1
        cursor.take("side", "end", "most", "hand")
        cursor.take("side")
        add_rank(draft, phrase, cursor.since(start))
        return True
    if cursor.take("floor", "ground"):
        add_rank(draft, _FROM_FLOOR, cursor.since(start))
        return True
    anchor = read_anchor(context, depth)
    if anchor is None:
        return False
    if anchor.category in COLLECTIVES or anchor.category == draft.category:
        draft.clauses += anchor.clauses  # "the last one in the row by the window"
        add_rank(draft, SIDE_RANKS["left"][0], cursor.since(start))
        return True
    anchors = settle(context, [anchor])
    add_rank(draft, _NEARNESS, cursor.since(start), anchors=anchors)
    return True


def read_nearness(context: Context, draft: Draft, depth: int) -> bool:
    """Read "closest to X", "farther from the door", "nearest X"; without X: to the viewer."""
    cursor, start = context.cursor, context.cursor.index
    article = cursor.take("the")
    phrase = nearness(cursor.word)
    if phrase is None:
        return False
    cursor.index += 1
    cursor.take("away", "way")
    if (article or not draft.named) and _before_its_noun(cursor):
        return False
    cursor.take("one", "ones")
    if cursor.word in ("on", "in", "at") and _side_ahead(cursor, 1):
        cursor.index += 1
    if cursor.word == "of" and not draft.named:  # "the closest of the three chairs to the door"
        add_rank(draft, phrase, cursor.since(start))
        return read_of(context, draft)
    cursor.take("to", "from", "too", "by", "of")
    if _side_ahead(cursor):
        return _read_far_side(draft, cursor, start)
    anchor = None if _takes_viewer(cursor) else read_anchor(context, depth)
    anchors = [] if anchor is None else [anchor]
    while anchor is not None and cursor.word == "and" and more_nouns(cursor):
        cursor.index += 1
        more = read_anchor(context, depth)
        anchors += [] if more is None else [more]
    _skip_than(cursor)
    add_rank(draft, phrase, cursor.since(start), anchors=settle(context, anchors))
    return True


def _takes_viewer(cursor: Cursor) -> bool:
    """Step over "you" or "the camera", whom the distance is measured from."""
    ahead = cursor.peek(1) if cursor.word == "the" else cursor.word
    seen = ahead in ("you", "me", "us", "viewer", "camera", "observer")
    cursor.index += (1 + (cursor.word == "the")) if seen else 0
    return seen


def _before_its_noun(cursor: Cursor) -> bool:
    """True for the "closest" of "closest chair to the door": the noun is still to come."""
    if cursor.peek(-1) in ("to", "from", "by", "too"):
        return False
    before_side = cursor.word in SIDE_RANKS and side_modifies(cursor)
    return before_side or cursor.noun_length() > 0 or adjective(cursor.word) is not None


def _side_ahead(cursor: Cursor, ahead: int = 0) -> bool:
    """True where "(the) left" follows and is no adjective of a thing."""
    ahead += cursor.peek(ahead) in ("the", "your")
    side = cursor.peek(ahead)
    behind = cursor.peek(ahead + 1)
    return (
        side in ("left", "right", "back", "front")
        and (cursor.noun_length(ahead + 1) == 0 or behind in ("side", "corner", "wall", "end"))
        and "of" not in (behind, cursor.peek(ahead + 2))
    )


def _read_far_side(draft: Draft, cursor: Cursor, start: int) -> bool:
    """Read the side of "furthest to the left": the leftmost one."""
    cursor.take("the", "your")
    sides = [cursor.word]
    cursor.index += 1
    if cursor.word in ("left", "right"):
        sides.append(cursor.take("left", "right"))
    cursor.take("side", "hand", "corner", "wall", "end")
    for side in sides:
        add_rank(draft, SIDE_RANKS[side][0], cursor.since(start))
    return True


def more_nouns(cursor: Cursor) -> bool:
    """True where a noun phrase, and no new statement, follows the "and" at this place."""
    ahead = Cursor(cursor.words, cursor.index + 1)
    if ahead.word in ("then", "is", "on", "in") or view_phrase(ahead.words, ahead.index):
        return False
    noun = read_noun_phrase(ahead)
    return noun is not None and noun.named and ahead.word not in ("is", "are")


def _skip_than(cursor: Cursor) -> None:
    """Step over "than the other one": the comparison is with the rest of the kind."""
    start = cursor.index
    if cursor.take("than") and read_noun_phrase(cursor) is None:
        cursor.index = start


def read_comparison(context: Context, draft: Draft, depth: int) -> bool:
    """Read "taller than X", "the tallest (of the three)", "bigger"."""
    cursor, start = context.cursor, context.cursor.index
    cursor.take("the", "a")
    word, compared = cursor.word, comparative(cursor.word)
    if compared is None or nearness(word) or (not draft.named and _names_a_thing(cursor)):
        return False
    cursor.index += 1
    cursor.take("one", "ones", "object", "item")
    if cursor.word == "in" and cursor.peek(1) in ("size", "color", "height", "length", "width"):
        cursor.index += 2
    relation = _relation_of(word)
    if cursor.word == "than" and relation is not None:
        cursor.index += 1
        anchor = read_anchor(context, depth)
        if anchor is not None and anchor.named and anchor.category != context.target.category:
            return relate(context, draft, relation, [anchor], cursor.since(start))
    among = _read_members(cursor, draft)
    add_rank(draft, Comparison(compared.key, compared.order), cursor.since(start))
    if among is not None:
        rank = draft.clauses[-1]
        draft.clauses[-1] = rank.model_copy(update={"among": among})
    return True


def _names_a_thing(cursor: Cursor) -> bool:
    """True for the "larger" of "larger desk": it belongs to a noun phrase."""
    return read_noun_phrase(Cursor(cursor.words, cursor.index + 1)) is not None


def _read_members(cursor: Cursor, draft: Draft) -> int | None:
    """Read "of the three (desks)": how many there are; their noun where none was said."""
    if cursor.word not in ("of", "in", "among"):
        return None
    start = cursor.index
    cursor.index += 1
    whole = read_noun_phrase(cursor)
    if whole is None or (draft.named and whole.named and whole.category != draft.category):
        cursor.index = start
        return None
    if whole.named and not draft.named:
        draft.category, draft.named, draft.text = whole.category, True, whole.text
    return whole.count


def _relation_of(word: str) -> str | None:
    """The relation behind a comparative: "taller" gives taller_than, "larger" bigger_than."""
    name = f"{'bigger' if word == 'larger' else word}_than"
    return name if name in RELATIONS else None
