"""Phrases about what crops show, and of each phrase whether it is true of each crop."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
from colours import COLOURS, COMMON, NAMES, says_of_colour
from pictures import Pictures
from rooms import KIND_NAMES, PART_NAMES, PART_WORDS

from scenegraph3d.language.lexicon import ANYTHING, match
from scenegraph3d.language.names import read_table, split_row
from scenegraph3d.synthetic.catalogue import KINDS
from scenegraph3d.synthetic.nouns import plural

LABELS = tuple(
    dict.fromkeys([*(kind.label for kind in KINDS.values()), "wall", "floor", "ceiling"])
)
LABEL_OF_KIND = np.array([
    LABELS.index(KINDS[name].label if name in KINDS else name) for name in KIND_NAMES
])  # fmt: skip
UNDECIDED = ("object", "things", "stuff", "texture", "thing", "item", "something", "anything")
_TRUE, _FALSE = 0.7, 0.3  # a noun's score in the lexicon, from and up to which it is so
_NO_NOUNS = ("rooms", "places", "purposes", "parts", "classes")
_WOODEN = tuple(name for name, kind in KINDS.items() if {"brown", "beige"} <= set(kind.colors))
_WOOD_COLOURS = ("brown", "beige", "tan")
# Words of shape: how far a thing has it, and where that is surely so and surely not.
_SHAPES: dict[str, tuple[tuple[str, ...], float, float]] = {
    "big": (("big", "large", "huge"), 1.2, 0.8),
    "small": (("small", "little", "tiny"), 1 / 0.3, 1 / 0.5),
    "tall": (("tall", "high", "upright"), 1.5, 1.0),
    "flat": (("flat", "thin"), 6.0, 3.0),
    "long": (("long", "wide", "elongated"), 2.4, 1.6),
}
_SHAPE_NAMES = tuple(_SHAPES)
_FRAMES = ("{}", "{}", "{}", "{}", "a {}", "the {}", "a photo of a {}", "{} in a room")


@dataclass(frozen=True)
class Phrase:
    """A phrase and its meaning: all that is said must be so.

    Attributes:
        text: the words.
        noun: row of the nouns; -1 for none.
        colour: row of colours.NAMES; -1 for none.
        part: row of rooms.PART_NAMES; -1 for none.
        part_colour: its colour.
        shape: row of the shape words; -1 for none.
        wooden: whether it says so.
    """

    text: str
    noun: int = -1
    colour: int = -1
    part: int = -1
    part_colour: int = -1
    shape: int = -1
    wooden: bool = False


class Captions:
    """All nouns of the lexicon, and how well each names the kinds of the generator."""

    def __init__(self) -> None:
        """Read the lexicon."""
        self.nouns = _nouns()
        self.true_of_kind = np.array([_noun_truth(noun) for noun in self.nouns])  # (N, K)
        own = (self.true_of_kind == 1).any(axis=1)
        self.foreign = np.flatnonzero(~own & ~np.isnan(self.true_of_kind).any(axis=1))
        self.names = [
            _ranked(self.nouns, self.true_of_kind, kind) for kind in range(len(KIND_NAMES))
        ]
        self._colour_truth = says_of_colour()

    def draw(self, pictures: Pictures, count: int, rng: np.random.Generator) -> list[Phrase]:
        """Phrases most of which are true of one crop at least."""
        found: list[Phrase] = []
        while len(found) < count:
            row = int(rng.integers(len(pictures)))
            found += self._about(pictures, row, rng)
        return [replace(p, text=_slipped(p.text, rng)) for p in found[:count]]

    def truth(self, phrases: list[Phrase], pictures: Pictures) -> np.ndarray:
        """(Q, M) float32 1 where a phrase is true of a crop, 0 where not, NaN where unclear."""
        true = np.ones((len(phrases), len(pictures)), dtype=np.float32)
        shapes = _shape_truth(pictures.extent)
        wooden = _wooden_truth(pictures)
        for row, phrase in enumerate(phrases):
            parts = []
            if phrase.noun >= 0:
                parts.append(self.true_of_kind[phrase.noun][pictures.kind])
            if phrase.colour >= 0:
                parts.append(self._colour(phrase.colour, pictures.colour))
            if phrase.part >= 0:
                seen = pictures.parts[:, phrase.part]
                parts.append(self._colour(phrase.part_colour, seen))
            if phrase.shape >= 0:
                parts.append(shapes[phrase.shape])
            if phrase.wooden:
                parts.append(wooden)
            true[row] = _all_true(parts)
        return true

    def _colour(self, said: int, seen: np.ndarray) -> np.ndarray:
        """Truth of a colour word: no part, no colour; what is unclear stays so."""
        found = self._colour_truth[said][np.maximum(seen, 0)]
        return np.where(seen == -1, 0.0, np.where(seen == -2, np.nan, found))

    def _about(self, pictures: Pictures, row: int, rng: np.random.Generator) -> list[Phrase]:
        lot = rng.random()
        if lot < 0.1:
            noun = int(rng.choice(self.foreign))
            return [_said(Phrase(self.nouns[noun], noun=noun), rng)]
        noun = self._name(int(pictures.kind[row]), rng)
        plain = Phrase(self.nouns[noun], noun=noun)
        colour = int(pictures.colour[row])
        if lot < 0.4 or colour < 0:
            return [_said(plain, rng)]
        if lot < 0.62:
            return [_said(self._coloured(plain, colour, rng), rng)]
        if lot < 0.7:
            thing = Phrase(str(rng.choice(["", "thing", "object", "one", "item"])))
            return [self._coloured(thing, colour, rng)]
        if lot < 0.78:
            return [_said(_shaped(plain, int(rng.integers(len(_SHAPES)))), rng)]
        if lot < 0.82:
            return [replace(plain, text=f"wooden {plain.text}", wooden=True)]
        return self._with_part(plain, colour, pictures.parts[row], rng)

    def _name(self, kind: int, rng: np.random.Generator) -> int:
        """A noun true of the kind, half the time its label."""
        label, others = self.names[kind]
        return label if rng.random() < 0.5 or not len(others) else int(rng.choice(others))

    def _coloured(self, phrase: Phrase, colour: int, rng: np.random.Generator) -> Phrase:
        if rng.random() < 0.2:
            colour = int(rng.integers(len(NAMES)))
        word = _colour_word(colour, rng)
        text = f"{word} {phrase.text}" if rng.random() < 0.85 else f"{phrase.text} that is {word}"
        return replace(phrase, text=text.strip(), colour=colour)

    def _with_part(
        self, plain: Phrase, colour: int, parts: np.ndarray, rng: np.random.Generator
    ) -> list[Phrase]:
        """ "red chair with a blue cushion", and with the colours the other way round."""
        known = np.flatnonzero(parts >= 0)
        odd = known[parts[known] != colour]
        if not len(known):
            return [_said(plain, rng)]
        part = int(rng.choice(odd if len(odd) else known))
        second = int(parts[part])
        pairs = [(colour, second), (second, colour)]
        if not len(odd) or rng.random() < 0.3:
            pairs = [(-1, second), (-1, int(rng.integers(len(COMMON))))]
        return [_parted(plain, part, pair, rng) for pair in pairs]


def _parted(plain: Phrase, part: int, colours: tuple[int, int], rng: np.random.Generator) -> Phrase:
    first, second = colours
    lead = f"{_colour_word(first, rng)} {plain.text}" if first >= 0 else plain.text
    word = str(rng.choice(PART_WORDS[PART_NAMES[part]]))
    article = "" if word.endswith("s") else "a "
    joint = str(rng.choice(["with", "with", "that has"]))
    text = f"{lead} {joint} {article}{_colour_word(second, rng)} {word}"
    return replace(plain, text=text, colour=first, part=part, part_colour=second)


def _said(phrase: Phrase, rng: np.random.Generator) -> Phrase:
    """The phrase as people and programs put it."""
    frame = str(rng.choice(_FRAMES))
    text = plural(phrase.text) if rng.random() < 0.05 else phrase.text
    return replace(phrase, text=frame.format(text))


def _shaped(phrase: Phrase, shape: int) -> Phrase:
    words = _SHAPES[_SHAPE_NAMES[shape]][0]
    word = words[len(phrase.text) % len(words)]
    return replace(phrase, text=f"{word} {phrase.text}", shape=shape)


def _slipped(text: str, rng: np.random.Generator) -> str:
    """The text, now and then with a slip of the pen in a word that can bear it."""
    words = text.split()
    place = int(rng.integers(len(words)))
    word = words[place]
    if rng.random() > 0.1 or len(word) < 5:
        return text
    at = int(rng.integers(1, len(word) - 1))
    swapped = word[:at] + word[at + 1] + word[at] + word[at + 2 :]
    words[place] = str(
        rng.choice([swapped, word[:at] + word[at + 1 :], word[:at] + word[at] + word[at:]])
    )
    return " ".join(words)


def _colour_word(colour: int, rng: np.random.Generator) -> str:
    name = NAMES[colour]
    return str(rng.choice([name, name, name, *COLOURS[name].words]))


def _nouns() -> list[str]:
    things = read_table("things.yaml")
    found = [*LABELS, *KINDS]
    for section, rows in things.items():
        if section not in _NO_NOUNS:
            for head, others in rows.items():
                found += [head, *split_row(others)]
    return [noun for noun in dict.fromkeys(found) if noun not in ANYTHING]


def _noun_truth(noun: str) -> np.ndarray:
    """(K,) 1 where the noun names a kind, 0 where it does not, NaN where some would say so."""
    found = np.zeros(len(KIND_NAMES), dtype=np.float32)
    for row, name in enumerate(KIND_NAMES):
        score = match(noun, KINDS[name].label if name in KINDS else name)
        found[row] = 1.0 if score >= _TRUE else 0.0 if score <= _FALSE else np.nan
    keys = [row for row, name in enumerate(KIND_NAMES) if name == noun]
    if keys and noun not in LABELS:  # "floor lamp" is no table lamp
        same = [
            row for row in range(len(KIND_NAMES)) if LABEL_OF_KIND[row] == LABEL_OF_KIND[keys[0]]
        ]
        found[same] = 0.0
        found[keys] = 1.0
    return found


def _ranked(nouns: list[str], truth: np.ndarray, kind: int) -> tuple[int, np.ndarray]:
    """The noun that is a kind's label, and the others that name it, few kinds at once."""
    label = nouns.index(LABELS[LABEL_OF_KIND[kind]])
    others = np.flatnonzero((truth[:, kind] == 1) & ((truth == 1).sum(axis=1) <= 8))
    return label, others[others != label]


