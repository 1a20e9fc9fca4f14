"""A number asked of the answer: how tall it is, how far it is from something, where it lies."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from ..geometry.footprints import footprint_areas
from ..graph.relations import measure, surface_gap
from ..graph.scene_graph import SceneGraph
from ..language.query import Measure
from ..records import Viewpoint
from .resolution import Resolution
from .resolve import resolve

# What a measure is called where relations rank by it, and its unit.
_OF_ONE = {"height": "height", "width": "width", "length": "length", "depth": "depth"}
_OF_ONE |= {"thickness": "thickness", "volume": "size"}
_WORDS = (
    "straight ahead", "ahead to the left", "to the left", "behind to the left",
    "straight behind", "behind to the right", "to the right", "ahead to the right",
)  # fmt: skip
_ROUND = 2 * np.pi


@dataclass(frozen=True)
class Measured:
    """A number with its unit and the sentence that says it.

    Attributes:
        kind: what was measured, as in `Measure`.
        value: the number; a distance is the empty space between the surfaces, a direction the
            angle from straight ahead, to the left positive; sizes are those of the box, an area
            that of the top view.
        unit: "m", "m2", "m3" or "rad".
        sentence: both, in words.
    """

    kind: str
    value: float
    unit: str
    sentence: str

    def to_dict(self) -> dict[str, str | float]:
        """The JSON object of this measure."""
        return {"kind": self.kind, "value": round(self.value, 4), "unit": self.unit}


def take_measure(state: Resolution, asked: Measure, row: int) -> Measured | None:
    """Measure the object in `row`; None where what it is measured against is not known."""
    graph = state.graph
    if asked.kind == "distance":
        return _distance(state, asked, row)
    if asked.kind == "direction":
        viewpoint = state.stated[0].viewpoint if state.stated else None
        return None if viewpoint is None else _direction(graph, row, viewpoint)
    name = _name(graph, row)
    if asked.kind == "area":
        area = float(footprint_areas(graph.footprint[row]))
        return Measured("area", area, "m2", f"{name} covers {area:.2f} m2 seen from above")
    value = float(measure(graph, _OF_ONE[asked.kind], np.array([row]))[0])
    unit = "m3" if asked.kind == "volume" else "m"
    says = f"the {asked.kind} of {name} is {value:.2f} {unit}"
    return Measured(asked.kind, value, unit, says + (", by its box" if unit == "m3" else ""))


def _distance(state: Resolution, asked: Measure, row: int) -> Measured | None:
    assert asked.to is not None
    scores = resolve(state, asked.to, top=False)
    scores[row] = 0.0
    if not scores.any():
        return None
    state.anchors.append((asked.to.text or asked.to.category, scores))
    other = int(scores.argmax())
    graph = state.graph
    gap = float(surface_gap(graph, np.array([row]), np.array([other]))[0, 0])
    apart = float(np.linalg.norm(graph.instances.center[row] - graph.instances.center[other]))
    names = f"{_name(graph, row)} and {_name(graph, other)}"
    between = f"{gap:.2f} m between the surfaces of {names}, {apart:.2f} m between their middles"
    return Measured("distance", gap, "m", between)


def _direction(graph: SceneGraph, row: int, viewpoint: Viewpoint) -> Measured:
    offset = graph.instances.center[row, :2] - viewpoint.position[:2]
    ahead = viewpoint.forward[:2]
    left = np.array([-ahead[1], ahead[0]])
    angle = float(np.arctan2(left @ offset, ahead @ offset))
    words = _WORDS[round(angle / _ROUND * len(_WORDS)) % len(_WORDS)]
    return Measured("direction", angle, "rad", f"{_name(graph, row)} is {words}")


def _name(graph: SceneGraph, row: int) -> str:
    label = str(graph.instances.label[row]) or "object"
    return f"{label} {graph.instances.instance_id[row]}"
