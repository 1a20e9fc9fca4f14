from dataclasses import replace

import numpy as np
import pytest
import torch

from field_scene import AXES, NAMES, SETTINGS, AxisEncoder, cloud, masked, trained, views
from mask_scene import FLOOR, LEFT, RIGHT, halved, shots
from scenegraph3d.config import Config
from scenegraph3d.mapping.field import (
    FeatureField,
    FieldSettings,
    FieldThings,
    cluster_points,
    field_scan,
    heat_map,
    load_field,
    save_field,
    train_field,
    with_field_features,
    with_undetected,
)
from scenegraph3d.mapping.field.samples import draw_samples
from scenegraph3d.mapping.field.surface import Surface
from scenegraph3d.mapping.field.training import FieldTrainer
from scenegraph3d.pipeline import build_scene
from scenegraph3d.records import Instances, PointCloud, Scan


def weights(field: FeatureField) -> dict[str, np.ndarray]:
    return {name: values for name, values in field.state().items() if name.startswith("weight")}


def test_features_have_unit_length_and_one_row_a_point():
    points = cloud()[0].points[:50]
    field = trained()
    for feature, width in ((field.language(points), 12), (field.instance(points, 0.2), 16)):
        assert feature.shape == (50, width)
        np.testing.assert_allclose(np.linalg.norm(feature, axis=1), 1, atol=1e-5)


def test_nothing_is_known_far_from_any_surface():
    far = np.array([[0.0, 0.0, 1.8], [9.0, 9.0, 9.0]], dtype=np.float32)
    assert np.isnan(trained().language(far)).all()
    assert np.isnan(trained().instance(far, 0.3)).all()
    assert (trained().opacity(far) < 1e-6).all()


def test_opacity_is_high_on_a_surface_that_many_views_saw_and_falls_off_it():
    points = cloud()[0].points[:20]
    on, off = (trained().opacity(points + np.array([0, 0, z])) for z in (0.0, -0.15))
    assert (on > 0.7).all()
    assert (off < 0.5 * on).all()


def test_a_point_no_view_was_trained_on_gets_its_objects_feature():
    points, ids = cloud()
    shifted = points.points + np.float32(0.01)  # between those that were learnt from
    best = (trained().language(shifted) @ AXES.T).argmax(axis=1)
    assert (best == ids).mean() > 0.9


def test_two_boxes_are_two_things_and_the_floor_a_third():
    points, ids = cloud()
    number = cluster_points(trained(), points.points, 0.3)
    owners = [np.bincount(ids[number == one]).argmax() for one in range(number.max() + 1)]
    assert sorted(owners) == [FLOOR, LEFT, RIGHT]
    right = np.append(owners, -1)[number] == ids
    assert right.mean() > 0.97


def test_fine_scales_part_what_small_masks_part_and_coarse_ones_join_it():
    points, ids = cloud()
    both = []
    for number, shot in enumerate(shots(8)):
        mine = points.points[ids == LEFT]
        middle = mine[:, 2].max() / 2
        depth = np.where(shot.depth > 0, shot.depth, 1.0)
        rays = shot.camera.rays() * depth[..., None]
        z = (rays @ shot.T_world_camera[:3, :3].T + shot.T_world_camera[:3, 3])[..., 2]
        fine = np.where((shot.ids == LEFT) & (z > middle), 3, shot.ids)
        both += [masked(shot, number, fine), masked(shot, number)]
    field = train_field(points, both, replace(SETTINGS, steps=600), encoder="axes")
    on = ids == LEFT
    counts = [
        np.unique(cluster_points(field, points.points, scale)[on], return_counts=True)[1]
        for scale in (0.05, 1.0)
    ]
    assert [int((count > 0.2 * on.sum()).sum()) for count in counts] == [2, 1]


def test_the_same_seed_gives_the_same_weights_and_another_one_others():
    quick = replace(SETTINGS, steps=5)
    one, same, other = (
        train_field(cloud()[0], views(2), replace(quick, seed=seed)) for seed in (0, 0, 1)
    )
    for name, values in weights(one).items():
        np.testing.assert_array_equal(values, weights(same)[name])
    assert not np.array_equal(weights(one)["weight.tables.0"], weights(other)["weight.tables.0"])


