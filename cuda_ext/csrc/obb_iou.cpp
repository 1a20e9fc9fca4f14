// Exact overlap of oriented boxes; scenegraph3d/ops/reference/obb_iou.py defines it.
// Upright boxes around them reject most pairs, some at a time; then 15 axes; then the volume.

#include "obb_iou.h"

#include <algorithm>
#include <vector>

namespace scenegraph3d {
namespace {

// Boxes, and how far each reaches along the world's axes, an array an axis.
struct Boxes {
  std::vector<Box> box;
  std::vector<double> center[3], reach[3];
};

Boxes read_boxes(const Tensor& center, const Tensor& extent, const Tensor& R) {
  const int64_t count = center.size(0);
  const double* centers = center.const_data_ptr<double>();
  const double* extents = extent.const_data_ptr<double>();
  const double* rotations = R.const_data_ptr<double>();
  Boxes boxes;
  boxes.box.resize(count);
  for (int k = 0; k < 3; ++k) {
    boxes.center[k].resize(count);
    boxes.reach[k].resize(count);
  }
  for (int64_t row = 0; row < count; ++row) {
    Box& box = boxes.box[row];
    for (int k = 0; k < 3; ++k) {
      box.center[k] = centers[3 * row + k];
      box.half[k] = extents[3 * row + k] / 2;
    }
    std::copy_n(rotations + 9 * row, 9, box.R);
    for (int k = 0; k < 3; ++k) {
      boxes.center[k][row] = box.center[k];
      boxes.reach[k][row] = std::abs(box.R[3 * k]) * box.half[0] +
                            std::abs(box.R[3 * k + 1]) * box.half[1] +
                            std::abs(box.R[3 * k + 2]) * box.half[2];
    }
  }
  return boxes;
}

// Mark the boxes whose upright boxes meet that of `a`.
void find_near(const Boxes& a, int64_t row, const Boxes& b, uint8_t* __restrict__ near) {
  const double x = a.center[0][row], y = a.center[1][row], z = a.center[2][row];
  const double rx = a.reach[0][row], ry = a.reach[1][row], rz = a.reach[2][row];
  const int64_t count = static_cast<int64_t>(b.box.size());
  const double *bx = b.center[0].data(), *by = b.center[1].data(), *bz = b.center[2].data();
  const double *sx = b.reach[0].data(), *sy = b.reach[1].data(), *sz = b.reach[2].data();
  for (int64_t i = 0; i < count; ++i) {
    near[i] = (std::abs(bx[i] - x) <= rx + sx[i]) & (std::abs(by[i] - y) <= ry + sy[i]) &
              (std::abs(bz[i] - z) <= rz + sz[i]);
  }
}

Tensor obb_iou(const Tensor& center_a, const Tensor& extent_a, const Tensor& R_a,
               const Tensor& center_b, const Tensor& extent_b, const Tensor& R_b) {
  check_boxes(center_a, extent_a, R_a);
  check_boxes(center_b, extent_b, R_b);
  const Boxes a = read_boxes(center_a, extent_a, R_a), b = read_boxes(center_b, extent_b, R_b);
  const int64_t num_a = center_a.size(0), num_b = center_b.size(0);
  Tensor iou = torch::stable::new_zeros(center_a, {num_a, num_b}, ScalarType::Float);
  float* out = iou.mutable_data_ptr<float>();
  constexpr int64_t kGrain = 16;  // rows
  torch::stable::parallel_for(0, num_a, kGrain, [&](int64_t begin, int64_t end) {
    std::vector<uint8_t> near(num_b);
    for (int64_t i = begin; i < end; ++i) {
      find_near(a, i, b, near.data());
      for (int64_t j = 0; j < num_b; ++j) {
        if (near[j]) out[i * num_b + j] = box_iou(a.box[i], b.box[j]);
      }
    }
  });
  return iou;
}

}  // namespace

STABLE_TORCH_LIBRARY_IMPL(scenegraph3d, CPU, m) {
  m.impl("obb_iou", TORCH_BOX(&obb_iou));
}

}  // namespace scenegraph3d
