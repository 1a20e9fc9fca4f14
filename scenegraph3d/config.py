"""Configuration: one frozen dataclass a stage, each number with its source; YAML overrides."""

from __future__ import annotations

import dataclasses
import sys
from dataclasses import dataclass, fields
from pathlib import Path
from typing import Any, cast, get_type_hints

import yaml

_KIND_NAMES = {float: "a number", int: "a whole number", bool: "true or false", str: "text"}


@dataclass(frozen=True)
class RelationThresholds:
    """Where a relation's score crosses 0.5. Lengths in metres, angles in radians.

    The comment beside each names its source: Sr3D (ReferIt3D, Achlioptas et al. 2020) or "dev",
    chosen on development sentences written by people.
    """

    # Proximity, by the gap between surfaces.
    near_gap: float = 0.5  # dev; plus near_size of the two objects' mean horizontal size
    near_size: float = 0.5  # dev
    next_to_gap: float = 0.3  # dev; plus next_to_size of the mean horizontal size
    next_to_size: float = 0.3  # dev
    next_to_height: float = 0.5  # dev; gap between the spans of height
    next_to_filled_gap: float = 1.0  # wider gaps are not searched for things in them
    touching_gap: float = 0.05  # depth sensor noise plus annotation looseness
    around_gap: float = 0.6  # a chair pulled out
    opposite_gap: float = 1.0  # dev
    opposite_angle: float = 2.0944  # 120 degrees between them, seen from the room's middle
    distance_tolerance: float = 0.25  # share of the stated distance, "about two metres"
    # Vertical.
    above_sink: float = 0.3  # dev, of the lower object's height; Sr3D has a gap of 0.06 instead
    above_aside: float = 0.5  # dev, between footprints
    above_overlap: float = 0.2  # Sr3D, of either footprint
    height_difference: float = 0.05  # centres closer than this are level
    # Support and containment.
    support_gap: float = 0.15  # Sr3D
    support_overlap: float = 0.3  # Sr3D, of the target's footprint
    support_area_ratio: float = 1.5  # Sr3D, target over anchor
    support_lift: float = 0.25  # of the anchor's height, to be on a level within it
    inside_share: float = 0.5  # of the target in the anchor
    attached_gap: float = 0.1  # Sr3D has 0.01; boxes of real scans are looser
    attached_lift: float = 0.15  # of the anchor's height, between the two bottoms
    leaning_gap: float = 0.1
    leaning_slenderness: float = 0.5  # thickness over height
    leaning_level: float = 0.3  # between the two bottoms
    part_share: float = 0.8  # of the part in the whole's box
    floor_gap: float = 0.2  # dev
    covering_share: float = 0.5  # of the anchor's footprint
    free_share: float = 0.5  # of the top, with nothing on it
    # Directional.
    side_angle: float = 1.5708  # dev: 90 degrees either side
    side_gap: float = 1.0  # dev
    lane_share: float = 0.7  # dev, of the narrower width; Sr3D has 0.9 of the target
    compass_angle: float = 0.7854  # 45 degrees either side
    hidden_share: float = 0.5  # of the target's outline as the viewer sees it
    visible_share: float = 0.3  # of the rays to it that nothing blocks
    # Two anchors and groups.
    between_overlap: float = 0.5  # Sr3D, of the target's footprint in the hull of the anchors
    between_over_anchor: float = 0.1  # Sr3D, of the target over either anchor
    between_height_overlap: float = 0.2  # Sr3D
    between_gaps: float = 2.0  # dev, to both anchors together
    row_offset: float = 0.5  # from the line, in the members' mean size
    surrounded_angle: float = 3.1416  # widest opening between the members around it
    aligned_share: float = 0.25  # of the mean size, off the anchor's axis
    # Places.
    corner_distance: float = 1.0  # from both walls
    wall_distance: float = 0.25
    center_share: float = 0.5  # of the way from the middle to the walls
    end_distance: float = 0.5  # from the corner or end of an anchor
    edge_distance: float = 0.2  # from the outline of an anchor
    # Comparison and similarity.
    same_size_ratio: float = 1.25
    same_shape_ratio: float = 1.25  # of each side
    same_color_distance: float = 30.0  # of 255, BT.601 luma and chroma
    # Orientation.
    facing_angle: float = 0.7854  # 45 degrees either side, 3DSRBench's front and same direction
    pointing_margin: float = 0.1  # the ray passes the anchor's outline by less
    parallel_angle: float = 0.3927  # 22.5 degrees, half way to the diagonal
    tilted_angle: float = 0.1745  # 10 degrees off the vertical
    rotated_angle: float = 0.2618  # 15 degrees off the room's walls


