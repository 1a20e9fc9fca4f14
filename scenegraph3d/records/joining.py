"""Two records of instances in, one with the objects of both out."""

from __future__ import annotations

from dataclasses import fields, replace
from typing import Any

import numpy as np

from .boxes import Boxes
from .instances import Instances


def join_instances(old: Instances, new: Instances) -> Instances:
    """All objects of both, the old ones first; what one record does not know is unknown there."""
    old, new = _with_features(old, new), _with_features(new, old)
    length = 0 if old.views is None else old.views.shape[1]
    views = None if old.views is None else np.full((len(new), length), -1, dtype=np.int64)
    speed = None if old.speed is None else np.full(len(new), np.nan)
    new = replace(new, views=views, speed=speed)
    boxes = Boxes(
        np.concatenate([old.boxes.center, new.boxes.center]),
        np.concatenate([old.boxes.extent, new.boxes.extent]),
        np.concatenate([old.boxes.R_world_box, new.boxes.R_world_box]),
    )
    joined: dict[str, Any] = {"boxes": boxes}
    for name in (field.name for field in fields(Instances) if field.name != "boxes"):
        one, other = getattr(old, name), getattr(new, name)
        joined[name] = None if one is None or other is None else np.concatenate([one, other])
    return Instances(**joined)


def _with_features(one: Instances, other: Instances) -> Instances:
    """The instances with unknown features where only the other ones have features."""
    if one.feature is not None or other.feature is None:
        return one
    unknown = np.full((len(one), other.feature.shape[1]), np.nan, dtype=np.float32)
    return replace(one, feature=unknown, feature_confidence=np.zeros(len(one)))
