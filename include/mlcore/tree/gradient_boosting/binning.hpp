// The bins of whole columns, for one thread or many. Against naive:
//
// - A long column is sorted by its bytes (radix sort): no comparison whose outcome nobody can
// predict.
// - A value's bin is found in eight steps without a branch, not by comparing it with every cut.
#pragma once

#include "mlcore/tree/gradient_boosting/checks.hpp"
#include "mlcore/tree/gradient_boosting/interface.hpp"

#include <algorithm>
#include <array>
#include <bit>
#include <cstdint>
#include <limits>
#include <utility>
#include <vector>

namespace mlcore::gradient_boosting::detail {

/// Runs body(0), …, body(count − 1) in the calling thread.
struct Serial {
    template <class Body>
    static void run(Index count, double, Body&& body) {
        for (Index i = 0; i < count; ++i) body(i);
    }
};

/// Ascending. The bits of a double, the sign's turned and those of negative numbers all turned, are
/// in the order of the numbers; they are sorted byte by byte, from the last to the first. O(n).
inline void sort_values(std::vector<double>& values) {
    constexpr std::size_t worth_counting = 1000;
    if (values.size() < worth_counting) {
        std::sort(values.begin(), values.end());
        return;
    }
    constexpr std::uint64_t sign = std::uint64_t{1} << 63;
    constexpr int bytes = 8;
    std::vector<std::uint64_t> keys(values.size()), sorted(values.size());
    std::array<std::array<std::size_t, 256>, bytes> counts{};
    for (std::size_t i = 0; i < keys.size(); ++i) {
        const auto bits = std::bit_cast<std::uint64_t>(values[i]);
        keys[i] = bits & sign ? ~bits : bits | sign;
        for (std::size_t byte = 0; byte < bytes; ++byte) ++counts[byte][keys[i] >> 8 * byte & 255];
    }
    for (std::size_t byte = 0; byte < bytes; ++byte) {
        auto& place = counts[byte];
        if (place[keys[0] >> 8 * byte & 255] == keys.size()) continue; // the same byte in all
        std::size_t next = 0;
        for (std::size_t& count : place) next += std::exchange(count, next);
        for (const std::uint64_t key : keys) sorted[place[key >> 8 * byte & 255]++] = key;
        keys.swap(sorted);
    }
    for (std::size_t i = 0; i < keys.size(); ++i)
        values[i] = std::bit_cast<double>(keys[i] & sign ? keys[i] ^ sign : ~keys[i]);
}

/// How many cuts are ≤ x, by bisection of a list that is filled up to 255 with infinity.
class BinSearch {
public:
    explicit BinSearch(const Vector& cuts) {
        cuts_.fill(std::numeric_limits<double>::infinity());
        std::copy(cuts.begin(), cuts.end(), cuts_.begin());
    }
    int operator()(double x) const {
        std::size_t bin = 0;
        for (std::size_t step = most_bins / 2; step > 0; step /= 2)
            bin += cuts_[bin + step - 1] <= x ? step : 0;
        return static_cast<int>(bin);
    }

private:
    std::array<double, most_bins - 1> cuts_;
};

/// The cuts of one column, from a copy of it that may be sorted.
inline Vector column_cuts(std::vector<double>& sorted, int bins) {
    sort_values(sorted);
    const auto n = static_cast<Index>(sorted.size());
    std::vector<double> cuts; // the different values, as long as they are few enough
    for (const double value : sorted)
        if (value > (cuts.empty() ? sorted.front() : cuts.back())) {
            cuts.push_back(value);
            if (cuts.size() == static_cast<std::size_t>(bins)) break; // one value too many
        }
    if (cuts.size() == static_cast<std::size_t>(bins)) {
        cuts.clear();
        for (Index q = 1; q < bins; ++q) {
            const double value = sorted[static_cast<std::size_t>(q * n / bins)];
            if (value > (cuts.empty() ? sorted.front() : cuts.back())) cuts.push_back(value);
        }
    }
    return Eigen::Map<const Vector>(cuts.data(), static_cast<Index>(cuts.size()));
}

/// Calls store(i, j, bin) for every entry and returns the cuts of all columns.
template <class Run, class Store>
std::vector<Vector> bin_columns(MatrixView X, int bins, Store&& store) {
    const Index n = X.rows();
    std::vector<Vector> all(static_cast<std::size_t>(X.cols()));
    Run::run(X.cols(), 20.0 * static_cast<double>(X.size()), [&](Index j) {
        std::vector<double> column(static_cast<std::size_t>(n));
        for (Index i = 0; i < n; ++i) column[static_cast<std::size_t>(i)] = X(i, j);
        Vector& cuts = all[static_cast<std::size_t>(j)];
        cuts = column_cuts(column, bins);
        const BinSearch bin_of(cuts);
        for (Index i = 0; i < n; ++i) store(i, j, bin_of(X(i, j)));
    });
    return all;
}

template <class Run>
Bins histogram_bins(MatrixView X, int bins) {
    Bins result;
    result.index.resize(X.rows(), X.cols());
    result.cuts =
        bin_columns<Run>(X, bins, [&](Index i, Index j, int bin) { result.index(i, j) = bin; });
    return result;
}

} // namespace mlcore::gradient_boosting::detail
