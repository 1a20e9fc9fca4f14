"""What follows a noun: "on the desk", "closest to the door", "with a lamp on it", "that is red"."""

from __future__ import annotations

from dataclasses import dataclass, field

from ..vocabulary import RELATIONS
from .draft import Cursor, Draft
from .adjectives import adjective, comparative
from .noun_phrase import PLACES, POINTING_NOUNS, read_noun_phrase
from .numerals import ordinal, quantity, unit
from .phrases import (
    CARRIER_WORDS,
    DISTANCE_RANKS,
    PLACE_PHRASES,
    RELATION_PHRASES,
    SIDE_RANKS,
    SIDE_RELATIONS,
    VIEW_OPENERS,
    VIEW_PHRASES,
    RankPhrase,
)
from .query import Attribute, Find, Not, Rank, Relate

_WHOLES = "room image scene picture view house photo apartment space floor group row wall".split()
_MAX_DEPTH = 6


@dataclass
class Context:
    """What one parse carries from sentence to sentence."""

    cursor: Cursor
    target: Draft = field(default_factory=Draft)
    started: bool = False
    heard: list[Find] = field(default_factory=list)
    viewed: Find | None = None
    in_view: bool = False


def read_clauses(context: Context, draft: Draft, depth: int = 0) -> None:
    """Read every clause that follows `draft`'s noun and attach it; stops before anything else."""
    while not context.cursor.done and depth < _MAX_DEPTH:
        start = context.cursor.index
        if depth > 0 and context.cursor.word == ",":
            return
        negated = _skip_to_clause(context.cursor, depth)
        if not _read_clause(context, draft, depth, negated):
            context.cursor.index = start
            return


def _skip_to_clause(cursor: Cursor, depth: int) -> bool:
    """Step over commas and carrying words; True if a "not" was among them."""
    negated = False
    while not cursor.done:
        if cursor.sees(RELATION_PHRASES) and cursor.word not in ("of",):
            break
        if cursor.take("not", "n't", "never", "without") and cursor.peek(-1) != "without":
            negated = True
        elif cursor.peek(-1) == "without":
            cursor.index -= 1
            break
        elif cursor.word in (",", "and", "but", "or", "as", "well") and depth == 0:
            cursor.index += 1
        elif cursor.word in CARRIER_WORDS:
            cursor.index += 1
        elif (
            cursor.word == "right" and cursor.peek(1) not in SIDE_RANKS and _relation_behind(cursor)
        ):
            cursor.index += 1
        else:
            break
    return negated


def _relation_behind(cursor: Cursor) -> bool:
    ahead = Cursor(cursor.words, cursor.index + 1)
    return ahead.sees(RELATION_PHRASES) or ahead.sees(PLACE_PHRASES) or ahead.sees(DISTANCE_RANKS)


def _read_clause(context: Context, draft: Draft, depth: int, negated: bool) -> bool:
    cursor = context.cursor
    if cursor.done or _starts_view(context):
        return False
    start, before = cursor.index, len(draft.clauses)
    heard = (
        _read_distance(context, draft, depth)
        or _read_pending_anchor(context, draft, depth)
        or _read_place(context, draft, depth)
        or _read_side(context, draft, depth)
        or _read_ordinal_from(context, draft, depth)
        or _read_nearness_rank(context, draft, depth)
        or _read_comparison(context, draft, depth)
        or _read_relation(context, draft, depth)
        or _read_having(context, draft, depth)
        or _read_adjective(context, draft)
    )
    if not heard:
        cursor.index = start
        return False
    if negated:
        _negate(draft, before, cursor.since(start))
    return True


def _negate(draft: Draft, before: int, text: str) -> None:
    added = draft.clauses[before:]
    if not added and draft.attributes:
        draft.attributes[-1] = draft.attributes[-1].model_copy(update={"negated": True})
    draft.clauses[before:] = [Not(clause=clause, text=f"not {text}") for clause in added]


