import numpy as np
import pytest

from scenegraph3d import synthetic
from scenegraph3d.synthetic.margins import confusable
from scenegraph3d.synthetic.sentences import DRAWS


@pytest.fixture(scope="module")
def told():
    """Houses with many sentences about each, and their points by thing."""
    houses = [synthetic.generate(s, room_types=("bedroom", "office")) for s in (1, 2)]
    houses += [synthetic.generate(6, room_types=("living room",))]
    houses += [synthetic.generate(4, room_types=("kitchen", "dining room"))]
    return [(h, points_of(h), synthetic.describe(h, 0, 110)) for h in houses]


def points_of(house):
    mesh = synthetic.to_mesh(house, density=1200.0)
    return {
        t.instance_id: mesh.vertices[mesh.point_instance == t.instance_id] for t in house.things
    }


def of_kind(told, *relations):
    found = [(h, p, s) for h, p, told_of in told for s in told_of if s.relation in relations]
    assert len(found) >= 5
    return found


def rivals(house, sentence):
    """All things with the label of the sentence's answer; a colour in the words is ignored."""
    label = house.things[sentence.instance_ids[0]].label
    return [t.instance_id for t in house.things if t.label == label]


def test_describe_gives_the_same_sentences_for_the_same_seed():
    house = synthetic.generate(1)
    texts = [s.text for s in synthetic.describe(house, 3, 30)]
    assert texts == [s.text for s in synthetic.describe(house, 3, 30)]
    assert texts != [s.text for s in synthetic.describe(house, 4, 30)]
    assert len(texts) == 30


def test_every_kind_of_sentence_is_written_for_some_house(told):
    missing = set(DRAWS) - {s.relation for _, _, sentences in told for s in sentences}
    for seed in range(30):
        if not missing:
            break
        house = synthetic.generate(seed, num_rooms=1 + seed % 2)
        left = tuple(sorted(missing))
        missing -= {s.relation for s in synthetic.describe(house, 1, 20, relations=left)}
    assert missing == set()


def test_answers_fit_the_kind_of_sentence(told):
    for house, _, sentences in told:
        for sentence in sentences:
            ids = {t.instance_id for t in house.things}
            assert {*sentence.instance_ids, *sentence.anchor_ids} <= ids
            assert not set(sentence.instance_ids) & set(sentence.anchor_ids)
            if sentence.relation in ("no_such_color", "no_such_kind", "none_related"):
                assert sentence.instance_ids == ()
            elif sentence.count is not None:
                assert sentence.count == len(sentence.instance_ids)
            else:
                assert len(sentence.instance_ids) == 1


def test_closest_and_farthest_win_by_every_reading(told):
    for house, points, sentence in of_kind(told, "closest", "farthest"):
        sign = 1 if sentence.relation == "closest" else -1
        anchor = points[sentence.anchor_ids[0]]
        for measure in (surface_distance, middle_distance):
            values = {i: sign * measure(points[i], anchor) for i in rivals(house, sentence)}
            order = sorted(values, key=values.get)
            assert order[0] == sentence.instance_ids[0], sentence.text
            assert values[order[1]] - values[order[0]] > 0.1, sentence.text


def surface_distance(a, b):
    a, b = a[:: max(1, len(a) // 1500)], b[:: max(1, len(b) // 1500)]
    squares = (a**2).sum(1)[:, None] + (b**2).sum(1) - 2 * a @ b.T
    return float(np.sqrt(max(squares.min(), 0.0)))


def middle_distance(a, b):
    return float(np.linalg.norm((a.min(0) + a.max(0) - b.min(0) - b.max(0)) / 2))


def test_only_the_answer_stands_on_the_anchor(told):
    for house, points, sentence in of_kind(told, "on"):
        anchor = points[sentence.anchor_ids[0]]
        target = sentence.instance_ids[0]
        colored = house.things[target].color_name in sentence.text
        for i in rivals(house, sentence):
            other_color = house.things[i].color_name != house.things[target].color_name
            if not (colored and other_color):
                assert stands_on(points[i], anchor) == (i == target), sentence.text


def stands_on(points, anchor) -> bool:
    """Whether right below the middle of the foot there is a point of the anchor."""
    foot = points[points[:, 2] < points[:, 2].min() + 0.012]
    below = anchor[np.abs(anchor[:, 2] - points[:, 2].min()) < 0.03]
    middle = foot[:, :2].mean(axis=0)
    return bool((np.linalg.norm(below[:, :2] - middle, axis=1) < 0.08).any())


def test_left_and_right_hold_from_the_stated_viewpoint(told):
    for house, points, sentence in of_kind(told, "left_of", "right_of"):
        sign = 1 if sentence.relation == "left_of" else -1
        colored = house.things[sentence.instance_ids[0]].color_name in sentence.text
        x, y, _ = sentence.viewpoint.forward
        left = np.array([-y, x, 0.0])
        for i in [sentence.instance_ids[0]] if colored else rivals(house, sentence):
            aside = sign * ((points[i] - sentence.viewpoint.position) @ left)
            if i == sentence.instance_ids[0]:
                assert aside.min() > 0.1, sentence.text
            else:
                assert aside.max() < -0.1, sentence.text


def test_tallest_and_largest_lead_by_their_boxes(told):
    for house, points, sentence in of_kind(told, "tallest", "largest"):
        best = sentence.instance_ids[0]
        most = any(word in sentence.text for word in ("tallest", "largest", "biggest"))
        extents = {i: np.ptp(points[i], axis=0) for i in rivals(house, sentence)}
        values = {
            i: e[2] if sentence.relation == "tallest" else e.prod() for i, e in extents.items()
        }
        assert best == (max if most else min)(values, key=values.get), sentence.text


def test_counts_are_counts_of_labels(told):
    for house, _, sentence in of_kind(told, "count"):
        rooms = [r.room_id for r in house.rooms if f" in the {r.type}" in sentence.text]
        labels = {house.things[i].label for i in sentence.instance_ids}
        if labels:
            counted = [
                t for t in house.things if t.label in labels and t.room_id in (rooms or range(9))
            ]
            assert len(counted) == sentence.count, sentence.text


def test_colors_that_are_absent_are_far_from_those_present(told):
    for house, _, sentence in of_kind(told, "color"):
        target = house.things[sentence.instance_ids[0]]
        assert target.color_name in sentence.text
        for i in rivals(house, sentence):
            if i != target.instance_id:
                assert not confusable(house.things[i].color_name, target.color_name)


def test_describe_offers_fewer_sentences_than_asked_for_a_single_kind():
    house = synthetic.generate(1, room_types=("bathroom",))
    unique = synthetic.describe(house, 0, 1000, relations=("unique",))
    assert 3 < len(unique) < 30
    assert synthetic.describe(house, 0, 0) == ()


@pytest.mark.parametrize(
    ("arguments", "line"),
    [
        pytest.param({"num_sentences": -1}, "num_sentences must be at least 0, got -1", id="count"),
        pytest.param(
            {"relations": ("odd",)}, "unknown relation 'odd'; choose from: unique, ", id="relation"
        ),
    ],
)
def test_describe_rejects_bad_arguments_in_one_line(arguments, line):
    with pytest.raises(ValueError, match=line):
        synthetic.describe(synthetic.generate(1), **arguments)
