"""Sentences that depend on where one looks from: left, right, behind, in front, nth in a row."""

from __future__ import annotations

import numpy as np

from ..records import Viewpoint
from .claims import (
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
)
from .margins import MARGINS

_EYES = 1.5  # metres above the floor
_VIEWS = (
    "standing at the {a} facing the {b}, {target}",
    "Standing by the {a} and facing the {b}, find {target}.",
    "if you stand at the {a} and face the {b}, {target}",
    "When you stand at the {a} and look at the {b}, where is {target}?",
)
_ORDINALS = ("first", "second", "third", "fourth", "fifth", "sixth")


def draw_side(relation: str) -> Draw:
    """The draw of "standing at the door facing the bed, the lamp on the left", or right."""
    word = relation.removesuffix("_of")
    sides = (
        f"the {{}} on the {word}",
        f"the {{}} on your {word}",
        f"the {{}} to the {word} of the {{}}",
    )

    def draw(scene: Scene, rng: Rng) -> Sentence | None:
        noun = draw_target(scene, rng)
        stand = None if noun is None else _draw_stand(scene, rng, noun.label)
        if noun is None or stand is None:
            return None
        a, b, views = stand
        left = {i: scene.evidence.seen_left(i, views) for i in noun.instance_ids}
        wanted = {i: None if fact is None else fact == (word == "left") for i, fact in left.items()}
        best = only_true(wanted)
        if best is None:
            return None
        target = sides[rng.integers(len(sides))].format(draw_word(rng, noun), b.words)
        text = _VIEWS[rng.integers(len(_VIEWS))].format(a=a.words, b=b.words, target=target)
        ids = (a.instance_id, b.instance_id)
        return Sentence(text, relation, (best,), ids, viewpoint=views[0])

    return draw


def draw_depth(relation: str) -> Draw:
    """The draw of "standing at the door facing the table, the chair behind the table"."""
    words = relation.replace("_", " ").removesuffix(" viewed")

    def draw(scene: Scene, rng: Rng) -> Sentence | None:
        noun = draw_target(scene, rng)
        stand = None if noun is None else _draw_stand(scene, rng, noun.label)
        if noun is None or stand is None:
            return None
        a, b, views = stand
        evidence = scene.evidence
        fact = evidence.seen_behind if words == "behind" else evidence.seen_before
        best = only_true({i: fact(i, b.instance_id, views) for i in noun.instance_ids})
        if best is None:
            return None
        target = f"the {draw_word(rng, noun)} {words} the {b.words}"
        text = _VIEWS[rng.integers(len(_VIEWS))].format(a=a.words, b=b.words, target=target)
        ids = (a.instance_id, b.instance_id)
        return Sentence(text, relation, (best,), ids, viewpoint=views[0])

    return draw


def draw_in_front(scene: Scene, rng: Rng) -> Sentence | None:
    """ "The table in front of the couch", whose front is known and faces the room."""
    noun = draw_target(scene, rng)
    anchor = None if noun is None else draw_anchor(scene, rng, without=(noun.label,), near=noun)
    if noun is None or anchor is None:
        return None
    j = anchor.instance_id
    best = only_true({i: scene.evidence.before_front(i, j) for i in noun.instance_ids})
    gaps = {i: scene.evidence.gap(i, j) for i in noun.instance_ids}
    if best is None or min(gaps, key=lambda i: gaps[i]) != best:
        return None
    phrase = narrowed(rng, draw_word(rng, noun), f"in front of the {anchor.words}")
    return Sentence(request(rng, phrase), "in_front_of", (best,), (j,))


