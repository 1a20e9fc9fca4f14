"""Requests that are not tried: they ask for more than one answer holds, or leave too much out."""

from __future__ import annotations

import numpy as np

from ...graph.structure import last_word
from .anchors import likely_rows
from .asked import Asked

_MOST_COPIES = 100
_CLOSED = (
    "refrigerator", "fridge", "freezer", "oven", "microwave", "dishwasher", "dryer", "machine",
    "cabinet", "cabinets", "cupboard", "drawer", "drawers", "wardrobe", "closet", "safe", "dresser",
)  # fmt: skip
_AS_LIKELY = 0.8  # of the likeliest object, from which another may be meant as well


def too_much(asked: Asked) -> str:
    """Why more is asked for than one answer holds, "" where it is not."""
    action, wanted = asked.place.action, asked.query.target
    if asked.item.copies > _MOST_COPIES:
        return f"at most {_MOST_COPIES} things are put at once, not {asked.item.copies}"
    several = (wanted.count or 1) > 1
    if action == "move" and wanted.quantity == "many" and not several:
        # "The scissors" are one thing, which "many" does not tell.
        several = np.count_nonzero(likely_rows(asked.state, wanted)[1] >= _AS_LIKELY) > 1
    if action == "put" or not several:
        return ""
    return f"this can {action} one thing at a time: say which of {wanted.text}"


def too_little(asked: Asked) -> str:
    """What the words leave out, "" where they say enough."""
    shift = asked.place.shift
    if asked.place.spots:
        return ""
    if asked.query.target.category == "thing":
        return "the words name no thing and no place for it"
    if asked.place.action != "move":
        return ""
    if shift is not None and shift.distance is not None:
        return ""
    return f"the words do not say {'where' if shift is None else 'how far'} to move it"


def closed_around(asked: Asked) -> str:
    """The closed thing that something is to be put in, "" where there is none."""
    instances = asked.graph.instances
    for spot in asked.spots:
        for row in spot.rows[:1] if spot.spot.relation == "in" else ():
            label = str(instances.label[row])
            if last_word(label) in _CLOSED:
                return f"{label} {instances.instance_id[row]}"
    return ""
