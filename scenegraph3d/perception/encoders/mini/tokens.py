"""Phrases in, numbers of the letter groups of each word out; no vocabulary, so no unknown word."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import lru_cache
from zlib import crc32

import numpy as np

WORDS = 10  # of a phrase, read; the rest is cut off
GRAMS = 20  # of a word
BUCKETS = 8192  # what a letter group is hashed to; 0 stands for none
_LENGTHS = (3, 4)  # letters in a group, "<" and ">" at a word's ends included
_WORD = re.compile(r"[^\W_]+")


def tokenize(texts: Sequence[str]) -> np.ndarray:
    """(Q, WORDS, GRAMS) int64 numbers of letter groups, 0 where there is none.

    Case and punctuation do not count. Words with letters in common have groups in common: so a
    plural or a slip of the pen is still near the word.
    """
    found = np.zeros((len(texts), WORDS, GRAMS), dtype=np.int64)
    for row, text in enumerate(texts):
        for place, word in enumerate(_WORD.findall(text.lower())[:WORDS]):
            found[row, place] = _grams(word)
    return found


@lru_cache(maxsize=1 << 14)
def _grams(word: str) -> np.ndarray:
    """(GRAMS,) numbers of a word's groups; the first is the word's own."""
    marked = f"<{word}>"
    parts = [marked]
    for length in _LENGTHS:
        parts += [marked[i : i + length] for i in range(len(marked) - length + 1)]
    numbers = [1 + crc32(part.encode("utf-8")) % (BUCKETS - 1) for part in parts[:GRAMS]]
    return np.array(numbers + [0] * (GRAMS - len(numbers)), dtype=np.int64)
