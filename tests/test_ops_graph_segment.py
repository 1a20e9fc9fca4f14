"""graph_segment: joins along light edges, and what it owes to order, size and bad input."""

import networkx as nx
import pytest

torch = pytest.importorskip("torch")

from scenegraph3d.ops.graph_segment import graph_segment  # noqa: E402
from scenegraph3d.ops.reference.graph_segment import graph_segment as reference  # noqa: E402

OP = torch.ops.scenegraph3d.graph_segment.default
CHAIN = torch.tensor([[0, 1], [1, 2], [2, 3], [3, 4]])


def segment(edges, weights, num_vertices, threshold=1.0, min_size=1, device="cpu"):
    edges = torch.as_tensor(edges, dtype=torch.int64, device=device).reshape(-1, 2)
    weights = torch.as_tensor(weights, dtype=torch.float32, device=device)
    return graph_segment(edges, weights, num_vertices, threshold=threshold, min_size=min_size).cpu()


def random_graph(num_vertices, num_edges, levels=50, seed=0):
    """Few levels of weight: many ties."""
    generator = torch.Generator().manual_seed(seed)
    edges = torch.randint(num_vertices, (num_edges, 2), generator=generator)
    return edges, torch.randint(levels, (num_edges,), generator=generator) / levels


def test_heavy_edge_between_two_light_pairs_parts_them(device):
    assert segment(CHAIN, [0.1, 9.0, 0.1, 0.1], 5, device=device).tolist() == [0, 0, 1, 1, 1]


def test_limit_falls_as_a_segment_grows():
    # Two vertices hold 0.1 + 1 / 2, three hold 0.5 + 1 / 3: 0.6 joins a single one, not three.
    assert segment(CHAIN[:2], [0.1, 0.6], 3).tolist() == [0, 0, 0]
    assert segment(CHAIN[:2], [0.1, 0.61], 3).tolist() == [0, 0, 1]
    assert segment(CHAIN[:3], [0.1, 0.5, 0.84], 4).tolist() == [0, 0, 0, 1]


def test_small_segments_join_over_their_lightest_edge():
    assert segment(CHAIN, [0.1, 8.0, 7.0, 0.1], 5, min_size=2).tolist() == [0, 0, 1, 1, 1]


def test_segments_without_edges_stay_however_small(device):
    assert segment([], [], 3, min_size=10, device=device).tolist() == [0, 1, 2]


def test_no_vertices_give_no_segments(device):
    assert segment([], [], 0, device=device).shape == (0,)


def test_edge_from_a_vertex_to_itself_changes_nothing():
    assert segment([[1, 1], [0, 1]], [0.0, 5.0], 2).tolist() == [0, 1]


def test_equal_weights_are_taken_in_the_order_given():
    # All too heavy, so only the pass over small segments joins: pairs first, or the middle first.
    pairs_first = segment([[0, 1], [2, 3], [1, 2]], [5.0, 5.0, 5.0], 4, min_size=2)
    middle_first = segment([[1, 2], [0, 1], [2, 3]], [5.0, 5.0, 5.0], 4, min_size=2)
    assert pairs_first.tolist() == [0, 0, 1, 1]
    assert middle_first.tolist() == [0, 0, 0, 0]


def test_negative_zero_weighs_as_much_as_zero(device):
    edges = [[0, 1], [2, 3], [1, 2]]
    found = segment(edges, [0.0, 0.0, -0.0], 4, threshold=-0.0, min_size=2, device=device)
    assert found.tolist() == [0, 0, 0, 0]


@pytest.mark.parametrize("min_size", [1, 5, 40])
def test_every_device_agrees_with_the_reference_to_the_vertex(device, min_size):
    edges, weights = random_graph(4000, 9000)
    weights = weights - 0.2  # Negative weights sort as numbers, not as bits.
    expected = reference(edges, weights, 4000, 0.3, min_size)
    found = segment(edges, weights, 4000, threshold=0.3, min_size=min_size, device=device)
    assert torch.equal(found, expected)


def test_no_limit_leaves_the_connected_components(device):
    edges, weights = random_graph(3000, 2000, seed=1)
    found = segment(edges, weights, 3000, threshold=1e9, device=device)
    graph = nx.empty_graph(3000)
    graph.add_edges_from(edges.tolist())
    expected = sorted(sorted(part) for part in nx.connected_components(graph))
    parts = [torch.nonzero(found == s).flatten().tolist() for s in range(int(found.max()) + 1)]
    assert parts == expected


def test_no_segment_below_the_size_has_a_way_out():
    edges, weights = random_graph(3000, 3000, seed=2)
    found = segment(edges, weights, 3000, threshold=0.01, min_size=30)
    size = torch.bincount(found)
    ends = found[edges]
    leaving = ends[:, 0] != ends[:, 1]
    assert leaving.any()
    assert (size[ends[leaving]] >= 30).all()


def test_edges_may_be_the_columns_of_another_tensor(device):
    rows = CHAIN.T.contiguous().to(device).T
    assert segment(rows, [0.1, 9.0, 0.1, 0.1], 5, device=device).tolist() == [0, 0, 1, 1, 1]


def test_a_long_chain_in_one_piece(device):
    edges = torch.stack([torch.arange(199_999), torch.arange(1, 200_000)], dim=1)
    found = segment(edges, torch.zeros(199_999), 200_000, device=device)
    assert not found.any()


def test_traces_like_any_torch_operator(device):
    edges, weights = random_graph(20, 40)
    torch.library.opcheck(OP, (edges.to(device), weights.to(device), 20, 0.5, 2))


@pytest.mark.parametrize(
    ("edges", "weights", "kind", "message"),
    [
        pytest.param([[0, 1]], torch.zeros(1), TypeError, "must be a tensor, got list", id="list"),
        pytest.param(CHAIN.int(), torch.zeros(4), TypeError, "must be torch.int64", id="int32"),
        pytest.param(CHAIN, torch.zeros(4).double(), TypeError, "torch.float32", id="float64"),
        pytest.param(CHAIN.T, torch.zeros(4), ValueError, r"shape \(N, 2\), got \(2, 4\)", id="T"),
        pytest.param(CHAIN, torch.zeros(3), ValueError, r"shape \(4,\)", id="weights"),
        pytest.param(CHAIN + 1, torch.zeros(4), ValueError, "vertices 0 to 4, got 5", id="high"),
        pytest.param(CHAIN - 1, torch.zeros(4), ValueError, "vertices 0 to 4, got -1", id="low"),
        pytest.param(CHAIN, torch.zeros(4) / 0, ValueError, "finite, got NaN .* in 4 of", id="nan"),
    ],
)
def test_bad_input_is_refused(edges, weights, kind, message):
    with pytest.raises(kind, match=message):
        graph_segment(edges, weights, 5, threshold=1.0, min_size=1)


@pytest.mark.parametrize("threshold", [-1.0, float("nan"), float("inf")])
def test_threshold_must_be_a_finite_number(threshold):
    with pytest.raises(ValueError, match="threshold must be finite and at least 0"):
        graph_segment(CHAIN, torch.zeros(4), 5, threshold=threshold, min_size=1)
