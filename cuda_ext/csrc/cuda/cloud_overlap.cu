// Points of one cloud near another: sorted by cell of a grid, a thread for each point.

#include <vector>

#include "../cloud_overlap.h"
#include "sort.cuh"

namespace scenegraph3d {
namespace {

constexpr int kRows = 9;
constexpr int64_t kWindow = 64;  // clouds that one pass over the neighbours tells apart

// x, y, z and the number of the cloud, read in one transaction.
struct alignas(16) Point {
  float at[3];
  int32_t cloud;
};

__global__ void key_kernel(const float* __restrict__ points, int64_t count, Grid grid,
                           int64_t* __restrict__ keys) {
  const int64_t i = static_cast<int64_t>(blockIdx.x) * blockDim.x + threadIdx.x;
  if (i < count) keys[i] = grid.key(points + 3 * i);
}

__global__ void size_kernel(const int64_t* __restrict__ offsets, int64_t num_clouds,
                            int64_t* __restrict__ overlap) {
  const int64_t s = static_cast<int64_t>(blockIdx.x) * blockDim.x + threadIdx.x;
  if (s < num_clouds) overlap[s * (num_clouds + 1)] = offsets[s + 1] - offsets[s];
}

// The first of `count` rising numbers that is at least `value`.
__device__ int64_t lower_bound(const int64_t* __restrict__ numbers, int64_t count, int64_t value) {
  int64_t first = 0;
  while (count > 0) {
    const int64_t half = count / 2;
    const bool below = numbers[first + half] < value;
    first = below ? first + half + 1 : first;
    count = below ? count - half - 1 : half;
  }
  return first;
}

__global__ void gather_kernel(const float* __restrict__ points, const int64_t* __restrict__ order,
                              const int64_t* __restrict__ offsets, int64_t num_clouds,
                              int64_t count, Point* __restrict__ sorted) {
  const int64_t i = static_cast<int64_t>(blockIdx.x) * blockDim.x + threadIdx.x;
  if (i >= count) return;
  const int64_t row = order[i];
  const int64_t cloud = lower_bound(offsets, num_clouds + 1, row + 1) - 1;
  sorted[i] = {{points[3 * row], points[3 * row + 1], points[3 * row + 2]},
               static_cast<int32_t>(cloud)};
}

__device__ bool is_near(const Point& a, const Point& b, const Ball& ball) {
  float squared = 0;
  for (int axis = 0; axis < 3; ++axis) {
    const float difference = b.at[axis] - a.at[axis];
    squared += difference * difference;
  }
  if (squared <= ball.surely) return true;
  if (!(squared <= ball.perhaps)) return false;
  return ball.holds(static_cast<double>(a.at[0]) - b.at[0], static_cast<double>(a.at[1]) - b.at[1],
                    static_cast<double>(a.at[2]) - b.at[2]);
}

// A bit for each cloud from `first` on that has a point near; `next` is the lowest cloud after
// those that stands around.
__device__ uint64_t clouds_near(const Point& point, const Point* __restrict__ sorted,
                                const int64_t* low, const int64_t* high, const Ball& ball,
                                int64_t first, int64_t& next) {
  uint64_t near = 0;
  for (int row = 0; row < kRows; ++row) {
    for (int64_t j = low[row]; j < high[row]; ++j) {
      const Point other = sorted[j];
      if (other.cloud == point.cloud || other.cloud < first) continue;
      if (other.cloud >= first + kWindow) {
        next = other.cloud < next ? other.cloud : next;
        continue;
      }
      const uint64_t bit = uint64_t{1} << (other.cloud - first);
      if (!(near & bit) && is_near(point, other, ball)) near |= bit;
    }
  }
  return near;
}

__global__ void count_kernel(const int64_t* __restrict__ keys, const Point* __restrict__ sorted,
                             int64_t count, Grid grid, Ball ball, int64_t num_clouds,
                             unsigned long long* __restrict__ overlap) {
  const int64_t i = static_cast<int64_t>(blockIdx.x) * blockDim.x + threadIdx.x;
  if (i >= count) return;
  int64_t low[kRows], high[kRows];
#pragma unroll
  for (int row = 0; row < kRows; ++row) {
    const int64_t first = keys[i] + grid.to_row(row) - 1;
    low[row] = lower_bound(keys, count, first);
    high[row] = low[row] + lower_bound(keys + low[row], count - low[row], first + 3);
  }
  const Point point = sorted[i];
  for (int64_t first = 0, next = 0; first < num_clouds; first = next) {
    next = num_clouds;
    uint64_t near = clouds_near(point, sorted, low, high, ball, first, next);
    for (; near != 0; near &= near - 1) {
      const int64_t other = first + __ffsll(static_cast<long long>(near)) - 1;
      atomicAdd(&overlap[point.cloud * num_clouds + other], 1ull);
    }
  }
}

// The least or greatest coordinates, on the host; waits for the stream.
Tensor corner(const char* reduction, const Tensor& points) {
  using torch::stable::detail::from;
  const std::vector<int64_t> axis{0};
  std::array<StableIValue, 3> stack{from(points),
                                    from(torch::headeronly::IntHeaderOnlyArrayRef(axis)),
                                    from(false)};
  STABLE_TORCH_ERROR_CODE_CHECK(
      torch_call_dispatcher(reduction, "", stack.data(), TORCH_ABI_VERSION));
  return torch::stable::to(torch::stable::detail::to<Tensor>(stack[0]),
                           torch::stable::Device(torch::headeronly::DeviceType::CPU));
}

void count_near(const Tensor& points, const Tensor& offsets, double radius, Tensor& overlap) {
  const int64_t count = points.size(0), num_clouds = offsets.size(0) - 1;
  const cudaStream_t stream = current_stream(points);
  const float* coordinates = points.const_data_ptr<float>();
  const Tensor low = corner("aten::amin", points), high = corner("aten::amax", points);
  const Grid grid(low.const_data_ptr<float>(), high.const_data_ptr<float>(), radius);
  Tensor keys = torch::stable::new_empty(points, {count}, ScalarType::Long);
  key_kernel<<<grid_for(count), kThreads, 0, stream>>>(coordinates, count, grid,
                                                       keys.mutable_data_ptr<int64_t>());
  STD_CUDA_KERNEL_LAUNCH_CHECK();
  const Sorted sorted = sort_rising(keys);
  Tensor rows = torch::stable::new_empty(points, {count, 4}, ScalarType::Float);
  static_assert(sizeof(Point) == 4 * sizeof(float));
  auto* gathered = reinterpret_cast<Point*>(rows.mutable_data_ptr<float>());
  gather_kernel<<<grid_for(count), kThreads, 0, stream>>>(
      coordinates, sorted.order.const_data_ptr<int64_t>(), offsets.const_data_ptr<int64_t>(),
      num_clouds, count, gathered);
  STD_CUDA_KERNEL_LAUNCH_CHECK();
  count_kernel<<<grid_for(count), kThreads, 0, stream>>>(
      sorted.keys.const_data_ptr<int64_t>(), gathered, count, grid, Ball(radius), num_clouds,
      reinterpret_cast<unsigned long long*>(overlap.mutable_data_ptr<int64_t>()));
  STD_CUDA_KERNEL_LAUNCH_CHECK();
}

Tensor cloud_overlap(const Tensor& points, const Tensor& offsets, double radius) {
  check_clouds(points, offsets);
  const torch::stable::accelerator::DeviceGuard guard(points.get_device_index());
  const int64_t num_clouds = offsets.size(0) - 1;
  Tensor overlap = torch::stable::new_zeros(offsets, {num_clouds, num_clouds});
  if (num_clouds == 0) return overlap;
  if (points.size(0) > 0) count_near(points, offsets, radius, overlap);
  size_kernel<<<grid_for(num_clouds), kThreads, 0, current_stream(points)>>>(
      offsets.const_data_ptr<int64_t>(), num_clouds, overlap.mutable_data_ptr<int64_t>());
  STD_CUDA_KERNEL_LAUNCH_CHECK();
  return overlap;
}

}  // namespace

STABLE_TORCH_LIBRARY_IMPL(scenegraph3d, CUDA, m) {
  m.impl("cloud_overlap", TORCH_BOX(&cloud_overlap));
}

}  // namespace scenegraph3d
