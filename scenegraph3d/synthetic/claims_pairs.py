"""Sentences that find a thing by other things: on, in, under, next to, closest, between."""

from __future__ import annotations

from collections.abc import Callable

from .catalogue import KINDS
from .claims import (
    Anchor,
    Draw,
    Rng,
    Scene,
    Sentence,
    draw_anchor,
    draw_group,
    draw_target,
    draw_word,
    narrowed,
    only_true,
    request,
    winner,
)
from .margins import MARGINS
from .nouns import Noun, plural

Fact = Callable[[int, int], bool | None]

_PHRASES: dict[str, tuple[str, ...]] = {
    "on": ("on the {}", "on top of the {}"),
    "in": ("in the {}", "inside the {}"),
    "below": ("under the {}", "below the {}", "beneath the {}"),
    "above": ("above the {}", "over the {}"),
    "next_to": ("next to the {}", "beside the {}"),
}


def draw_binary(relation: str) -> Draw:
    """The draw of "the mug on the desk" and its like, for one relation of `_PHRASES`."""

    def draw(scene: Scene, rng: Rng) -> Sentence | None:
        noun = draw_target(scene, rng)
        anchor = None if noun is None else draw_anchor(scene, rng, without=(noun.label,), near=noun)
        if noun is None or anchor is None:
            return None
        best = only_true(_facts(scene, relation, noun, anchor))
        if best is None:
            return None
        phrase = narrowed(rng, draw_word(rng, noun), _clause(rng, relation, anchor))
        return Sentence(request(rng, phrase), relation, (best,), (anchor.instance_id,))

    return draw


def draw_distance(relation: str) -> Draw:
    """The draw of "the chair closest to the door", or farthest from it."""
    sign = 1.0 if relation == "closest" else -1.0
    phrases = {
        "closest": ("closest to the {}", "nearest to the {}", "nearest the {}"),
        "farthest": ("farthest from the {}", "furthest from the {}"),
    }[relation]

    def draw(scene: Scene, rng: Rng) -> Sentence | None:
        noun = draw_group(scene, rng)
        anchor = None if noun is None else draw_anchor(scene, rng, without=(noun.label,))
        if noun is None or anchor is None:
            return None
        best = _extreme(scene, noun.instance_ids, anchor.instance_id, sign)
        if best is None:
            return None
        clause = phrases[rng.integers(len(phrases))].format(anchor.words)
        phrase = narrowed(rng, draw_word(rng, noun), clause)
        return Sentence(request(rng, phrase), relation, (best,), (anchor.instance_id,))

    return draw


def draw_between(scene: Scene, rng: Rng) -> Sentence | None:
    """ "The nightstand between the bed and the wardrobe"."""
    noun = draw_target(scene, rng)
    a = None if noun is None else draw_anchor(scene, rng, without=(noun.label,), near=noun)
    b = None if noun is None else draw_anchor(scene, rng, without=(noun.label,), near=noun)
    if noun is None or a is None or b is None or a.instance_id == b.instance_id:
        return None
    ends = (a.instance_id, b.instance_id)
    best = only_true({i: scene.evidence.between(i, *ends) for i in noun.instance_ids})
    if best is None or scene.evidence.gap(*ends) > 4.0:
        return None
    phrase = narrowed(rng, draw_word(rng, noun), f"between the {a.words} and the {b.words}")
    return Sentence(request(rng, phrase), "between", (best,), ends)


def draw_supporting(scene: Scene, rng: Rng) -> Sentence | None:
    """ "The desk with a mug on it", where the other desks have none."""
    noun, load = draw_group(scene, rng), draw_group(scene, rng, fewest=1)
    if noun is None or load is None or noun.label == load.label:
        return None
    facts = {
        i: _any_of([scene.evidence.on(k, i) for k in load.instance_ids]) for i in noun.instance_ids
    }
    best = only_true(facts)
    if best is None:
        return None
    loads = tuple(k for k in load.instance_ids if scene.evidence.on(k, best))
    article = "an" if load.words[0][0] in "aeio" else "a"
    clause = ("with {} {} on it", "that has {} {} on it")[rng.integers(2)]
    word = load.words[0]
    phrase = f"the {draw_word(rng, noun)} {clause.format(article, word)}"
    return Sentence(request(rng, phrase), "supporting", (best,), loads)


