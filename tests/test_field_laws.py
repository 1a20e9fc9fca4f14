import numpy as np
import pytest
import torch

from scenegraph3d.config import FieldSettings
from scenegraph3d.mapping.field.compress import fit_compression
from scenegraph3d.mapping.field.grid import SparseGrid, build_grids
from scenegraph3d.mapping.field.losses import contrastive_loss, language_loss
from scenegraph3d.mapping.field.pairs import PairDrawer
from scenegraph3d.mapping.field.samples import FieldSamples

POINTS = np.random.default_rng(0).uniform(-1, 1, (200, 3))


def test_corners_interpolate_what_is_linear_exactly():
    grid = SparseGrid.about(POINTS, 0.25, max_vertices=10_000)
    corners = grid.corners(POINTS)
    bits = 21
    mask = (1 << bits) - 1
    vertices = np.stack([grid.keys >> (2 * bits), (grid.keys >> bits) & mask, grid.keys & mask], 1)
    places = (vertices - (1 << (bits - 1))) * grid.edge  # where each vertex lies
    at = (places[corners.row] * corners.weight[..., None]).sum(axis=1)
    np.testing.assert_allclose(at, POINTS, atol=1e-6)
    np.testing.assert_allclose(corners.weight.sum(axis=1), 1, atol=1e-6)


def test_a_point_away_from_every_cell_has_no_corners():
    grid = SparseGrid.about(np.zeros((1, 3)) + 0.1, 0.25, max_vertices=100)
    assert len(grid) == 8
    assert (grid.corners(np.array([[5.0, 0.1, 0.1]])).weight == 0).all()


def test_a_grid_of_too_many_vertices_gets_larger_cells():
    grid = SparseGrid.about(POINTS, 0.01, max_vertices=300)
    assert len(grid) <= 300
    assert grid.edge > 0.1


def test_grids_grow_by_their_ratio():
    grids = build_grids(POINTS, levels=3, finest=0.1, growth=2.0, max_vertices=10**6)
    assert [grid.edge for grid in grids] == pytest.approx([0.1, 0.2, 0.4])


def test_as_many_directions_as_numbers_lose_nothing():
    feature = np.random.default_rng(1).normal(size=(40, 6))
    feature /= np.linalg.norm(feature, axis=1, keepdims=True)
    fit = fit_compression(feature, most=6)
    np.testing.assert_allclose(fit.decode(fit.encode(feature)), feature, atol=1e-5)


def test_features_of_two_directions_need_two_numbers_of_sixty_four():
    axes = np.eye(64)[[3, 40]]
    feature = axes[[0, 1, 1, 0]].astype(np.float32)
    feature = np.concatenate([feature, np.full((1, 64), np.nan, np.float32)])
    fit = fit_compression(feature, most=2)
    assert fit.basis.shape == (64, 2)
    np.testing.assert_allclose(fit.decode(fit.encode(feature[:4])), feature[:4], atol=1e-6)


def test_the_contrastive_loss_on_paper():
    apart = torch.tensor([0.25, 0.25, 4.0])  # squared distances: half, half, and two
    together = torch.tensor([True, False, False])
    # Pulled: 0.25. Pushed: (1 - 0.5) ** 2 = 0.25 and nothing beyond the margin, 0.125 on average.
    loss = contrastive_loss(apart, together, torch.ones(3), margin=1.0)
    assert float(loss) == pytest.approx(0.375, abs=1e-4)


def test_the_language_loss_goes_by_the_angle_and_forgets_what_has_no_weight():
    code = torch.tensor([[2.0, 0.0], [0.0, 3.0], [1.0, 0.0]])
    wanted = torch.tensor([[1.0, 0.0], [1.0, 0.0], [-1.0, 0.0]])
    loss = language_loss(code, wanted, torch.tensor([1.0, 1.0, 0.0]))
    assert float(loss) == pytest.approx(0.5)  # 0 and 90 degrees
    assert float(language_loss(code, wanted, torch.zeros(3))) == 0


def two_levels() -> FieldSamples:
    """One frame: a desk (mask 2) with a drawer (0) and a top (1), and a mug (3) on it."""
    mask = np.array([[0, 2]] * 10 + [[1, 2]] * 10 + [[-1, 3]] * 10)
    return FieldSamples(
        point=np.arange(30),
        weight=np.ones(30, dtype=np.float32),
        mask=mask,
        start=np.array([0, 30]),
        scale=np.array([0.1, 0.4, 0.5, 0.05], dtype=np.float32),
        quality=np.ones(4, dtype=np.float32),
        feature=np.eye(4, dtype=np.float32),
    )


def test_pairs_are_one_or_two_at_the_scales_of_the_masks_that_hold_them():
    settings = FieldSettings(batch=4000)
    batch = PairDrawer(two_levels(), np.zeros((30, 3)), settings).draw(3)
    kind = np.array(["drawer"] * 10 + ["top"] * 10 + ["mug"] * 10)
    one, other = kind[batch.sample], kind[batch.partner]
    assert batch.together[one == other].all()
    mug = (one == "mug") != (other == "mug")
    assert not batch.together[mug].any()
    assert batch.scale[mug].max() > 3  # apart at every scale
    parts = {"drawer", "top"}
    mixed = np.array([{a, b} == parts for a, b in zip(one, other, strict=True)])
    assert mixed.sum() > 100
    assert batch.scale[mixed & batch.together].min() >= 0.5 - 1e-6
    assert batch.scale[mixed & ~batch.together].max() <= 0.1 + 1e-6


def test_a_pixel_is_taught_the_smallest_of_its_masks_that_is_as_large():
    batch = PairDrawer(two_levels(), np.zeros((30, 3)), FieldSettings(batch=2000)).draw(0)
    drawer = batch.sample < 10
    fine = batch.mask_scale <= 0.1
    assert set(batch.mask[drawer & fine]) == {0}
    assert set(batch.mask[drawer & ~fine]) == {2}
    assert set(batch.mask[batch.sample >= 20]) == {3}


def test_the_same_step_draws_the_same_batch_and_the_next_another():
    drawer = PairDrawer(two_levels(), np.zeros((30, 3)), FieldSettings(batch=50))
    np.testing.assert_array_equal(drawer.draw(1).sample, drawer.draw(1).sample)
    assert (drawer.draw(1).sample != drawer.draw(2).sample).any()
