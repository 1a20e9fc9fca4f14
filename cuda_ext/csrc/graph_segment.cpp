// Graph-based segmentation; scenegraph3d/ops/reference/graph_segment.py defines it.
// One thread: edges are radix-sorted by the bits of their weights, then joined in order.

#include "graph_segment.h"

#include <array>

namespace scenegraph3d {
namespace {

constexpr int kBits = 11;  // of a digit; three make a key
constexpr int kDigits = 3;
constexpr uint32_t kMask = (1u << kBits) - 1;
using Histogram = std::array<std::array<uint32_t, kMask + 1>, kDigits>;

uint32_t digit(uint32_t key, int place) { return (key >> (place * kBits)) & kMask; }

// Copy the edges as the sort moves them; count each digit of their keys.
void read_edges(const int64_t* ends, const float* weights, int64_t num_edges, Edge* edges,
                Histogram& histogram) {
  for (int64_t i = 0; i < num_edges; ++i) {
    const uint32_t key = key_of_bits(std::bit_cast<uint32_t>(weights[i]));
    edges[i] = {key, static_cast<int32_t>(ends[2 * i]), static_cast<int32_t>(ends[2 * i + 1])};
    for (int place = 0; place < kDigits; ++place) ++histogram[place][digit(key, place)];
  }
}

// Stable: equal weights stay in the order given.
void sort_by_digit(const Edge* from, int64_t num_edges, int place, Histogram& histogram, Edge* to) {
  uint32_t start = 0;
  for (uint32_t& count : histogram[place]) start += std::exchange(count, start);
  for (int64_t i = 0; i < num_edges; ++i) {
    to[histogram[place][digit(from[i].key, place)]++] = from[i];
  }
}

Tensor graph_segment(const Tensor& edges, const Tensor& weights, int64_t num_vertices,
                     double threshold, int64_t min_size) {
  check_graph(edges, weights, num_vertices);
  const int64_t num_edges = edges.size(0);
  std::unique_ptr<Edge[]> sorted(new Edge[num_edges]), spare(new Edge[num_edges]);
  Histogram histogram{};
  read_edges(edges.const_data_ptr<int64_t>(), weights.const_data_ptr<float>(), num_edges,
             sorted.get(), histogram);
  for (int place = 0; place < kDigits; ++place) {
    sort_by_digit(sorted.get(), num_edges, place, histogram, spare.get());
    std::swap(sorted, spare);
  }
  Tensor segment = torch::stable::new_empty(edges, {num_vertices});
  segment_sorted(sorted.get(), num_edges, num_vertices, threshold, min_size,
                 segment.mutable_data_ptr<int64_t>());
  return segment;
}

}  // namespace

STABLE_TORCH_LIBRARY_IMPL(scenegraph3d, CPU, m) {
  m.impl("graph_segment", TORCH_BOX(&graph_segment));
}

}  // namespace scenegraph3d
