"""From a house to English sentences whose answers are true and beyond doubt."""

from __future__ import annotations

import numpy as np

from . import claims_alone, claims_pairs, claims_views
from .claims import Draw, Scene, Sentence
from .evidence import Evidence
from .house import House
from .nouns import list_nouns

_ATTEMPTS = 300  # draws in a row that may fail before a kind of sentence is given up

DRAWS: dict[str, Draw] = {**claims_alone.DRAWS, **claims_pairs.DRAWS, **claims_views.DRAWS}


def describe(
    house: House,
    seed: int = 0,
    num_sentences: int = 50,
    *,
    relations: tuple[str, ...] | None = None,
) -> tuple[Sentence, ...]:
    """Write sentences about a house, each with its true answer.

    The truth comes from dense sampling of the things (`evidence`) under clear margins
    (`margins.Margins`), so a sentence has one answer whichever usual reading is taken.

    Args:
        house: a generated house.
        seed: of the choice of sentences and words.
        num_sentences: how many to write, at most; a bare room may have fewer to offer.
        relations: kinds of sentence to write, keys of `DRAWS`; all of them where None.

    Returns:
        Sentences that each say something else, the kinds in turn; the same arguments give the
        same sentences.

    Raises:
        ValueError: for an unknown relation or a negative number of sentences.
    """
    names = tuple(DRAWS) if relations is None else relations
    _check(num_sentences, names)
    scene = Scene(house, Evidence(house), list_nouns(house))
    rng = np.random.default_rng([house.seed, seed])
    left = dict.fromkeys(names, _ATTEMPTS)
    written: dict[tuple, Sentence] = {}
    while left and len(written) < num_sentences:
        for name in list(left):
            sentence = _draw_new(name, scene, rng, written, left)
            if sentence is not None and len(written) < num_sentences:
                written[_claim(sentence)] = sentence
    return tuple(written.values())


def _draw_new(
    name: str,
    scene: Scene,
    rng: np.random.Generator,
    written: dict[tuple, Sentence],
    left: dict[str, int],
) -> Sentence | None:
    """A sentence not written before; gives the kind up after too many failures in a row."""
    for _ in range(left[name]):
        sentence = DRAWS[name](scene, rng)
        if sentence is not None and _claim(sentence) not in written:
            return sentence
    del left[name]
    return None


def _claim(sentence: Sentence) -> tuple:
    """What a sentence says, whatever its words; for one without an answer the words matter."""
    words = sentence.text if not sentence.instance_ids else ""
    return sentence.relation, sentence.instance_ids, sentence.anchor_ids, words


def _check(num_sentences: int, names: tuple[str, ...]) -> None:
    if num_sentences < 0:
        raise ValueError(f"num_sentences must be at least 0, got {num_sentences}")
    for name in names:
        if name not in DRAWS:
            raise ValueError(f"unknown relation {name!r}; choose from: {', '.join(DRAWS)}")
