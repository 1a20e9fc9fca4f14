// One frame as the voxels see it, the same on every device.
#pragma once

#include <cmath>

#include "tsdf.h"

namespace scenegraph3d {

constexpr int kVoxels = kBlock * kBlock * kBlock;
constexpr float kTsdfUnit = 32767.0f;  // stored distance of one truncation
constexpr float kColorUnit = 128.0f;   // stored levels of one level of 255

struct Integrate {
  float R[3][3], t[3];  // R_world_camera; the corner of the camera's block in camera coordinates
  float fx, fy, cx, cy, width, height;
  float voxel_size, truncation, per_truncation, max_weight;
  int64_t low[3];  // the camera's block

  Integrate(const std::vector<double>& intrinsics, const std::vector<double>& T_world_camera,
            const Tensor& depth, double voxel, double band, int64_t cap)
      : width(static_cast<float>(depth.size(1))),
        height(static_cast<float>(depth.size(0))),
        voxel_size(static_cast<float>(voxel)),
        truncation(static_cast<float>(band)),
        per_truncation(static_cast<float>(1 / band)),
        max_weight(static_cast<float>(cap)) {
    const std::vector<int64_t> block = camera_block(T_world_camera, kBlock * voxel);
    const View view(intrinsics, T_world_camera, block, kBlock * voxel);
    fx = static_cast<float>(view.fx);
    fy = static_cast<float>(view.fy);
    cx = static_cast<float>(view.cx);
    cy = static_cast<float>(view.cy);
    for (int axis = 0; axis < 3; ++axis) {
      double corner = 0;
      for (int a = 0; a < 3; ++a) {
        R[a][axis] = static_cast<float>(view.R[a][axis]);
        corner -= view.R[a][axis] * view.t[a];
      }
      t[axis] = static_cast<float>(corner);
      low[axis] = block[axis];
    }
  }

  // The centre of the `index`-th voxel of a block along an axis, metres from the camera's block.
  SG3D_ANY_DEVICE float position(int64_t block, int axis, int index) const {
    const int64_t voxel = (block - low[axis]) * kBlock + index;
    return (static_cast<float>(voxel) + 0.5f) * voxel_size;
  }

  // What a voxel holds of a reading at `depth`, itself at `z`.
  SG3D_ANY_DEVICE float distance(float depth, float z) const {
    const float in_front = (depth - z) * per_truncation;
    return (in_front < 1.0f ? in_front : 1.0f) * kTsdfUnit;
  }

 private:
  static std::vector<int64_t> camera_block(const std::vector<double>& T, double block_size) {
    STD_TORCH_CHECK(T.size() == 16, "T_world_camera must have 16 numbers");
    std::vector<int64_t> block(3);
    for (int axis = 0; axis < 3; ++axis) {
      block[axis] = static_cast<int64_t>(std::floor(T[4 * axis + 3] / block_size));
    }
    return block;
  }
};

// The running average of a stored value, rounded half to even: adding 1.5 * 2^23 leaves no
// fraction bits, and is one instruction on every CPU where rint is not.
SG3D_ANY_DEVICE inline int32_t average(float stored, float weight, float read, float share) {
  constexpr float kNoFraction = 12582912.0f;
  const float mean = (stored * weight + read) * share;
  return static_cast<int32_t>((mean + kNoFraction) - kNoFraction);
}

inline void check_integrate(const Tensor& tsdf, const Tensor& weight, const Tensor& color,
                            const Tensor& blocks, const Tensor& rows, const Tensor& depth,
                            const Tensor& image) {
  check_tensor(tsdf, "tsdf", ScalarType::Short, 4);
  check_tensor(weight, "weight", ScalarType::Short, 4);
  check_tensor(color, "color", ScalarType::Short, 5);
  check_tensor(blocks, "blocks", ScalarType::Long, 2);
  check_tensor(rows, "rows", ScalarType::Long, 1);
  check_tensor(depth, "depth", ScalarType::Float, 2);
  check_tensor(image, "image", ScalarType::Byte, 3);
}

}  // namespace scenegraph3d
