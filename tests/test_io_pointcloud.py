"""Clouds and meshes of every suffix, written here by hand, by struct or by trimesh."""

import logging
import struct
import sys

import numpy as np
import pytest

from cloud_fixture import SIX_POINTS, pcd_text, write_ascii_ply
from scenegraph3d.io import read_scan, write_ply
from scenegraph3d.records import PointCloud


def with_ids(field, ids, label=None):
    """Rows and fields of a PLY whose six points carry instance ids and maybe a class."""
    rows = [
        (*p, i, *([] if label is None else [label])) for p, i in zip(SIX_POINTS, ids, strict=True)
    ]
    return rows, ["float x", "float y", "float z", field, *([] if label is None else ["int label"])]


@pytest.mark.parametrize(
    ("field", "none"),
    [
        ("int instance", -1),
        ("int instance_id", -1),
        ("ushort objectId", 0),
        ("float object_id", -1),
    ],
)
def test_ply_instance_fields_give_instances(tmp_path, field, none):
    rows, fields = with_ids(field, [4, 4, 4, 9, 9, none])
    scan = read_scan(write_ascii_ply(tmp_path / "room.ply", rows, fields))
    assert scan.instances.instance_id.tolist() == [4, 9]
    assert scan.instances.aabb.tolist() == [[0, 0, 0, 1, 1, 0], [5, 5, 1, 6, 5, 1]]
    assert scan.point_instance.tolist() == [4, 4, 4, 9, 9, -1]


def test_ply_labels_name_instances_by_their_nyu40_class(tmp_path):
    rows, fields = with_ids("int instance_id", [1] * 6, label=5)
    assert read_scan(write_ascii_ply(tmp_path / "a.ply", rows, fields)).instances.label == ["chair"]


def test_ply_labels_of_another_list_leave_instances_unnamed_aloud(tmp_path, caplog):
    rows, fields = with_ids("int instance_id", [1] * 6, label=1163)
    assert read_scan(write_ascii_ply(tmp_path / "a.ply", rows, fields)).instances.label == [""]
    assert "not of the NYU40 list" in caplog.text


def test_names_come_from_the_json_beside(tmp_path):
    rows, fields = with_ids("int instance_id", [1, 1, 1, 2, 2, 2])
    (tmp_path / "a.instances.json").write_text(
        '{"instances": [{"object_id": 1, "name": "mug"}, {"object_id": 2, "name": null}]}'
    )
    scan = read_scan(write_ascii_ply(tmp_path / "a.ply", rows, fields))
    assert scan.instances.label.tolist() == ["mug", ""]


def test_a_cloud_without_instance_field_has_no_instances(tmp_path):
    scan = read_scan(write_ascii_ply(tmp_path / "room.ply", SIX_POINTS))
    assert (scan.name, len(scan.cloud), len(scan.instances)) == ("room", 6, 0)
    assert scan.point_instance.tolist() == [-1] * 6


@pytest.mark.parametrize(("order", "name"), [("<", "little"), (">", "big")])
def test_binary_ply_of_both_byte_orders(tmp_path, order, name):
    header = f"ply\nformat binary_{name}_endian 1.0\nelement vertex 2\nproperty double x\n"
    header += "property double y\nproperty double z\nproperty uchar red\nproperty uchar green\n"
    header += "property uchar blue\nend_header\n"
    body = b"".join(struct.pack(order + "dddBBB", i, 2, 3, 10, 20, 30) for i in (1, 4))
    (tmp_path / "a.ply").write_bytes(header.encode() + body)
    cloud = read_scan(tmp_path / "a.ply").cloud
    assert cloud.points.tolist() == [[1, 2, 3], [4, 2, 3]]
    assert cloud.colors.tolist() == [[10, 20, 30]] * 2


def test_ply_colours_in_fractions_become_bytes(tmp_path):
    fields = ["float x", "float y", "float z", "float red", "float green", "float blue"]
    path = write_ascii_ply(tmp_path / "a.ply", [(0, 0, 0, 0.0, 0.5, 1.0)], fields)
    assert read_scan(path).cloud.colors.tolist() == [[0, 128, 255]]