@dataclass(frozen=True)
class MappingSettings:
    """From frames to points and instances. Lengths in metres, angles in radians.

    The comment beside each number names its source: MaskClustering (Yan et al. 2024) or "dev",
    chosen on rendered rooms with true, damaged and missing masks.
    """

    voxel_size: float = 0.02  # of the fused surface; usual for rooms
    # Keyframes: a frame gets masks where it is this far from every keyframe, or shows new points.
    keyframe_distance: float = 0.25  # dev
    keyframe_angle: float = 0.3491  # dev: 20 degrees
    keyframe_new_share: float = 0.2  # dev, of its points
    max_keyframes: int = 200  # bounds the memory
    # Masks across views.
    depth_tolerance: float = 0.05  # between a point and the depth that shows it; Kinect at 4 m
    sure_mask_points: int = 50  # dev; smaller masks join groups of larger ones before their own
    min_mask_points: int = 10  # dev; smaller masks make no group of their own
    seen_share: float = (
        0.2  # dev (MaskClustering has 0.3), of a mask's points, for a view to judge it
    )
    masked_share: float = 0.5  # dev, of what the view sees of it, on any mask
    same_share: float = 0.5  # views agree that two masks show one object: the majority
    whole_share: float = 0.8  # MaskClustering, of a mask's points on one mask of another view
    split_share: float = 0.4  # dev (MaskClustering has 0.3), of the views that show a mask torn
    piece_share: float = 0.05  # dev, of a torn mask, to be a piece of it
    regroup_every: int = 20  # views of a stream; between, masks join what they overlap
    # Points to instances.
    vote_share: float = 0.25  # dev, of the views that see a point, for its instance
    superpoint_share: float = 0.8  # dev, of a superpoint's points, for all of it
    gap: float = 0.1  # between pieces that are far apart
    fill_distance: float = 0.05  # from a point that no view saw to one whose instance it takes
    min_points: int = 30  # dev, of an instance: 1.2 square decimetres at 2 cm
    # Instances to features.
    match_iou: float = 0.5  # of a mask and what its view sees of the instance, to match
    best_views: int = 8  # dev, pooled and kept


@dataclass(frozen=True)
class GroupingSettings:
    """From points alone to objects: what holds superpoints together. Metres and radians.

    All were chosen on development rooms; scores change little around them. Two neighbours are one
    thing while the sum of what speaks for and against it is at least `least_score`.
    """

    width_weight: float = 1.0  # for the width of their border, over the smaller one's own
    widest: float = 1.5  # of that ratio: what surrounds another is not held better
    concave_weight: float = 1.3  # against each radian the surface bends inwards at the border
    color_weight: float = 0.03  # against each step of colour; black to white is 70 steps
    same_color: float = 15.0  # steps that light and shade make
    size_weight: float = 0.4  # against each metre of the two together
    small_size: float = 1.0  # diagonal, below which size does not speak against it
    least_score: float = -0.8
    min_points: int = 50  # of an object, after thinning
    min_cells: int = 60  # squares of the resolution that an object covers: 5 square decimetres


