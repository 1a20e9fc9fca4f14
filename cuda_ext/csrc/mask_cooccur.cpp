// Points that masks share; scenegraph3d/ops/reference/mask_cooccur.py defines it.
// Many points carry the same masks: the distinct combinations are found first, a run of equal
// points at a time, and only those are taken apart into pairs.

#include "mask_cooccur.h"

#include <algorithm>
#include <bit>
#include <vector>

#include "huge_pages.h"

namespace scenegraph3d {
namespace {

static_assert(std::endian::native == std::endian::little, "ids are read four at a time");

constexpr int64_t kTile = 1024;       // points whose ids stay in the cache
constexpr int64_t kLanes = 4;         // ids in a word
constexpr int64_t kAhead = 8;         // runs that are looked up before they are added
constexpr int64_t kPart = 1 << 16;    // points that are worth a thread
constexpr int64_t kBlock = 16;        // rows and columns mirrored at a time: a cache line
constexpr uint64_t kSigns = 0x8000800080008000u;

// The ids of one point in all frames, four to a word, and how many points have them.
class Combinations {
 public:
  explicit Combinations(int64_t num_words) : num_words_(num_words), slots_(1 << 10) {}

  int64_t size() const { return static_cast<int64_t>(entries_.size()); }
  const uint64_t* words(int64_t i) const { return words_.data() + i * num_words_; }
  int32_t count(int64_t i) const { return entries_[i].count; }

  // Two chains, so that one multiplication need not wait for the last.
  uint64_t hash_of(const uint64_t* words) const {
    constexpr uint64_t kOdd = 0x9E3779B97F4A7C15u, kOther = 0xD6E8FEB86659FD93u;
    uint64_t even = 0, odd = 0;
    for (int64_t w = 0; w + 1 < num_words_; w += 2) {
      even = (std::rotl(even, 29) ^ words[w]) * kOdd;
      odd = (std::rotl(odd, 31) ^ words[w + 1]) * kOther;
    }
    if (num_words_ & 1) even = (std::rotl(even, 29) ^ words[num_words_ - 1]) * kOdd;
    const uint64_t mixed = (even ^ std::rotl(odd, 32)) * kOther;
    return mixed ^ mixed >> 32;
  }

  // What `add` reads first, and what it reads next once that has come.
  void prefetch_slot(uint64_t hash) const { __builtin_prefetch(&slots_[home(hash)]); }
  void prefetch_entry(uint64_t hash) const {
    const uint32_t slot = slots_[home(hash)];
    if (slot == 0) return;
    __builtin_prefetch(&entries_[slot - 1]);
    for (int64_t w = 0; w < num_words_; w += 8) __builtin_prefetch(words(slot - 1) + w);
  }

  void add(const uint64_t* words, uint64_t hash, int32_t count) {
    for (uint64_t at = hash;; ++at) {
      uint32_t& slot = slots_[home(at)];
      if (slot == 0) {
        entries_.push_back({hash, count});
        words_.insert(words_.end(), words, words + num_words_);
        slot = static_cast<uint32_t>(entries_.size());
        if (2 * entries_.size() > slots_.size()) grow();
        return;
      }
      Entry& entry = entries_[slot - 1];
      if (entry.hash == hash && same(words, this->words(slot - 1))) {
        entry.count += count;
        return;
      }
    }
  }

 private:
  struct Entry {
    uint64_t hash;
    int32_t count;
  };
  int64_t num_words_;
  std::vector<uint32_t> slots_;  // 1 + an entry's number, 0 where free; a power of two of them
  std::vector<Entry> entries_;
  std::vector<uint64_t> words_;

  uint64_t home(uint64_t hash) const { return hash & (slots_.size() - 1); }

  bool same(const uint64_t* a, const uint64_t* b) const {
    uint64_t apart = 0;
    for (int64_t w = 0; w < num_words_; ++w) apart |= a[w] ^ b[w];
    return apart == 0;
  }

