// The mean of each segment's rows: rows are sorted by segment, then a block adds up a piece of the
// sorted rows for some columns, so that few sums are shared between blocks.

#include <cuda_fp16.h>

#include "../segment_mean.h"
#include "kernel.cuh"
#include "sort.cuh"

namespace scenegraph3d {
namespace {

constexpr int kPiece = 128;   // rows
constexpr int kColumns = 128;  // of a block, one to a thread
constexpr int kAtOnce = 8;     // rows that are read before the first is added

__device__ inline float widen(float value) { return value; }
__device__ inline float widen(__half value) { return __half2float(value); }

// The segment of each row; num_segments, which sorts last, for a row of none.
__global__ void key_kernel(const int64_t* __restrict__ segment, int64_t num_rows,
                           int32_t num_segments, int32_t* __restrict__ keys) {
  const int64_t i = static_cast<int64_t>(blockIdx.x) * blockDim.x + threadIdx.x;
  if (i >= num_rows) return;
  const bool kept = segment[i] >= 0 && segment[i] < num_segments;
  keys[i] = kept ? static_cast<int32_t>(segment[i]) : num_segments;
}

// Rows of one block, in the order of their segments.
struct Piece {
  int64_t row[kPiece];
  int32_t segment[kPiece];
  float weight[kPiece];
};

// Sums (S, D + 1): of the columns, then of the weights.
template <typename Value>
__global__ void sum_kernel(const Value* __restrict__ features, const float* __restrict__ weight,
                           const int32_t* __restrict__ keys, const int64_t* __restrict__ order,
                           int64_t num_rows, int64_t num_columns, int32_t num_segments,
                           double* __restrict__ sums) {
  __shared__ Piece piece;
  const int64_t begin = static_cast<int64_t>(blockIdx.x) * kPiece;
  const int count = static_cast<int>(num_rows - begin < kPiece ? num_rows - begin : kPiece);
  for (int i = threadIdx.x; i < count; i += kColumns) {
    piece.row[i] = order[begin + i];
    piece.segment[i] = keys[begin + i];
    piece.weight[i] = weight == nullptr ? 1.0f : weight[order[begin + i]];
  }
  __syncthreads();
  const int64_t column = static_cast<int64_t>(blockIdx.y) * kColumns + threadIdx.x;
  if (column > num_columns) return;
  const auto add_to_sum = [&](int32_t segment, float part) {
    if (segment == num_segments) return;
    atomicAdd(&sums[segment * (num_columns + 1) + column], static_cast<double>(part));
  };
  int32_t segment = piece.segment[0];
  float part = 0;
  for (int first = 0; first < count; first += kAtOnce) {
    float read[kAtOnce];
#pragma unroll
    for (int k = 0; k < kAtOnce; ++k) {
      const bool there = first + k < count && column < num_columns;
      read[k] = there ? widen(features[piece.row[first + k] * num_columns + column]) : 1.0f;
    }
#pragma unroll
    for (int k = 0; k < kAtOnce; ++k) {
      if (first + k >= count) break;
      if (piece.segment[first + k] != segment) {
        add_to_sum(segment, part);
        segment = piece.segment[first + k];
        part = 0;
      }
      part += piece.weight[first + k] * read[k];
    }
  }
  add_to_sum(segment, part);
}

__global__ void divide_kernel(const double* __restrict__ sums, int64_t num_columns, int64_t count,
                              float* __restrict__ means) {
  const int64_t i = static_cast<int64_t>(blockIdx.x) * blockDim.x + threadIdx.x;
  if (i >= count) return;
  const double* row = sums + i / num_columns * (num_columns + 1);
  const double mass = row[num_columns];
  means[i] = mass > 0 ? static_cast<float>(row[i % num_columns] / mass) : 0.0f;
}

// (S, D + 1) float64 sums of the rows and their weights.
Tensor sum_rows(const Tensor& features, const Tensor& segment, const std::optional<Tensor>& weight,
                int64_t num_segments) {
  const int64_t num_rows = features.size(0), num_columns = features.size(1);
  Tensor sums =
      torch::stable::new_zeros(features, {num_segments, num_columns + 1}, ScalarType::Double);
  if (num_rows == 0) return sums;
  const cudaStream_t stream = current_stream(features);
  const int32_t none = static_cast<int32_t>(num_segments);
  Tensor keys = torch::stable::new_empty(segment, {num_rows}, ScalarType::Int);
  key_kernel<<<grid_for(num_rows), kThreads, 0, stream>>>(
      segment.const_data_ptr<int64_t>(), num_rows, none, keys.mutable_data_ptr<int32_t>());
  STD_CUDA_KERNEL_LAUNCH_CHECK();
  const Sorted sorted = sort_rising(keys);
  const int64_t pieces = (num_rows + kPiece - 1) / kPiece, across = num_columns / kColumns + 1;
  STD_TORCH_CHECK(pieces <= INT32_MAX && across <= UINT16_MAX, "too many features for one launch");
  const dim3 grid(static_cast<unsigned>(pieces), static_cast<unsigned>(across));
  const auto launch = [&](const auto* values) {
    sum_kernel<<<grid, kColumns, 0, stream>>>(
        values, weight ? weight->const_data_ptr<float>() : nullptr,
        sorted.keys.const_data_ptr<int32_t>(), sorted.order.const_data_ptr<int64_t>(), num_rows,
        num_columns, none, sums.mutable_data_ptr<double>());
    STD_CUDA_KERNEL_LAUNCH_CHECK();
  };
  if (features.scalar_type() == ScalarType::Half) {
    launch(static_cast<const __half*>(features.const_data_ptr()));
  } else {
    launch(features.const_data_ptr<float>());
  }
  return sums;
}

Tensor segment_mean(const Tensor& features, const Tensor& segment,
                    const std::optional<Tensor>& weight, int64_t num_segments) {
  check_segments(features, segment, weight, num_segments);
  STD_TORCH_CHECK(num_segments < INT32_MAX, "num_segments must be below ", INT32_MAX);
  const torch::stable::accelerator::DeviceGuard guard(features.get_device_index());
  const int64_t num_columns = features.size(1), count = num_segments * num_columns;
  Tensor means = torch::stable::new_empty(features, {num_segments, num_columns}, ScalarType::Float);
  if (count == 0) return means;
  const Tensor sums = sum_rows(features, segment, weight, num_segments);
  divide_kernel<<<grid_for(count), kThreads, 0, current_stream(features)>>>(
      sums.const_data_ptr<double>(), num_columns, count, means.mutable_data_ptr<float>());
  STD_CUDA_KERNEL_LAUNCH_CHECK();
  return means;
}

}  // namespace

STABLE_TORCH_LIBRARY_IMPL(scenegraph3d, CUDA, m) {
  m.impl("segment_mean", TORCH_BOX(&segment_mean));
}

}  // namespace scenegraph3d
