"""Prompts over logs: the answered set a frame, scores that can be checked on paper."""

import json

import numpy as np
import pytest

from outdoor_fixture import THINGS, TIMES, write_argoverse
from scenegraph3d.bench import argoverse_places as places
from scenegraph3d.bench.argoverse import run, scores_of
from scenegraph3d.bench.argoverse_boxes import name_of_size


def write_prompt(path, log, prompt, referred, *, extent=(4.0, 2.0, 1.5)):
    """A prompt over the two cars of the fixture, at three of its moments."""
    cars = [thing for thing in THINGS if thing[1] == "REGULAR_VEHICLE"]
    frames = [
        {
            "timestamp_ns": TIMES[step],
            "track_id": [uuid for uuid, *_ in cars],
            "name": [
                "REFERRED_OBJECT" if uuid in referred else "OTHER_OBJECT" for uuid, *_ in cars
            ],
            "translation_m": [(x, y + speed * step, z) for _, _, (x, y, z), speed, _ in cars],
            "size": [extent] * len(cars),
            "yaw": [yaw for *_, yaw in cars],
        }
        for step in (0, 1, 2)
    ]
    path.write_text(json.dumps({log: {"prompt": prompt, "frames": frames}}))
    return path


def test_scores_on_paper():
    counts = np.array([[1, 2, 1], [0, 0, 0], [1, 1, 3]])  # right, answered, referred
    told = scores_of(counts)
    assert told["precision"] == pytest.approx(2 / 3)
    assert told["recall"] == pytest.approx(2 / 4)
    assert told["f1"] == pytest.approx(4 / 7)
    assert told["f1_of_a_frame"] == pytest.approx((2 / 3 + 1 + 2 / 4) / 3)


def test_a_prompt_over_its_log(tmp_path):
    write_argoverse(tmp_path / "log")
    prompts = write_prompt(tmp_path / "p.json", "log", "stopped car", {"a-parked"})
    report = run(prompts, tmp_path)
    assert report.without_log == ()
    told = report.to_dict()["stopped car"]
    assert told["frames"] == 3
    assert told["answer"]["f1"] == 1.0
    assert told["chance"] == {"precision": 0.5, "recall": 1, "f1": 2 / 3, "f1_of_a_frame": 2 / 3}


def test_a_prompt_whose_log_is_missing_is_asked_of_its_boxes(tmp_path):
    prompts = write_prompt(tmp_path / "p.json", "gone", "moving car", {"b-driving"})
    report = run(prompts, tmp_path)
    assert report.without_log == ("moving car",)
    assert report.to_dict()["moving car"]["answer"]["f1"] == 1.0


def test_boxes_that_are_not_the_logs_are_refused(tmp_path):
    write_argoverse(tmp_path / "log")
    prompts = write_prompt(tmp_path / "p.json", "log", "car", {"a-parked"})
    prompts.write_text(prompts.read_text().replace("5004.0", "5009.0"))
    with pytest.raises(ValueError, match=r"track a-parked must lie where the log has a box"):
        run(prompts, tmp_path)


def test_frames_of_unequal_columns_are_refused(tmp_path):
    prompts = write_prompt(tmp_path / "p.json", "log", "car", set())
    content = json.loads(prompts.read_text())
    content["log"]["frames"][0]["yaw"] = []
    prompts.write_text(json.dumps(content))
    with pytest.raises(ValueError, match=r"'yaw' must have one entry for each track_id"):
        run(prompts, tmp_path)


@pytest.mark.parametrize(
    ("size", "name"),
    [
        ((4.5, 1.9, 1.6), "car"),
        ((12.0, 2.6, 3.2), "bus"),
        ((1.7, 0.5, 1.1), "bicycle"),
        ((0.6, 0.6, 1.8), "pedestrian"),
        ((0.3, 0.3, 0.9), "bollard"),
        ((40.0, 9.0, 9.0), "thing"),
    ],
)
def test_names_by_size(size, name):
    assert name_of_size(np.array(size)) == name


def test_places_of_a_log_are_found_on_its_map(tmp_path):
    log = write_argoverse(tmp_path / "log", with_map=True)
    report = places.run([log], manners=(places.Manner("class", moving=False),))
    assert report.landmarks == (3,)  # a car, a bollard and a crosswalk; not the road
    told = report.to_dict()
    assert told["moments"] == 2  # 4 m of driving, one each 3 m
    assert told["recall"]["class, compass, standing things"][1] == 1.0  # within 10 of 60 m
    assert told["recall"][places.DRIVE][0] == 1.0  # the two are 3 m apart
