"""Depth, ids and colours of scenes that fit on paper, and paths that stay out of furniture."""

import importlib

import numpy as np
import pytest
from PIL import Image

from scenegraph3d import synthetic
from scenegraph3d.geometry.cameras import Panorama, Pinhole, backproject_depth
from scenegraph3d.synthetic.depth_noise import DepthNoise, add_depth_noise
from scenegraph3d.synthetic.programs import PROGRAMS
from scenegraph3d.synthetic.trajectory import look_at, orbit, walk_house, walk_scan

CAMERA = Pinhole.from_focal(40, 40, cx=31.5, cy=23.5, width=64, height=48)


@pytest.fixture(scope="module")
def render():
    pytest.importorskip("open3d", reason="rendering needs open3d", exc_type=ImportError)
    return importlib.import_module("scenegraph3d.synthetic.render")


def two_squares(render):
    """A red square 2 m ahead (id 7) before a blue wall 4 m ahead (id 3); z is the camera's."""
    square = np.array([[-0.5, -0.5], [0.5, -0.5], [0.5, 0.5], [-0.5, 0.5]])
    vertices = np.vstack([np.c_[square, np.full(4, 2.0)], np.c_[20 * square, np.full(4, 4.0)]])
    faces = np.array([[0, 1, 2], [0, 2, 3], [4, 5, 6], [4, 6, 7]])
    colors = np.repeat([[200, 0, 0], [0, 0, 200]], 4, axis=0)
    return render.label_mesh(vertices, faces, colors, np.repeat([7, 3], 4))


def test_pinhole_depth_is_along_z_and_ids_are_exact(render):
    picture = render.Renderer(two_squares(render)).render(CAMERA, np.eye(4))

    # 0.5 m at 2 m under f = 40 reaches 10 px either side of the middle: 20 x 20 pixels.
    assert (picture.instance == 7).sum() == 400
    assert (picture.instance[14:34, 22:42] == 7).all()
    assert (picture.instance != -1).all()
    wanted = np.where(picture.instance == 7, 2.0, 4.0)
    np.testing.assert_allclose(picture.frame.depth, wanted, rtol=1e-5)
    assert picture.frame.color[24, 32, 0] > picture.frame.color[24, 32, 2]
    assert picture.frame.color[2, 2, 0] < picture.frame.color[2, 2, 2]


def test_panoramic_depth_is_the_distance_and_behind_there_is_nothing(render):
    camera = Panorama(128, 64)
    picture = render.Renderer(two_squares(render)).render(camera, np.eye(4))

    points = backproject_depth(picture.frame.depth, camera, np.eye(4))
    wanted = np.where(picture.instance[picture.instance >= 0] == 7, 2.0, 4.0)
    np.testing.assert_allclose(points[:, 2], wanted, rtol=1e-5)
    assert (picture.instance[:, :30] == -1).all()
    assert (picture.frame.depth[:, :30] == 0).all()


def test_moving_camera_and_mesh_together_changes_nothing(render):
    mesh = two_squares(render)
    T = look_at(np.array([25_000.0, -3000.0, 12.0]), np.array([25_001.0, -2999.0, 11.5]))
    moved = render.label_mesh(
        mesh.vertices @ T[:3, :3].T + T[:3, 3], mesh.faces, mesh.colors, mesh.point_instance
    )
    at_home = render.Renderer(mesh).render(CAMERA, np.eye(4))
    far_away = render.Renderer(moved).render(CAMERA, T)

    np.testing.assert_allclose(far_away.frame.depth, at_home.frame.depth, atol=1e-5)
    assert (far_away.instance == at_home.instance).mean() > 0.999


def test_rendered_points_lie_on_the_things_they_are_labelled_with(render):
    house = synthetic.generate(1)
    renderer = render.Renderer(synthetic.to_mesh(house))
    for T in walk_house(house, 3):
        picture = renderer.render(CAMERA, T)
        points = backproject_depth(picture.frame.depth, CAMERA, T)
        ids = picture.instance[picture.frame.depth > 0]
        boxes = np.array([house.things[i].aabb for i in ids])
        assert ((points > boxes[:, :3] - 1e-3) & (points < boxes[:, 3:] + 1e-3)).all()


def test_points_take_the_instance_of_the_nearest_surface(render):
    renderer = render.Renderer(two_squares(render))
    points = np.array([[0.0, 0.0, 2.01], [0.0, 0.0, 3.97], [0.0, 0.0, 2.9], [0.52, 0.0, 2.0]])
    assert renderer.instance_at(points).tolist() == [7, 3, -1, 7]
    assert renderer.instance_at(points, reach=2.0).tolist() == [7, 3, 7, 7]


def test_texture_is_seeded_and_moves_no_surface(render):
    mesh = two_squares(render)
    plain = render.Renderer(mesh).render(CAMERA, np.eye(4))
    a, b, other = (
        render.Renderer(mesh, texture=0.5, seed=s).render(CAMERA, np.eye(4)) for s in (1, 1, 2)
    )
    assert (a.frame.color == b.frame.color).all()
    assert (a.frame.color != other.frame.color).any()
    wall = plain.instance == 3
    assert a.frame.color[wall].std(axis=0)[2] > 2 * plain.frame.color[wall].std(axis=0)[2]
    assert (a.frame.depth == plain.frame.depth).all()


