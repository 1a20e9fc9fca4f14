"""Parts in a graph: which of a thing's drawers lies where words say, and parts as objects."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from ..geometry.boxes import iou_aabb
from ..records import Boxes, Instances, Parts
from ..records.joining import join_instances
from .extend import scan_of, with_undetected_objects
from .scene_graph import SceneGraph

_LEVEL = 0.1  # of the thing's size: parts nearer to the side by less lie as near
_SAME = 0.5  # overlap of two boxes that are about one part
_TWIN = 0.99  # overlap of a part and the object that was made of it


def parts_towards(
    parts: Parts, rows: np.ndarray, whole: np.ndarray, place: np.ndarray
) -> np.ndarray:
    """The parts that lie farthest to the side of a thing on which a place in it lies.

    Args:
        parts: of the scene.
        rows: (K,) those to choose from.
        whole: (6,) bounds of their thing, metres.
        place: (3,) such as the middle of the upper third, for the top one.

    Returns:
        The rows that lie there, all that are about as far; at least one.
    """
    middle, size = (whole[:3] + whole[3:]) / 2, np.maximum(whole[3:] - whole[:3], 1e-6)
    way = (place - middle) / size
    away = (parts.boxes.center[rows] - middle) / size
    length = float(np.linalg.norm(way))
    far = away @ way / length if length > _LEVEL else -np.linalg.norm(away - way, axis=1)
    return rows[far >= far.max() - _LEVEL]


def part_like(parts: Parts, rows: np.ndarray, box: np.ndarray) -> int | None:
    """The part among (K,) rows whose bounds are about those of a box (6,); None where none are."""
    overlap = iou_aabb(parts.boxes.aabb[rows], box[None])[:, 0] if len(rows) else np.zeros(0)
    return int(rows[overlap.argmax()]) if overlap.max(initial=0.0) >= _SAME else None


def with_parts_as_objects(graph: SceneGraph, rows: np.ndarray, label: str) -> SceneGraph:
    """The graph with some of its parts as objects of a name, so that sentences can ask for them.

    Args:
        graph: with parts.
        rows: (K,) of the parts.
        label: the name they get.

    Returns:
        The graph itself where all are objects already.
    """
    assert graph.parts is not None  # its rows are asked for
    twin = iou_aabb(graph.parts.boxes.aabb[rows], graph.instances.aabb).max(axis=1) > _TWIN
    rows = rows[~twin]
    if not len(rows):
        return graph
    scan, boxes = scan_of(graph), graph.parts.boxes[rows]
    first = int(scan.instances.instance_id.max(initial=-1)) + 1
    made = Instances.from_aabb(
        boxes.aabb,
        [label] * len(rows),
        instance_id=np.arange(first, first + len(rows)),
        boxes=Boxes(boxes.center, boxes.extent, boxes.R_world_box),
        num_points=graph.parts.num_points[rows],
    )
    joined = join_instances(scan.instances, made)
    return with_undetected_objects(graph, replace(scan, instances=joined))
