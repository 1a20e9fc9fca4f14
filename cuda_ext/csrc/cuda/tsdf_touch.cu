// Blocks of voxels that a depth image touches: a thread for each pixel that is read.

#include "../tsdf_touch.h"
#include "kernel.cuh"

namespace scenegraph3d {
namespace {

__global__ void touch_kernel(Touch touch, const float* __restrict__ depth, int64_t width,
                             int64_t first_u, int64_t first_v, int64_t stride,
                             int64_t columns, int64_t count, uint8_t* __restrict__ touched) {
  const int64_t index = static_cast<int64_t>(blockIdx.x) * blockDim.x + threadIdx.x;
  if (index >= count) return;
  const int64_t u = first_u + index % columns * stride;
  const int64_t v = first_v + index / columns * stride;
  const float x = (static_cast<float>(u) - touch.cx) * touch.inverse_fx;
  const float y = (static_cast<float>(v) - touch.cy) * touch.inverse_fy;
  for (int s = 0; s < kSamples; ++s) {
    const int32_t cell = touch.cell(x, y, depth[v * width + u], touch.sample[s]);
    if (cell >= 0) touched[cell] = 1;  // threads may write one cell at once: all write 1
  }
}

Tensor tsdf_touch(const Tensor& depth, std::vector<double> intrinsics,
                  std::vector<double> T_world_camera, std::vector<int64_t> low,
                  std::vector<int64_t> shape, double block_size, double truncation,
                  int64_t stride) {
  check_tensor(depth, "depth", ScalarType::Float, 2);
  const torch::stable::accelerator::DeviceGuard guard(depth.get_device_index());
  const Touch touch(View(intrinsics, T_world_camera, low, block_size), shape, block_size,
                    truncation);
  Tensor touched = torch::stable::new_zeros(depth, shape, ScalarType::Byte);
  const int64_t height = depth.size(0), width = depth.size(1);
  const int64_t first_u = Touch::first(width, stride), first_v = Touch::first(height, stride);
  const int64_t columns = (width - first_u + stride - 1) / stride;
  const int64_t count = columns * ((height - first_v + stride - 1) / stride);
  if (count == 0) return touched;
  touch_kernel<<<grid_for(count), kThreads, 0, current_stream(depth)>>>(
      touch, depth.const_data_ptr<float>(), width, first_u, first_v, stride, columns, count,
      touched.mutable_data_ptr<uint8_t>());
  STD_CUDA_KERNEL_LAUNCH_CHECK();
  return touched;
}

}  // namespace

STABLE_TORCH_LIBRARY_IMPL(scenegraph3d, CUDA, m) {
  m.impl("tsdf_touch", TORCH_BOX(&tsdf_touch));
}

}  // namespace scenegraph3d
