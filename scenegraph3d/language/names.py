"""Names of things: the tables of `data/`, read once, and the look-up of a phrase in them."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from importlib.resources import files
from typing import Any

import yaml
from rapidfuzz import process
from rapidfuzz.distance import OSA

from .inflection import singular

# Words that name no kind of thing: every object answers to them.
ANYTHING = frozenset((
    "anything", "article", "everything", "item", "object", "one", "option", "other prop",
    "otherprop", "something", "stuff", "target", "thing",
))  # fmt: skip

# Scores of the direct relations between names. Said first, label second.
SAID_GENERAL = 0.9  # "cabinet", kitchen cabinet
SAID_SPECIFIC = 0.6  # "coffee table", table
SAID_CLASS = 0.7  # "furniture", chair
LABEL_CLASS = 0.3  # "chair", furniture
PART_OF_WHOLE = 0.3  # "headboard", bed
SIGN_OF_ROOM = 0.4  # "kitchen", stove

PURPOSE = "something to"
_PURPOSE_OPENINGS = (
    PURPOSE,
    "somewhere to",
    "thing to",
    "object to",
    "item to",
    "place to",
    "furniture to",
    "something you can",
    "something i can",
    "something that you can",
    "something used to",
    "thing used to",
    "object used to",
    "thing you",
    "thing that you",
    "where can i",
    "where do i",
    "where can you",
    "where to",
    "what can i",
    "what can you",
)
_VERB_ENDINGS = ("ed", "ing")
_BEFORE_VERBS = frozenset((
    "and", "are", "as", "but", "do", "i", "if", "is", "it", "itself", "not", "or", "that", "then",
    "they", "to", "was", "we", "when", "where", "which", "while", "who", "you",
))  # fmt: skip
_ARTICLES = ("a", "an", "the")
_ABSTRACT = ("rooms", "places", "purposes")
_OTHER_ROOM = re.compile(r"\s*/.*$")
_NOT_WORD = re.compile(r"[^a-z0-9]+")


@dataclass(frozen=True)
class Lexicon:
    """All names, read once.

    Attributes:
        heads: every name without its spaces -> the head name of its set.
        sections: head name -> section ("seating", "rooms", "places", "parts", "classes", ...).
        scores: head said -> head of the label -> score of the direct relation.
        verbs: names that are verbs unless a word before them asks for a noun.
        not_misspelt: ordinary words that are one letter from a name.
        max_words: words of the longest name.
    """

    heads: Mapping[str, str]
    sections: Mapping[str, str]
    scores: Mapping[str, Mapping[str, float]]
    verbs: frozenset[str]
    not_misspelt: frozenset[str]
    max_words: int


@lru_cache(maxsize=1)
def lexicon() -> Lexicon:
    """The names, loaded from their tables at the first call."""
    things, kinds = read_table("things.yaml"), read_table("kinds.yaml")
    sections = _sections(things, kinds)
    pairs = _names(things, kinds)
    heads = {_key(singular(name)): head for name, head in pairs}
    heads |= {_key(name): head for name, head in pairs}  # a name itself wins over a singular
    return Lexicon(
        heads=heads,
        sections=sections,
        scores=_scores(kinds, sections, heads),
        verbs=frozenset(split_row(kinds["verbs"])),
        not_misspelt=frozenset(split_row(kinds["not_misspelt"])),
        max_words=max(len(name.split()) for name, _ in pairs),
    )


def canonical(phrase: str) -> str | None:
    """The head name for a noun phrase, plural or slightly misspelt; None where it is unknown.

    >>> canonical("sofas"), canonical("night stand"), canonical("cabniet"), canonical("zebra")
    ('couch', 'nightstand', 'cabinet', None)
    """
    return exact(phrase) or _nearest(normal(phrase))


def longest_noun(tokens: Sequence[str], start: int = 0, *, misspelt: bool = False) -> int:
    """How many words from `start` form one known name; 0 where none does.

    Args:
        tokens: lower-case words.
        start: where the name must begin.
        misspelt: also accept a single word one or two letters off.
    """
    longest = min(lexicon().max_words, len(tokens) - start)
    for length in range(longest, 0, -1):
        phrase = tokens[start : start + length]
        known = phrase[-1] not in _ARTICLES and exact(" ".join(phrase))  # "are a" is no area
        if known and all(word[0].isalnum() for word in phrase):
            return 0 if length == 1 and _is_verb(tokens, start) else length
    return int(misspelt and longest > 0 and _nearest(normal(tokens[start])) is not None)


def section(phrase: str) -> str | None:
    """What a name is: "seating", ..., "rooms", "places", "parts", "classes"; None if unknown."""
    head = canonical(phrase)
    return lexicon().sections[head] if head else None


@lru_cache(maxsize=1 << 15)
def exact(phrase: str) -> str | None:
    """The head name for a phrase spelt as in the tables, singular or plural; else None."""
    heads = lexicon().heads
    return heads.get(_key(phrase)) or heads.get(_key(normal(phrase)))


@lru_cache(maxsize=1 << 14)
def normal(phrase: str) -> str:
    """Lower case, one space between words, singular; without Matterport's "/other room" marks."""
    return singular(_NOT_WORD.sub(" ", _OTHER_ROOM.sub("", phrase.lower()).replace("'", "")))


