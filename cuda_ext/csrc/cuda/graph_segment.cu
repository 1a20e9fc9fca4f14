// Graph-based segmentation of a graph on the GPU: edges are sorted here, then joined on the host,
// since each edge asks what all before it have joined.

#include "../graph_segment.h"
#include "sort.cuh"

namespace scenegraph3d {
namespace {

constexpr uint32_t kSign = 0x80000000u;  // turns unsigned order into signed order, and back

__global__ void key_kernel(const float* __restrict__ weights, int64_t count,
                           int32_t* __restrict__ keys) {
  const int64_t i = static_cast<int64_t>(blockIdx.x) * blockDim.x + threadIdx.x;
  if (i >= count) return;
  keys[i] = static_cast<int32_t>(key_of_bits(__float_as_uint(weights[i])) ^ kSign);
}

__global__ void gather_kernel(const int32_t* __restrict__ keys, const int64_t* __restrict__ order,
                              const int64_t* __restrict__ ends, int64_t count,
                              Edge* __restrict__ edges) {
  const int64_t i = static_cast<int64_t>(blockIdx.x) * blockDim.x + threadIdx.x;
  if (i >= count) return;
  const int64_t from = order[i];
  edges[i] = {static_cast<uint32_t>(keys[i]) ^ kSign, static_cast<int32_t>(ends[2 * from]),
              static_cast<int32_t>(ends[2 * from + 1])};
}

// (E, 3) int32 on the device: the edges as `Edge` holds them, by rising weight.
Tensor sorted_edges(const Tensor& edges, const Tensor& weights) {
  const int64_t count = edges.size(0);
  const cudaStream_t stream = current_stream(edges);
  Tensor keys = torch::stable::new_empty(edges, {count}, ScalarType::Int);
  key_kernel<<<grid_for(count), kThreads, 0, stream>>>(weights.const_data_ptr<float>(), count,
                                                       keys.mutable_data_ptr<int32_t>());
  STD_CUDA_KERNEL_LAUNCH_CHECK();
  const Sorted sorted = sort_rising(keys);
  Tensor rows = torch::stable::new_empty(edges, {count, 3}, ScalarType::Int);
  static_assert(sizeof(Edge) == 3 * sizeof(int32_t));
  gather_kernel<<<grid_for(count), kThreads, 0, stream>>>(
      sorted.keys.const_data_ptr<int32_t>(), sorted.order.const_data_ptr<int64_t>(),
      edges.const_data_ptr<int64_t>(), count,
      reinterpret_cast<Edge*>(rows.mutable_data_ptr<int32_t>()));
  STD_CUDA_KERNEL_LAUNCH_CHECK();
  return rows;
}

Tensor graph_segment(const Tensor& edges, const Tensor& weights, int64_t num_vertices,
                     double threshold, int64_t min_size) {
  check_graph(edges, weights, num_vertices);
  const torch::stable::accelerator::DeviceGuard guard(edges.get_device_index());
  const torch::stable::Device host(torch::headeronly::DeviceType::CPU);
  const int64_t num_edges = edges.size(0);
  Tensor rows = num_edges > 0 ? sorted_edges(edges, weights)
                              : torch::stable::new_empty(edges, {0, 3}, ScalarType::Int);
  rows = torch::stable::to(rows, host);  // waits for the stream
  Tensor segment = torch::stable::new_empty(rows, {num_vertices}, ScalarType::Long);
  segment_sorted(reinterpret_cast<Edge*>(rows.mutable_data_ptr<int32_t>()), num_edges,
                 num_vertices, threshold, min_size, segment.mutable_data_ptr<int64_t>());
  return torch::stable::to(segment, edges.device());
}

}  // namespace

STABLE_TORCH_LIBRARY_IMPL(scenegraph3d, CUDA, m) {
  m.impl("graph_segment", TORCH_BOX(&graph_segment));
}

}  // namespace scenegraph3d