def test_a_stopped_run_goes_on_to_the_same_weights(tmp_path):
    quick = replace(SETTINGS, steps=60)
    whole = train_field(cloud()[0], views(2), quick)

    def stop(done: int, total: int) -> None:
        if done == 50:
            raise KeyboardInterrupt

    import scenegraph3d.mapping.field.train as module

    module_after, module.SAVE_AFTER = module.SAVE_AFTER, -1.0
    try:
        with pytest.raises(KeyboardInterrupt):
            train_field(cloud()[0], views(2), quick, folder=tmp_path, report=stop)
        assert [path.name for path in tmp_path.iterdir()] == ["field-training.safetensors"]
        steps: list[int] = []
        rest = train_field(
            cloud()[0], views(2), quick, folder=tmp_path, report=lambda done, _: steps.append(done)
        )
        with pytest.raises(KeyboardInterrupt):
            train_field(cloud()[0], views(2), quick, folder=tmp_path, report=stop)
        with pytest.raises(ValueError, match="other views or settings"):
            train_field(cloud()[0], views(2), replace(quick, seed=3), folder=tmp_path)
    finally:
        module.SAVE_AFTER = module_after
    assert steps[0] > 25
    for name, values in weights(whole).items():
        np.testing.assert_array_equal(values, weights(rest)[name])


def test_a_field_comes_back_from_its_file(tmp_path):
    save_field(tmp_path / "a.safetensors", trained())
    back = load_field(tmp_path / "a.safetensors")
    points = cloud()[0].points[:30]
    np.testing.assert_array_equal(back.language(points), trained().language(points))
    np.testing.assert_array_equal(back.instance(points, 0.1), trained().instance(points, 0.1))
    assert (back.encoder, back.settings) == ("axes", SETTINGS)


def test_the_gradient_of_every_weight_is_finite_and_the_loss_falls():
    points = cloud()[0]
    surface = Surface.of(points)
    trainer = FieldTrainer(surface, draw_samples(surface, views(2), SETTINGS), SETTINGS)
    trainer.train(1)
    for parameter in trainer.network.parameters():
        assert parameter.grad is not None
        assert torch.isfinite(parameter.grad).all()
    before = sum(trainer.losses)
    trainer.train(40)
    assert sum(trainer.losses) < 0.7 * before


def test_floaters_are_left_out_and_edges_hardly_count():
    points, _ = cloud()
    surface = Surface.of(points)
    view = views(1)[0]
    clean = draw_samples(surface, [view], SETTINGS)
    floating = view.depth.copy()
    floating[40:60, 60:100] *= 0.5  # half way to the camera: nothing is there
    samples = draw_samples(surface, [replace(view, depth=floating)], SETTINGS)
    lost = len(clean) - len(samples)
    assert lost == (view.masks.image[40:60, 60:100] >= 0).sum()
    assert 0.01 < np.quantile(clean.weight, 0.01) < 0.05 < 0.7 < np.median(clean.weight)


def test_the_scale_of_a_mask_is_the_spread_of_its_points():
    points, _ = cloud()
    samples = draw_samples(Surface.of(points), views(1), SETTINGS)
    # A square of 2.4 m has a variance of 2.4 ** 2 / 12 along each side; a part of it is hidden.
    assert samples.scale[FLOOR] == pytest.approx((2 * 2.4**2 / 12) ** 0.5, rel=0.05)


@pytest.mark.parametrize("phrase", ["chair", "lamp"])
def test_a_heat_map_peaks_on_the_right_object(phrase):
    points, ids = cloud()
    heat = heat_map(trained(), AxisEncoder(), phrase)
    assert heat.shape == (len(points),)
    assert np.nanmedian(heat[ids == NAMES[phrase]]) > 0.9 > 0.6 > np.nanmedian(heat[ids == FLOOR])
    assert ids[np.nanargmax(heat)] == NAMES[phrase]


def test_things_of_a_field_have_its_features_and_boxes():
    points, _ = cloud()
    scan = field_scan(trained(), points, "boxes", scale=0.3)
    assert scan.encoder == "axes"
    assert scan.instances.feature is not None
    best = (scan.instances.feature @ AXES.T).argmax(axis=1)
    assert sorted(best) == [FLOOR, LEFT, RIGHT]
    left = scan.instances.aabb[np.flatnonzero(best == LEFT)[0]]
    np.testing.assert_allclose(left, [-0.7, -0.2, 0.0, -0.3, 0.2, 0.4], atol=0.06)


