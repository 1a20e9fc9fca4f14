// torch's own stable sort, called through the dispatcher.
#pragma once

#include <array>
#include <optional>

#include "kernel.cuh"

namespace scenegraph3d {

struct Sorted {
  Tensor keys;
  Tensor order;  // int64: where each key stood
};

// Sort a tensor of one dimension, rising; equal keys stay in the order given.
inline Sorted sort_rising(const Tensor& keys) {
  using torch::stable::detail::from;
  std::array<StableIValue, 4> stack{from(keys), from(std::optional<bool>(true)), from(int64_t{0}),
                                    from(false)};
  STABLE_TORCH_ERROR_CODE_CHECK(
      torch_call_dispatcher("aten::sort", "stable", stack.data(), TORCH_ABI_VERSION));
  return {torch::stable::detail::to<Tensor>(stack[0]),
          torch::stable::detail::to<Tensor>(stack[1])};
}

}  // namespace scenegraph3d