def _starts_view(context: Context) -> bool:
    """True where a viewpoint begins: "when facing", ", facing the desk", "as you enter"."""
    cursor = context.cursor
    if context.in_view and cursor.word != "from" and cursor.sees(VIEW_PHRASES):
        return True
    opener = VIEW_OPENERS.at(cursor.words, cursor.index)
    if opener is not None:
        return VIEW_PHRASES.at(cursor.words, cursor.index + opener[1]) is not None
    return cursor.peek(-1) == "," and cursor.word != "from" and cursor.sees(VIEW_PHRASES)


def read_anchor(context: Context, depth: int) -> Draft | None:
    """A noun phrase with its own clauses, as the anchor of a clause."""
    cursor = context.cursor
    anchor = read_noun_phrase(cursor)
    if anchor is None or anchor.pronoun:
        return anchor
    while cursor.word == "of" and read_of(context, anchor, depth):
        pass
    read_clauses(context, anchor, depth + 1)
    return anchor


def read_of(context: Context, draft: Draft, depth: int) -> bool:
    """Read "of ...": the whole of a part, the members of a superlative, what a box holds."""
    cursor, start = context.cursor, context.cursor.index
    cursor.index += 1
    whole = read_noun_phrase(cursor)
    if whole is None:
        cursor.index = start
        return False
    if not draft.named or draft.category.split()[-1] in PLACES:
        place = draft.category if draft.named else None
        _become(draft, whole)
        if place:
            draft.attributes.append(Attribute(kind="other", value=place))
    elif whole.named:
        _relate(context, draft, "part_of", [whole], cursor.since(start))
    return True


def _become(draft: Draft, whole: Draft) -> None:
    """Take over the noun of "the larger of the two desks" or "the foot of the bed"."""
    draft.category, draft.named = whole.category, whole.named
    draft.attributes += whole.attributes
    draft.clauses += whole.clauses
    draft.other |= whole.other
    if whole.count is not None:
        draft.clauses = [
            c.model_copy(update={"among": whole.count}) if isinstance(c, Rank) else c
            for c in draft.clauses
        ]


def _read_distance(context: Context, draft: Draft, depth: int) -> bool:
    """Read "two metres left of X", "within 1 m of X", "about 1 m from X"."""
    cursor, start = context.cursor, context.cursor.index
    within = bool(cursor.take("within", "less"))
    cursor.take("than", "about", "around", "roughly", "approximately")
    amount, metres = quantity(cursor.word), unit(cursor.peek(1))
    if amount is None or metres is None:
        cursor.index = start
        return False
    cursor.index += 2
    relation = cursor.take_phrase(RELATION_PHRASES)
    if relation is None and cursor.take("to", "on"):
        cursor.take("the", "its")
        relation = SIDE_RELATIONS.get(cursor.word)
        cursor.index += 1 if relation else 0
        cursor.take("of")
    elif relation is None:
        cursor.take("from", "of", "away")
        cursor.take("from", "of")
    if relation in (None, "far_from", "near"):
        relation = "within_distance" if within else "at_distance"
    anchor = read_anchor(context, depth)
    if anchor is None:
        cursor.index = start
        return False
    _relate(context, draft, relation, [anchor], cursor.since(start), distance=amount * metres)
    return True


def _read_place(context: Context, draft: Draft, depth: int) -> bool:
    """Read "against the wall", "in the corner (of the desks)", "in the middle of the room"."""
    cursor, start = context.cursor, context.cursor.index
    name = cursor.take_phrase(PLACE_PHRASES)
    if name is None:
        return False
    text = cursor.since(start)
    if name == "in_corner" and cursor.word == "of":
        cursor.index += 1
        anchor = read_anchor(context, depth)
        if anchor is not None and anchor.category not in _WHOLES:
            _relate(context, draft, "at_corner_of", [anchor], cursor.since(start))
            return True
    draft.clauses.append(Relate(relation=name, text=text))
    return True


