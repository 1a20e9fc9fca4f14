"""The lexicon: names of things and how well one name answers to another.

A word somebody said and a label of the scene go in, a score in [0, 1] comes out. The names are
in `data/things.yaml`, their relations in `data/kinds.yaml`; this module is their public face.
"""

from .inflection import is_plural, singular
from .matching import match, match_labels
from .names import ANYTHING, Lexicon, canonical, lexicon, longest_noun, section

__all__ = [
    "ANYTHING",
    "Lexicon",
    "canonical",
    "is_plural",
    "lexicon",
    "longest_noun",
    "match",
    "match_labels",
    "section",
    "singular",
]
