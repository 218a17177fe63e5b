// Layer normalisation: what stands between the layers of a transformer. The lesson:
// mlcore lesson layer_norm
//
// Replace each `throw NotImplemented{…}` by your own code and save: mlcore checks the file.
//
// Rows are samples; every row is normalised by itself, over its columns. Matrix and Vector are
// Eigen's: X(i, j), X.rows(), X.cols(), X.row(i), Vector::Zero(d). The checks are written for you.
#pragma once

#include <mlcore/nn/layer_norm/interface.hpp>

#include <cmath>

namespace exercise {
using namespace mlcore;
// What the exercise calls; leave these lines as they are.
inline layer_norm::LayerNorm layer_norm;
inline layer_norm::LayerNormBackward layer_norm_backward;
inline layer_norm::RmsNorm rms_norm;

// Task 1: of every row x, gain · (x − μ) / √(σ² + ε) + bias, entry by entry, with the row's own
// mean μ and variance σ². X is [n, d], gain and bias are [d]. A large offset of a row changes
// nothing.
inline Matrix layer_norm(MatrixView X, VectorView gain, VectorView bias, double epsilon) {
    layer_norm::check_layer_norm<double>("layer_norm", X, gain, bias, epsilon);
    throw NotImplemented{"layer_norm"};
}

// Task 2: the gradients {X, gain, bias} of a loss, from its gradient dL_dY at the output of task 1.
inline layer_norm::Gradients<double> layer_norm_backward(MatrixView X, VectorView gain,
                                                         double epsilon, MatrixView dL_dY) {
    layer_norm::check_backward<double>("layer_norm_backward", X, gain, epsilon, dL_dY);
    throw NotImplemented{"layer_norm_backward"};
}

// Task 3: of every row x, gain · x / √(the mean of x² + ε). No mean is subtracted, nothing is
// added.
inline Matrix rms_norm(MatrixView X, VectorView gain, double epsilon) {
    layer_norm::check_rms_norm<double>("rms_norm", X, gain, epsilon);
    throw NotImplemented{"rms_norm"};
}

} // namespace exercise
