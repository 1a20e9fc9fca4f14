"""obb_iou: against manifold3d, half-spaces and paper; touching, flat and far boxes; bad input."""

import numpy as np
import pytest
from manifold3d import Manifold
from scipy.spatial import ConvexHull, HalfspaceIntersection
from scipy.spatial.transform import Rotation

torch = pytest.importorskip("torch")

from scenegraph3d.ops.obb_iou import obb_iou  # noqa: E402
from scenegraph3d.ops.reference.obb_iou import obb_iou as reference  # noqa: E402

OP = torch.ops.scenegraph3d.obb_iou.default
TIGHT = 1e-7  # what rounding to float32 leaves of an IoU


def boxes(center, extent, R=None):
    """Tensors of one or several boxes; without R, along the axes of the world."""
    center = np.atleast_2d(np.asarray(center, dtype=np.float64))
    extent = np.broadcast_to(np.asarray(extent, dtype=np.float64), center.shape).copy()
    R = np.eye(3) if R is None else np.asarray(R, dtype=np.float64)
    R = np.broadcast_to(R, (len(center), 3, 3)).copy()
    return torch.from_numpy(center), torch.from_numpy(extent), torch.from_numpy(R)


def iou(a, b, device="cpu"):
    return obb_iou(*(tensor.to(device) for tensor in (*a, *b))).cpu()


def turned(degrees, axis="z"):
    return Rotation.from_euler(axis, degrees, degrees=True).as_matrix()


def random_boxes(num_boxes, seed, yaw_only=False):
    """Boxes crowded into 2 m, thin ones among them."""
    rng = np.random.default_rng(seed)
    extent = rng.uniform(0.2, 1.5, (num_boxes, 3))
    extent[::5, rng.integers(0, 3)] = 0.01
    R = turned(rng.uniform(-180, 180, (num_boxes, 1))) if yaw_only else None
    if R is None:
        R = Rotation.random(num_boxes, random_state=seed).as_matrix()
    return boxes(rng.uniform(0, 2, (num_boxes, 3)), extent, R)


def iou_by_manifold(a, b):
    solids = [
        [
            Manifold.cube(extent.tolist(), True).transform(np.c_[R.numpy(), center.numpy()])
            for center, extent, R in zip(*some, strict=True)
        ]
        for some in (a, b)
    ]
    shared = np.array([[(x ^ y).volume() for y in solids[1]] for x in solids[0]])
    joint = a[1].prod(1).numpy()[:, None] + b[1].prod(1).numpy() - shared
    return torch.from_numpy(shared / joint)


def iou_by_half_spaces(a, b, inside):
    """IoU of two boxes that both hold the point `inside` well within."""
    planes = []
    for center, extent, R in (a, b):
        normals = np.concatenate([R[0].numpy().T, -R[0].numpy().T])
        reach = normals @ center[0].numpy() + np.tile(extent[0].numpy() / 2, 2)
        planes.append(np.c_[normals, -reach])
    corners = HalfspaceIntersection(np.concatenate(planes), inside).intersections
    shared = ConvexHull(corners).volume
    return shared / (float(a[1].prod()) + float(b[1].prod()) - shared)


@pytest.mark.parametrize("yaw_only", [True, False], ids=["yaw only", "9 degrees of freedom"])
def test_agrees_with_manifold3d(device, yaw_only):
    a, b = random_boxes(40, 1, yaw_only), random_boxes(45, 2, yaw_only)
    found, expected = iou(a, b, device), iou_by_manifold(a, b)
    assert (expected > 0.01).sum() > 100
    torch.testing.assert_close(found.double(), expected, rtol=0, atol=TIGHT)


def test_agrees_with_half_spaces(device):
    rng = np.random.default_rng(3)
    for seed in range(40):
        R = Rotation.random(2, random_state=seed).as_matrix()
        a = boxes([0, 0, 0], rng.uniform(0.5, 2, 3), R[:1])
        b = boxes(rng.uniform(-0.2, 0.2, 3), rng.uniform(0.5, 2, 3), R[1:])
        expected = iou_by_half_spaces(a, b, inside=b[0][0].numpy() / 2)
        assert iou(a, b, device).item() == pytest.approx(expected, abs=TIGHT)


