"""The whole sentence: what is wanted, from where it is seen, and what was not understood."""

from __future__ import annotations

from typing import Literal

from pydantic import model_validator

from .find import Find, Node
from .places import Hint, Place, Region


class View(Node):
    """Where the words say to stand and look: "standing by A facing B", "as you walk in".

    `at` None means a place from which `facing` is seen; `facing` None means into the room.
    `reverse` marks "with your back to B".
    """

    at: Find | None = None
    facing: Find | None = None
    reverse: bool = False
    text: str = ""


MeasureKind = Literal[
    "distance", "direction", "height", "width", "length", "depth", "thickness", "volume", "area"
]


class Measure(Node):
    """A number asked of the target; `to` is what a distance is measured to."""

    kind: MeasureKind
    to: Find | None = None

    @model_validator(mode="after")
    def _complete(self) -> Measure:
        if (self.kind == "distance") != (self.to is not None):
            raise ValueError(f"to is for a distance and needed there, got kind {self.kind!r}")
        return self


class Query(Node):
    """A whole sentence: what is wanted, from where it is seen, and what was not understood.

    `measure` is what a question for a number asks; its verb is "measure". `hints` are what a
    description says of the place where it was given; its verb is "localize". `place` is where the
    target is to be put; its verb is "place". `region` makes the answer a part of the target or a
    stretch of space by it; the target of an area is "room".
    """

    verb: Literal["find", "count", "most_common", "measure", "localize", "place"] = "find"
    target: Find
    measure: Measure | None = None
    hints: tuple[Hint, ...] = ()
    place: Place | None = None
    region: Region | None = None
    viewpoint: View | None = None
    text: str = ""
    not_understood: tuple[str, ...] = ()

    @model_validator(mode="after")
    def _complete(self) -> Query:
        if (self.verb == "measure") != (self.measure is not None):
            raise ValueError(f"the verb 'measure' goes with a measure, got {self.verb!r}")
        if (self.verb == "localize") != bool(self.hints):
            raise ValueError(f"the verb 'localize' goes with hints, got {self.verb!r}")
        if (self.verb == "place") != (self.place is not None):
            raise ValueError(f"the verb 'place' goes with a place, got {self.verb!r}")
        return self