def test_render_frames_names_frames_in_order(render):
    poses = [np.eye(4), np.eye(4)]
    made = render.render_frames(render.Renderer(two_squares(render)), CAMERA, poses)
    assert [r.frame.name for r in made] == ["frame-000000", "frame-000001"]


@pytest.mark.parametrize(
    ("faces", "texture", "line"),
    [
        pytest.param(np.zeros((0, 3), int), 0.0, "must have faces, got 0", id="no faces"),
        pytest.param(np.array([[0, 1, 2]]), 1.0, r"texture must be in \[0, 1\), got 1.0", id="1"),
        pytest.param(np.array([[0, 1, 9]]), 0.0, "must name vertices 0..2, got 0..9", id="face 9"),
    ],
)
def test_bad_meshes_are_refused_in_one_line(render, faces, texture, line):
    def build():
        mesh = render.label_mesh(np.eye(3), faces, np.zeros((3, 3)), np.zeros(3))
        render.Renderer(mesh, texture=texture)

    with pytest.raises(ValueError, match=line):
        build()


def test_depth_noise_grows_with_the_square_of_depth():
    noise = DepthNoise(sigma=0.002, step=0.0, edge_dropout=0, flying=0)
    for depth in (1.0, 3.0):
        flat = np.full((200, 200), depth, dtype=np.float32)
        noisy = add_depth_noise(flat, noise, np.random.default_rng(0))
        assert noisy.std() == pytest.approx(0.002 * depth**2, rel=0.05)
        assert noisy.mean() == pytest.approx(depth, abs=1e-3)


def test_quantised_depth_has_steps_that_grow_with_its_square():
    ramp = np.tile(np.linspace(1.9, 2.1, 400, dtype=np.float32), (20, 1))
    noise = DepthNoise(sigma=0.0, step=0.003, edge_dropout=0, flying=0)
    levels = np.unique(add_depth_noise(ramp, noise, np.random.default_rng(0)))
    assert np.diff(levels) == pytest.approx(0.003 * 4.0, rel=0.12)


def test_edges_lose_readings_or_fly_between_the_surfaces():
    step = np.full((100, 100), 2.0, dtype=np.float32)
    step[:, 50:] = 4.0
    noise = DepthNoise(sigma=0.0, step=0.0, edge_dropout=0.4, flying=0.2)
    noisy = add_depth_noise(step, noise, np.random.default_rng(0))
    edge = noisy[:, 49:51]
    assert (edge == 0).mean() == pytest.approx(0.4, abs=0.1)
    assert ((edge > 2.01) & (edge < 3.99)).mean() == pytest.approx(0.2, abs=0.1)
    assert (np.delete(noisy, [49, 50], axis=1) == np.delete(step, [49, 50], axis=1)).all()


def test_nothing_is_read_beyond_the_reach_or_where_there_is_nothing():
    depth = np.array([[0.0, 1.0, 6.0]] * 3, dtype=np.float32)
    noise = DepthNoise(sigma=0, step=0, edge_dropout=0, flying=0, max_depth=5.0)
    assert (add_depth_noise(depth, noise, np.random.default_rng(0)) == [0.0, 1.0, 0.0]).all()


@pytest.mark.parametrize(
    ("options", "line"),
    [
        pytest.param({"sigma": -1.0}, "must not be negative", id="negative"),
        pytest.param({"flying": 0.8}, "sum to at most 1", id="shares"),
        pytest.param({"max_depth": 0.0}, "max_depth must be positive metres, got 0", id="reach"),
    ],
)
def test_bad_depth_noise_is_refused(options, line):
    with pytest.raises(ValueError, match=line):
        DepthNoise(**options)


def test_look_at_puts_the_target_ahead_and_the_picture_upright():
    T = look_at(np.array([1.0, 2.0, 1.5]), np.array([1.0, 5.0, 1.5]))
    # Ahead is +y, right is +x, down is -z.
    np.testing.assert_allclose(T[:3, :3], [[1, 0, 0], [0, 0, 1], [0, -1, 0]], atol=1e-12)
    assert np.linalg.det(T[:3, :3]) == pytest.approx(1)
    with pytest.raises(ValueError, match="must not be above or below"):
        look_at(np.zeros(3), np.array([0.0, 0.0, 1.0]))


def test_orbit_circles_the_target_and_looks_at_it():
    target = np.array([1.0, 2.0, 0.5])
    poses = orbit(target, radius=2.0, height=1.0, num_frames=4)
    np.testing.assert_allclose(poses[0, :3, 3], [3.0, 2.0, 1.5])
    np.testing.assert_allclose(poses[1, :3, 3], [1.0, 4.0, 1.5])
    for T in poses:
        ahead = (target - T[:3, 3]) / np.sqrt(5)
        np.testing.assert_allclose(T[:3, 2], ahead, atol=1e-12)