def test_numbers_on_paper(device):
    unit = boxes([0, 0, 0], 1)
    centers = [[0.5, 0, 0], [0.5, 0.5, 0], [0.5, 0.5, 0.5], [0, 0, 0]]
    others = boxes(centers, [[1] * 3, [1] * 3, [1] * 3, [2] * 3])
    expected = torch.tensor([[1 / 3, 1 / 7, 1 / 15, 1 / 8]])
    torch.testing.assert_close(iou(unit, others, device), expected, rtol=0, atol=TIGHT)


def test_square_turned_by_45_degrees_shares_an_octagon(device):
    shared = 2 * (np.sqrt(2) - 1)
    found = iou(boxes([0, 0, 0], 1), boxes([0, 0, 0], 1, turned(45)), device)
    assert found.item() == pytest.approx(shared / (2 - shared), abs=TIGHT)


@pytest.mark.parametrize("axes", ["xyz", "zxy", "yzx"])
def test_box_is_the_same_however_its_axes_are_named(device, axes):
    order = ["xyz".index(axis) for axis in axes]
    center, extent, R = random_boxes(20, 4)
    renamed = center, extent[:, order], R[:, :, order]
    torch.testing.assert_close(iou((center, extent, R), renamed, device).diag(), torch.ones(20))


def test_identical_boxes_overlap_wholly(device):
    some = random_boxes(200, 5)
    assert torch.equal(iou(some, some, device).diag(), torch.ones(200))


@pytest.mark.parametrize("angle", [0, 30, 90])
@pytest.mark.parametrize("size", [0.5, 1.0])
def test_boxes_with_faces_in_one_plane(device, angle, size):
    R = turned(angle, "x") @ turned(angle, "z")
    inside = boxes(R @ [0, 0.25, 0.5 - size / 2], [1, 0.5, size], R)  # shares 4 or 5 planes
    found = iou(boxes([0, 0, 0], 1, R), inside, device)
    assert found.item() == pytest.approx(size / 2, abs=TIGHT)


def test_boxes_whose_faces_are_almost_in_one_plane(device):
    tilts = [turned(10.0**-power, axis) for power in range(3, 17) for axis in "xyz"]
    found = iou(boxes([0, 0, 0], 1), boxes(np.zeros((42, 3)), 1, np.stack(tilts)), device)
    torch.testing.assert_close(found, torch.ones(1, 42), rtol=0, atol=1e-4)
    assert (found[:, 6:] > 1 - 1e-6).all()


@pytest.mark.parametrize("origin", [0.0, 25_000.0], ids=["here", "25 km away"])
@pytest.mark.parametrize(
    "offset",
    [
        pytest.param([1, 0, 0], id="face to face"),
        pytest.param([1, 1, 0], id="edge to edge"),
        pytest.param([1, 1, 1], id="corner to corner"),
        pytest.param([1, 0.3, -0.4], id="part of a face"),
    ],
)
def test_touching_boxes_are_separate(device, offset, origin):
    for angle in (0, 33):
        R = turned(angle, "y") @ turned(angle, "z")
        at = np.array([origin, -origin, origin])
        touching = iou(boxes(at, 1, R), boxes(at + R @ np.array(offset, float), 1, R), device)
        assert touching.item() == 0


def test_edge_that_touches_an_edge_across_is_separate(device):
    low = boxes([0, 0, 0], 1, turned(45, "x"))  # its upper edge runs along x
    high = boxes([0, 0, np.sqrt(2)], 1, turned(45, "y"))
    assert iou(low, high, device).item() == 0
    sunk = boxes([0, 0, np.sqrt(2) - 0.01], 1, turned(45, "y"))
    # At height h over the lower edge of two that are d apart: a rectangle of 2 h by 2 (d - h).
    shared = 0.01**3 * 2 / 3
    assert iou(low, sunk, device).item() == pytest.approx(shared / 2, rel=1e-5)


