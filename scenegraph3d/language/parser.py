"""The rule parser: a sentence in, a typed Query out, deterministic and offline.

It reads sentence by sentence: viewpoints, then the thing looked for, then what is said of it.
Words it could not use are listed, never guessed at.
"""

from __future__ import annotations

from typing import Literal

from .clauses import read_clauses, read_exception, read_of
from .context import ClauseReader, Context
from .coreference import merge, remember
from .draft import Cursor, Draft
from .having_clauses import read_having, read_lacking
from .measure_phrases import asks_direction, read_measure
from .noun_phrase import read_noun_phrase
from .phrases import LEAD_PHRASES
from .predicate_clauses import read_predicate
from .query import Measure, Query, Relate, View
from .rank_clauses import read_comparison, read_nearness, read_ordinal, read_pending_anchor
from .regions import find_regions, with_region
from .relation_clauses import (
    read_distance,
    read_joined,
    read_leading,
    read_oclock,
    read_relation,
    read_storey,
)
from .settling import settled
from .side_clauses import read_company, read_place, read_side
from .size_phrases import take_sizes
from .source_clauses import read_source
from .views import joined_view, read_view
from .words import split_sentences

_COUNTING = ("how many", "count the", "count", "number of")
_MOST_COMMON = ("most common", "most frequent")
_POINTS_AT = tuple(
    ("is", article, noun)
    for article in ("the", "your", "our")
    for noun in ("one", "correct", "target", "goal", "answer", "choice")
)
READERS: tuple[ClauseReader, ...] = (
    read_distance,
    read_oclock,
    read_pending_anchor,
    read_company,
    read_joined,
    read_storey,
    read_place,
    read_side,
    read_leading,
    read_ordinal,
    read_nearness,
    read_comparison,
    read_source,
    read_relation,
    read_having,
    read_lacking,
    read_predicate,
)


def parse(text: str) -> Query:
    """Parse a sentence to a Query.

    Args:
        text: one or several sentences about one thing, such as "the mug on the desk".

    Returns:
        The Query; `not_understood` lists the words that found no use.

    Raises:
        TypeError: `text` is not a string.
        ValueError: it holds no word, or far too many.
    """
    told = [take_sizes(words) for words in split_sentences(text)]
    sentences, sizes = [words for words, _ in told], [size for _, said in told for size in said]
    query = _parse_thing(text, sentences)
    if not sizes:
        return query
    target = query.target.model_copy(update={"clauses": (*query.target.clauses, *sizes)})
    return query.model_copy(update={"target": target})


def _parse_thing(text: str, sentences: list[list[str]]) -> Query:
    """Parse sentences that ask for a thing, or for a part of it or a space by it."""
    for phrase in find_regions(sentences):
        aside = _parse(text, [list(phrase.aside)]) if phrase.aside else None
        query = with_region(_parse(text, phrase.sentences), phrase, aside)
        if query is not None:
            return query
    return _parse(text, sentences)


def _parse(text: str, sentences: list[list[str]]) -> Query:
    """Parse sentences that ask for a thing."""
    context, view, measure = Context(Cursor([]), READERS), None, None
    not_understood: list[str] = []
    for words in sentences:
        context.cursor = Cursor(words)
        measure = measure or read_measure(context)
        view = joined_view(view, _read_sentence(context))
        not_understood += context.cursor.not_understood
        context.said += words
    context.target.plural |= measure is None and _asks_for_all(sentences[0])
    context.target.thing |= sentences[0][:1] == ["what"]
    target, view = settled(context, view)
    if measure is None and any(asks_direction(words, view) for words in sentences):
        measure = Measure(kind="direction")
    return Query(
        verb=_verb(text.lower()) if measure is None else "measure",
        target=target,
        measure=measure,
        viewpoint=view,
        text=text,
        not_understood=tuple(dict.fromkeys(not_understood)),
    )


def _verb(text: str) -> Literal["find", "count", "most_common"]:
    if any(phrase in text for phrase in _MOST_COMMON):
        return "most_common"
    return "count" if text.strip().startswith(_COUNTING) else "find"


_ASKS_FOR_ALL = (
    ("what", "is"), ("what", "are"), ("which", "things"), ("which", "objects"), ("is", "there"),
    ("are", "there"),
)  # fmt: skip


def _asks_for_all(words: list[str]) -> bool:
    """True for "what is on the bed" and "is there a cup", which want whatever is there."""
    return tuple(words[:2]) in _ASKS_FOR_ALL


