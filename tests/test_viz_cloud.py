"""The coloured point cloud: each point has the colour of its object's part in the answer."""

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from scenegraph3d.records import Boxes
from scenegraph3d.viz.cloud import box_edges, save_ply
from scenes import answered


def colored_points(path: Path) -> dict[int, np.ndarray]:
    """(3,) mean colour of each instance's points in a binary PLY file."""
    header, body = path.read_bytes().split(b"end_header\n", 1)
    assert b"property int instance_id" in header
    dtype = [("xyz", "<f4", 3), ("rgb", "u1", 3), ("id", "<i4")]
    rows = np.frombuffer(body, dtype)
    return {int(key): rows["rgb"][rows["id"] == key].mean(0) for key in np.unique(rows["id"])}


def test_the_target_is_red_the_anchor_blue_and_the_rest_pale(office, tmp_path: Path):
    save_ply(tmp_path / "answer.ply", office, answered(office, [8], anchors=[7]))
    color = colored_points(tmp_path / "answer.ply")
    assert color[8][0] > 180 > 100 > color[8][1]
    assert color[7][2] > 180 > 120 > color[7][0]
    assert np.ptp(color[9]) == 0
    assert color[9].min() > 180


def test_boxes_alone_are_written_as_their_edges(office, tmp_path: Path):
    bare = replace(office, cloud=None, point_row=None)
    save_ply(tmp_path / "answer.ply", bare, answered(bare, [8]))
    color = colored_points(tmp_path / "answer.ply")
    assert set(color) == {1, 7, 8, 9, 12}
    assert color[8][0] > 180 > 100 > color[8][1]


def test_edge_points_lie_on_the_twelve_edges_of_the_box():
    cloud, row = box_edges(Boxes.axis_aligned(np.array([[1, 2, 3]]), np.array([[2, 4, 6]])))
    on_face = np.isclose(np.abs(cloud.points - [1, 2, 3]), [1, 2, 3], atol=1e-5)
    assert (on_face.sum(axis=1) >= 2).all()
    assert on_face[:, [0, 1]].all(axis=1).any()
    assert (row == 0).all()


def test_save_ply_refuses_another_ending(office, tmp_path: Path):
    with pytest.raises(ValueError, match=r"must end in \.ply, got '.*answer\.obj'"):
        save_ply(tmp_path / "answer.obj", office, answered(office, [8]))
