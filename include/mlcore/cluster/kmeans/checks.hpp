// What every variant of k-means demands of its inputs, so that all refuse the same ones with the
// same words.
#pragma once

#include "mlcore/cluster/kmeans/interface.hpp"
#include "mlcore/core/shapes.hpp"

#include <string>

namespace mlcore::kmeans::detail {

/// Eigen's test of all entries at once first; the slow one finds the place to name.
inline void check_entries(const char* function, const char* name, MatrixView m) {
    if (!m.allFinite()) check_finite(function, name, m);
}

inline void check_centroids(const char* function, MatrixView X, MatrixView centroids) {
    if (X.cols() != centroids.cols())
        throw ShapeError(std::string(function) + ": X is " + shape_text(X) + " but centroids is " +
                         shape_text(centroids));
    check_value(function, centroids.rows() > 0,
                "there are no centroids (" + shape_text(centroids) + ")");
    check_entries(function, "X", X);
    check_entries(function, "centroids", centroids);
}

inline void check_labels(const char* function, MatrixView X, LabelsView labels,
                         MatrixView centroids) {
    check_rows_match(function, "X", X, "labels", labels);
    check_centroids(function, X, centroids);
    for (Index i = 0; i < labels.size(); ++i)
        if (labels(i) < 0 || labels(i) >= centroids.rows())
            throw ValueError(std::string(function) + ": labels(" + std::to_string(i) + ") is " +
                             std::to_string(labels(i)) + ", it must be in 0 … " +
                             std::to_string(centroids.rows() - 1));
}

inline void check_points(const char* function, MatrixView X) {
    check_not_empty(function, "X", X);
    check_entries(function, "X", X);
}

inline void check_plus_plus(MatrixView X, VectorView uniforms) {
    check_points("plus_plus", X);
    check_not_empty("plus_plus", "uniforms", uniforms);
    check_value("plus_plus", uniforms.size() <= X.rows(),
                std::to_string(uniforms.size()) + " centroids cannot be drawn from " +
                    std::to_string(X.rows()) + " rows");
    for (Index i = 0; i < uniforms.size(); ++i)
        check_value("plus_plus", uniforms(i) >= 0 && uniforms(i) < 1,
                    "uniforms(" + std::to_string(i) + ") is " + std::to_string(uniforms(i)) +
                        ", it must be in [0, 1)");
}

inline void check_positive(const char* function, const char* name, int value) {
    check_value(function, value >= 1,
                std::string(name) + " is " + std::to_string(value) + ", it must be at least 1");
}

inline void check_lloyd(MatrixView X, MatrixView start, int max_iterations) {
    check_not_empty("lloyd", "X", X);
    check_centroids("lloyd", X, start);
    check_positive("lloyd", "max_iterations", max_iterations);
}

inline void check_fit(MatrixView X, const Options& options) {
    check_points("fit", X);
    check_positive("fit", "k", options.k);
    check_value("fit", options.k <= X.rows(),
                "k is " + std::to_string(options.k) + " but X has only " +
                    std::to_string(X.rows()) + " rows");
    check_positive("fit", "restarts", options.restarts);
    check_positive("fit", "max_iterations", options.max_iterations);
}

} // namespace mlcore::kmeans::detail
