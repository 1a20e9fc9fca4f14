"""The name of a room, told by what stands in it."""

from __future__ import annotations

# How much each thing speaks for a room; what is said of other rooms too counts less.
SIGNS: dict[str, dict[str, float]] = {
    "bathroom": {
        "toilet": 3, "bathtub": 3, "shower": 3, "shower curtain": 2, "urinal": 3,
        "toilet paper": 2, "sink": 1, "towel": 1, "bath mat": 1, "mirror": 0.3,
    },
    "bedroom": {
        "bed": 3, "nightstand": 2, "wardrobe": 1, "dresser": 1, "pillow": 0.5, "closet": 0.5,
    },
    "kitchen": {
        "stove": 3, "oven": 3, "refrigerator": 2.5, "fridge": 2.5, "dishwasher": 3,
        "microwave": 1.5, "kitchen counter": 3, "kitchen cabinet": 2, "kitchen cabinets": 2,
        "range hood": 2, "kettle": 1, "toaster": 1, "sink": 1,
    },
    "living room": {
        "sofa": 3, "couch": 3, "coffee table": 1.5, "tv": 1, "television": 1, "tv stand": 1.5,
        "fireplace": 2, "armchair": 1, "piano": 1,
    },
    "dining room": {"dining table": 3, "round table": 1.5, "dining chair": 1.5, "sideboard": 1},
    "office": {
        "desk": 1.5, "monitor": 1, "office chair": 1.5, "keyboard": 0.5, "file cabinet": 1.5,
        "printer": 1.5, "computer tower": 1, "whiteboard": 0.5, "bookshelf": 0.3,
    },
    "conference room": {
        "conference table": 4, "meeting table": 4, "projector": 1.5, "projector screen": 1.5,
        "whiteboard": 1.5,
    },
    "laundry room": {"washing machine": 3, "clothes dryer": 3, "ironing board": 1},
    "classroom": {"blackboard": 3, "podium": 2, "lectern": 2},
    "gym": {"treadmill": 3, "exercise machine": 3, "dumbbell": 2},
    "stairwell": {"stairs": 2, "staircase": 2, "stair": 2},
}  # fmt: skip
_LEAST_EVIDENCE = 2.0


def name_room(labels: list[str]) -> str:
    """What a room is, by its things; "" where they do not tell.

    Args:
        labels: names of the things in it.

    Returns:
        A key of `SIGNS` or "".
    """
    things = {label.strip().lower() for label in labels}
    score = {name: sum(_weight(thing, signs) for thing in things) for name, signs in SIGNS.items()}
    best = max(score, key=lambda name: score[name])
    return best if score[best] >= _LEAST_EVIDENCE else ""


def _weight(thing: str, signs: dict[str, float]) -> float:
    """What a thing says for a room, by its whole name or the noun that ends it ("double bed")."""
    return signs.get(thing, signs.get(thing.rsplit(" ", 1)[-1], 0.0))
