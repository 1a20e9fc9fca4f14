"""Parts and loads: of a trained field, in the graph, its file and its network, and in answers."""

from __future__ import annotations

import json
from dataclasses import replace
from functools import cache

import numpy as np
import pytest
from safetensors import safe_open
from safetensors.numpy import save as to_bytes

from field_scene import AXES, DIMENSION, SETTINGS, cloud, masked
from mask_scene import FLOOR, LEFT, RIGHT, Shot, shots
from relation_scenes import graph_of
from scenegraph3d.config import Config
from scenegraph3d.graph.build import build_graph
from scenegraph3d.graph.extend import with_undetected_objects
from scenegraph3d.graph.parts import part_like, parts_towards
from scenegraph3d.graph.scene_graph import Group
from scenegraph3d.graph.storage import FORMAT, load_graph, save_graph
from scenegraph3d.mapping.field import FeatureField, find_parts, train_field, with_hierarchy
from scenegraph3d.mapping.views import MaskedView
from scenegraph3d.pipeline import Scene, build_scene
from scenegraph3d.records import Boxes, Frame, Instances, Masks, Parts, Scan

TABLE, CUP, SAUCER = (
    [0, 0, 0, 2, 1, 0.7],
    [0.5, 0.4, 0.75, 0.6, 0.5, 0.85],
    [0.4, 0.3, 0.7, 0.7, 0.6, 0.75],
)
STOOL = [4, 0, 0, 4.4, 0.4, 0.5]
UPPER = 3  # number of the upper half of the left box


def upper_half(shot: Shot) -> np.ndarray:
    """(H, W) which pixels show the upper half of the left box."""
    points, ids = cloud()
    middle = points.points[ids == LEFT][:, 2].max() / 2
    rays = shot.camera.rays() * np.where(shot.depth > 0, shot.depth, 1.0)[..., None]
    z = (rays @ shot.T_world_camera[:3, :3].T + shot.T_world_camera[:3, 3])[..., 2]
    return (shot.ids == LEFT) & (z > middle)


def layered_views() -> list[MaskedView]:
    """Each frame with masks of parts, of things, and of both boxes together."""
    found = []
    for number, shot in enumerate(shots(8)):
        fine = np.where(upper_half(shot), UPPER, shot.ids)
        group = np.where(shot.ids == RIGHT, LEFT, shot.ids)
        for image in (fine, shot.ids, group):
            view = masked(shot, number, image)
            feature = AXES[
                [
                    UPPER if one == UPPER and image is fine else FLOOR
                    for one in np.unique(image[image >= 0])
                ]
            ]
            found.append(
                replace(view, feature=feature.astype(np.float32)) if image is fine else view
            )
    return found


@cache
def layered() -> FeatureField:
    return train_field(cloud()[0], layered_views(), replace(SETTINGS, steps=700), encoder="parts")


class PartEncoder:
    """Knows one word for the upper half; every other phrase is an axis of nothing."""

    name = "parts"
    dimension = DIMENSION

    def __init__(self, word: str) -> None:
        """Take the word."""
        self._word = word

    def encode_masks(self, frame: Frame, masks: Masks) -> np.ndarray:
        """No masks are encoded here."""
        raise NotImplementedError

    def encode_texts(self, texts: list[str]) -> np.ndarray:
        """(Q, D)."""
        return AXES[[UPPER if text == self._word else 9 for text in texts]].astype(np.float32)


@cache
def two_boxes() -> Scan:
    points, ids = cloud()
    bounds = [
        np.r_[points.points[ids == n].min(0), points.points[ids == n].max(0)]
        for n in (FLOOR, LEFT, RIGHT)
    ]
    instances = Instances.from_aabb(
        np.array(bounds), ["floor", "dresser", "box"], instance_id=np.array([50, 51, 52])
    )
    return with_hierarchy(Scan("boxes", instances, points, ids + 50), layered())


def test_a_thing_is_parted_where_small_masks_parted_it_and_others_are_not():
    points, ids = cloud()
    number = find_parts(layered(), points.points, np.where(ids == FLOOR, -1, ids))
    mine = number[ids == LEFT]
    assert sorted(set(mine)) == [0, 1]
    assert set(number[ids != LEFT]) == {-1}
    high = points.points[ids == LEFT][:, 2] > points.points[ids == LEFT][:, 2].max() / 2
    right = max((mine == high).mean(), (mine != high).mean())
    assert right > 0.93


