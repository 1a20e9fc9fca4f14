// What the kernels of segment_mean check.
#pragma once

#include <optional>

#include "kernel.h"

namespace scenegraph3d {

inline void check_segments(const Tensor& features, const Tensor& segment,
                           const std::optional<Tensor>& weight, int64_t num_segments) {
  STD_TORCH_CHECK(features.scalar_type() == ScalarType::Float ||
                      features.scalar_type() == ScalarType::Half,
                  "features must be float32 or float16");
  check_tensor(features, "features", features.scalar_type(), 2);
  check_tensor(segment, "segment", ScalarType::Long, 1);
  STD_TORCH_CHECK(segment.size(0) == features.size(0), "segment must have shape (N,)");
  STD_TORCH_CHECK(num_segments >= 0, "num_segments must be at least 0");
  if (!weight) return;
  check_tensor(*weight, "weight", ScalarType::Float, 1);
  STD_TORCH_CHECK(weight->size(0) == features.size(0), "weight must have shape (N,)");
}

}  // namespace scenegraph3d
