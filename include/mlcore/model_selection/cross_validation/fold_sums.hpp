// The sums over a fold's rows from which ridge regression on all other rows follows without
// touching those rows again: what is left when a fold is taken away from the whole table.
//
//     S = Σ (x − c)(x − c)ᵀ   s = Σ (x − c)   b = Σ (x − c)(y − γ)   t = Σ (y − γ)    over its rows
//
// c and γ are the means of the whole table; sums about them lose no digits to a column's distance
// from zero. With m training rows, μ = s/m and G = S − m μμᵀ are the training columns' mean and
// Gram matrix about it, the deviations are σⱼ = √(Gⱼⱼ/m).
#pragma once

#include "mlcore/model_selection/cross_validation/checks.hpp"
#include "mlcore/model_selection/cross_validation/interface.hpp"

#include <algorithm>
#include <cmath>

namespace mlcore::cross_validation::detail {

/// The rows first … first + size − 1.
struct Block {
    Index first, size;
};

/// The test rows of fold f: as in k_fold.
inline Block test_block(Index rows, Index folds, Index f) {
    const Index size = rows / folds, longer = rows % folds;
    return {f * size + std::min(f, longer), size + (f < longer ? 1 : 0)};
}

/// What the sums are taken about.
struct Centre {
    Vector x;
    double y;

    // As distances from the first row, so that a constant column comes out exactly.
    Centre(MatrixView X, VectorView y_) : x(Vector::Zero(X.cols())) {
        const auto n = static_cast<double>(X.rows());
        for (Index i = 0; i < X.rows(); ++i) x += (X.row(i) - X.row(0)).transpose();
        x = X.row(0).transpose() + x / n;
        y = y_(0) + (y_.array() - y_(0)).sum() / n;
    }
};

/// Calls body(centred rows, centred y) for pieces of the block that stay in the second-level cache.
template <class Body>
void for_each_piece(MatrixView X, VectorView y, const Centre& centre, Block block, Body&& body) {
    constexpr Index piece_entries = 16'384; // 128 KB
    const Index most = std::max<Index>(16, piece_entries / std::max<Index>(1, X.cols()));
    Matrix rows;
    Vector targets;
    for (Index done = 0; done < block.size; done += most) {
        const Index first = block.first + done, size = std::min(most, block.size - done);
        rows = X.middleRows(first, size).rowwise() - centre.x.transpose();
        targets = y.segment(first, size).array() - centre.y;
        body(rows, targets);
    }
}

struct Sums {
    Matrix S; // d×d, lower triangle
    Vector s, b;
    double t = 0;
    Index rows = 0;

    explicit Sums(Index d) : S(Matrix::Zero(d, d)), s(Vector::Zero(d)), b(Vector::Zero(d)) {}

    void add(MatrixView X, VectorView y, const Centre& centre, Block block) {
        for_each_piece(X, y, centre, block, [&](const Matrix& x, const Vector& targets) {
            S.selfadjointView<Eigen::Lower>().rankUpdate(x.transpose());
            s += x.colwise().sum().transpose();
            b.noalias() += x.transpose() * targets;
            t += targets.sum();
        });
        rows += block.size;
    }
    Sums& operator+=(const Sums& other) {
        S += other.S, s += other.s, b += other.b, t += other.t, rows += other.rows;
        return *this;
    }
    Sums& operator-=(const Sums& other) {
        S -= other.S, s -= other.s, b -= other.b, t -= other.t, rows -= other.rows;
        return *this;
    }
};

/// Where less than this share of a column's sum of squares is left in the training rows, the
/// difference of sums has lost six or more of its sixteen digits, and the fold is summed directly.
inline constexpr double least_share_left = 1e-6;

/// Mean squared error on the test rows of the ridge model that the training sums describe.
inline double fold_error(MatrixView X, VectorView y, const Centre& centre, const Sums& training,
                         Block test, double l2, Index fold) {
    const auto m = static_cast<double>(training.rows);
    const Vector mean = training.s / m;
    const double y_mean = training.t / m;
    Matrix A = training.S.selfadjointView<Eigen::Lower>();
    A.noalias() -= m * mean * mean.transpose();
    Vector deviation = (A.diagonal().array().max(0) / m).sqrt();
    deviation = (deviation.array() == 0).select(1, deviation);
    const Vector scale = deviation.cwiseInverse();
    A = scale.asDiagonal() * A * scale.asDiagonal();
    A.diagonal().array() += l2;
    const Vector right = (training.b - mean * training.t).cwiseProduct(scale);
    const Vector weights = solve_normal_equations(A, right, fold).cwiseProduct(scale);

    const double intercept = y_mean - mean.dot(weights); // for rows and y about the centre
    double sum = 0;
    for_each_piece(X, y, centre, test, [&](const Matrix& x, const Vector& targets) {
        sum += ((x * weights - targets).array() + intercept).square().sum();
    });
    return sum / static_cast<double>(test.size);
}

/// The same from the sums over the whole table and over the test rows. A column that hardly varies
/// outside the test rows has its fold summed from the training rows.
inline double fold_error_without(MatrixView X, VectorView y, const Centre& centre,
                                 const Sums& whole, const Sums& tested, Block test, double l2,
                                 Index fold) {
    Sums training = whole;
    training -= tested;
    const auto m = static_cast<double>(training.rows);
    const Eigen::ArrayXd total = whole.S.diagonal().array();
    const Eigen::ArrayXd left = training.S.diagonal().array() - training.s.array().square() / m;
    if ((left > least_share_left * total || total == 0).all())
        return fold_error(X, y, centre, training, test, l2, fold);

    // About the training rows' own mean, so that a column that is constant in them is exactly so.
    Matrix rows(training.rows, X.cols());
    Vector targets(training.rows);
    const Index after = X.rows() - test.first - test.size;
    rows << X.topRows(test.first), X.bottomRows(after);
    targets << y.head(test.first), y.tail(after);
    const Centre own(rows, targets);
    Sums direct(X.cols());
    direct.add(rows, targets, own, {0, rows.rows()});
    direct.s.setZero(); // what is left of it is rounding
    direct.t = 0;
    return fold_error(X, y, own, direct, test, l2, fold);
}

} // namespace mlcore::cross_validation::detail
