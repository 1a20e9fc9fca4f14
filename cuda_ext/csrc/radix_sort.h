// A stable radix sort of row numbers by unsigned keys.
#pragma once

#include <array>
#include <cstdint>
#include <memory>
#include <utility>
#include <vector>

namespace scenegraph3d {

template <typename Key>
struct Keyed {
  Key key;
  uint32_t row;
};

constexpr int kDigitBits = 11;  // the heads of 2,048 runs stay in the first cache
constexpr uint32_t kDigitMask = (1u << kDigitBits) - 1;
using Histogram = std::array<uint32_t, kDigitMask + 1>;

template <typename Key>
uint32_t digit_of(Key key, int place) {
  return static_cast<uint32_t>(key >> (place * kDigitBits)) & kDigitMask;
}

template <typename Key>
void sort_by_digit(const Keyed<Key>* from, int64_t count, int place, Histogram& histogram,
                   Keyed<Key>* to) {
  uint32_t start = 0;
  for (uint32_t& bin : histogram) start += std::exchange(bin, start);
  for (int64_t i = 0; i < count; ++i) to[histogram[digit_of(from[i].key, place)]++] = from[i];
}

// Rows 0..count-1 by rising key, equal ones by rising row; count < 2^32. `key_of(row)` has no bit
// set from `num_bits` on.
template <typename Key, typename KeyOf>
std::unique_ptr<Keyed<Key>[]> sorted_rows(int64_t count, int num_bits, KeyOf key_of) {
  const int num_digits = (num_bits + kDigitBits - 1) / kDigitBits;
  std::unique_ptr<Keyed<Key>[]> rows(new Keyed<Key>[count]), spare(new Keyed<Key>[count]);
  std::vector<Histogram> histograms(num_digits);
  for (int64_t i = 0; i < count; ++i) {
    const Key key = key_of(i);
    rows[i] = {key, static_cast<uint32_t>(i)};
    for (int place = 0; place < num_digits; ++place) ++histograms[place][digit_of(key, place)];
  }
  for (int place = 0; place < num_digits; ++place) {
    sort_by_digit(rows.get(), count, place, histograms[place], spare.get());
    std::swap(rows, spare);
  }
  return rows;
}

}  // namespace scenegraph3d