def test_write_ply_is_read_back_the_same(tmp_path):
    cloud = PointCloud(np.array(SIX_POINTS, np.float32), np.full((6, 3), 7, np.uint8))
    ids = np.array([3, 3, 3, -1, 8, 8])
    write_ply(tmp_path / "a.ply", cloud, point_instance=ids)
    scan = read_scan(tmp_path / "a.ply")
    assert np.array_equal(scan.cloud.points, cloud.points)
    assert np.array_equal(scan.cloud.colors, cloud.colors)
    assert scan.point_instance.tolist() == ids.tolist()


def test_write_ply_takes_other_colours(tmp_path):
    trimesh = pytest.importorskip("trimesh")
    cloud = PointCloud(np.array(SIX_POINTS, np.float32), np.zeros((6, 3), np.uint8))
    write_ply(tmp_path / "a.ply", cloud, colors=np.tile([255, 0, 0], (6, 1)))
    assert trimesh.load(tmp_path / "a.ply").colors[:, :3].tolist() == [[255, 0, 0]] * 6


@pytest.mark.parametrize(
    ("columns", "message"),
    [
        pytest.param({"colors": np.zeros((2, 3))}, r"shape \(6, 3\), got \(2, 3\)", id="few"),
        pytest.param({"colors": np.full((6, 3), 300)}, "in 0..255, got 300..300", id="range"),
        pytest.param({"point_instance": np.zeros(2)}, r"shape \(6,\), got \(2,\)", id="ids"),
    ],
)
def test_write_ply_refuses_columns_that_do_not_fit(tmp_path, columns, message):
    with pytest.raises(ValueError, match=message):
        write_ply(tmp_path / "a.ply", PointCloud(np.array(SIX_POINTS, np.float32)), **columns)
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize(
    ("name", "text", "colors"),
    [
        pytest.param("a.xyz", "1 2 3\n4 5 6\n", None, id="xyz"),
        pytest.param("a.txt", "1,2,3,255,0,9\n4,5,6,255,0,9\n", [[255, 0, 9]] * 2, id="commas"),
        pytest.param("a.pts", "2\n1 2 3 -7 1 2 3\n4 5 6 -7 1 2 3\n", [[1, 2, 3]] * 2, id="pts"),
        pytest.param("a.xyz", "# x y z\n1 2 3 0.5\n\n4 5 6 0.5\n", None, id="intensity"),
    ],
)
def test_text_clouds(tmp_path, name, text, colors):
    (tmp_path / name).write_text(text)
    cloud = read_scan(tmp_path / name).cloud
    assert cloud.points.tolist() == [[1, 2, 3], [4, 5, 6]]
    assert colors == (None if cloud.colors is None else cloud.colors.tolist())


def test_glb_parts_are_instances_and_y_up_becomes_z_up(tmp_path):
    trimesh = pytest.importorskip("trimesh")
    scene = trimesh.Scene()
    tall = trimesh.creation.box((1, 3, 2), vertex_colors=[200, 0, 0, 255])  # 3 along glTF's up
    scene.add_geometry(tall, node_name="floor_lamp.001")
    shift = trimesh.transformations.translation_matrix([10, 0, -4])
    scene.add_geometry(trimesh.creation.box((1, 1, 1)), node_name="mug", transform=shift)
    scene.export(tmp_path / "room.glb")
    instances = read_scan(tmp_path / "room.glb").instances
    assert instances.label.tolist() == ["floor lamp", "mug"]
    assert np.allclose(instances.extent, [[1, 2, 3], [1, 1, 1]])
    assert np.allclose(instances.center, [[0, 0, 0], [10, 4, 0]])


def test_obj_objects_are_instances_in_their_own_frame(tmp_path):
    triangle = "v 0 0 {z}\nv 1 0 {z}\nv 0 1 {z}\nf {a} {b} {c}\n"
    text = "o lamp\n" + triangle.format(z=0, a=1, b=2, c=3)
    text += "o chair\n" + triangle.format(z=2, a=4, b=5, c=6)
    (tmp_path / "room.obj").write_text(text)
    instances = read_scan(tmp_path / "room.obj").instances
    assert instances.label.tolist() == ["chair", "lamp"]
    assert instances.aabb[:, 2].tolist() == [2, 0]


