// Which pixel of a frame a point falls on, the same on every device.
#pragma once

#include <limits>

#include "kernel.h"

namespace scenegraph3d {

constexpr int16_t kHidden = -2;  // what a point has in a frame that does not show it

// A camera, which projects what is relative to a point near it, and the size of its image.
struct FrameView {
  float origin[3];
  float projection[3][4];
  int32_t width, height;

  // Where a point falls: pixel 0 and a depth that no reading is near if outside the image.
  struct Hit {
    int32_t pixel;
    float z;
  };

  SG3D_ANY_DEVICE FrameView(const float* camera_origin, const float* camera_projection,
                            int64_t image_width, int64_t image_height)
      : width(static_cast<int32_t>(image_width)), height(static_cast<int32_t>(image_height)) {
    for (int a = 0; a < 3; ++a) origin[a] = camera_origin[a];
    for (int a = 0; a < 12; ++a) projection[a / 4][a % 4] = camera_projection[a];
  }

  SG3D_ANY_DEVICE float row(int a, float dx, float dy, float dz) const {
    const float* p = projection[a];
    return ((p[0] * dx + p[1] * dy) + p[2] * dz) + p[3];
  }

  // No branches, so that it vectorises; the reference takes the same steps in the same order.
  SG3D_ANY_DEVICE Hit project(float x, float y, float z) const {
    const float dx = x - origin[0], dy = y - origin[1], dz = z - origin[2];
    const float depth = row(2, dx, dy, dz);
    const float inverse = 1.0f / depth;
    const float u = row(0, dx, dy, dz) * inverse + 0.5f;
    const float v = row(1, dx, dy, dz) * inverse + 0.5f;
    const bool inside = (depth > 0) & (u >= 0) & (u < static_cast<float>(width)) & (v >= 0) &
                        (v < static_cast<float>(height));
    const int32_t column = static_cast<int32_t>(inside ? u : 0.0f);
    const int32_t line = static_cast<int32_t>(inside ? v : 0.0f);
    return {line * width + column, inside ? depth : -std::numeric_limits<float>::infinity()};
  }
};

// Whether the reading at a point's pixel says that the frame shows the point.
SG3D_ANY_DEVICE inline bool reading_shows(float read, float z, float tolerance) {
  const float apart = z - read;
  return (read > 0) & (apart <= tolerance) & (-apart <= tolerance);
}

inline void check_frames(const Tensor& points, const Tensor& origin, const Tensor& projection,
                         const Tensor& depth, const Tensor& ids) {
  check_tensor(points, "points", ScalarType::Float, 2);
  check_tensor(origin, "origin", ScalarType::Float, 2);
  check_tensor(projection, "projection", ScalarType::Float, 3);
  check_tensor(depth, "depth", ScalarType::Float, 3);
  check_tensor(ids, "ids", ScalarType::Short, 3);
  const int64_t frames = depth.size(0);
  STD_TORCH_CHECK(points.size(1) == 3, "points must have shape (N, 3)");
  STD_TORCH_CHECK(origin.size(0) == frames && origin.size(1) == 3, "origin must be (F, 3)");
  STD_TORCH_CHECK(projection.size(0) == frames && projection.size(1) == 3 &&
                      projection.size(2) == 4,
                  "projection must have shape (F, 3, 4)");
  STD_TORCH_CHECK(ids.size(0) == frames && ids.size(1) == depth.size(1) &&
                      ids.size(2) == depth.size(2),
                  "ids must have the shape of depth");
  STD_TORCH_CHECK(points.size(0) <= INT32_MAX && depth.size(1) * depth.size(2) <= INT32_MAX,
                  "points and the pixels of a frame must be at most ", INT32_MAX);
}

}  // namespace scenegraph3d
