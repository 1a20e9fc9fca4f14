// What the kernels of mask_cooccur check.
#pragma once

#include "kernel.h"

namespace scenegraph3d {

inline void check_ids(const Tensor& ids, const Tensor& offsets, int64_t num_masks) {
  check_tensor(ids, "ids", ScalarType::Short, 2);
  check_tensor(offsets, "offsets", ScalarType::Long, 1);
  STD_TORCH_CHECK(offsets.size(0) == ids.size(0) + 1, "offsets must have shape (F + 1,)");
  STD_TORCH_CHECK(ids.size(1) <= INT32_MAX && num_masks >= 0 && num_masks <= INT32_MAX,
                  "points and masks must be at most ", INT32_MAX);
}

}  // namespace scenegraph3d
