// What changed against naive: logits, gradients and products with the Hessian are matrix products.
// Scores are kept with a row for each class (k×n), so that exponentials, sums over the classes and
// quotients run along rows of the matrix, many samples at once in SIMD registers; and block by
// block, so that X crosses memory once for the products forward and back.
//
// The fit takes the same Newton steps but never forms the k(d + 1) × k(d + 1) Hessian. Conjugate
// gradients solve H·D = G with products of H alone, 4nkd flops each: forward V = X Dᵀ, then
// V ← P ∘ (V − Σ_c P ∘ V), then back Vᵀ X. They are preconditioned by the inverses of the k
// diagonal blocks (nkd² flops for each step), so that columns of any scale, and columns that nearly
// follow from each other, take few products. Far from the minimum a rough answer is enough; the
// closer it is the more exact it gets. Expected gain: k for forming blocks only, times that of
// matrix products.
//
// Source: Nocedal and Wright, Numerical Optimization (2nd ed., 2006), algorithm 7.1 (Newton-CG).
#pragma once

#include "mlcore/linear/logistic_regression/checks.hpp"
#include "mlcore/linear/logistic_regression/interface.hpp"
#include "mlcore/linear/logistic_regression/newton.hpp"
#include "mlcore/linear/logistic_regression/vectorized.hpp"

#include <algorithm>
#include <cmath>
#include <vector>

namespace mlcore::logistic_regression::vectorized {

inline ComputeSoftmaxGradient softmax_gradient;
inline SoftmaxLogLoss log_loss;
inline PredictSoftmaxProbability predict_probability;
inline PredictSoftmax predict;
inline FitSoftmax fit_softmax;

using Row = Eigen::Array<double, 1, Eigen::Dynamic>; // an entry for each sample

/// W Xᵀ + b: k×n
template <class Rows, class Coefficients, class Intercepts>
void logits(Matrix& Z, const Rows& X, const Coefficients& W, const Intercepts& b) {
    Z = b.replicate(1, X.rows());
    Z.noalias() += W * X.transpose();
}

inline Row sum_over_classes(const Matrix& Z) {
    Row sum = Z.row(0);
    for (Index c = 1; c < Z.rows(); ++c) sum += Z.row(c).array();
    return sum;
}
inline Row largest_over_classes(const Matrix& Z) {
    Row largest = Z.row(0);
    for (Index c = 1; c < Z.rows(); ++c) largest = largest.max(Z.row(c).array());
    return largest;
}

/// The largest entry of a sample is subtracted first, so no exponential overflows.
inline void softmax_in_place(Matrix& Z) {
    Z.array().rowwise() -= largest_over_classes(Z);
    Z = Z.array().exp();
    Z.array().rowwise() *= sum_over_classes(Z).inverse();
}

/// Σᵢ log Σ_c e^{z_ci} − z_yi, as log(1 + Σ_{c≠y} e^{z_c − z_y}): exact where the sum is tiny, and
/// where it overflows shifted by its largest term.
inline double sum_loss(Matrix Z, LabelsView y) {
    Row of_truth(y.size());
    for (Index i = 0; i < y.size(); ++i) of_truth(i) = Z(y(i), i);
    const Row shift = largest_over_classes(Z) - of_truth; // ≥ 0
    Z.array().rowwise() -= of_truth + shift;
    Z = Z.array().exp();
    for (Index i = 0; i < y.size(); ++i) Z(y(i), i) = 0;
    const Eigen::ArrayXd others = sum_over_classes(Z).transpose();
    return shift.sum() + log_of_sum((-shift).exp().transpose(), others).sum();
}

/// P − Y, where the true class's entry is minus the sum of the others: where a sample is nearly
/// sure of its class, what is left still has all its digits.
template <class ClassOf>
void subtract_one_hot(Matrix& P, const ClassOf& y) {
    for (Index i = 0; i < y.size(); ++i) P(y(i), i) = 0;
    const Row others = sum_over_classes(P);
    for (Index i = 0; i < y.size(); ++i) P(y(i), i) = -others(i);
}

inline Matrix predict_probability(MatrixView X, const SoftmaxModel& model) {
    detail::check_softmax_model("predict_probability", X, model);
    Matrix P;
    logits(P, X, model.coefficients, model.intercepts);
    softmax_in_place(P);
    return P.transpose();
}

inline Labels predict(MatrixView X, const SoftmaxModel& model) {
    detail::check_softmax_model("predict", X, model);
    Matrix Z;
    logits(Z, X, model.coefficients, model.intercepts);
    Labels y(X.rows());
    for (Index i = 0; i < y.size(); ++i) Z.col(i).maxCoeff(&y(i)); // the first of equals
    return y;
}

inline double log_loss(MatrixView X, LabelsView y, const SoftmaxModel& model) {
    detail::check_softmax_loss("log_loss", X, y, model);
    Matrix Z;
    logits(Z, X, model.coefficients, model.intercepts);
    return sum_loss(Z, y) / static_cast<double>(y.size());
}

inline SoftmaxGradient softmax_gradient(MatrixView X, LabelsView y, const SoftmaxModel& model) {
    detail::check_softmax_loss("softmax_gradient", X, y, model);
    const Matrix& W = model.coefficients;
    const Vector& b = model.intercepts;
    SoftmaxGradient sum{Matrix::Zero(W.rows(), W.cols()), Vector::Zero(W.rows())};
    Matrix R;
    for_each_block(X, [&](Index first, Index rows) {
        const auto block = X.middleRows(first, rows);
        logits(R, block, W, b);
        softmax_in_place(R);
        subtract_one_hot(R, y.segment(first, rows));
        sum.coefficients.noalias() += R * block;
        sum.intercepts += R.rowwise().sum();
    });
    const auto n = static_cast<double>(y.size());
    return {sum.coefficients / n, sum.intercepts / n};
}

namespace newton {

/// Parameters and all that has their shape: k×(d + 1), the intercepts last.
using Parameters = Matrix;

inline double inner(const Parameters& a, const Parameters& b) { return a.cwiseProduct(b).sum(); }
template <class Rows>
void forward(Matrix& V, const Rows& X, const Parameters& D) { // k×n
    logits(V, X, D.leftCols(X.cols()), D.col(X.cols()));
}
template <class Rows>
void add_backward(Parameters& D, const Rows& X, const Matrix& V) {
    D.leftCols(X.cols()).noalias() += V * X;
    D.col(X.cols()) += V.rowwise().sum();
}

/// The Hessian at the probabilities P (k×n), as a product.
struct Hessian {
    const Matrix& X;
    const Matrix& P;
    double l2;

