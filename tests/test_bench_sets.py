"""Numbers of the benchmarks of zero, one or many targets, by hand."""

import json

import pytest

from bench_fakes import answer, fake, scans
from scenegraph3d.bench import beacon3d, vigil3d

VIGIL = (
    "scene_id,object_id,description,num_negation\n"
    "scene0001_00,,the piano,\n"
    "scene0001_00,5,a lamp,0\n"
    'scene0001_00,"5, 6",lamps not at the end,1\n'
)


def test_only_the_exact_set_counts(tmp_path):
    build = fake({"a lamp": 5, "lamps not at the end": (6, 5)})

    values = vigil3d.run(vigil(tmp_path), scans(), build=build).to_dict()

    assert (values["accuracy"], values["f1"]) == (1.0, 1.0)
    assert (values["zero"], values["one"], values["many"]) == (1.0, 1.0, 1.0)
    assert values["chance"] == pytest.approx(0.25 / 3)
    assert values["by_phenomenon"] == {"negation": {"accuracy": 1.0, "rows": 1, "chance": 0.0}}


def test_a_part_of_the_set_counts_for_f1_alone(tmp_path):
    build = fake({"a lamp": (5, 6), "lamps not at the end": 6})

    values = vigil3d.run(vigil(tmp_path), scans(), build=build).to_dict()

    assert values["accuracy"] == pytest.approx(1 / 3)
    assert values["f1"] == pytest.approx((1 + 2 / 3 + 2 / 3) / 3)


@pytest.mark.parametrize(
    ("status", "zero"), [("not_found", 1.0), ("unsupported", 0.0), ("ambiguous", 0.0)]
)
def test_nothing_to_find_wants_the_status_not_found(tmp_path, status, zero):
    class Fake:
        def ground(self, query, *, viewpoint=None):
            return answer([], status=status)

    report = vigil3d.run(vigil(tmp_path), scans(), build=lambda scan: Fake())

    assert report.to_dict()["zero"] == zero


def test_beacon_tags_rows_with_what_they_speak_of(tmp_path):
    path = tmp_path / "beacon.json"
    item = {"scan_id": "scene0001_00", "target_id": [5, 6], "utterance": "lamps"}
    path.write_text(json.dumps([{**item, "item_id": "scene0001_00_5_chain_1_0_class-spatial"}]))

    report = beacon3d.run(path, scans(), build=fake({"lamps": 5}))

    assert report.to_dict()["f1"] == pytest.approx(2 / 3)
    assert sorted(report.by_phenomenon) == ["class", "spatial"]


def test_set_table_can_be_drawn(tmp_path):
    from rich.console import Console

    console = Console(width=100, record=True, quiet=False)
    with console.capture() as captured:
        console.print(vigil3d.run(vigil(tmp_path), scans(), build=fake({})).table())

    assert "zero targets" in captured.get()


def test_a_target_id_that_is_no_number_is_named(tmp_path):
    path = tmp_path / "vigil.csv"
    path.write_text('scene_id,object_id,description\nscene0001_00,"5,lamp",lamps\n')

    with pytest.raises(ValueError, match="object_id must be a whole number, got 'lamp' in row 1"):
        vigil3d.run(path, scans(), build=fake({}))


def vigil(folder):
    path = folder / "vigil.csv"
    path.write_text(VIGIL)
    return path
