import json

import numpy as np
import pytest

from scenegraph3d import synthetic


@pytest.fixture(scope="module")
def house():
    return synthetic.generate(12)


@pytest.fixture(scope="module")
def folder(house, tmp_path_factory):
    return synthetic.write_scannet(house, tmp_path_factory.mktemp("scans"), density=300.0)


def read_ply(path):
    """The vertex table and the (T, 3) faces of a binary PLY, by hand."""
    sizes = {"float": "<f4", "uchar": "u1", "ushort": "<u2"}
    content = path.read_bytes()
    head, body = content.split(b"end_header\n", 1)
    lines = head.decode("ascii").splitlines()
    assert lines[:2] == ["ply", "format binary_little_endian 1.0"]
    counts = {w[1]: int(w[2]) for w in map(str.split, lines) if w[0] == "element"}
    fields = [
        (w[2], sizes[w[1]]) for w in map(str.split, lines) if w[0] == "property" and len(w) == 3
    ]
    assert "property list uchar int vertex_indices" in lines
    vertices = np.frombuffer(body, dtype=fields, count=counts["vertex"])
    face = np.dtype([("count", "u1"), ("rows", "<i4", (3,))])
    rest = body[vertices.nbytes :]
    assert len(rest) == counts["face"] * face.itemsize
    faces = np.frombuffer(rest, dtype=face)
    assert (faces["count"] == 3).all()
    return vertices, faces["rows"]


def positions(vertices):
    return np.stack([vertices[axis] for axis in "xyz"], axis=1).astype(np.float64)


def axis_alignment(folder):
    lines = dict(
        line.split(" = ", 1) for line in (folder / f"{folder.name}.txt").read_text().splitlines()
    )
    return np.array(lines["axisAlignment"].split(), dtype=np.float64).reshape(4, 4)


def test_scannet_folder_holds_the_official_files(folder):
    name = folder.name
    assert name == "scene0912_00"
    assert sorted(p.name for p in folder.iterdir()) == sorted(
        [
            f"{name}.aggregation.json",
            f"{name}.txt",
            f"{name}_vh_clean_2.0.010000.segs.json",
            f"{name}_vh_clean_2.labels.ply",
            f"{name}_vh_clean_2.ply",
            "truth.json",
        ]
    )


def test_scannet_meshes_agree_with_each_other(folder, house):
    name = folder.name
    vertices, faces = read_ply(folder / f"{name}_vh_clean_2.ply")
    labelled, same_faces = read_ply(folder / f"{name}_vh_clean_2.labels.ply")
    assert vertices.dtype.names == ("x", "y", "z", "red", "green", "blue", "alpha")
    assert labelled.dtype.names == (*vertices.dtype.names, "label")
    assert (positions(vertices) == positions(labelled)).all()
    assert (faces == same_faces).all()
    assert faces.min() >= 0
    assert faces.max() == len(vertices) - 1
    assert set(np.unique(labelled["label"])) == {t.nyu40 for t in house.things}


def test_scannet_segments_give_every_vertex_its_object(folder, house):
    name = folder.name
    segments = json.loads((folder / f"{name}_vh_clean_2.0.010000.segs.json").read_text())
    groups = json.loads((folder / f"{name}.aggregation.json").read_text())
    assert groups["sceneId"] == f"scannet.{name}"
    assert groups["segmentsFile"] == f"scannet.{name}_vh_clean_2.0.010000.segs.json"
    owner = {s: g["objectId"] for g in groups["segGroups"] for s in g["segments"]}
    assert [g["label"] for g in groups["segGroups"]] == [t.label for t in house.things]
    vertices, _ = read_ply(folder / f"{name}_vh_clean_2.ply")
    assert len(segments["segIndices"]) == len(vertices)
    assert set(segments["segIndices"]) == set(owner)


