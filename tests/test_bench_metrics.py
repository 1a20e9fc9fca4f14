"""Numbers a person can check on paper."""

import pytest

from scenegraph3d.bench import metrics


def test_perfect_statements_have_no_calibration_error():
    assert metrics.expected_calibration_error([1.0, 1.0, 0.0, 0.0], [True, True, False, False]) == 0


def test_calibration_error_is_the_gap_weighed_by_the_bins_rows():
    # Two bins of two: stated .2 and right 0 of 2, stated .8 and right 1 of 2.
    error = metrics.expected_calibration_error(
        [0.8, 0.2, 0.8, 0.2], [True, False, False, False], num_bins=2
    )

    assert error == pytest.approx(0.2 / 2 + 0.3 / 2)


def test_calibration_bins_differ_by_at_most_one_row():
    # Three rows in two bins: {.1, .2} right once, {.9} wrong.
    error = metrics.expected_calibration_error([0.9, 0.1, 0.2], [False, True, False], num_bins=2)

    assert error == pytest.approx((abs(0.3 - 1) + abs(0.9 - 0)) / 3)


def test_fewer_rows_than_bins_are_a_bin_each():
    assert metrics.expected_calibration_error([0.25], [True]) == pytest.approx(0.75)


def test_auroc_counts_the_pairs_in_order():
    # Right: .9 and .4; wrong: .5 and .1. Three of the four pairs are in order.
    assert metrics.auroc([0.9, 0.5, 0.4, 0.1], [True, False, True, False]) == 0.75


def test_auroc_counts_ties_half():
    assert metrics.auroc([0.5, 0.5], [True, False]) == 0.5


@pytest.mark.parametrize("correct", [[True, True], [False, False]])
def test_auroc_needs_both_kinds_of_row(correct):
    assert metrics.auroc([0.1, 0.2], correct) is None


def test_no_rows_have_no_score():
    assert metrics.expected_calibration_error([], []) is None
    assert metrics.score_rows([], []) == metrics.Score(None, 0, None)


@pytest.mark.parametrize(
    ("sentence", "expected"),
    [
        pytest.param("the chair in front of the desk", True, id="front"),
        pytest.param("the leftmost lamp", True, id="leftmost"),
        pytest.param("the chair across from the bed", True, id="across"),
        pytest.param("the chair near the desk", False, id="near"),
        pytest.param("the frontal lamp", False, id="only whole tokens"),
    ],
)
def test_view_dependence_goes_by_tokens(sentence, expected):
    assert metrics.is_view_dependent(sentence.split()) is expected


@pytest.mark.parametrize(("count", "easy"), [(1, True), (2, True), (3, False)])
def test_easy_has_one_distractor_at_most(count, easy):
    assert metrics.is_easy(count) is easy


@pytest.mark.parametrize(
    ("answered", "wanted", "f1"),
    [
        pytest.param([], [], 1.0, id="both empty"),
        pytest.param([1], [], 0.0, id="one empty"),
        pytest.param([1, 2], [2], 2 / 3, id="one too many"),
        pytest.param([3, 4], [4, 3], 1.0, id="order"),
    ],
)
def test_set_f1(answered, wanted, f1):
    assert metrics.set_f1(answered, wanted) == pytest.approx(f1)
