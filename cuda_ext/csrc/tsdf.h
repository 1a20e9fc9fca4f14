// What the volume's kernels share on every device: the camera, seen from a block near it.
#pragma once

#include <vector>

#include "kernel.h"

namespace scenegraph3d {

constexpr int kBlock = 8;  // voxels along an edge of a block

// A pinhole camera and its pose about the low corner of a block. Translations are subtracted in
// double, so that what is left fits a float 25 km from the origin as well as at it.
struct View {
  float fx, fy, cx, cy, inverse_fx, inverse_fy;
  float R[3][3];           // R_world_camera
  double t_world[3];       // of the camera, from the low corner of the block, metres
  int64_t low[3];          // the block

  View(const std::vector<double>& intrinsics, const std::vector<double>& T_world_camera,
       const std::vector<int64_t>& block, double block_size) {
    STD_TORCH_CHECK(intrinsics.size() == 4, "intrinsics must be fx, fy, cx, cy");
    STD_TORCH_CHECK(T_world_camera.size() == 16, "T_world_camera must have 16 numbers");
    STD_TORCH_CHECK(block.size() == 3, "a block has 3 coordinates");
    fx = static_cast<float>(intrinsics[0]);
    fy = static_cast<float>(intrinsics[1]);
    cx = static_cast<float>(intrinsics[2]);
    cy = static_cast<float>(intrinsics[3]);
    inverse_fx = static_cast<float>(1 / intrinsics[0]);
    inverse_fy = static_cast<float>(1 / intrinsics[1]);
    for (int a = 0; a < 3; ++a) {
      for (int b = 0; b < 3; ++b) R[a][b] = static_cast<float>(T_world_camera[4 * a + b]);
      low[a] = block[a];
      t_world[a] = T_world_camera[4 * a + 3] - static_cast<double>(block[a]) * block_size;
    }
  }
};

}  // namespace scenegraph3d
