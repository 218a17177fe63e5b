// What people get wrong, one function per misunderstanding. Each is recognised by its answers.
#pragma once

#include <mlcore/grading/cases.hpp>
#include <mlcore/nn/layer_norm/naive.hpp>

#include <cmath>

namespace mlcore::mistakes {
using namespace mlcore::layer_norm;

/// What every row is divided by, and the ways to get it wrong.
struct Statistics {
    enum class Over { row, column, table };
    enum class Variance { population, sample, mean_of_squares };
    enum class Root { of_sum, epsilon_outside, none, without_epsilon };
    Over over = Over::row;
    Variance variance = Variance::population;
    Root root = Root::of_sum;
    bool centred = true; // of the entries; the variance always is

    /// The entries that X(i, j) is normalised with.
    Vector group(MatrixView X, Index i, Index j) const {
        if (over == Over::column) return X.col(j);
        if (over == Over::table) return Vector(X.reshaped());
        return X.row(i).transpose();
    }
    static double mean(VectorView x) {
        return x(0) + (x.array() - x(0)).mean();
    }

    double reciprocal(VectorView x, double epsilon) const {
        const double n = static_cast<double>(x.size());
        double v = (x.array() - mean(x)).square().sum() / n;
        if (variance == Variance::sample) v *= n / (n - 1);
        if (variance == Variance::mean_of_squares)
            v = x.squaredNorm() / n - (x.sum() / n) * (x.sum() / n);
        switch (root) {
        case Root::of_sum:
            return 1 / std::sqrt(v + epsilon);
        case Root::epsilon_outside:
            return 1 / (std::sqrt(v) + epsilon);
        case Root::none:
            return 1 / (v + epsilon);
        case Root::without_epsilon:
            return 1 / std::sqrt(v);
        }
        return 0;
    }

    Matrix normalised(MatrixView X, double epsilon) const {
        Matrix Y(X.rows(), X.cols());
        for (Index i = 0; i < X.rows(); ++i)
            for (Index j = 0; j < X.cols(); ++j) {
                const Vector x = group(X, i, j);
                Y(i, j) = (X(i, j) - (centred ? mean(x) : 0)) * reciprocal(x, epsilon);
            }
        return Y;
    }

    Matrix operator()(MatrixView X, VectorView gain, VectorView bias, double epsilon) const {
        check_layer_norm<double>("layer_norm", X, gain, bias, epsilon);
        Matrix Y = normalised(X, epsilon) * gain.asDiagonal();
        Y.rowwise() += bias.transpose();
        return Y;
    }
};

#define MLCORE_WRONG_NORM(...)                                                                     \
    [](MatrixView X, VectorView gain, VectorView bias, double epsilon) {                           \
        return Statistics{__VA_ARGS__}(X, gain, bias, epsilon);                                    \
    }

inline const grading::Mistakes<LayerNorm> layer_norm{
    {"sample_variance",
     "You divide the squares by d − 1. The row is all there is, not a sample of something: the "
     "variance here divides by d.",
     MLCORE_WRONG_NORM(.variance = Statistics::Variance::sample)},
    {"epsilon_outside_root",
     "You add ε to the standard deviation. It is added to the variance, under the root.",
     MLCORE_WRONG_NORM(.root = Statistics::Root::epsilon_outside)},
    {"epsilon_forgotten",
     "You leave ε out. A row whose entries are all alike has variance 0, and ε keeps that from "
     "being 0/0.",
     MLCORE_WRONG_NORM(.root = Statistics::Root::without_epsilon)},
    {"no_root",
     "You divide by the variance. Divide by its root: else the answer changes when the row is "
     "measured in other units.",
     MLCORE_WRONG_NORM(.root = Statistics::Root::none)},
    {"over_the_batch",
     "You normalise every column over the rows: that is batch normalisation. Layer normalisation "
     "takes every row by itself.",
     MLCORE_WRONG_NORM(.over = Statistics::Over::column)},
    {"over_the_whole_table",
     "You use one mean and one variance for all of X. Every row has its own.",
     MLCORE_WRONG_NORM(.over = Statistics::Over::table)},
    {"not_centred",
     "You divide by the root, but do not subtract the mean. Without it an offset stays in the "
     "answer.",
     MLCORE_WRONG_NORM(.centred = false)},
    {"mean_of_squares",
     "You compute the variance as the mean of squares less the squared mean. For a row far from 0 "
     "those are two huge numbers that nearly cancel: sum the squared deviations instead.",
     MLCORE_WRONG_NORM(.variance = Statistics::Variance::mean_of_squares)},
    {"gain_forgotten",
     "You leave the gain out: it multiplies what is normalised, column by column.",
     [](MatrixView X, VectorView gain, VectorView bias, double epsilon) {
         check_layer_norm<double>("layer_norm", X, gain, bias, epsilon);
         return naive::layer_norm<double>(X, Vector::Ones(gain.size()), bias, epsilon);
     }},
    {"bias_before_gain", "You add the bias before you multiply by the gain. It is gain · x̂ + bias.",
     [](MatrixView X, VectorView gain, VectorView bias, double epsilon) {
         check_layer_norm<double>("layer_norm", X, gain, bias, epsilon);
         return naive::layer_norm<double>(X, gain, gain.cwiseProduct(bias), epsilon);
     }},
};
#undef MLCORE_WRONG_NORM

/// The backward pass row by row, and the ways to get it wrong.
struct Backward {
    Statistics statistics{};
    bool through_mean = true, through_variance = true;
    double divisor_power = 1; // the two sums are divided by d to this power
    enum class Gain { on_the_way, at_the_end, none } gain_at = Gain::on_the_way;
    bool gain_from_x = false, gain_with_gain = false;
    bool last_row_only = false;
    bool averaged = false;