@dataclass(frozen=True)
class FieldSettings:
    """Size and training of a feature field. Lengths in metres; chosen on development rooms."""

    levels: int = 4  # grids of rising coarseness
    channels: int = 8  # numbers at each vertex of a grid
    finest: float = 0.04  # edge of the finest cells; larger where there are too many vertices
    growth: float = 2.5  # ratio of the edges of neighbouring grids
    max_vertices: int = 300_000  # of one grid; bounds the memory
    hidden: int = 64  # width of either head
    language_dim: int = 64  # numbers that language features are compressed to, at most
    instance_dim: int = 16  # numbers of an instance feature
    smallest_scale: float = 0.02  # of the physical scales that can be asked for
    largest_scale: float = 4.0
    max_samples: int = 300_000  # pixels that are learnt from; bounds the memory
    steps: int = 1200  # of training
    batch: int = 2048  # pixels a step
    learning_rate: float = 0.01  # of the first step; it falls to a hundredth
    margin: float = 1.0  # between instance features of two masks; they are unit vectors
    instance_weight: float = 1.0  # of the contrastive loss against the language loss
    reach: float = 0.05  # of a pixel's reading from the surface it may speak of
    seed: int = 0  # of the start and of all draws

    def __post_init__(self) -> None:
        counts = ("levels", "channels", "max_vertices", "hidden", "language_dim", "instance_dim")
        for name in (*counts, "max_samples", "batch"):
            if getattr(self, name) < 1:
                raise ValueError(f"{name} must be at least 1, got {getattr(self, name)}")
        if not 0 < self.smallest_scale < self.largest_scale:
            raise ValueError(
                "scales must satisfy 0 < smallest_scale < largest_scale, got "
                f"{self.smallest_scale} and {self.largest_scale}"
            )
        for name in ("finest", "learning_rate", "margin", "reach"):
            if not getattr(self, name) > 0:
                raise ValueError(f"{name} must be positive, got {getattr(self, name)}")
        if self.growth <= 1:
            raise ValueError(f"growth must be above 1, got {self.growth}")


@dataclass(frozen=True)
class LocalizationSettings:
    """How people describe where they are. Metres; shares in [0, 1].

    Chosen on generated cells of other seeds than the scores are printed for.
    """

    missing: float = 0.3  # of the hints speak of what is not on the map
    wrong_side: float = 0.03  # likelihood of a side that is plainly not meant
    wrong_color: float = 0.25  # of the colour words say nothing: light, taste, dust
    reach_share: float = 0.3  # of the map's side: how far off things are spoken of
    most_reach: float = 14.0


@dataclass(frozen=True)
class Config:
    """The settings of all stages."""

    relations: RelationThresholds = dataclasses.field(default_factory=RelationThresholds)
    mapping: MappingSettings = dataclasses.field(default_factory=MappingSettings)
    grouping: GroupingSettings = dataclasses.field(default_factory=GroupingSettings)
    field: FieldSettings = dataclasses.field(default_factory=FieldSettings)
    localization: LocalizationSettings = dataclasses.field(default_factory=LocalizationSettings)


def load_config(path: str | Path) -> Config:
    """Read settings from a YAML file; what it does not name keeps its default.

    Args:
        path: a file such as "relations: {near_gap: 0.8}".

    Returns:
        The settings.

    Raises:
        FileNotFoundError: there is no such file.
        ValueError: it is not YAML, holds an unknown key or a value of the wrong kind.
    """
    path = Path(path)
    if not path.is_file():
        raise FileNotFoundError(f"no configuration file at {path.resolve()}")
    try:
        content = yaml.safe_load(path.read_text(encoding="utf-8"))
    except (yaml.YAMLError, UnicodeDecodeError) as error:
        raise ValueError(f"{path} is not YAML: {' '.join(str(error).split())}") from None
    stages = _checked_keys("configuration", content or {}, Config)
    records = get_type_hints(Config)
    return Config(
        **{
            stage: _overridden(values or {}, stage, records[stage])
            for stage, values in stages.items()
        }
    )


def _overridden(values: Any, stage: str, record: type[Any]) -> Any:
    """The stage's dataclass with these values in place of its defaults."""
    kinds = get_type_hints(record)
    values = _checked_keys(stage, values, record)
    return record(
        **{
            key: _checked_value(f"{stage}.{key}", value, kinds[key])
            for key, value in values.items()
        }
    )


def _checked_value(where: str, value: Any, kind: type) -> Any:
    """The value as `kind`; a bool is no number, a fraction no whole one."""
    accepted: tuple[type, ...] = (int, float) if kind is float else (kind,)
    if not isinstance(value, accepted) or (isinstance(value, bool) and kind is not bool):
        raise ValueError(f"{where} must be {_KIND_NAMES[kind]}, got {value!r}")
    if kind is float and not abs(value) <= sys.float_info.max:
        raise ValueError(f"{where} must be a finite number, got {value!r}")
    return kind(value)


def _checked_keys(where: str, values: Any, record: type) -> dict[str, Any]:
    if not isinstance(values, dict):
        raise ValueError(f"{where} must be a mapping, got {type(values).__name__}")
    known = [f.name for f in fields(record)]
    mapping = cast(dict[str, Any], values)
    for key in mapping:
        if key not in known:
            raise ValueError(f"unknown {where} key {key!r}; choose from: {', '.join(known)}")
    return mapping
