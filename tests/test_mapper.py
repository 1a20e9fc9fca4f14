"""Frames to a scan: objects where they are drawn, and a stopped run that ends like a whole one."""

import shutil
from unittest.mock import Mock

import numpy as np
import pytest

from frames_room import FURNITURE

pytest.importorskip("torch")

from mapped_room import write_room
from scenegraph3d.io.frames import open_frames
from scenegraph3d.mapping import map_frames as map_frames_module
from scenegraph3d.mapping.map_frames import map_frames
from scenegraph3d.mapping.mapper import Mapper
from scenegraph3d.perception.encoders import make_encoder
from scenegraph3d.perception.segmenters import make_segmenter


@pytest.fixture(scope="module")
def room(tmp_path_factory):
    folder = tmp_path_factory.mktemp("room")
    write_room(folder)
    return folder


def new_mapper(room) -> Mapper:
    segmenter = make_segmenter("folder", weights=room / "masks")
    return Mapper(segmenter=segmenter, encoder=make_encoder("colour_shape"))


def assert_same(one, other):
    np.testing.assert_array_equal(one.cloud.points, other.cloud.points)
    np.testing.assert_array_equal(one.cloud.colors, other.cloud.colors)
    np.testing.assert_array_equal(one.point_instance, other.point_instance)
    np.testing.assert_array_equal(one.instances.feature, other.instances.feature)
    np.testing.assert_array_equal(one.instances.views, other.instances.views)


@pytest.fixture(scope="module")
def whole(room):
    return map_frames(open_frames(room / "frames"), new_mapper(room))


def test_every_box_becomes_an_object(whole):
    """By the points that lie on each drawn box, not by the masks."""
    found = 0
    for box in FURNITURE:
        near = (whole.cloud.points > box[:3] - 0.03) & (whole.cloud.points < box[3:] + 0.03)
        on_box = near.all(axis=1) & (whole.cloud.points[:, 2] > 0.06)
        if on_box.sum() < 50:
            continue
        ids, counts = np.unique(whole.point_instance[on_box], return_counts=True)
        best = ids[counts.argmax()]
        both = counts.max()
        union = on_box.sum() + (whole.point_instance == best).sum() - both
        found += best >= 0 and both / union > 0.5
    assert found >= len(FURNITURE) - 1


def test_floor_lies_where_it_was_drawn(whole):
    up = whole.cloud.normals[:, 2] > 0.95
    low = whole.cloud.points[up & (whole.cloud.points[:, 2] < 0.2), 2]
    assert abs(float(np.median(low))) < 0.01


def test_objects_carry_features_and_views(whole):
    objects = whole.instances[whole.instances.label == ""]
    assert whole.encoder == "colour_shape:1"
    seen = np.isfinite(objects.feature).all(axis=1)
    assert seen.all()
    np.testing.assert_allclose(np.linalg.norm(objects.feature, axis=1), 1, atol=1e-4)
    assert (objects.views[:, 0] >= 0).all()


class Stopped(Exception):
    pass


def stop_after(mapper: Mapper, num_frames: int) -> Mapper:
    """The mapper, which breaks off when it is given one frame more."""
    take_in = mapper.add

    def add(frame):
        if mapper.num_frames == num_frames:
            raise Stopped
        take_in(frame)

    mapper.add = add
    return mapper


@pytest.fixture
def saving_each_frame(monkeypatch):
    monkeypatch.setattr(map_frames_module, "SAVE_AFTER", 0.0)


@pytest.mark.usefixtures("saving_each_frame")
@pytest.mark.parametrize("num_frames", [1, 13])
def test_stopped_run_ends_like_a_whole_one(room, whole, tmp_path, num_frames):
    folder = tmp_path / "run"
    stopped = stop_after(new_mapper(room), num_frames)
    with pytest.raises(Stopped):
        map_frames(open_frames(room / "frames"), stopped, folder=folder)
    mapper = new_mapper(room)
    again = map_frames(open_frames(room / "frames"), mapper, folder=folder)
    assert_same(again, whole)
    assert not folder.exists()


@pytest.mark.usefixtures("saving_each_frame")
def test_frames_taken_in_before_are_not_read_again(room, tmp_path):
    with pytest.raises(Stopped):
        map_frames(open_frames(room / "frames"), stop_after(new_mapper(room), 20), folder=tmp_path)
    mapper, taken = new_mapper(room), []
    take_in = mapper.add
    mapper.add = lambda frame: (taken.append(frame.name), take_in(frame))
    map_frames(open_frames(room / "frames"), mapper, folder=tmp_path)
    assert len(taken) == 4


