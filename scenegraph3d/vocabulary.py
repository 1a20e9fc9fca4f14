"""The names both sides agree on: relations and rank keys, as plain data.

Language reads the phrases; `graph/relations` implements a score under the same name, and a
test holds the two sets equal.
"""

from __future__ import annotations

from dataclasses import dataclass

# Which other things a relation needs beside the target.
UNARY, BINARY, TERNARY, GROUP = "unary", "binary", "ternary", "group"


@dataclass(frozen=True)
class RelationTerm:
    """One relation's name and what language has to know of it.

    Attributes:
        name: the registered name, snake_case.
        family: the section of the definitions it belongs to.
        arity: UNARY (target alone), BINARY (one anchor), TERNARY (two anchors), GROUP (a set).
        phrases: how people write it, the first being the one to print.
        converse: the name that holds with target and anchor swapped; its own when symmetric.
        view_dependent: True where it means nothing without a frame of reference.
    """

    name: str
    family: str
    arity: str
    phrases: tuple[str, ...]
    converse: str | None = None
    view_dependent: bool = False


RELATIONS: dict[str, RelationTerm] = {
    term.name: term
    for term in (
        # Horizontal proximity.
        RelationTerm("near", "proximity", BINARY, ("near", "close to", "by", "around"), "near"),
        RelationTerm("next_to", "proximity", BINARY, ("next to", "beside"), "next_to"),
        RelationTerm("far_from", "proximity", BINARY, ("far from", "away from"), "far_from"),
        RelationTerm("touching", "proximity", BINARY, ("touching", "adjacent to"), "touching"),
        RelationTerm("opposite", "proximity", BINARY, ("opposite", "across from"), "opposite"),
        RelationTerm("at_distance", "proximity", BINARY, ("metres from",), "at_distance"),
        RelationTerm("within_distance", "proximity", BINARY, ("within",), "within_distance"),
        # Vertical.
        RelationTerm("above", "vertical", BINARY, ("above", "over"), "below"),
        RelationTerm("below", "vertical", BINARY, ("below", "under", "beneath"), "above"),
        RelationTerm("higher_than", "vertical", BINARY, ("higher than",), "lower_than"),
        RelationTerm("lower_than", "vertical", BINARY, ("lower than",), "higher_than"),
        RelationTerm("same_height", "vertical", BINARY, ("level with",), "same_height"),
        # Support and containment.
        RelationTerm("on", "support", BINARY, ("on", "on top of", "supported by"), "supporting"),
        RelationTerm("supporting", "support", BINARY, ("supporting", "with ... on it"), "on"),
        RelationTerm("in", "support", BINARY, ("in", "inside", "within"), "containing"),
        RelationTerm("containing", "support", BINARY, ("containing", "holding"), "in"),
        RelationTerm("attached_to", "support", BINARY, ("attached to", "hanging on"), "carrying"),
        RelationTerm("carrying", "support", BINARY, ("with ... hanging on it",), "attached_to"),
        RelationTerm("leaning_on", "support", BINARY, ("leaning against",)),
        RelationTerm("part_of", "support", BINARY, ("part of", "of"), "has_part"),
        RelationTerm("has_part", "support", BINARY, ("with", "that has"), "part_of"),
        RelationTerm("on_floor", "support", UNARY, ("on the floor",)),
        # Directional: the frame decides.
        RelationTerm("left_of", "direction", BINARY, ("left of",), "right_of", True),
        RelationTerm("right_of", "direction", BINARY, ("right of",), "left_of", True),
        RelationTerm("in_front_of", "direction", BINARY, ("in front of",), "behind", True),
        RelationTerm("behind", "direction", BINARY, ("behind",), "in_front_of", True),
        RelationTerm("north_of", "direction", BINARY, ("north of",), "south_of"),
        RelationTerm("south_of", "direction", BINARY, ("south of",), "north_of"),
        RelationTerm("east_of", "direction", BINARY, ("east of",), "west_of"),
        RelationTerm("west_of", "direction", BINARY, ("west of",), "east_of"),
        # Two anchors and groups.
        RelationTerm("between", "group", TERNARY, ("between", "in the middle of")),
        RelationTerm("among", "group", GROUP, ("among", "surrounded by")),
        RelationTerm("in_row", "group", GROUP, ("in a row of", "in line with")),
        RelationTerm("middle_of", "group", GROUP, ("in the middle of", "the middle one of")),
        # Corners, walls, edges.
        RelationTerm("in_corner", "place", UNARY, ("in the corner",)),
        RelationTerm("against_wall", "place", UNARY, ("against the wall",)),
        RelationTerm("in_room_center", "place", UNARY, ("in the middle of the room",)),
        RelationTerm("at_corner_of", "place", BINARY, ("at the corner of",)),
        RelationTerm("at_end_of", "place", BINARY, ("at the end of",)),
        # Comparison.
        RelationTerm("bigger_than", "comparison", BINARY, ("bigger than",), "smaller_than"),
        RelationTerm("smaller_than", "comparison", BINARY, ("smaller than",), "bigger_than"),
        RelationTerm("taller_than", "comparison", BINARY, ("taller than",), "shorter_than"),
        RelationTerm("shorter_than", "comparison", BINARY, ("shorter than",), "taller_than"),
        RelationTerm("wider_than", "comparison", BINARY, ("wider than",), "narrower_than"),
        RelationTerm("narrower_than", "comparison", BINARY, ("narrower than",), "wider_than"),
        RelationTerm("longer_than", "comparison", BINARY, ("longer than",)),
        RelationTerm("same_size", "comparison", BINARY, ("the same size as",), "same_size"),
        # Orientation.
        RelationTerm("facing", "orientation", BINARY, ("facing", "pointing to")),
        RelationTerm("facing_away", "orientation", BINARY, ("facing away from",)),
    )
}

# Sr3D's eleven relations (ReferIt3D) under our names. "closest" and "farthest" are rank keys with
# an order; the four allocentric ones are seen by a viewer who faces the anchor's front.
SR3D_RELATIONS: dict[str, str] = {
    "closest": "distance",
    "farthest": "distance",
    "above": "above",
    "below": "below",
    "supporting": "supporting",
    "supported-by": "on",
    "left": "left_of",
    "right": "right_of",
    "front": "in_front_of",
    "back": "behind",
    "between": "between",
}

# What a superlative or an ordinal can count along: "largest" is size, descending.
RANK_KEYS: tuple[str, ...] = (
    "distance",  # to the clause's anchors
    "elevation",  # height of the middle above the world's zero
    "size",  # volume of the box
    "height",  # vertical extent
    "length",  # longer horizontal side
    "width",  # longer horizontal side as seen; shorter where both are asked for
    "depth",  # shorter horizontal side
    "brightness",  # of the mean colour
    "rightness",  # left to right in the clause's frame
    "frontness",  # far to near in the clause's frame
)
