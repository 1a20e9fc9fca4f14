// A depth and colour image averaged into blocks of voxels: a CUDA block for each block of voxels.

#include "../tsdf_integrate.h"
#include "kernel.cuh"

namespace scenegraph3d {
namespace {

struct Volume {
  int16_t* __restrict__ tsdf;
  int16_t* __restrict__ weight;
  int16_t* __restrict__ color;
};

__global__ void __launch_bounds__(kVoxels)
    integrate_kernel(Integrate frame, Volume volume, const int64_t* __restrict__ blocks,
                     const int64_t* __restrict__ rows, const float* __restrict__ depth,
                     const uint8_t* __restrict__ image) {
  const int64_t* block = blocks + 3 * static_cast<int64_t>(blockIdx.x);
  const int voxel = threadIdx.x;
  const float along_x = frame.position(block[0], 0, voxel / (kBlock * kBlock));
  const float along_y = frame.position(block[1], 1, voxel / kBlock % kBlock);
  const float along_z = frame.position(block[2], 2, voxel % kBlock);
  float camera[3];
  for (int axis = 0; axis < 3; ++axis) {
    camera[axis] = (frame.R[0][axis] * along_x + frame.t[axis]) +
                   (frame.R[1][axis] * along_y + frame.R[2][axis] * along_z);
  }
  const float z = camera[2];
  if (!(z > 0)) return;
  const float inverse_z = 1.0f / z;
  const float u = (camera[0] * inverse_z * frame.fx + frame.cx) + 0.5f;
  const float v = (camera[1] * inverse_z * frame.fy + frame.cy) + 0.5f;
  if (!(u >= 0 && u < frame.width && v >= 0 && v < frame.height)) return;
  const int64_t pixel = static_cast<int64_t>(v) * static_cast<int64_t>(frame.width) +
                        static_cast<int64_t>(u);
  const float read = depth[pixel];
  if (!(read > 0 && read - z >= -frame.truncation)) return;

  const int64_t row = rows[blockIdx.x];
  const int64_t at = row * kVoxels + voxel;
  const float before = volume.weight[at];
  const float share = 1.0f / (before + 1.0f);
  volume.tsdf[at] = average(volume.tsdf[at], before, frame.distance(read, z), share);
  for (int channel = 0; channel < 3; ++channel) {
    int16_t& stored = volume.color[(row * 3 + channel) * kVoxels + voxel];
    stored = average(stored, before, image[3 * pixel + channel] * kColorUnit, share);
  }
  volume.weight[at] = static_cast<int16_t>(fminf(before + 1.0f, frame.max_weight));
}

void tsdf_integrate(Tensor tsdf, Tensor weight, Tensor color, const Tensor& blocks,
                    const Tensor& rows, const Tensor& depth, const Tensor& image,
                    std::vector<double> intrinsics, std::vector<double> T_world_camera,
                    double voxel_size, double truncation, int64_t max_weight) {
  check_integrate(tsdf, weight, color, blocks, rows, depth, image);
  const int64_t count = blocks.size(0);
  if (count == 0 || depth.numel() == 0) return;
  STD_TORCH_CHECK(count <= INT32_MAX, "too many blocks for one launch: ", count);
  const torch::stable::accelerator::DeviceGuard guard(tsdf.get_device_index());
  const Integrate frame(intrinsics, T_world_camera, depth, voxel_size, truncation, max_weight);
  const Volume volume{tsdf.mutable_data_ptr<int16_t>(), weight.mutable_data_ptr<int16_t>(),
                      color.mutable_data_ptr<int16_t>()};
  integrate_kernel<<<static_cast<unsigned>(count), kVoxels, 0, current_stream(tsdf)>>>(
      frame, volume, blocks.const_data_ptr<int64_t>(), rows.const_data_ptr<int64_t>(),
      depth.const_data_ptr<float>(), image.const_data_ptr<uint8_t>());
  STD_CUDA_KERNEL_LAUNCH_CHECK();
}

}  // namespace

STABLE_TORCH_LIBRARY_IMPL(scenegraph3d, CUDA, m) {
  m.impl("tsdf_integrate", TORCH_BOX(&tsdf_integrate));
}

}  // namespace scenegraph3d
