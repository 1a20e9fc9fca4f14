"""Support, attachment and proximity of all objects, and their score on an annotated scan."""

import json

import numpy as np
import pytest

from relation_scenes import graph_of, grid_in
from scenegraph3d.bench.ssg import RELATIONSHIPS, run
from scenegraph3d.graph.families import FAMILIES, MOST, family_scores, strongest
from scenegraph3d.graph.relations.taxonomies import THREE_DSSG

OBJECTS = {
    1: ("floor", [0, 0, -0.1, 4, 4, 0]),
    2: ("wall", [0, 3.9, 0, 4, 4, 2.5]),
    3: ("table", [1, 1, 0, 2, 2, 0.7]),
    4: ("lamp", [1.4, 1.4, 0.7, 1.6, 1.6, 1.1]),
    5: ("picture", [1, 3.86, 1.2, 2, 3.9, 1.8]),
    6: ("chair", [2.2, 1.2, 0, 2.7, 1.7, 0.9]),
    7: ("bag", [3.2, 0.4, 0.3, 3.4, 0.6, 0.6]),  # its lower half was not scanned
}
GOLD = {
    "support": {(3, 1), (4, 3), (6, 1), (7, 1)},
    "attachment": {(2, 1), (5, 2)},
    "proximity": {(3, 6), (6, 3)},
}


def test_a_small_room_by_hand():
    names, boxes = zip(*OBJECTS.values(), strict=True)
    graph = graph_of(boxes, list(names), ids=np.array(list(OBJECTS)))
    scores = family_scores(graph)
    ids = graph.instances.instance_id
    for family in FAMILIES:
        found = {(int(ids[s]), int(ids[o])) for s, o in strongest(scores[family])}
        assert GOLD[family] <= found
    assert (4, 1) not in {tuple(ids[pair]) for pair in strongest(scores["attachment"])}


def test_strongest_keeps_three_and_drops_the_faint():
    scores = np.array([[0.9, 0.8, 0.7, 0.6], [0.2, 0.5, 0.1, 0.0]])
    assert strongest(scores).tolist() == [[0, 0], [0, 1], [0, 2], [1, 1]]


def test_an_empty_scene_has_no_families():
    assert all(
        scores.shape == (0, 0) for scores in family_scores(graph_of(np.empty((0, 6)))).values()
    )


def test_relationships_are_3dssgs():
    assert set().union(*RELATIONSHIPS.values()) <= set(THREE_DSSG)


def write_scan(folder, relations):
    points = [grid_in(box, 8) for _, box in OBJECTS.values()]
    owner = np.repeat(list(OBJECTS), [len(one) for one in points])
    np.savez(folder / "room.npz", xyz=np.concatenate(points), object_id=owner)
    objects = [{"object_id": key, "name": name} for key, (name, _) in OBJECTS.items()]
    path = folder / "room.json"
    path.write_text(json.dumps({"objects": objects, "relations": relations}))
    return path


def test_benchmark_counts_what_is_found_and_lists_what_is_missed(tmp_path):
    relations = [
        {"subject": 4, "object": 3, "relation": "standing on"},
        {"subject": 4, "object": 6, "relation": "lying on"},
        {"subject": 5, "object": 2, "relation": "hanging on"},
        {"subject": 3, "object": 6, "relation": "left"},
    ]
    report = run(write_scan(tmp_path, relations))
    support = report.families["support"]
    assert (support.gold, support.found, support.recall) == (2, 1, 0.5)
    assert support.missed == ((4, "lying on", 6),)
    assert report.families["attachment"].recall == 1
    assert report.recall == pytest.approx(2 / 3)


def test_benchmark_refuses_relations_of_objects_the_cloud_lacks(tmp_path):
    path = write_scan(tmp_path, [{"subject": 4, "object": 9, "relation": "standing on"}])
    content = json.loads(path.read_text())
    content["objects"].append({"object_id": 9, "name": "cup"})
    path.write_text(json.dumps(content))
    with pytest.raises(ValueError, match="objects 4 and 9"):
        run(path)


def test_recall_on_an_annotated_scan(sg3d_data):
    for path in (sg3d_data / "scans" / "scan3r_3dssg").glob("*.json"):
        report = run(path)
        assert {family: score.recall >= 0.85 for family, score in report.families.items()} == (
            dict.fromkeys(FAMILIES, True)
        )
        assert all(score.predicted <= MOST * 32 for score in report.families.values())
