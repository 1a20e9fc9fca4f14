"""Places in words: where a description was given, where to put a thing, parts and spaces."""

from __future__ import annotations

from typing import Literal

from pydantic import Field, model_validator

from ...vocabulary import RELATIONS
from .find import Clause, Find, Node

Compass = Literal[
    "north", "north_east", "east", "south_east", "south", "south_west", "west", "north_west"
]
ViewSide = Literal[
    "front", "front_right", "right", "back_right", "back", "back_left", "left", "front_left"
]


class Hint(Node):
    """One thing said of a place: a landmark, and where it lies when seen from the place.

    `side` is of the compass (+y is north) or of somebody who stands at the place and whose heading
    may be unknown; None where only nearness is said. `on` marks that the place lies on the
    landmark. `distance` is in metres. `negated` says that no such thing lies there.
    """

    op: Literal["hint"] = "hint"
    landmark: Find
    side: Compass | ViewSide | None = None
    on: bool = False
    distance: float | None = Field(default=None, ge=0, allow_inf_nan=False)
    negated: bool = False
    text: str = ""


class Size(Node):
    """How large a thing is, as far as the words say, in metres.

    `length` runs along its longer side, `depth` and `thickness` from its front to its back.
    """

    length: float | None = Field(default=None, gt=0, allow_inf_nan=False)
    width: float | None = Field(default=None, gt=0, allow_inf_nan=False)
    height: float | None = Field(default=None, gt=0, allow_inf_nan=False)
    depth: float | None = Field(default=None, gt=0, allow_inf_nan=False)
    thickness: float | None = Field(default=None, gt=0, allow_inf_nan=False)
    diameter: float | None = Field(default=None, gt=0, allow_inf_nan=False)


Side = Literal["left", "right", "front", "back"]
SpotRelation = Literal[
    "on", "in", "below", "above", "left_of", "right_of", "in_front_of", "behind", "next_to",
    "near", "against", "between", "center_of", "corner_of", "edge_of", "opposite", "aligned_with",
]  # fmt: skip


class Spot(Node):
    """One thing said of where something is to be put.

    `sides` say which corner, edge or side of the anchor is meant. `distance` is the empty space
    between, in metres; `tight` means none at all; `centered` that both middles are in line.
    """

    op: Literal["spot"] = "spot"
    relation: SpotRelation
    anchors: tuple[Find, ...] = ()
    sides: tuple[Side, ...] = ()
    distance: float | None = Field(default=None, ge=0, allow_inf_nan=False)
    tight: bool = False
    centered: bool = False
    text: str = ""


class Shift(Node):
    """How far and which way a thing is moved: to a side of the viewer, or towards something."""

    distance: float | None = Field(default=None, gt=0, allow_inf_nan=False)
    side: Side | None = None
    towards: Find | None = None


class Place(Node):
    """What is asked of the target when something is put somewhere.

    `action` is "put" for a new thing, "move" for one of the scene and "replace" for one that
    gets another size; `hung` marks what is fixed to a wall. `scale` multiplies its present
    length.
    """

    action: Literal["put", "move", "replace"] = "put"
    size: Size = Size()
    spots: tuple[Spot, ...] = ()
    shift: Shift | None = None
    hung: bool = False
    scale: float | None = Field(default=None, gt=0, allow_inf_nan=False)


RegionSide = Literal["left", "right", "front", "back", "top", "bottom", "middle"]


class Region(Node):
    """A part of the target or a stretch of space beside it: "the left half of the table".

    Attributes:
        kind: a "part" of the target, the "space" that stands in `relation` to it, or an "area" of
            the floor with all that is above it.
        name: what it is called: "half", "drawer", "backrest", "space", "corner", "kitchen".
        sides: which of its kind, as seen by the viewer: "left", "top", "front", "middle".
        numbers: which ones, counted from the side or the top: 1 the first, -1 the last.
        count: how many of them ("the top three drawers").
        total: how many there are ("of the cabinet with four drawers").
        relation: of a space, how it lies to the target: a registered name.
        others: further things it lies between, or that stand in it.
        activity: what an area is for: "study", "eat".
        picks: what tells it from others of its kind: nearest the door, with a bag on it.
        moved: metres by which it is to be pulled out.
    """

    op: Literal["region"] = "region"
    kind: Literal["part", "space", "area"]
    name: str = Field(pattern=r"\S")
    sides: tuple[RegionSide, ...] = ()
    numbers: tuple[int, ...] = ()
    count: int | None = Field(default=None, ge=1)
    total: int | None = Field(default=None, ge=1)
    relation: str | None = None
    others: tuple[Find, ...] = ()
    activity: str = ""
    picks: tuple[Clause, ...] = ()
    moved: float | None = Field(default=None, gt=0, allow_inf_nan=False)
    text: str = ""

    @model_validator(mode="after")
    def _complete(self) -> Region:
        if (self.kind == "space") != (self.relation is not None):
            raise ValueError(f"a relation is for a space and needed there, got kind {self.kind!r}")
        if self.relation is not None and self.relation not in RELATIONS:
            known = ", ".join(RELATIONS)
            raise ValueError(f"unknown relation {self.relation!r}; choose from: {known}")
        return self
