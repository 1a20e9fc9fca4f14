"""Numbers of the ReferIt3D benchmark, by hand, with a fake system of known answers."""

import json

import pytest

from bench_fakes import answer, chairs, fake, scans
from scenegraph3d.bench import referit3d
from scenegraph3d.bench.failures import write_failures
from scenegraph3d.records import Scan

HEADER = "scan_id,target_id,utterance,stimulus_id,tokens,reference_type\n"
CSV = HEADER + (
    "scene0000_00,1,the chair by the door,scene0000_00-chair-2-1-2,\"['the','chair']\",closest\n"
    "scene0000_00,2,left chair,scene0000_00-chair-2-2-1,\"['left','chair']\",left\n"
    "scene0001_00,5,the lamp,scene0001_00-lamp-4-5-6-7-8,\"['the','lamp']\",closest\n"
    "scene0001_01,6,no idea,scene0001_01-lamp-4-6-5-7-8,\"['no','idea']\",closest\n"
)


def test_shares_are_over_all_rows(queries):
    # Arrange: rows 1 and 3 right, row 2 wrong, row 4 empty.
    answers = {"the chair by the door": 1, "left chair": 1, "the lamp": 5, "no idea": None}

    report = referit3d.run(queries, scans(), build=fake(answers)).to_dict()

    assert report["rows"] == 4
    assert report["accuracy"] == 0.5
    assert report["chance"] == pytest.approx((1 / 2 + 1 / 2 + 1 / 4 + 1 / 4) / 4)
    assert (report["easy"], report["hard"]) == (0.5, 0.5)
    assert (report["view_dependent"], report["view_independent"]) == (0.0, pytest.approx(2 / 3))
    assert report["abstained"] == 0.25
    assert report["accuracy_ok"] == pytest.approx(2 / 3)
    assert report["unparsed"] == 0.25
    assert report["by_relation"]["left"] == {"accuracy": 0.0, "rows": 1, "chance": 0.5}
    assert report["by_relation"]["closest"]["accuracy"] == pytest.approx(2 / 3)
    assert report["num_scenes"] == 3


def test_report_has_the_published_keys(queries):
    keys = set(referit3d.run(queries, scans(), build=fake({})).to_dict())

    subsets = {"easy", "hard", "view_dependent", "view_independent", "by_relation"}
    shares = {"accuracy", "chance", "abstained", "accuracy_ok", "unparsed", "ece", "auroc"}
    assert keys == subsets | shares | {"rows", "ms_per_query", "protocol", "num_scenes"}


def test_report_with_detections_has_the_box_keys_and_judges_boxes(queries):
    # Detections carry other ids: 91 lies on object 1, everything else lies nowhere near.
    detected = [Scan("scene0000_00", chairs([91, 92], [0.0, 50.0]))]
    answers = {"the chair by the door": 91, "left chair": 91}

    report = referit3d.run(queries, scans(), predicted=detected, build=fake(answers)).to_dict()

    assert (report["acc25"], report["acc50"], report["accuracy"]) == (0.25, 0.25, 0.25)
    assert (report["unique"], report["multiple"]) == (None, 0.25)
    assert "rows without a scene: 2, counted as wrong" in report["protocol"]


@pytest.mark.parametrize(
    ("fold", "rows"), [pytest.param("even", 2, id="room 0"), pytest.param("odd", 2, id="room 1")]
)
def test_fold_keeps_all_scans_of_a_room(queries, fold, rows):
    report = referit3d.run(queries, scans(), fold=fold, build=fake({}))

    assert {outcome.row.scene[:9] for outcome in report.outcomes} == {f"scene000{fold == 'odd':d}"}
    assert len(report.outcomes) == rows
    assert f"{fold} rooms" in report.protocol


def test_limit_keeps_the_first_rows(queries):
    assert referit3d.run(queries, scans(), limit=1, build=fake({})).overall.rows == 1


def test_a_scene_is_built_once(queries):
    built = []
    build = fake({})

    referit3d.run(queries, scans(), build=lambda scan: built.append(scan.name) or build(scan))

    assert sorted(built) == ["scene0000_00", "scene0001_00", "scene0001_01"]


def test_target_class_and_id_are_never_handed_over(queries):
    asked = []

    class Recorder:
        def ground(self, query, *, viewpoint=None):
            asked.append((query, viewpoint))
            return answer(())

    referit3d.run(queries, scans(), build=lambda scan: Recorder())

    assert asked[0] == ("the chair by the door", None)


