"""What every kind of sentence is made with: the record, the choice of things, the wording."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass

import numpy as np

from ..records import Viewpoint
from .evidence import Evidence
from .house import House
from .margins import confusable
from .nouns import Noun

Rng = np.random.Generator

_REQUESTS = (
    "{}",
    "{}",
    "find {}",
    "Find {}.",
    "select {}",
    "show me {}",
    "I want {}",
    "I am looking for {}",
    "Where is {}?",
    "choose {}",
)


@dataclass(frozen=True, eq=False)
class Sentence:
    """One sentence about a house and its true answer.

    Attributes:
        text: the words.
        relation: the kind of sentence, a key of `sentences.DRAWS`.
        instance_ids: the things it means; none for "not found", all counted ones for a count.
        anchor_ids: the things it names to find them by.
        viewpoint: where it says to stand and look, or None where it does not say.
        count: the true number for "how many ...", else None.
    """

    text: str
    relation: str
    instance_ids: tuple[int, ...]
    anchor_ids: tuple[int, ...] = ()
    viewpoint: Viewpoint | None = None
    count: int | None = None


@dataclass(frozen=True, eq=False)
class Scene:
    """A house with its evidence and its clear nouns."""

    house: House
    evidence: Evidence
    nouns: tuple[Noun, ...]


@dataclass(frozen=True)
class Anchor:
    """A thing that can be named without doubt: "desk" or "red couch"."""

    instance_id: int
    words: str


Draw = Callable[[Scene, Rng], Sentence | None]


def draw_group(scene: Scene, rng: Rng, *, fewest: int = 2) -> Noun | None:
    """A noun that means at least `fewest` things."""
    fitting = [noun for noun in scene.nouns if len(noun.instance_ids) >= fewest]
    return fitting[rng.integers(len(fitting))] if fitting else None


def draw_target(scene: Scene, rng: Rng) -> Noun | None:
    """A noun, in a third of cases with a colour: "red book" means the clearly red ones."""
    noun = draw_group(scene, rng, fewest=int(rng.integers(1, 3)))
    if noun is None or len(noun.instance_ids) < 3 or rng.random() > 0.33:
        return noun
    names = {i: scene.evidence.samples[i].color_name for i in noun.instance_ids}
    color = names[int(rng.choice(noun.instance_ids))]
    chosen = tuple(i for i in names if names[i] == color)
    others = [name for i, name in names.items() if i not in chosen]
    if color is None or any(name is None or confusable(color, name) for name in others):
        return noun
    return Noun(noun.label, tuple(f"{color} {word}" for word in noun.words), chosen)


def draw_word(rng: Rng, noun: Noun) -> str:
    """One of a noun's words."""
    return noun.words[rng.integers(len(noun.words))]


def draw_anchor(
    scene: Scene, rng: Rng, *, without: Iterable[str] = (), near: Noun | None = None
) -> Anchor | None:
    """A thing that its noun, or a colour and its noun, means alone.

    Args:
        scene: what to choose from.
        rng: draws the choice.
        without: labels the thing must not have.
        near: prefer things close to one that this noun means; the truth is not decided here.
    """
    fitting = [
        (noun, i) for noun in scene.nouns if noun.label not in without for i in noun.instance_ids
    ]
    if not fitting:
        return None
    weights = np.ones(len(fitting))
    if near is not None:
        middle = scene.evidence.centers[int(rng.choice(near.instance_ids))]
        centers = scene.evidence.centers[[i for _, i in fitting]]
        weights = (0.3 + np.linalg.norm(centers - middle, axis=1)) ** -2.0
    noun, chosen = fitting[rng.choice(len(fitting), p=weights / weights.sum())]
    word = draw_word(rng, noun)
    if len(noun.instance_ids) == 1:
        return Anchor(chosen, word)
    color = sole_color(scene, noun, chosen)
    return None if color is None else Anchor(chosen, f"{color} {word}")


def sole_color(scene: Scene, noun: Noun, chosen: int) -> str | None:
    """The colour that tells one thing from all others of its noun, or None."""
    names = {i: scene.evidence.samples[i].color_name for i in noun.instance_ids}
    color = names[chosen]
    if color is None:
        return None
    others = [names[i] for i in noun.instance_ids if i != chosen]
    alike = any(other is None or confusable(color, other) for other in others)
    return None if alike else color


def only_true(facts: dict[int, bool | None]) -> int | None:
    """The one key whose fact is True while all others are False, or None."""
    winners = [key for key, fact in facts.items() if fact]
    clear = all(fact is not None for fact in facts.values())
    return winners[0] if clear and len(winners) == 1 else None


def winner(values: dict[int, float], margin: float) -> int | None:
    """The key of the lowest value where it leads by the margin, or None."""
    order = sorted(values, key=lambda key: values[key])
    clear = len(order) > 1 and values[order[1]] - values[order[0]] >= margin
    return order[0] if clear else None


def request(rng: Rng, phrase: str) -> str:
    """A way of asking for a thing: "the mug" becomes "Where is the mug?" and the like."""
    return _REQUESTS[rng.integers(len(_REQUESTS))].format(phrase)


def narrowed(rng: Rng, word: str, clause: str) -> str:
    """A noun and the clause that narrows it down: "the mug (that is) on the desk"."""
    link = ("", "", "that is ", "which is ")[rng.integers(4)]
    return f"the {word} {link}{clause}"
