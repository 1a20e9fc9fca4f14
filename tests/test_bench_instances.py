"""Scores a person can check on paper, and a slow scorer written apart that must agree."""

import numpy as np
import pytest

from scenegraph3d.bench.instances import carry_ids, run, score_masks
from scenegraph3d.bench.point_masks import PointMasks, average_precision, match_greedily
from scenegraph3d.io import write_boxes
from scenegraph3d.records import Instances, Scan


def masks(text: str, names: dict[str, str] | None = None, score: dict[str, float] | None = None):
    """One letter a point, "." for none: masks("aab.") is mask 97 on two points, 98 on one."""
    ids = np.array([-1 if letter == "." else ord(letter) for letter in text], dtype=np.int64)
    letters = sorted(set(text) - {"."})
    return PointMasks(
        ids,
        np.array([ord(letter) for letter in letters], dtype=np.int64),
        np.array([(names or {}).get(letter, "thing") for letter in letters], dtype=object),
        np.array([(score or {}).get(letter, 1.0) for letter in letters]),
    )


def test_the_truth_itself_scores_one():
    truth = masks("aaabbbcc..", {"a": "chair", "b": "table", "c": "chair"})
    report = score_masks([(truth, truth)])
    assert (report.ap, report.ap50, report.ap25) == (1, 1, 1)
    assert (report.recall, report.precision, report.label_accuracy) == (1, 1, 1)
    assert report.label_ap50 == {"chair": 1, "table": 1}
    assert (report.num_true, report.num_found) == (3, 3)


def test_names_of_ids_and_order_do_not_matter():
    truth = masks("aaabbbcc..")
    renamed = masks("zzzyyyxx..")
    assert score_masks([(truth, renamed)]).ap == 1


def test_a_missed_object_costs_recall_alone():
    report = score_masks([(masks("aaaabbbb"), masks("aaaa...."))])
    assert (report.recall, report.precision, report.ap50) == (0.5, 1, 0.5)


def test_an_object_in_two_halves_is_one_miss_and_two_wrong_masks():
    # Each half has IoU 4 / 8, which is not above 0.5; it is above 0.25 once.
    report = score_masks([(masks("aaaaaaaa"), masks("xxxxyyyy"))])
    assert (report.recall, report.precision, report.ap50) == (0, 0, 0)
    assert report.ap25 > 0


def test_mean_ap_counts_the_thresholds_that_the_iou_passes():
    # IoU 8 / 10 is above 0.5 to 0.75, six of ten thresholds.
    report = score_masks([(masks("a" * 10), masks("x" * 8 + ".."))])
    assert report.ap == pytest.approx(0.6)


def test_only_one_mask_may_take_an_object_and_the_surest_does():
    truth = masks("aaaaaa")
    found = masks("xxxyyy", score={"x": 0.2, "y": 0.9})
    judged = match_greedily(np.array([[0.5], [0.5]]), found.score, 0.25)
    assert judged.tolist() == [-1, 0]
    assert score_masks([(truth, found)]).ap25 == pytest.approx(1.0)


def test_wrong_masks_hurt_when_they_are_sure():
    # Wrong first: recall 0, .5 and precision 0, .5; a precision weighs half the recall around it.
    assert average_precision(np.array([0.9, 0.5]), np.array([False, True]), 2) == 0.125
    assert average_precision(np.array([0.5, 0.9]), np.array([False, True]), 2) == 0.5
    assert average_precision(np.array([]), np.array([], dtype=bool), 2) == 0


def test_masks_on_points_that_are_not_scored_are_neither_right_nor_wrong():
    truth = masks("aaaa....wwww", {"w": "wall"})
    report = score_masks([(truth, masks("xxxxyyyyzzzz"))])
    assert (report.num_true, report.num_found, report.precision) == (1, 1, 1)
    with_walls = score_masks([(truth, masks("xxxxyyyyzzzz"))], ignored=frozenset())
    assert (with_walls.num_true, with_walls.num_found, with_walls.recall) == (2, 2, 1)


def test_a_mask_half_on_nothing_is_still_wrong():
    # Of eight points four are on nobody's: a share of 0.5, not above the threshold.
    report = score_masks([(masks("bbbbbbaa...."), masks("....yyyyyyyy"))])
    assert (report.num_found, report.precision) == (1, 0)


def test_small_objects_and_masks_are_not_scored():
    report = score_masks([(masks("aaaaab"), masks("xxxxxb"))], min_points=2)
    assert (report.num_true, report.num_found, report.ap50) == (1, 1, 1)


def test_labels_are_judged_on_the_matched_objects():
    truth = masks("aaabbbccc", {"a": "chair", "b": "table", "c": "lamp"})
    found = masks("aaabbb...", {"a": "chair", "b": "lamp"})
    report = score_masks([(truth, found)])
    assert report.label_accuracy == 0.5
    assert report.label_ap50 == {"chair": 1, "table": 0, "lamp": 0}


def test_nothing_found_scores_zero():
    report = score_masks([(masks("aaa"), masks("..."))])
    assert (report.ap, report.recall, report.precision, report.num_found) == (0, 0, 0, 0)
    assert report.label_accuracy is None


def test_scenes_are_ranked_together():
    good = (masks("aaa"), masks("xxx", score={"x": 0.9}))
    bad = (masks("aaab", {"b": "thing"}), masks("...x", score={"x": 0.2}))
    report = score_masks([good, bad])
    assert (report.num_scenes, report.num_true, report.num_found) == (2, 3, 2)
    assert report.recall == pytest.approx(2 / 3)


