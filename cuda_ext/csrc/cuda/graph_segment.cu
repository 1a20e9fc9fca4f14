// Graph-based segmentation of a graph on the GPU: edges are sorted there, then joined on the host,
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

__global__ void pack_kernel(const int32_t* __restrict__ keys, const int64_t* __restrict__ order,
                            int64_t count, Ranked* __restrict__ ranked) {
  const int64_t i = static_cast<int64_t>(blockIdx.x) * blockDim.x + threadIdx.x;
  if (i >= count) return;
  ranked[i] = {static_cast<uint32_t>(keys[i]) ^ kSign, static_cast<uint32_t>(order[i])};
}

// (E, 2) int32 on the device, what `Ranked` holds: the edges by rising weight.
Tensor rank_edges(const Tensor& weights) {
  const int64_t count = weights.size(0);
  const cudaStream_t stream = current_stream(weights);
  Tensor keys = torch::stable::new_empty(weights, {count}, ScalarType::Int);
  Tensor ranked = torch::stable::new_empty(weights, {count, 2}, ScalarType::Int);
  if (count == 0) return ranked;
  key_kernel<<<grid_for(count), kThreads, 0, stream>>>(weights.const_data_ptr<float>(), count,
                                                       keys.mutable_data_ptr<int32_t>());
  STD_CUDA_KERNEL_LAUNCH_CHECK();
  const Sorted sorted = sort_rising(keys);
  static_assert(sizeof(Ranked) == 2 * sizeof(int32_t));
  pack_kernel<<<grid_for(count), kThreads, 0, stream>>>(
      sorted.keys.const_data_ptr<int32_t>(), sorted.order.const_data_ptr<int64_t>(), count,
      reinterpret_cast<Ranked*>(ranked.mutable_data_ptr<int32_t>()));
  STD_CUDA_KERNEL_LAUNCH_CHECK();
  return ranked;
}

Tensor graph_segment(const Tensor& edges, const Tensor& weights, int64_t num_vertices,
                     double threshold, int64_t min_size) {
  check_graph(edges, weights, num_vertices);
  const torch::stable::accelerator::DeviceGuard guard(edges.get_device_index());
  const torch::stable::Device host(torch::headeronly::DeviceType::CPU);
  const Tensor ranked = torch::stable::to(rank_edges(weights), host);  // waits for the stream
  const Tensor ends = torch::stable::to(edges, host);
  Tensor segment = torch::stable::new_empty(ends, {num_vertices});
  segment_ranked(reinterpret_cast<const Ranked*>(ranked.const_data_ptr<int32_t>()),
                 ends.const_data_ptr<int64_t>(), edges.size(0), num_vertices, threshold, min_size,
                 segment.mutable_data_ptr<int64_t>());
  return torch::stable::to(segment, edges.device());
}

}  // namespace

STABLE_TORCH_LIBRARY_IMPL(scenegraph3d, CUDA, m) {
  m.impl("graph_segment", TORCH_BOX(&graph_segment));
}

}  // namespace scenegraph3d
