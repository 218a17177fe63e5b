// Reads like the definition: every row is compared with every centroid.
#pragma once

#include "mlcore/cluster/kmeans/checks.hpp"
#include "mlcore/cluster/kmeans/interface.hpp"
#include "mlcore/cluster/kmeans/steps.hpp"

#include <algorithm>
#include <limits>

namespace mlcore::kmeans::naive {

inline Assign assign;
inline Update update;
inline Inertia inertia;
inline PlusPlus plus_plus;
inline Lloyd lloyd;
inline Fit fit;

inline Labels assign(MatrixView X, MatrixView centroids) {
    detail::check_centroids("assign", X, centroids);
    Labels labels(X.rows());
    for (Index i = 0; i < X.rows(); ++i) {
        double nearest = std::numeric_limits<double>::infinity();
        labels(i) = 0;
        for (Index j = 0; j < centroids.rows(); ++j) {
            const double distance = detail::squared_distance(X, i, centroids, j);
            if (distance < nearest) {
                nearest = distance;
                labels(i) = static_cast<int>(j);
            }
        }
    }
    return labels;
}

inline Matrix update(MatrixView X, LabelsView labels, MatrixView centroids) {
    detail::check_labels("update", X, labels, centroids);
    const Index k = centroids.rows(), d = X.cols();
    Matrix sums = Matrix::Zero(k, d);
    Vector counts = Vector::Zero(k);
    for (Index i = 0; i < X.rows(); ++i) {
        for (Index column = 0; column < d; ++column) sums(labels(i), column) += X(i, column);
        counts(labels(i)) += 1;
    }
    Matrix moved = centroids;
    for (Index j = 0; j < k; ++j)
        if (counts(j) > 0)
            for (Index column = 0; column < d; ++column)
                moved(j, column) = sums(j, column) / counts(j);
    return moved;
}

inline double inertia(MatrixView X, LabelsView labels, MatrixView centroids) {
    detail::check_labels("inertia", X, labels, centroids);
    double sum = 0;
    for (Index i = 0; i < X.rows(); ++i)
        sum += detail::squared_distance(X, i, centroids, labels(i));
    return sum;
}

inline Matrix plus_plus(MatrixView X, VectorView uniforms) {
    detail::check_plus_plus(X, uniforms);
    const Index n = X.rows(), k = uniforms.size();
    Matrix centroids(k, X.cols());
    Vector nearest = Vector::Constant(n, std::numeric_limits<double>::infinity()); // D²
    for (Index j = 0; j < k; ++j) {
        const Index row = j == 0 ? detail::uniform_row(uniforms(0), n)
                                 : detail::weighted_row(nearest, uniforms(j));
        centroids.row(j) = X.row(row);
        for (Index i = 0; i < n; ++i)
            nearest(i) = std::min(nearest(i), detail::squared_distance(X, i, centroids, j));
    }
    return centroids;
}

inline Model lloyd(MatrixView X, MatrixView start, int max_iterations) {
    detail::check_lloyd(X, start, max_iterations);
    Model model{start, Labels::Constant(X.rows(), -1), 0, 0};
    while (model.iterations < max_iterations) {
        ++model.iterations;
        const Labels labels = assign(X, model.centroids);
        if (labels == model.labels) break;
        model.labels = labels;
        model.centroids = update(X, labels, model.centroids);
    }
    model.labels = assign(X, model.centroids); // new where the rounds ran out
    model.inertia = inertia(X, model.labels, model.centroids);
    return model;
}

inline Model fit(MatrixView X, const Options& options) {
    return detail::best_of_restarts(lloyd, X, options);
}

} // namespace mlcore::kmeans::naive
