"""Names of objects by their features: the sure ones, and nothing for the others."""

import numpy as np
import pytest

from scenegraph3d.perception.naming import surely_named


class Axes:
    """Names are axes of space; words that mean nothing are the last one."""

    name, dimension = "axes", 4
    _axes = ("cup", "bowl", "vase")

    def encode_texts(self, texts):
        rows = [self._axes.index(text) if text in self._axes else 3 for text in texts]
        return np.eye(4, dtype=np.float32)[rows]

    def encode_masks(self, frame, masks):
        raise NotImplementedError


def unit(*numbers):
    return np.array(numbers, dtype=np.float32) / np.linalg.norm(numbers)


@pytest.mark.parametrize(
    ("feature", "name"),
    [
        pytest.param(unit(1, 0, 0, 0), "cup", id="plain"),
        pytest.param(unit(0, 0.9, 0.4, 0), "bowl", id="clearly ahead"),
        pytest.param(unit(1, 0.95, 0, 0), "", id="two fit alike"),
        pytest.param(unit(0.7, 0, 0, 0.7), "", id="no better than nothing"),
        pytest.param(unit(0, 0, 0, 1), "", id="nothing"),
        pytest.param(np.full(4, np.nan, dtype=np.float32), "", id="not seen"),
    ],
)
def test_name_is_given_where_it_is_sure(feature, name):
    found = surely_named(Axes(), feature[None], Axes._axes)
    assert found.tolist() == [name]


def test_no_objects_have_no_names():
    assert len(surely_named(Axes(), np.zeros((0, 4), dtype=np.float32), Axes._axes)) == 0


def test_one_name_is_no_choice():
    with pytest.raises(ValueError, match="at least two to choose from, got 1"):
        surely_named(Axes(), np.zeros((1, 4), dtype=np.float32), ["cup"])
