#include <mlcore/grading/cases.hpp>
#include <mlcore/nn/layer_norm.hpp>

#include "mistakes.hpp"

namespace mlcore::grading {
namespace {

using namespace mlcore::layer_norm;

// A mean of numbers near 10⁷ is rounded to 2e-9, and what is left of them is of size one.
const Tolerance far_from_zero =
    within(1e-7, "a row far from 0 loses 8 of its 16 digits where its mean is subtracted");
constexpr double far = 1e7;

// The lesson's example: σ² + ε = 3.5 + 0.5 = 4.
const Matrix lesson_X = matrix({{1, 2, 3, 6}});
const Vector lesson_gain = vector({1, 2, 1, 2}), lesson_bias = vector({0, 1, 0, -1});
constexpr double lesson_epsilon = 0.5;

/// Rows of very different size and place.
Matrix uneven(Random& random, Index rows, Index columns) {
    Matrix X = normal_matrix(random, rows, columns);
    for (Index i = 0; i < rows; ++i)
        X.row(i) =
            X.row(i).array() * (0.1 + static_cast<double>(i * i)) + static_cast<double>(3 - 2 * i);
    return X;
}

Matrix with_offset(Random& random, Index rows, Index columns) {
    Matrix X = normal_matrix(random, rows, columns);
    for (Index i = 0; i < rows; ++i) X.row(i).array() += i % 2 == 0 ? far : -far;
    return X;
}

void write_layer_norm(Exercise& exercise, Random& random) {
    auto task = exercise.task("layer_norm", {"X", "gain", "bias", "epsilon"},
                              layer_norm_variants<double>, mistakes::layer_norm, far_from_zero);
    task.add("the lesson's example", lesson_X, lesson_gain, lesson_bias, lesson_epsilon);
    task.add("a constant row", matrix({{3, 3, 3}}), vector({2, -1, 4}), vector({0.5, -0.25, 1}),
             default_epsilon);
    const auto add = [&](const char* label, const Matrix& X, double epsilon) {
        task.add(label, X, normal_vector(random, X.cols()), normal_vector(random, X.cols()),
                 epsilon);
    };
    add("two columns", matrix({{1, -4}, {2.5, 0}, {-3, 7}}), 0.25);
    add("more rows than columns", uneven(random, 7, 4), 0.125);
    add("more columns than rows", uneven(random, 2, 9), default_epsilon);
    add("a variance smaller than ε", normal_matrix(random, 3, 5, 1e-3), default_epsilon);
    add("far from zero", with_offset(random, 3, 6), default_epsilon);
    add("one column", normal_matrix(random, 4, 1), default_epsilon);
    task.throws<ShapeError>("gain has an entry per row", Matrix::Ones(3, 2), Vector::Ones(3),
                            Vector::Ones(2), 0.5);
    task.throws<ShapeError>("bias is too long", Matrix::Ones(3, 2), Vector::Ones(2),
                            Vector::Ones(3), 0.5);
    task.throws<ValueError>("ε is 0", lesson_X, lesson_gain, lesson_bias, 0.0);
}

void write_layer_norm_backward(Exercise& exercise, Random& random) {
    auto task = exercise.task("layer_norm_backward", {"X", "gain", "epsilon", "dL_dY"},
                              layer_norm_backward_variants<double>, mistakes::layer_norm_backward,
                              far_from_zero);
    task.add("the lesson's example", lesson_X, lesson_gain, lesson_epsilon, matrix({{2, 1, 0, 0}}));
    const auto add = [&](const char* label, const Matrix& X, double epsilon) {
        task.add(label, X, normal_vector(random, X.cols()), epsilon,
                 normal_matrix(random, X.rows(), X.cols()));
    };
    task.add("a constant row", matrix({{3, 3, 3}}), vector({2, -1, 4}), 0.25, matrix({{1, 5, -2}}));
    add("two columns", matrix({{1, -4}, {2.5, 0}, {-3, 7}}), 0.25);
    add("more rows than columns", uneven(random, 7, 4), 0.125);
    add("more columns than rows", uneven(random, 2, 9), default_epsilon);
    add("far from zero", with_offset(random, 3, 6), default_epsilon);
    task.throws<ShapeError>("dL_dY is transposed", Matrix::Ones(3, 2), Vector::Ones(2), 0.5,
                            Matrix::Ones(2, 3));
    task.throws<ShapeError>("gain has an entry per row", Matrix::Ones(3, 2), Vector::Ones(3), 0.5,
                            Matrix::Ones(3, 2));
}

void write_rms_norm(Exercise& exercise, Random& random) {
    auto task = exercise.task("rms_norm", {"X", "gain", "epsilon"}, rms_norm_variants<double>,
                              mistakes::rms_norm, within(1e-11, "one sum of squares per row"));
    task.add("the lesson's example", lesson_X, lesson_gain, lesson_epsilon);
    task.add("a row of zeros", matrix({{0, 0, 0}}), vector({2, -1, 4}), default_epsilon);
    task.add("a constant row", matrix({{3, 3, 3}}), vector({2, -1, 4}), default_epsilon);
    const auto add = [&](const char* label, const Matrix& X, double epsilon) {
        task.add(label, X, normal_vector(random, X.cols()), epsilon);
    };
    add("one column", normal_matrix(random, 4, 1), 0.25);
    add("more rows than columns", uneven(random, 7, 4), 0.125);
    add("more columns than rows", uneven(random, 2, 9), default_epsilon);
    add("squares smaller than ε", normal_matrix(random, 3, 5, 1e-3), default_epsilon);
    task.throws<ShapeError>("gain has an entry per row", Matrix::Ones(3, 2), Vector::Ones(3), 0.5);
    task.throws<ValueError>("ε is negative", lesson_X, lesson_gain, -0.5);
}

} // namespace

void write_cases(Exercise& exercise, Random& random) {
    write_layer_norm(exercise, random);
    write_layer_norm_backward(exercise, random);
    write_rms_norm(exercise, random);
}

} // namespace mlcore::grading