@pytest.mark.parametrize("flat", [[0, 1, 1], [0, 0, 1], [0, 0, 0]], ids=["sheet", "stick", "point"])
def test_box_without_volume_shares_nothing(device, flat):
    both = boxes([[0, 0, 0], [0, 0, 0]], [flat, [1, 1, 1]])
    assert torch.equal(iou(both, both, device), torch.tensor([[0.0, 0], [0, 1]]))


def test_thin_boxes_in_one_plane(device):
    sheet = boxes([0, 0, 0], [2, 1, 1e-6], turned(20, "x"))
    beside = boxes([0.5, 0, 0], [2, 1, 1e-6], turned(20, "x"))
    assert iou(sheet, beside, device).item() == pytest.approx(1.5 / 2.5, abs=TIGHT)


def test_overlap_is_the_same_25_km_from_the_origin(device):
    a, b = random_boxes(30, 6), random_boxes(30, 7)
    away = torch.tensor([25_000.0, -25_000.0, 25_000.0], dtype=torch.float64)
    here, there = iou(a, b, device), iou((a[0] + away, *a[1:]), (b[0] + away, *b[1:]), device)
    torch.testing.assert_close(here, there, rtol=0, atol=TIGHT)


def test_overlap_does_not_depend_on_order_or_frame(device):
    a, b = random_boxes(30, 8), random_boxes(30, 9)
    R = torch.from_numpy(Rotation.random(random_state=10).as_matrix())
    moved = [(center @ R.T + 3, extent, R @ axes) for center, extent, axes in (a, b)]
    torch.testing.assert_close(iou(b, a, device).T, iou(a, b, device), rtol=0, atol=TIGHT)
    torch.testing.assert_close(iou(*moved, device), iou(a, b, device), rtol=0, atol=TIGHT)


def test_every_device_agrees_with_the_reference(device):
    a, b = random_boxes(120, 11), random_boxes(90, 12)
    expected = reference(*a, *b)
    found = iou(a, b, device)
    torch.testing.assert_close(found, expected, rtol=0, atol=TIGHT)
    assert torch.equal(found > 0, expected > 0)


def test_no_boxes(device):
    none, some = random_boxes(0, 13), random_boxes(3, 13)
    assert iou(none, some, device).shape == (0, 3)
    assert iou(some, none, device).shape == (3, 0)


def test_many_boxes(device):
    one = boxes(np.zeros((1500, 3)), 1)
    found = iou(one, boxes([[0, 0, 0.5], [9, 9, 9]], 1), device)
    torch.testing.assert_close(found, torch.tensor([[1 / 3, 0.0]]).expand(1500, 2))


def test_traces_like_any_torch_operator(device):
    tensors = (*random_boxes(4, 14), *random_boxes(5, 15))
    torch.library.opcheck(OP, tuple(tensor.to(device) for tensor in tensors))


GOOD = boxes([[0, 0, 0], [1, 1, 1]], 1)


@pytest.mark.parametrize(
    ("part", "bad", "kind", "message"),
    [
        pytest.param(0, [[0, 0, 0]], TypeError, "center_b must be a tensor, got list", id="list"),
        pytest.param(0, GOOD[0].float(), TypeError, "center_b must be torch.float64", id="float32"),
        pytest.param(1, GOOD[1][:1], ValueError, r"extent_b .* got \(1, 3\)", id="one"),
        pytest.param(1, -GOOD[1], ValueError, "extent_b must be at least 0 metres", id="negative"),
        pytest.param(0, GOOD[0] / 0, ValueError, "center_b must be finite", id="nan"),
        pytest.param(2, 2 * GOOD[2], ValueError, "R_b must be rotations, which box 0", id="scaled"),
        pytest.param(2, -GOOD[2], ValueError, "R_b must be rotations, which box 0", id="mirrored"),
    ],
)
def test_bad_input_is_refused(part, bad, kind, message):
    wrong = [*GOOD]
    wrong[part] = bad
    with pytest.raises(kind, match=message):
        obb_iou(*GOOD, *wrong)
