"""segment_mean: means by hand, by numpy and by the reference; long, weighted and half precision."""

import numpy as np
import pytest
import torch
from torch.library import opcheck

from scenegraph3d.ops.reference.segment_mean import segment_mean as reference
from scenegraph3d.ops.segment_mean import segment_mean

OP = torch.ops.scenegraph3d.segment_mean.default


def random_rows(num_rows, num_columns, num_segments, seed=0, dtype=torch.float32):
    """Features, segments with some rows left out, and weights with some of 0."""
    generator = torch.Generator().manual_seed(seed)
    features = torch.randn(num_rows, num_columns, generator=generator).to(dtype)
    segment = torch.randint(-1, num_segments, (num_rows,), generator=generator)
    weight = (torch.rand(num_rows, generator=generator) - 0.2).clamp(min=0)
    return features, segment, weight


def by_numpy(features, segment, num_segments, weight):
    features, segment = features.double().numpy(), segment.numpy()
    weight = np.ones(len(features)) if weight is None else weight.double().numpy()
    means = np.zeros((num_segments, features.shape[1]))
    for s in range(num_segments):
        rows = segment == s
        if weight[rows].sum() > 0:
            means[s] = np.average(features[rows], axis=0, weights=weight[rows])
    return torch.from_numpy(means).float()


def test_two_segments_by_hand(device):
    features = torch.tensor([[1.0, 10.0], [3.0, 30.0], [5.0, 50.0], [100.0, 100.0]], device=device)
    segment = torch.tensor([2, 2, 0, -1], device=device)
    assert segment_mean(features, segment, 3).tolist() == [[5, 50], [0, 0], [2, 20]]


def test_weights_by_hand(device):
    features = torch.tensor([[1.0], [3.0], [7.0]], device=device)
    segment = torch.tensor([0, 0, 1], device=device)
    weight = torch.tensor([3.0, 1.0, 0.0], device=device)
    assert segment_mean(features, segment, 2, weight).tolist() == [[1.5], [0.0]]


@pytest.mark.parametrize("weighted", [False, True])
@pytest.mark.parametrize("dtype", [torch.float32, torch.float16])
@pytest.mark.parametrize("num_columns", [1, 3, 16, 37, 200])
def test_agrees_with_numpy(device, assert_close, num_columns, dtype, weighted):
    features, segment, weight = random_rows(3000, num_columns, 40, dtype=dtype)
    weight = weight if weighted else None
    found = segment_mean(*to(device, features, segment), 40, *to(device, weight)).cpu()
    assert found.dtype == torch.float32
    assert_close(found, by_numpy(features, segment, 40, weight))


@pytest.mark.parametrize("weighted", [False, True])
def test_agrees_with_the_reference(device, assert_close, weighted):
    features, segment, weight = random_rows(100_000, 48, 300)
    weight = weight if weighted else None
    found = segment_mean(*to(device, features, segment), 300, *to(device, weight)).cpu()
    assert_close(found, reference(features, segment, weight, 300))


@pytest.mark.parametrize("dtype", [torch.float32, torch.float16])
def test_many_equal_rows_have_their_value_as_mean(device, assert_close, dtype):
    # Added one by one in float32, 0.1 a million times comes to 100958.
    value = torch.tensor(0.1, dtype=dtype)
    features = value.expand(1_000_000, 1).to(device)
    segment = torch.zeros(1_000_000, dtype=torch.int64, device=device)
    assert_close(segment_mean(features, segment, 1).cpu(), value.float().reshape(1, 1))


def test_sums_beyond_float16_do_not_overflow(device):
    features = torch.full((1000, 4), 60_000.0, dtype=torch.float16, device=device)
    segment = torch.zeros(1000, dtype=torch.int64, device=device)
    assert torch.equal(segment_mean(features, segment, 1).cpu(), torch.full((1, 4), 60_000.0))


@pytest.mark.parametrize("num_columns", [4, 16])
def test_every_float16_comes_through(device, num_columns):
    features = torch.arange(-(2**15), 2**15, dtype=torch.int32).to(torch.int16).view(torch.float16)
    rows = features.reshape(-1, num_columns)  # subnormal, infinite and NaN, too
    segment = torch.arange(len(rows))
    found = segment_mean(*to(device, rows, segment), len(rows)).cpu()
    torch.testing.assert_close(found, rows.float(), rtol=0, atol=0, equal_nan=True)