def read_table(name: str) -> dict[str, Any]:
    """One YAML file of `data/`."""
    text = (files("scenegraph3d.language") / "data" / name).read_text(encoding="utf-8")
    loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)  # libyaml is ten times faster
    return yaml.load(text, Loader=loader)


def split_row(row: str | None) -> list[str]:
    """The entries of a row "a, b, c"."""
    return [name.strip() for name in (row or "").split(",") if name.strip()]


def _is_verb(tokens: Sequence[str], start: int) -> bool:
    """Whether a word that can be a verb is one here: "you can", "stand at", "towel hanging"."""
    if tokens[start] not in lexicon().verbs:
        return False
    before = tokens[start - 1] if start else ""
    return not before[:1].isalnum() or before in _BEFORE_VERBS or exact(before) is not None


@lru_cache(maxsize=1 << 14)
def _nearest(phrase: str) -> str | None:
    """The head of the known name a misspelt phrase meant; None where that is unsafe to say.

    Five letters may only be swapped or doubled, six may have one wrong, ten two. The first letter
    must be right, and an inflected verb ("pointed") is no misspelt noun ("pointer").
    """
    key = _key(phrase)
    if len(key) < 5 or key in lexicon().not_misspelt:
        return None
    allowed = 1 if len(key) < 10 else 2
    close = process.extract(
        key, lexicon().heads.keys(), scorer=OSA.distance, score_cutoff=allowed, limit=None
    )
    for name, _, _ in close:
        same_ending = name.endswith(_VERB_ENDINGS) or not key.endswith(_VERB_ENDINGS)
        same_letters = len(key) > 5 or set(name) == set(key)
        if name[0] == key[0] and same_ending and same_letters:
            return lexicon().heads[name]
    return None


def _key(name: str) -> str:
    return name.replace(" ", "").replace("-", "").replace("'", "")


def _sections(things: Mapping[str, Any], kinds: Mapping[str, Any]) -> dict[str, str]:
    sections = dict.fromkeys(kinds["parts"], "parts")
    sections |= dict.fromkeys([*kinds["classes"], "thing"], "classes")
    sections |= {f"{PURPOSE} {purpose}": "purposes" for purpose in kinds["functions"]}
    for section, names in things.items():
        sections |= dict.fromkeys(names, section)
    return sections


def _names(things: Mapping[str, Any], kinds: Mapping[str, Any]) -> list[tuple[str, str]]:
    """Every name with its head; a thing's own name wins over a class's or a part's."""
    pairs = [(word, "thing") for word in ANYTHING]
    for purpose in kinds["functions"]:
        head = f"{PURPOSE} {purpose}"
        pairs += [(f"{opening} {purpose}", head) for opening in _PURPOSE_OPENINGS]
    pairs += [(part, part) for part in kinds["parts"]]
    for head, row in kinds["classes"].items():
        pairs += [(name, head) for name in [head, *split_row(row["names"])]]
    for section in [*things.values(), kinds["misspellings"]]:
        for head, row in section.items():
            pairs += [(name, head) for name in [head, *split_row(row)]]
    return pairs


def _scores(
    kinds: Mapping[str, Any], sections: Mapping[str, str], heads: Mapping[str, str]
) -> dict[str, dict[str, float]]:
    scores: dict[str, dict[str, float]] = {head: {} for head in sections}

    def add(said: str, seen: str, score: float) -> None:
        if said != seen:
            scores[said][seen] = max(score, scores[said].get(seen, 0.0))

    def members(row: str) -> Iterable[str]:
        for name in split_row(row):
            if name.startswith("all "):
                yield from (head for head, section in sections.items() if section == name[4:])
            else:
                yield name

    for specific, general in _parents(kinds, sections, heads):
        add(specific, general, SAID_SPECIFIC)
        add(general, specific, SAID_GENERAL)
    for general, row in kinds["kinds_of"].items():
        for specific in split_row(row):
            add(specific, general, SAID_SPECIFIC)
            add(general, specific, SAID_GENERAL)
    for head, row in kinds["classes"].items():
        for member in members(row["members"]):
            add(head, member, SAID_CLASS)
            add(member, head, LABEL_CLASS)
    for purpose, row in kinds["functions"].items():
        for member in members(row):
            add(f"{PURPOSE} {purpose}", member, SAID_GENERAL)
    for part, row in kinds["parts"].items():
        for whole in split_row(row):
            add(part, whole, PART_OF_WHOLE)
    for room, row in kinds["rooms"].items():
        for sign in split_row(row):
            add(room, sign, SIGN_OF_ROOM)
    for score, rows in kinds["related"].items():
        for group in map(split_row, rows):
            for said in group:
                scores[said] |= {seen: float(score) for seen in group if seen != said}
    return scores


def _parents(
    kinds: Mapping[str, Any], sections: Mapping[str, str], heads: Mapping[str, str]
) -> Iterable[tuple[str, str]]:
    """Names that end in another name, with it: (office chair, chair)."""
    exceptions = set(split_row(kinds["not_kinds"]))
    for head, section in sections.items():
        if head in exceptions or section in _ABSTRACT:
            continue
        words = head.split()
        for start in range(1, len(words)):
            general = heads.get(_key(" ".join(words[start:])))
            if general and general != head and sections[general] not in _ABSTRACT:
                yield head, general
                break
