"""The Query: a sentence as a typed tree. Text goes in elsewhere; this is what comes out.

One schema serves the rule parser, an LLM and programs. `Query.model_json_schema()` is the
published schema and `Query.model_validate_json` its checker.
"""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field, field_validator, model_validator

from ..vocabulary import RANK_KEYS, RELATIONS, UNARY


class _Node(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class Attribute(_Node):
    """A property of one thing: its `kind` and the word for it, such as color "red"."""

    kind: Literal["color", "size", "shape", "material", "state", "room", "other"]
    value: str = Field(pattern=r"\S")
    negated: bool = False


class Find(_Node):
    """A noun phrase: a category, its attributes and the clauses that narrow it down.

    Attributes:
        category: the head noun phrase in the singular ("office chair"); "thing" where none is said.
        text: the words it was read from.
        quantity: how many things are meant: one, several ("the chairs"), or all of them.
        count: the number, where one is said ("two chairs").
        other: True for "the other chair": never the thing it is said of.
    """

    op: Literal["find"] = "find"
    category: str = "thing"
    text: str = ""
    attributes: tuple[Attribute, ...] = ()
    clauses: tuple[Clause, ...] = ()
    quantity: Literal["one", "many"] = "one"
    count: int | None = None
    other: bool = False


class Relate(_Node):
    """The thing stands in `relation` to the anchors.

    `frame` is "object" where the anchor's own left and right are meant, "self" where the thing's
    own are ("with a bicycle to its right"), else "auto": the viewer's.
    `distance` is in metres, `hour` (1 to 12) is for at_oclock.
    """

    op: Literal["relate"] = "relate"
    relation: str
    anchors: tuple[Find, ...] = ()
    frame: Literal["auto", "object", "self"] = "auto"
    distance: float | None = Field(default=None, ge=0, allow_inf_nan=False)
    hour: int | None = Field(default=None, ge=1, le=12)
    text: str = ""

    @field_validator("relation")
    @classmethod
    def _registered(cls, relation: str) -> str:
        if relation not in RELATIONS:
            raise ValueError(f"unknown relation {relation!r}; choose from: {', '.join(RELATIONS)}")
        return relation

    @model_validator(mode="after")
    def _complete(self) -> Relate:
        if self.anchors and RELATIONS[self.relation].arity == UNARY:
            raise ValueError(f"{self.relation} takes no anchors, got {len(self.anchors)}")
        if self.relation in ("at_distance", "within_distance") and not self.distance:
            raise ValueError(f"{self.relation} needs distance in positive metres")
        if self.relation == "at_oclock" and self.hour is None:
            raise ValueError("at_oclock needs hour from 1 to 12")
        return self


class Rank(_Node):
    """The nth thing when the candidates are sorted by `key`: largest, second closest to the door.

    `nth` counts from 1 in the given order; -1 is the last and 0 the middle one.
    `among` is how many candidates the words say there are ("the larger of the two").
    """

    op: Literal["rank"] = "rank"
    key: str
    order: Literal["ascending", "descending"] = "ascending"
    nth: int = 1
    anchors: tuple[Find, ...] = ()
    among: int | None = None
    text: str = ""

    @field_validator("key")
    @classmethod
    def _known(cls, key: str) -> str:
        if key not in RANK_KEYS:
            raise ValueError(f"unknown rank key {key!r}; choose from: {', '.join(RANK_KEYS)}")
        return key


SizeKind = Literal["height", "width", "length", "depth", "area", "distance"]


class Sized(_Node):
    """The thing has a measured size: about 1.1 metres tall, more than 2 square metres.

    `value` is in metres or square metres. With `per` it is the ratio of two sizes: "twice as long
    as wide". A "distance" is that from the viewer.
    """

    op: Literal["sized"] = "sized"
    kind: SizeKind
    value: float = Field(gt=0, allow_inf_nan=False)
    compare: Literal["about", "more", "less"] = "about"
    per: SizeKind | None = None
    text: str = ""


class Not(_Node):
    """The thing for which `clause` does not hold."""

    op: Literal["not"] = "not"
    clause: Clause
    text: str = ""


class AnyOf(_Node):
    """The thing for which at least one of `clauses` holds."""

    op: Literal["or"] = "or"
    clauses: tuple[Clause, ...]
    text: str = ""


Clause = Annotated[Relate | Rank | Not | AnyOf | Sized, Field(discriminator="op")]


class View(_Node):
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


class Measure(_Node):
    """A number asked of the target; `to` is what a distance is measured to."""

    kind: MeasureKind
    to: Find | None = None

    @model_validator(mode="after")
    def _complete(self) -> Measure:
        if (self.kind == "distance") != (self.to is not None):
            raise ValueError(f"to is for a distance and needed there, got kind {self.kind!r}")
        return self


Compass = Literal[
    "north", "north_east", "east", "south_east", "south", "south_west", "west", "north_west"
]
ViewSide = Literal[
    "front", "front_right", "right", "back_right", "back", "back_left", "left", "front_left"
]


class Hint(_Node):
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


class Size(_Node):
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


class Spot(_Node):
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


class Shift(_Node):
    """How far and which way a thing is moved: to a side of the viewer, or towards something."""

    distance: float | None = Field(default=None, gt=0, allow_inf_nan=False)
    side: Side | None = None
    towards: Find | None = None


class Place(_Node):
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


class Region(_Node):
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


class Query(_Node):
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


Find.model_rebuild()
Not.model_rebuild()
AnyOf.model_rebuild()
