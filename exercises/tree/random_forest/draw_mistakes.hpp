// What people get wrong when they draw rows and features.
#pragma once

#include <mlcore/grading/cases.hpp>
#include <mlcore/tree/random_forest/naive.hpp>

#include <algorithm>
#include <cmath>
#include <numeric>
#include <vector>

namespace mlcore::mistakes {
using namespace mlcore::random_forest;

namespace detail {
using namespace mlcore::random_forest::detail;

inline Labels first_features(int features) {
    Labels order(features);
    std::iota(order.begin(), order.end(), 0);
    return order;
}

/// The row numbers that rule(u, n) gives.
template <class Rule>
Labels rows_by(VectorView uniforms, Rule&& rule) {
    check_bootstrap(uniforms);
    Labels rows(uniforms.size());
    for (Index i = 0; i < rows.size(); ++i)
        rows(i) = static_cast<int>(rule(uniforms(i), static_cast<double>(rows.size())));
    return rows;
}
} // namespace detail

inline const grading::Mistakes<BootstrapIndices> bootstrap_indices{
    {"rounded", "You round u·n, which can give n, one past the last row. Cut the fraction off.",
     [](VectorView uniforms) {
         return detail::rows_by(uniforms, [](double u, double n) { return std::round(u * n); });
     }},
    {"last_row_never_drawn",
     "You multiply by n − 1, so that the last row is never drawn. The rows 0 … n − 1 are n.",
     [](VectorView uniforms) {
         return detail::rows_by(uniforms, [](double u, double n) { return u * (n - 1); });
     }},
    {"rounded_to_the_last_row",
     "You round u·(n − 1): the first and the last row come up half as often as the others.",
     [](VectorView uniforms) {
         return detail::rows_by(uniforms,
                                [](double u, double n) { return std::round(u * (n - 1)); });
     }},
    {"counted_from_one", "Your row numbers start at 1. Rows are counted from 0.",
     [](VectorView uniforms) {
         return detail::rows_by(uniforms, [](double u, double n) { return u * n + 1; });
     }},
    {"without_replacement",
     "You shuffle the rows, so that each comes up exactly once. A bootstrap draws with "
     "replacement: "
     "some rows come up often, about a third never.",
     [](VectorView uniforms) {
         detail::check_bootstrap(uniforms);
         return naive::sample_features(uniforms, static_cast<int>(uniforms.size()));
     }},
    {"order_of_the_uniforms",
     "You rank the uniforms, so that each row comes up exactly once. A bootstrap draws with "
     "replacement: row_i = ⌊u_i n⌋.",
     [](VectorView uniforms) {
         detail::check_bootstrap(uniforms);
         Labels order = detail::first_features(static_cast<int>(uniforms.size()));
         std::stable_sort(order.begin(), order.end(),
                          [&](int a, int b) { return uniforms(a) < uniforms(b); });
         return order;
     }},
    {"repeats_dropped",
     "You drop rows that come up again. A row drawn twice counts twice: the answer has n entries.",
     [](VectorView uniforms) {
         const Labels rows = naive::bootstrap_indices(uniforms);
         std::vector<int> kept;
         for (const int row : rows)
             if (std::find(kept.begin(), kept.end(), row) == kept.end()) kept.push_back(row);
         return Labels(Eigen::Map<const Labels>(kept.data(), static_cast<Index>(kept.size())));
     }},
    {"one_accepted", "1 is not in [0, 1), and ⌊1·n⌋ is no row: throw ValueError.",
     [](VectorView uniforms) {
         const double below_one = std::nextafter(1.0, 0.0);
         return naive::bootstrap_indices(uniforms.cwiseMin(below_one));
     }},
};

inline const grading::Mistakes<SampleFeatures> sample_features{
    {"with_replacement",
     "You draw each feature from all of them, so that one may come up twice. Draw from those that "
     "are left.",
     [](VectorView uniforms, int features) {
         detail::check_sample(uniforms, features);
         return Labels((uniforms.array() * features).cast<int>());
     }},
    {"swapped_with_any_place",
     "You swap place i with any place, settled ones too. The places before i stay: "
     "j = i + ⌊u_i (d − i)⌋.",
     [](VectorView uniforms, int features) {
         detail::check_sample(uniforms, features);
         Labels order = detail::first_features(features);
         for (int i = 0; i < uniforms.size(); ++i)
             std::swap(order(i), order(static_cast<int>(uniforms(i) * features)));
         return Labels(order.head(uniforms.size()));
     }},
    {"offset_forgotten",
     "Your j is ⌊u_i (d − i)⌋ without the i in front: it counts from the start, not from place i.",
     [](VectorView uniforms, int features) {
         detail::check_sample(uniforms, features);
         Labels order = detail::first_features(features);
         for (int i = 0; i < uniforms.size(); ++i)
             std::swap(order(i), order(static_cast<int>(uniforms(i) * (features - i))));
         return Labels(order.head(uniforms.size()));
     }},
    {"shuffled_from_the_end",
     "You shuffle from the last place down. That is as random, but another order: here place 0 is "
     "drawn first.",
     [](VectorView uniforms, int features) {
         detail::check_sample(uniforms, features);
         Labels order = detail::first_features(features);
         Labels chosen(uniforms.size());
         for (int i = 0; i < uniforms.size(); ++i) {
             std::swap(order(features - 1 - i),
                       order(static_cast<int>(uniforms(i) * (features - i))));
             chosen(i) = order(features - 1 - i);
         }
         return chosen;
     }},
    {"erased_instead_of_swapped",
     "You take the chosen feature out and close the gap. That is as random, but the shuffle swaps: "
     "place i moves to where the chosen one was.",
     [](VectorView uniforms, int features) {
         detail::check_sample(uniforms, features);
         const Labels all = detail::first_features(features);
         std::vector<int> left(all.begin(), all.end());
         Labels chosen(uniforms.size());
         for (int i = 0; i < uniforms.size(); ++i) {
             const auto at = left.begin() + static_cast<int>(uniforms(i) * (features - i));
             chosen(i) = *at;
             left.erase(at);
         }
         return chosen;
     }},
    {"sorted", "You return the features sorted. They are asked for in the order they were drawn.",
     [](VectorView uniforms, int features) {
         Labels chosen = naive::sample_features(uniforms, features);
         std::sort(chosen.begin(), chosen.end());
         return chosen;
     }},
    {"all_of_them",
     "You return the whole shuffled list. Only the first m places are drawn, one for each uniform.",
     [](VectorView uniforms, int features) {
         detail::check_sample(uniforms, features);
         Labels order = detail::first_features(features);
         for (int i = 0; i < uniforms.size(); ++i)
             std::swap(order(i), order(i + static_cast<int>(uniforms(i) * (features - i))));
         return order;
     }},
};

} // namespace mlcore::mistakes
