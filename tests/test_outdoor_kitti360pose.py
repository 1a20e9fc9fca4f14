"""KITTI360Pose pickles: cells and hints come out, and no code is ever run."""

import pickle
import struct
import sys
import types

import numpy as np
import pytest

from scenegraph3d.io import guess_format, read_scan
from scenegraph3d.io.outdoor.kitti360pose import read_cells, read_poses

MODULE = "datapreparation.kitti360pose.imports"


@pytest.fixture
def official(monkeypatch):
    """The classes that the official pickles name, there only while a test writes them."""
    module = types.ModuleType(MODULE)
    for name in ("Object3d", "Cell", "Pose", "DescriptionBestCell"):
        setattr(module, name, type(name, (), {"__module__": MODULE}))
    for part in ("datapreparation", "datapreparation.kitti360pose"):
        monkeypatch.setitem(sys.modules, part, types.ModuleType(part))
    monkeypatch.setitem(sys.modules, MODULE, module)
    return module


def make(module, name, **values):
    record = getattr(module, name)()
    record.__dict__.update(values)
    return record


def cell(module, **changes):
    """A cell of 30 m at (3000, 1000): a road over its south half, a pole in its middle."""
    road = np.array([[0, 0, 0], [1, 0, 0], [1, 0.5, 0], [0, 0.5, 0]], dtype=np.float64)
    pole = np.array([[0.5, 0.5, 0], [0.5, 0.5, 0.2]])
    objects = [
        make(
            module,
            "Object3d",
            id=k,
            instance_id=70 + k,
            label=label,
            xyz=xyz,
            rgb=np.full(xyz.shape, 0.5),
        )
        for k, (label, xyz) in enumerate([("road", road), ("pole", np.asfortranarray(pole))])
    ]
    values = {
        "id": "0010_00012",
        "scene_name": "2013_05_28_drive_0010_sync",
        "objects": objects,
        "cell_size": np.float64(30.0),
        "bbox_w": np.array([3000.0, 1000.0, 100.0, 3030.0, 1030.0, 130.0]),
    }
    return make(module, "Cell", **{**values, **changes})


def pose(module):
    hint = {"object_id": 3, "is_matched": True, "offset_center": np.zeros(2)}
    told = [("north", "gray", "road"), ("on-top", "dark-green", "terrain")]
    hints = [
        make(
            module, "DescriptionBestCell", direction=d, object_color_text=c, object_label=o, **hint
        )
        for d, c, o in told
    ]
    place = np.array([3010.0, 1020.0, 101.0])
    values = {"pose": np.zeros(3), "pose_w": place, "cell_id": "0010_00012", "described_by": "all"}
    return make(module, "Pose", descriptions=hints, scene_name="drive_0010", **values)


def written(tmp_path, content, protocol=4):
    path = tmp_path / "2013_05_28_drive_0010_sync.pkl"
    path.write_bytes(pickle.dumps(content, protocol))
    return path


@pytest.mark.parametrize("protocol", [3, 4, 5])
def test_cells_come_out_in_metres_of_the_world(tmp_path, official, protocol):
    path = written(tmp_path, [cell(official)], protocol)
    sys.modules.pop(MODULE)  # reading must not need the classes
    (scan,) = read_cells(path)
    assert scan.name == "0010_00012"
    assert scan.instances.label.tolist() == ["road", "pole"]
    assert np.allclose(scan.instances.aabb[0], [3000, 1000, 100, 3030, 1015, 100])
    assert np.allclose(scan.instances.aabb[1], [3015, 1015, 100, 3015, 1015, 106])
    assert np.allclose(scan.instances.color, 128)


def test_a_cell_is_chosen_by_its_id(tmp_path, official):
    path = written(tmp_path, [cell(official), cell(official, id="0010_00013")])
    assert guess_format(path) == "kitti360pose"
    assert read_scan(path, scene="0010_00013").name == "0010_00013"
    with pytest.raises(ValueError, match=r"holds 2 cells: choose one with scene="):
        read_scan(path)
    with pytest.raises(ValueError, match=r"holds no cell '7'"):
        read_scan(path, scene="7")


def test_poses_come_with_the_official_sentences(tmp_path, official):
    (found,) = read_poses(written(tmp_path, [pose(official)]))
    assert found.position.tolist() == [3010, 1020, 101]
    assert found.cell_id == "0010_00012"
    assert (
        found.text
        == "The pose is north of a gray road. The pose is on-top of a dark-green terrain."
    )


class _Hostile:
    def __init__(self, function, *arguments):
        self.call = (function, arguments)

    def __reduce__(self):
        return self.call


@pytest.mark.parametrize(
    "content",
    [
        pytest.param(_Hostile(exec, "raise SystemExit"), id="exec"),
        pytest.param(_Hostile(getattr, "", "upper"), id="getattr"),
        pytest.param(_Hostile(__import__, "os"), id="import"),
        pytest.param(_Hostile(np.load, "x", None, True), id="numpy load"),
        pytest.param(_Hostile(types.SimpleNamespace), id="another class"),
    ],
)
def test_what_asks_for_code_is_refused(tmp_path, content):
    with pytest.raises(ValueError, match=r"refused, it asks for .*, which is no record"):
        read_cells(written(tmp_path, [content]))


