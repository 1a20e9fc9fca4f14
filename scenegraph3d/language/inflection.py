"""Singular and plural of English nouns: a noun phrase comes in, its other number goes out."""

from __future__ import annotations

from functools import lru_cache

_IRREGULAR = {
    "axes": "axis", "bookshelves": "bookshelf", "buses": "bus", "caches": "cache",
    "calves": "calf", "canoes": "canoe", "chaises": "chaise", "children": "child",
    "cookies": "cookie", "dice": "die", "feet": "foot", "gases": "gas", "geese": "goose",
    "halves": "half", "headaches": "headache", "knives": "knife", "leaves": "leaf",
    "lenses": "lens", "lives": "life", "loaves": "loaf", "men": "man", "mice": "mouse",
    "movies": "movie", "people": "person", "persons": "person", "photos": "photo",
    "pianos": "piano", "radios": "radio", "scarves": "scarf", "selves": "self", "shelfs": "shelf",
    "shelves": "shelf", "shoes": "shoe", "teeth": "tooth", "thieves": "thief",
    "ties": "tie", "toes": "toe", "wives": "wife", "wolves": "wolf", "women": "woman",
}  # fmt: skip
_IRREGULAR_PLURAL = {one: many for many, one in _IRREGULAR.items()}  # the last of several
# One form for one and for many: always spoken of as several.
_PLURAL_ONLY = frozenset((
    "binoculars", "blinds", "clothes", "crutches", "darts", "earphones", "electronics", "glasses",
    "goods", "groceries", "headphones", "jeans", "leggings", "pajamas", "pants", "pliers",
    "scissors", "shades", "shorts", "shutters", "stairs", "sunglasses", "tongs", "trousers",
    "tweezers",
))  # fmt: skip
# These look plural and are not, or have no singular.
_UNCHANGED = frozenset((
    "afterwards", "alas", "always", "as", "atlas", "besides", "canvas", "christmas", "clothes",
    "cosmos", "does", "downstairs", "electronics", "gas", "glasses", "groceries", "has",
    "headphones", "indoors", "jeans", "lens", "outdoors", "pants", "perhaps", "pliers",
    "scissors", "series", "shorts", "species", "sunglasses", "thermos", "towards", "trousers",
    "upstairs", "was", "yes",
))  # fmt: skip


@lru_cache(maxsize=16384)
def singular(word: str) -> str:
    """The singular of a word or of a phrase's head: "night stands" -> "night stand".

    In "rolls of paper" the head is the word before "of".
    """
    words = word.lower().split()
    if not words:
        return ""
    head = words.index("of") - 1 if "of" in words[1:] else len(words) - 1
    words[head] = _singular_word(words[head])
    return " ".join(words)


def plural(phrase: str) -> str:
    """The plural of a phrase's head: "night stand" -> "night stands", in "stack of cups" too."""
    words = phrase.split()
    if not words:
        return ""
    head = words.index("of") - 1 if "of" in words[1:] else len(words) - 1
    words[head] = _plural_word(words[head])
    return " ".join(words)


@lru_cache(maxsize=16384)
def is_plural(phrase: str) -> bool:
    """Whether the head of a noun phrase is plural in form: "chairs", "shelves", "scissors"."""
    words = phrase.lower().split()
    if not words:
        return False
    head = words[words.index("of") - 1] if "of" in words[1:] else words[-1]
    return head in _PLURAL_ONLY or _singular_word(head) != head


def _singular_word(word: str) -> str:
    if word in _IRREGULAR:
        return _IRREGULAR[word]
    if len(word) < 4 or word in _UNCHANGED or not word.endswith("s"):
        return {"tvs": "tv", "pcs": "pc"}.get(word, word)
    if word.endswith(("ss", "us", "is")):
        return word
    if word.endswith("ies"):
        return word[:-3] + "y"
    if word.endswith(("ches", "shes", "xes", "sses", "zes", "oes")):
        return word[:-2]
    return word[:-1]


def _plural_word(word: str) -> str:
    if word in _PLURAL_ONLY:
        return word
    if word in _IRREGULAR_PLURAL:
        return _IRREGULAR_PLURAL[word]
    if word.endswith(("x", "s", "sh", "ch")):
        return word + "es"
    if word.endswith("y") and word[-2:-1] not in tuple("aeiou"):
        return word[:-1] + "ies"
    return word + "s"
