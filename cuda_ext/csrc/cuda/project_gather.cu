// The mask of each point in each frame: a thread for a point and a few frames.

#include <algorithm>

#include "../project_gather.h"
#include "kernel.cuh"

namespace scenegraph3d {
namespace {

constexpr int64_t kFrames = 8;  // a thread: the point is read once for them

__global__ void gather_kernel(const float* __restrict__ points, int64_t num_points,
                              const float* __restrict__ origin,
                              const float* __restrict__ projection,
                              const float* __restrict__ depth, const int16_t* __restrict__ ids,
                              int64_t num_frames, int64_t height, int64_t width, float tolerance,
                              int16_t* __restrict__ seen) {
  const int64_t n = static_cast<int64_t>(blockIdx.x) * blockDim.x + threadIdx.x;
  if (n >= num_points) return;
  const float x = points[3 * n], y = points[3 * n + 1], z = points[3 * n + 2];
  const int64_t begin = static_cast<int64_t>(blockIdx.y) * kFrames;
  const int64_t end = begin + kFrames < num_frames ? begin + kFrames : num_frames;
  for (int64_t f = begin; f < end; ++f) {
    const FrameView view(origin + 3 * f, projection + 12 * f, width, height);
    const FrameView::Hit hit = view.project(x, y, z);
    const int64_t pixel = f * height * width + hit.pixel;
    const bool shown = reading_shows(depth[pixel], hit.z, tolerance);
    seen[f * num_points + n] = shown ? ids[pixel] : kHidden;
  }
}

Tensor project_gather(const Tensor& points, const Tensor& origin, const Tensor& projection,
                      const Tensor& depth, const Tensor& ids, double depth_tolerance) {
  check_frames(points, origin, projection, depth, ids);
  const torch::stable::accelerator::DeviceGuard guard(points.get_device_index());
  const int64_t num_points = points.size(0), num_frames = depth.size(0);
  const int64_t height = depth.size(1), width = depth.size(2);
  Tensor seen = torch::stable::new_empty(ids, {num_frames, num_points});
  if (num_points == 0 || num_frames == 0) return seen;
  if (height * width == 0) return torch::stable::fill_(seen, kHidden);
  const int64_t rows = (num_frames + kFrames - 1) / kFrames;
  STD_TORCH_CHECK(rows <= UINT16_MAX, "too many frames for one launch: ", num_frames);
  const dim3 grid(grid_for(num_points), static_cast<unsigned>(rows));
  gather_kernel<<<grid, kThreads, 0, current_stream(points)>>>(
      points.const_data_ptr<float>(), num_points, origin.const_data_ptr<float>(),
      projection.const_data_ptr<float>(), depth.const_data_ptr<float>(),
      ids.const_data_ptr<int16_t>(), num_frames, height, width,
      static_cast<float>(depth_tolerance), seen.mutable_data_ptr<int16_t>());
  STD_CUDA_KERNEL_LAUNCH_CHECK();
  return seen;
}

}  // namespace

STABLE_TORCH_LIBRARY_IMPL(scenegraph3d, CUDA, m) {
  m.impl("project_gather", TORCH_BOX(&project_gather));
}

}  // namespace scenegraph3d
