// The volume that two oriented boxes share, in double, on every device.
//
// In the frame of box A, shared volume is the flux of height through the surface of box B, cut to
// A's footprint and clamped to A's height: the sum, over the faces of B, of the height under each.
// Nothing in it jumps where faces lie in one plane, so coplanar boxes need no special case.
#pragma once

#include <cmath>

#include "kernel.h"

namespace scenegraph3d {

struct Box {
  double center[3];
  double half[3];  // of the extent
  double R[9];     // axes in columns

  SG3D_ANY_DEVICE double volume() const { return 8 * half[0] * half[1] * half[2]; }
};

// Box B as box A sees it: half sizes of both, the center of B, its axes in the columns of R.
struct SeenBox {
  double half_a[3], half_b[3];
  double t[3];
  double R[3][3];
};

SG3D_ANY_DEVICE inline SeenBox see(const Box& a, const Box& b) {
  SeenBox seen;
  double between[3];  // translations are subtracted before anything is rotated
  for (int k = 0; k < 3; ++k) between[k] = b.center[k] - a.center[k];
  for (int i = 0; i < 3; ++i) {
    seen.half_a[i] = a.half[i];
    seen.half_b[i] = b.half[i];
    seen.t[i] = a.R[i] * between[0] + a.R[3 + i] * between[1] + a.R[6 + i] * between[2];
    for (int j = 0; j < 3; ++j) {
      seen.R[i][j] = a.R[i] * b.R[j] + a.R[3 + i] * b.R[3 + j] + a.R[6 + i] * b.R[6 + j];
    }
  }
  return seen;
}

// Boxes that overlap, along an axis, by less than this part of their widths only touch.
constexpr double kTouch = 1e-9;

SG3D_ANY_DEVICE inline bool is_apart(double distance, double reach) {
  return fabs(distance) >= reach * (1 - kTouch);
}

// Whether one of the 15 axes separates the boxes: those of both and their cross products.
// Gottschalk, Lin and Manocha, OBBTree, SIGGRAPH 1996.
SG3D_ANY_DEVICE inline bool are_separate(const SeenBox& s) {
  double size[3][3];  // |R|
  for (int i = 0; i < 3; ++i) {
    for (int j = 0; j < 3; ++j) size[i][j] = fabs(s.R[i][j]);
  }
  for (int i = 0; i < 3; ++i) {
    const double reach = s.half_b[0] * size[i][0] + s.half_b[1] * size[i][1] +
                         s.half_b[2] * size[i][2];
    if (is_apart(s.t[i], s.half_a[i] + reach)) return true;
  }
  for (int j = 0; j < 3; ++j) {
    const double reach = s.half_a[0] * size[0][j] + s.half_a[1] * size[1][j] +
                         s.half_a[2] * size[2][j];
    const double t = s.t[0] * s.R[0][j] + s.t[1] * s.R[1][j] + s.t[2] * s.R[2][j];
    if (is_apart(t, s.half_b[j] + reach)) return true;
  }
  constexpr double kParallel = 1e-10;  // squared sine of two edges below which they cross nowhere
  for (int i = 0; i < 3; ++i) {
    const int i1 = (i + 1) % 3, i2 = (i + 2) % 3;
    for (int j = 0; j < 3; ++j) {
      if (1 - size[i][j] * size[i][j] < kParallel) continue;
      const int j1 = (j + 1) % 3, j2 = (j + 2) % 3;
      const double reach = s.half_a[i1] * size[i2][j] + s.half_a[i2] * size[i1][j] +
                           s.half_b[j1] * size[i][j2] + s.half_b[j2] * size[i][j1];
      if (is_apart(s.t[i2] * s.R[i1][j] - s.t[i1] * s.R[i2][j], reach)) return true;
    }
  }
  return false;
}

// A convex polygon: a face of four corners, and one more for each of the six planes that cut it.
// Rounding may ripple one that lies in a cutting plane, which adds corners.
struct Polygon {
  static constexpr int kRoom = 16;
  double at[kRoom][3];
  int count;