def _read_side(context: Context, draft: Draft, depth: int) -> bool:
    """Read "on the left (of X)", "to its right", "at the top", "in the middle"."""
    cursor, start = context.cursor, context.cursor.index
    preposition = cursor.take("on", "to", "in", "at", "toward", "towards")
    possessive = cursor.take("the", "your", "its", "his", "my", "a", "their", "it")
    modifiers = (
        "far",
        "farthest",
        "furthest",
        "extreme",
        "very",
        "most",
        "immediate",
        "lower",
        "upper",
    )
    side = ""
    ranks: list[tuple[RankPhrase, int]] = []
    while cursor.word in SIDE_RANKS or cursor.word in modifiers:
        if cursor.word in SIDE_RANKS:
            ranks.append(SIDE_RANKS[cursor.word])
            side = cursor.word
        cursor.index += 1
    if not side or (not preposition and not _bare_side(cursor)):
        cursor.index = start
        return False
    cursor.take("most", "hand", "handed")
    cursor.take(
        "side", "end", "corner", "half", "part", "portion", "section", "edge", "one", "area"
    )
    corner = cursor.peek(-1) == "corner"
    text = cursor.since(start)
    if corner:
        draft.clauses.append(Relate(relation="in_corner", text=text))
    if cursor.word == "of" or (side in ("left", "right") and cursor.word == "from"):
        if _read_side_of(context, draft, side, start, depth):
            return True
    if possessive in ("its", "their") and side in SIDE_RELATIONS:
        _relate(context, draft, SIDE_RELATIONS[side], [Draft(pronoun=True)], text)
        return True
    for phrase, nth in ranks:
        place = draft.pending_nth if draft.pending_nth and nth else nth
        draft.clauses.append(_rank(phrase, place, text))
    draft.pending_nth = None
    return True


def _bare_side(cursor: Cursor) -> bool:
    """True where "left" or "leftmost" ends its clause: "the chair furthest right"."""
    return cursor.word in ("", ",", "and", "of", "side", "one", "most", "hand", "when", "if", "as")


def _read_side_of(context: Context, draft: Draft, side: str, start: int, depth: int) -> bool:
    cursor, behind = context.cursor, context.cursor.index
    cursor.index += 1
    anchor = read_anchor(context, depth)
    if anchor is None or anchor.category in _WHOLES or side not in SIDE_RELATIONS:
        if anchor is None:
            cursor.index = behind
        return False
    if side in ("middle", "center", "centre"):
        return _read_between(context, draft, anchor, start, depth)
    _relate(context, draft, SIDE_RELATIONS[side], [anchor], cursor.since(start))
    return True


def _read_ordinal_from(context: Context, draft: Draft, depth: int) -> bool:
    """Read "(third) from the left", "second from the top", "second from the door"."""
    cursor, start = context.cursor, context.cursor.index
    cursor.take("the", "in")
    place = None if cursor.word in SIDE_RANKS else ordinal(cursor.word)
    if place is not None:
        cursor.index += 1
        draft.pending_nth = place
        cursor.take("one", "ones")
        if _read_side(context, draft, depth):
            return True
    if place is not None and cursor.sees(DISTANCE_RANKS):
        return _read_nearness_rank(context, draft, depth)
    compared = comparative(cursor.word)
    if place is not None and compared:
        return _read_comparison(context, draft, depth)
    if draft.pending_nth is None or not (cursor.take("from", "to") or cursor.take("in")):
        cursor.index = start
        return False
    cursor.take("the", "your")
    cursor.take("far")
    nth, text = draft.pending_nth, cursor.since(start)
    if cursor.word in SIDE_RANKS and cursor.word not in ("middle", "center", "centre"):
        phrase, _ = SIDE_RANKS[cursor.word]
        cursor.index += 1
        cursor.take("side", "end", "most", "hand")
        draft.clauses.append(_rank(phrase, nth, cursor.since(start)))
    elif cursor.take("floor", "ground"):
        draft.clauses.append(_rank(RankPhrase("elevation", "ascending"), nth, cursor.since(start)))
    else:
        anchor = read_anchor(context, depth)
        if anchor is None:
            cursor.index = start
            return False
        anchors = _anchors(context, draft, [anchor])
        draft.clauses.append(_rank(RankPhrase("distance", "ascending"), nth, text, anchors))
    draft.pending_nth = None
    return True


