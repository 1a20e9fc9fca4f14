"""Tiny graphs and answers for tests, put together by hand."""

import numpy as np

from scenegraph3d.graph.scene_graph import Room, SceneGraph
from scenegraph3d.language.query import Find, Query
from scenegraph3d.reasoning.answer import AnchorResult, Grounding, Result
from scenegraph3d.records import Instances, PointCloud


def boxes_graph(aabb, label, *, ids=None, points_each=0) -> SceneGraph:
    """A one-room graph of axis-aligned boxes, filled with grey points where asked for."""
    aabb = np.asarray(aabb, dtype=np.float64).reshape(-1, 6)
    cloud, point_row = (None, None) if points_each == 0 else filled(aabb, points_each)
    counts = None if points_each == 0 else np.full(len(aabb), points_each)
    instances = Instances.from_aabb(aabb, label, instance_id=ids, num_points=counts)
    low, high = (aabb[:, :3].min(0), aabb[:, 3:].max(0)) if len(aabb) else (np.zeros(3), np.ones(3))
    outline = np.array([low[:2], [high[0], low[1]], high[:2], [low[0], high[1]]])
    return SceneGraph(
        name="office",
        instances=instances,
        cloud=cloud,
        point_row=point_row,
        rooms=(Room(0, 0, "office", outline, float(low[2]), 2.6),),
        room_of=np.zeros(len(aabb), dtype=np.int64),
        supporter=np.full(len(aabb), -1, dtype=np.int64),
        footprint=tuple(b[[[0, 1], [3, 1], [3, 4], [0, 4]]] for b in aabb),
    )


def filled(aabb: np.ndarray, points_each: int) -> tuple[PointCloud, np.ndarray]:
    """Grey points spread evenly inside each box, and the row of the box each belongs to."""
    rng = np.random.default_rng(0)
    inside = rng.random((len(aabb), points_each, 3))
    points = aabb[:, None, :3] + inside * (aabb[:, None, 3:] - aabb[:, None, :3])
    rows = np.repeat(np.arange(len(aabb)), points_each)
    grey = np.full((len(rows), 3), 128, dtype=np.uint8)
    return PointCloud(points.reshape(-1, 3).astype(np.float32), grey), rows


def answered(graph, targets, *, candidates=(), anchors=(), status="ok", frame=(), text="the chair"):
    """An answer whose rows are given by their instance ids."""
    by_id = {int(key): row for row, key in enumerate(graph.instances.instance_id)}
    ranked = [(key, 0.8) for key in targets] + [(key, 0.1) for key in candidates]
    return Grounding(
        status=status,
        query=Query(target=Find(category="chair"), text=text),
        reason="because",
        frame=tuple(frame),
        results=tuple(as_result(graph, by_id[key], p) for key, p in ranked),
        answer_ids=tuple(targets),
        anchors=tuple(
            AnchorResult("desk", key, "desk", 0.9, graph.instances.aabb[by_id[key]])
            for key in anchors
        ),
        trace=(),
        not_understood=(),
    )


def as_result(graph, row, probability) -> Result:
    things = graph.instances
    return Result(
        int(things.instance_id[row]),
        things.label[row],
        probability,
        things.center[row],
        things.aabb[row],
        things.boxes.center[row],
        things.boxes.extent[row],
        things.boxes.R_world_box[row],
        None,
    )
