// A depth and colour image averaged into blocks of voxels; the reference in plain torch defines it.
// Curless and Levoy, A volumetric method for building complex models from range images, 1996.

#include <cstring>
#include <vector>

#include "tsdf_integrate.h"

namespace scenegraph3d {
namespace {

constexpr int kSlice = kBlock * kBlock;  // voxels of a block with the same x

struct Image {
  const float* depth;
  const uint8_t* color;  // red, green, blue
  int64_t width, last;   // pixels in a row; the number of the last
  uint8_t last_color[4];

  Image(const Tensor& depth_image, const Tensor& color_image)
      : depth(depth_image.const_data_ptr<float>()),
        color(color_image.const_data_ptr<uint8_t>()),
        width(depth_image.size(1)),
        last(depth_image.numel() - 1),
        last_color{color[3 * last], color[3 * last + 1], color[3 * last + 2], 0} {}
};

// Where the voxels of one slice fall in the image and what was read there, 64 lanes side by side.
struct Slice {
  float z[kSlice], depth[kSlice];
  int32_t pixel[kSlice];  // 0 for a voxel outside the image
  int32_t seen[kSlice];   // all bits, or none
  int32_t color[kSlice];  // red in the lowest byte
};

// Camera coordinates that the voxels of a block share over slices: those of their y and z.
struct Lanes {
  float camera[3][kSlice];
};

void project(const Integrate& frame, const Image& image, const Lanes& lanes, const float* along_x,
             Slice& slice) {
  const int32_t width = static_cast<int32_t>(image.width);
#pragma omp simd
  for (int lane = 0; lane < kSlice; ++lane) {
    const float x = along_x[0] + lanes.camera[0][lane];
    const float y = along_x[1] + lanes.camera[1][lane];
    const float z = along_x[2] + lanes.camera[2][lane];
    const float inverse_z = 1.0f / z;
    const float u = (x * inverse_z * frame.fx + frame.cx) + 0.5f;
    const float v = (y * inverse_z * frame.fy + frame.cy) + 0.5f;
    const bool inside = (z > 0) & (u >= 0) & (u < frame.width) & (v >= 0) & (v < frame.height);
    const int32_t column = static_cast<int32_t>(inside ? u : 0.0f);
    const int32_t row = static_cast<int32_t>(inside ? v : 0.0f);
    slice.z[lane] = z;
    slice.pixel[lane] = row * width + column;
    slice.seen[lane] = -static_cast<int32_t>(inside);
  }
}

// Gather the depth of every lane; tell whether any voxel of the slice is to be updated.
bool read_depth(const Integrate& frame, const Image& image, Slice& slice) {
  for (int lane = 0; lane < kSlice; ++lane) slice.depth[lane] = image.depth[slice.pixel[lane]];
  int32_t any = 0;
#pragma omp simd reduction(| : any)
  for (int lane = 0; lane < kSlice; ++lane) {
    const float depth = slice.depth[lane];
    const bool near = (depth > 0) & (depth - slice.z[lane] >= -frame.truncation);
    slice.seen[lane] &= -static_cast<int32_t>(near);
    any |= slice.seen[lane];
  }
  return any != 0;
}

// Gather the colour of every lane in one load of four bytes; past the last pixel lies nothing.
void read_color(const Image& image, Slice& slice) {
  for (int lane = 0; lane < kSlice; ++lane) {
    const int64_t pixel = slice.pixel[lane];
    const uint8_t* rgb = pixel == image.last ? image.last_color : image.color + 3 * pixel;
    std::memcpy(&slice.color[lane], rgb, 4);
  }
}

// Store `value` where the bits of `seen` are set. A condition would become a branch, and branches
// keep the loop from being vectorised.
inline void keep(int16_t& stored, int32_t value, int32_t seen) {
  stored = static_cast<int16_t>((value & seen) | (stored & ~seen));
}

void update(const Integrate& frame, const Slice& slice, int16_t* __restrict__ tsdf,
            int16_t* __restrict__ weight, int16_t* __restrict__ color) {
  int16_t* __restrict__ red = color;
  int16_t* __restrict__ green = color + kVoxels;
  int16_t* __restrict__ blue = color + 2 * kVoxels;
#pragma omp simd
  for (int lane = 0; lane < kSlice; ++lane) {
    const int32_t seen = slice.seen[lane];
    const int32_t rgb = slice.color[lane];
    const float before = weight[lane];
    const float share = 1.0f / (before + 1.0f);
    const float after = before + 1.0f < frame.max_weight ? before + 1.0f : frame.max_weight;
    const float distance = frame.distance(slice.depth[lane], slice.z[lane]);
    keep(tsdf[lane], average(tsdf[lane], before, distance, share), seen);
    keep(red[lane], average(red[lane], before, (rgb & 255) * kColorUnit, share), seen);
    keep(green[lane], average(green[lane], before, (rgb >> 8 & 255) * kColorUnit, share), seen);
    keep(blue[lane], average(blue[lane], before, (rgb >> 16 & 255) * kColorUnit, share), seen);
    keep(weight[lane], static_cast<int32_t>(after), seen);
  }
}

void integrate_block(const Integrate& frame, const Image& image, const int64_t* block,
                     int16_t* tsdf, int16_t* weight, int16_t* color) {
  float position[3][kBlock];  // of voxel centres from the low corner of the camera's block
  for (int axis = 0; axis < 3; ++axis) {
    for (int i = 0; i < kBlock; ++i) position[axis][i] = frame.position(block[axis], axis, i);
  }
  Lanes lanes;
  for (int axis = 0; axis < 3; ++axis) {
    for (int lane = 0; lane < kSlice; ++lane) {
      lanes.camera[axis][lane] = frame.R[1][axis] * position[1][lane / kBlock] +
                                 frame.R[2][axis] * position[2][lane % kBlock];
    }
  }
  Slice slice;
  for (int i = 0; i < kBlock; ++i) {
    float along_x[3];
    for (int axis = 0; axis < 3; ++axis) {
      along_x[axis] = frame.R[0][axis] * position[0][i] + frame.t[axis];
    }
    project(frame, image, lanes, along_x, slice);
    if (!read_depth(frame, image, slice)) continue;
    read_color(image, slice);
    update(frame, slice, tsdf + i * kSlice, weight + i * kSlice, color + i * kSlice);
  }
}

void tsdf_integrate(Tensor tsdf, Tensor weight, Tensor color, const Tensor& blocks,
                    const Tensor& rows, const Tensor& depth, const Tensor& image,
                    std::vector<double> intrinsics, std::vector<double> T_world_camera,
                    double voxel_size, double truncation, int64_t max_weight) {
  check_integrate(tsdf, weight, color, blocks, rows, depth, image);
  const Integrate frame(intrinsics, T_world_camera, depth, voxel_size, truncation, max_weight);
  if (blocks.size(0) == 0 || depth.numel() == 0) return;
  const Image read(depth, image);
  const int64_t* block = blocks.const_data_ptr<int64_t>();
  const int64_t* row = rows.const_data_ptr<int64_t>();
  int16_t* tsdf_data = tsdf.mutable_data_ptr<int16_t>();
  int16_t* weight_data = weight.mutable_data_ptr<int16_t>();
  int16_t* color_data = color.mutable_data_ptr<int16_t>();
  torch::stable::parallel_for(0, blocks.size(0), 16, [&](int64_t begin, int64_t end) {
    for (int64_t i = begin; i < end; ++i) {
      integrate_block(frame, read, block + 3 * i, tsdf_data + row[i] * kVoxels,
                      weight_data + row[i] * kVoxels, color_data + row[i] * 3 * kVoxels);
    }
  });
}

}  // namespace

STABLE_TORCH_LIBRARY_IMPL(scenegraph3d, CPU, m) {
  m.impl("tsdf_integrate", TORCH_BOX(&tsdf_integrate));
}

}  // namespace scenegraph3d
