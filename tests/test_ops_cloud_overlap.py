"""cloud_overlap: counts of near points against KD-trees and paper, and what bad input says."""

import numpy as np
import pytest
from scipy.spatial import cKDTree

torch = pytest.importorskip("torch")

from scenegraph3d.ops.cloud_overlap import cloud_overlap  # noqa: E402
from scenegraph3d.ops.reference.cloud_overlap import cloud_overlap as reference  # noqa: E402

OP = torch.ops.scenegraph3d.cloud_overlap.default


def overlap_of(clouds, radius, device="cpu"):
    points = torch.cat([torch.as_tensor(c, dtype=torch.float32).reshape(-1, 3) for c in clouds])
    offsets = torch.tensor([0, *np.cumsum([len(cloud) for cloud in clouds])])
    return cloud_overlap(points.to(device), offsets.to(device), radius=radius).cpu()


def random_clouds(num_clouds, seed=0, at=(0.0, 0.0, 0.0)):
    """Clouds of many sizes, one of them empty, crowded enough for most to meet."""
    rng = np.random.default_rng(seed)
    sizes = rng.integers(1, 300, num_clouds)
    sizes[num_clouds // 2] = 0
    centers = rng.uniform(0, 1, (num_clouds, 3))
    return [
        (rng.normal(center, 0.15, (size, 3)) + at).astype(np.float32)
        for center, size in zip(centers, sizes, strict=True)
    ]


def overlap_by_trees(clouds, radius):
    trees = [cKDTree(cloud) for cloud in clouds]
    return [
        [
            sum(map(bool, b.query_ball_point(cloud, radius, return_length=True))) if b.n else 0
            for b in trees
        ]
        for cloud in clouds
    ]


def test_three_clouds_on_a_line(device):
    line = [[[0, 0, 0], [1, 0, 0]], [[1.5, 0, 0]], [[2.25, 0, 0], [9, 0, 0], [9, 0, 0]]]
    assert overlap_of(line, 0.75, device).tolist() == [[2, 1, 0], [1, 1, 1], [0, 1, 3]]


def test_point_at_the_very_radius_counts(device):
    # 3-4-12-13 is exact in float32; the next float32 above 12 is too far.
    beyond = np.nextafter(np.float32(12), np.float32(13))
    clouds = [[[0, 0, 0]], [[3, 4, 12]], [[3, 4, beyond]]]
    assert overlap_of(clouds, 13.0, device)[0].tolist() == [1, 1, 0]


@pytest.mark.parametrize("radius", [0.004, 0.03, 0.2, 5.0])
def test_agrees_with_trees(device, radius):
    clouds = random_clouds(40)
    assert overlap_of(clouds, radius, device).tolist() == overlap_by_trees(clouds, radius)


def test_agrees_with_trees_25_km_from_the_origin(device):
    clouds = random_clouds(12, seed=1, at=(25_000.0, -25_000.0, 300.0))
    assert overlap_of(clouds, 0.05, device).tolist() == overlap_by_trees(clouds, 0.05)


def test_agrees_with_trees_on_a_grid_full_of_ties(device):
    rng = np.random.default_rng(2)
    clouds = [rng.integers(0, 12, (150, 3)) * 0.125 for _ in range(15)]
    assert overlap_of(clouds, 0.25, device).tolist() == overlap_by_trees(clouds, 0.25)


def test_two_places_far_apart_need_no_cells_between(device):
    far = [np.zeros((3, 3)), np.full((2, 3), 1e6), np.tile([1e6, 1e6, 1e6 + 0.0625], (4, 1))]
    assert overlap_of(far, 0.1, device).tolist() == [[3, 0, 0], [0, 2, 2], [0, 4, 4]]


@pytest.mark.parametrize("radius", [1e-25, 1e25])
def test_radius_whose_square_no_float32_holds(device, radius):
    clouds = [[[0, 0, 0]], [[radius * 0.99, 0, 0]], [[radius * 1.01, 0, 0]]]
    assert overlap_of(clouds, radius, device).tolist() == [[1, 1, 0], [1, 1, 1], [0, 1, 1]]


def test_many_clouds_at_one_place(device):
    # More than the 64 clouds that a GPU thread tells apart at a time.
    clouds = [np.full((s % 3 + 1, 3), 0.5) for s in range(150)]
    sizes = torch.tensor([len(cloud) for cloud in clouds])
    assert torch.equal(overlap_of(clouds, 0.01, device), sizes[:, None].expand(150, 150))


def test_crowded_cells_of_many_points(device):
    rng = np.random.default_rng(3)
    clouds = [rng.uniform(0, 1, (700, 3)).astype(np.float32) for _ in range(4)]
    assert overlap_of(clouds, 0.5, device).tolist() == overlap_by_trees(clouds, 0.5)


@pytest.mark.parametrize("threads", [1, 3])
def test_counts_do_not_depend_on_the_number_of_threads(threads):
    rng = np.random.default_rng(5)
    clouds = [rng.uniform(0, 3, (10_000, 3)).astype(np.float32) for _ in range(2)]
    before = torch.get_num_threads()
    torch.set_num_threads(threads)
    try:
        found = overlap_of(clouds, 0.06)
    finally:
        torch.set_num_threads(before)
    assert found.tolist() == overlap_by_trees(clouds, 0.06)


def test_every_device_agrees_with_the_reference(device):
    clouds = random_clouds(30, seed=4)
    points, sizes = torch.from_numpy(np.concatenate(clouds)), [len(cloud) for cloud in clouds]
    offsets = torch.tensor([0, *np.cumsum(sizes)])
    found = cloud_overlap(points.to(device), offsets.to(device), radius=0.04)
    assert torch.equal(found.cpu(), reference(points, offsets, 0.04))


def test_empty_clouds_and_no_clouds(device):
    none = torch.zeros((0, 3), device=device)
    offsets = torch.zeros(4, dtype=torch.int64, device=device)
    assert torch.equal(cloud_overlap(none, offsets, radius=1.0).cpu(), torch.zeros(3, 3).long())
    assert cloud_overlap(none, offsets[:1], radius=1.0).shape == (0, 0)


def test_one_point(device):
    assert overlap_of([[[4.0, 5.0, 6.0]]], 1.0, device).tolist() == [[1]]


def test_traces_like_any_torch_operator(device):
    points = torch.rand((20, 3), device=device)
    torch.library.opcheck(OP, (points, torch.tensor([0, 5, 20], device=device), 0.3))


POINTS = torch.zeros((4, 3))
OFFSETS = torch.tensor([0, 1, 4])


@pytest.mark.parametrize(
    ("points", "offsets", "radius", "kind", "message"),
    [
        pytest.param([[0, 0, 0]], OFFSETS, 1.0, TypeError, "tensor, got list", id="list"),
        pytest.param(POINTS.double(), OFFSETS, 1.0, TypeError, "torch.float32", id="float64"),
        pytest.param(POINTS, OFFSETS.int(), 1.0, TypeError, "torch.int64", id="int32"),
        pytest.param(POINTS[:, :2], OFFSETS, 1.0, ValueError, r"\(N, 3\), got \(4, 2\)", id="xy"),
        pytest.param(POINTS, OFFSETS, 0.0, ValueError, "positive metres, got 0.0", id="radius 0"),
        pytest.param(POINTS, OFFSETS, float("nan"), ValueError, "got nan", id="radius nan"),
        pytest.param(POINTS / 0, OFFSETS, 1.0, ValueError, "finite, .* in 4 of 4", id="nan"),
        pytest.param(POINTS, OFFSETS[1:], 1.0, ValueError, "0 to 4 points, got 1", id="first"),
        pytest.param(POINTS, OFFSETS[:2], 1.0, ValueError, "points, got 0 to 1", id="last"),
        pytest.param(POINTS, OFFSETS[:0], 1.0, ValueError, "begin with 0, got none", id="none"),
        pytest.param(
            POINTS, torch.tensor([0, 3, 1, 4]), 1.0, ValueError, "must not fall", id="falling"
        ),
    ],
)
def test_bad_input_is_refused(points, offsets, radius, kind, message):
    with pytest.raises(kind, match=message):
        cloud_overlap(points, offsets, radius=radius)
