// Points of one cloud near another; scenegraph3d/ops/reference/cloud_overlap.py defines it.
// Points are sorted by cell of a grid, then cloud: what is near a cell lies in nine short rows of
// memory, and most cells see no second cloud.

#include "cloud_overlap.h"

#include <atomic>
#include <bit>
#include <cstring>

#include "radix_sort.h"

namespace scenegraph3d {
namespace {

constexpr int kLanes = 8;
constexpr int kRows = 9;
constexpr uint32_t kSeveral = UINT32_MAX;  // in place of a cloud: a cell of more than one
constexpr int64_t kEnd = INT64_MAX;        // a key after all others

// Points in order of cell, then cloud. A run is the points of one cloud in one cell.
struct Index {
  std::unique_ptr<float[]> axis[3];        // (N + kLanes): a whole vector may be read at any point
  std::vector<int64_t> cell_key;           // rising, then kEnd as often as a row is long
  std::vector<uint32_t> cell_run;          // where the runs of a cell begin
  std::vector<uint32_t> cell_cloud;        // the cloud of its only run, or kSeveral
  std::vector<uint32_t> run_point;         // where the points of a run begin
  std::vector<uint32_t> run_cloud;
  int64_t num_cells = 0;
};

template <typename Key>
void gather_points(const float* points, const Keyed<Key>* rows, int64_t num_points, Index& index) {
  constexpr int64_t kAhead = 24;
  for (auto& axis : index.axis) {
    axis.reset(new float[num_points + kLanes]);
    std::fill_n(&axis[num_points], kLanes, 0.0f);
  }
  for (int64_t i = 0; i < num_points; ++i) {
    __builtin_prefetch(points + 3 * int64_t{rows[std::min(i + kAhead, num_points - 1)].row});
    const float* point = points + 3 * int64_t{rows[i].row};
    for (int a = 0; a < 3; ++a) index.axis[a][i] = point[a];
  }
}

std::vector<uint32_t> cloud_of_rows(const int64_t* offsets, int64_t num_clouds) {
  std::vector<uint32_t> cloud(offsets[num_clouds]);
  for (int64_t s = 0; s < num_clouds; ++s) {
    std::fill(cloud.begin() + offsets[s], cloud.begin() + offsets[s + 1], s);
  }
  return cloud;
}

// Rows of equal key stand in the order given, so those of a cloud stand together.
template <typename Key>
void find_runs(const Keyed<Key>* rows, int64_t num_points, const std::vector<uint32_t>& cloud,
               Index& index) {
  for (int64_t i = 0; i < num_points; ++i) {
    const uint32_t own = cloud[rows[i].row];
    const bool new_cell = i == 0 || rows[i].key != rows[i - 1].key;
    if (!new_cell && own == index.run_cloud.back()) continue;
    if (new_cell) {
      index.cell_key.push_back(static_cast<int64_t>(rows[i].key));
      index.cell_run.push_back(static_cast<uint32_t>(index.run_point.size()));
      index.cell_cloud.push_back(own);
    } else {
      index.cell_cloud.back() = kSeveral;
    }
    index.run_point.push_back(static_cast<uint32_t>(i));
    index.run_cloud.push_back(own);
  }
  index.num_cells = static_cast<int64_t>(index.cell_key.size());
  index.cell_key.insert(index.cell_key.end(), 3, kEnd);
  index.cell_run.insert(index.cell_run.end(), 3, static_cast<uint32_t>(index.run_point.size()));
  index.cell_cloud.insert(index.cell_cloud.end(), 3, kSeveral);
  index.run_point.push_back(static_cast<uint32_t>(num_points));
}

template <typename Key>
Index index_points(const float* points, const int64_t* offsets, int64_t num_clouds,
                   const Grid& grid) {
  const int64_t num_points = offsets[num_clouds];
  const int num_bits = std::bit_width(static_cast<uint64_t>(grid.num_cells()));
  const auto rows = sorted_rows<Key>(num_points, num_bits, [&](int64_t row) {
    return static_cast<Key>(grid.key(points + 3 * row));
  });
  Index index;
  gather_points(points, rows.get(), num_points, index);
  find_runs(rows.get(), num_points, cloud_of_rows(offsets, num_clouds), index);
  return index;
}

// Visits cells in rising order and counts the points of each that have another cloud near.
class Counter {
 public:
  Counter(const Index& index, const Grid& grid, double radius, int64_t num_clouds, int64_t* overlap)
      : index_(index), ball_(radius), num_clouds_(num_clouds), overlap_(overlap),
        met_(num_clouds, Met{kSeveral, 0, 0}) {
    for (int row = 0; row < kRows; ++row) to_row_[row] = grid.to_row(row);
  }

