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
        RelationTerm("near", "proximity", BINARY, ("near", "close to", "by"), "near"),
        RelationTerm("next_to", "proximity", BINARY, ("next to", "beside"), "next_to"),
        RelationTerm("far_from", "proximity", BINARY, ("far from", "away from"), "far_from"),
        RelationTerm("around", "proximity", BINARY, ("around",)),
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
        RelationTerm("outside", "support", BINARY, ("outside",)),
        RelationTerm("attached_to", "support", BINARY, ("attached to", "hanging on"), "carrying"),
        RelationTerm("carrying", "support", BINARY, ("with ... hanging on it",), "attached_to"),
        RelationTerm("leaning_on", "support", BINARY, ("leaning against",)),
        RelationTerm("part_of", "support", BINARY, ("part of", "of"), "has_part"),
        RelationTerm("has_part", "support", BINARY, ("with", "that has"), "part_of"),
        RelationTerm("belongs_to", "support", BINARY, ("belonging to",)),
        RelationTerm("covering", "support", BINARY, ("covering",), "covered_by"),
        RelationTerm("covered_by", "support", BINARY, ("covered by", "covered with"), "covering"),
        RelationTerm("on_floor", "support", UNARY, ("on the floor",)),
        RelationTerm("has_free_space", "support", UNARY, ("empty", "with nothing on it")),
        # Directional: the frame decides.
        RelationTerm("left_of", "direction", BINARY, ("left of",), "right_of", True),
        RelationTerm("right_of", "direction", BINARY, ("right of",), "left_of", True),
        RelationTerm("in_front_of", "direction", BINARY, ("in front of",), "behind", True),
        RelationTerm("behind", "direction", BINARY, ("behind",), "in_front_of", True),
        RelationTerm(
            "front_left_of", "direction", BINARY, ("to the front left of",), "back_right_of", True
        ),
        RelationTerm(
            "front_right_of", "direction", BINARY, ("to the front right of",), "back_left_of", True
        ),
        RelationTerm(
            "back_left_of", "direction", BINARY, ("to the back left of",), "front_right_of", True
        ),
        RelationTerm(
            "back_right_of", "direction", BINARY, ("to the back right of",), "front_left_of", True
        ),
        RelationTerm("at_oclock", "direction", BINARY, ("at ... o'clock of",), None, True),
        RelationTerm("north_of", "direction", BINARY, ("north of",), "south_of"),
        RelationTerm("south_of", "direction", BINARY, ("south of",), "north_of"),
        RelationTerm("east_of", "direction", BINARY, ("east of",), "west_of"),
        RelationTerm("west_of", "direction", BINARY, ("west of",), "east_of"),
        # Two anchors and groups.
        RelationTerm("between", "group", TERNARY, ("between", "in the middle of")),
        RelationTerm("among", "group", GROUP, ("among",)),
        RelationTerm("surrounded_by", "group", GROUP, ("surrounded by",)),
        RelationTerm("in_row", "group", GROUP, ("in a row of", "in line with")),
        RelationTerm("middle_of", "group", GROUP, ("in the middle of", "the middle one of")),
        RelationTerm("aligned_with", "group", BINARY, ("aligned with",), "aligned_with"),
        # Rooms, corners, walls, edges.
        RelationTerm("in_corner", "place", UNARY, ("in the corner",)),
        RelationTerm("against_wall", "place", UNARY, ("against the wall",)),
        RelationTerm("in_room_center", "place", UNARY, ("in the middle of the room",)),
        RelationTerm("same_room", "place", BINARY, ("in the same room as",), "same_room"),
        RelationTerm("at_corner_of", "place", BINARY, ("at the corner of",)),
        RelationTerm("at_end_of", "place", BINARY, ("at the end of",)),
        RelationTerm("at_side_of", "place", BINARY, ("at the side of",)),
        RelationTerm("at_edge_of", "place", BINARY, ("at the edge of",)),
        RelationTerm("at_center_of", "place", BINARY, ("in the centre of", "in the middle of")),
        # Comparison.
        RelationTerm("bigger_than", "comparison", BINARY, ("bigger than",), "smaller_than"),
        RelationTerm("smaller_than", "comparison", BINARY, ("smaller than",), "bigger_than"),
        RelationTerm("taller_than", "comparison", BINARY, ("taller than",), "shorter_than"),
        RelationTerm("shorter_than", "comparison", BINARY, ("shorter than",), "taller_than"),
        RelationTerm("wider_than", "comparison", BINARY, ("wider than",), "narrower_than"),
        RelationTerm("narrower_than", "comparison", BINARY, ("narrower than",), "wider_than"),
        RelationTerm("longer_than", "comparison", BINARY, ("longer than",)),
        RelationTerm("deeper_than", "comparison", BINARY, ("deeper than",), "shallower_than"),
        RelationTerm("shallower_than", "comparison", BINARY, ("shallower than",), "deeper_than"),
        RelationTerm("thicker_than", "comparison", BINARY, ("thicker than",), "thinner_than"),
        RelationTerm("thinner_than", "comparison", BINARY, ("thinner than",), "thicker_than"),
        RelationTerm("lighter_than", "comparison", BINARY, ("lighter than",), "darker_than"),
        RelationTerm("darker_than", "comparison", BINARY, ("darker than",), "lighter_than"),
        RelationTerm("same_size", "comparison", BINARY, ("the same size as",), "same_size"),
        # Orientation.
        RelationTerm("facing", "orientation", BINARY, ("facing",)),
        RelationTerm("facing_away", "orientation", BINARY, ("facing away from",)),
        RelationTerm("pointing_to", "orientation", BINARY, ("pointing to", "aimed at")),
        RelationTerm("parallel", "orientation", BINARY, ("parallel to",), "parallel"),
        RelationTerm(
            "perpendicular", "orientation", BINARY, ("perpendicular to",), "perpendicular"
        ),
        RelationTerm(
            "same_direction", "orientation", BINARY, ("facing the same way as",), "same_direction"
        ),
        RelationTerm(
            "opposite_direction",
            "orientation",
            BINARY,
            ("facing the opposite way to",),
            "opposite_direction",
        ),
        RelationTerm("tilted", "orientation", UNARY, ("tilted",)),
        RelationTerm("upright", "orientation", UNARY, ("upright",)),
        RelationTerm("rotated", "orientation", UNARY, ("at an angle", "turned")),
        # Visibility.
        RelationTerm("visible_from", "visibility", BINARY, ("visible from",)),
        RelationTerm("in_view_of", "visibility", BINARY, ("in view of",)),
        RelationTerm("hidden_behind", "visibility", BINARY, ("hidden behind",), "occluding", True),
        RelationTerm("occluding", "visibility", BINARY, ("hiding",), "hidden_behind", True),
        # Similarity.
        RelationTerm("same_as", "similarity", BINARY, ("the same as", "identical to"), "same_as"),
        RelationTerm("different_from", "similarity", BINARY, ("different from",), "different_from"),
        RelationTerm("same_color", "similarity", BINARY, ("the same colour as",), "same_color"),
        RelationTerm("same_shape", "similarity", BINARY, ("the same shape as",), "same_shape"),
    )
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
    "thickness",  # shortest side of all
    "brightness",  # of the mean colour
    "rightness",  # left to right in the clause's frame
    "frontness",  # far to near in the clause's frame
    "number",  # of the clause's anchors that are on it, in it or nearest to it
)

# What is measured between two things, in metres or radians.
PAIR_MEASURES: tuple[str, ...] = (
    "gap",  # the empty space between their surfaces
    "distance",  # what closest and farthest go by
    "angle",  # between their headings
)
