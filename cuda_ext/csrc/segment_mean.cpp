// The mean of each segment's rows; scenegraph3d/ops/reference/segment_mean.py defines it.
// Rows are read once, in order. A thread owns a range of columns and adds its part of every row,
// so the sums do not depend on the number of threads.

#include "segment_mean.h"

#include <algorithm>
#include <bit>
#include <vector>

#if defined(__F16C__)
#include <immintrin.h>
#endif

#include "huge_pages.h"

namespace scenegraph3d {
namespace {

constexpr int64_t kLine = 64;      // bytes of a cache line; a thread owns whole ones of a row
constexpr int64_t kInFloat = 128;  // rows added up in float32 before they join a sum in double
constexpr int64_t kAhead = 8;      // rows that are fetched before they are added

inline float widen(float value) { return value; }

// The bits of a float16: shifted into place, scaled so that subnormals come right, and infinity
// and NaN put back.
inline float widen(uint16_t half) {
  const uint32_t magnitude = half & 0x7fffu;
  const float scaled = std::bit_cast<float>(magnitude << 13) * 0x1p112f;
  const uint32_t special = magnitude >= 0x7c00u ? 0x7f800000u : 0u;
  const uint32_t sign = static_cast<uint32_t>(half & 0x8000u) << 16;
  return std::bit_cast<float>(std::bit_cast<uint32_t>(scaled) | special | sign);
}

// What the rows of each segment weigh, and which segments have too many rows for float32 alone.
struct Segments {
  const int64_t* of_row;
  const float* weight;  // of each row, or null
  int64_t num_rows, num_segments;
  std::vector<double> mass;
  std::vector<int64_t> long_sum;  // the row of its sum in double, or -1
  int64_t num_long = 0;

  Segments(const Tensor& segment, const std::optional<Tensor>& weights, int64_t count)
      : of_row(segment.const_data_ptr<int64_t>()),
        weight(weights ? weights->const_data_ptr<float>() : nullptr),
        num_rows(segment.size(0)),
        num_segments(count),
        mass(count),
        long_sum(count, -1) {
    std::vector<int64_t> rows(count);
    for (int64_t i = 0; i < num_rows; ++i) {
      if (!has(i)) continue;
      ++rows[of_row[i]];
      mass[of_row[i]] += weight != nullptr ? weight[i] : 1.0f;
    }
    for (int64_t s = 0; s < count; ++s) {
      if (rows[s] > kInFloat) long_sum[s] = num_long++;
    }
  }

  bool has(int64_t row) const {
    return static_cast<uint64_t>(of_row[row]) < static_cast<uint64_t>(num_segments);
  }
};

template <typename Value>
void add_row(const Value* row, const float* weight, int64_t count, float* sum) {
  if (weight == nullptr) {
#pragma omp simd
    for (int64_t d = 0; d < count; ++d) sum[d] += widen(row[d]);
  } else {
    const float share = *weight;
#pragma omp simd
    for (int64_t d = 0; d < count; ++d) sum[d] += share * widen(row[d]);
  }
}

#if defined(__F16C__)
// Written out: the compiler does not vectorise the instruction that widens float16.
void add_row(const uint16_t* row, const float* weight, int64_t count, float* sum) {
  const float share = weight == nullptr ? 1.0f : *weight;
  int64_t d = 0;
  for (; d + 8 <= count; d += 8) {
    const __m256 wide = _mm256_cvtph_ps(_mm_loadu_si128(reinterpret_cast<const __m128i*>(row + d)));
    const __m256 part = _mm256_mul_ps(_mm256_set1_ps(share), wide);
    _mm256_storeu_ps(sum + d, _mm256_add_ps(_mm256_loadu_ps(sum + d), part));
  }
  for (; d < count; ++d) sum[d] += share * widen(row[d]);
}
#endif

// The means of columns begin..end - 1. `mean` comes as zeros and holds sums on the way.
template <typename Value>
void average(const Value* features, const Segments& segments, int64_t num_columns, int64_t begin,
             int64_t end, float* mean) {
  const int64_t width = end - begin;
  std::vector<double> long_sums(segments.num_long * width);
  std::vector<int32_t> in_float(segments.num_segments);
  for (int64_t i = 0; i < segments.num_rows; ++i) {
    const Value* row = features + i * num_columns + begin;
    for (int64_t d = 0; d < width; d += kLine / sizeof(Value)) {
      __builtin_prefetch(row + kAhead * num_columns + d);
    }
    if (!segments.has(i)) continue;
    const int64_t s = segments.of_row[i];
    float* sum = mean + s * num_columns + begin;
    add_row(row, segments.weight != nullptr ? segments.weight + i : nullptr, width, sum);
    if (++in_float[s] < kInFloat || segments.long_sum[s] < 0) continue;
    double* long_sum = &long_sums[segments.long_sum[s] * width];
    for (int64_t d = 0; d < width; ++d) long_sum[d] += sum[d];
    std::fill_n(sum, width, 0.0f);
    in_float[s] = 0;
  }
  for (int64_t s = 0; s < segments.num_segments; ++s) {
    const double share = segments.mass[s] > 0 ? 1 / segments.mass[s] : 0;
    const double* long_sum =
        segments.long_sum[s] < 0 ? nullptr : &long_sums[segments.long_sum[s] * width];
    float* sum = mean + s * num_columns + begin;
    for (int64_t d = 0; d < width; ++d) {
      const double total = long_sum == nullptr ? sum[d] : sum[d] + long_sum[d];
      sum[d] = static_cast<float>(total * share);
    }
  }
}

template <typename Value>
void average_columns(const Value* features, const Segments& segments, int64_t num_columns,
                     float* mean) {
  const int64_t lanes = kLine / sizeof(float);
  const int64_t num_lines = (num_columns + lanes - 1) / lanes;
  torch::stable::parallel_for(0, num_lines, 1, [&](int64_t begin, int64_t end) {
    average(features, segments, num_columns, begin * lanes, std::min(end * lanes, num_columns),
            mean);
  });
}

Tensor segment_mean(const Tensor& features, const Tensor& segment,
                    const std::optional<Tensor>& weight, int64_t num_segments) {
  check_segments(features, segment, weight, num_segments);
  const int64_t num_columns = features.size(1);
  Tensor means = torch::stable::new_empty(features, {num_segments, num_columns}, ScalarType::Float);
  float* mean = means.mutable_data_ptr<float>();
  use_huge_pages(mean, num_segments * num_columns * sizeof(float));
  torch::stable::zero_(means);
  const Segments segments(segment, weight, num_segments);
  if (features.scalar_type() == ScalarType::Half) {
    const auto* halves = static_cast<const uint16_t*>(features.const_data_ptr());
    average_columns(halves, segments, num_columns, mean);
  } else {
    average_columns(features.const_data_ptr<float>(), segments, num_columns, mean);
  }
  return means;
}

}  // namespace

STABLE_TORCH_LIBRARY_IMPL(scenegraph3d, CPU, m) {
  m.impl("segment_mean", TORCH_BOX(&segment_mean));
}

}  // namespace scenegraph3d
