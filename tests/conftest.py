"""What the tests share: real data where it is there, and a tiny room that fits on paper."""

import os
from pathlib import Path

import numpy as np
import pytest

from scenegraph3d.graph.scene_graph import Room, SceneGraph
from scenegraph3d.records import Instances, PointCloud


@pytest.fixture(scope="session")
def sg3d_data() -> Path:
    """The folder of real data that SG3D_DATA names; the test is skipped where it is unset."""
    if not os.environ.get("SG3D_DATA"):
        pytest.skip("needs real data: set SG3D_DATA to its folder")
    return Path(os.environ["SG3D_DATA"])


@pytest.fixture
def office() -> SceneGraph:
    """A 4 m x 3 m room: desk 7 at the left, chairs 8 and 9, lamp 12 on the desk; with points."""
    aabb = [
        [0.2, 1.0, 0.0, 1.2, 2.0, 0.7],  # desk
        [2.0, 0.4, 0.0, 2.5, 0.9, 0.9],  # chair
        [3.2, 2.2, 0.0, 3.7, 2.7, 0.9],  # chair
        [0.5, 1.4, 0.7, 0.7, 1.6, 1.1],  # lamp
        [0.0, 0.0, -0.05, 4.0, 3.0, 0.0],  # floor
    ]
    return boxes_graph(
        aabb, ["desk", "chair", "chair", "lamp", "floor"], ids=[7, 8, 9, 12, 1], points_each=400
    )


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