def test_row_that_is_not_finite_spoils_only_its_segment(device):
    features, segment, _ = random_rows(2000, 5, 10)
    features[segment == 3] = float("nan")
    features[segment == -1] = float("inf")
    found = segment_mean(*to(device, features, segment), 10).cpu()
    assert found[3].isnan().all()
    assert found[[s for s in range(10) if s != 3]].isfinite().all()


def test_segment_without_rows_or_weight_is_zero(device):
    features, segment, weight = random_rows(500, 7, 6)
    segment[segment == 4] = 5
    weight[segment == 2] = 0
    found = segment_mean(*to(device, features, segment), 9, *to(device, weight)).cpu()
    assert (found[[2, 4, 6, 7, 8]] == 0).all()
    assert (found[[0, 1, 3, 5]] != 0).all()


@pytest.mark.parametrize("dtype", [torch.float32, torch.float16])
def test_number_of_threads_does_not_change_a_bit(dtype):
    features, segment, weight = random_rows(50_000, 100, 20, dtype=dtype)
    threads = torch.get_num_threads()
    found = []
    for number in (1, 2, 3):
        torch.set_num_threads(number)
        found.append(segment_mean(features, segment, 20, weight))
    torch.set_num_threads(threads)
    assert torch.equal(found[0], found[1])
    assert torch.equal(found[0], found[2])


@pytest.mark.parametrize(
    ("num_rows", "num_columns", "num_segments"),
    [
        pytest.param(0, 4, 3, id="no rows"),
        pytest.param(5, 0, 3, id="no columns"),
        pytest.param(0, 0, 0, id="nothing"),
    ],
)
def test_nothing_to_average_gives_zeros(device, num_rows, num_columns, num_segments):
    features = torch.zeros(num_rows, num_columns, device=device)
    segment = torch.zeros(num_rows, dtype=torch.int64, device=device)
    found = segment_mean(features, segment, num_segments)
    assert torch.equal(found.cpu(), torch.zeros(num_segments, num_columns))


def test_all_rows_left_out_need_no_segment(device):
    features = torch.ones(4, 3, device=device)
    segment = torch.full((4,), -1, device=device)
    assert segment_mean(features, segment, 0).shape == (0, 3)


def test_features_may_be_the_columns_of_another_tensor(device, assert_close):
    features, segment, _ = random_rows(300, 20, 5)
    columns = features.T.contiguous().to(device).T
    found = segment_mean(columns, segment.to(device), 5).cpu()
    assert_close(found, by_numpy(features, segment, 5, None))


@pytest.mark.parametrize("weighted", [False, True])
def test_traces_like_any_torch_operator(device, weighted):
    features, segment, weight = to(device, *random_rows(60, 5, 4))
    opcheck(OP, (features, segment, weight if weighted else None, 4))


FEATURES, SEGMENT = torch.zeros(4, 2), torch.tensor([0, 1, 1, -1])


@pytest.mark.parametrize(
    ("change", "kind", "message"),
    [
        pytest.param({"features": [[0.0]]}, TypeError, "features must be a tensor", id="list"),
        pytest.param(
            {"features": FEATURES.double()}, TypeError, "torch.float32 or torch.float16", id="f64"
        ),
        pytest.param({"features": FEATURES[0]}, ValueError, r"shape \(N, N\), got \(2,\)", id="1d"),
        pytest.param(
            {"segment": SEGMENT.int()}, TypeError, "segment must be torch.int64", id="i32"
        ),
        pytest.param({"segment": SEGMENT[:3]}, ValueError, r"shape \(4,\), got \(3,\)", id="short"),
        pytest.param({"segment": SEGMENT + 1}, ValueError, "-1 to 1, got 2", id="high"),
        pytest.param({"segment": SEGMENT - 1}, ValueError, "-1 to 1, got -2", id="low"),
        pytest.param({"num_segments": -1}, ValueError, "at least 0, got -1", id="negative"),
        pytest.param(
            {"weight": torch.ones(3)}, ValueError, r"weight must have shape \(4,\)", id="weight"
        ),
        pytest.param(
            {"weight": torch.tensor([1, 1, 1, -1.0])}, ValueError, "finite and at least 0", id="neg"
        ),
        pytest.param({"weight": torch.ones(4) / 0}, ValueError, "finite and at least 0", id="inf"),
        pytest.param({"weight": torch.zeros(4) / 0}, ValueError, "finite and at least 0", id="nan"),
    ],
)
def test_bad_input_is_refused(change, kind, message):
    with pytest.raises(kind, match=message):
        segment_mean(**{"features": FEATURES, "segment": SEGMENT, "num_segments": 2, **change})


def to(device, *tensors):
    return [None if tensor is None else tensor.to(device) for tensor in tensors]