def _read_sentence(context: Context) -> View | None:
    """Read one sentence into the context; returns the viewpoint it states."""
    cursor, view, focus = context.cursor, None, context.target
    context.lead, context.joined = "", []
    while not cursor.done:
        seen = _try_view(context)
        if seen is not None:
            view = joined_view(view, seen)
            context.viewed = seen.facing or seen.at
            continue
        if context.started and cursor.index and cursor.take("where"):  # "where you see a lamp"
            continue
        lead = cursor.take_phrase(LEAD_PHRASES)
        if lead == "ignore":
            read_exception(context, context.target, 0)
            continue
        if lead is not None:
            context.lead = context.lead if lead == "lead" else lead
            continue
        open_to_all = context.target.plural or (context.started and not context.target.named)
        if open_to_all and cursor.word == "but" and cursor.peek(1) == "the":
            cursor.index += 1  # "every chair but the red one"
            read_exception(context, context.target, 0)
            continue
        if cursor.take(",", "and", "but", "then", "so"):
            continue
        start = cursor.index
        if context.lead != "choose":
            read_clauses(context, focus)
        if cursor.index == start:
            focus = _read_thing(context, focus)
        if cursor.index == start:
            read_clauses(context, focus)
        if cursor.index == start:
            cursor.give_up_on_word()
    return view


def _try_view(context: Context) -> View | None:
    """A viewpoint, unless the words before it make it a clause of the thing ("from the left")."""
    cursor = context.cursor
    if cursor.peek(-1) == "is" and cursor.index > 1:  # "it is sitting on the floor"
        return None
    if cursor.word in ("from", "through") and context.started and cursor.peek(-1) not in (",", ""):
        return None
    return read_view(context)


def _read_thing(context: Context, focus: Draft) -> Draft:
    """Read a noun phrase and its clauses: the target, more of it, or another thing."""
    cursor, start = context.cursor, context.cursor.index
    heard = read_noun_phrase(cursor)
    if heard is None:
        return focus
    if start and cursor.words[start - 1] == "of":  # "of the three chairs, the closest": one
        heard.plural, heard.count = False, None
    if (cursor.word, cursor.peek(1)) == ("of", "interest"):
        cursor.index += 2
        context.lead = "choose"
    while cursor.word == "of" and read_of(context, heard):
        pass
    if heard.named and _is_what_is_wanted(cursor, opens=start == 0):
        context.lead = "choose"
    if heard.pronoun:
        context.started = True
        context.lead = _lead_of_be(cursor) or context.lead
        return context.target
    owned = start > 1 and cursor.words[start - 1] == "'s" and focus is context.target
    if owned and heard.named and not context.said:
        return _owned(context, heard)
    joined, said = start > 0 and cursor.words[start - 1] in ("and", "or"), _num_said(context)
    focus = merge(context, heard)
    focus.subject = focus is not context.target
    read_clauses(context, focus)
    if focus is context.target:
        context.lead = "equals" if _lead_of_be(cursor) == "equals" else ""
        return focus
    goes_on = cursor.word in (",", "and")
    context.lead = context.lead if goes_on else ""
    shares = not focus.clauses and _joins_another(cursor)
    context.joined = [*context.joined, focus] if shares else []
    if joined and not shares and _num_said(context) == said:  # "the mug and the book": one is asked
        cursor.not_understood.append(focus.text)
    remember(context, focus)
    return focus


def _owned(context: Context, heard: Draft) -> Draft:
    """Take "the couch's pillow" for the pillow: what was read so far is the couch."""
    owner = context.target.freeze()
    context.heard.append(owner)
    text = f"of {owner.text}"
    heard.clauses.append(Relate(relation="belongs_to", anchors=(owner,), text=text))
    context.target, context.started = heard, True
    read_clauses(context, heard)
    return heard


def _num_said(context: Context) -> int:
    """How much is said of the target so far."""
    return len(context.target.clauses) + len(context.target.attributes)


def _is_what_is_wanted(cursor: Cursor, *, opens: bool) -> bool:
    """True for "the lamp you are looking for", and for "the lamp ... is the one"."""
    start = cursor.index
    cursor.take("that", "which")
    if cursor.word in ("you", "we", "i") and cursor.take_phrase(LEAD_PHRASES) == "choose":
        return True
    cursor.index = start
    ends = zip(cursor.words, [*cursor.words[1:], ""], [*cursor.words[2:], "", ""], strict=False)
    return opens and any(end in _POINTS_AT for end in ends)


def _joins_another(cursor: Cursor) -> bool:
    """True before the "and a lamp" of "a desk and a lamp are next to it"."""
    if cursor.word != "and" or cursor.peek(1) in ("the", "this", "it"):
        return False
    other = read_noun_phrase(Cursor(cursor.words, cursor.index + 1))
    return other is not None and other.named


def _lead_of_be(cursor: Cursor) -> str:
    """What the "is" behind a subject leads to: "the" one pointed at, or "a" thing that it is."""
    looks = cursor.word == "looks" and cursor.peek(1) == "like"
    if cursor.word not in ("is", "are", "was") and not looks:
        return ""
    articles = {"the": "is", "this": "is", "a": "equals", "an": "equals"}
    return articles.get(cursor.peek(1 + looks), "")
