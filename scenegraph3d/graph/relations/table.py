"""Every relation's score, the thresholds it reads, their source and its frame, in one table."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from ...vocabulary import RELATIONS
from . import (
    comparison,
    direction,
    group,
    orientation,
    place,
    proximity,
    similarity,
    support,
    vertical,
    visibility,
)
from .pairs import Pairs

Score = Callable[..., np.ndarray]

# Frames of reference, in which a relation is meant.
WORLD, MAP, VIEWER, OBJECT, ROOM = "world", "map", "viewer", "object", "room"

SR3D = "Sr3D (ReferIt3D, Achlioptas et al. 2020)"
SR3D_DEV = f"{SR3D}; adjusted on development sentences"
DEV = "development sentences written by people"
ROBO = "RefSpatial (RoboRefer, Zhou et al. 2025)"
DSSG = "3DSSG (Wald et al. 2020)"
DSR = "3DSRBench (Ma et al. 2025)"
ORDER = "by definition"
SIZES = "the measure itself; 10 % apart is 0.73"
HERE = "chosen here"


@dataclass(frozen=True)
class Definition:
    """How one relation is scored.

    Attributes:
        score: the function; the first line of its docstring says what it means.
        limits: the fields of RelationThresholds that say where it crosses 0.5.
        source: where the definition or its numbers come from.
        frame: world, map, viewer, object (the thing's own front) or room.
        converse_of: the name whose score this one is with target and anchor swapped, or "".
    """

    score: Score
    limits: tuple[str, ...]
    source: str
    frame: str
    converse_of: str = ""

    @property
    def meaning(self) -> str:
        """One sentence."""
        line = (self.score.__doc__ or "").strip().split("\n")[0]
        line = line.removeprefix("(T,) ").removeprefix("(T, A) ").removeprefix("(T, A, B) ")
        return line[:1].upper() + line[1:]


def _by(score: Score, *limits: str, source: str, frame: str = WORLD) -> Definition:
    return Definition(score, limits, source, frame)


_NEAR = ("near_gap", "near_size")
_SIDE = ("side_angle", "side_gap", "lane_share")
_SECTOR = ("side_gap", "distance_tolerance")
_SUPPORT = ("support_gap", "support_overlap", "support_area_ratio", "support_lift")
_ATTACHED = ("attached_gap", "attached_lift")
_BETWEEN = (
    *("between_overlap", "between_over_anchor"),
    *("between_height_overlap", "between_gaps"),
)
_STATED: dict[str, Definition] = {
    "near": _by(proximity.near, *_NEAR, source=DEV),
    "next_to": _by(
        proximity.next_to,
        *("next_to_gap", "next_to_size", "next_to_height", "next_to_filled_gap"),
        source=DEV,
    ),
    "far_from": _by(proximity.far_from, *_NEAR, source=DEV),
    "around": _by(proximity.around, "around_gap", "next_to_height", source=HERE),
    "touching": _by(proximity.touching, "touching_gap", source="depth sensor noise"),
    "opposite": _by(proximity.opposite, "opposite_gap", "opposite_angle", source=DEV, frame=ROOM),
    "at_distance": _by(proximity.at_distance, "distance_tolerance", source=HERE),
    "within_distance": _by(proximity.within_distance, source=ORDER),
    "above": _by(vertical.above, "above_sink", "above_aside", "above_overlap", source=SR3D_DEV),
    "higher_than": _by(vertical.higher_than, "height_difference", source=ORDER),
    "same_height": _by(vertical.same_height, "height_difference", source=HERE),
    "on": _by(support.on, *_SUPPORT, *_ATTACHED, source=SR3D_DEV),
    "in": _by(support.inside, "inside_share", source=DEV),
    "outside": _by(support.outside, "inside_share", source=ROBO),
    "attached_to": _by(support.attached_to, *_ATTACHED, source=SR3D_DEV),
    "leaning_on": _by(
        support.leaning_on, "leaning_gap", "leaning_slenderness", "leaning_level", source=HERE
    ),
    "part_of": _by(support.part_of, "part_share", source=DEV),
    "belongs_to": _by(
        support.belongs_to,
        *(*_SUPPORT, *_ATTACHED, "inside_share", "part_share"),
        source=DSSG,
    ),
    "covering": _by(support.covering, "covering_share", "support_gap", source=DSSG),
    "on_floor": _by(support.on_floor, "floor_gap", source=DEV, frame=ROOM),
    "has_free_space": _by(support.has_free_space, "free_share", source=ROBO),
    "left_of": _by(direction.left_of, *_SIDE, source=SR3D_DEV, frame=VIEWER),
    "behind": _by(direction.behind, *_SIDE, source=SR3D_DEV, frame=VIEWER),
    "front_left_of": _by(direction.front_left_of, *_SECTOR, source=HERE, frame=VIEWER),
    "front_right_of": _by(direction.front_right_of, *_SECTOR, source=HERE, frame=VIEWER),
    "at_oclock": _by(direction.at_oclock, source=ORDER, frame=VIEWER),
    "north_of": _by(direction.north_of, "compass_angle", source=ORDER, frame=MAP),
    "east_of": _by(direction.east_of, "compass_angle", source=ORDER, frame=MAP),
    "between": _by(group.between, *_BETWEEN, source=SR3D_DEV),
    "among": _by(group.among, "between_overlap", source=HERE),
    "surrounded_by": _by(group.surrounded_by, "surrounded_angle", source=HERE),
    "in_row": _by(group.in_row, "row_offset", source=HERE),
    "middle_of": _by(group.middle_of, "center_share", source=HERE),
    "aligned_with": _by(group.aligned_with, "aligned_share", source=HERE),
    "in_corner": _by(place.in_corner, "corner_distance", source=DEV, frame=ROOM),
    "against_wall": _by(place.against_wall, "wall_distance", source=DEV, frame=ROOM),
    "in_room_center": _by(place.in_room_center, "center_share", source=HERE, frame=ROOM),
    "same_room": _by(place.same_room, source=ORDER, frame=ROOM),
    "at_corner_of": _by(place.at_corner_of, "end_distance", source=DEV),
    "at_end_of": _by(place.at_end_of, "end_distance", source=DEV),
    "at_side_of": _by(place.at_side_of, "end_distance", source=DEV),
    "at_edge_of": _by(place.at_edge_of, "edge_distance", source=ROBO),
    "at_center_of": _by(place.at_center_of, "center_share", source=HERE),
    "bigger_than": _by(comparison.bigger_than, source=SIZES),
    "taller_than": _by(comparison.taller_than, source=SIZES),
    "wider_than": _by(comparison.wider_than, source=SIZES),
    "longer_than": _by(comparison.wider_than, source=SIZES),
    "deeper_than": _by(comparison.deeper_than, source=SIZES),
    "thicker_than": _by(comparison.thicker_than, source=SIZES),
    "lighter_than": _by(comparison.lighter_than, source="luma, ITU-R BT.601"),
    "same_size": _by(comparison.same_size, "same_size_ratio", source=HERE),
    "facing": _by(orientation.facing, "facing_angle", source=DSR, frame=OBJECT),
    "facing_away": _by(orientation.facing_away, "facing_angle", source=DSR, frame=OBJECT),
    "pointing_to": _by(orientation.pointing_to, "pointing_margin", source=HERE, frame=OBJECT),
    "same_direction": _by(orientation.same_direction, "facing_angle", source=DSR, frame=OBJECT),
    "opposite_direction": _by(
        orientation.opposite_direction, "facing_angle", source=DSR, frame=OBJECT
    ),
    "parallel": _by(orientation.parallel, "parallel_angle", source=DSR),
    "perpendicular": _by(orientation.perpendicular, "parallel_angle", source=DSR),
    "tilted": _by(orientation.tilted, "tilted_angle", source=ROBO),
    "upright": _by(orientation.upright, "tilted_angle", source=ROBO),
    "rotated": _by(orientation.rotated, "rotated_angle", source=ROBO, frame=ROOM),
    "visible_from": _by(visibility.visible_from, "visible_share", source=HERE),
    "in_view_of": _by(
        visibility.in_view_of, "visible_share", "facing_angle", source=HERE, frame=OBJECT
    ),
    "hidden_behind": _by(visibility.hidden_behind, "hidden_share", source=HERE, frame=VIEWER),
    "same_as": _by(similarity.same_as, "same_shape_ratio", "same_color_distance", source=DSSG),
    "different_from": _by(
        similarity.different_from, "same_shape_ratio", "same_color_distance", source=HERE
    ),
    "same_color": _by(
        similarity.same_color, "same_color_distance", source="ITU-R BT.601, luma halved"
    ),
    "same_shape": _by(similarity.same_shape, "same_shape_ratio", source=HERE),
}


def _converse(name: str, of: str) -> Definition:
    """The relation with target and anchor in each other's place."""
    stated = _STATED[of]

    def score(pairs: Pairs) -> np.ndarray:
        return stated.score(pairs.swapped).T

    score.__name__ = name
    score.__doc__ = f"The converse of {of}."
    return Definition(score, stated.limits, stated.source, stated.frame, of)


def _definition(name: str) -> Definition:
    stated = _STATED.get(name)
    return stated if stated is not None else _converse(name, RELATIONS[name].converse or "")


DEFINITIONS: dict[str, Definition] = {name: _definition(name) for name in RELATIONS}
