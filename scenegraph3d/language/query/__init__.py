"""The Query: a sentence as a typed tree. Text goes in elsewhere; this is what comes out.

One schema serves the rule parser, an LLM and programs. `Query.model_json_schema()` is the
published schema and `Query.model_validate_json` its checker.
"""

from .find import AnyOf, Attribute, Clause, Find, Not, Rank, Relate, Sized, SizeKind
from .places import (
    Compass,
    Hint,
    Place,
    Region,
    RegionSide,
    Shift,
    Side,
    Size,
    Spot,
    SpotRelation,
    ViewSide,
)
from .query import Measure, MeasureKind, Query, View

__all__ = [
    "AnyOf",
    "Attribute",
    "Clause",
    "Compass",
    "Find",
    "Hint",
    "Measure",
    "MeasureKind",
    "Not",
    "Place",
    "Query",
    "Rank",
    "Region",
    "RegionSide",
    "Relate",
    "Shift",
    "Side",
    "Size",
    "SizeKind",
    "Sized",
    "Spot",
    "SpotRelation",
    "View",
    "ViewSide",
]