def test_obj_names_of_an_old_encoding_are_read(tmp_path):
    text = (
        "o stühle\nv 0 0 0\nv 1 0 0\nv 0 1 0\nf 1 2 3\no tür\nv 0 0 2\nv 1 0 2\nv 0 1 2\nf 4 5 6\n"
    )
    (tmp_path / "room.obj").write_text(text, encoding="latin-1")
    assert read_scan(tmp_path / "room.obj").instances.label.tolist() == ["stühle", "tür"]


def test_a_byte_order_mark_before_a_text_cloud_is_passed_over(tmp_path):
    (tmp_path / "a.xyz").write_text("\ufeff1 2 3\n4,5,6\n")
    assert read_scan(tmp_path / "a.xyz").cloud.points.tolist() == [[1, 2, 3], [4, 5, 6]]


@pytest.mark.parametrize("suffix", ["glb", "obj"])
def test_a_mesh_file_may_hold_bare_points(tmp_path, suffix):
    trimesh = pytest.importorskip("trimesh")
    trimesh.PointCloud([[0, 0, 0], [1, 0, 0], [0, 1, 0.0]]).export(tmp_path / "a.ply")
    trimesh.Scene(trimesh.load(tmp_path / "a.ply")).export(tmp_path / f"a.{suffix}")
    assert len(read_scan(tmp_path / f"a.{suffix}").cloud) == 3


def test_a_glb_material_colours_its_part(tmp_path):
    trimesh = pytest.importorskip("trimesh")
    scene = trimesh.Scene()
    for name, color in (("bed", [0, 255, 0, 255]), ("mug", [10, 0, 255, 255])):
        box = trimesh.creation.box((1, 1, 1))
        material = trimesh.visual.material.PBRMaterial(baseColorFactor=color)
        box.visual = trimesh.visual.TextureVisuals(material=material)
        scene.add_geometry(box, node_name=name)
    scene.export(tmp_path / "a.glb")
    color = read_scan(tmp_path / "a.glb").instances.color
    assert color.tolist() == [[0, 255, 0], [10, 0, 255]]


@pytest.mark.parametrize("suffix", ["stl", "off", "glb", "obj"])
def test_a_mesh_of_one_part_is_a_bare_cloud(tmp_path, suffix):
    trimesh = pytest.importorskip("trimesh")
    trimesh.creation.box((1, 1, 1)).export(tmp_path / f"a.{suffix}")
    scan = read_scan(tmp_path / f"a.{suffix}")
    assert len(scan.instances) == 0
    assert len(scan.cloud) == 8


def test_pcd_ascii_with_packed_colour_and_instances(tmp_path):
    pytest.importorskip("pypcd4")
    (tmp_path / "a.pcd").write_text(pcd_text("0 0 0 16711935 5\n1 2 3 16711935 5", 2))
    scan = read_scan(tmp_path / "a.pcd")
    assert scan.instances.instance_id.tolist() == [5]
    assert scan.instances.aabb.tolist() == [[0, 0, 0, 1, 2, 3]]
    assert scan.cloud.colors.tolist() == [[255, 0, 255]] * 2


def test_pcd_binary_and_compressed(tmp_path):
    pypcd4 = pytest.importorskip("pypcd4")
    points = np.array(SIX_POINTS, np.float32)
    cloud = pypcd4.PointCloud.from_xyz_points(points)
    for encoding in (pypcd4.Encoding.BINARY, pypcd4.Encoding.BINARY_COMPRESSED):
        cloud.save(tmp_path / "a.pcd", encoding=encoding)
        assert read_scan(tmp_path / "a.pcd").cloud.points.tolist() == points.tolist()


def test_pcd_points_without_a_reading_are_dropped_aloud(tmp_path, caplog):
    pytest.importorskip("pypcd4")
    (tmp_path / "a.pcd").write_text(pcd_text("nan nan nan 0 1\n1 2 3 0 1", 2))
    with caplog.at_level(logging.WARNING):
        assert read_scan(tmp_path / "a.pcd").cloud.points.tolist() == [[1, 2, 3]]
    assert "dropped 1 of 2 points without a reading" in caplog.text


def test_pcd_without_pypcd4_says_what_to_install(tmp_path, monkeypatch):
    monkeypatch.setitem(sys.modules, "pypcd4.pypcd4", None)
    (tmp_path / "a.pcd").write_text(pcd_text())
    with pytest.raises(ImportError, match=r'pip install "scenegraph3d\[io\]"'):
        read_scan(tmp_path / "a.pcd")
