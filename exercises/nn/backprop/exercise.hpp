// Backpropagation through a multilayer perceptron. The lesson: mlcore lesson backprop
//
// Replace each `throw NotImplemented{…}` by your own code and save: mlcore checks the file.
//
// Rows are samples. Matrix and Vector are Eigen's: X(i, j), X.rows(), Matrix::Zero(n, d), and whole
// products X * W, W.transpose(), Y.colwise().sum(), if you like. The checks are written for you.
#pragma once

#include <mlcore/nn/backprop/interface.hpp>

#include <algorithm>
#include <cmath>
#include <vector>

namespace exercise {
using namespace mlcore;
// What the exercise calls; leave these lines as they are.
inline backprop::DenseForward dense_forward;
inline backprop::DenseBackward dense_backward;
inline backprop::ReluBackward relu_backward;
inline backprop::SoftmaxCrossEntropy softmax_cross_entropy;
inline backprop::MlpGradientsOfBatch mlp_gradients;

// Task 1: X W + b, where X is [n, d_in], W is [d_in, d_out] and b [d_out]; the answer is [n,
// d_out].
inline Matrix dense_forward(MatrixView X, MatrixView W, VectorView b) {
    backprop::check_dense<double>("dense_forward", X, W, b); // throws what has to be thrown
    throw NotImplemented{"dense_forward"};
}

// Task 2: the gradients {X, W, b} of a loss, from its gradient dL_dY at the output of task 1. Sums
// over the rows, not means. Each has the shape of what it is the gradient of.
inline backprop::DenseGradients<double> dense_backward(MatrixView X, MatrixView W,
                                                       MatrixView dL_dY) {
    backprop::check_dense_backward<double>("dense_backward", X, W, dL_dY);
    throw NotImplemented{"dense_backward"};
}

// Task 3: the gradient at X, from the gradient dL_dY at relu(X) = max(X, 0). Where X is 0 it is 0.
inline Matrix relu_backward(MatrixView X, MatrixView dL_dY) {
    backprop::check_relu_backward<double>("relu_backward", X, dL_dY);
    throw NotImplemented{"relu_backward"};
}

// Task 4: the mean over the rows of −log softmax(logits)[label], and its gradient at the logits:
// {loss, gradient}. Logits of ±1000 have to come out right.
inline backprop::LossAndGradient<double> softmax_cross_entropy(MatrixView logits,
                                                               LabelsView labels) {
    backprop::check_softmax_cross_entropy<double>("softmax_cross_entropy", logits, labels);
    throw NotImplemented{"softmax_cross_entropy"};
}

// Task 5: forwards through all layers (a ReLU between each two, none after the last), the loss of
// task 4, and backwards: {loss, layers}, where layers[l] is {the gradient of W, the gradient of b}.
inline backprop::MlpGradients<double> mlp_gradients(const backprop::Mlp<double>& model,
                                                    MatrixView X, LabelsView labels) {
    backprop::check_mlp_gradients<double>("mlp_gradients", model, X, labels);
    throw NotImplemented{"mlp_gradients"};
}

} // namespace exercise
