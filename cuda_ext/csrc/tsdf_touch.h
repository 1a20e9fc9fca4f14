// Which blocks a pixel's reading touches, the same on every device.
#pragma once

#include <algorithm>

#include "tsdf.h"

namespace scenegraph3d {

constexpr int kSamples = 5;  // along the ray, from one truncation before the surface to one behind

struct Touch {
  float R[3][3], t[3];
  float cx, cy, inverse_fx, inverse_fy;
  float sample[kSamples];  // metres along z
  float per_block;         // blocks in a metre
  float shape[3];
  int32_t step[3];  // to the next block along x, y and z in the window

  Touch(const View& view, const std::vector<int64_t>& window, double block_size, double truncation)
      : cx(static_cast<float>(view.cx)),
        cy(static_cast<float>(view.cy)),
        inverse_fx(static_cast<float>(1 / view.fx)),
        inverse_fy(static_cast<float>(1 / view.fy)),
        per_block(static_cast<float>(1 / block_size)) {
    STD_TORCH_CHECK(window.size() == 3, "shape must have 3 numbers");
    STD_TORCH_CHECK(window[0] * window[1] * window[2] <= INT32_MAX, "shape is too large");
    for (int s = 0; s < kSamples; ++s) sample[s] = static_cast<float>((s - 2) * 0.5 * truncation);
    for (int a = 0; a < 3; ++a) {
      for (int b = 0; b < 3; ++b) R[a][b] = static_cast<float>(view.R[a][b]);
      t[a] = static_cast<float>(view.t[a]);
      shape[a] = static_cast<float>(window[a]);
    }
    step[2] = 1;
    step[1] = static_cast<int32_t>(window[2]);
    step[0] = static_cast<int32_t>(window[2] * window[1]);
  }

  // The first of the pixels read along a side of `size`: they lie `stride` apart about its middle.
  static int64_t first(int64_t size, int64_t stride) { return std::min(stride, size) / 2; }

  // Where the ray through (x, y) at z = 1 puts a sample of its reading in the window, or -1.
  SG3D_ANY_DEVICE int32_t cell(float x, float y, float depth, float beyond) const {
    const float z = depth + beyond;
    bool inside = (depth > 0) & (z > 0);
    int32_t index = 0;
    for (int a = 0; a < 3; ++a) {
      const float world = ((R[a][0] * (x * z) + R[a][1] * (y * z)) + R[a][2] * z) + t[a];
      const float along = world * per_block;
      const bool within = (along >= 0) & (along < shape[a]);
      index += static_cast<int32_t>(within ? along : 0.0f) * step[a];
      inside &= within;
    }
    return inside ? index : -1;
  }
};

}  // namespace scenegraph3d
