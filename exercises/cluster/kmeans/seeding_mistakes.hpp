// Mistakes in k-means++.
#pragma once

#include <mlcore/cluster/kmeans/naive.hpp>
#include <mlcore/grading/cases.hpp>

#include <algorithm>
#include <cmath>
#include <limits>

namespace mlcore::mistakes {
using namespace mlcore::kmeans;

namespace detail {
using namespace mlcore::kmeans::detail;

// k-means++ whose weights come from combine(weight so far, squared distance to the newest centroid,
// number of the newest), and whose rows come from pick(weights, uniform).
template <class Combine, class Pick>
Matrix seeded(MatrixView X, VectorView uniforms, Combine&& combine, Pick&& pick) {
    check_plus_plus(X, uniforms);
    const Index n = X.rows(), k = uniforms.size();
    Matrix centroids(k, X.cols());
    Vector weights = Vector::Constant(n, std::numeric_limits<double>::infinity());
    for (Index j = 0; j < k; ++j) {
        const Index row = j == 0 ? uniform_row(uniforms(0), n) : pick(weights, uniforms(j));
        centroids.row(j) = X.row(row);
        for (Index i = 0; i < n; ++i)
            weights(i) = combine(weights(i), squared_distance(X, i, centroids, j), j);
    }
    return centroids;
}

inline double smaller(double a, double b, Index) {
    return std::min(a, b);
}

// The first row at which exceeds(running sum, total) holds, else the last row.
template <class Exceeds>
Index first_row(const Vector& weights, Exceeds&& exceeds) {
    double sum = 0;
    for (Index i = 0; i < weights.size(); ++i) {
        sum += weights(i);
        if (exceeds(sum, weights.sum())) return i;
    }
    return weights.size() - 1;
}
} // namespace detail

inline const grading::Mistakes<PlusPlus> plus_plus{
    {"plain_distances",
     "You draw with the plain distances D as weights. In k-means++ they are squared: D².",
     [](MatrixView X, VectorView uniforms) {
         return detail::seeded(
             X, uniforms, [](double a, double b, Index) { return std::min(a, std::sqrt(b)); },
             detail::weighted_row);
     }},
    {"farthest_row",
     "You always take the row that is farthest from the centroids. It is drawn: with probability "
     "proportional to D², from the uniform you were given.",
     [](MatrixView X, VectorView uniforms) {
         return detail::seeded(X, uniforms, detail::smaller, [](const Vector& weights, double u) {
             Index row = 0;
             return weights.maxCoeff(&row) > 0 ? row : detail::uniform_row(u, weights.size());
         });
     }},
    {"every_row_alike",
     "You draw every centroid uniformly. From the second on, a row's chance is proportional to its "
     "D².",
     [](MatrixView X, VectorView uniforms) {
         return detail::seeded(X, uniforms, detail::smaller, [](const Vector& weights, double u) {
             return detail::uniform_row(u, weights.size());
         });
     }},
    {"newest_centroid_only",
     "Your D is the distance to the newest centroid. It is the distance to the nearest of all that "
     "are chosen: keep the minimum.",
     [](MatrixView X, VectorView uniforms) {
         return detail::seeded(
             X, uniforms, [](double, double b, Index) { return b; }, detail::weighted_row);
     }},
    {"first_centroid_only",
     "Your D stays the distance to the first centroid. Each new centroid can make it smaller.",
     [](MatrixView X, VectorView uniforms) {
         return detail::seeded(
             X, uniforms, [](double a, double b, Index j) { return j == 0 ? b : a; },
             detail::weighted_row);
     }},
    {"summed_over_centroids",
     "You add up the squared distances to all chosen centroids. D is the distance to the nearest "
     "one: take the minimum.",
     [](MatrixView X, VectorView uniforms) {
         return detail::seeded(
             X, uniforms, [](double a, double b, Index j) { return j == 0 ? b : a + b; },
             detail::weighted_row);
     }},
    {"not_scaled_by_the_total",
     "You compare the running sum of D² with u itself. The sum goes up to Σ D², so compare it with "
     "u · Σ D².",
     [](MatrixView X, VectorView uniforms) {
         return detail::seeded(X, uniforms, detail::smaller, [](const Vector& weights, double u) {
             if (weights.sum() == 0) return detail::uniform_row(u, weights.size());
             return detail::first_row(weights, [&](double sum, double) { return sum > u; });
         });
     }},
    {"border_to_the_row_before",
     "You stop where the running sum reaches u · Σ D². It has to exceed it: else u = 0 draws row "
     "0, "
     "even if that is a centroid already.",
     [](MatrixView X, VectorView uniforms) {
         return detail::seeded(X, uniforms, detail::smaller, [](const Vector& weights, double u) {
             if (weights.sum() == 0) return detail::uniform_row(u, weights.size());
             return detail::first_row(weights,
                                      [&](double sum, double total) { return sum >= u * total; });
         });
     }},
    {"row_zero_where_all_are_chosen",
     "Where every row is a centroid already (all D² are 0) you take the first row. Take row ⌊u·n⌋.",
     [](MatrixView X, VectorView uniforms) {
         return detail::seeded(X, uniforms, detail::smaller, [](const Vector& weights, double u) {
             return weights.sum() == 0 ? Index{0} : detail::weighted_row(weights, u);
         });
     }},
    {"last_row_where_all_are_chosen",
     "Where every row is a centroid already (all D² are 0) no running sum exceeds anything, and "
     "you "
     "end at the last row. Take row ⌊u·n⌋.",
     [](MatrixView X, VectorView uniforms) {
         return detail::seeded(X, uniforms, detail::smaller, [](const Vector& weights, double u) {
             return weights.sum() == 0 ? weights.size() - 1 : detail::weighted_row(weights, u);
         });
     }},
    {"first_row_from_n_minus_1",
     "Your first row is ⌊u·(n − 1)⌋, which can never be the last one. It is ⌊u·n⌋.",
     [](MatrixView X, VectorView uniforms) {
         detail::check_plus_plus(X, uniforms);
         const auto n = static_cast<double>(X.rows());
         Vector moved = uniforms;
         // The middle of that row's share of [0, 1).
         moved(0) = (std::floor(uniforms(0) * (n - 1)) + 0.5) / n;
         return naive::plus_plus(X, moved);
     }},
};

} // namespace mlcore::mistakes
