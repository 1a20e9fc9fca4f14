"""Regions join best pair first, and planes take in only what lies in them."""

import numpy as np
import pytest

pytest.importorskip("torch")

from cloud_rooms import BROWN, GREY, Pieces
from scenegraph3d.mapping.merging import merge_regions, region_borders
from scenegraph3d.mapping.neighbours import find_neighbours
from scenegraph3d.mapping.planes import measure_patches, planar_patches


def chain(*evidence):
    """Regions in a row, each border with its evidence."""
    borders = [{} for _ in range(len(evidence) + 1)]
    for row, value in enumerate(evidence):
        borders[row][row + 1] = borders[row + 1][row] = np.array([float(value)])
    return borders


def test_best_border_joins_first_and_weak_ones_stay():
    joined = []
    root = merge_regions(
        chain(5, 1, 4),
        lambda a, others, e: e[:, 0],
        lambda kept, gone: joined.append(gone),
        lowest=2,
    )
    assert root[0] == root[1] != root[2] == root[3]
    assert len(joined) == 2


def test_borders_that_become_one_add_their_evidence():
    borders = chain(9, 1)
    borders[0][2] = borders[2][0] = np.array([1.0])  # A triangle: 0-1 joins, then 2 touches both.
    root = merge_regions(borders, lambda a, others, e: e[:, 0], lambda kept, gone: None, lowest=2)
    assert len(set(root)) == 1


def test_borders_count_edges_and_sum_what_they_say():
    region = np.array([0, 0, 1, 1, -1])
    edges = np.array([[0, 1], [0, 2], [1, 3], [3, 4]])
    borders = region_borders(region, 2, edges, np.array([[7.0], [2.0], [3.0], [9.0]]))
    assert borders[0][1].tolist() == borders[1][0].tolist() == [2.0, 5.0]
    assert region_borders(region, 2, edges, np.zeros((4, 0)), least=3) == [{}, {}]


def test_no_regions_give_no_roots():
    assert merge_regions([], lambda a, others, e: e[:, 0], lambda a, b: None, lowest=0).shape == (
        0,
    )


def patches_of(pieces: Pieces, normals: np.ndarray, superpoint: np.ndarray) -> np.ndarray:
    points = pieces.cloud().points.astype(np.float64)
    edges = find_neighbours(points).edges
    return planar_patches(points, normals, superpoint, edges, resolution=0.03)


def halves(step: float):
    """Two level squares side by side, the second `step` metres higher."""
    pieces = Pieces()
    pieces.rectangle("one", (0, 0, 0), (1, 0, 0), (0, 1, 0), GREY)
    pieces.rectangle("two", (1, 0, step), (1, 0, 0), (0, 1, 0), BROWN)
    up = np.tile([0.0, 0.0, 1.0], (len(pieces.name), 1))
    return pieces, up, (pieces.name == "two").astype(np.int64)


@pytest.mark.parametrize(("step", "patches"), [(0.0, 1), (0.04, 2)])
def test_neighbours_in_one_plane_are_one_patch(step, patches):
    assert len(set(patches_of(*halves(step)))) == patches


def test_measured_patch_has_the_squares_middle_and_area():
    pieces, up, number = halves(0.04)
    points = pieces.cloud().points.astype(np.float64)
    patches = measure_patches(points, up, number, find_neighbours(points).area)
    assert patches.mean[1] == pytest.approx([1.5, 0.5, 0.04], abs=0.005)
    assert patches.normal == pytest.approx(np.tile([0, 0, 1], (2, 1)), abs=0.01)
    assert patches.area == pytest.approx([1, 1], rel=0.15)  # Points at the edges count too much.
    assert [len(rows) for rows in patches.rows] == np.bincount(number).tolist()
