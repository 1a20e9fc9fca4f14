// One pixel's marks: which blocks its reading touches, the same on every device.
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
  int64_t shape[3];

  Touch(const View& view, const std::vector<int64_t>& window, double block_size, double truncation)
      : cx(static_cast<float>(view.cx)),
        cy(static_cast<float>(view.cy)),
        inverse_fx(static_cast<float>(1 / view.fx)),
        inverse_fy(static_cast<float>(1 / view.fy)) {
    STD_TORCH_CHECK(window.size() == 3, "shape must have 3 numbers");
    per_block = static_cast<float>(1 / block_size);
    for (int s = 0; s < kSamples; ++s) sample[s] = static_cast<float>((s - 2) * 0.5 * truncation);
    for (int a = 0; a < 3; ++a) {
      for (int b = 0; b < 3; ++b) R[a][b] = static_cast<float>(view.R[a][b]);
      t[a] = static_cast<float>(view.t[a]);
      shape[a] = window[a];
    }
  }

  // The first of the pixels read along a side of `size`: they lie `stride` apart about its middle.
  static int64_t first(int64_t size, int64_t stride) { return std::min(stride, size) / 2; }

  // Mark what a reading at pixel (u, v) touches. Threads may write one cell at once: all write 1.
  SG3D_ANY_DEVICE void mark(int64_t u, int64_t v, float depth, uint8_t* touched) const {
    if (!(depth > 0)) return;
    const float x = (static_cast<float>(u) - cx) * inverse_fx;
    const float y = (static_cast<float>(v) - cy) * inverse_fy;
    for (int s = 0; s < kSamples; ++s) {
      const float z = depth + sample[s];
      if (!(z > 0)) continue;
      int64_t at = 0;
      bool inside = true;
      for (int a = 0; a < 3; ++a) {
        const float world = ((R[a][0] * (x * z) + R[a][1] * (y * z)) + R[a][2] * z) + t[a];
        const float cell = world * per_block;
        inside = inside && cell >= 0 && cell < static_cast<float>(shape[a]);
        at = at * shape[a] + (inside ? static_cast<int64_t>(cell) : 0);
      }
      if (inside) touched[at] = 1;
    }
  }
};

}  // namespace scenegraph3d