  void grow() {
    slots_.assign(2 * slots_.size(), 0);
    for (size_t i = 0; i < entries_.size(); ++i) {
      uint64_t at = entries_[i].hash;
      while (slots_[home(at)] != 0) ++at;
      slots_[home(at)] = static_cast<uint32_t>(i + 1);
    }
  }
};

// The ids of a tile of points, one row a frame, filled up with rows of no masks to whole words.
class Tile {
 public:
  explicit Tile(int64_t num_frames)
      : num_frames_(num_frames),
        num_words_((num_frames + kLanes - 1) / kLanes),
        words_(kTile * num_words_),
        none_(kTile, -1) {}

  // Count the combinations of points begin..begin + size - 1, at most kTile.
  void collect(const int16_t* ids, int64_t num_points, int64_t begin, int64_t size,
               Combinations& combinations) {
    ids_ = ids + begin;
    stride_ = num_points;
    find_runs(size);
    for (int64_t w = 0; w < num_words_; ++w) transpose(w);
    for (int64_t r = 0; r < num_runs_; ++r) {
      hashes_[r] = combinations.hash_of(words_.data() + r * num_words_);
      combinations.prefetch_slot(hashes_[r]);
    }
    for (int64_t r = 0; r < num_runs_; ++r) {
      if (r + kAhead < num_runs_) combinations.prefetch_entry(hashes_[r + kAhead]);
      combinations.add(words_.data() + r * num_words_, hashes_[r], start_[r + 1] - start_[r]);
    }
  }

 private:
  int64_t num_frames_, num_words_, num_runs_ = 0, stride_ = 0;
  const int16_t* ids_ = nullptr;
  std::vector<uint64_t> words_;  // of each run
  std::vector<int16_t> none_;
  int32_t start_[kTile + 1];  // of each run, and the end
  uint64_t hashes_[kTile];    // of each run
  uint16_t changed_[kTile];   // not 0 where a point differs from the one before it

  const int16_t* row(int64_t frame) const {
    return frame < num_frames_ ? ids_ + frame * stride_ : none_.data();
  }

  static uint16_t masked(int16_t id) { return static_cast<uint16_t>(std::max<int16_t>(id, -1)); }

  void find_runs(int64_t size) {
    std::fill_n(changed_, kTile, 0);
    for (int64_t w = 0; w < num_words_; ++w) {
      const int16_t *a = row(4 * w), *b = row(4 * w + 1), *c = row(4 * w + 2), *d = row(4 * w + 3);
#pragma omp simd
      for (int64_t p = 1; p < size; ++p) {
        changed_[p] |= (masked(a[p]) ^ masked(a[p - 1])) | (masked(b[p]) ^ masked(b[p - 1])) |
                       (masked(c[p]) ^ masked(c[p - 1])) | (masked(d[p]) ^ masked(d[p - 1]));
      }
    }
    changed_[0] = 1;
    num_runs_ = 0;
    for (int64_t p = 0; p < size; ++p) {
      start_[num_runs_] = static_cast<int32_t>(p);
      num_runs_ += changed_[p] != 0;
    }
    start_[num_runs_] = static_cast<int32_t>(size);
  }

