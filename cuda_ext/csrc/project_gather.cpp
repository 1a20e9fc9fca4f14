// The mask of each point in each frame; scenegraph3d/ops/reference/project_gather.py defines it.
// Points are brought into compact tiles; a frame skips the tiles that it cannot show as a whole.

#include "project_gather.h"

#include "huge_pages.h"
#include "point_tiles.h"

namespace scenegraph3d {
namespace {

constexpr int64_t kFramesToSort = 6;  // with fewer, sorting costs more than it saves
constexpr int kCell = 16;             // pixels along a side of what one farthest reading stands for
constexpr float kRounding = 4e-6f;    // ten times what float projection is off, of its summands

struct Image {
  const float* depth;
  const int16_t* ids;
  int64_t width, height;
};

// The farthest reading of each cell of the image.
class Farthest {
 public:
  explicit Farthest(const Image& image)
      : columns_((image.width + kCell - 1) / kCell),
        read_(columns_ * ((image.height + kCell - 1) / kCell)) {
    for (int64_t v = 0; v < image.height; ++v) {
      float* cells = &read_[v / kCell * columns_];
      const float* line = image.depth + v * image.width;
      for (int64_t c = 0; c < columns_; ++c) {
        const int64_t left = std::min(kCell * c, std::max<int64_t>(0, image.width - kCell));
        __builtin_prefetch(image.ids + v * image.width + left);
        cells[c] = std::max(cells[c], highest(line + left, std::min<int64_t>(kCell, image.width)));
      }
    }
  }

  // Within these pixels, both ends included; they must lie in the image.
  float within(int64_t left, int64_t right, int64_t top, int64_t bottom) const {
    float read = 0;
    for (int64_t r = top / kCell; r <= bottom / kCell; ++r) {
      for (int64_t c = left / kCell; c <= right / kCell; ++c) {
        read = std::max(read, read_[r * columns_ + c]);
      }
    }
    return read;
  }

 private:
  int64_t columns_;
  std::vector<float> read_;

  static float highest(const float* line, int64_t count) {
    float most = 0;
    for (int64_t i = 0; i < count; ++i) most = line[i] > most ? line[i] : most;  // not NaN
    return most;
  }
};

// The corners of a tile's box as a camera projects them, and how far off floats may be.
class Corners {
 public:
  Corners(const PointTiles::Box& box, const FrameView& view) {
    float relative[3][8], reach[3];
    for (int axis = 0; axis < 3; ++axis) {
      const float low = box.low[axis] - view.origin[axis];
      const float high = box.high[axis] - view.origin[axis];
      reach[axis] = std::max(std::fabs(low), std::fabs(high));
      for (int c = 0; c < 8; ++c) relative[axis][c] = c >> axis & 1 ? high : low;
    }
    for (int a = 0; a < 3; ++a) {
      const float* p = view.projection[a];
      for (int c = 0; c < 8; ++c) {
        at_[a][c] = view.row(a, relative[0][c], relative[1][c], relative[2][c]);
      }
      slack_[a] = kRounding * (std::fabs(p[0]) * reach[0] + std::fabs(p[1]) * reach[1] +
                               std::fabs(p[2]) * reach[2] + std::fabs(p[3]));
    }
  }

  // Whether all lie behind the camera or beyond one edge of the image, by a pixel or more.
  bool outside(const FrameView& view) const {
    const float slack = slack_[0] + slack_[1] + view.width * slack_[2] + view.height * slack_[2];
    const float right = static_cast<float>(view.width), bottom = static_cast<float>(view.height);
    float most[5] = {-INFINITY, -INFINITY, -INFINITY, -INFINITY, -INFINITY};
    for (int c = 0; c < 8; ++c) {
      const float u = at_[0][c], v = at_[1][c], z = at_[2][c];
      most[0] = std::max(most[0], z);
      most[1] = std::max(most[1], u + z);
      most[2] = std::max(most[2], right * z - u);
      most[3] = std::max(most[3], v + z);
      most[4] = std::max(most[4], bottom * z - v);
    }
    bool beyond = false;
    for (const float m : most) beyond |= m < -slack;
    return beyond;
  }

