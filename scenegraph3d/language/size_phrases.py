"""Measured sizes: "about 2 metres tall", "covers 2.8 square metres", "twice as long as wide".

They are cut out of a sentence before it is parsed, since they stand anywhere in it, and are said
of the thing looked for.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from .dimensions import BY, DIMENSIONS
from .numerals import quantity, unit
from .query import AnyOf, Sized, SizeKind
from .unnamed_sizes import is_one_in, take_longest

_AREAS = ("area", "space", "surface", "footprint", "floor")
_ABOUT = (
    "about", "around", "approximately", "roughly", "nearly", "almost", "close", "closest", "near",
    "to", "just", "shy", "equal", "exactly", "some", "slightly", "significantly",
)  # fmt: skip
_MORE = (
    "over", "exceeding", "exceeds", "greater", "bigger", "larger", "above", "least", "more",
    "taller", "higher", "wider", "longer", "deeper",
)  # fmt: skip
_LESS = ("under", "below", "most", "less", "smaller", "within")
_HOLDING = (
    "than", "at", "of", "is", "are", "with", "has", "having", "have", "a", "an", "the", "its",
    "whose", "that", "which", "all", "both", "dimensions", "covers", "covering", "cover",
    "occupies", "occupying", "takes", "up", "measuring", "measures", "standing", "stands", "rises",
    "stretches", "spans", "spanning", "and", "approximate", "horizontal", "base", "notable",
    "large", "size", "reaching", "along", "relatively", "over", "floor", "surface", ",", "it",
)  # fmt: skip
_OPENINGS = (
    "has", "having", "have", "with", "that", "which", "whose", "covers", "covering", "cover",
    "occupies", "occupying", "takes", "measuring", "measures", "standing", "stands", "rises",
    "stretches", "spans", "spanning", "reaching", "dimensions", "is", "at",
)  # fmt: skip
_FILLERS = ("in", "of", "along", "its", "both", "the", "and", ",", "base", "space", "floor", "area")
_NOT_SIZES = ("away", "from", "in", "left", "right", "behind", "directly", "to", "outward", "ahead")
_TIMES = {"twice": 2.0, "double": 2.0, "thrice": 3.0}
_ALIKE = ("same", "similar", "equal", "identical")
_SIDES_OF_PRODUCT: tuple[SizeKind, ...] = ("length", "width", "height")
_LEADING = (
    "find", "show", "select", "choose", "pick", "locate", "me", "where", "is", "which", "please",
    "look", "for", "count", "how", "many", "there", "are", "get", "i", "want", "need", "what",
)  # fmt: skip
_FROM_VIEWER = (("from", "me"), ("from", "you"), ("from", "myself"), ("of", "me"))


@dataclass(frozen=True)
class _Found:
    """Sizes and the words, `start` to `end`, that said them."""

    sizes: tuple[Sized | AnyOf, ...]
    start: int
    end: int


def take_sizes(words: list[str]) -> tuple[list[str], tuple[Sized | AnyOf, ...]]:
    """Cut measured sizes out of a sentence.

    Args:
        words: the sentence.

    Returns:
        The other words, and what was measured.
    """
    sizes: list[Sized | AnyOf] = []
    start = next((at for at, word in enumerate(words) if word not in _LEADING), 0)
    words, longest = take_longest(words, start)
    if longest is not None:
        sizes.append(longest)
    place = 0
    while place < len(words):
        found = _ratio(words, place) or _product(words, place) or _measured(words, place)
        if found is None:
            place += 1
            continue
        sizes += found.sizes
        words = words[: found.start] + words[found.end :]
        place = found.start
    return words, tuple(sizes)


def _product(words: list[str], place: int) -> _Found | None:
    """Read "6 x 4 in", "60 cm by 40 cm by 1 m": length, width and height."""
    amounts: list[float] = []
    units: list[float | None] = []
    end = place
    while end < len(words) and len(amounts) < len(_SIDES_OF_PRODUCT):
        amount = quantity(words[end])
        if not amount:
            break
        amounts.append(amount)
        end += 1
        units.append(unit(words[end]) if end < len(words) else None)
        end += units[-1] is not None
        if words[end : end + 1] not in ([by] for by in BY):
            break
        end += 1
    last = next((metres for metres in reversed(units) if metres), None)
    if len(amounts) < 2 or last is None:
        return None
    start = _left_end(words, place)
    text = " ".join(words[start:end])
    sides = zip(_SIDES_OF_PRODUCT, amounts, units, strict=False)
    sizes = [Sized(kind=k, value=n * (metres or last), text=text) for k, n, metres in sides]
    return _Found(tuple(sizes), start, end)


def _measured(words: list[str], place: int) -> _Found | None:
    """A number with a unit at `place` that is said of a height, a length or an area."""
    amount = quantity(words[place])
    if words[place : place + 2] == ["half", "a"]:
        place += 1
    if not amount or place + 1 >= len(words):
        return None
    squared = words[place + 1] in ("square", "sq", "squared")
    metres = unit(words[place + 1 + squared]) if place + 1 + squared < len(words) else None
    if metres is None or is_one_in(words, place):
        return None
    end = place + 2 + squared
    start = _left_end(words, place)
    if _is_from_viewer(words, end):
        return _sized(words, ["distance"], amount * metres, (start, _past_viewer(words, end)))
    right = list(_dimensions_right(words, end))
    behind = words[end] if end < len(words) else ""
    if squared:
        while end < len(words) and words[end] in _FILLERS:
            end += 1
        return _sized(words, ["area"], amount * metres**2, (start, end))
    if right:
        return _sized(words, [kind for kind, _ in right], amount * metres, (start, right[-1][1]))
    left: list[SizeKind] = [
        kind for word in words[start:place] for kind in DIMENSIONS.get(word, ())
    ]
    if not left or behind in _NOT_SIZES:
        return None
    return _sized(words, left, amount * metres, (start, end))


def _left_end(words: list[str], place: int) -> int:
    """Where the words begin that lead up to a number: "that has a height of about"."""
    start = place
    while start > 0 and (
        words[start - 1] in _ABOUT
        or words[start - 1] in _MORE
        or words[start - 1] in _LESS
        or words[start - 1] in _HOLDING
        or words[start - 1] in DIMENSIONS
        or words[start - 1] in _AREAS
    ):
        start -= 1
    while start < place and not _opens(words[start]):
        start += 1
    return start


def _opens(word: str) -> bool:
    """True for the first word of a size, not for the "floor and" of "on the floor and"."""
    return (
        word in _OPENINGS
        or word in DIMENSIONS
        or word in _ABOUT
        or word in _MORE
        or word in _LESS
        or word == "area"
    )


def _dimensions_right(words: list[str], end: int) -> Iterator[tuple[SizeKind, int]]:
    """The dimensions behind a number: "tall", "in both width and length"."""
    while end < len(words) and (words[end] in _FILLERS or words[end] in DIMENSIONS):
        for kind in DIMENSIONS.get(words[end], ()):
            yield kind, end + 1
        end += 1


def _is_from_viewer(words: list[str], end: int) -> bool:
    return _past_viewer(words, end) > end


def _past_viewer(words: list[str], end: int) -> int:
    """Behind "away from me", "in front of me"; `end` where nothing of it is said."""
    place = end + (words[end : end + 1] == ["away"])
    return place + 2 if tuple(words[place : place + 2]) in _FROM_VIEWER else end


def _sized(
    words: list[str], kinds: Sequence[SizeKind], value: float, span: tuple[int, int]
) -> _Found:
    start, end = span
    text = " ".join(words[start:end])
    compare = "about"
    if any(word in _MORE for word in words[start:end]):
        compare = "more"
    elif any(word in _LESS for word in words[start:end]) and "slightly" not in words[start:end]:
        compare = "less"
    told = dict.fromkeys(kinds)
    sizes = tuple(Sized(kind=kind, value=value, compare=compare, text=text) for kind in told)
    return _Found(sizes, start, end)


def _ratio(words: list[str], place: int) -> _Found | None:
    """Read "an aspect ratio close to 2 to 1", "a length nearly four times its width"."""
    if words[place : place + 2] == ["aspect", "ratio"]:
        return _aspect(words, place)
    if words[place] in _ALIKE:
        named = [w for w in words[place + 1 : place + 5] if w in DIMENSIONS]
        if len(named) >= 2:
            end = words.index(named[1], place) + 1
            return _proportion(words, named, 1.0, (_left_end(words, place), end))
    times = _TIMES.get(words[place])
    if times is None and words[place + 1 : place + 2] == ["times"]:
        times = quantity(words[place])
    if not times:
        return None
    start = _left_end(words, place)
    first = [word for word in words[start:place] if word in DIMENSIONS]
    ahead = [at for at in range(place, min(place + 5, len(words))) if words[at] in DIMENSIONS]
    if not first or not ahead:
        return None
    return _proportion(words, [first[-1], words[ahead[0]]], times, (start, ahead[0] + 1))


def _aspect(words: list[str], place: int) -> _Found | None:
    """The numbers of "2 to 1", before or behind the words "aspect ratio"."""
    ends = [place - 3, *range(place + 2, min(place + 6, len(words)))]
    for at in ends:
        if at < 0 or words[at + 1 : at + 2] != ["to"]:
            continue
        first, second = (
            quantity(words[at]),
            quantity(words[at + 2]) if at + 2 < len(words) else None,
        )
        if first and second:
            start = _left_end(words, min(at, place))
            span = start, max(at + 3, place + 2)
            return _proportion(words, ["length", "width"], first / second, span)
    return None


def _proportion(words: list[str], named: list[str], times: float, span: tuple[int, int]) -> _Found:
    kind, other = DIMENSIONS[named[0]][0], DIMENSIONS[named[1]][0]
    text = " ".join(words[span[0] : span[1]])
    return _Found((Sized(kind=kind, value=times, per=other, text=text),), *span)
