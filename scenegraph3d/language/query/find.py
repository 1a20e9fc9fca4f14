"""Noun phrases: the thing looked for, its attributes and the clauses that narrow it down."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field, field_validator, model_validator

from ...vocabulary import RANK_KEYS, RELATIONS, UNARY


class Node(BaseModel):
    """A frozen part of a Query that refuses unknown fields."""

    model_config = ConfigDict(extra="forbid", frozen=True)


class Attribute(Node):
    """A property of one thing: its `kind` and the word for it, such as color "red"."""

    kind: Literal["color", "size", "shape", "material", "state", "room", "other"]
    value: str = Field(pattern=r"\S")
    negated: bool = False


class Find(Node):
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


class Relate(Node):
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


class Rank(Node):
    """The nth thing when the candidates are sorted by `key`: largest, second closest to the door.

    `nth` counts from 1 in the given order; -1 is the last and 0 the middle one.
    `among` is how many candidates the words say there are ("the larger of the two"), `first` how
    many are meant from the nth on ("the two closest").
    """

    op: Literal["rank"] = "rank"
    key: str
    order: Literal["ascending", "descending"] = "ascending"
    nth: int = 1
    first: int = Field(default=1, ge=1)
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


class Sized(Node):
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


class Not(Node):
    """The thing for which `clause` does not hold."""

    op: Literal["not"] = "not"
    clause: Clause
    text: str = ""


class AnyOf(Node):
    """The thing for which at least one of `clauses` holds."""

    op: Literal["or"] = "or"
    clauses: tuple[Clause, ...]
    text: str = ""


Clause = Annotated[Relate | Rank | Not | AnyOf | Sized, Field(discriminator="op")]


Find.model_rebuild()
Not.model_rebuild()
AnyOf.model_rebuild()
