"""Regions in words: "the left half of the table" goes in, its Region and a sentence about the
table come out.

The words for the region are cut out of the sentence, and the ordinary parser reads the rest. A
region is only read where the thing looked for is named, so that "the lamp in the corner" and
"the table in the left half of the room" stay things.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace

from ..draft import Cursor
from ..inflection import singular
from ..names import section
from ..noun_phrase import read_noun_phrase
from ..phrases import DETERMINERS, RELATION_PHRASES, SIDE_RELATIONS, WHOLES
from ..query import Find, Not, Query, Rank, Region, Relate
from .areas import find_area
from .head import Head, openings, read_head, read_side_behind, take_move
from .words import longest_region_noun

# What a stretch of space may be to a thing; in other relations ("with a sofa") it is an area.
SPACES = (
    "below", "above", "behind", "in_front_of", "next_to", "between", "in", "left_of", "right_of",
    "on", "around", "near", "touching",
)  # fmt: skip
_OF_SEVERAL = ("half", "third", "quarter", "section", "side", "end", "edge", "corner")
_INSIDE = ("in", "on", "from", "inside")
_LEADING_ON = ("that", "which", "is", "are", "directly", "right", "just", "there", "immediately")
_PULLING = (["and", "pull"], ["and", "open"], ["and", "select"], ["and", "choose"])
_MATCHING = ("corresponding", "belongs", "belonging", "corresponds")
_THING = ["the", "thing"]


@dataclass(frozen=True)
class RegionPhrase:
    """A region without what single it out, and what is left of the sentences.

    `aside` are words said of the region alone ("nearest the door"); `own` is True where it
    belongs to the thing last named ("its left half"); `bare` allows that nothing singles it out.
    """

    region: Region
    sentences: list[list[str]]
    aside: tuple[str, ...] = ()
    own: bool = False
    bare: bool = False


def find_regions(sentences: list[list[str]]) -> Iterator[RegionPhrase]:
    """The regions that sentences may ask for, the likeliest reading first.

    Args:
        sentences: the words of each.

    Yields:
        A region and the sentences about the thing it belongs to; nothing where they ask for a
        thing.
    """
    unsaid: list[RegionPhrase] = []
    for place, start in openings(sentences):
        words = sentences[place]
        before = [_without_division(said) for said in sentences[:place]]
        for phrase in (_part(words, start), _space(words, start)):
            if phrase is not None:
                rest = [*before, *phrase.sentences, *sentences[place + 1 :]]
                phrase = replace(phrase, sentences=rest)
                yield phrase
                if _is_open(phrase.region) and not _is_plural(phrase.region):
                    unsaid.append(replace(phrase, bare=True))
        area = find_area(sentences, place, start)
        if area is not None:
            region, aside, rest = area
            yield RegionPhrase(region, rest, aside)
    yield from unsaid


def _is_open(region: Region) -> bool:
    """True for "half of the table": neither a side nor a number tells which."""
    several = region.kind == "part" and region.name in _OF_SEVERAL
    return several and not (region.sides or region.numbers)


def _is_plural(region: Region) -> bool:
    """True for "the parts of the toilet", which together are the toilet."""
    noun = region.text.split()[-1]
    return singular(noun) != noun


def with_region(query: Query, phrase: RegionPhrase, aside: Query | None) -> Query | None:
    """The query of a sentence about a thing, now about its region.

    Args:
        query: what the sentences without the region's words say.
        phrase: those words.
        aside: what was said of the region alone, read as if of a thing.

    Returns:
        The Query; None where the words make no region after all.
    """
    if query.verb != "find":
        return None
    region, target = phrase.region, query.target
    picks = () if aside is None else aside.target.clauses
    if region.kind == "space":
        return _with_space(query, phrase)
    if phrase.own:
        view = query.viewpoint
        seen = None if view is None else view.facing or view.at
        target = target if seen is None or target.category != "thing" else seen
    if region.kind == "part" and not _has_parts(region, target):
        return None
    target, total = _counted(target, region)
    region = region.model_copy(update={"total": total})
    if _is_open(region) and not picks:
        target, picks = _without_last(target)
        if not picks and not phrase.bare:
            return None
    return _rebuilt(query, target, region.model_copy(update={"picks": tuple(picks)}))


def _has_parts(region: Region, target: Find) -> bool:
    """False for "the shelf in the corner", and for one of "the middle of the three chairs"."""
    one_of = region.name in ("middle", "top", "bottom") and (target.count or 1) > 1
    place = section(target.category) == "places" or target.category in ("thing", "own")
    return not (one_of or place)


def _with_space(query: Query, phrase: RegionPhrase) -> Query | None:
    """The space of "the thing under the desk": the clause tells where and of what."""
    said = [c for c in query.target.clauses if isinstance(c, Relate) and c.anchors]
    if not said or said[0].relation not in SPACES:
        return None
    # "Between the two beds" lends its noun to what has none.
    if query.target.category not in ("thing", said[0].anchors[0].category):
        return None
    clause, others = said[0], list(said[0].anchors[1:])
    region = phrase.region.model_copy(
        update={"relation": clause.relation, "others": tuple(others), "text": clause.text}
    )
    return _rebuilt(query, clause.anchors[0], region)


def _counted(target: Find, region: Region) -> tuple[Find, int | None]:
    """The thing without the "with four drawers" that only counts its parts, and that number."""
    for clause in target.clauses:
        if not isinstance(clause, Relate) or clause.relation != "has_part" or not clause.anchors:
            continue
        words = clause.anchors[0].category.split()
        noun = longest_region_noun(words, len(words) - 1, ("layers", "splits"))
        if noun is not None and noun[0].name == region.name and clause.anchors[0].count:
            kept = tuple(other for other in target.clauses if other is not clause)
            return target.model_copy(update={"clauses": kept}), clause.anchors[0].count
    return target, None


def _without_last(target: Find) -> tuple[Find, tuple[Relate | Rank | Not, ...]]:
    """The thing without the last clause said of it, which is said of its part."""
    last = target.clauses[-1] if target.clauses else None
    if not isinstance(last, Relate | Rank | Not):
        return target, ()
    return target.model_copy(update={"clauses": target.clauses[:-1]}), (last,)


def _rebuilt(query: Query, target: Find, region: Region) -> Query:
    return query.model_copy(update={"target": target, "region": region})


def _part(words: list[str], start: int) -> RegionPhrase | None:
    """Read "the left half of the table", "the table's left half", "its left half"."""
    head = read_head(words, start, ("splits", "layers", "parts"))
    if head is None:
        return None
    before, behind = words[:start], head.end
    behind = read_side_behind(words, head)
    if head.owner is not None:
        first, last = head.owner
        return _phrase(head, words, [*before, *words[first:last], *words[behind:]])
    if head.own:
        return _phrase(head, words, [*before, "it", *words[behind:]], own=True)
    if behind < len(words) and head.noun.name == "half" and words[behind] in DETERMINERS:
        words = [*words[:behind], "of", *words[behind:]]  # "half the table"
    joined = behind < len(words) and (
        words[behind] == "of" or (head.noun.family != "splits" and words[behind] in _INSIDE)
    )
    if joined:
        if not _names_a_thing(words, behind + 1):
            return None
        return _phrase(head, words, [*before, *words[behind + 1 :]])
    named = _named_before(before)
    if named is None:
        return None
    return _phrase(head, words, named, aside=words[behind:])


def _phrase(
    head: Head, words: list[str], rest: list[str], *, aside: list[str] | None = None, own=False
) -> RegionPhrase:
    rest, moved = take_move(_plain(rest))
    aside, also_moved = take_move(_plain(aside or []))
    moved = moved or also_moved
    region = head.region(words).model_copy(update={"moved": moved})
    told = (*_THING, *aside) if aside else ()
    return RegionPhrase(region, [rest], told, own)


def _plain(words: list[str]) -> list[str]:
    """The words with "corresponding to the two chairs" said as "next to"."""
    pairs = zip(words, [*words[1:], ""], strict=False)
    return ["next" if w in _MATCHING and behind == "to" else w for w, behind in pairs]


def _without_division(words: list[str]) -> list[str]:
    """A sentence up to "divide it into sections", which says nothing of the thing."""
    stop = next((at for at, word in enumerate(words) if word in ("divide", "split")), len(words))
    return words[:stop]


def _names_a_thing(words: list[str], start: int) -> bool:
    """True for "the desk", not for "the room", "the two", "them"."""
    cursor = Cursor(words, start)
    whole = read_noun_phrase(cursor)
    if whole is None or not whole.named:
        return False
    return whole.category not in WHOLES and section(whole.category) != "rooms"


def _named_before(before: list[str]) -> list[str] | None:
    """The thing of "from the sofa without a bag, (select the half ...)"; None without one."""
    pulled = next((at for at in range(len(before)) if before[at : at + 2] in _PULLING), None)
    if pulled is not None:
        return before[:pulled]
    if before[:1] not in (["from"], ["of"], ["divide"], ["split"]) or "," not in before:
        return None
    named = before[1 : before.index(",")]
    for stop in ("based", "into", "by", "according"):
        named = named[: named.index(stop)] if stop in named else named
    return named if _names_a_thing(named, 0) else None


def _space(words: list[str], start: int) -> RegionPhrase | None:
    """Read "the space under the desk": what is left is "the thing under the desk"."""
    head = read_head(words, start, ("stretches",))
    if head is None or head.noun.name not in ("space", "area"):
        return None
    behind = head.end
    while behind < len(words) and words[behind] in _LEADING_ON:
        behind += 1
    if not _relates(words, behind):
        return None
    # The relation is only known once the rest is read; any one that a space may have will do.
    text = " ".join(words[start:behind])
    region = Region(kind="space", name="space", relation="near", text=text)
    return RegionPhrase(region, [[*words[:start], *_THING, *words[behind:]]])


def _relates(words: list[str], start: int) -> bool:
    """True for "under", "to the left of", "on the right side of"."""
    cursor = Cursor(words, start)
    if cursor.sees(RELATION_PHRASES):
        return True
    cursor.take("to", "on", "at", "in")
    cursor.take("the", "its")
    if cursor.word not in SIDE_RELATIONS:
        return False
    cursor.index += 1
    noun = longest_region_noun(words, cursor.index, ("splits",))
    cursor.index += noun[1] if noun is not None else 0
    return cursor.word == "of"
