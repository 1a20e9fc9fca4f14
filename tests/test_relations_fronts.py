"""Which way things face: annotated, or read off walls, partners and shapes; on paper and real."""

import gzip
import json
from dataclasses import replace

import numpy as np
import pytest

from relation_scenes import graph_of, grid_in
from scenegraph3d.graph.build import build_graph
from scenegraph3d.graph.front_cues import CUES
from scenegraph3d.graph.fronts import KINDS, LEAST_CONFIDENCE, WEIGHTS
from scenegraph3d.graph.relations import score_relation
from scenegraph3d.records import Instances, Scan
from scenegraph3d.synthetic import generate, to_scan

FLOOR = [0, 0, -0.1, 6, 6, 0]


def front_of(things, row=0, **more):
    """The first thing's front and its confidence; `things` are (name, box) in a room of 6 m."""
    graph = graph_of(
        [box for _, box in things] + [FLOOR], [n for n, _ in things] + ["floor"], **more
    )
    return graph.fronts.direction[row], graph.fronts.confidence[row]


@pytest.mark.parametrize(
    ("things", "front"),
    [
        pytest.param([("bookshelf", [0, 2, 0, 0.3, 3, 2])], [1, 0], id="off the wall"),
        pytest.param([("couch", [2, 5.1, 0, 4, 6, 0.9])], [0, -1], id="off its long side"),
        pytest.param(
            [("chair", [2.7, 1.6, 0, 3.2, 2.1, 0.9]), ("table", [2, 2.2, 0, 4, 3.2, 0.75])],
            [0, 1],
            id="chair at a table",
        ),
        pytest.param(
            [("desk", [2, 2.2, 0, 4, 3.2, 0.75]), ("chair", [2.7, 1.6, 0, 3.2, 2.1, 0.9])],
            [0, -1],
            id="desk with a chair",
        ),
        pytest.param([("toilet", [2, 5.3, 0, 2.4, 6, 0.8])], [0, -1], id="along its long side"),
        pytest.param([("window", [6, 2, 1, 6.1, 4, 2])], [-1, 0], id="into the room"),
    ],
)
def test_surroundings_tell_the_front(things, front):
    direction, confidence = front_of(things)
    assert direction[:2] == pytest.approx(front, abs=1e-6)
    assert LEAST_CONFIDENCE <= confidence < 1


@pytest.mark.parametrize(("side", "front"), [(0, [1, 0]), (0.45, [-1, 0])])
def test_the_high_part_of_a_chair_is_its_back(side, front):
    box = [2.7, 2.7, 0, 3.2, 3.2, 0.9]
    seat = grid_in([2.7, 2.7, 0.4, 3.2, 3.2, 0.45], 10)
    back = grid_in([2.7 + side, 2.7, 0.45, 2.75 + side, 3.2, 0.9], 10)
    floor = grid_in(FLOOR, 8)
    direction, confidence = front_of([("chair", box)], points=[np.vstack([seat, back]), floor])
    assert direction[:2] == pytest.approx(front, abs=1e-6)
    assert confidence > 0.8


def test_annotated_fronts_are_kept_and_sure():
    front = np.array([[0.6, 0.8, 0], [np.nan] * 3])
    direction, confidence = front_of([("bookshelf", [0, 2, 0, 0.3, 3, 2])], front=front)
    assert direction == pytest.approx([0.6, 0.8, 0])
    assert confidence == 1


@pytest.mark.parametrize("label", ["ball", "", "trash can"])
def test_what_has_no_front_gets_none(label):
    direction, confidence = front_of([(label, [0, 2, 0, 0.3, 3, 2])])
    assert np.isnan(direction).all()
    assert confidence == 0


def test_facing_is_drawn_to_a_half_by_an_unsure_front():
    things = [[2.7, 1.6, 0, 3.2, 2.1, 0.9], [2, 2.2, 0, 4, 3.2, 0.75], FLOOR]
    graph = graph_of(things, ["chair", "table", "floor"])
    known = np.array([[0, 1.0, 0], [np.nan] * 3, [np.nan] * 3])
    sure = graph_of(things, ["chair", "table", "floor"], front=known)
    score, most = (score_relation(g, "facing", [0], [1])[0, 0] for g in (graph, sure))
    assert 0.5 < score < most


def test_every_kind_weighs_every_cue():
    assert set(WEIGHTS) == set(KINDS)
    assert all(len(weights) == len(CUES) for weights in WEIGHTS.values())


def test_moved_scenes_have_moved_fronts():
    box, floor = np.array([0, 2, 0, 0.3, 3, 2]), np.array(FLOOR)
    shift = np.tile([-3.0, 8.0, 1.0], 2)
    here = graph_of([box, floor], ["bookshelf", "floor"]).fronts
    there = graph_of([box + shift, floor + shift], ["bookshelf", "floor"]).fronts
    assert there.direction[0] == pytest.approx(here.direction[0])
    # Rooms are found on a grid that stays where it is.
    assert there.confidence[0] == pytest.approx(here.confidence[0], abs=0.1)


def test_an_empty_scene_has_no_fronts():
    assert graph_of(np.empty((0, 6))).fronts.direction.shape == (0, 3)


def shares(scans):
    """Share of annotated fronts found without the annotation, and of these the share right."""
    told, right, total = 0, 0, 0
    for scan in scans:
        truth = scan.instances.front
        unknown = replace(scan.instances, front=np.full_like(truth, np.nan))
        found = build_graph(replace(scan, instances=unknown)).fronts
        rows = np.flatnonzero(np.isfinite(truth[:, 0]))
        cosine = (found.direction[rows] * truth[rows]).sum(axis=1)
        total += len(rows)
        told += np.isfinite(cosine).sum()
        right += (cosine > np.cos(np.pi / 4)).sum()
    return told / total, right / max(told, 1)


def test_fronts_of_generated_rooms_are_found_from_points():
    told, right = shares([to_scan(generate(seed=seed)) for seed in range(3)])
    assert told > 0.6  # walls and bathtubs have true fronts that nothing tells
    assert right > 0.95


def test_fronts_of_real_rooms_are_found_from_boxes(sg3d_data):
    path = sg3d_data / "language" / "scannet_scenes" / "objects_gt.jsonl.gz"
    with gzip.open(path, "rt") as lines:
        scans = [scan_of(json.loads(line)) for line in list(lines)[1:200:2]]
    told, right = shares(scans)
    assert told > 0.8
    assert right > 0.75


def scan_of(scan):
    objects = scan["objects"]
    center, extent = (np.array([one[key] for one in objects]) for key in ("c", "s"))
    front = np.full((len(objects), 3), np.nan)
    for row, one in enumerate(objects):
        if "front" in one:
            ahead = np.array([*np.subtract(one["front"], one["obb"][:3])[:2], 0.0])
            front[row] = ahead / max(np.linalg.norm(ahead), 1e-9)
    aabb = np.hstack([center - extent / 2, center + extent / 2])
    labels = [one["label"] for one in objects]
    return Scan(scan["scan_id"], Instances.from_aabb(aabb, labels, front=front))
