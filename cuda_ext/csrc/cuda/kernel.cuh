// What every CUDA kernel needs: torch's current stream, launch checks, a flat grid.
#pragma once

#include <cuda_runtime.h>
#include <torch/csrc/inductor/aoti_torch/c/shim.h>
#include <torch/csrc/stable/accelerator.h>
#include <torch/csrc/stable/macros.h>

#include "../kernel.h"

namespace scenegraph3d {

constexpr int kThreads = 256;

// The stream that torch currently uses on the tensor's device; guard the device first.
inline cudaStream_t current_stream(const Tensor& tensor) {
  void* stream = nullptr;
  STABLE_TORCH_ERROR_CODE_CHECK(
      aoti_torch_get_current_cuda_stream(tensor.get_device_index(), &stream));
  return static_cast<cudaStream_t>(stream);
}

// Blocks of a one-dimensional grid with a thread for each of `count` items.
inline unsigned grid_for(int64_t count) {
  const int64_t blocks = (count + kThreads - 1) / kThreads;
  STD_TORCH_CHECK(blocks <= INT32_MAX, "too many items for one launch: ", count);
  return static_cast<unsigned>(blocks);
}

}  // namespace scenegraph3d
