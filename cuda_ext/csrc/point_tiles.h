// Points in tiles that are compact in space: Morton order, coordinates apart, a box for each tile.
#pragma once

#include <algorithm>
#include <cfloat>
#include <cmath>
#include <memory>
#include <vector>

#include "kernel.h"

namespace scenegraph3d {

constexpr int kTile = 512;  // points

class PointTiles {
 public:
  struct Box {
    float low[3], high[3];  // low > high where there is no point but NaN
  };

  // (N, 3) points, in Morton order or as they come.
  PointTiles(const float* points, int64_t num_points, bool sorted)
      : num_tiles((num_points + kTile - 1) / kTile),
        order_(new int32_t[num_tiles * kTile]),
        coordinates_(new float[3 * num_tiles * kTile]),
        boxes_(new Box[num_tiles]) {
    if (sorted) {
      sort(points, num_points);
    } else {
      for (int64_t i = 0; i < num_points; ++i) order_[i] = static_cast<int32_t>(i);
    }
    torch::stable::parallel_for(0, num_tiles, 64, [&](int64_t begin, int64_t end) {
      for (int64_t tile = begin; tile < end; ++tile) fill(points, num_points, tile);
    });
  }

  const int64_t num_tiles;

  // Of a tile: its coordinates along an axis, NaN past the last point; where its points stood.
  const float* along(int64_t tile, int axis) const {
    return &coordinates_[(3 * tile + axis) * kTile];
  }
  void prefetch(int64_t tile) const {
    for (int i = 0; i < 3 * kTile; i += 16) __builtin_prefetch(&coordinates_[3 * tile * kTile + i]);
    for (int i = 0; i < kTile; i += 16) __builtin_prefetch(&order_[tile * kTile + i]);
  }
  const int32_t* order(int64_t tile) const { return &order_[tile * kTile]; }
  const Box& box(int64_t tile) const { return boxes_[tile]; }

 private:
  static constexpr int kMaxBits = 7;            // an axis: a table of 8 MB
  static constexpr int64_t kCellPoints = 256;  // about this many fall into a cell of a surface

  std::unique_ptr<int32_t[]> order_;
  std::unique_ptr<float[]> coordinates_;
  std::unique_ptr<Box[]> boxes_;

  static Box bounds(const float* points, int64_t num_points) {
    Box box{{FLT_MAX, FLT_MAX, FLT_MAX}, {-FLT_MAX, -FLT_MAX, -FLT_MAX}};
    for (int64_t i = 0; i < num_points; ++i) {
      for (int axis = 0; axis < 3; ++axis) {
        const float x = points[3 * i + axis];
        const bool finite = std::fabs(x) <= FLT_MAX;
        box.low[axis] = finite & (x < box.low[axis]) ? x : box.low[axis];
        box.high[axis] = finite & (x > box.high[axis]) ? x : box.high[axis];
      }
    }
    return box;
  }

  // Two zero bits between each of the low seven.
  static uint32_t spread(uint32_t bits) {
    bits = (bits | bits << 8) & 0x0300F00Fu;
    bits = (bits | bits << 4) & 0x030C30C3u;
    return (bits | bits << 2) & 0x09249249u;
  }

  // One pass of counting sort over cells of a grid along the Morton curve.
  void sort(const float* points, int64_t num_points) {
    int bits = 1;  // a surface fills about 4^bits of the 8^bits cells
    while (bits < kMaxBits && (kCellPoints << 2 * bits) < num_points) ++bits;
    const std::unique_ptr<uint32_t[]> keys(new uint32_t[num_points]);
    number_cells(points, num_points, bits, keys.get());
    std::vector<uint32_t> start((size_t{1} << 3 * bits) + 1);
    for (int64_t i = 0; i < num_points; ++i) ++start[keys[i] + 1];
    for (size_t cell = 1; cell < start.size(); ++cell) start[cell] += start[cell - 1];
    for (int64_t i = 0; i < num_points; ++i) order_[start[keys[i]]++] = static_cast<int32_t>(i);
  }

  static void number_cells(const float* points, int64_t num_points, int bits, uint32_t* keys) {
    const Box all = bounds(points, num_points);
    float extent = FLT_MIN;
    for (int axis = 0; axis < 3; ++axis) {
      extent = std::max(extent, all.high[axis] - all.low[axis]);
    }
    const float top = static_cast<float>((1 << bits) - 1), scale = (top + 1) / extent;
    torch::stable::parallel_for(0, num_points, 1 << 16, [&](int64_t begin, int64_t end) {
      for (int64_t i = begin; i < end; ++i) {
        uint32_t key = 0;
        for (int axis = 0; axis < 3; ++axis) {
          float cell = (points[3 * i + axis] - all.low[axis]) * scale;
          cell = cell > 0 ? cell : 0;  // NaN, too
          cell = cell < top ? cell : top;
          key |= spread(static_cast<uint32_t>(static_cast<int32_t>(cell))) << axis;
        }
        keys[i] = key;
      }
    });
  }

  void fill(const float* points, int64_t num_points, int64_t tile) {
    const int count = static_cast<int>(std::min<int64_t>(kTile, num_points - tile * kTile));
    float* x = &coordinates_[3 * tile * kTile];
    std::fill(x, x + 3 * kTile, NAN);
    for (int i = 0; i < count; ++i) {
      const float* point = points + 3 * static_cast<int64_t>(order_[tile * kTile + i]);
      for (int axis = 0; axis < 3; ++axis) x[axis * kTile + i] = point[axis];
    }
    Box& box = boxes_[tile];
    for (int axis = 0; axis < 3; ++axis) {
      float low = FLT_MAX, high = -FLT_MAX;
      for (int i = 0; i < kTile; ++i) {
        const float value = x[axis * kTile + i];
        low = value < low ? value : low;  // not NaN
        high = value > high ? value : high;
      }
      box.low[axis] = low;
      box.high[axis] = high;
    }
  }
};

}  // namespace scenegraph3d