def draw_negation(scene: Scene, rng: Rng) -> Sentence | None:
    """ "The mug that is not on the desk", where all the others are."""
    noun = draw_target(scene, rng)
    anchor = None if noun is None else draw_anchor(scene, rng, without=(noun.label,), near=noun)
    if noun is None or anchor is None or len(noun.instance_ids) < 2:
        return None
    relation = ("on", "in", "below", "next_to")[rng.integers(4)]
    facts = _facts(scene, relation, noun, anchor)
    best = only_true({i: None if fact is None else not fact for i, fact in facts.items()})
    if best is None:
        return None
    clause = _clause(rng, relation, anchor)
    phrase = f"the {draw_word(rng, noun)} that is not {clause}"
    return Sentence(request(rng, phrase), "negation", (best,), (anchor.instance_id,))


def draw_two_anchors(scene: Scene, rng: Rng) -> Sentence | None:
    """ "The book on the desk and next to the lamp"."""
    noun = draw_target(scene, rng)
    a = None if noun is None else draw_anchor(scene, rng, without=(noun.label,), near=noun)
    b = None if noun is None else draw_anchor(scene, rng, without=(noun.label,), near=noun)
    if noun is None or a is None or b is None or a.instance_id == b.instance_id:
        return None
    chosen = int(rng.choice(noun.instance_ids))
    relations = [_true_relation(scene, rng, chosen, anchor) for anchor in (a, b)]
    if len(noun.instance_ids) < 2 or None in relations:
        return None
    first, second = (
        _facts(scene, str(relation), noun, anchor)
        for relation, anchor in zip(relations, (a, b), strict=True)
    )
    best = only_true({i: _all_of([first[i], second[i]]) for i in noun.instance_ids})
    if best is None:
        return None
    clauses = f"{_clause(rng, str(relations[0]), a)} and {_clause(rng, str(relations[1]), b)}"
    phrase = narrowed(rng, draw_word(rng, noun), clauses)
    ids = (a.instance_id, b.instance_id)
    return Sentence(request(rng, phrase), "two_anchors", (best,), ids)


def draw_nested(scene: Scene, rng: Rng) -> Sentence | None:
    """ "The mug on the desk next to the bed": of several desks the one the bed tells apart.

    The mug is also the one the bed would tell apart, so it does not matter what "next to"
    is taken to belong to.
    """
    noun, middle = draw_group(scene, rng, fewest=1), draw_group(scene, rng)
    if noun is None or middle is None or noun.label == middle.label:
        return None
    anchor = draw_anchor(scene, rng, without=(noun.label, middle.label), near=middle)
    if anchor is None:
        return None
    facts = {
        i: {j: scene.evidence.on(i, j) for j in middle.instance_ids} for i in noun.instance_ids
    }
    if any(fact is None for row in facts.values() for fact in row.values()):
        return None
    chosen = _extreme(scene, middle.instance_ids, anchor.instance_id, 1.0)
    best = None if chosen is None else only_true({i: row[chosen] for i, row in facts.items()})
    if chosen is None or best is None:
        return None
    carried = tuple(i for i, row in facts.items() if any(row.values()))
    if len(carried) > 1 and _extreme(scene, carried, anchor.instance_id, 1.0) != best:
        return None
    near = scene.evidence.next_to(chosen, anchor.instance_id)
    far = all(
        scene.evidence.next_to(j, anchor.instance_id) is False
        for j in middle.instance_ids
        if j != chosen
    )
    link = "next to" if near and far and rng.random() < 0.6 else "closest to"
    phrase = f"the {draw_word(rng, noun)} on the {draw_word(rng, middle)} {link} the {anchor.words}"
    return Sentence(request(rng, phrase), "nested", (best,), (chosen, anchor.instance_id))