def draw_order(scene: Scene, rng: Rng) -> Sentence | None:
    """ "Facing the whiteboard, the second chair from the left", the same from all likely spots."""
    noun = draw_group(scene, rng, fewest=3)
    anchor = None if noun is None else draw_anchor(scene, rng, without=(noun.label,))
    if noun is None or anchor is None:
        return None
    views = _views_of(scene, anchor.instance_id)
    rooms = {scene.house.things[i].room_id for i in (*noun.instance_ids, anchor.instance_id)}
    order = _shared_order(scene, noun.instance_ids, views) if views and len(rooms) == 1 else None
    if order is None or len(order) > len(_ORDINALS):
        return None
    nth, side = int(rng.integers(len(order))), ("left", "right")[rng.integers(2)]
    best = order[nth] if side == "left" else order[-1 - nth]
    word = draw_word(rng, noun)
    target = f"the {_ORDINALS[nth]} {word} from the {side}"
    if nth == 0 and rng.random() < 0.5:
        target = f"the {side}most {word}"
    forms = ("facing the {}, {}", "When facing the {}, find {}.", "looking at the {}, {}")
    text = forms[rng.integers(len(forms))].format(anchor.words, target)
    return Sentence(text, "order", (best,), (anchor.instance_id,), viewpoint=views[0])


def _draw_stand(scene: Scene, rng: Rng, label: str) -> tuple | None:
    """Two anchors in one room, and the spots "standing at a facing b" can mean."""
    a = draw_anchor(scene, rng, without=(label,))
    b = draw_anchor(scene, rng, without=(label,))
    if a is None or b is None:
        return None
    start, goal = (scene.evidence.samples[x.instance_id] for x in (a, b))
    things = scene.house.things
    same_room = things[a.instance_id].room_id == things[b.instance_id].room_id
    way = (goal.center - start.center)[:2]
    distance = float(np.linalg.norm(way))
    stands = start.low[2] < 0.1 and start.extent[:2].max() < 1.4
    if not (same_room and stands) or distance < 1.8 or goal.extent.max() < 0.4:
        return None
    step = way / distance * min(0.6, distance / 3)
    spots = [start.center[:2], start.center[:2] + step]
    target = np.array([*goal.center[:2], _EYES])
    return a, b, [Viewpoint.at([*spot, _EYES], look_at=target) for spot in spots]


def _views_of(scene: Scene, anchor: int) -> list[Viewpoint]:
    """Where one may stand to face a thing: mid-room, and before its front where it has one."""
    target = scene.evidence.samples[anchor].center.copy()
    target[2] = _EYES
    room = scene.evidence.room_of(anchor)
    spots = [room.center]
    front = scene.house.things[anchor].front
    if front is not None:
        spots += [target[:2] + front[:2] * reach for reach in (2.0, 3.5)]
    if any(np.linalg.norm(spot - target[:2]) < 1.0 for spot in spots):
        return []
    return [Viewpoint.at([*spot, _EYES], look_at=target) for spot in spots]


def _shared_order(
    scene: Scene, ids: tuple[int, ...], views: list[Viewpoint]
) -> tuple[int, ...] | None:
    """The things from left to right, where all viewers agree by offset and by angle."""
    orders = set()
    for view in views:
        middles = {i: scene.evidence.in_view(i, view).mean(axis=0) for i in ids}
        order = tuple(sorted(ids, key=lambda i: -middles[i][1]))
        aside = np.array([middles[i][1] for i in order])
        angles = np.array([np.arctan2(middles[i][1], middles[i][0]) for i in order])
        in_view = min(middles[i][0] for i in ids) > 0.3
        apart = (-np.diff(aside) >= MARGINS.order_step).all() and (np.diff(angles) < -0.05).all()
        if not (in_view and apart):
            return None
        orders.add(order)
    return orders.pop() if len(orders) == 1 else None


DRAWS: dict[str, Draw] = {
    "order": draw_order,
    "left_of": draw_side("left_of"),
    "right_of": draw_side("right_of"),
    "in_front_of": draw_in_front,
    "in_front_of_viewed": draw_depth("in_front_of_viewed"),
    "behind_viewed": draw_depth("behind_viewed"),
}
