"""Features of masks to one feature an instance."""

import sys
from dataclasses import replace
from types import SimpleNamespace

import numpy as np
import pytest
import torch

from mask_scene import shots, surface, view_of
from scenegraph3d.config import MappingSettings
from scenegraph3d.mapping.association import FusedMasks, Matches, fuse_masks
from scenegraph3d.mapping.pooling import pool_features, pool_point_features
from scenegraph3d.mapping.views import MaskedView
from scenegraph3d.records import Masks

AHEAD, ASIDE = [1.0, 0.0], [0.0, 1.0]
LIMITS = MappingSettings()


def test_the_feature_is_the_mean_weighted_by_share_overlap_and_quality():
    # Weights 1 * 1 * 1, 0.5 * 0.8 * 1 and 1 * 1 * 0.4; two say ahead, one of them says aside.
    fused = matched(shown=[1.0, 0.5, 1.0], iou=[1.0, 0.8, 1.0])
    views = [view(0, AHEAD), view(1, AHEAD), view(2, ASIDE, quality=0.4)]
    feature = pool_features(fused, views).feature[0]
    plain = np.array([1.4, 0.4]) / np.hypot(1.4, 0.4)
    assert np.linalg.norm(feature) == pytest.approx(1)
    # The one that stands alone weighs less than its share, but something.
    assert plain[0] < feature[0] < 1


def test_equal_views_that_differ_alike_give_the_middle():
    pooled = pool_features(matched(shown=[1, 1], iou=[1, 1]), [view(0, AHEAD), view(1, ASIDE)])
    np.testing.assert_allclose(pooled.feature, [[0.5**0.5, 0.5**0.5]], atol=1e-6)


def test_one_wrong_view_of_many_hardly_counts():
    views = [view(0, ASIDE), *(view(n, AHEAD) for n in range(1, 6))]
    feature = pool_features(matched(shown=[1] * 6, iou=[1] * 6), views).feature[0]
    plain = 1 / np.hypot(5, 1)  # 0.196 aside in the plain mean
    assert feature[1] < plain / 5


def test_more_views_that_agree_are_surer_and_one_is_half_sure():
    def confidence(*features: list[float]) -> float:
        views = [view(n, feature) for n, feature in enumerate(features)]
        fused = matched(shown=[1] * len(views), iou=[1] * len(views))
        return float(pool_features(fused, views).feature_confidence[0])

    assert confidence(AHEAD) == pytest.approx(1 / 2)
    assert confidence(AHEAD, AHEAD) == pytest.approx(2 / 3)
    assert confidence(*[AHEAD] * 8) == pytest.approx(8 / 9)
    assert confidence(AHEAD, ASIDE) == pytest.approx(2 / 3 / 2**0.5)


def test_only_the_best_views_are_pooled_and_kept_best_first():
    limits = replace(LIMITS, best_views=2)
    views = [view(10, ASIDE), view(11, AHEAD), view(12, AHEAD)]
    pooled = pool_features(matched(shown=[0.2, 0.5, 0.9], iou=[1, 1, 1]), views, limits)
    np.testing.assert_array_equal(pooled.views, [[12, 11]])
    np.testing.assert_allclose(pooled.feature, [AHEAD], atol=1e-6)


def test_places_past_the_last_view_are_empty():
    pooled = pool_features(matched(shown=[1], iou=[1]), [view(7, AHEAD)])
    assert pooled.views.tolist() == [[7] + [-1] * (LIMITS.best_views - 1)]


def test_views_without_a_feature_are_left_out():
    views = [view(0, [np.nan, np.nan]), view(1, AHEAD)]
    pooled = pool_features(matched(shown=[1, 0.1], iou=[1, 1]), views)
    np.testing.assert_allclose(pooled.feature, [AHEAD], atol=1e-6)
    assert pooled.views[0, :2].tolist() == [1, -1]


def test_an_instance_that_no_view_describes_has_no_feature():
    pooled = pool_features(matched(shown=[1], iou=[1]), [view(0, [np.nan, np.nan])])
    assert np.isnan(pooled.feature).all()
    assert pooled.feature_confidence.tolist() == [0]


def test_poor_pictures_alone_are_better_than_none():
    pooled = pool_features(matched(shown=[1], iou=[1]), [view(0, AHEAD, quality=0.0)])
    np.testing.assert_allclose(pooled.feature, [AHEAD])


def test_without_an_encoder_views_are_still_kept():
    pooled = pool_features(matched(shown=[1, 0.5], iou=[1, 1]), [view(3, []), view(4, [])])
    assert pooled.feature.shape == (1, 0)
    assert pooled.views[0, :2].tolist() == [3, 4]