def test_an_official_name_of_another_module_is_refused(tmp_path):
    path = tmp_path / "a.pkl"
    path.write_bytes(b"cdatapreparation.kitti360pose.imports\nos.system\n(S'x'\ntR.")
    with pytest.raises(ValueError, match=r"refused, it asks for datapreparation.*os.system"):
        read_cells(path)


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"objects": []}, r"a cell must have objects"),
        ({"cell_size": 0.0}, r"positive size"),
        ({"bbox_w": np.zeros(4)}, r"'bbox_w' must have shape \(6,\), got \(4,\)"),
        ({"bbox_w": np.full(6, np.nan)}, r"'bbox_w' must be finite"),
        ({"bbox_w": np.array([{}] * 6)}, r"arrays must hold numbers or text, got the type 'O8'"),
        ({"bbox_w": np.zeros(6, dtype=[("a", "f8")])}, r"arrays must hold numbers or text"),
        ({"bbox_w": "nothing"}, r"'bbox_w' must hold numbers, got str"),
        ({"bbox_w": [[0.0] * 6]}, r"'bbox_w' must hold numbers, got list"),
        ({"id": ["0010"]}, r"'id' must be text, got list"),
    ],
)
def test_damaged_cells_are_refused(tmp_path, official, changes, message):
    with pytest.raises(ValueError, match=message):
        read_cells(written(tmp_path, [cell(official, **changes)]))


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"id": 10**30}, r"ids of objects must be from 0 to 2\*\*53, got 1e\+30"),
        ({"id": -1}, r"ids of objects must be from 0 to 2\*\*53, got -1"),
        ({"label": None}, r"'label' must be text, got NoneType"),
        ({"xyz": np.zeros((0, 3)), "rgb": np.zeros((0, 3))}, r"a cell must have points, got none"),
    ],
)
def test_damaged_objects_are_refused(tmp_path, official, changes, message):
    values = {"id": 1, "label": "pole", "xyz": np.zeros((1, 3)), "rgb": np.zeros((1, 3))}
    thing = make(official, "Object3d", **{**values, **changes})
    with pytest.raises(ValueError, match=message):
        read_cells(written(tmp_path, [cell(official, objects=[thing])]))


def test_other_content_is_refused(tmp_path, official):
    with pytest.raises(ValueError, match=r"must hold Cell records, got Pose"):
        read_cells(written(tmp_path, [pose(official)]))
    with pytest.raises(ValueError, match=r"must hold a list of Cell records, got dict"):
        read_cells(written(tmp_path, {"a": 1}))
    bare = cell(official)
    del bare.__dict__["bbox_w"]
    with pytest.raises(ValueError, match=r"a Cell must have 'bbox_w', got: id, scene_name"):
        read_cells(written(tmp_path, [bare]))


def test_a_pickle_cut_short_is_refused_at_every_length(tmp_path, official):
    path = written(tmp_path, [pose(official)])
    whole = path.read_bytes()
    for length in range(1, len(whole), 37):
        path.write_bytes(whole[:length])
        with pytest.raises(ValueError, match=r"cannot be read"):
            read_poses(path)


def test_arrays_that_promise_more_than_they_hold_are_refused(tmp_path, official):
    path = written(tmp_path, [cell(official)])
    data = path.read_bytes()
    shape = data.index(b"K\x04K\x03\x86")  # the road's (4, 3)
    path.write_bytes(data[:shape] + b"K\xffK\x03\x86" + data[shape + 5 :])
    with pytest.raises(ValueError, match=r"an array of shape \(255, 3\) must have its bytes"):
        read_cells(path)


def test_a_memo_that_would_fill_the_memory_is_refused(tmp_path):
    path = tmp_path / "a.pkl"
    path.write_bytes(b"\x80\x04]r" + struct.pack("<I", 2**31) + b".")
    with pytest.raises(ValueError, match=r"it remembers thing 2147483648 after 3 operations"):
        read_cells(path)


def test_parts_shared_many_times_over_are_read_once(tmp_path):
    path = tmp_path / "a.pkl"
    doubled = b"".join(b"h" + bytes([k]) + b"h" + bytes([k]) + b"\x86\x94" for k in range(60))
    path.write_bytes(b"\x80\x04N\x94" + doubled + b".")  # a tuple of 2**60 parts
    with pytest.raises(ValueError, match=r"must hold a list of Cell records, got tuple"):
        read_cells(path)


def test_functions_of_the_reader_cannot_be_changed(tmp_path):
    """BUILD with attributes on what stands for numpy's function: it must not reach ours."""
    path = tmp_path / "a.pkl"
    path.write_bytes(b"cnumpy.core.multiarray\n_reconstruct\n(N(dS'__defaults__'\n(I1\ntstb0].")
    with pytest.raises(ValueError, match=r"a function has no state"):
        read_cells(path)