def floor_alone() -> Scan:
    """A scan that knows of the floor only: nobody detected the boxes."""
    points, ids = cloud()
    box = np.concatenate([points.points[ids == 0].min(0), points.points[ids == 0].max(0)])
    instances = Instances.from_aabb(box, ["floor"], instance_id=np.array([40]))
    return Scan("boxes", instances, points, np.where(ids == FLOOR, 40, -1))


def test_objects_of_a_scan_take_the_fields_features():
    scan = with_field_features(floor_alone(), trained())
    assert scan.encoder == "axes"
    assert scan.instances.feature is not None
    assert (scan.instances.feature @ AXES.T).argmax(axis=1).tolist() == [FLOOR]


def test_what_nobody_detected_is_cut_out_of_the_field():
    known = with_field_features(floor_alone(), trained())
    things = FieldThings.of(trained(), cloud()[0], AxisEncoder())
    scan = with_undetected(known, things, ["lamp"])
    assert scan.instances.instance_id.tolist() == [40, 41]
    np.testing.assert_allclose(scan.instances.aabb[1], [0.2, -0.2, 0.0, 0.7, 0.3, 0.3], atol=0.09)
    assert with_undetected(known, things, ["floor"]) is known
    assert with_undetected(known, things, ["giraffe"]) is known


def test_masks_that_disagree_do_not_stop_training():
    points, _ = cloud()
    torn = [masked(shot, n, halved(shot.ids, RIGHT)) for n, shot in enumerate(shots(2))]
    assert np.isfinite(train_field(points, torn, replace(SETTINGS, steps=5)).scales).all()


def test_a_field_without_features_has_instances_alone():
    points, _ = cloud()
    bare = [replace(view, feature=np.zeros((len(view.masks), 0), np.float32)) for view in views(2)]
    field = train_field(points, bare, replace(SETTINGS, steps=5), encoder="axes")
    assert (field.dimension, field.encoder) == (0, "")
    assert np.isfinite(field.instance(points.points, 0.2)).all()
    with pytest.raises(ValueError, match="no language features"):
        field.language(points.points)


@pytest.mark.parametrize(
    ("change", "message"),
    [
        pytest.param({"channels": 0}, "channels must be at least 1", id="no channels"),
        pytest.param({"growth": 1.0}, "growth must be above 1", id="one size"),
        pytest.param({"largest_scale": 0.001}, "smallest_scale < largest_scale", id="scales"),
        pytest.param({"finest": 0.0}, "finest must be positive", id="no edge"),
    ],
)
def test_settings_that_cannot_be_are_refused(change, message):
    with pytest.raises(ValueError, match=message):
        FieldSettings(**change)


def test_bad_input_is_refused(tmp_path):
    points, _ = cloud()
    with pytest.raises(ValueError, match="2 points or more, got 0"):
        train_field(PointCloud(np.zeros((0, 3), np.float32)), views(1))
    with pytest.raises(ValueError, match="views must show the surface on masks, got none in 0"):
        train_field(points, [])
    away = PointCloud(points.points + np.float32(50))
    with pytest.raises(ValueError, match="views must show the surface on masks, got none in 1"):
        train_field(away, views(1))
    with pytest.raises(ValueError, match="scale must be positive metres, got -1"):
        trained().instance(points.points, -1)
    with pytest.raises(ValueError, match="must have shape"):
        trained().language(points.points[:, :2])
    with pytest.raises(FileNotFoundError, match="no field at"):
        load_field(tmp_path / "none.safetensors")
    (tmp_path / "bad.safetensors").write_bytes(b"no field")
    with pytest.raises(ValueError, match="must be a whole field"):
        load_field(tmp_path / "bad.safetensors")
    stranger = AxisEncoder()
    stranger.name = "others"
    with pytest.raises(ValueError, match="features of axes, got the encoder others"):
        heat_map(trained(), stranger, "chair")


def test_candidates_of_target_and_anchor_come_from_the_field_and_the_relation_decides():
    scene = build_scene(field_scan(trained(), cloud()[0], "boxes"), Config(), AxisEncoder())
    near = scene.ground("the lamp next to the chair")
    assert near.status == "ok"
    np.testing.assert_allclose(near.results[0].aabb, [0.2, -0.2, 0, 0.7, 0.3, 0.3], atol=0.06)
    assert [anchor.clause for anchor in near.anchors] == ["next to the chair"]
