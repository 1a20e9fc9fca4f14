"""Sentences about a thing by itself: its name, colour, size, place in the room, or number."""

from __future__ import annotations

import numpy as np

from .catalogue import PALETTE
from .claims import (
    Draw,
    Rng,
    Scene,
    Sentence,
    draw_group,
    draw_target,
    draw_word,
    narrowed,
    only_true,
    request,
    sole_color,
    winner,
)
from .margins import MARGINS, confusable
from .nouns import list_absent, plural


def draw_unique(scene: Scene, rng: Rng) -> Sentence | None:
    """ "The refrigerator", where there is one."""
    noun = draw_group(scene, rng, fewest=1)
    if noun is None or len(noun.instance_ids) != 1:
        return None
    text = request(rng, f"the {draw_word(rng, noun)}")
    return Sentence(text, "unique", noun.instance_ids)


def draw_color(scene: Scene, rng: Rng) -> Sentence | None:
    """ "The red chair", where no other chair is nearly red."""
    noun = draw_group(scene, rng)
    if noun is None:
        return None
    chosen = int(rng.choice(noun.instance_ids))
    color = sole_color(scene, noun, chosen)
    if color is None:
        return None
    word = draw_word(rng, noun)
    phrase = f"the {color} {word}" if rng.random() < 0.7 else f"the {word} that is {color}"
    return Sentence(request(rng, phrase), "color", (chosen,))


def draw_tallest(scene: Scene, rng: Rng) -> Sentence | None:
    """ "The tallest box", or the shortest: by its own height and by that of its top."""
    noun = draw_group(scene, rng)
    if noun is None:
        return None
    samples = {i: scene.evidence.samples[i] for i in noun.instance_ids}
    sign, name = ((-1.0, "tallest"), (1.0, "shortest"))[rng.integers(2)]
    heights = {i: sign * np.log(s.extent[2]) for i, s in samples.items()}
    best = winner(heights, np.log(MARGINS.height_ratio))
    same_floor = np.ptp([s.low[2] for s in samples.values()]) < 0.02
    tops = {i: sign * float(s.high[2]) for i, s in samples.items()}
    if best is None or not same_floor or winner(tops, MARGINS.height_step) != best:
        return None
    return Sentence(request(rng, f"the {name} {draw_word(rng, noun)}"), "tallest", (best,))


def draw_largest(scene: Scene, rng: Rng) -> Sentence | None:
    """ "The largest picture", or the smallest: by its hull, its box and its longest side."""
    noun = draw_group(scene, rng)
    if noun is None:
        return None
    samples = {i: scene.evidence.samples[i] for i in noun.instance_ids}
    sign = float(rng.choice([-1.0, 1.0]))
    boxes = {i: scene.house.things[i].box for i in noun.instance_ids}
    volumes = {i: sign * np.log(np.prod(b.extent[0])) for i, b in boxes.items()}
    aligned = {i: sign * np.log(np.prod(s.extent)) for i, s in samples.items()}
    hulls = {i: sign * np.log(s.hull_volume) for i, s in samples.items()}
    sides = {i: sign * float(b.extent[0].max()) for i, b in boxes.items()}
    ratio = float(np.log(MARGINS.size_ratio))
    winners = {winner(values, ratio) for values in (volumes, aligned, hulls)}
    best = winners.pop()
    if best is None or winners or winner(sides, 0.0) != best:
        return None
    words = ("largest", "biggest") if sign < 0 else ("smallest",)
    name = words[rng.integers(len(words))]
    return Sentence(request(rng, f"the {name} {draw_word(rng, noun)}"), "largest", (best,))


def draw_highest(scene: Scene, rng: Rng) -> Sentence | None:
    """ "The lowest pillow", or the highest: by its middle, its foot and its top."""
    noun = draw_group(scene, rng)
    if noun is None:
        return None
    samples = {i: scene.evidence.samples[i] for i in noun.instance_ids}
    sign, name = ((-1.0, "highest"), (1.0, "lowest"))[rng.integers(2)]
    levels = [
        {i: sign * float(z) for i, z in zip(samples, column, strict=True)}
        for column in np.array([[s.low[2], s.center[2], s.high[2]] for s in samples.values()]).T
    ]
    winners = {winner(level, MARGINS.elevation) for level in levels}
    best = winners.pop()
    if best is None or winners:
        return None
    return Sentence(request(rng, f"the {name} {draw_word(rng, noun)}"), "highest", (best,))


def draw_in_corner(scene: Scene, rng: Rng) -> Sentence | None:
    """ "The plant in the corner", where the others are far from all corners."""
    phrases = ("in the corner", "in the corner of the room")
    return _draw_place(scene, rng, "in_corner", phrases)


def draw_against_wall(scene: Scene, rng: Rng) -> Sentence | None:
    """ "The chair against the wall", where the others are well off the walls."""
    return _draw_place(scene, rng, "against_wall", ("against the wall", "against a wall"))


def draw_count(scene: Scene, rng: Rng) -> Sentence | None:
    """ "How many chairs are there?", in the house or in one of its rooms."""
    noun = draw_group(scene, rng, fewest=1)
    if noun is None:
        return None
    words = plural(draw_word(rng, noun))
    ids, place = noun.instance_ids, ""
    if len(scene.house.rooms) > 1:
        room = scene.house.rooms[rng.integers(len(scene.house.rooms))]
        ids = tuple(i for i in ids if scene.house.things[i].room_id == room.room_id)
        place = f" in the {room.type}"
    verbs = ("how many {} are there{}", "How many {} are there{}?", "count the {}{}")
    text = verbs[rng.integers(len(verbs))].format(words, place)
    return Sentence(text, "count", ids, count=len(ids))


def draw_no_such_color(scene: Scene, rng: Rng) -> Sentence | None:
    """ "The purple couch", where all couches have clearly other colours."""
    noun = draw_group(scene, rng, fewest=1)
    if noun is None:
        return None
    color = str(rng.choice(list(PALETTE)))
    present = [scene.evidence.samples[i].color_name for i in noun.instance_ids]
    if any(name is None or confusable(color, name) for name in present):
        return None
    text = request(rng, f"the {color} {draw_word(rng, noun)}")
    return Sentence(text, "no_such_color", ())


def draw_no_such_kind(scene: Scene, rng: Rng) -> Sentence | None:
    """ "The bathtub", where there is none and nothing like it."""
    absent = list_absent(scene.house)
    if not absent:
        return None
    text = request(rng, f"the {absent[rng.integers(len(absent))]}")
    return Sentence(text, "no_such_kind", ())


def _draw_place(scene: Scene, rng: Rng, relation: str, phrases: tuple[str, ...]) -> Sentence | None:
    noun = draw_target(scene, rng)
    if noun is None:
        return None
    things = [scene.house.things[i] for i in noun.instance_ids]
    floors = {t.instance_id for t in scene.house.things if t.kind == "floor"}
    if any(t.supporter_id not in floors for t in things):
        return None
    fact = getattr(scene.evidence, relation)
    best = only_true({i: fact(i) for i in noun.instance_ids})
    if best is None:
        return None
    phrase = narrowed(rng, draw_word(rng, noun), phrases[rng.integers(len(phrases))])
    return Sentence(request(rng, phrase), relation, (best,))


DRAWS: dict[str, Draw] = {
    "unique": draw_unique,
    "color": draw_color,
    "tallest": draw_tallest,
    "largest": draw_largest,
    "highest": draw_highest,
    "in_corner": draw_in_corner,
    "against_wall": draw_against_wall,
    "count": draw_count,
    "no_such_color": draw_no_such_color,
    "no_such_kind": draw_no_such_kind,
}
