"""What holds for every relation: names, shapes, ranges, messages and the laws."""

from dataclasses import fields

import numpy as np
import pytest

from relation_scenes import (
    directions,
    fronts_of,
    graph_of,
    graph_of_boxes,
    mirrored,
    moved,
    random_boxes,
)
from scenegraph3d.config import RelationThresholds
from scenegraph3d.graph.relations import (
    measure,
    pair_distance,
    score_between,
    score_group,
    score_relation,
    surface_gap,
)
from scenegraph3d.graph.relations.table import DEFINITIONS
from scenegraph3d.vocabulary import BINARY, GROUP, RELATIONS, UNARY

BINARIES = [name for name, term in RELATIONS.items() if term.arity == BINARY]
UNARIES = [name for name, term in RELATIONS.items() if term.arity == UNARY]
GROUPS = [name for name, term in RELATIONS.items() if term.arity == GROUP]
VIEWED = [name for name in BINARIES if RELATIONS[name].view_dependent]
COMPASS = ["north_of", "south_of", "east_of", "west_of"]
STATED = {
    "at_distance": {"distance": 1.0},
    "within_distance": {"distance": 1.0},
    "at_oclock": {"hour": 2},
}
ROWS = np.arange(12)
NONE = np.arange(0)


def scored(graph, name, targets=ROWS, anchors=ROWS, forward=None):
    if RELATIONS[name].arity == UNARY:
        return score_relation(graph, name, targets)
    if forward is None:
        forward = np.tile([0.6, 0.8], (len(anchors), 1))
    return score_relation(graph, name, targets, anchors, forward=forward, **STATED.get(name, {}))


def scene(seed, turned=False):
    return random_boxes(seed, turned=turned), fronts_of(seed, 12)


def test_registry_and_vocabulary_hold_the_same_names():
    assert list(DEFINITIONS) == list(RELATIONS)


@pytest.mark.parametrize("name", RELATIONS)
def test_every_relation_tells_meaning_thresholds_source_and_frame(name):
    definition = DEFINITIONS[name]
    known = {one.name for one in fields(RelationThresholds)}
    assert definition.meaning.endswith(".") or ":" in definition.meaning
    assert set(definition.limits) <= known
    assert definition.source
    assert (definition.frame == "viewer") == RELATIONS[name].view_dependent


def test_every_threshold_is_read_by_a_relation():
    read = {limit for definition in DEFINITIONS.values() for limit in definition.limits}
    assert read == {one.name for one in fields(RelationThresholds)}


def test_converses_name_each_other():
    for name, term in RELATIONS.items():
        if term.converse is not None:
            assert RELATIONS[term.converse].converse == name


@pytest.mark.parametrize("name", [*BINARIES, *UNARIES])
def test_scores_are_shares_and_zero_of_itself(name):
    scores = scored(graph_of_boxes(*scene(0)), name)
    assert scores.shape == ((12, 12) if name in BINARIES else (12,))
    assert ((scores >= 0) & (scores <= 1)).all()
    if name in BINARIES:
        assert (np.diag(scores) == 0).all()


@pytest.mark.parametrize("seed", [1, 2])
@pytest.mark.parametrize("name", [n for n in BINARIES if RELATIONS[n].converse is not None])
def test_converse_pairs_agree(name, seed):
    graph = graph_of_boxes(*scene(seed, turned=True))
    view = np.tile(directions(seed, 1), (12, 1))
    there = scored(graph, name, forward=view)
    back = scored(graph, RELATIONS[name].converse, forward=view)
    assert there == pytest.approx(back.T, abs=1e-12)


@pytest.mark.parametrize("name", [n for n in [*BINARIES, *UNARIES] if n not in COMPASS])
@pytest.mark.parametrize("quarters", [1, 2, 3])
def test_moving_the_scene_with_its_frame_changes_nothing(name, quarters):
    boxes, fronts = scene(3)
    yaw = quarters * np.pi / 2
    turned = moved(boxes, fronts, yaw, np.array([2.0, -7.0, 0.4]))
    view = directions(5, 12)
    turned_view = view @ np.array([[np.cos(yaw), np.sin(yaw)], [-np.sin(yaw), np.cos(yaw)]])
    before = scored(graph_of_boxes(boxes, fronts), name, forward=view)
    after = scored(graph_of_boxes(*turned), name, forward=turned_view)
    assert after == pytest.approx(before, abs=1e-6)


# next_to looks into gaps between axis-aligned boxes, which fit turned things loosely.
@pytest.mark.parametrize(
    "name", [n for n in [*BINARIES, *UNARIES] if n not in [*COMPASS, "next_to"]]
)
@pytest.mark.parametrize("yaw", [0.3, 2.0])
def test_turning_oriented_boxes_by_any_angle_changes_nothing(name, yaw):
    boxes, fronts = scene(6, turned=True)
    view = directions(7, 12)
    turned_view = view @ np.array([[np.cos(yaw), np.sin(yaw)], [-np.sin(yaw), np.cos(yaw)]])
    before = scored(graph_of_boxes(boxes, fronts), name, forward=view)
    turned = moved(boxes, fronts, yaw, np.array([-1.0, 4, 0]))
    after = scored(graph_of_boxes(*turned), name, forward=turned_view)
    assert after == pytest.approx(before, abs=1e-6)


