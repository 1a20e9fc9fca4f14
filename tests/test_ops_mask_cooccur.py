"""mask_cooccur: points that masks share, counted by hand, by a product and by the reference."""

import pytest
import torch
from torch.library import opcheck

from scenegraph3d.ops.mask_cooccur import mask_cooccur
from scenegraph3d.ops.reference.mask_cooccur import mask_cooccur as reference

OP = torch.ops.scenegraph3d.mask_cooccur.default


def random_ids(num_frames, num_points, seed=0, most=6, run=1):
    """Ids of points, `run` neighbours alike, and offsets; one frame has no masks."""
    generator = torch.Generator().manual_seed(seed)
    sizes = torch.randint(1, most + 1, (num_frames,), generator=generator)
    if num_frames > 2:
        sizes[1] = 0
    share = torch.rand(num_frames, -(-num_points // run), generator=generator)
    ids = (share * (sizes[:, None] + 2)).floor() - 2  # -2 and -1 as often as each mask
    ids = ids.to(torch.int16).repeat_interleave(run, 1)[:, :num_points]
    return ids, torch.cat([torch.zeros(1, dtype=torch.int64), sizes.cumsum(0)])


def by_product(ids, offsets):
    """A^T A of which point carries which mask."""
    carries = torch.zeros(ids.shape[1], int(offsets[-1]), dtype=torch.float64)
    for frame, row in enumerate(ids.tolist()):
        for point, mask in enumerate(row):
            if mask >= 0:
                carries[point, int(offsets[frame]) + mask] = 1
    return (carries.T @ carries).to(torch.int32)


def test_three_points_in_two_frames(device):
    ids = torch.tensor([[0, 0, -1], [1, 0, 1]], dtype=torch.int16)
    found = mask_cooccur(ids.to(device), torch.tensor([0, 1, 3]))
    # Rows: mask 0 of frame 0, then masks 0 and 1 of frame 1.
    assert found.tolist() == [[2, 1, 1], [1, 1, 0], [1, 0, 2]]
    assert found.dtype == torch.int32


def test_every_negative_id_means_no_mask(device):
    ids = torch.tensor([[0, -1, -2, -32768], [0, 0, 0, 0]], dtype=torch.int16)
    found = mask_cooccur(ids.to(device), torch.tensor([0, 1, 2]))
    assert found.tolist() == [[1, 1], [1, 4]]


def test_masks_of_one_frame_share_nothing(device):
    ids, offsets = random_ids(9, 4000)
    found = mask_cooccur(ids.to(device), offsets).cpu()
    for begin, end in zip(offsets[:-1].tolist(), offsets[1:].tolist(), strict=True):
        within = found[begin:end, begin:end]
        assert torch.equal(within, within.diag().diag())


@pytest.mark.parametrize("run", [1, 7])
@pytest.mark.parametrize("num_frames", [1, 2, 3, 4, 5, 8, 23])
def test_agrees_with_a_product(device, num_frames, run):
    ids, offsets = random_ids(num_frames, 1500, run=run)
    assert torch.equal(mask_cooccur(ids.to(device), offsets).cpu(), by_product(ids, offsets))


@pytest.mark.parametrize(
    ("num_frames", "num_points", "run"),
    [
        pytest.param(6, 150_000, 1, id="several threads"),
        pytest.param(60, 4000, 9, id="runs"),
        pytest.param(70, 1500, 1, id="all points differ"),
    ],
)
def test_agrees_with_the_reference_to_the_point(device, num_frames, num_points, run):
    ids, offsets = random_ids(num_frames, num_points, run=run)
    found = mask_cooccur(ids.to(device), offsets).cpu()
    assert torch.equal(found, reference(ids, offsets, int(offsets[-1])))
    assert torch.equal(found, found.T)


def test_number_of_threads_changes_nothing():
    ids, offsets = random_ids(12, 300_000)
    threads = torch.get_num_threads()
    found = []
    for number in (1, 2, 5):
        torch.set_num_threads(number)
        found.append(mask_cooccur(ids, offsets))
    torch.set_num_threads(threads)
    assert torch.equal(found[0], found[1])
    assert torch.equal(found[0], found[2])


def test_order_of_points_changes_nothing(device):
    ids, offsets = random_ids(12, 5000, run=3)
    shuffled = ids[:, torch.randperm(5000, generator=torch.Generator().manual_seed(0))]
    expected = mask_cooccur(ids.to(device), offsets)
    assert torch.equal(mask_cooccur(shuffled.to(device), offsets), expected)


@pytest.mark.parametrize(
    ("num_frames", "num_points", "offsets"),
    [
        pytest.param(0, 0, [0], id="nothing"),
        pytest.param(0, 5, [0], id="no frames"),
        pytest.param(2, 0, [0, 2, 3], id="no points"),
        pytest.param(2, 5, [0, 0, 0], id="no masks"),
    ],
)
def test_nothing_to_count_gives_zeros(device, num_frames, num_points, offsets):
    ids = torch.full((num_frames, num_points), -1, dtype=torch.int16, device=device)
    found = mask_cooccur(ids, torch.tensor(offsets))
    assert torch.equal(found.cpu(), torch.zeros(offsets[-1], offsets[-1], dtype=torch.int32))


def test_ids_may_be_the_columns_of_another_tensor(device):
    ids, offsets = random_ids(5, 700)
    columns = ids.T.contiguous().to(device).T
    assert torch.equal(mask_cooccur(columns, offsets).cpu(), by_product(ids, offsets))


def test_traces_like_any_torch_operator(device):
    ids, offsets = random_ids(4, 50)
    opcheck(OP, (ids.to(device), offsets.to(device), int(offsets[-1])))


IDS, OFFSETS = torch.zeros(2, 5, dtype=torch.int16), torch.tensor([0, 1, 2])


@pytest.mark.parametrize(
    ("ids", "offsets", "kind", "message"),
    [
        pytest.param([[0]], OFFSETS, TypeError, "ids must be a tensor, got list", id="list"),
        pytest.param(IDS.int(), OFFSETS, TypeError, "ids must be torch.int16", id="int32"),
        pytest.param(IDS[0], OFFSETS, ValueError, r"ids must have shape \(N, N\)", id="1d"),
        pytest.param(IDS, OFFSETS.int(), TypeError, "offsets must be torch.int64", id="offsets"),
        pytest.param(IDS, OFFSETS[:2], ValueError, r"offsets must have shape \(3,\)", id="short"),
        pytest.param(IDS, OFFSETS + 1, ValueError, "rise from 0 .*, got 1, 2, 3:", id="from 1"),
        pytest.param(
            IDS, torch.tensor([0, 2, 1]), ValueError, "rise from 0 .*, got 0, 2, 1:", id="falls"
        ),
        pytest.param(
            IDS + 1, OFFSETS, ValueError, "ids of frame 0 must be below its 1 masks, got 1", id="id"
        ),
    ],
)
def test_bad_input_is_refused(ids, offsets, kind, message):
    with pytest.raises(kind, match=message):
        mask_cooccur(ids, offsets)