def _read_nearness_rank(context: Context, draft: Draft, depth: int) -> bool:
    """Read "closest to X", "farther from the door", "nearest X"; without X: to the viewer."""
    cursor, start = context.cursor, context.cursor.index
    cursor.take("the")
    phrase = cursor.take_phrase(DISTANCE_RANKS)
    if phrase is None:
        cursor.index = start
        return False
    bare = cursor.peek(-1) not in ("to", "from", "by", "too")
    if bare and not draft.named and cursor.word not in ("to", "from", "of", "the", "a", ""):
        cursor.index = start
        return False
    cursor.take("one", "ones")
    cursor.take("to", "from", "too", "of")
    if _side_after(context, draft, start):
        return True
    nth = draft.pending_nth or 1
    draft.pending_nth = None
    anchor = None if cursor.take("you", "me", "us") else read_anchor(context, depth)
    anchors = [] if anchor is None else [anchor]
    while anchor is not None and cursor.word == "and" and _more_nouns(cursor):
        cursor.index += 1
        more = read_anchor(context, depth)
        anchors += [] if more is None else [more]
    _skip_than(context, depth)
    found = _anchors(context, draft, anchors)
    draft.clauses.append(_rank(phrase, nth, cursor.since(start), found))
    return True


def _read_pending_anchor(context: Context, draft: Draft, depth: int) -> bool:
    """Read "to the door" behind "the closest chair": the anchor its rank still lacks."""
    cursor, start = context.cursor, context.cursor.index
    last = draft.clauses[-1] if draft.clauses else None
    if not isinstance(last, Rank) or last.key != "distance" or last.anchors:
        return False
    if not cursor.take("to", "from", "by"):
        return False
    anchor = None if _side_ahead(cursor) else read_anchor(context, depth)
    if anchor is None or not (anchor.named or anchor.pronoun or anchor.other):
        cursor.index = start
        return False
    text = f"{last.text} {cursor.since(start)}"
    found = _anchors(context, draft, [anchor])
    draft.clauses[-1] = last.model_copy(update={"anchors": found, "text": text})
    return True


def _side_ahead(cursor: Cursor) -> bool:
    ahead = 1 if cursor.word in ("the", "your") else 0
    return cursor.peek(ahead) in SIDE_RANKS and not cursor.noun_length(ahead + 1)


def _more_nouns(cursor: Cursor) -> bool:
    """True where a noun phrase (not a verb) follows the "and"."""
    ahead = Cursor(cursor.words, cursor.index + 1)
    if ahead.word in ("then", "is", "on", "in") or ahead.sees(VIEW_PHRASES):
        return False
    noun = read_noun_phrase(ahead)
    return noun is not None and noun.named and ahead.word not in ("is", "are")


def _side_after(context: Context, draft: Draft, start: int) -> bool:
    """Read the side of "furthest to the left": the leftmost one."""
    cursor = context.cursor
    ahead = 1 if cursor.word == "the" else 0
    side = cursor.peek(ahead)
    if side not in ("left", "right", "back", "front") or cursor.noun_length(ahead + 1):
        return False
    if cursor.peek(ahead + 1) == "of":
        return False
    cursor.index += ahead + 1
    cursor.take("side", "hand", "corner", "wall")
    phrase, _ = SIDE_RANKS[side]
    nth = draft.pending_nth or 1
    draft.pending_nth = None
    draft.clauses.append(_rank(phrase, nth, cursor.since(start)))
    return True