  // One word of every run: its ids in four frames.
  void transpose(int64_t w) {
    const int16_t *a = row(4 * w), *b = row(4 * w + 1), *c = row(4 * w + 2), *d = row(4 * w + 3);
    for (int64_t r = 0; r < num_runs_; ++r) {
      const int32_t p = start_[r];
      words_[r * num_words_ + w] = uint64_t{masked(a[p])} | uint64_t{masked(b[p])} << 16 |
                                   uint64_t{masked(c[p])} << 32 | uint64_t{masked(d[p])} << 48;
    }
  }
};

// Add every pair of rows whose first lies in a frame of this part: one frame in num_parts.
void count_pairs(const Combinations& combinations, int64_t num_words, const int64_t* offsets,
                 int64_t part, int64_t num_parts, int64_t num_masks, int32_t* counts) {
  std::vector<int64_t> rows(kLanes * num_words), frames(kLanes * num_words);
  for (int64_t i = 0; i < combinations.size(); ++i) {
    int64_t num_rows = 0;
    for (int64_t w = 0; w < num_words; ++w) {
      const uint64_t word = combinations.words(i)[w];
      for (uint64_t left = ~word & kSigns; left != 0; left &= left - 1) {
        const int64_t bit = std::countr_zero(left) / 16 * 16;
        frames[num_rows] = kLanes * w + bit / 16;
        rows[num_rows] = offsets[frames[num_rows]] + static_cast<int64_t>(word >> bit & 0xffff);
        ++num_rows;
      }
    }
    for (int64_t a = 0; a < num_rows; ++a) {
      if (frames[a] % num_parts != part) continue;
      int32_t* row = counts + rows[a] * num_masks;
      for (int64_t b = a; b < num_rows; ++b) row[rows[b]] += combinations.count(i);
    }
  }
}

// Copy what stands above the diagonal in rows begin..end - 1 to below it.
void mirror(int32_t* counts, int64_t num_masks, int64_t begin, int64_t end) {
  for (int64_t left = begin; left < num_masks; left += kBlock) {
    const int64_t right = std::min(left + kBlock, num_masks);
    for (int64_t a = begin; a < end; ++a) {
      const int32_t* row = counts + a * num_masks;
      for (int64_t b = std::max(left, a + 1); b < right; ++b) {
        if (row[b] != 0) counts[b * num_masks + a] = row[b];  // most are 0
      }
    }
  }
}

// The combinations of each part of the points, a thread to a part.
std::vector<Combinations> find_combinations(const int16_t* ids, int64_t num_frames,
                                            int64_t num_points, int64_t num_words) {
  const int64_t num_parts =
      std::clamp<int64_t>(num_points / kPart, 1, torch::stable::get_num_threads());
  std::vector<Combinations> found(num_parts, Combinations(num_words));
  torch::stable::parallel_for(0, num_parts, 1, [&](int64_t begin, int64_t end) {
    Tile tile(num_frames);
    for (int64_t part = begin; part < end; ++part) {
      const int64_t stop = num_points * (part + 1) / num_parts;
      for (int64_t p = num_points * part / num_parts; p < stop; p += kTile) {
        tile.collect(ids, num_points, p, std::min(kTile, stop - p), found[part]);
      }
    }
  });
  return found;
}

Tensor mask_cooccur(const Tensor& ids, const Tensor& offsets, int64_t num_masks) {
  check_ids(ids, offsets, num_masks);
  const int64_t num_words = (ids.size(0) + kLanes - 1) / kLanes;
  Tensor together = torch::stable::new_empty(ids, {num_masks, num_masks}, ScalarType::Int);
  int32_t* counts = together.mutable_data_ptr<int32_t>();
  use_huge_pages(counts, num_masks * num_masks * sizeof(int32_t));
  torch::stable::zero_(together);
  const std::vector<Combinations> found =
      find_combinations(ids.const_data_ptr<int16_t>(), ids.size(0), ids.size(1), num_words);
  const int64_t num_parts = static_cast<int64_t>(found.size());
  torch::stable::parallel_for(0, num_parts, 1, [&](int64_t begin, int64_t end) {
    for (int64_t part = begin; part < end; ++part) {
      for (const Combinations& combinations : found) {
        count_pairs(combinations, num_words, offsets.const_data_ptr<int64_t>(), part, num_parts,
                    num_masks, counts);
      }
    }
  });
  const int64_t num_blocks = (num_masks + kBlock - 1) / kBlock;
  torch::stable::parallel_for(0, num_blocks, 8, [&](int64_t begin, int64_t end) {
    for (int64_t b = begin; b < end; ++b) {
      mirror(counts, num_masks, b * kBlock, std::min((b + 1) * kBlock, num_masks));
    }
  });
  return together;
}

}  // namespace

STABLE_TORCH_LIBRARY_IMPL(scenegraph3d, CPU, m) {
  m.impl("mask_cooccur", TORCH_BOX(&mask_cooccur));
}

}  // namespace scenegraph3d
