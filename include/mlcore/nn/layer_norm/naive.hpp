// The formulas as loops: for every row its mean, its variance, its normalised entries; backwards
// through the same three.
//
// The gradient: with ĝⱼ = gⱼ ∂L/∂yⱼ, the gradient at x̂ⱼ, and r = 1/√(σ² + ε),
//
//     ∂L/∂xⱼ = r (ĝⱼ − Σₖ ĝₖ / d − x̂ⱼ Σₖ ĝₖ x̂ₖ / d)
//
// The second term comes from the mean, which every entry of a row shares, the third from the
// variance. Without a mean to subtract, rms_norm's gradient has no second term.
#pragma once

#include "mlcore/nn/layer_norm/interface.hpp"

#include <cmath>
#include <vector>

namespace mlcore::layer_norm::naive {

/// x̂ of one row and r = 1/√(σ² + ε).
template <class T>
struct Normalised {
    std::vector<T> x; // [d]
    T r;
};

template <class T>
Normalised<T> normalise(Rows<T> X, Index i, T epsilon) {
    const Index d = X.cols();
    // From the first entry on, so that a large offset cancels before it is added up d times.
    T mean = 0;
    for (Index j = 0; j < d; ++j) mean += X(i, j) - X(i, 0);
    mean /= static_cast<T>(d);

    T variance = 0;
    std::vector<T> deviation(static_cast<std::size_t>(d));
    for (Index j = 0; j < d; ++j) {
        deviation[j] = (X(i, j) - X(i, 0)) - mean;
        variance += deviation[j] * deviation[j];
    }
    variance /= static_cast<T>(d);

    const T r = 1 / std::sqrt(variance + epsilon);
    for (T& entry : deviation) entry *= r;
    return {deviation, r};
}

template <class T>
RowMajorMatrix<T> layer_norm(Rows<T> X, Columns<T> gain, Columns<T> bias, T epsilon) {
    check_layer_norm<T>("layer_norm", X, gain, bias, epsilon);
    RowMajorMatrix<T> Y(X.rows(), X.cols());
    for (Index i = 0; i < X.rows(); ++i) {
        const auto [x_hat, r] = normalise<T>(X, i, epsilon);
        for (Index j = 0; j < X.cols(); ++j) Y(i, j) = gain(j) * x_hat[j] + bias(j);
    }
    return Y;
}

template <class T>
Gradients<T> layer_norm_backward(Rows<T> X, Columns<T> gain, T epsilon, Rows<T> dL_dY) {
    check_backward<T>("layer_norm_backward", X, gain, epsilon, dL_dY);
    const Index d = X.cols();
    Gradients<T> dL{RowMajorMatrix<T>(X.rows(), d), Eigen::Matrix<T, Eigen::Dynamic, 1>::Zero(d),
                    Eigen::Matrix<T, Eigen::Dynamic, 1>::Zero(d)};
    for (Index i = 0; i < X.rows(); ++i) {
        const auto [x_hat, r] = normalise<T>(X, i, epsilon);
        T mean = 0, mean_with_x = 0; // of ĝ, and of ĝ x̂
        for (Index j = 0; j < d; ++j) {
            mean += gain(j) * dL_dY(i, j) / static_cast<T>(d);
            mean_with_x += gain(j) * dL_dY(i, j) * x_hat[j] / static_cast<T>(d);
        }
        for (Index j = 0; j < d; ++j) {
            dL.X(i, j) = r * (gain(j) * dL_dY(i, j) - mean - x_hat[j] * mean_with_x);
            dL.gain(j) += dL_dY(i, j) * x_hat[j];
            dL.bias(j) += dL_dY(i, j);
        }
    }
    return dL;
}

/// 1/√(Σⱼ xⱼ² / d + ε) of one row.
template <class T>
T reciprocal_rms(Rows<T> X, Index i, T epsilon) {
    T squares = 0;
    for (Index j = 0; j < X.cols(); ++j) squares += X(i, j) * X(i, j);
    return 1 / std::sqrt(squares / static_cast<T>(X.cols()) + epsilon);
}

template <class T>
RowMajorMatrix<T> rms_norm(Rows<T> X, Columns<T> gain, T epsilon) {
    check_rms_norm<T>("rms_norm", X, gain, epsilon);
    RowMajorMatrix<T> Y(X.rows(), X.cols());
    for (Index i = 0; i < X.rows(); ++i) {
        const T r = reciprocal_rms<T>(X, i, epsilon);
        for (Index j = 0; j < X.cols(); ++j) Y(i, j) = gain(j) * X(i, j) * r;
    }
    return Y;
}

template <class T>
RmsGradients<T> rms_norm_backward(Rows<T> X, Columns<T> gain, T epsilon, Rows<T> dL_dY) {
    check_backward<T>("rms_norm_backward", X, gain, epsilon, dL_dY);
    const Index d = X.cols();
    RmsGradients<T> dL{RowMajorMatrix<T>(X.rows(), d),
                       Eigen::Matrix<T, Eigen::Dynamic, 1>::Zero(d)};
    for (Index i = 0; i < X.rows(); ++i) {
        const T r = reciprocal_rms<T>(X, i, epsilon);
        T mean_with_x = 0; // of ĝ x̂, where x̂ = r x
        for (Index j = 0; j < d; ++j)
            mean_with_x += gain(j) * dL_dY(i, j) * r * X(i, j) / static_cast<T>(d);
        for (Index j = 0; j < d; ++j) {
            dL.X(i, j) = r * (gain(j) * dL_dY(i, j) - r * X(i, j) * mean_with_x);
            dL.gain(j) += dL_dY(i, j) * r * X(i, j);
        }
    }
    return dL;
}

} // namespace mlcore::layer_norm::naive