    Gradients<double> operator()(MatrixView X, VectorView gain, double epsilon,
                                 MatrixView dL_dY) const {
        check_backward<double>("layer_norm_backward", X, gain, epsilon, dL_dY);
        const Index d = X.cols();
        const double divisor = std::pow(static_cast<double>(d), divisor_power);
        const Matrix x_hat = statistics.normalised(X, epsilon);
        Gradients<double> dL{Matrix(X.rows(), d), Vector::Zero(d), Vector::Zero(d)};
        for (Index i = 0; i < X.rows(); ++i) {
            const Vector x = x_hat.row(i).transpose(), dy = dL_dY.row(i).transpose();
            const Vector g = gain_at == Gain::on_the_way ? Vector(dy.cwiseProduct(gain)) : dy;
            Vector dx = g;
            if (through_mean) dx.array() -= g.sum() / divisor;
            if (through_variance) dx -= x * (g.dot(x) / divisor);
            if (gain_at == Gain::at_the_end) dx = dx.cwiseProduct(gain);
            dL.X.row(i) = statistics.reciprocal(X.row(i).transpose(), epsilon) * dx.transpose();
            if (last_row_only) dL.gain.setZero(), dL.bias.setZero();
            dL.gain += (gain_with_gain ? g : dy)
                           .cwiseProduct(gain_from_x ? Vector(X.row(i).transpose()) : x);
            dL.bias += dy;
        }
        if (averaged) {
            dL.gain /= static_cast<double>(X.rows());
            dL.bias /= static_cast<double>(X.rows());
        }
        return dL;
    }
};

#define MLCORE_WRONG_BACKWARD(...)                                                                 \
    [](MatrixView X, VectorView gain, double epsilon, MatrixView dL_dY) {                          \
        return Backward{__VA_ARGS__}(X, gain, epsilon, dL_dY);                                     \
    }

inline const grading::Mistakes<LayerNormBackward> layer_norm_backward{
    {"mean_held_fixed",
     "You treat the mean as a constant. Every entry moves it, so the mean of gain · dL_dY over the "
     "row is subtracted.",
     MLCORE_WRONG_BACKWARD(.through_mean = false)},
    {"variance_held_fixed",
     "You treat the variance as a constant. Every entry moves it, so x̂ times the mean of gain · "
     "dL_dY · x̂ over the row is subtracted.",
     MLCORE_WRONG_BACKWARD(.through_variance = false)},
    {"statistics_held_fixed",
     "You treat mean and variance as constants and return gain · dL_dY / √(σ² + ε). Every entry "
     "moves both: two terms are missing.",
     MLCORE_WRONG_BACKWARD(.through_mean = false, .through_variance = false)},
    {"sums_for_means",
     "You subtract sums over the row where the formula has means: both terms are divided by d.",
     MLCORE_WRONG_BACKWARD(.divisor_power = 0)},
    {"gain_at_the_end",
     "You multiply by the gain at the end. It stands between x̂ and the output, so on the way back "
     "it comes first, and both means are of gain · dL_dY.",
     MLCORE_WRONG_BACKWARD(.gain_at = Backward::Gain::at_the_end)},
    {"gain_forgotten", "Your gradient of X does not know the gain. What reaches x̂ is gain · dL_dY.",
     MLCORE_WRONG_BACKWARD(.gain_at = Backward::Gain::none)},
    {"gain_from_x",
     "Your gradient of the gain sums dL_dY · x. The gain multiplies the normalised entries: it is "
     "Σ dL_dY · x̂.",
     MLCORE_WRONG_BACKWARD(.gain_from_x = true)},
    {"gain_with_gain",
     "Your gradient of the gain still has the gain in it. It multiplies x̂, so its own gradient is "
     "Σ dL_dY · x̂; gain · dL_dY is what goes on to x̂.",
     MLCORE_WRONG_BACKWARD(.gain_with_gain = true)},
    {"keeps_last_row",
     "Your gradients of gain and bias are those of the last row alone: = where += is needed. All "
     "rows share them.",
     MLCORE_WRONG_BACKWARD(.last_row_only = true)},
    {"parameters_averaged",
     "Your gradients of gain and bias are means over the rows. They are sums: a mean over the "
     "batch, where there is one, is in dL_dY already.",
     MLCORE_WRONG_BACKWARD(.averaged = true)},
    {"sample_variance", "You divide the squares by d − 1. The variance here divides by d.",
     MLCORE_WRONG_BACKWARD(.statistics = {.variance = Statistics::Variance::sample})},
    {"epsilon_outside_root",
     "You add ε to the standard deviation. It is added to the variance, under the root.",
     MLCORE_WRONG_BACKWARD(.statistics = {.root = Statistics::Root::epsilon_outside})},
};
#undef MLCORE_WRONG_BACKWARD

inline const grading::Mistakes<RmsNorm> rms_norm{
    {"mean_subtracted",
     "You subtract the mean first: that is layer normalisation. RMS normalisation only divides.",
     [](MatrixView X, VectorView gain, double epsilon) {
         check_rms_norm<double>("rms_norm", X, gain, epsilon);
         return naive::layer_norm<double>(X, gain, Vector::Zero(gain.size()), epsilon);
     }},
    {"divides_by_deviation",
     "You divide by the standard deviation. The mean plays no part here: it is the root of the "
     "mean of x², not of (x − μ)².",
     [](MatrixView X, VectorView gain, double epsilon) {
         check_rms_norm<double>("rms_norm", X, gain, epsilon);
         return Statistics{.centred = false}(X, gain, Vector::Zero(gain.size()), epsilon);
     }},
    {"sum_of_squares",
     "You divide by the root of the sum of squares, the row's length. It is the root of their "
     "mean.",
     [](MatrixView X, VectorView gain, double epsilon) {
         check_rms_norm<double>("rms_norm", X, gain, epsilon);
         const double root = std::sqrt(static_cast<double>(X.cols()));
         return Matrix(naive::rms_norm<double>(X * root, gain, epsilon) / root);
     }},
    {"epsilon_outside_root", "You add ε to the root. It is added to the mean of squares, under it.",
     [](MatrixView X, VectorView gain, double epsilon) {
         check_rms_norm<double>("rms_norm", X, gain, epsilon);
         Matrix Y = X * gain.asDiagonal();
         for (Index i = 0; i < X.rows(); ++i)
             Y.row(i) /=
                 std::sqrt(X.row(i).squaredNorm() / static_cast<double>(X.cols())) + epsilon;
         return Y;
     }},
    {"no_root", "You divide by the mean of squares. Divide by its root.",
     [](MatrixView X, VectorView gain, double epsilon) {
         check_rms_norm<double>("rms_norm", X, gain, epsilon);
         Matrix Y = X * gain.asDiagonal();
         for (Index i = 0; i < X.rows(); ++i)
             Y.row(i) /= X.row(i).squaredNorm() / static_cast<double>(X.cols()) + epsilon;
         return Y;
     }},
    {"over_the_batch", "You take the mean of squares down the columns. Every row has its own.",
     [](MatrixView X, VectorView gain, double epsilon) {
         check_rms_norm<double>("rms_norm", X, gain, epsilon);
         const Vector ones = Vector::Ones(X.rows());
         return Matrix(naive::rms_norm<double>(X.transpose(), ones, epsilon).transpose() *
                       gain.asDiagonal());
     }},
};

} // namespace mlcore::mistakes
