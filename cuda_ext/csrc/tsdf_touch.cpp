// Blocks of voxels that a depth image touches; scenegraph3d/ops/reference/tsdf_touch.py defines it.
// One thread: there are a sixteenth of the image's pixels to look at, in 0.1 ms.

#include "tsdf_touch.h"

namespace scenegraph3d {
namespace {

// The pixels of one row of the image that are read, side by side.
struct Row {
  std::vector<float> x, depth;
  std::vector<int32_t> cell;

  explicit Row(int64_t size) : x(size), depth(size), cell(size) {}
};

void mark_row(const Touch& touch, float y, Row& row, uint8_t* touched) {
  const int64_t size = static_cast<int64_t>(row.x.size());
  const float* x = row.x.data();
  const float* depth = row.depth.data();
  int32_t* cell = row.cell.data();
  for (const float beyond : touch.sample) {
#pragma omp simd
    for (int64_t i = 0; i < size; ++i) cell[i] = touch.cell(x[i], y, depth[i], beyond);
    for (int64_t i = 0; i < size; ++i) {
      if (cell[i] >= 0) touched[cell[i]] = 1;
    }
  }
}

Tensor tsdf_touch(const Tensor& depth, std::vector<double> intrinsics,
                  std::vector<double> T_world_camera, std::vector<int64_t> low,
                  std::vector<int64_t> shape, double block_size, double truncation,
                  int64_t stride) {
  check_tensor(depth, "depth", ScalarType::Float, 2);
  const Touch touch(View(intrinsics, T_world_camera, low, block_size), shape, block_size,
                    truncation);
  Tensor touched = torch::stable::new_zeros(depth, shape, ScalarType::Byte);
  const int64_t height = depth.size(0), width = depth.size(1);
  const float* read = depth.const_data_ptr<float>();
  uint8_t* out = touched.mutable_data_ptr<uint8_t>();
  const int64_t first = Touch::first(width, stride);
  Row row((width - first + stride - 1) / stride);
  for (size_t i = 0; i < row.x.size(); ++i) {
    row.x[i] = (static_cast<float>(first + i * stride) - touch.cx) * touch.inverse_fx;
  }
  for (int64_t v = Touch::first(height, stride); v < height; v += stride) {
    const float* pixel = read + v * width + first;
    for (size_t i = 0; i < row.depth.size(); ++i) row.depth[i] = pixel[i * stride];
    mark_row(touch, (static_cast<float>(v) - touch.cy) * touch.inverse_fy, row, out);
  }
  return touched;
}

}  // namespace

STABLE_TORCH_LIBRARY_IMPL(scenegraph3d, CPU, m) {
  m.impl("tsdf_touch", TORCH_BOX(&tsdf_touch));
}

}  // namespace scenegraph3d
