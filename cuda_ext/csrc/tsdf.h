// What the volume's kernels share on every device: the camera, seen from a block near it.
#pragma once

#include <vector>

#include "kernel.h"

namespace scenegraph3d {

constexpr int kBlock = 8;  // voxels along an edge of a block

// A pinhole camera and its pose about the low corner of a block. Translations are subtracted in
// double, so that what is left fits a float 25 km from the origin as well as at it.
struct View {
  double fx, fy, cx, cy;  // pixels
  double R[3][3];         // R_world_camera
  double t[3];            // of the camera from the corner, world axes, metres

  View(const std::vector<double>& intrinsics, const std::vector<double>& T_world_camera,
       const std::vector<int64_t>& block, double block_size) {
    STD_TORCH_CHECK(intrinsics.size() == 4, "intrinsics must be fx, fy, cx, cy");
    STD_TORCH_CHECK(T_world_camera.size() == 16, "T_world_camera must have 16 numbers");
    STD_TORCH_CHECK(block.size() == 3, "a block must have 3 coordinates");
    fx = intrinsics[0];
    fy = intrinsics[1];
    cx = intrinsics[2];
    cy = intrinsics[3];
    for (int a = 0; a < 3; ++a) {
      for (int b = 0; b < 3; ++b) R[a][b] = T_world_camera[4 * a + b];
      t[a] = T_world_camera[4 * a + 3] - static_cast<double>(block[a]) * block_size;
    }
  }
};

}  // namespace scenegraph3d
