// The union of sorted edges: one thread on every device, since each edge asks what all before it
// have joined.
#pragma once

#include <algorithm>
#include <bit>
#include <memory>

#include "kernel.h"
#include "radix_sort.h"

namespace scenegraph3d {

using Ranked = Keyed<uint32_t>;  // an edge's row, by a key that rises with its weight

// Unsigned integers that sort as the floats do; -0 sorts as 0.
SG3D_ANY_DEVICE inline uint32_t key_of_bits(uint32_t bits) {
  constexpr uint32_t kSign = 0x80000000u;
  if (bits == kSign) bits = 0;
  return bits & kSign ? ~bits : bits | kSign;
}

inline float weight_of(uint32_t key) {
  constexpr uint32_t kSign = 0x80000000u;
  return std::bit_cast<float>(key & kSign ? key ^ kSign : ~key);
}

// Disjoint sets in eight bytes a vertex, so that an edge costs two cache lines.
class Forest {
 public:
  Forest(int64_t num_vertices, double threshold)
      : threshold_(threshold), nodes_(new Node[num_vertices]) {
    std::fill_n(nodes_.get(), num_vertices, Node{-1, static_cast<float>(threshold)});
  }

  void prefetch(int64_t vertex) const { __builtin_prefetch(&nodes_[vertex]); }

  int32_t root(int32_t vertex) {
    for (;;) {
      const int32_t parent = nodes_[vertex].link;
      if (parent < 0) return vertex;
      const int32_t grandparent = nodes_[parent].link;
      if (grandparent < 0) return parent;
      nodes_[vertex].link = grandparent;
      vertex = grandparent;
    }
  }

  int32_t size(int32_t root) const { return -nodes_[root].link; }
  float limit(int32_t root) const { return nodes_[root].limit; }

  // Hang the smaller set under the larger.
  int32_t join(int32_t a, int32_t b) {
    if (size(a) < size(b)) std::swap(a, b);
    nodes_[a].link += nodes_[b].link;
    nodes_[b].link = a;
    return a;
  }

  void join_by(float weight, int32_t a, int32_t b) {
    const int32_t joined = join(a, b);
    const double limit = static_cast<double>(weight) + threshold_ / size(joined);
    nodes_[joined].limit = static_cast<float>(limit);
  }

 private:
  struct Node {
    int32_t link;  // the parent, or minus the number of vertices of a root
    float limit;   // of a root: the heaviest edge it still takes
  };
  double threshold_;
  std::unique_ptr<Node[]> nodes_;
};

// Two sets that an edge would join.
struct Apart {
  int32_t a, b;
};

// Join by weight; write to `apart` what the pass over small sets needs, and return how many.
inline int64_t join_alike(const Ranked* ranked, const int64_t* ends, int64_t num_edges,
                          int64_t min_size, Forest& forest, Apart* apart) {
  constexpr int64_t kAhead = 16, kFarAhead = 48;
  int64_t kept = 0;
  for (int64_t i = 0; i < num_edges; ++i) {
    __builtin_prefetch(ends + 2 * int64_t{ranked[std::min(i + kFarAhead, num_edges - 1)].row});
    const int64_t* soon = ends + 2 * int64_t{ranked[std::min(i + kAhead, num_edges - 1)].row};
    forest.prefetch(soon[0]);
    forest.prefetch(soon[1]);
    const int64_t* edge = ends + 2 * int64_t{ranked[i].row};
    const int32_t a = forest.root(static_cast<int32_t>(edge[0]));
    const int32_t b = forest.root(static_cast<int32_t>(edge[1]));
    if (a == b) continue;
    const float weight = weight_of(ranked[i].key);
    if ((weight <= forest.limit(a)) & (weight <= forest.limit(b))) {
      forest.join_by(weight, a, b);
    } else {
      apart[kept] = {a, b};
      kept += (forest.size(a) < min_size) | (forest.size(b) < min_size);
    }
  }
  return kept;
}

inline void join_small(const Apart* apart, int64_t count, int64_t min_size, Forest& forest) {
  for (int64_t i = 0; i < count; ++i) {
    const int32_t a = forest.root(apart[i].a), b = forest.root(apart[i].b);
    if (a != b && std::min(forest.size(a), forest.size(b)) < min_size) forest.join(a, b);
  }
}

// Number the sets in the order of their first vertex.
inline void number_sets(Forest& forest, int64_t num_vertices, int64_t* segment) {
  const std::unique_ptr<int32_t[]> number(new int32_t[num_vertices]);
  std::fill_n(number.get(), num_vertices, -1);
  int32_t num_sets = 0;
  for (int64_t v = 0; v < num_vertices; ++v) {
    int32_t& own = number[forest.root(static_cast<int32_t>(v))];
    if (own < 0) own = num_sets++;
    segment[v] = own;
  }
}

// Segment from edges by rising key, equal ones by rising row; (E, 2) `ends` are as given.
inline void segment_ranked(const Ranked* ranked, const int64_t* ends, int64_t num_edges,
                           int64_t num_vertices, double threshold, int64_t min_size,
                           int64_t* segment) {
  Forest forest(num_vertices, threshold);
  const std::unique_ptr<Apart[]> apart(new Apart[num_edges + 1]);
  const int64_t kept = join_alike(ranked, ends, num_edges, min_size, forest, apart.get());
  join_small(apart.get(), kept, min_size, forest);
  number_sets(forest, num_vertices, segment);
}

// Shapes that belong together, and counts that fit 32 bits.
inline void check_graph(const Tensor& edges, const Tensor& weights, int64_t num_vertices) {
  check_tensor(edges, "edges", ScalarType::Long, 2);
  check_tensor(weights, "weights", ScalarType::Float, 1);
  STD_TORCH_CHECK(edges.size(1) == 2 && edges.size(0) == weights.size(0),
                  "edges must have shape (E, 2) and weights (E,)");
  STD_TORCH_CHECK(edges.size(0) <= INT32_MAX && num_vertices >= 0 && num_vertices <= INT32_MAX,
                  "edges and vertices must be at most ", INT32_MAX);
}

}  // namespace scenegraph3d
