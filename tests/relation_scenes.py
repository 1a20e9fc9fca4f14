"""Scenes for the tests of graphs and relations: boxes on paper, random rooms, moved copies."""

import numpy as np

from scenegraph3d.graph.build import build_graph
from scenegraph3d.records import Boxes, Instances, PointCloud, Scan

SQUARE = np.array([[0, 0], [1, 0], [1, 1], [0, 1]])


def graph_of(aabb, label=None, *, front=None, points=None, ids=None, boxes=None):
    """The graph of axis-aligned boxes; `points` gives each object's points, (N, 3) each."""
    aabb = np.asarray(aabb, dtype=np.float64).reshape(-1, 6)
    label = ["thing"] * len(aabb) if label is None else label
    instances = Instances.from_aabb(aabb, label, instance_id=ids, front=front, boxes=boxes)
    if points is None:
        return build_graph(Scan("scene", instances))
    cloud = PointCloud(np.concatenate(points).astype(np.float32))
    owner = np.repeat(instances.instance_id, [len(one) for one in points])
    return build_graph(Scan("scene", instances, cloud, owner))


def random_boxes(seed, num_boxes=12, *, turned=False, room=4.0):
    """Upright boxes in a room, some of them stacked; turned by any angle where asked for."""
    rng = np.random.default_rng(seed)
    center = rng.uniform([0, 0, 0.2], [room, room, 1.2], (num_boxes, 3))
    extent = rng.uniform(0.1, 1.0, (num_boxes, 3))
    on = rng.integers(0, num_boxes // 2, num_boxes // 4)  # things that stand on others
    top = num_boxes - len(on)
    center[top:, :2] = center[on, :2]
    extent[top:] = extent[on] / 3
    center[top:, 2] = (center + extent / 2)[on, 2] + extent[top:, 2] / 2
    yaw = rng.uniform(-np.pi, np.pi, num_boxes) if turned else np.zeros(num_boxes)
    return Boxes(center, extent, rotations(yaw))


def rotations(yaw):
    """(M, 3, 3) about +z."""
    cos, sin, one, zero = np.cos(yaw), np.sin(yaw), np.ones_like(yaw), np.zeros_like(yaw)
    return np.array([[cos, -sin, zero], [sin, cos, zero], [zero, zero, one]]).transpose(2, 0, 1)


def graph_of_boxes(boxes, fronts, label=None):
    """The graph of oriented boxes."""
    return graph_of(boxes.aabb, label, front=fronts, boxes=boxes)


def moved(boxes, fronts, yaw, shift):
    """Boxes and fronts turned by `yaw` about the world's zero, then shifted."""
    R = rotations(np.array([yaw]))[0]
    return Boxes(boxes.center @ R.T + shift, boxes.extent, R @ boxes.R_world_box), fronts @ R.T


def mirrored(boxes, fronts):
    """Axis-aligned boxes and fronts with x turned to -x."""
    flip = np.array([-1.0, 1.0, 1.0])
    return Boxes(boxes.center * flip, boxes.extent, boxes.R_world_box), fronts * flip


def directions(seed, count):
    """(count, 2) horizontal unit vectors."""
    angle = np.random.default_rng(seed).uniform(-np.pi, np.pi, count)
    return np.stack([np.cos(angle), np.sin(angle)], axis=1)


def fronts_of(seed, count):
    """(count, 3) horizontal unit vectors."""
    return np.hstack([directions(seed, count), np.zeros((count, 1))])


def grid_in(box, per_side=20):
    """Points spread evenly in an axis-aligned box (6,), its surface included."""
    axes = [np.linspace(box[k], box[k + 3], per_side) for k in range(3)]
    return np.stack(np.meshgrid(*axes), axis=-1).reshape(-1, 3)


def plate(low, high, z, step=0.02):
    """Points of a level rectangle at height z."""
    x, y = np.meshgrid(np.arange(low[0], high[0], step), np.arange(low[1], high[1], step))
    return np.stack([x.ravel(), y.ravel(), np.full(x.size, z)], axis=1)