def test_a_row_that_raises_counts_as_wrong_and_is_reported(queries):
    class Broken:
        def ground(self, query, *, viewpoint=None):
            raise ZeroDivisionError("no floor")

    report = referit3d.run(queries, scans(), build=lambda scan: Broken()).to_dict()

    assert (report["accuracy"], report["abstained"], report["unparsed"]) == (0.0, 1.0, 1.0)
    assert "rows that raised: 4, first ZeroDivisionError: no floor" in report["protocol"]


def test_rows_without_a_scene_count_as_wrong(queries):
    answers = {"the chair by the door": 1, "left chair": 2}

    report = referit3d.run(queries, scans()[:1], build=fake(answers)).to_dict()

    assert (report["accuracy"], report["rows"], report["num_scenes"]) == (0.5, 4, 1)
    assert "rows without a scene: 2, counted as wrong" in report["protocol"]


def test_class_size_comes_from_the_labels_where_the_csv_does_not_tell(tmp_path):
    path = tmp_path / "bare.csv"
    path.write_text("scan_id,target_id,utterance\nscene0001_00,5,the lamp on the right\n")

    report = referit3d.run(path, scans(), build=fake({})).to_dict()

    assert report["chance"] == 0.25
    assert (report["view_dependent"], report["view_independent"]) == (0.0, None)


def test_distractors_are_counted_where_there_is_no_stimulus():
    assert referit3d.num_same_class({"distractor_ids": "[4, 7]"}) == 3


def test_failures_are_written_one_a_line(queries, tmp_path):
    report = referit3d.run(queries, scans(), build=fake({"left chair": 1}))
    path = tmp_path / "failures.jsonl"

    assert write_failures(path, report.outcomes, report.is_correct) == 4
    second = json.loads(path.read_text().splitlines()[1])
    assert (second["text"], second["target_ids"], second["chosen_id"]) == ("left chair", [2], 1)
    assert second["query"]["target"]["category"] == "chair"
    assert [file.name for file in tmp_path.iterdir() if "failures" in file.name] == [path.name]


def test_table_prints_chance_beside_the_score_and_the_protocol(queries):
    from rich.console import Console

    console = Console(width=100, record=True, file=open("/dev/null", "w"))  # noqa: SIM115
    console.print(referit3d.run(queries, scans(), build=fake({"the lamp": 5})).table())
    text = console.export_text()

    assert "25.0" in text
    assert "37.5" in text
    assert "chance guesses among the objects" in " ".join(text.split())


@pytest.mark.parametrize(
    ("content", "message"),
    [
        pytest.param("", "must not be empty, got 0 bytes", id="empty"),
        pytest.param(HEADER, "must hold a header and at least one row", id="header only"),
        pytest.param(
            "scan_id,utterance\na,b\n", "must have the columns scan_id, target_id", id="col"
        ),
        pytest.param('[{"scene_id": 1}]', "must have the columns", id="json"),
        pytest.param(
            "scan_id,target_id,utterance\nscene0000_00,x,chair\n",
            "target_id must be a whole number, got 'x' in row 1",
            id="id",
        ),
        pytest.param(
            "scan_id,target_id,utterance\nscene0000_00,77,chair\n",
            "target id 77 of row 1 must be an object of scene0000_00",
            id="target not in scene",
        ),
        pytest.param(
            "scan_id,target_id,utterance\nscene0900_00,1,chair\n",
            "no row's scene is in the table of scenes",
            id="no scene",
        ),
    ],
)
def test_bad_queries_get_one_clear_line(tmp_path, content, message):
    path = tmp_path / "bad.csv"
    path.write_text(content)

    with pytest.raises(ValueError, match=message) as error:
        referit3d.run(path, scans(), build=fake({}))
    assert "\n" not in str(error.value)


def test_a_binary_file_is_named(tmp_path):
    path = tmp_path / "bad.csv"
    path.write_bytes(bytes([0x1F, 0x8B, 0xFF, 0x00]))

    with pytest.raises(ValueError, match="must be a csv text file"):
        referit3d.run(path, scans(), build=fake({}))


def test_a_missing_file_is_named_in_full(tmp_path):
    with pytest.raises(FileNotFoundError, match=str(tmp_path / "none.csv")):
        referit3d.run(tmp_path / "none.csv", scans())


def test_an_unknown_fold_lists_the_folds(queries):
    with pytest.raises(ValueError, match="unknown fold 'third'; choose from: even, odd"):
        referit3d.run(queries, scans(), fold="third")


def test_a_fold_needs_numbered_scenes(tmp_path):
    path = tmp_path / "rooms.csv"
    path.write_text("scan_id,target_id,utterance\nkitchen,1,chair\n")

    with pytest.raises(ValueError, match="a fold needs numbered scenes"):
        referit3d.run(path, scans(), fold="even")


@pytest.fixture
def queries(tmp_path):
    path = tmp_path / "nr3d.csv"
    path.write_text(CSV)
    return path
