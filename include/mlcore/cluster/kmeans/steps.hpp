// What the variants share: the squared distance that decides between near-equal centroids, the
// draws of k-means++, and the restarts.
#pragma once

#include "mlcore/cluster/kmeans/checks.hpp"
#include "mlcore/cluster/kmeans/interface.hpp"
#include "mlcore/core/random.hpp"

#include <algorithm>

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

/// The best of several starts; the first of equally good ones.
inline Model best_of_restarts(PlusPlus* plus_plus, Lloyd* lloyd, MatrixView X,
                              const Options& options) {
    check_fit(X, options);
    Random random(options.seed);
    Model best;
    for (int start = 0; start < options.restarts; ++start) {
        Vector uniforms(options.k);
        for (Index j = 0; j < uniforms.size(); ++j) uniforms(j) = random.uniform();
        Model model = lloyd(X, plus_plus(X, uniforms), options.max_iterations);
        if (start == 0 || model.inertia < best.inertia) best = std::move(model);
    }
    return best;
}

} // namespace mlcore::kmeans::detail