  void count(int64_t begin, int64_t end) {
    const auto keys = index_.cell_key.begin();
    for (int row = 0; row < kRows; ++row) {
      const int64_t first = keys[begin] + to_row_[row] - 1;
      low_[row] = std::lower_bound(keys, keys + index_.num_cells, first) - keys;
    }
    for (int64_t cell = begin; cell < end; ++cell) {
      if (!look_around(cell)) continue;
      collect(static_cast<uint32_t>(cell));
      for (uint32_t run = index_.cell_run[cell]; run < index_.cell_run[cell + 1]; ++run) {
        count_run(run);
      }
    }
  }

 private:
  struct Candidate {  // points of one cloud in one cell near the one visited
    uint32_t begin, end;
    uint32_t next;  // of the same cloud, or kSeveral
  };
  struct Met {  // a cloud's candidates, if `cell` is the one visited
    uint32_t cell;
    uint32_t first, last;
  };

  // Find the cells of the nine rows; whether there is any cloud but the one of this cell.
  bool look_around(int64_t cell) {
    const int64_t* keys = index_.cell_key.data();
    const uint32_t* clouds = index_.cell_cloud.data();
    const uint32_t own = clouds[cell];
    bool others = own == kSeveral;
    for (int row = 0; row < kRows; ++row) {
      const int64_t first = keys[cell] + to_row_[row] - 1;
      int64_t low = low_[row];
      while (keys[low] < first) ++low;
      int64_t high = low;
      for (int step = 0; step < 3; ++step) {  // without branches: what is there is hard to guess
        const bool near = keys[low + step] <= first + 2;
        others |= near & (clouds[low + step] != own);
        high += near;
      }
      low_[row] = low;
      high_[row] = high;
    }
    return others;
  }

  // List the points around by cloud; those of the cell itself first, where most are found near.
  void collect(uint32_t cell) {
    clouds_.clear();
    candidates_.clear();
    const uint32_t begin = index_.cell_run[cell], end = index_.cell_run[cell + 1];
    add_runs(cell, begin, end);
    for (int row = 0; row < kRows; ++row) {
      const uint32_t from = index_.cell_run[low_[row]], to = index_.cell_run[high_[row]];
      add_runs(cell, from, row == kRows / 2 ? begin : to);
      if (row == kRows / 2) add_runs(cell, end, to);
    }
  }

  void add_runs(uint32_t cell, uint32_t from, uint32_t to) {
    for (uint32_t run = from; run < to; ++run) {
      const auto added = static_cast<uint32_t>(candidates_.size());
      const uint32_t cloud = index_.run_cloud[run];
      candidates_.push_back({index_.run_point[run], index_.run_point[run + 1], kSeveral});
      Met& met = met_[cloud];
      if (met.cell != cell) {
        met = {cell, added, added};
        clouds_.push_back(cloud);
      } else {
        candidates_[std::exchange(met.last, added)].next = added;
      }
    }
  }

  void count_run(uint32_t run) {
    const uint32_t own = index_.run_cloud[run];
    for (const uint32_t other : clouds_) {
      if (other == own) continue;
      int64_t num_near = 0;
      for (uint32_t p = index_.run_point[run]; p < index_.run_point[run + 1]; ++p) {
        num_near += is_near(p, met_[other].first);
      }
      if (num_near == 0) continue;
      std::atomic_ref<int64_t>(overlap_[own * num_clouds_ + other])
          .fetch_add(num_near, std::memory_order_relaxed);
    }
  }