def test_no_instances_have_no_features():
    pooled = pool_features(FusedMasks.none(5), [view(0, AHEAD)])
    assert pooled.feature.shape == (0, 2)
    assert pooled.views.shape == (0, LIMITS.best_views)
    assert pool_features(FusedMasks.none(5), []).feature.shape == (0, 0)


def test_features_of_two_encoders_are_refused():
    with pytest.raises(ValueError, match="features must have one length, got 1 and 2"):
        pool_features(matched(shown=[1, 1], iou=[1, 1]), [view(0, AHEAD), view(1, [1.0])])


def test_torch_scatter_gives_the_same_where_it_is_installed(monkeypatch: pytest.MonkeyPatch):
    rng = np.random.default_rng(0)
    views = [view(n, rng.normal(size=2).tolist()) for n in range(5)]
    fused = matched(shown=rng.uniform(0.2, 1, 5).tolist(), iou=[1] * 5)
    ours = pool_features(fused, views)
    asked = []

    def scatter_sum(values: torch.Tensor, rows: torch.Tensor, dim: int, dim_size: int):
        asked.append(dim)
        return torch.zeros((dim_size, *values.shape[1:])).index_add_(dim, rows, values)

    monkeypatch.setitem(sys.modules, "torch_scatter", SimpleNamespace(scatter_sum=scatter_sum))
    theirs = pool_features(fused, views)
    assert asked
    np.testing.assert_allclose(theirs.feature, ours.feature, atol=1e-6)
    np.testing.assert_allclose(theirs.feature_confidence, ours.feature_confidence, atol=1e-6)


def test_noisy_features_of_many_views_name_every_instance():
    cloud, ids = surface()
    rng = np.random.default_rng(2)
    classes = np.linalg.qr(rng.normal(size=(64, 3)))[0].T  # floor, left, right
    views = [
        view_of(n, shot, shot.ids, feature=noisy(classes, rng)) for n, shot in enumerate(shots())
    ]
    fused = fuse_masks(cloud, views)
    named = (pool_features(fused, views).feature @ classes.T).argmax(axis=1)
    truth = [np.bincount(ids[fused.point_instance == row]).argmax() for row in range(3)]
    assert named.tolist() == truth


def test_point_features_do_not_depend_on_the_chunk():
    cloud, ids = surface(0.1)
    one_hot = np.eye(3, dtype=np.float32)
    views = [view_of(n, shot, shot.ids, feature=one_hot) for n, shot in enumerate(shots())]
    whole = np.concatenate(list(pool_point_features(cloud, views)))
    pieces = list(pool_point_features(cloud, views, chunk=100))
    assert [len(piece) for piece in pieces[:-1]] == [100] * (len(pieces) - 1)
    np.testing.assert_allclose(np.concatenate(pieces), whole, atol=1e-6)
    seen = np.isfinite(whole).all(axis=1)
    assert seen.mean() > 0.9
    assert (whole[seen].argmax(axis=1) == ids[seen]).mean() > 0.99


def test_points_that_no_mask_shows_have_no_feature():
    cloud, _ = surface(0.1)
    shot = shots(1)[0]
    bare = view_of(0, shot, np.full(shot.ids.shape, -1), feature=np.zeros((0, 2), np.float32))
    assert np.isnan(next(pool_point_features(cloud, [bare]))).all()


def test_a_chunk_of_no_points_is_refused():
    cloud, _ = surface(0.1)
    with pytest.raises(ValueError, match="chunk must be at least 1 point, got 0"):
        next(pool_point_features(cloud, [], chunk=0))


def noisy(classes: np.ndarray, rng: np.random.Generator) -> np.ndarray:
    """(3, 64) unit features, each with noise 1.5 times its length."""
    noise = rng.normal(size=classes.shape)
    features = classes + 1.5 * noise / np.linalg.norm(noise, axis=1, keepdims=True)
    return (features / np.linalg.norm(features, axis=1, keepdims=True)).astype(np.float32)


def matched(shown: list[float], iou: list[float]) -> FusedMasks:
    """One instance that the first mask of each view shows."""
    views = np.arange(len(shown))
    zeros = np.zeros(len(shown), dtype=np.int64)
    matches = Matches(zeros, views, zeros, np.array(iou, float), np.array(shown, float))
    label = np.array([""], dtype=object)
    return FusedMasks(np.zeros(10, dtype=np.int64), np.ones(1), label, matches)


def view(number: int, feature: list[float], quality: float = 1.0) -> MaskedView:
    """A view with one mask."""
    shot = shots(1)[0]
    return MaskedView(
        number,
        shot.depth,
        shot.camera,
        shot.T_world_camera,
        Masks.unnamed(np.zeros(shot.depth.shape)),
        np.array([feature], dtype=np.float32).reshape(1, -1),
        np.array([quality]),
    )