def test_a_field_gives_a_scan_the_parts_and_groups_of_its_masks():
    scan = two_boxes()
    assert scan.parts is not None
    assert scan.parts.whole_id.tolist() == [51, 51]
    assert scan.together == ((51, 52),)
    top = scan.parts.boxes.aabb[:, 5].argmax()
    np.testing.assert_allclose(
        scan.parts.boxes.aabb[top], [-0.7, -0.2, 0.2, -0.3, 0.2, 0.4], atol=0.07
    )
    assert scan.parts.feature is not None
    assert (scan.parts.feature @ AXES[UPPER]).argmax() == top


def test_a_sentence_about_a_drawer_is_answered_with_its_part():
    scene = build_scene(two_boxes(), Config(), PartEncoder("drawer"))
    answer = scene.ground("the drawer of the dresser")
    assert (answer.status, answer.num_regions) == ("ok", 1)
    np.testing.assert_allclose(answer.results[0].aabb, [-0.7, -0.2, 0.2, -0.3, 0.2, 0.4], atol=0.07)
    assert answer.results[0].instance_id == 51
    assert "that of a part in the feature field" in answer.reason


def test_a_part_that_is_asked_for_by_itself_becomes_an_object():
    scene = build_scene(two_boxes(), Config(), PartEncoder("handle"))
    answer = scene.ground("the handle")
    assert (answer.status, len(scene.graph)) == ("ok", 4)
    assert answer.results[0].label == "handle"
    np.testing.assert_allclose(answer.results[0].aabb[2], 0.2, atol=0.07)
    scene.ground("the handle on the ceiling")
    assert len(scene.graph) == 4  # once is enough


def test_what_a_field_holds_together_is_a_load_and_so_is_what_stands_on_it():
    by_field = [group for group in build_graph(two_boxes()).groups if group.kind == "load"]
    assert by_field == [Group("load", (1, 2), None, "field")]
    boxes, labels = [TABLE, CUP, SAUCER, STOOL], ["table", "cup", "saucer", "stool"]
    assert graph_of(boxes, labels).groups == (Group("load", (0, 1, 2), 0, "geometry"),)


def test_a_rug_carries_no_load_and_a_wall_is_in_none():
    rug, wall = [-1, -1, 0, 5, 2, 0.01], [0, 1, 0, 2, 1.1, 2.5]
    boxes = [rug, TABLE, CUP, STOOL, wall]
    groups = graph_of(boxes, ["rug", "table", "cup", "stool", "wall"]).groups
    assert [(group.members, group.anchor) for group in groups] == [((1, 2), 1)]


def test_the_order_of_things_does_not_change_their_loads():
    boxes, labels = (
        np.array([TABLE, CUP, SAUCER, STOOL]),
        np.array(["table", "cup", "saucer", "stool"]),
    )
    order = np.array([2, 3, 0, 1])
    groups = graph_of(boxes[order], labels[order].tolist()).groups
    assert [{labels[order][row] for row in group.members} for group in groups] == [
        {"table", "cup", "saucer"}
    ]


def drawers() -> Parts:
    """Four drawers in two columns of a chest of 1 x 0.5 x 0.8 m about (0, 0, 0.4)."""
    center = np.array([[x, 0.2, z] for x in (-0.25, 0.25) for z in (0.2, 0.6)])
    boxes = Boxes.axis_aligned(center, np.full((4, 3), [0.4, 0.05, 0.3]))
    label = np.full(4, "drawer", dtype=object)
    return Parts(np.full(4, 7), label, boxes, np.full(4, 99))


@pytest.mark.parametrize(
    ("place", "rows"),
    [
        pytest.param([0, 0, 0.7], [1, 3], id="top"),
        pytest.param([0, 0, 0.1], [0, 2], id="bottom"),
        pytest.param([-0.4, 0, 0.4], [0, 1], id="left"),
        pytest.param([0.3, 0, 0.7], [3], id="top right"),
    ],
)
def test_the_parts_on_a_side_are_those_farthest_that_way(place, rows):
    chest = np.array([-0.5, -0.25, 0, 0.5, 0.25, 0.8])
    found = parts_towards(drawers(), np.arange(4), chest, np.array(place))
    assert found.tolist() == rows


