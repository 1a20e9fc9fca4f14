// Exact overlap of oriented boxes: a block takes a tile of pairs, lists those whose upright boxes
// meet, and shares the list among its threads.

#include "../obb_iou.h"
#include "kernel.cuh"

namespace scenegraph3d {
namespace {

constexpr int kTile = 2048;  // pairs

// Where a box lies along the world's axes.
struct Bound {
  double center[3], reach[3];

  __device__ bool meets(const Bound& other) const {
    bool meets = true;
    for (int k = 0; k < 3; ++k) {
      meets = meets && fabs(center[k] - other.center[k]) <= reach[k] + other.reach[k];
    }
    return meets;
  }
};

__global__ void pack_kernel(const double* __restrict__ center, const double* __restrict__ extent,
                            const double* __restrict__ R, int64_t count, Box* __restrict__ boxes,
                            Bound* __restrict__ bounds) {
  const int64_t row = static_cast<int64_t>(blockIdx.x) * blockDim.x + threadIdx.x;
  if (row >= count) return;
  Box box;
  Bound bound;
  for (int k = 0; k < 9; ++k) box.R[k] = R[9 * row + k];
  for (int k = 0; k < 3; ++k) {
    box.center[k] = bound.center[k] = center[3 * row + k];
    box.half[k] = extent[3 * row + k] / 2;
  }
  for (int k = 0; k < 3; ++k) {
    bound.reach[k] = fabs(box.R[3 * k]) * box.half[0] + fabs(box.R[3 * k + 1]) * box.half[1] +
                     fabs(box.R[3 * k + 2]) * box.half[2];
  }
  boxes[row] = box;
  bounds[row] = bound;
}

__global__ void iou_kernel(const Box* __restrict__ a, const Bound* __restrict__ bounds_a,
                           const Box* __restrict__ b, const Bound* __restrict__ bounds_b,
                           int64_t num_b, int64_t num_pairs, float* __restrict__ iou) {
  __shared__ int32_t near[kTile];
  __shared__ int32_t num_near;
  if (threadIdx.x == 0) num_near = 0;
  __syncthreads();
  const int64_t first = static_cast<int64_t>(blockIdx.x) * kTile;
  for (int32_t k = threadIdx.x; k < kTile && first + k < num_pairs; k += blockDim.x) {
    const int64_t pair = first + k;
    if (bounds_a[pair / num_b].meets(bounds_b[pair % num_b])) near[atomicAdd(&num_near, 1)] = k;
  }
  __syncthreads();
  for (int32_t k = threadIdx.x; k < num_near; k += blockDim.x) {
    const int64_t pair = first + near[k];
    iou[pair] = box_iou(a[pair / num_b], b[pair % num_b]);
  }
}

// Boxes on the device as the kernel reads them; the tensors own the memory.
struct Packed {
  Tensor boxes, bounds;

  Packed(const Tensor& center, const Tensor& extent, const Tensor& R) {
    static_assert(sizeof(Box) == 15 * sizeof(double) && sizeof(Bound) == 6 * sizeof(double));
    const int64_t count = center.size(0);
    boxes = torch::stable::new_empty(center, {count, 15});
    bounds = torch::stable::new_empty(center, {count, 6});
    pack_kernel<<<grid_for(count), kThreads, 0, current_stream(center)>>>(
        center.const_data_ptr<double>(), extent.const_data_ptr<double>(),
        R.const_data_ptr<double>(), count, reinterpret_cast<Box*>(boxes.mutable_data_ptr<double>()),
        reinterpret_cast<Bound*>(bounds.mutable_data_ptr<double>()));
    STD_CUDA_KERNEL_LAUNCH_CHECK();
  }

  const Box* box() const { return reinterpret_cast<const Box*>(boxes.const_data_ptr<double>()); }
  const Bound* bound() const {
    return reinterpret_cast<const Bound*>(bounds.const_data_ptr<double>());
  }
};

Tensor obb_iou(const Tensor& center_a, const Tensor& extent_a, const Tensor& R_a,
               const Tensor& center_b, const Tensor& extent_b, const Tensor& R_b) {
  check_boxes(center_a, extent_a, R_a);
  check_boxes(center_b, extent_b, R_b);
  const torch::stable::accelerator::DeviceGuard guard(center_a.get_device_index());
  const int64_t num_a = center_a.size(0), num_b = center_b.size(0), num_pairs = num_a * num_b;
  Tensor iou = torch::stable::new_zeros(center_a, {num_a, num_b}, ScalarType::Float);
  if (num_pairs == 0) return iou;
  const Packed a(center_a, extent_a, R_a), b(center_b, extent_b, R_b);
  const int64_t num_tiles = (num_pairs + kTile - 1) / kTile;
  iou_kernel<<<grid_for(num_tiles * kThreads), kThreads, 0, current_stream(center_a)>>>(
      a.box(), a.bound(), b.box(), b.bound(), num_b, num_pairs, iou.mutable_data_ptr<float>());
  STD_CUDA_KERNEL_LAUNCH_CHECK();
  return iou;
}

}  // namespace

STABLE_TORCH_LIBRARY_IMPL(scenegraph3d, CUDA, m) {
  m.impl("obb_iou", TORCH_BOX(&obb_iou));
}

}  // namespace scenegraph3d