  // Where there is no room left the polygon is all ripple, and a corner less changes nothing.
  SG3D_ANY_DEVICE double* add() { return at[count < kRoom ? count++ : kRoom - 1]; }
};

// Keep what has sign * coordinate <= bound.
SG3D_ANY_DEVICE inline void cut(const Polygon& from, int axis, double sign, double bound,
                                Polygon& kept) {
  kept.count = 0;
  int last = from.count - 1;
  double beyond_last = last < 0 ? 0 : sign * from.at[last][axis] - bound;
  for (int next = 0; next < from.count; last = next++) {
    const double beyond = sign * from.at[next][axis] - bound;
    if ((beyond_last <= 0) != (beyond <= 0)) {
      const double part = beyond_last / (beyond_last - beyond);
      double* corner = kept.add();
      for (int k = 0; k < 3; ++k) {
        corner[k] = from.at[last][k] + part * (from.at[next][k] - from.at[last][k]);
      }
      corner[axis] = sign * bound;
    }
    if (beyond <= 0) {
      double* corner = kept.add();
      for (int k = 0; k < 3; ++k) corner[k] = from.at[next][k];
    }
    beyond_last = beyond;
  }
}

// The area below a polygon, positive where its corners run counter-clockwise seen from above.
SG3D_ANY_DEVICE inline double area_below(const Polygon& p, int x, int y) {
  double twice = 0;
  for (int i = 2; i < p.count; ++i) {
    twice += (p.at[i - 1][x] - p.at[0][x]) * (p.at[i][y] - p.at[0][y]) -
             (p.at[i][x] - p.at[0][x]) * (p.at[i - 1][y] - p.at[0][y]);
  }
  return twice / 2;
}

// The volume between a polygon and the plane z = floor.
SG3D_ANY_DEVICE inline double volume_below(const Polygon& p, int x, int y, int z, double floor) {
  double sixfold = 0;
  for (int i = 2; i < p.count; ++i) {
    const double twice = (p.at[i - 1][x] - p.at[0][x]) * (p.at[i][y] - p.at[0][y]) -
                         (p.at[i][x] - p.at[0][x]) * (p.at[i - 1][y] - p.at[0][y]);
    sixfold += twice * (p.at[0][z] + p.at[i - 1][z] + p.at[i][z] - 3 * floor);
  }
  return sixfold / 6;
}

// The face of B across its axis j, on the side that `side` (+1 or -1) says, corners
// counter-clockwise seen from outside.
SG3D_ANY_DEVICE inline void face_of(const SeenBox& s, int j, double side, Polygon& face) {
  const int u = (j + 1) % 3, v = (j + 2) % 3;
  for (int k = 0; k < 3; ++k) {
    const double middle = s.t[k] + side * s.half_b[j] * s.R[k][j];
    const double along_u = side * s.half_b[u] * s.R[k][u], along_v = s.half_b[v] * s.R[k][v];
    face.at[0][k] = middle + along_u + along_v;
    face.at[1][k] = middle - along_u + along_v;
    face.at[2][k] = middle - along_u - along_v;
    face.at[3][k] = middle + along_u - along_v;
  }
  face.count = 4;
}

// The volume between one face of B and the floor of A, within A; z is the axis of A that is up.
SG3D_ANY_DEVICE inline double volume_under_face(const SeenBox& s, int j, double side, int z) {
  const int axes[3] = {(z + 1) % 3, (z + 2) % 3, z};  // x and y first: they may leave nothing
  const int u = (j + 1) % 3, v = (j + 2) % 3;
  double low[3], high[3];
  for (int k = 0; k < 3; ++k) {
    const double middle = s.t[k] + side * s.half_b[j] * s.R[k][j];
    const double reach = s.half_b[u] * fabs(s.R[k][u]) + s.half_b[v] * fabs(s.R[k][v]);
    low[k] = middle - reach;
    high[k] = middle + reach;
  }
  const double top = s.half_a[z];
  const bool outside = low[axes[0]] >= s.half_a[axes[0]] || high[axes[0]] <= -s.half_a[axes[0]] ||
                       low[axes[1]] >= s.half_a[axes[1]] || high[axes[1]] <= -s.half_a[axes[1]];
  if (outside || high[z] <= -top) return 0;
  Polygon buffers[2];
  int now = 0;
  face_of(s, j, side, buffers[0]);
  const auto keep = [&](int axis, double sign, double bound) {
    cut(buffers[now], axis, sign, bound, buffers[1 - now]);
    now = 1 - now;
  };
  for (int k = 0; k < 2; ++k) {
    const int axis = axes[k];
    if (high[axis] > s.half_a[axis]) keep(axis, 1, s.half_a[axis]);
    if (low[axis] < -s.half_a[axis]) keep(axis, -1, s.half_a[axis]);
  }
  const int x = axes[0], y = axes[1];
  if (low[z] >= top) return area_below(buffers[now], x, y) * 2 * top;
  double above = 0;  // where the face lies over A, A's whole height counts
  if (high[z] > top) {
    above = area_below(buffers[now], x, y);
    keep(z, 1, top);
    above -= area_below(buffers[now], x, y);
  }
  if (low[z] < -top) keep(z, -1, top);
  return above * 2 * top + volume_below(buffers[now], x, y, z, -top);
}

// The axis of A nearest to one of B: along it the fewest faces of B have height under them.
SG3D_ANY_DEVICE inline int up_axis(const SeenBox& s) {
  int up = 2;
  double best = 0;
  for (int i = 2; i >= 0; --i) {
    const double nearest = fmax(fmax(fabs(s.R[i][0]), fabs(s.R[i][1])), fabs(s.R[i][2]));
    if (nearest > best) {
      best = nearest;
      up = i;
    }
  }
  return up;
}

SG3D_ANY_DEVICE inline double shared_volume(const SeenBox& s) {
  const int z = up_axis(s);
  double volume = 0;
  for (int j = 0; j < 3; ++j) {
    if (s.R[z][j] == 0) continue;  // upright faces: nothing is below them
    volume += volume_under_face(s, j, 1, z) + volume_under_face(s, j, -1, z);
  }
  return volume;
}

SG3D_ANY_DEVICE inline float box_iou(const Box& a, const Box& b) {
  const double volume_a = a.volume(), volume_b = b.volume();
  if (!(volume_a > 0 && volume_b > 0)) return 0;
  const SeenBox seen = see(a, b);
  if (are_separate(seen)) return 0;
  const double most = fmin(volume_a, volume_b);
  const double shared = fmin(fmax(shared_volume(seen), 0.0), most);
  return static_cast<float>(shared / (volume_a + volume_b - shared));
}

inline void check_boxes(const Tensor& center, const Tensor& extent, const Tensor& R) {
  check_tensor(center, "center", ScalarType::Double, 2);
  check_tensor(extent, "extent", ScalarType::Double, 2);
  check_tensor(R, "R", ScalarType::Double, 3);
  const int64_t count = center.size(0);
  STD_TORCH_CHECK(center.size(1) == 3 && extent.size(0) == count && extent.size(1) == 3 &&
                      R.size(0) == count && R.size(1) == 3 && R.size(2) == 3,
                  "center and extent must have shape (N, 3) and R (N, 3, 3)");
}

}  // namespace scenegraph3d