def test_a_part_is_like_a_box_that_it_shares_half_with():
    near = drawers().boxes.aabb[2] + 0.01
    assert part_like(drawers(), np.arange(4), near) == 2
    assert part_like(drawers(), np.array([0, 1]), near) is None
    assert part_like(drawers(), np.arange(0), near) is None


def chest_scene() -> Scene:
    """A chest with its four drawers, named."""
    instances = Instances.from_aabb(
        np.array([[-0.5, -0.25, 0, 0.5, 0.25, 0.8]]), ["dresser"], instance_id=np.array([7])
    )
    return build_scene(Scan("chest", instances, parts=drawers()), Config())


def test_named_parts_are_chosen_by_the_sides_that_are_said():
    answer = chest_scene().ground("the top drawer of the dresser")
    assert (answer.status, answer.num_regions) == ("ambiguous", 2)
    assert sorted(result.center[0] for result in answer.results[:2]) == [-0.25, 0.25]
    assert {result.center[2] for result in answer.results[:2]} == {0.6}
    assert "which drawer is not told: 2 fit" in answer.reason


def test_parts_and_groups_come_back_from_the_file(tmp_path):
    for name, graph in (("a", build_graph(two_boxes())), ("b", chest_scene().graph)):
        save_graph(graph, tmp_path / f"{name}.sg3d")
        back = load_graph(tmp_path / f"{name}.sg3d")
        assert back.groups == graph.groups
        assert back.parts is not None
        assert graph.parts is not None
        np.testing.assert_array_equal(back.parts.boxes.center, graph.parts.boxes.center)
        np.testing.assert_array_equal(back.parts.whole_id, graph.parts.whole_id)
        assert back.parts.label.tolist() == graph.parts.label.tolist()
        assert (back.parts.feature is None) == (graph.parts.feature is None)


def test_the_network_has_a_node_for_each_part_under_its_thing():
    network = chest_scene().graph.nx
    assert network.nodes["part", 3]["label"] == "drawer"
    assert network.nodes["part", 3]["center"] == [0.25, 0.2, 0.6]
    assert network.has_edge(("object", 7), ("part", 3), "has_part")
    loads = build_graph(two_boxes()).nx
    assert loads.nodes["group", 0]["source"] == "field"


def test_loads_of_the_field_stay_when_the_graph_grows():
    graph = build_graph(two_boxes())
    ids = cloud()[1]
    scan = two_boxes()
    more = Instances.from_aabb(
        np.vstack([scan.instances.aabb, [[0, 0, 1, 0.1, 0.1, 1.1]]]),
        ["floor", "dresser", "box", "lamp"],
        instance_id=np.array([50, 51, 52, 53]),
    )
    grown = with_undetected_objects(graph, replace(scan, instances=more, point_instance=ids + 50))
    assert Group("load", (1, 2), None, "field") in grown.groups


def test_parts_and_groups_of_no_instance_are_refused():
    instances = Instances.from_aabb(np.array([TABLE]), ["table"], instance_id=np.array([1]))
    with pytest.raises(ValueError, match="parts and groups must be of instances, got id 7"):
        Scan("a", instances, parts=drawers())
    with pytest.raises(ValueError, match="parts and groups must be of instances, got id 2"):
        Scan("a", instances, together=((1, 2),))
    with pytest.raises(ValueError, match="must have points to take parts of a field"):
        with_hierarchy(Scan("a", instances), layered())


def test_a_file_from_before_parts_still_opens(tmp_path):
    graph = graph_of([TABLE, CUP], ["table", "cup"])
    save_graph(graph, tmp_path / "old.sg3d")
    with safe_open(tmp_path / "old.sg3d", framework="numpy") as file:
        header = json.loads(file.metadata()[FORMAT])
        arrays = {key: file.get_tensor(key) for key in file.keys()}  # noqa: SIM118
    header["version"] = 3
    del header["parts"]
    for group in header["groups"]:
        del group["source"]
    (tmp_path / "old.sg3d").write_bytes(to_bytes(arrays, {FORMAT: json.dumps(header)}))
    back = load_graph(tmp_path / "old.sg3d")
    assert (back.parts, back.undetected, back.groups) == (None, None, graph.groups)