@pytest.mark.parametrize("program", list(PROGRAMS))
def test_walks_stay_in_free_air_and_neighbours_overlap(program):
    house = synthetic.generate(4, room_types=(program,))
    poses = walk_house(house, 60, seed=1)
    eyes = poses[:, :3, 3]
    low, high = house.rooms[0].rectangle[:2], house.rooms[0].rectangle[2:]
    assert poses.shape == (60, 4, 4)
    assert ((eyes[:, :2] > low + 0.15) & (eyes[:, :2] < high - 0.15)).all()
    assert ((eyes[:, 2] >= 1.2 - 1e-9) & (eyes[:, 2] <= 1.6 + 1e-9)).all()
    surface = synthetic.sample_points(house, density=600).points
    distance = np.linalg.norm(eyes[:, None] - surface[None], axis=2).min(axis=1)
    assert distance.min() > 0.1
    turned = np.einsum("fij,fij->f", poses[1:, :3, :3], poses[:-1, :3, :3])
    assert np.degrees(np.arccos(np.clip((turned - 1) / 2, -1, 1))).max() < 45


def test_walks_are_seeded_and_give_every_room_its_share():
    house = synthetic.generate(2, num_rooms=3)
    poses = walk_house(house, 30, seed=5)
    assert (poses == walk_house(house, 30, seed=5)).all()
    assert (poses != walk_house(house, 30, seed=6)).any()
    assert len(poses) == 30
    for room in house.rooms:
        xy = poses[:, :2, 3]
        within = ((xy > room.rectangle[:2]) & (xy < room.rectangle[2:])).all(axis=1)
        assert within.sum() >= 3


def test_walk_scan_keeps_to_the_free_floor():
    # A 4 m x 4 m floor with a post in the middle.
    grid = np.stack(np.meshgrid(np.arange(0, 4, 0.05), np.arange(0, 4, 0.05)), -1).reshape(-1, 2)
    post = np.array([[2.0, 2.0, z] for z in np.arange(0.5, 1.5, 0.05)])
    points = np.vstack([np.c_[grid, np.zeros(len(grid))], post])
    points[:, 2] += 7.0
    eyes = walk_scan(points, 20, floor_z=7.0)[:, :3, 3]
    assert (np.linalg.norm(eyes[:, :2] - 2.0, axis=1) > 0.2).all()
    assert ((eyes[:, 2] > 8.19) & (eyes[:, 2] < 8.61)).all()
    with pytest.raises(ValueError, match=r"must have a floor at z = 0.00 m"):
        walk_scan(points, 20)


@pytest.mark.parametrize(("count", "error"), [(0, ValueError), (2.5, TypeError)])
def test_paths_refuse_a_wrong_number_of_frames(count, error):
    with pytest.raises(error, match="num_frames must be"):
        walk_house(synthetic.generate(0), count)


def test_written_frames_read_back_as_they_were(render, tmp_path):
    from scenegraph3d.synthetic.frames import write_frames

    renderer = render.Renderer(two_squares(render))
    poses = [np.eye(4), look_at(np.array([0.0, -1.0, 0.0]), np.array([0.0, 0.5, 0.1]))]
    made = list(render.render_frames(renderer, CAMERA, poses))
    folder = write_frames(tmp_path / "room", made)

    for number, picture in enumerate(made):
        depth = np.asarray(Image.open(folder / "depth" / f"{number}.png"))
        assert depth.dtype == np.uint16
        np.testing.assert_allclose(depth / 1000, picture.frame.depth, atol=6e-4)
        ids = np.asarray(Image.open(folder / "instance" / f"{number}.png")).astype(int) - 1
        assert (ids == picture.instance).all()
        color = np.asarray(Image.open(folder / "color" / f"{number}.jpg")).astype(int)
        assert np.abs(color - picture.frame.color).mean() < 5
        pose = np.loadtxt(folder / "pose" / f"{number}.txt")
        np.testing.assert_allclose(pose, poses[number], atol=1e-7)
    np.testing.assert_allclose(
        np.loadtxt(folder / "intrinsic" / "intrinsic_depth.txt")[:3, :3], CAMERA.K
    )


def test_nothing_half_written_stays_behind(render, tmp_path):
    from scenegraph3d.synthetic.frames import write_frames

    renderer = render.Renderer(two_squares(render))
    good = renderer.render(CAMERA, np.eye(4))
    round_view = renderer.render(Panorama(64, 32), np.eye(4))
    with pytest.raises(ValueError, match="must be a pinhole camera's"):
        write_frames(tmp_path / "room", [good, round_view])
    with pytest.raises(ValueError, match="at least one, got none"):
        write_frames(tmp_path / "room", [])
    assert list(tmp_path.iterdir()) == []
    write_frames(tmp_path / "room", [good])
    with pytest.raises(FileExistsError, match="exists already"):
        write_frames(tmp_path / "room", [good])
