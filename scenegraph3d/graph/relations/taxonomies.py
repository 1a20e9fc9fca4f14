"""Published sets of relations under our names, as plain data; and the names of RCC8.

A value is the name of a relation, of a rank key ("distance" is to the anchor or the viewer) or of
a pair measure.
"""

from __future__ import annotations

# Sr3D (ReferIt3D, Achlioptas et al. 2020). "closest" and "farthest" are ranks with an order; the
# four allocentric ones are seen by a viewer who faces the anchor's front.
SR3D: dict[str, str] = {
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

# 3DSSG's relationships (Wald et al. 2020), the 26 of its 160-class split, without "none".
THREE_DSSG: dict[str, str] = {
    "supported by": "on",
    "left": "left_of",
    "right": "right_of",
    "front": "in_front_of",
    "behind": "behind",
    "close by": "near",
    "inside": "in",
    "bigger than": "bigger_than",
    "smaller than": "smaller_than",
    "higher than": "higher_than",
    "lower than": "lower_than",
    "same symmetry as": "same_shape",
    "same as": "same_as",
    "attached to": "attached_to",
    "standing on": "on",
    "lying on": "on",
    "hanging on": "attached_to",
    "connected to": "touching",
    "leaning against": "leaning_on",
    "part of": "part_of",
    "belonging to": "belongs_to",
    "build in": "in",
    "standing in": "in",
    "cover": "covering",
    "lying in": "in",
    "hanging in": "in",
}

# RefSpatial (RoboRefer, Zhou et al. 2025): 31 relations of images, here in the world. "vertical
# rotate" turns a thing off upright, "horizontal rotate" about the vertical.
REFSPATIAL: dict[str, str] = {
    "close": "near",
    "far": "far_from",
    "above": "above",
    "below": "below",
    "depth": "distance",
    "left": "left_of",
    "right": "right_of",
    "front": "in_front_of",
    "behind": "behind",
    "tall": "taller_than",
    "short": "shorter_than",
    "big": "bigger_than",
    "small": "smaller_than",
    "wide": "wider_than",
    "thin": "thinner_than",
    "world above": "higher_than",
    "world below": "lower_than",
    "distance": "gap",
    "between": "between",
    "face": "facing",
    "back": "facing_away",
    "edge": "at_edge_of",
    "corner": "at_corner_of",
    "free space": "has_free_space",
    "inside": "in",
    "outside": "outside",
    "touch": "touching",
    "far-from": "far_from",
    "vertical rotate": "tilted",
    "horizontal rotate": "rotated",
    "angle": "angle",
}

# 3DSRBench's question types (Ma et al. 2025). Those that ask which side of a thing is seen, or
# which side it turns to another, are sectors around the thing itself: its own o'clock.
THREE_DSRBENCH: dict[str, str] = {
    "height_higher": "higher_than",
    "location_above": "above",
    "location_closer_to_camera": "distance",
    "location_next_to": "next_to",
    "orientation_in_front_of": "in_front_of",
    "orientation_on_the_left": "left_of",
    "orientation_viewpoint": "at_oclock",
    "multi_object_closer_to": "distance",
    "multi_object_facing": "facing",
    "multi_object_viewpoint_towards_object": "at_oclock",
    "multi_object_parallel": "parallel",
    "multi_object_same_direction": "same_direction",
}

# RCC8 (Randell, Cui and Cohn 1992), for text and regions: code, name, code of the converse.
RCC8: tuple[tuple[str, str, str], ...] = (
    ("DC", "disconnected", "DC"),
    ("EC", "externally connected", "EC"),
    ("PO", "partially overlapping", "PO"),
    ("EQ", "equal", "EQ"),
    ("TPP", "tangential proper part", "TPPi"),
    ("NTPP", "non-tangential proper part", "NTPPi"),
    ("TPPi", "inverse tangential proper part", "TPP"),
    ("NTPPi", "inverse non-tangential proper part", "NTPP"),
)