@pytest.mark.parametrize("seed", range(40))
def test_a_slow_scorer_written_apart_agrees(seed):
    rng = np.random.default_rng(seed)
    scenes = [random_pair(rng) for _ in range(rng.integers(1, 4))]
    report = score_masks(scenes, min_points=2)
    for threshold, ap in ((0.5, report.ap50), (0.25, report.ap25)):
        assert ap == pytest.approx(slow_ap(scenes, threshold, 2))
    strict = [slow_ap(scenes, threshold / 100, 2) for threshold in range(50, 100, 5)]
    assert report.ap == pytest.approx(np.mean(strict))
    for name, ap in report.label_ap50.items():
        assert ap == pytest.approx(slow_ap(scenes, 0.5, 2, name))


def random_pair(rng):
    """Truth of runs of points, and the same with pieces cut, joined and lost."""
    truth = np.repeat(rng.permutation(6)[:5] - 1, rng.integers(1, 12, 5))
    found = np.where(rng.random(len(truth)) < 0.25, np.roll(truth, 3), truth)
    found = np.where(rng.random(len(truth)) < 0.1, -1, found + 10 * (found >= 0))
    names = np.array(["chair", "table", "wall"], dtype=object)
    pair = []
    for ids in (truth, found):
        unique = np.unique(ids[ids >= 0])
        scores = rng.choice([0.2, 0.5, 0.9], len(unique))
        pair.append(PointMasks(ids, unique, names[unique % 10 % 3], scores))
    return tuple(pair)


def slow_ap(scenes, threshold, min_points, label=None):
    """From the protocol's words, with sets of points."""
    judged, num_true = [], 0
    for truth, found in scenes:
        true_sets, free = {}, set(np.flatnonzero(truth.point_instance < 0).tolist())
        for one, name in zip(truth.instance_id, truth.label, strict=True):
            points = set(np.flatnonzero(truth.point_instance == one).tolist())
            if name == "wall" or len(points) < min_points:
                free |= points
            elif label in (None, name):
                true_sets[one] = points
        num_true += len(true_sets)
        taken = set()
        for row in sorted(range(len(found)), key=lambda r: -found.score[r]):
            points = set(np.flatnonzero(found.point_instance == found.instance_id[row]).tolist())
            if len(points) < min_points or label not in (None, found.label[row]):
                continue
            iou = {
                one: len(points & other) / len(points | other)
                for one, other in true_sets.items()
                if one not in taken
            }
            best = max(iou, key=lambda one: iou[one], default=None)
            if best is not None and iou[best] > threshold:
                taken.add(best)
                judged.append((found.score[row], True))
            elif len(points & free) / len(points) <= threshold:
                judged.append((found.score[row], False))
    return slow_area(judged, num_true)


def slow_area(judged, num_true):
    curve = [(0.0, 1.0)]
    for least in sorted({score for score, _ in judged}, reverse=True):
        kept = [right for score, right in judged if score >= least]
        curve.append((sum(kept) / num_true, sum(kept) / len(kept)))
    curve = [(0.0, 0.0), *curve, (curve[-1][0], 0.0)]
    triples = zip(curve, curve[1:], curve[2:], strict=False)
    return sum(here[1] * (after[0] - before[0]) / 2 for before, here, after in triples)


def test_ids_are_carried_to_near_points_alone():
    points = np.array([[0.0, 0, 0], [1.0, 0, 0]])
    onto = np.array([[0.04, 0, 0], [0.97, 0, 0], [0.5, 0, 0]])
    assert carry_ids(points, np.array([7, 9]), onto).tolist() == [7, 9, -1]
    assert carry_ids(points[:0], np.array([], dtype=int), onto).tolist() == [-1, -1, -1]


def test_run_scores_files_of_different_points(tmp_path):
    rng = np.random.default_rng(0)
    for name, shift in (("truth", 0.0), ("found", 0.01)):
        points = np.vstack([rng.uniform(0, 0.3, (400, 3)), 2 + rng.uniform(0, 0.3, (400, 3))])
        np.savez(
            tmp_path / f"{name}.npz",
            xyz=(points + shift).astype(np.float32),
            instance=np.repeat([1, 2], 400).astype(np.uint16),
            rgb=np.zeros((800, 3), np.uint8),
        )
    report = run(tmp_path / "truth.npz", tmp_path / "found.npz")
    assert (report.ap50, report.num_true, report.num_found) == (1, 2, 2)
    assert report.to_dict()["ap50"] == 1
    assert report.table().row_count == 6


def test_bad_input_is_one_clear_line(tmp_path):
    with pytest.raises(ValueError, match="over the same points, got 3 and 2"):
        score_masks([(masks("aaa"), masks("aa"))])
    with pytest.raises(ValueError, match="must have an object that is not ignored, got none"):
        score_masks([(masks("..."), masks("aaa"))])
    with pytest.raises(ValueError, match="must carry the masks' instance ids, got 5"):
        PointMasks(np.array([5]), np.array([4]), np.array(["a"], object), np.ones(1))
    with pytest.raises(ValueError, match="unique, got one twice"):
        PointMasks(np.array([4]), np.array([4, 4]), np.array(["a", "a"], object), np.ones(2))
    boxes = Scan("boxes", Instances.from_aabb(np.array([[0, 0, 0, 1, 1, 1]]), ["chair"]))
    write_boxes(tmp_path / "boxes.json", boxes)
    with pytest.raises(ValueError, match="must have points, got boxes alone"):
        run(tmp_path / "boxes.json", tmp_path / "boxes.json")