def _read_comparison(context: Context, draft: Draft, depth: int) -> bool:
    """Read "taller than X", "the tallest (of the three)", "bigger"."""
    cursor, start = context.cursor, context.cursor.index
    cursor.take("the", "a")
    compared = comparative(cursor.word)
    if compared is None:
        cursor.index = start
        return False
    word = cursor.word
    cursor.index += 1
    cursor.take("one", "ones", "object", "item")
    relation = _comparison_relation(word)
    if cursor.word == "than" and relation:
        cursor.index += 1
        anchor = read_anchor(context, depth)
        if anchor is not None and anchor.named and anchor.category != context.target.category:
            _relate(context, draft, relation, [anchor], cursor.since(start))
            return True
    nth = draft.pending_nth or 1
    draft.pending_nth = None
    among = None
    if cursor.word in ("of", "in"):
        of, cursor.index = cursor.index, cursor.index + 1
        whole = read_noun_phrase(cursor)
        among = whole.count if whole else None
        if whole is None:
            cursor.index = of
        elif whole.named and not draft.named:
            draft.category, draft.named = whole.category, True
    draft.clauses.append(
        Rank(key=compared.key, order=compared.order, nth=nth, among=among, text=cursor.since(start))
    )
    return True


def _comparison_relation(word: str) -> str | None:
    """The relation behind a comparative: "taller" gives taller_than, "larger" bigger_than."""
    base = {"larger": "bigger", "higher": "higher", "lower": "lower"}.get(word, word)
    name = f"{base}_than"
    return name if name in RELATIONS else None


def _skip_than(context: Context, depth: int) -> None:
    """Step over "than the other one": the comparison is with the rest of the kind."""
    cursor, start = context.cursor, context.cursor.index
    if cursor.take("than") and read_noun_phrase(cursor) is None:
        cursor.index = start


def _read_relation(context: Context, draft: Draft, depth: int) -> bool:
    """Read a preposition and its anchor or anchors."""
    cursor, start = context.cursor, context.cursor.index
    relation = cursor.take_phrase(RELATION_PHRASES)
    if relation is None:
        return False
    cursor.take("to", "of") if relation in ("next_to", "opposite", "far_from", "left_of") else None
    if relation == "between" or relation == "among":
        anchor = read_anchor(context, depth)
        return anchor is not None and _read_between(context, draft, anchor, start, depth)
    anchor = read_anchor(context, depth)
    if anchor is None:
        return _stranded(context, draft, relation, start)
    anchors = [anchor]
    while cursor.word in ("and", "or", "/") and not anchor.pronoun and _more_nouns(cursor):
        cursor.index += 1
        more = read_anchor(context, depth)
        anchors += [] if more is None else [more]
    for one in anchors:
        _relate(context, draft, relation, [one], cursor.since(start))
    return True


def _stranded(context: Context, draft: Draft, relation: str, start: int) -> bool:
    """A preposition with no anchor behind it ("nearby", "underneath") says little."""
    cursor = context.cursor
    if relation in ("in_front_of", "behind"):
        order = "descending" if relation == "in_front_of" else "ascending"
        draft.clauses.append(_rank(RankPhrase("frontness", order), 1, cursor.since(start)))
        return True
    return context.viewed is not None and _relate(
        context, draft, relation, [Draft(pronoun=True)], cursor.since(start)
    )


def _read_between(context: Context, draft: Draft, first: Draft, start: int, depth: int) -> bool:
    """Finish "between A and B" or "between the (two) As"; "middle of the A" stands on or in A."""
    cursor = context.cursor
    if cursor.word in ("and", "or", ",", "to") and not first.pronoun:
        ahead = cursor.index
        cursor.index += 1
        cursor.take("and")
        second = read_anchor(context, depth)
        if second is not None and (second.named or second.other or second.pronoun):
            _relate(context, draft, "between", [first, second], cursor.since(start))
            return True
        cursor.index = ahead
    text = cursor.since(start)
    if first.category in _WHOLES:
        draft.clauses.append(Relate(relation="in_room_center", text=text))
    elif first.plural or first.pronoun or first.other:
        _relate(context, draft, "between", [first], text)
    else:
        _relate(context, draft, "on", [first], text)
    return True


