"""Published sets of relations map to ours, each completely."""

import pytest

from scenegraph3d.graph.relations import PAIR_MEASURES as PAIR_SCORES
from scenegraph3d.graph.relations import comparison
from scenegraph3d.graph.relations.taxonomies import (
    RCC8,
    REFSPATIAL,
    SR3D,
    THREE_DSRBENCH,
    THREE_DSSG,
)
from scenegraph3d.vocabulary import PAIR_MEASURES, RANK_KEYS, RELATIONS

# The names as published, each once and in the order of their tables.
SR3D_NAMES = "closest farthest above below supporting supported-by left right front back between"
REFSPATIAL_NAMES = (
    "close, far, above, below, depth, left, right, front, behind, tall, short, big, small, wide, "
    "thin, world above, world below, distance, between, face, back, edge, corner, free space, "
    "inside, outside, touch, far-from, vertical rotate, horizontal rotate, angle"
)
THREE_DSRBENCH_NAMES = """
    height_higher location_above location_closer_to_camera location_next_to
    orientation_in_front_of orientation_on_the_left orientation_viewpoint multi_object_closer_to
    multi_object_facing multi_object_viewpoint_towards_object multi_object_parallel
    multi_object_same_direction
"""


@pytest.mark.parametrize(
    ("table", "names", "count"),
    [
        pytest.param(SR3D, SR3D_NAMES.split(), 11, id="Sr3D"),
        pytest.param(REFSPATIAL, REFSPATIAL_NAMES.split(", "), 31, id="RefSpatial"),
        pytest.param(THREE_DSRBENCH, THREE_DSRBENCH_NAMES.split(), 12, id="3DSRBench"),
    ],
)
def test_a_published_set_is_mapped_completely(table, names, count):
    assert list(table) == names
    assert len(table) == count


def test_3dssg_is_mapped_completely(sg3d_data):
    lines = (sg3d_data / "taxonomies" / "3dssg160_relationships.txt").read_text().split("\n")
    assert set(THREE_DSSG) == {line for line in lines if line} - {"none"}


@pytest.mark.parametrize(
    "table",
    [
        pytest.param(SR3D, id="Sr3D"),
        pytest.param(THREE_DSSG, id="3DSSG"),
        pytest.param(REFSPATIAL, id="RefSpatial"),
        pytest.param(THREE_DSRBENCH, id="3DSRBench"),
    ],
)
def test_every_mapped_name_is_registered(table):
    assert set(table.values()) <= {*RELATIONS, *RANK_KEYS, *PAIR_MEASURES}


def test_3dssg_has_26_relationships():
    assert len(THREE_DSSG) == 26


def test_measures_have_the_names_of_the_vocabulary():
    assert set(PAIR_SCORES) == set(PAIR_MEASURES)
    assert set(comparison.MEASURES) <= set(RANK_KEYS)


def test_rcc8_converses_name_each_other():
    converse = {code: other for code, _, other in RCC8}
    assert len(converse) == 8
    assert all(converse[converse[code]] == code for code in converse)