  // Whether all lie farther than every reading where they may fall, by more than the tolerance.
  bool behind(const Farthest& farthest, const FrameView& view, float tolerance) const {
    const float nearest = *std::min_element(at_[2], at_[2] + 8) - slack_[2];
    if (!(nearest > 2 * (slack_[0] + slack_[1] + slack_[2]))) return false;  // pixels unsure
    float low[2] = {INFINITY, INFINITY}, high[2] = {-INFINITY, -INFINITY};
    for (int a = 0; a < 2; ++a) {
      for (int c = 0; c < 8; ++c) {
        low[a] = std::min(low[a], at_[a][c] / at_[2][c]);
        high[a] = std::max(high[a], at_[a][c] / at_[2][c]);
      }
    }
    const auto pixel = [](float at, int32_t size) {
      return static_cast<int64_t>(std::clamp(at, 0.0f, static_cast<float>(size - 1)));
    };
    const float read = farthest.within(pixel(low[0] - 1, view.width), pixel(high[0] + 2, view.width),
                                       pixel(low[1] - 1, view.height),
                                       pixel(high[1] + 2, view.height));
    return nearest > read + tolerance;
  }

 private:
  float at_[3][8];  // u times z, v times z, z
  float slack_[3];
};

// Write the masks of one tile's visible points to where the points stood.
void gather(const PointTiles& tiles, int64_t tile, const FrameView& view, const Image& image,
            float tolerance, int16_t* seen) {
  alignas(64) int32_t pixel[kTile];
  alignas(64) float z[kTile];
  const float* x[3] = {tiles.along(tile, 0), tiles.along(tile, 1), tiles.along(tile, 2)};
#pragma omp simd
  for (int i = 0; i < kTile; ++i) {
    const FrameView::Hit hit = view.project(x[0][i], x[1][i], x[2][i]);
    pixel[i] = hit.pixel;
    z[i] = hit.z;
  }
  const int32_t* order = tiles.order(tile);
  for (int i = 0; i < kTile; ++i) {
    if (reading_shows(image.depth[pixel[i]], z[i], tolerance)) {
      seen[order[i]] = image.ids[pixel[i]];
    }
  }
}

void see(const PointTiles& tiles, const FrameView& view, const Image& image, float tolerance,
         int16_t* seen) {
  const Farthest farthest(image);
  std::vector<int64_t> shown;
  for (int64_t tile = 0; tile < tiles.num_tiles; ++tile) {
    const Corners corners(tiles.box(tile), view);
    if (!corners.outside(view) && !corners.behind(farthest, view, tolerance)) shown.push_back(tile);
  }
  for (size_t i = 0; i < shown.size(); ++i) {
    if (i + 1 < shown.size()) tiles.prefetch(shown[i + 1]);
    gather(tiles, shown[i], view, image, tolerance, seen);
  }
}

Tensor project_gather(const Tensor& points, const Tensor& origin, const Tensor& projection,
                      const Tensor& depth, const Tensor& ids, double depth_tolerance) {
  check_frames(points, origin, projection, depth, ids);
  const int64_t num_points = points.size(0), num_frames = depth.size(0);
  const int64_t height = depth.size(1), width = depth.size(2);
  Tensor seen = torch::stable::new_empty(ids, {num_frames, num_points});
  int16_t* out = seen.mutable_data_ptr<int16_t>();
  use_huge_pages(out, num_frames * num_points * sizeof(int16_t));
  const PointTiles tiles(points.const_data_ptr<float>(), num_points, num_frames >= kFramesToSort);
  torch::stable::parallel_for(0, num_frames, 1, [&](int64_t begin, int64_t end) {
    for (int64_t f = begin; f < end; ++f) {
      int16_t* row = out + f * num_points;
      std::fill(row, row + num_points, kHidden);
      if (height * width == 0) continue;
      const FrameView view(origin.const_data_ptr<float>() + 3 * f,
                           projection.const_data_ptr<float>() + 12 * f, width, height);
      const Image image{depth.const_data_ptr<float>() + f * height * width,
                        ids.const_data_ptr<int16_t>() + f * height * width, width, height};
      see(tiles, view, image, static_cast<float>(depth_tolerance), row);
    }
  });
  return seen;
}

}  // namespace

STABLE_TORCH_LIBRARY_IMPL(scenegraph3d, CPU, m) {
  m.impl("project_gather", TORCH_BOX(&project_gather));
}

}  // namespace scenegraph3d
