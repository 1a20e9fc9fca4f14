"""NumPy archives: the keys that are read, and archives that must not be trusted."""

import json
import zipfile

import numpy as np
import pytest

from scenegraph3d.io import read_scan

XYZ = np.array([[0, 0, 0], [1, 1, 0], [2, 2, 2], [3, 3, 3]], np.float32)


def save(path, **arrays):
    np.savez(path, **{"xyz": XYZ, **arrays})
    return path


def test_instance_counts_from_one_and_instance_id_from_zero(tmp_path):
    path = save(tmp_path / "a.npz", instance=np.array([1, 1, 0, 3], np.uint16))
    scan = read_scan(path)
    assert scan.instances.instance_id.tolist() == [0, 2]
    assert scan.point_instance.tolist() == [0, 0, -1, 2]
    assert scan.instances.aabb[0].tolist() == [0, 0, 0, 1, 1, 0]


@pytest.mark.parametrize(
    ("key", "values", "expected"),
    [
        ("instance_id", [-1, 0, 0, 5], [-1, 0, 0, 5]),
        ("object_id", [0, 1, 1, 5], [-1, 1, 1, 5]),
        ("label", [20, 20, 30, 0], [20, 20, 30, -1]),
    ],
)
def test_other_keys_hold_the_ids_themselves(tmp_path, key, values, expected):
    scan = read_scan(save(tmp_path / "a.npz", **{key: np.array(values, np.int16)}))
    assert scan.point_instance.tolist() == expected


def test_points_and_colors_are_other_names_of_xyz_and_rgb(tmp_path):
    np.savez(tmp_path / "a.npz", points=XYZ.astype(np.float64), colors=np.full((4, 3), 0.2))
    cloud = read_scan(tmp_path / "a.npz").cloud
    assert cloud.points.dtype == np.float32
    assert cloud.colors.tolist() == [[51, 51, 51]] * 4


def test_names_fall_back_from_name_to_nyu40_name_to_the_points_class(tmp_path):
    entries = [
        {"instance": 1, "object_id": 0, "name": "kitchen counter", "nyu40_name": "counter"},
        {"instance": 2, "object_id": 1, "name": None, "nyu40_name": "sofa"},
    ]
    (tmp_path / "a.instances.json").write_text(json.dumps({"instances": entries}))
    path = save(tmp_path / "a.npz", instance=np.array([1, 2, 3, 3]), nyu40=np.array([4, 4, 5, 5]))
    assert read_scan(path).instances.label.tolist() == ["kitchen counter", "sofa", "chair"]


def test_names_may_lie_in_a_plain_json_beside(tmp_path):
    (tmp_path / "a.json").write_text('{"objects": [{"object_id": 1, "name": "door"}]}')
    path = save(tmp_path / "a.npz", object_id=np.array([1, 1, 0, 0]))
    assert read_scan(path).instances.label.tolist() == ["door"]


def test_a_plain_json_beside_about_something_else_is_left_alone(tmp_path):
    (tmp_path / "a.json").write_text('{"rooms": 3}')
    path = save(tmp_path / "a.npz", object_id=np.array([1, 1, 0, 0]))
    assert read_scan(path).instances.label.tolist() == [""]


def test_an_archive_of_points_alone_has_no_instances(tmp_path):
    assert len(read_scan(save(tmp_path / "a.npz")).instances) == 0


@pytest.mark.parametrize(
    ("arrays", "message"),
    [
        pytest.param({"xyz": XYZ[:, :2]}, r"shape \(N, 3\), got float32 \(4, 2\)", id="2D points"),
        pytest.param({"xyz": XYZ[:0]}, "at least 1 point, got 0", id="empty cloud"),
        pytest.param({"xyz": XYZ * np.nan}, "NaN or infinity in 4 of 4", id="NaN"),
        pytest.param({"xyz": XYZ * 1e30}, "within 100 km", id="absurd"),
        pytest.param({"xyz": XYZ.astype(str)}, "must be numbers of shape", id="text points"),
        pytest.param({"rgb": np.zeros((2, 3))}, r"\(4, 3\), got \(2, 3\)", id="few colours"),
        pytest.param({"rgb": np.full((4, 3), -1)}, "in 0..255 or 0..1, got -1", id="colour range"),
        pytest.param(
            {"instance": np.array([1, 2])},
            r"'instance' must hold one id for each of the 4 points, got shape \(2,\)",
            id="few ids",
        ),
        pytest.param({"label": np.array(list("abcd"))}, "must hold whole numbers", id="text ids"),
        pytest.param(
            {"instance": np.ones(4, int), "nyu40": np.ones(3)},
            "'nyu40' must hold one id for each of the 4",
            id="few classes",
        ),
        pytest.param(
            {"xyz": np.array([[{}, 0, 0]], dtype=object)},
            "Python objects, which are never loaded",
            id="pickled",
        ),
    ],
)
def test_columns_that_do_not_fit_are_one_clear_line(tmp_path, arrays, message):
    path = save(tmp_path / "a.npz", **arrays)
    with pytest.raises(ValueError, match=message) as caught:
        read_scan(path)
    assert str(path) in str(caught.value)
    assert "\n" not in str(caught.value)


def test_an_archive_without_points_lists_its_keys(tmp_path):
    np.savez(tmp_path / "a.npz", room_id=XYZ, voxel_size=1)
    with pytest.raises(ValueError, match="under 'xyz' or 'points', got room_id, voxel_size"):
        read_scan(tmp_path / "a.npz")


@pytest.mark.parametrize(
    ("change", "message"),
    [
        pytest.param(lambda data: b"", "must not be empty", id="empty file"),
        pytest.param(lambda data: b"no zip at all", "must be a whole .npz archive", id="no zip"),
        pytest.param(lambda data: data[: len(data) // 2], "must be a whole .npz", id="cut short"),
        pytest.param(
            lambda data: data.replace(XYZ.tobytes(), bytes(XYZ.nbytes)), "Bad CRC-32", id="damaged"
        ),
    ],
)
def test_a_damaged_archive_is_one_clear_line(tmp_path, change, message):
    path = save(tmp_path / "a.npz")
    path.write_bytes(change(path.read_bytes()))
    with pytest.raises(ValueError, match=message) as caught:
        read_scan(path)
    assert str(path) in str(caught.value)


def test_an_array_that_promises_more_than_it_has_is_not_allocated(tmp_path):
    header = b"{'descr': '<f4', 'fortran_order': False, 'shape': (99999999999, 3), }"
    entry = b"\x93NUMPY\x01\x00" + len(header).to_bytes(2, "little") + header + bytes(12)
    with zipfile.ZipFile(tmp_path / "a.npz", "w") as archive:
        archive.writestr("xyz.npy", entry)
    with pytest.raises(ValueError, match=r"'xyz.npy' promises 1199999999988 bytes but has"):
        read_scan(tmp_path / "a.npz")


def test_an_entry_that_is_no_array_is_one_clear_line(tmp_path):
    with zipfile.ZipFile(tmp_path / "a.npz", "w") as archive:
        archive.writestr("xyz.npy", "hello")
    with pytest.raises(ValueError, match=r"a.npz must be a whole .npz archive, got: "):
        read_scan(tmp_path / "a.npz")
