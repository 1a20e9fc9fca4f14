// What cloud_overlap shares on every device: the grid, and when two points are near.
#pragma once

#include <algorithm>
#include <limits>

#include "kernel.h"

namespace scenegraph3d {

// Cells at least a radius wide, so that near points lie in neighbouring cells. A border of empty
// cells keeps neighbours of one row from being taken for those of the next.
struct Grid {
  double low[3];
  double per_metre;    // cells in a metre
  int64_t size[3];     // cells along x, y, z

  Grid(const float* low_corner, const float* high_corner, double radius) {
    constexpr double kSlack = 1 + 1e-6;     // what rounding may add to a difference of cells
    constexpr double kMaxCells = 1 << 20;   // along an axis, so that three fit a key
    double extent = 0;
    for (int a = 0; a < 3; ++a) {
      low[a] = low_corner[a];
      extent = std::max(extent, static_cast<double>(high_corner[a]) - low[a]);
    }
    per_metre = 1 / std::max(radius * kSlack, extent / kMaxCells);
    for (int a = 0; a < 3; ++a) size[a] = cell(high_corner[a], a) + 2;
  }

  SG3D_ANY_DEVICE int64_t cell(float coordinate, int axis) const {
    return static_cast<int64_t>((static_cast<double>(coordinate) - low[axis]) * per_metre) + 1;
  }

  SG3D_ANY_DEVICE int64_t key(const float* point) const {
    return (cell(point[2], 2) * size[1] + cell(point[1], 1)) * size[0] + cell(point[0], 0);
  }

  // From a cell's key to that of the middle of one of the nine rows around it; row 4 is its own.
  SG3D_ANY_DEVICE int64_t to_row(int row) const {
    return ((row / 3 - 1) * size[1] + (row % 3 - 1)) * size[0];
  }

  int64_t num_cells() const { return size[0] * size[1] * size[2]; }
};

// The definition of near, and bounds on a squared distance in float that spare most of its work.
struct Ball {
  double squared;
  float surely, perhaps;

  explicit Ball(double radius) : squared(radius * radius) {
    constexpr double kRounding = 1e-6;  // above what a float loses in three squares and two sums
    const bool fits = squared > 1e-30 && squared < 1e30;  // else squares may leave a float's range
    surely = fits ? static_cast<float>(squared * (1 - kRounding)) : -1;
    perhaps = fits ? static_cast<float>(squared * (1 + kRounding))
                   : std::numeric_limits<float>::infinity();
  }

  SG3D_ANY_DEVICE bool holds(double dx, double dy, double dz) const {
    return (dx * dx + dy * dy) + dz * dz <= squared;
  }
};

inline void check_clouds(const Tensor& points, const Tensor& offsets) {
  check_tensor(points, "points", ScalarType::Float, 2);
  check_tensor(offsets, "offsets", ScalarType::Long, 1);
  STD_TORCH_CHECK(points.size(1) == 3 && offsets.size(0) > 0,
                  "points must have shape (N, 3) and offsets (S + 1,)");
  STD_TORCH_CHECK(points.size(0) <= INT32_MAX, "points must be at most ", INT32_MAX);
}

}  // namespace scenegraph3d