@pytest.mark.parametrize(
    ("name", "other"), [("left_of", "right_of"), ("in_front_of", "in_front_of"), ("near", "near")]
)
def test_mirror_swaps_left_and_right_only(name, other):
    boxes, fronts = scene(8)
    view = directions(9, 12)
    before = scored(graph_of_boxes(boxes, fronts), name, forward=view)
    after = scored(graph_of_boxes(*mirrored(boxes, fronts)), other, forward=view * [-1, 1])
    assert after == pytest.approx(before, abs=1e-9)


@pytest.mark.parametrize("name", [*BINARIES, *UNARIES])
def test_order_of_objects_does_not_matter(name):
    boxes, fronts = scene(10)
    order = np.random.default_rng(0).permutation(12)
    view = directions(1, 12)
    plain = scored(graph_of_boxes(boxes, fronts), name, forward=view)
    shuffled = scored(graph_of_boxes(boxes[order], fronts[order]), name, forward=view[order])
    expected = plain[np.ix_(order, order)] if name in BINARIES else plain[order]
    assert shuffled == pytest.approx(expected, abs=1e-9)


@pytest.mark.parametrize("name", [*BINARIES, *UNARIES])
def test_a_block_holds_the_same_scores_as_the_whole(name):
    graph, view = graph_of_boxes(*scene(12, turned=True)), directions(2, 12)
    whole = scored(graph, name, forward=view)
    targets, anchors = np.array([5, 2]), np.array([7])
    block = scored(graph, name, targets, anchors, view[anchors])
    expected = whole[np.ix_(targets, anchors)] if name in BINARIES else whole[targets]
    assert block == pytest.approx(expected, abs=1e-12)


@pytest.mark.parametrize("name", [*BINARIES, *UNARIES])
def test_flat_and_single_point_boxes_score_finite(name):
    aabb = [[0, 0, 0, 0, 0, 0], [1, 1, 1, 1, 1, 1], [0, 0, 0.5, 1, 1, 0.5], [2, 0, 0, 2, 1, 1]]
    graph = graph_of(aabb)
    assert np.isfinite(scored(graph, name, np.arange(4), np.arange(4))).all()


@pytest.mark.parametrize("name", [*BINARIES, *UNARIES])
def test_empty_scene_scores_nothing(name):
    graph = graph_of(np.empty((0, 6)))
    assert scored(graph, name, NONE, NONE).size == 0


@pytest.mark.parametrize("name", BINARIES)
def test_no_anchors_give_no_columns(name):
    assert scored(graph_of_boxes(*scene(1)), name, ROWS, NONE).shape == (12, 0)


@pytest.mark.parametrize("name", GROUPS)
def test_groups_score_shares_and_empty_groups_zero(name):
    graph = graph_of_boxes(*scene(1))
    scores = score_group(graph, name, ROWS, ROWS[:5])
    assert scores.shape == (12,)
    assert ((scores >= 0) & (scores <= 1)).all()
    assert score_group(graph, name, ROWS, NONE).tolist() == [0] * 12


def test_between_is_symmetric_and_zero_where_two_are_one():
    graph = graph_of_boxes(*scene(2, turned=True))
    scores = score_between(graph, ROWS, ROWS, ROWS)
    assert scores.shape == (12, 12, 12)
    assert scores == pytest.approx(scores.transpose(0, 2, 1), abs=1e-12)
    for k in ROWS:
        assert not scores[k, k].any()
        assert not scores[:, k, k].any()


def test_distances_are_symmetric_and_ordered():
    graph = graph_of_boxes(*scene(4, turned=True))
    gap, distance = surface_gap(graph, ROWS, ROWS), pair_distance(graph, ROWS, ROWS)
    assert gap == pytest.approx(gap.T, abs=1e-12)
    centers = graph.shapes.center
    between = np.linalg.norm(centers[:, None] - centers, axis=-1)
    assert distance == pytest.approx(0.8 * gap + 0.2 * np.maximum(between, 1e-3), abs=1e-6)


@pytest.mark.parametrize(
    ("call", "message"),
    [
        pytest.param(
            lambda g: score_relation(g, "beside", ROWS, ROWS), "choose from", id="unknown"
        ),
        pytest.param(lambda g: score_relation(g, "between", ROWS, ROWS), "ternary", id="arity"),
        pytest.param(lambda g: score_relation(g, "near", ROWS), "needs anchors", id="no anchors"),
        pytest.param(lambda g: score_relation(g, "behind", ROWS, ROWS), "forward", id="no frame"),
        pytest.param(
            lambda g: score_relation(g, "behind", ROWS, ROWS, forward=np.zeros((3, 2))),
            r"shape \(12, 2\), got \(3, 2\)",
            id="frames of others",
        ),
        pytest.param(
            lambda g: score_relation(g, "at_distance", ROWS, ROWS), "metres, got None", id="how far"
        ),
        pytest.param(
            lambda g: score_relation(g, "within_distance", ROWS, ROWS, distance=-1.0),
            "positive metres, got -1",
            id="less than nothing",
        ),
        pytest.param(lambda g: score_group(g, "near", ROWS, ROWS), "binary", id="no group"),
        pytest.param(lambda g: measure(g, "beauty", ROWS), "choose from: elevation", id="measure"),
    ],
)
def test_wrong_calls_say_what_is_needed(call, message):
    with pytest.raises(ValueError, match=message):
        call(graph_of_boxes(*scene(1)))
