"""What people call the things of a house, and which words are clear in it."""

from __future__ import annotations

from dataclasses import dataclass

from .catalogue import KINDS
from .house import House

_LABELS = tuple(dict.fromkeys(kind.label for kind in KINDS.values()))

# A word, the labels it surely covers, and further labels some people would use it for.
_WORDS: tuple[tuple[str, str, str], ...] = (
    ("chair", "chair, office chair", "armchair, stool"),
    ("couch", "couch", "armchair"),
    ("sofa", "couch", "armchair"),
    ("table", "dining table, coffee table, end table", "desk, nightstand, kitchen counter"),
    ("fridge", "refrigerator", ""),
    ("bin", "trash can", "laundry basket"),
    ("garbage can", "trash can", ""),
    ("television", "tv", "monitor"),
    ("monitor", "monitor", "tv, laptop"),
    ("tv", "tv", "monitor"),
    ("bookcase", "bookshelf", ""),
    ("bookshelf", "bookshelf", "shelf"),
    ("shelf", "shelf", "bookshelf"),
    ("cabinet", "cabinet", "kitchen cabinet, file cabinet, bathroom vanity, wardrobe, dresser"),
    ("dresser", "dresser", "cabinet"),
    ("nightstand", "nightstand", "end table"),
    ("bedside table", "nightstand", "end table"),
    ("end table", "end table", "nightstand"),
    ("side table", "end table", "nightstand, coffee table"),
    ("counter", "kitchen counter", "bathroom vanity"),
    ("cup", "mug", ""),
    ("painting", "picture", ""),
    ("rug", "rug", "mat"),
    ("mat", "mat", "rug"),
    ("carpet", "rug", "mat"),
    ("basket", "laundry basket", "trash can"),
    ("oven", "stove", "microwave"),
    ("vase", "vase", "bowl"),
)

_PLURALS = {"shelf": "shelves", "bookshelf": "bookshelves", "mouse": "mice"}


@dataclass(frozen=True)
class Noun:
    """A name with one clear meaning in a house.

    Attributes:
        label: the label of the things it means.
        words: ways to say it; each means these things and no others.
        instance_ids: the things it means, by id.
    """

    label: str
    words: tuple[str, ...]
    instance_ids: tuple[int, ...]


def list_nouns(house: House) -> tuple[Noun, ...]:
    """The clear names of what is in the house, walls and floors aside, by label."""
    present: dict[str, list[int]] = {}
    for thing in house.things:
        if thing.label in _LABELS:
            present.setdefault(thing.label, []).append(thing.instance_id)
    nouns = [
        Noun(label, _clear_words(label, set(present)), tuple(present[label]))
        for label in sorted(present)
    ]
    return tuple(noun for noun in nouns if noun.words)


def list_absent(house: House) -> tuple[str, ...]:
    """Words for kinds of things of which the house has none, under any reading."""
    present = {thing.label for thing in house.things}
    return tuple(word for word, _, wide in _entries() if not wide & present)


def plural(word: str) -> str:
    """The plural of a noun of this module."""
    start, _, last = word.rpartition(" ")
    if last in _PLURALS:
        return f"{start} {_PLURALS[last]}".strip()
    if word.endswith(("x", "s", "sh", "ch")):
        return word + "es"
    return word[:-1] + "ies" if word.endswith("y") and word[-2] not in "aeiou" else word + "s"


def _clear_words(label: str, present: set[str]) -> tuple[str, ...]:
    return tuple(
        word for word, core, wide in _entries() if label in core and wide & present == {label}
    )


def _entries() -> list[tuple[str, set[str], set[str]]]:
    """(word, sure labels, possible labels) of every word, the labels themselves included."""
    entries = [(word, _split(core), _split(core) | _split(more)) for word, core, more in _WORDS]
    known = {word for word, _, _ in entries}
    return entries + [(label, {label}, {label}) for label in _LABELS if label not in known]


def _split(names: str) -> set[str]:
    return {name.strip() for name in names.split(",") if name.strip()}