@pytest.mark.usefixtures("saving_each_frame")
def test_run_killed_while_it_saves_goes_on_from_the_save_before(room, whole, tmp_path):
    with pytest.raises(Stopped):
        map_frames(open_frames(room / "frames"), stop_after(new_mapper(room), 9), folder=tmp_path)
    (tmp_path / "volume-000010.safetensors").write_bytes(b"half a volume")
    (tmp_path / "view-000099.safetensors").write_bytes(b"half a view")
    again = map_frames(open_frames(room / "frames"), new_mapper(room), folder=tmp_path)
    assert_same(again, whole)


@pytest.mark.usefixtures("saving_each_frame")
def test_run_of_other_frames_is_refused(room, tmp_path):
    with pytest.raises(Stopped):
        map_frames(open_frames(room / "frames"), stop_after(new_mapper(room), 3), folder=tmp_path)
    with pytest.raises(ValueError, match="holds a run with other frames or settings"):
        map_frames(open_frames(room / "frames", every=2), new_mapper(room), folder=tmp_path)


@pytest.mark.usefixtures("saving_each_frame")
@pytest.mark.parametrize(
    ("name", "message"),
    [
        pytest.param("run.json", "must be a whole checkpoint", id="manifest"),
        pytest.param("volume-000003.safetensors", "must be a whole part", id="volume"),
    ],
)
def test_damaged_checkpoint_is_one_clear_line(room, tmp_path, name, message):
    with pytest.raises(Stopped):
        map_frames(open_frames(room / "frames"), stop_after(new_mapper(room), 3), folder=tmp_path)
    (tmp_path / name).write_bytes(b"nothing")
    with pytest.raises(ValueError, match=message) as caught:
        map_frames(open_frames(room / "frames"), new_mapper(room), folder=tmp_path)
    assert "to start over" in str(caught.value)


def spoil(folder, *names):
    for name in names:
        path = folder / "depth" / name
        path.write_bytes(path.read_bytes()[:40])


@pytest.mark.usefixtures("saving_each_frame")
@pytest.mark.parametrize("num_frames", [4, 22])
def test_frames_left_out_are_named_after_a_resume_too(room, tmp_path, monkeypatch, num_frames):
    """Stopped between the two broken frames, and after both, in the last stage."""
    frames = tmp_path / "frames"
    shutil.copytree(room / "frames", frames)
    spoil(frames, "2.png", "23.png")
    stopped = stop_after(new_mapper(room), num_frames)
    monkeypatch.setattr(stopped, "finish", Mock(side_effect=Stopped))
    with pytest.raises(Stopped):
        map_frames(open_frames(frames), stopped, folder=tmp_path / "run")
    sequence, mapper = open_frames(frames), new_mapper(room)
    map_frames(sequence, mapper, folder=tmp_path / "run")
    assert [frame.name for frame in sequence.skipped] == ["2", "23"]
    assert mapper.num_frames == 22


@pytest.mark.usefixtures("saving_each_frame")
def test_run_whose_rest_is_broken_ends_with_what_it_has(room, tmp_path):
    frames = tmp_path / "frames"
    shutil.copytree(room / "frames", frames)
    with pytest.raises(Stopped):
        map_frames(open_frames(frames), stop_after(new_mapper(room), 23), folder=tmp_path / "run")
    spoil(frames, "23.png")
    sequence, mapper = open_frames(frames), new_mapper(room)
    map_frames(sequence, mapper, folder=tmp_path / "run")
    assert [frame.name for frame in sequence.skipped] == ["23"]
    assert mapper.num_frames == 23


@pytest.mark.usefixtures("saving_each_frame")
def test_run_of_as_many_frames_at_other_places_is_refused(room, tmp_path):
    frames = tmp_path / "frames"
    shutil.copytree(room / "frames", frames)
    np.savetxt(frames / "pose" / "20.txt", np.eye(4))
    stopped = stop_after(new_mapper(room), 3)
    with pytest.raises(Stopped):
        map_frames(open_frames(room / "frames"), stopped, folder=tmp_path / "run")
    with pytest.raises(ValueError, match="holds a run with other frames or settings"):
        map_frames(open_frames(frames), new_mapper(room), folder=tmp_path / "run")


def test_frames_that_show_nothing_twice_say_so(room, tmp_path):
    shutil.copytree(room / "frames", tmp_path / "frames")
    for path in (tmp_path / "frames" / "pose").iterdir():
        pose = np.loadtxt(path)
        pose[:3, 3] += 100.0 * int(path.stem)
        np.savetxt(path, pose)
    with pytest.raises(ValueError, match="must show surfaces twice at least"):
        map_frames(open_frames(tmp_path / "frames"), new_mapper(room), folder=tmp_path / "run")
    assert not (tmp_path / "run").exists()
