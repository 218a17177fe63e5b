// Mistakes in where columns are cut, and on which side of a cut its value lies.
#pragma once

#include <mlcore/grading/cases.hpp>
#include <mlcore/tree/gradient_boosting/naive.hpp>

#include <algorithm>
#include <vector>

namespace mlcore::mistakes {
using namespace mlcore::gradient_boosting;

namespace detail {
using namespace mlcore::gradient_boosting::detail;

using Values = std::vector<double>;

inline Values different(const Values& sorted) {
    Values values = sorted;
    values.erase(std::unique(values.begin(), values.end()), values.end());
    return values;
}
// The entries at the places ⌊q n / bins⌋, repeated ones included.
inline Values quantiles(const Values& sorted, int bins) {
    Values values;
    for (std::size_t q = 1; q < static_cast<std::size_t>(bins); ++q)
        values.push_back(sorted[q * sorted.size() / static_cast<std::size_t>(bins)]);
    return values;
}
inline Values without_smallest(Values values, double smallest) {
    values = different(values);
    if (!values.empty() && values.front() == smallest) values.erase(values.begin());
    return values;
}
// Bins with the cuts that cuts_of(sorted column, bins) says.
template <class CutsOf>
Bins binned(MatrixView X, int bins, CutsOf&& cuts_of) {
    Bins result = naive::histogram_bins(X, bins);
    for (Index j = 0; j < X.cols(); ++j) {
        Values sorted;
        for (Index i = 0; i < X.rows(); ++i) sorted.push_back(X(i, j));
        std::sort(sorted.begin(), sorted.end());
        const Values cuts = cuts_of(sorted, bins);
        result.cuts[static_cast<std::size_t>(j)] =
            Eigen::Map<const Vector>(cuts.data(), static_cast<Index>(cuts.size()));
        for (Index i = 0; i < X.rows(); ++i)
            result.index(i, j) = static_cast<int>(
                std::count_if(cuts.begin(), cuts.end(), [&](double c) { return c <= X(i, j); }));
    }
    return result;
}
inline bool few(const Values& sorted, int bins) {
    return different(sorted).size() <= static_cast<std::size_t>(bins);
}
inline Values all_but_the_smallest(const Values& sorted) {
    return without_smallest(sorted, sorted.front());
}
} // namespace detail

inline const grading::Mistakes<HistogramBins> histogram_bins{
    {"value_of_the_cut_goes_left",
     "You count the cuts that are < x. A value that is a cut begins its bin: count those that are "
     "≤ x.",
     [](MatrixView X, int bins) {
         Bins result = naive::histogram_bins(X, bins);
         for (Index j = 0; j < X.cols(); ++j)
             for (Index i = 0; i < X.rows(); ++i)
                 result.index(i, j) = static_cast<int>(
                     (result.cuts[static_cast<std::size_t>(j)].array() < X(i, j)).count());
         return result;
     }},
    {"midpoints",
     "Your cuts lie half-way between two values. Here each cut is a value of the column, the first "
     "of "
     "its bin.",
     [](MatrixView X, int bins) {
         Bins result = naive::histogram_bins(X, bins);
         for (Index j = 0; j < X.cols(); ++j)
             for (double& cut : result.cuts[static_cast<std::size_t>(j)]) {
                 double below = X.col(j).minCoeff();
                 for (const double x : X.col(j))
                     if (x < cut) below = std::max(below, x);
                 cut = (below + cut) / 2;
             }
         return result;
     }},
    {"smallest_value_is_a_cut",
     "The smallest value is among your cuts. Nothing lies below it, so that bin 0 stays empty.",
     [](MatrixView X, int bins) {
         return detail::binned(X, bins, [](const detail::Values& sorted, int b) {
             detail::Values cuts =
                 detail::few(sorted, b)
                     ? detail::all_but_the_smallest(sorted)
                     : detail::without_smallest(detail::quantiles(sorted, b), sorted.front());
             cuts.insert(cuts.begin(), sorted.front());
             return cuts;
         });
     }},
    {"equal_width",
     "You cut the range into parts of equal width. The cuts are quantiles: about as many rows in "
     "each "
     "bin.",
     [](MatrixView X, int bins) {
         return detail::binned(X, bins, [](const detail::Values& sorted, int b) {
             if (detail::few(sorted, b)) return detail::all_but_the_smallest(sorted);
             detail::Values cuts;
             for (int q = 1; q < b; ++q)
                 cuts.push_back(sorted.front() + q * (sorted.back() - sorted.front()) / b);
             return cuts;
         });
     }},
    {"quantiles_of_the_different_values",
     "You take the quantiles of the different values. Take them of all n rows, repeats included, "
     "so "
     "that each bin has about as many rows.",
     [](MatrixView X, int bins) {
         return detail::binned(X, bins, [](const detail::Values& sorted, int b) {
             if (detail::few(sorted, b)) return detail::all_but_the_smallest(sorted);
             return detail::without_smallest(detail::quantiles(detail::different(sorted), b),
                                             sorted.front());
         });
     }},
    {"always_quantiles",
     "You take quantiles even where there is a bin for each different value. Then rare values "
     "share a "
     "bin with others; all but the smallest must be cuts.",
     [](MatrixView X, int bins) {
         return detail::binned(X, bins, [](const detail::Values& sorted, int b) {
             return detail::without_smallest(detail::quantiles(sorted, b), sorted.front());
         });
     }},
    {"repeated_cuts",
     "The same cut stands in your list more than once, with an empty bin between. Skip a quantile "
     "that "
     "is the cut before it, or the smallest value.",
     [](MatrixView X, int bins) {
         return detail::binned(X, bins, [](const detail::Values& sorted, int b) {
             return detail::few(sorted, b) ? detail::all_but_the_smallest(sorted)
                                           : detail::quantiles(sorted, b);
         });
     }},
};

} // namespace mlcore::mistakes
