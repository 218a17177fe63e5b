#include <mlcore/grading/cases.hpp>
#include <mlcore/nn/backprop.hpp>

#include "mistakes.hpp"

#include <cmath>
#include <vector>

namespace mlcore::grading {
namespace {

using namespace backprop;

const Tolerance sums = within(1e-11, "sums of products, in any order of additions");

// The lesson's example: one sample, two inputs, three hidden units, two classes.
const Matrix lesson_X = matrix({{1, 2}});
const Matrix lesson_W1 = matrix({{1, 0, -1}, {2, 1, 1}});
const Vector lesson_b1 = vector({0, 1, -2});
const Matrix lesson_dL_dY = matrix({{1, -1, 2}});
const Matrix lesson_W2 = matrix({{1, 0}, {-1, 1}, {3, 2}});
const Vector lesson_b2 = vector({-2, std::log(3) - 3});

Mlp<double> draw_mlp(Random& random, const std::vector<Index>& widths) {
    Mlp<double> model;
    for (std::size_t l = 1; l < widths.size(); ++l)
        model.layers.push_back({normal_matrix(random, widths[l - 1], widths[l], 0.8),
                                normal_vector(random, widths[l], 0.5)});
    return model;
}

void write_dense(Exercise& exercise, Random& random) {
    struct Sizes {
        const char* label;
        Index n, d_in, d_out;
    };
    const std::vector<Sizes> sizes{{"one input, three outputs", 2, 1, 3},
                                   {"as many outputs as inputs", 2, 3, 3},
                                   {"a batch of one", 1, 4, 2},
                                   {"a batch of seven", 7, 3, 5},
                                   {"more inputs than outputs", 5, 6, 2}};

    auto forward = exercise.task("dense_forward", {"X", "W", "b"}, dense_forward_variants<double>,
                                 mistakes::dense_forward, sums);
    forward.add("the lesson's example", lesson_X, lesson_W1, lesson_b1);
    for (const auto& [label, n, d_in, d_out] : sizes)
        forward.add(label, normal_matrix(random, n, d_in), normal_matrix(random, d_in, d_out),
                    normal_vector(random, d_out));
    forward.throws<ShapeError>("W has too few rows", Matrix::Ones(2, 3), Matrix::Ones(2, 4),
                               Vector::Ones(4));
    forward.throws<ShapeError>("b is as long as the input", Matrix::Ones(2, 3), Matrix::Ones(3, 4),
                               Vector::Ones(3));

    auto backward = exercise.task("dense_backward", {"X", "W", "dL_dY"},
                                  dense_backward_variants<double>, mistakes::dense_backward, sums);
    backward.add("the lesson's example", lesson_X, lesson_W1, lesson_dL_dY);
    for (const auto& [label, n, d_in, d_out] : sizes)
        backward.add(label, normal_matrix(random, n, d_in), normal_matrix(random, d_in, d_out),
                     normal_matrix(random, n, d_out));
    backward.throws<ShapeError>("dL_dY has the shape of X", Matrix::Ones(2, 3), Matrix::Ones(3, 4),
                                Matrix::Ones(2, 3));
    backward.throws<ShapeError>("dL_dY lacks a row", Matrix::Ones(2, 3), Matrix::Ones(3, 4),
                                Matrix::Ones(1, 4));
}

void write_relu(Exercise& exercise, Random& random) {
    auto task = exercise.task("relu_backward", {"X", "dL_dY"}, relu_backward_variants<double>,
                              mistakes::relu_backward,
                              exactly("gradients are passed on or not, unchanged"));
    task.add("the lesson's example", matrix({{5, 0, -1}}), lesson_dL_dY);
    task.add("one entry", matrix({{2}}), matrix({{-3}}));
    task.add("zeros", matrix({{0, -0.0}, {0, 1e-300}, {-1e-300, 0}}),
             matrix({{2, -3}, {-4, 5}, {6, 7}}));
    task.add("a batch of seven", normal_matrix(random, 7, 4), normal_matrix(random, 7, 4));
    task.throws<ShapeError>("other rows and columns", Matrix::Ones(2, 3), Matrix::Ones(3, 2));
}

void write_loss(Exercise& exercise, Random& random) {
    auto task =
        exercise.task("softmax_cross_entropy", {"logits", "labels"},
                      softmax_cross_entropy_variants<double>, mistakes::softmax_cross_entropy,
                      within(1e-11, "a handful of exponentials and one logarithm per row, "
                                    "summed in any order"));
    task.add("the lesson's example", matrix({{0, std::log(3)}, {0, 0}}), labels({0, 1}));
    task.add("one row, its label unlikely", matrix({{2, -1, 0.5}}), labels({1}));
    task.add("one class", matrix({{3}, {-2}}), labels({0, 0}));
    task.add("logits of ±1000", matrix({{1000, -1000, 999}}), labels({2}));
    task.add("no probability left for the label", matrix({{1000, -1000, 500}}), labels({1}));
    task.add("all logits near −1000", matrix({{-1000, -1001, -1000.5, -999.25}}), labels({1}));
    task.add("rows of very different size",
             matrix({{1000, 999.5, 998}, {-1000, -999, -1001}, {0.5, -0.5, 0.25}, {3, 2, 1}}),
             labels({1, 0, 2, 1}));
    task.add("a batch of seven", normal_matrix(random, 7, 4, 2), random_labels(random, 7, 4));
    task.add("two classes", normal_matrix(random, 5, 2, 3), random_labels(random, 5, 2));
    task.add("more classes than rows", normal_matrix(random, 3, 9), random_labels(random, 3, 9));
    task.throws<ShapeError>("a label is missing", Matrix::Ones(3, 2), labels({0, 1}));
    task.throws<ValueError>("classes counted from 1", Matrix::Ones(2, 3), labels({1, 3}));
    task.throws<ValueError>("no row", Matrix(0, 3), Labels(0));
}

void write_mlp(Exercise& exercise, Random& random) {
    auto task = exercise.task("mlp_gradients", {"model", "X", "labels"},
                              mlp_gradients_variants<double>, mistakes::mlp_gradients,
                              within(1e-10, "three layers of sums, in any order of additions"));
    const Mlp<double> lesson{{{lesson_W1, lesson_b1}, {lesson_W2, lesson_b2}}};
    task.add("one layer, a batch of one", {{{lesson_W2.topRows(2), lesson_b2}}}, lesson_X,
             labels({1}));
    task.add("the lesson's example", lesson, lesson_X, labels({0}));
    // The second hidden unit is at 0 exactly.
    task.add("a ReLU's input of 0", lesson, matrix({{4, -1}, {1, 2}}), labels({1, 0}));
    const auto add = [&](const char* label, Index n, const std::vector<Index>& widths) {
        const auto model = draw_mlp(random, widths);
        const Matrix X = normal_matrix(random, n, widths.front());
        task.add(label, model, X, random_labels(random, n, static_cast<int>(widths.back())));
    };
    add("one layer, a batch of seven", 7, {3, 4});
    add("two layers", 5, {4, 6, 3});
    add("three layers, a batch of one", 1, {3, 5, 4, 2});
    add("three layers, a batch of seven", 7, {3, 6, 5, 4});
    add("four layers", 9, {5, 8, 6, 7, 3});
    task.throws<ShapeError>("layers that do not follow each other",
                            {{{lesson_W1, lesson_b1}, {Matrix::Ones(2, 2), lesson_b2}}}, lesson_X,
                            labels({0}));
    task.throws<ValueError>("no layer", {}, lesson_X, labels({0}));
    task.throws<ValueError>("a label that is no class", lesson, lesson_X, labels({2}));
}

} // namespace

void write_cases(Exercise& exercise, Random& random) {
    write_dense(exercise, random);
    write_relu(exercise, random);
    write_loss(exercise, random);
    write_mlp(exercise, random);
}

} // namespace mlcore::grading