def _shape_truth(extent: np.ndarray) -> np.ndarray:
    """(S, M) truth of the shape words."""
    low, high = np.sort(extent[:, :2], axis=1).T
    height = extent[:, 2]
    longest = extent.max(axis=1)
    tests = {
        "big": longest,
        "small": 1 / longest,
        "tall": height / high,
        "flat": high / np.maximum(height, 1e-3),
        "long": high / np.maximum(low, 0.05),
    }
    found = []
    for name, (_, sure, not_so) in _SHAPES.items():
        value = tests[name]
        found.append(np.where(value >= sure, 1.0, np.where(value <= not_so, 0.0, np.nan)))
    return np.array(found, dtype=np.float32)


def _wooden_truth(pictures: Pictures) -> np.ndarray:
    """(M,) kinds that come in wood are wooden where they look so."""
    colours = [NAMES.index(name) for name in _WOOD_COLOURS]
    kinds = [KIND_NAMES.index(name) for name in _WOODEN]
    brown = np.isin(pictures.colour, colours)
    clear = brown | np.isin(
        pictures.colour, [NAMES.index(n) for n in COMMON if n not in _WOOD_COLOURS]
    )
    return np.where(~clear, np.nan, (brown & np.isin(pictures.kind, kinds)).astype(np.float32))


def _all_true(parts: list[np.ndarray]) -> np.ndarray:
    """False where one is false; unclear where one is and none is false."""
    values = np.array(parts, dtype=np.float32)
    found = np.where(np.isnan(values).any(axis=0), np.nan, 1.0)
    return np.where((values == 0).any(axis=0), 0.0, found)
