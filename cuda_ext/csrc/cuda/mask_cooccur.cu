// Points that masks share: a warp for 32 points, which counts those of one pair of masks at once.

#include "../mask_cooccur.h"
#include "kernel.cuh"

namespace scenegraph3d {
namespace {

constexpr int kWarp = 32;
constexpr unsigned kAllLanes = 0xffffffffu;
constexpr int kRows = 8;  // of a tile that a block of the mirror reads at once

// Fill the diagonal and what is above it.
__global__ void count_kernel(const int16_t* __restrict__ ids, const int64_t* __restrict__ offsets,
                             int64_t num_frames, int64_t num_points, int64_t num_masks,
                             int32_t* __restrict__ counts) {
  const int64_t n = static_cast<int64_t>(blockIdx.x) * blockDim.x + threadIdx.x;
  const int lane = threadIdx.x % kWarp;
  for (int64_t f = 0; f < num_frames; ++f) {
    const int id = n < num_points ? ids[f * num_points + n] : -1;
    if (__ballot_sync(kAllLanes, id >= 0) == 0) continue;
    for (int64_t g = f; g < num_frames; ++g) {
      const int other = id >= 0 ? ids[g * num_points + n] : -1;
      const unsigned both = __ballot_sync(kAllLanes, other >= 0);
      if (other < 0) continue;
      const unsigned alike = __match_any_sync(both, id << 16 | other);
      if (lane != __ffs(alike) - 1) continue;
      const int64_t row = offsets[f] + id, column = offsets[g] + other;
      atomicAdd(&counts[row * num_masks + column], __popc(alike));
    }
  }
}

// Copy what is above the diagonal to below it, a square of 32 x 32 to a block.
__global__ void mirror_kernel(int32_t* __restrict__ counts, int64_t num_masks) {
  __shared__ int32_t tile[kWarp][kWarp + 1];  // a column more, so that columns are read at once
  if (blockIdx.y > blockIdx.x) return;        // the whole block lies below the diagonal
  const int64_t top = static_cast<int64_t>(blockIdx.y) * kWarp;
  const int64_t left = static_cast<int64_t>(blockIdx.x) * kWarp;
  for (int r = threadIdx.y; r < kWarp; r += kRows) {
    const int64_t row = top + r, column = left + threadIdx.x;
    if (row < num_masks && column < num_masks) {
      tile[r][threadIdx.x] = counts[row * num_masks + column];
    }
  }
  __syncthreads();
  for (int r = threadIdx.y; r < kWarp; r += kRows) {
    const int64_t row = left + r, column = top + threadIdx.x;
    if (row < num_masks && column < row) {
      counts[row * num_masks + column] = tile[threadIdx.x][r];
    }
  }
}

Tensor mask_cooccur(const Tensor& ids, const Tensor& offsets, int64_t num_masks) {
  check_ids(ids, offsets, num_masks);
  const torch::stable::accelerator::DeviceGuard guard(ids.get_device_index());
  const int64_t num_frames = ids.size(0), num_points = ids.size(1);
  Tensor together = torch::stable::new_zeros(ids, {num_masks, num_masks}, ScalarType::Int);
  if (num_points == 0 || num_masks == 0) return together;
  const cudaStream_t stream = current_stream(ids);
  int32_t* counts = together.mutable_data_ptr<int32_t>();
  count_kernel<<<grid_for(num_points), kThreads, 0, stream>>>(
      ids.const_data_ptr<int16_t>(), offsets.const_data_ptr<int64_t>(), num_frames, num_points,
      num_masks, counts);
  STD_CUDA_KERNEL_LAUNCH_CHECK();
  const int64_t tiles = (num_masks + kWarp - 1) / kWarp;
  STD_TORCH_CHECK(tiles <= UINT16_MAX, "too many masks for one launch: ", num_masks);
  const dim3 grid(static_cast<unsigned>(tiles), static_cast<unsigned>(tiles));
  mirror_kernel<<<grid, dim3(kWarp, kRows), 0, stream>>>(counts, num_masks);
  STD_CUDA_KERNEL_LAUNCH_CHECK();
  return together;
}

}  // namespace

STABLE_TORCH_LIBRARY_IMPL(scenegraph3d, CUDA, m) {
  m.impl("mask_cooccur", TORCH_BOX(&mask_cooccur));
}

}  // namespace scenegraph3d