def test_axis_alignment_takes_raw_points_to_the_true_boxes(folder):
    name = folder.name
    segments = json.loads((folder / f"{name}_vh_clean_2.0.010000.segs.json").read_text())
    groups = json.loads((folder / f"{name}.aggregation.json").read_text())["segGroups"]
    truth = json.loads((folder / "truth.json").read_text())["objects"]
    T = axis_alignment(folder)
    points = positions(read_ply(folder / f"{name}_vh_clean_2.ply")[0]) @ T[:3, :3].T + T[:3, 3]
    assert abs(T[1, 0]) > 0.01
    for group in groups:
        own = points[np.isin(segments["segIndices"], group["segments"])]
        obb = truth[group["objectId"]]["obb"]
        local = (own - obb["center"]) @ np.array(obb["R_world_box"])
        np.testing.assert_allclose(np.abs(local).max(axis=0) * 2, obb["extent"], atol=0.012)


def test_truth_names_supporter_room_and_front(folder, house):
    truth = json.loads((folder / "truth.json").read_text())
    assert truth["scene"] == house.name
    assert [r["type"] for r in truth["rooms"]] == [r.type for r in house.rooms]
    mug = next(o for o in truth["objects"] if o["label"] == "mug")
    assert truth["objects"][mug["supporter_id"]]["label"] in ("desk", "nightstand")
    assert mug["front"] is None
    assert truth["objects"][mug["supporter_id"]]["front"] is not None


def test_write_scannet_keeps_what_is_there_already(folder, house):
    with pytest.raises(FileExistsError, match="scene0912_00 exists already"):
        synthetic.write_scannet(house, folder.parent)


def test_write_scannet_leaves_nothing_behind_when_it_fails(house, tmp_path, monkeypatch):
    def fail(*_args, **_options):
        raise OSError("disk full")

    monkeypatch.setattr("scenegraph3d.synthetic.scannet.describe_truth", fail)
    with pytest.raises(OSError, match="disk full"):
        synthetic.write_scannet(house, tmp_path)
    assert list(tmp_path.iterdir()) == []


def test_to_scan_holds_the_points_and_boxes_of_the_house(house):
    scan = synthetic.to_scan(house)
    assert scan.name == house.name
    assert 40_000 < len(scan.cloud) < 120_000
    assert scan.instances.label.tolist() == [t.label for t in house.things]
    assert scan.instances.num_points.sum() == len(scan.cloud)
    assert scan.instances.num_points.min() >= 100
    for row in (0, 10, len(house.things) - 1):
        own = scan.cloud.points[scan.point_instance == row]
        np.testing.assert_allclose(own.min(axis=0), scan.instances.aabb[row, :3], atol=1e-5)
        np.testing.assert_allclose(own.max(axis=0), scan.instances.aabb[row, 3:], atol=1e-5)


def test_mesh_faces_turn_their_normals_outwards(house):
    mesh = synthetic.to_mesh(house, density=200.0)
    corners = mesh.vertices[mesh.faces]
    normals = np.cross(corners[:, 1] - corners[:, 0], corners[:, 2] - corners[:, 0])
    assert ((normals * mesh.normals[mesh.faces[:, 0]]).sum(axis=1) > -1e-12).all()


def test_sample_points_have_the_asked_density(house):
    cloud = synthetic.sample_points(house, density=500.0)
    floor = cloud.points[cloud.point_instance == 0]
    x0, y0, x1, y1 = house.rooms[0].rectangle
    upper = floor[np.abs(floor[:, 2]) < 1e-9]
    assert len(upper) / ((x1 - x0) * (y1 - y0)) == pytest.approx(500.0, rel=0.25)
    assert cloud.colors.dtype == np.uint8
    np.testing.assert_allclose(np.linalg.norm(cloud.normals, axis=1), 1.0, atol=1e-9)


@pytest.mark.parametrize(
    ("density", "line"),
    [
        pytest.param(0.0, "density must be positive points per square metre, got 0.0", id="zero"),
        pytest.param(float("nan"), "density must be positive .*, got nan", id="nan"),
        pytest.param(1e9, "density must ask for at most 20000000 points", id="too many"),
    ],
)
def test_to_mesh_rejects_bad_densities(house, density, line):
    with pytest.raises(ValueError, match=line):
        synthetic.to_mesh(house, density=density)