    Parameters operator*(const Parameters& D) const {
        Parameters product = Parameters::Zero(D.rows(), D.cols());
        Matrix V, weighted;
        for_each_block(X, [&](Index first, Index rows) {
            const auto block = X.middleRows(first, rows);
            const auto p = P.middleCols(first, rows);
            forward(V, block, D);
            weighted = V.cwiseProduct(p);
            V.array().rowwise() -= sum_over_classes(weighted);
            weighted = V.cwiseProduct(p);
            add_backward(product, block, weighted);
        });
        product.leftCols(X.cols()) += l2 * D.leftCols(X.cols());
        return product;
    }
};

/// The inverses of its diagonal blocks, one (d + 1) × (d + 1) for each class.
struct Preconditioner {
    std::vector<Matrix> inverse;

    explicit Preconditioner(const Hessian& H) {
        const Index d = H.X.cols();
        Matrix scaled, block(d + 1, d + 1);
        for (Index c = 0; c < H.P.rows(); ++c) {
            block.setZero();
            for_each_block(H.X, [&](Index first, Index rows) {
                const auto p = H.P.row(c).segment(first, rows).array();
                const Vector weight = (p * (1 - p)).transpose();
                const auto X = H.X.middleRows(first, rows);
                scaled = X.array().colwise() * weight.array().sqrt();
                block.topLeftCorner(d, d).selfadjointView<Eigen::Lower>().rankUpdate(
                    scaled.transpose());
                block.row(d).head(d).noalias() += weight.transpose() * X;
                block(d, d) += weight.sum();
            });
            block.diagonal().head(d).array() += H.l2;
            block.triangularView<Eigen::StrictlyUpper>() = block.transpose();
            inverse.push_back(
                linalg::solve_positive_definite(block, Matrix::Identity(d + 1, d + 1)));
        }
    }
    Parameters operator*(const Parameters& G) const {
        Parameters D(G.rows(), G.cols());
        for (Index c = 0; c < G.rows(); ++c)
            D.row(c).noalias() = G.row(c) * inverse[static_cast<std::size_t>(c)];
        // What all classes have in common changes no probability; at the minimum it is 0.
        D.rowwise() -= D.colwise().mean().eval();
        return D;
    }
};

inline constexpr int most_products = 1000;

/// D with H D ≈ G, by preconditioned conjugate gradients; the residual falls to `share` of G.
inline Parameters solve(const Hessian& H, const Preconditioner& M, const Parameters& G,
                        double share) {
    Parameters D = Parameters::Zero(G.rows(), G.cols()), residual = G, towards = M * G;
    Parameters preconditioned = towards;
    double size = inner(residual, preconditioned);
    const double enough = share * share * size;
    for (int i = 0; i < most_products && size > enough; ++i) {
        const Parameters image = H * towards;
        const double curvature = inner(towards, image);
        if (!(curvature > 0)) break; // rounding, or a direction that changes nothing
        const double t = size / curvature;
        D += t * towards;
        residual -= t * image;
        preconditioned = M * residual;
        const double next = inner(residual, preconditioned);
        towards = preconditioned + next / size * towards;
        size = next;
    }
    return D;
}

} // namespace newton

inline SoftmaxModel fit_softmax(MatrixView X, LabelsView y, const FitOptions& options) {
    const Index n = X.rows(), d = X.cols(), k = detail::count_classes(y);
    detail::check_fit("fit_softmax", X, y, k, options);
    const double l2 = options.l2;
    const Vector mean = column_means(X);
    const Matrix centred = X.rowwise() - mean.transpose();
    const auto objective = [&](const Matrix& Z, const Matrix& theta) {
        return sum_loss(Z, y) + l2 / 2 * theta.leftCols(d).squaredNorm();
    };

    newton::Parameters theta = Matrix::Zero(k, d + 1);
    Matrix Z = Matrix::Zero(k, n), P, R, change;
    double first_decrement = 0;
    for (int step = 0; step < detail::most_steps; ++step) {
        P = Z;
        softmax_in_place(P);
        R = P;
        subtract_one_hot(R, y);
        newton::Parameters G = Matrix::Zero(k, d + 1);
        newton::add_backward(G, centred, R);
        G.leftCols(d) += l2 * theta.leftCols(d);

        newton::Parameters direction;
        try {
            const newton::Hessian H{centred, P, l2};
            const newton::Preconditioner M(H);
            const double decrement = std::sqrt(newton::inner(G, M * G));
            if (step == 0) first_decrement = decrement;
            const double share =
                first_decrement == 0 ? 0.1 : std::min(0.1, std::sqrt(decrement / first_decrement));
            direction = newton::solve(H, M, G, share);
        } catch (const linalg::NotPositiveDefinite&) {
            detail::throw_no_minimum("fit_softmax", l2);
        }
        newton::forward(change, centred, direction);
        const double value = objective(Z, theta), slope = newton::inner(G, direction);
        const double t = detail::step_length(value, slope, [&](double length) {
            return objective(Z - length * change, theta - length * direction);
        });
        theta -= t * direction;
        Z -= t * change;

        if (l2 == 0) {
            bool separated = true;
            for (Index i = 0; i < n && separated; ++i)
                separated = (Z.col(i).array() >= Z(y(i), i)).count() == 1;
            if (separated) detail::throw_no_minimum("fit_softmax", l2);
        }
        if (detail::settled(t * change, Z, slope, value))
            return {theta.leftCols(d), theta.col(d) - theta.leftCols(d) * mean};
    }
    detail::throw_no_minimum("fit_softmax", l2);
}

} // namespace mlcore::logistic_regression::vectorized
