"""Simulated detections: shares, reproducibility and the shape of the table."""

import gzip
import json

import numpy as np
import pytest

from scenegraph3d.bench.simulate import Noise, simulate_detections

LABELS = ("chair", "table", "lamp", "bed")


def test_shares_are_as_asked(tmp_path):
    truth = write(tmp_path, num_scans=20, num_objects=100)
    noise = Noise(duplicate=0.0)

    num_detected = simulate_detections(truth, tmp_path / "out.jsonl.gz", noise=noise)

    found = [thing for scan in read(tmp_path / "out.jsonl.gz") for thing in scan["objects"]]
    wrong = np.mean([thing["label"] != LABELS[thing["rgb"][0] % 4] for thing in found])
    assert num_detected == len(found)
    assert len(found) / 2000 == pytest.approx(0.8, abs=0.03)
    assert wrong == pytest.approx(0.15, abs=0.03)


def test_without_noise_the_boxes_are_the_annotated_ones(tmp_path):
    truth = write(tmp_path, num_scans=1, num_objects=5)

    simulate_detections(truth, tmp_path / "out.jsonl", noise=Noise(0, 0, 0, 0, 0))

    (scan,) = read(tmp_path / "out.jsonl")
    assert sorted(thing["c"] for thing in scan["objects"]) == [[float(i), 0, 0] for i in range(5)]
    assert [thing["id"] for thing in scan["objects"]] == [0, 1, 2, 3, 4]


def test_same_seed_same_bytes_and_another_seed_others(tmp_path):
    truth = write(tmp_path, num_scans=2, num_objects=10)
    files = [tmp_path / f"{number}.jsonl.gz" for number in range(3)]

    for file, seed in zip(files, (0, 0, 1), strict=True):
        simulate_detections(truth, file, seed=seed)

    first, again, other = (file.read_bytes() for file in files)
    assert first == again
    assert first != other


def test_duplicates_double_everything_where_asked(tmp_path):
    truth = write(tmp_path, num_scans=1, num_objects=7)
    noise = Noise(drop=0, duplicate=1)

    assert simulate_detections(truth, tmp_path / "out.jsonl", noise=noise) == 14


def test_objects_without_a_box_are_named(tmp_path):
    path = tmp_path / "bad.jsonl"
    path.write_text('{"scan_id": "scene0000_00", "objects": [{"label": "chair"}]}\n')

    with pytest.raises(ValueError, match="must give label, c, s of every object of scene0000_00"):
        simulate_detections(path, tmp_path / "out.jsonl")
    assert not (tmp_path / "out.jsonl").exists()


def test_noise_must_be_shares():
    with pytest.raises(ValueError, match=r"drop must be a share in 0..1, got 1.5"):
        Noise(drop=1.5)


def write(folder, *, num_scans, num_objects):
    """Object i is at x = i, has the label i % 4 and says so in its colour."""
    things = [
        {"id": i, "label": LABELS[i % 4], "c": [i, 0, 0], "s": [1, 1, 1], "rgb": [i, 0, 0]}
        for i in range(num_objects)
    ]
    path = folder / "truth.jsonl"
    lines = [
        json.dumps({"scan_id": f"scene{n:04}_00", "objects": things}) for n in range(num_scans)
    ]
    path.write_text("\n".join(lines))
    return path


def read(path):
    data = path.read_bytes()
    text = gzip.decompress(data) if path.suffix == ".gz" else data
    return [json.loads(line) for line in text.splitlines()]
