"""EaSe's cases: rows with a target are scored, the file's name is their relation."""

import json

import pytest

from bench_fakes import fake, scans
from scenegraph3d.bench import ease


def test_rows_with_a_target_are_scored_by_relation(tmp_path):
    case = {"scan_id": "scene0001_00", "sentence": "lamp behind the bed"}
    path = write(tmp_path, [{**case, "target": 5}, case])

    report = ease.run(path, scans(), build=fake({"lamp behind the bed": 5})).to_dict()

    assert report["by_relation"] == {"behind": {"accuracy": 1.0, "rows": 1, "chance": 0.25}}


def test_a_file_without_targets_is_named(tmp_path):
    path = write(tmp_path, [{"scan_id": "scene0001_00", "sentence": "lamp"}])

    with pytest.raises(ValueError, match="must give a target in some object, got none in 1"):
        ease.run(path, scans(), build=fake({}))


def write(folder, cases):
    path = folder / "behind.json"
    path.write_text(json.dumps(cases))
    return path