def _read_having(context: Context, draft: Draft, depth: int) -> bool:
    """Read "with a lamp on it", "that has drawers", "without arms"."""
    cursor, start = context.cursor, context.cursor.index
    absent = False
    if not cursor.take("with", "has", "have", "having", "had", "features", "w"):
        if not cursor.take("without"):
            return False
        absent = True
    absent |= cursor.word in ("no", "nothing", "not")
    cursor.take("no", "not")
    while True:
        part = read_noun_phrase(cursor)
        if part is None:
            cursor.index = start if cursor.index == start + 1 else cursor.index
            return False
        while cursor.word == "of" and read_of(context, part, depth):
            pass
        before = len(draft.clauses)
        _relate(context, draft, _how_it_has(context, part), [part], cursor.since(start))
        if absent:
            _negate(draft, before, cursor.since(start))
        if cursor.word != "and" or not _more_nouns(cursor):
            return True
        cursor.index += 1


def _how_it_has(context: Context, part: Draft) -> str:
    """The relation of "with P on it / to its right / underneath": the converse of what is said."""
    cursor, start = context.cursor, context.cursor.index
    while cursor.word in CARRIER_WORDS:
        cursor.index += 1
    relation = cursor.take_phrase(RELATION_PHRASES)
    if relation is None and cursor.take("on", "to", "in", "at"):
        cursor.take("the", "its", "it", "either", "both", "each")
        relation = SIDE_RELATIONS.get(cursor.word)
        cursor.index += 1 if relation else 0
        cursor.take("side", "sides")
        cursor.take("of")
    if relation is not None:
        pointed = cursor.take("it", "them", "its", "that", "this")
        cursor.take("top", "surface", "seat", "shelves")
        if pointed or cursor.done or cursor.word in (",", "and", "that", "is"):
            return RELATIONS[relation].converse or "near"
    cursor.index = start
    read_clauses(context, part, 1)
    return "has_part"


def _read_adjective(context: Context, draft: Draft) -> bool:
    """Read a predicate: "that is red", "which is open"."""
    cursor = context.cursor
    start = cursor.index
    cursor.take("a", "an", "in", "color", "colored")
    found = adjective(cursor.word)
    behind = cursor.peek(1)
    if found is None or cursor.noun_length(1) or (behind in POINTING_NOUNS):
        cursor.index = start
        return False
    cursor.index += 1
    cursor.take("in")
    cursor.take("color", "colour", "colored", "shape", "shaped")
    draft.attributes.append(Attribute(kind=found.kind, value=found.value))  # type: ignore[arg-type]
    return True


def _relate(
    context: Context,
    draft: Draft,
    relation: str,
    anchors: list[Draft],
    text: str,
    *,
    distance: float | None = None,
) -> bool:
    """Attach the relation; "it" points at what was seen, or from another thing at the target."""
    if anchors[0].pronoun and draft is not context.target and context.started:
        converse = RELATIONS[relation].converse or "near"
        context.target.clauses.append(
            Relate(relation=converse, anchors=(draft.freeze(),), text=text)
        )
        return True
    found = _anchors(context, draft, anchors)
    if found:
        clause = Relate(relation=relation, anchors=found, distance=distance, text=text)
        draft.clauses.append(clause)
    return bool(found)


def _anchors(context: Context, draft: Draft, anchors: list[Draft]) -> tuple[Find, ...]:
    """The anchors as typed phrases, pronouns replaced by the thing last heard of."""
    found: list[Find] = []
    for anchor in anchors:
        if anchor.pronoun:
            referent = context.viewed or (context.heard[-1] if context.heard else None)
            found += [referent] if referent is not None else []
        else:
            frozen = anchor.freeze()
            if not anchor.named:
                frozen = frozen.model_copy(
                    update={"category": context.target.category, "other": True}
                )
            context.heard.append(frozen)
            found.append(frozen)
    return tuple(found)


def _rank(phrase: RankPhrase, nth: int, text: str, anchors: tuple[Find, ...] = ()) -> Rank:
    return Rank(key=phrase.key, order=phrase.order, nth=nth, anchors=anchors, text=text)  # type: ignore[arg-type]


def starts_clause(cursor: Cursor) -> bool:
    """True where one of the clauses of this module may begin."""
    return (
        cursor.word in CARRIER_WORDS
        or cursor.sees(RELATION_PHRASES)
        or cursor.sees(PLACE_PHRASES)
        or cursor.sees(DISTANCE_RANKS)
        or cursor.word in ("with", "without", "not")
    )
