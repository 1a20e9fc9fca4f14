"""Groups: tables with their chairs, rows, stacks; in the network and in the file."""

import json

import numpy as np
import pytest
from safetensors import safe_open
from safetensors.numpy import save as to_bytes

from relation_scenes import graph_of
from scenegraph3d.graph.scene_graph import Group
from scenegraph3d.graph.storage import FORMAT, load_graph, save_graph

TABLE = [2, 2, 0, 3.6, 3, 0.75]
SEATS = [[2.2, 1.4, 0, 2.7, 1.9, 0.9], [2.9, 3.1, 0, 3.4, 3.6, 0.9], [3.8, 2.2, 0, 4.3, 2.7, 0.9]]
FAR_SEAT = [8, 8, 0, 8.5, 8.5, 0.9]


def dining():
    labels = ["dining table", "chair", "chair", "chair", "chair"]
    return graph_of([TABLE, *SEATS, FAR_SEAT], labels, ids=[9, 1, 2, 3, 4])


def test_table_and_the_chairs_around_it_are_a_set():
    assert Group("set", (0, 1, 2, 3), 0) in dining().groups


@pytest.mark.parametrize(
    ("boxes", "labels"),
    [
        pytest.param([TABLE, SEATS[0]], ["table", "chair"], id="one chair"),
        pytest.param([TABLE, *SEATS[:2]], ["coffee table", "chair", "chair"], id="coffee table"),
        pytest.param(SEATS, ["chair"] * 3, id="no table"),
        pytest.param([], [], id="empty"),
        pytest.param([TABLE], ["table"], id="single"),
    ],
)
def test_no_set(boxes, labels):
    graph = graph_of(np.array(boxes, dtype=float).reshape(-1, 6), labels)
    assert [group for group in graph.groups if group.kind == "set"] == []


def row_of(count, gap=0.7, aside=0.0):
    return [
        [i * gap, aside * (i % 2), 0, i * gap + 0.5, 0.5 + aside * (i % 2), 0.9]
        for i in range(count)
    ]


@pytest.mark.parametrize(
    ("boxes", "members"),
    [
        pytest.param(row_of(5), (0, 1, 2, 3, 4), id="five in line"),
        pytest.param(row_of(2), None, id="two are no row"),
        pytest.param(row_of(4, gap=3.0), None, id="too far apart"),
        pytest.param(row_of(4, aside=0.6), None, id="zigzag"),
        pytest.param([*row_of(3), [9, 0, 0, 9.5, 0.5, 0.9]], (0, 1, 2), id="one stands apart"),
    ],
)
def test_row_of_equal_things(boxes, members):
    rows = [group.members for group in graph_of(boxes, ["chair"] * len(boxes)).groups]
    assert rows == ([] if members is None else [members])


def test_row_needs_one_name():
    labels = ["chair", "plant", "chair", "plant"]
    assert graph_of(row_of(4), labels).groups == ()


def test_stack_of_equal_things_has_the_lowest_for_anchor():
    books = [[0, 0, 0.1 * i, 0.3, 0.2, 0.1 * i + 0.1] for i in range(3)]
    groups = graph_of(books[::-1], ["book"] * 3).groups
    assert Group("stack", (0, 1, 2), 2) in groups


def test_order_does_not_change_the_groups():
    graph = dining()
    order = np.array([3, 0, 4, 2, 1])
    shuffled = graph_of(
        graph.instances.aabb[order], graph.instances.label[order].tolist(), ids=order
    )
    assert {frozenset(order[list(g.members)].tolist()) for g in shuffled.groups} == {
        frozenset(g.members) for g in graph.groups
    }


def test_network_holds_groups_between_room_and_objects():
    network = dining().nx
    node = network.nodes[("group", 0)]
    assert (node["kind"], node["group"], node["anchor"]) == ("group", "set", 9)
    assert network.has_edge(("room", 0), ("group", 0), "contains")
    assert network.has_edge(("group", 0), ("object", 2), "contains")
    assert not network.has_edge(("group", 0), ("object", 4), "contains")


def rewritten(path, change):
    """The file with its header changed."""
    with safe_open(path, framework="numpy") as file:
        header = json.loads(file.metadata()[FORMAT])
        arrays = {key: file.get_tensor(key) for key in file.keys()}  # noqa: SIM118
    change(header)
    path.write_bytes(to_bytes(arrays, {FORMAT: json.dumps(header)}))


def test_groups_come_back_from_the_file(tmp_path):
    save_graph(dining(), tmp_path / "dining.sg3d")
    assert load_graph(tmp_path / "dining.sg3d").groups == dining().groups


def test_file_of_version_1_gets_its_groups_on_reading(tmp_path):
    def age(header):
        header["version"] = 1
        del header["groups"]

    save_graph(dining(), tmp_path / "old.sg3d")
    rewritten(tmp_path / "old.sg3d", age)
    assert load_graph(tmp_path / "old.sg3d").groups == dining().groups


@pytest.mark.parametrize(
    "group",
    [
        pytest.param({"kind": "row", "members": [1, 99], "anchor": None}, id="no such row"),
        pytest.param({"kind": "row", "members": [], "anchor": None}, id="nobody"),
        pytest.param({"kind": "row", "members": [0], "anchor": -1}, id="no such anchor"),
    ],
)
def test_group_that_points_nowhere_is_refused(tmp_path, group):
    save_graph(dining(), tmp_path / "dining.sg3d")
    rewritten(tmp_path / "dining.sg3d", lambda header: header["groups"].append(group))
    with pytest.raises(ValueError, match=r"a group must hold rows below 5"):
        load_graph(tmp_path / "dining.sg3d")
