// Graph-based segmentation; scenegraph3d/ops/reference/graph_segment.py defines it.
// One thread: edges are radix-sorted by the bits of their weights, then joined in order.

#include "graph_segment.h"

namespace scenegraph3d {
namespace {

constexpr int kKeyBits = 32;

Tensor graph_segment(const Tensor& edges, const Tensor& weights, int64_t num_vertices,
                     double threshold, int64_t min_size) {
  check_graph(edges, weights, num_vertices);
  const int64_t num_edges = edges.size(0);
  const float* weight = weights.const_data_ptr<float>();
  const auto ranked = sorted_rows<uint32_t>(num_edges, kKeyBits, [&](int64_t row) {
    return key_of_bits(std::bit_cast<uint32_t>(weight[row]));
  });
  Tensor segment = torch::stable::new_empty(edges, {num_vertices});
  segment_ranked(ranked.get(), edges.const_data_ptr<int64_t>(), num_edges, num_vertices, threshold,
                 min_size, segment.mutable_data_ptr<int64_t>());
  return segment;
}

}  // namespace

STABLE_TORCH_LIBRARY_IMPL(scenegraph3d, CPU, m) {
  m.impl("graph_segment", TORCH_BOX(&graph_segment));
}

}  // namespace scenegraph3d
