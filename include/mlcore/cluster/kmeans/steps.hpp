// What the variants share: the squared distance that decides between near-equal centroids, the
// draws of k-means++, and the restarts.
#pragma once

#include "mlcore/cluster/kmeans/checks.hpp"
#include "mlcore/cluster/kmeans/interface.hpp"
#include "mlcore/core/random.hpp"

#include <algorithm>
#include <cmath>

namespace mlcore::kmeans::detail {

/// ‖row i of X − row j of C‖², term by term: no digits cancel, however far from zero both lie.
inline double squared_distance(MatrixView X, Index i, MatrixView C, Index j) {
    double sum = 0;
    for (Index column = 0; column < X.cols(); ++column) {
        const double difference = X(i, column) - C(j, column);
        sum += difference * difference;
    }
    return sum;
}

inline Index uniform_row(double uniform, Index n) {
    return std::min(static_cast<Index>(uniform * static_cast<double>(n)), n - 1);
}

/// The first row at which the running sum of `weights` exceeds uniform times their sum.
inline Index weighted_row(const Vector& weights, double uniform) {
    const Index n = weights.size();
    double total = 0;
    for (Index i = 0; i < n; ++i) total += weights(i);
    if (total == 0) return uniform_row(uniform, n);

    double sum = 0;
    Index last = 0; // the last row that can be drawn, should uniform · total be rounded up to total
    for (Index i = 0; i < n; ++i) {
        sum += weights(i);
        if (sum > uniform * total) return i;
        if (weights(i) > 0) last = i;
    }
    return last;
}

/// The greedy form of k-means++ that its authors tried, and the one scikit-learn uses: several rows
/// are drawn for each new centroid, and the one that leaves the lowest Σ D² is taken. With one draw
/// a start is sometimes several per cent worse. One pass over X for each centroid.
inline Matrix greedy_plus_plus(MatrixView X, int k, Random& random) {
    const Index n = X.rows();
    const auto candidates = static_cast<Index>(2 + std::log(k));
    Matrix centroids(k, X.cols());
    centroids.row(0) = X.row(uniform_row(random.uniform(), n));
    Vector nearest = (X.rowwise() - centroids.row(0)).rowwise().squaredNorm(); // D²
    Matrix drawn(candidates, X.cols()), left(n, candidates);
    for (Index j = 1; j < k; ++j) {
        for (Index c = 0; c < candidates; ++c)
            drawn.row(c) = X.row(weighted_row(nearest, random.uniform()));
        for (Index i = 0; i < n; ++i)
            for (Index c = 0; c < candidates; ++c)
                left(i, c) = std::min(nearest(i), (X.row(i) - drawn.row(c)).squaredNorm());
        Index best = 0;
        left.colwise().sum().minCoeff(&best);
        centroids.row(j) = drawn.row(best);
        nearest = left.col(best);
    }
    return centroids;
}

/// The best of several starts; the first of equally good ones.
inline Model best_of_restarts(Lloyd* lloyd, MatrixView X, const Options& options) {
    check_fit(X, options);
    Random random(options.seed);
    Model best;
    for (int start = 0; start < options.restarts; ++start) {
        Model model = lloyd(X, greedy_plus_plus(X, options.k, random), options.max_iterations);
        if (start == 0 || model.inertia < best.inertia) best = std::move(model);
    }
    return best;
}

} // namespace mlcore::kmeans::detail
