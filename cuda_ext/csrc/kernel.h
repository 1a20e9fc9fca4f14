// What every kernel needs: torch's stable tensors, checks in our words, parallel loops.
#pragma once

#include <torch/csrc/stable/library.h>
#include <torch/csrc/stable/ops.h>
#include <torch/csrc/stable/tensor.h>
#include <torch/headeronly/core/ScalarType.h>
#include <torch/headeronly/util/Exception.h>

#include <cstdint>

// Marks a function that both a C++ and a CUDA kernel call.
#if defined(__CUDACC__)
#define SG3D_ANY_DEVICE __host__ __device__
#else
#define SG3D_ANY_DEVICE
#endif

namespace scenegraph3d {

using torch::headeronly::ScalarType;
using torch::stable::Tensor;

// Refuse a tensor of another dtype or number of dimensions, or one with gaps. Sizes that belong
// together are the caller's to compare.
inline void check_tensor(const Tensor& tensor, const char* name, ScalarType dtype, int64_t dim) {
  STD_TORCH_CHECK(tensor.scalar_type() == dtype, name, " has the wrong dtype");
  STD_TORCH_CHECK(tensor.dim() == dim, name, " must have ", dim, " dimensions, got ", tensor.dim());
  STD_TORCH_CHECK(tensor.is_contiguous(), name, " must be contiguous");
}

}  // namespace scenegraph3d