  bool is_near(uint32_t point, uint32_t candidate) const {
    for (; candidate != kSeveral; candidate = candidates_[candidate].next) {
      const Candidate& some = candidates_[candidate];
      for (uint32_t at = some.begin; at < some.end; at += kLanes) {
        if (is_near(point, at, std::min(some.end - at, uint32_t{kLanes}))) return true;
      }
    }
    return false;
  }

  // Whether one of up to eight points is near; vector extensions of GCC and Clang.
  bool is_near(uint32_t point, uint32_t at, uint32_t count) const {
    typedef float Floats __attribute__((vector_size(4 * kLanes)));
    typedef int32_t Ints __attribute__((vector_size(4 * kLanes)));
    typedef int64_t Longs __attribute__((vector_size(4 * kLanes)));
    Floats squared{};
    for (int a = 0; a < 3; ++a) {
      Floats difference;
      std::memcpy(&difference, &index_.axis[a][at], sizeof(difference));
      difference -= index_.axis[a][point];
      squared += difference * difference;
    }
    const Ints lane = {0, 1, 2, 3, 4, 5, 6, 7};
    const Ints valid = lane < static_cast<int32_t>(count);
    const Longs surely = (Longs)((squared <= ball_.surely) & valid);
    if ((surely[0] | surely[1]) | (surely[2] | surely[3])) return true;
    const Longs perhaps = (Longs)((squared <= ball_.perhaps) & valid);
    if (!((perhaps[0] | perhaps[1]) | (perhaps[2] | perhaps[3]))) return false;
    return is_near_exactly(point, at, count);
  }

  bool is_near_exactly(uint32_t point, uint32_t at, uint32_t count) const {
    const auto difference = [&](int a, uint32_t other) {
      return static_cast<double>(index_.axis[a][point]) - index_.axis[a][other];
    };
    for (uint32_t other = at; other < at + count; ++other) {
      if (ball_.holds(difference(0, other), difference(1, other), difference(2, other))) return true;
    }
    return false;
  }

  const Index& index_;
  const Ball ball_;
  const int64_t num_clouds_;
  int64_t* const overlap_;
  int64_t to_row_[kRows], low_[kRows], high_[kRows];
  std::vector<Met> met_;
  std::vector<uint32_t> clouds_;
  std::vector<Candidate> candidates_;
};

Grid grid_of(const float* points, int64_t num_points, double radius) {
  float low[3], high[3];
  std::copy_n(points, 3, low);
  std::copy_n(points, 3, high);
  for (int64_t i = 0; i < num_points; ++i) {
    for (int a = 0; a < 3; ++a) {
      low[a] = std::min(low[a], points[3 * i + a]);
      high[a] = std::max(high[a], points[3 * i + a]);
    }
  }
  return Grid(low, high, radius);
}

Tensor cloud_overlap(const Tensor& points, const Tensor& offsets, double radius) {
  check_clouds(points, offsets);
  const int64_t num_points = points.size(0), num_clouds = offsets.size(0) - 1;
  Tensor overlap = torch::stable::new_zeros(offsets, {num_clouds, num_clouds});
  int64_t* counts = overlap.mutable_data_ptr<int64_t>();
  const int64_t* starts = offsets.const_data_ptr<int64_t>();
  const float* coordinates = points.const_data_ptr<float>();
  STD_TORCH_CHECK(starts[num_clouds] == num_points, "offsets must end with the number of points");
  for (int64_t s = 0; s < num_clouds; ++s) counts[s * (num_clouds + 1)] = starts[s + 1] - starts[s];
  if (num_points == 0) return overlap;
  const Grid grid = grid_of(coordinates, num_points, radius);
  const auto index_by = grid.num_cells() <= UINT32_MAX ? index_points<uint32_t>
                                                       : index_points<uint64_t>;
  const Index index = index_by(coordinates, starts, num_clouds, grid);
  constexpr int64_t kGrain = 4096;  // cells
  torch::stable::parallel_for(0, index.num_cells, kGrain, [&](int64_t begin, int64_t end) {
    Counter(index, grid, radius, num_clouds, counts).count(begin, end);
  });
  return overlap;
}

}  // namespace

STABLE_TORCH_LIBRARY_IMPL(scenegraph3d, CPU, m) {
  m.impl("cloud_overlap", TORCH_BOX(&cloud_overlap));
}

}  // namespace scenegraph3d