def draw_count_related(scene: Scene, rng: Rng) -> Sentence | None:
    """ "How many books are on the desk?", where each one clearly is or is not."""
    noun = draw_target(scene, rng)
    anchor = None if noun is None else draw_anchor(scene, rng, without=(noun.label,), near=noun)
    if noun is None or anchor is None:
        return None
    facts = _facts(scene, "on", noun, anchor)
    found = tuple(i for i, fact in facts.items() if fact)
    if not found or any(fact is None for fact in facts.values()):
        return None
    words = plural(draw_word(rng, noun))
    text = f"How many {words} are on the {anchor.words}?"
    return Sentence(text, "count_on", found, (anchor.instance_id,), count=len(found))


def draw_none_related(scene: Scene, rng: Rng) -> Sentence | None:
    """ "The mug on the bed", where no mug is anywhere near it."""
    noun = draw_group(scene, rng, fewest=1)
    anchor = None if noun is None else draw_anchor(scene, rng, without=(noun.label,))
    if noun is None or anchor is None:
        return None
    relation = ("on", "in", "next_to")[rng.integers(3)]
    holds = KINDS[scene.house.things[anchor.instance_id].kind].holds
    facts = _facts(scene, relation, noun, anchor)
    far = all(scene.evidence.gap(i, anchor.instance_id) > 1.0 for i in noun.instance_ids)
    if not (holds and far) or any(fact is not False for fact in facts.values()):
        return None
    phrase = narrowed(rng, draw_word(rng, noun), _clause(rng, relation, anchor))
    return Sentence(request(rng, phrase), "none_related", (), (anchor.instance_id,))


def _fact(scene: Scene, relation: str) -> Fact:
    evidence = scene.evidence
    facts: dict[str, Fact] = {
        "on": evidence.on,
        "in": evidence.inside,
        "below": evidence.below,
        "above": evidence.over,
        "next_to": evidence.next_to,
    }
    return facts[relation]


def _facts(scene: Scene, relation: str, noun: Noun, anchor: Anchor) -> dict[int, bool | None]:
    fact = _fact(scene, relation)
    return {i: fact(i, anchor.instance_id) for i in noun.instance_ids}


def _true_relation(scene: Scene, rng: Rng, chosen: int, anchor: Anchor) -> str | None:
    """One of the relations in which the chosen thing is to the anchor, or None."""
    holding = [name for name in _PHRASES if _fact(scene, name)(chosen, anchor.instance_id)]
    return holding[rng.integers(len(holding))] if holding else None


def _clause(rng: Rng, relation: str, anchor: Anchor) -> str:
    phrases = _PHRASES[relation]
    return phrases[rng.integers(len(phrases))].format(anchor.words)


def _extreme(scene: Scene, ids: tuple[int, ...], anchor: int, sign: float) -> int | None:
    """The thing closest to the anchor (sign 1) or farthest (-1), by surfaces and by middles."""
    evidence = scene.evidence
    by_surface = winner({i: sign * evidence.gap(i, anchor) for i in ids}, MARGINS.closest)
    by_center = winner(
        {i: sign * evidence.center_distance(i, anchor) for i in ids}, MARGINS.closest
    )
    return by_surface if by_surface == by_center else None


def _any_of(facts: list[bool | None]) -> bool | None:
    return True if any(facts) else (None if None in facts else False)


def _all_of(facts: list[bool | None]) -> bool | None:
    return False if False in facts else (None if None in facts else True)


DRAWS: dict[str, Draw] = {
    "closest": draw_distance("closest"),
    "farthest": draw_distance("farthest"),
    **{name: draw_binary(name) for name in _PHRASES},
    "supporting": draw_supporting,
    "between": draw_between,
    "negation": draw_negation,
    "two_anchors": draw_two_anchors,
    "nested": draw_nested,
    "count_on": draw_count_related,
    "none_related": draw_none_related,
}
