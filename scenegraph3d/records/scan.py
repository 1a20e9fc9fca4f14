"""What a reader returns: a named scene."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from .checks import check_shape
from .instances import Instances
from .parts import Parts
from .point_cloud import PointCloud


@dataclass(frozen=True, eq=False)
class Scan:
    """What a reader returns: a named scene with instances and, where it has them, points.

    Attributes:
        name: the scene's name, such as "scene0000_00".
        instances: its M objects; may be empty for a bare cloud.
        cloud: its N points, or None for labelled boxes alone.
        point_instance: (N,) int64 instance_id of each point, -1 for none; None without points.
        encoder: the name of the model that made the instances' features, "" without features.
        parts: of its objects, where they are known.
        together: ids of the objects of each group that was seen to go together, such as a desk and
            what stands on it.
    """

    name: str
    instances: Instances
    cloud: PointCloud | None = None
    point_instance: np.ndarray | None = None
    encoder: str = ""
    parts: Parts | None = None
    together: tuple[tuple[int, ...], ...] = ()

    def __post_init__(self) -> None:
        if (self.cloud is None) != (self.point_instance is None):
            raise ValueError("a scan must have cloud and point_instance together, got one of them")
        if self.cloud is not None and self.point_instance is not None:
            check_shape("point_instance", self.point_instance, (len(self.cloud),))
        named = {int(one) for group in self.together for one in group}
        named |= set() if self.parts is None else set(self.parts.whole_id.tolist())
        if strange := named - set(self.instances.instance_id.tolist()):
            raise ValueError(f"parts and groups must be of instances, got id {min(strange)}")
