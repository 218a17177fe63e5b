// What people get wrong, one function per misunderstanding. Each is recognised by its answers.
#pragma once

#include <mlcore/grading/cases.hpp>
#include <mlcore/nn/backprop/naive.hpp>

#include <algorithm>
#include <cmath>
#include <vector>

namespace mlcore::mistakes {
using namespace mlcore::backprop;

inline const grading::Mistakes<DenseForward> dense_forward{
    {"bias_forgotten", "You compute X W and leave out b, which is added to every row.",
     [](MatrixView X, MatrixView W, VectorView b) {
         check_dense<double>("dense_forward", X, W, b);
         return naive::dense_forward<double>(X, W, Vector::Zero(b.size()));
     }},
    {"bias_per_term",
     "You add b once for every term of the inner product. It belongs to the sum: once per entry "
     "of Y.",
     [](MatrixView X, MatrixView W, VectorView b) {
         check_dense<double>("dense_forward", X, W, b);
         return naive::dense_forward<double>(X, W, b * static_cast<double>(X.cols()));
     }},
    {"bias_in_first_row_only",
     "You add b to the first row alone. Every sample is a row, and every row gets it.",
     [](MatrixView X, MatrixView W, VectorView b) {
         check_dense<double>("dense_forward", X, W, b);
         Matrix Y = naive::dense_forward<double>(X, W, Vector::Zero(b.size()));
         if (Y.rows() > 0) Y.row(0) += b.transpose();
         return Y;
     }},
    {"weights_transposed",
     "You multiply by the transposed W, as PyTorch stores it. Here W is [d_in, d_out]: y_j = Σₖ "
     "xₖ W_kj.",
     [](MatrixView X, MatrixView W, VectorView b) {
         check_dense<double>("dense_forward", X, W, b);
         Matrix Y = Matrix::Zero(X.rows(), W.cols());
         for (Index i = 0; i < X.rows(); ++i)
             for (Index j = 0; j < W.cols(); ++j) {
                 Y(i, j) = b(j);
                 for (Index k = 0; k < X.cols(); ++k) Y(i, j) += X(i, k) * W(j, k);
             }
         return Y;
     }},
};

inline const grading::Mistakes<DenseBackward> dense_backward{
    {"bias_averaged",
     "Your gradient of b is the mean over the rows. It is their sum: the 1/n is in dL_dY already.",
     [](MatrixView X, MatrixView W, MatrixView dL_dY) {
         auto dL = naive::dense_backward<double>(X, W, dL_dY);
         dL.b /= static_cast<double>(X.rows());
         return dL;
     }},
    {"parameters_averaged",
     "Your gradients of W and b are means over the rows. They are sums: the 1/n is in dL_dY "
     "already.",
     [](MatrixView X, MatrixView W, MatrixView dL_dY) {
         auto dL = naive::dense_backward<double>(X, W, dL_dY);
         dL.b /= static_cast<double>(X.rows());
         dL.W /= static_cast<double>(X.rows());
         return dL;
     }},
    {"weights_not_transposed",
     "Your gradient of X is dL_dY W. Going back, W is transposed: x_k reached every y_j through "
     "W_kj, so it gets Σⱼ dL_dy_j W_kj.",
     [](MatrixView X, MatrixView W, MatrixView dL_dY) {
         auto dL = naive::dense_backward<double>(X, W, dL_dY);
         dL.X.setZero();
         for (Index i = 0; i < X.rows(); ++i)
             for (Index k = 0; k < X.cols(); ++k)
                 for (Index j = 0; j < W.cols(); ++j) dL.X(i, k) += dL_dY(i, j) * W(j, k);
         return dL;
     }},
    {"keeps_last_row",
     "Your gradients of W and b are those of the last row alone: = where += is needed. All rows "
     "share W and b, so their gradients add up.",
     [](MatrixView X, MatrixView W, MatrixView dL_dY) {
         auto dL = naive::dense_backward<double>(X, W, dL_dY);
         if (X.rows() > 0) {
             const auto last =
                 naive::dense_backward<double>(X.bottomRows(1), W, dL_dY.bottomRows(1));
             dL.W = last.W;
             dL.b = last.b;
         }
         return dL;
     }},
    {"bias_summed_over_outputs",
     "Your gradient of b sums over the outputs of each row. b has one entry per output: sum over "
     "the rows instead.",
     [](MatrixView X, MatrixView W, MatrixView dL_dY) {
         auto dL = naive::dense_backward<double>(X, W, dL_dY);
         dL.b = dL_dY.rowwise().sum();
         return dL;
     }},
};

inline const grading::Mistakes<ReluBackward> relu_backward{
    {"masked_by_gradient",
     "You ask whether the gradient is positive. The question is whether x was: a negative gradient "
     "passes just as well.",
     [](MatrixView X, MatrixView dL_dY) {
         check_relu_backward<double>("relu_backward", X, dL_dY);
         return Matrix(dL_dY.cwiseMax(0));
     }},
    {"passes_at_zero",
     "You let the gradient pass where x is 0. By convention, PyTorch's too, relu'(0) is 0.",
     [](MatrixView X, MatrixView dL_dY) {
         check_relu_backward<double>("relu_backward", X, dL_dY);
         return Matrix((X.array() >= 0).select(dL_dY, 0));
     }},
    {"derivative_alone",
     "You return the derivative, 1 or 0. The chain rule multiplies it by what comes from above, "
     "dL_dY.",
     [](MatrixView X, MatrixView dL_dY) {
         check_relu_backward<double>("relu_backward", X, dL_dY);
         return Matrix((X.array() > 0).cast<double>());
     }},
    {"forward_again",
     "You return relu(X), the forward pass. Its gradient is dL_dY where X is positive, else 0.",
     [](MatrixView X, MatrixView dL_dY) {
         check_relu_backward<double>("relu_backward", X, dL_dY);
         return naive::relu<double>(X);
     }},
    {"multiplied_by_input",
     "You multiply dL_dY by relu(X). The derivative of relu is 1 where X is positive, not X.",
     [](MatrixView X, MatrixView dL_dY) {
         check_relu_backward<double>("relu_backward", X, dL_dY);
         return Matrix(naive::relu<double>(X).cwiseProduct(dL_dY));
     }},
};

/// The loss and its gradient, and the ways to get them wrong.
struct CrossEntropy {
    enum class Shift { of_row, of_batch, from_zero, none };
    enum class Divisor { rows, one, entries };
    Shift shift = Shift::of_row;
    Divisor loss = Divisor::rows, gradient = Divisor::rows;
    bool loss_of_probability = false; // −log p, where p may be 0
    bool over_batch = false;          // the softmax runs down the columns
    double one_hot = 1, sign = 1;
    bool one_hot_averaged = true;

    double number(Divisor divisor, MatrixView logits) const {
        return divisor == Divisor::one    ? 1
               : divisor == Divisor::rows ? static_cast<double>(logits.rows())
                                          : static_cast<double>(logits.size());
    }

    LossAndGradient<double> operator()(MatrixView logits, LabelsView labels) const {
        check_softmax_cross_entropy<double>("softmax_cross_entropy", logits, labels);
        const Index n = logits.rows(), k = logits.cols();
        Matrix shifted = logits;
        for (Index i = 0; i < n; ++i) {
            const double largest = shift == Shift::none       ? 0
                                   : shift == Shift::of_batch ? logits.maxCoeff()
                                   : shift == Shift::from_zero
                                       ? std::max(logits.row(i).maxCoeff(), 0.0)
                                   : over_batch ? 0
                                                : logits.row(i).maxCoeff();
            shifted.row(i).array() -= largest;
        }
        if (over_batch)
            for (Index j = 0; j < k; ++j) shifted.col(j).array() -= logits.col(j).maxCoeff();
        const Matrix e = shifted.array().exp();
        LossAndGradient<double> result{0, Matrix(n, k)};
        for (Index i = 0; i < n; ++i)
            for (Index j = 0; j < k; ++j) {
                const double sum = over_batch ? e.col(j).sum() : e.row(i).sum();
                const double p = e(i, j) / sum;
                const double times = one_hot_averaged ? 1 : static_cast<double>(n);
                const double y = j == labels(i) ? one_hot * times : 0;
                result.gradient(i, j) = sign * (p - y) / number(gradient, logits);
                if (j == labels(i))
                    result.loss +=
                        (loss_of_probability ? -std::log(p) : std::log(sum) - shifted(i, j)) /
                        number(loss, logits);
            }
        return result;
    }
};

#define MLCORE_WRONG_LOSS(...)                                                                     \
    [](MatrixView logits, LabelsView labels) { return CrossEntropy{__VA_ARGS__}(logits, labels); }

inline const grading::Mistakes<SoftmaxCrossEntropy> softmax_cross_entropy{
    {"not_averaged",
     "Loss and gradient are sums over the batch. Divide both by its number of rows: else a larger "
     "batch takes larger steps.",
     MLCORE_WRONG_LOSS(.loss = CrossEntropy::Divisor::one, .gradient = CrossEntropy::Divisor::one)},
    {"gradient_not_averaged",
     "The loss is a mean over the batch, but your gradient is that of the sum. Divide it by the "
     "number of rows too.",
     MLCORE_WRONG_LOSS(.gradient = CrossEntropy::Divisor::one)},
    {"loss_not_averaged",
     "Your gradient is right, but the loss is a sum over the batch. Divide it by the number of "
     "rows.",
     MLCORE_WRONG_LOSS(.loss = CrossEntropy::Divisor::one)},
    {"averaged_over_entries",
     "You divide by all entries of the logits. The mean is over the rows: a sample has one loss, "
     "however many classes there are.",
     MLCORE_WRONG_LOSS(.loss = CrossEntropy::Divisor::entries,
                       .gradient = CrossEntropy::Divisor::entries)},
    {"one_hot_not_subtracted",
     "Your gradient is the probabilities. At the label 1 is subtracted: p − y, so that the right "
     "class is pushed up.",
     MLCORE_WRONG_LOSS(.one_hot = 0)},
    {"one_hot_not_averaged",
     "You divide the probabilities by the number of rows, but not the 1 at the label. Subtract "
     "first, then divide: (p − y) / n.",
     MLCORE_WRONG_LOSS(.one_hot_averaged = false)},
    {"sign_of_gradient",
     "Your gradient is y − p, the direction of descent. The gradient itself points uphill: p − y.",
     MLCORE_WRONG_LOSS(.sign = -1)},
    {"no_maximum_subtracted",
     "Your exponentials overflow or vanish for large logits. Subtract the row's largest logit "
     "before exp: the softmax stays the same.",
     MLCORE_WRONG_LOSS(.shift = CrossEntropy::Shift::none)},
    {"maximum_of_batch",
     "You subtract the largest logit of the whole batch. A row far below it vanishes: subtract "
     "each row's own.",
     MLCORE_WRONG_LOSS(.shift = CrossEntropy::Shift::of_batch)},
    {"maximum_starts_at_zero",
     "Your largest logit starts at 0, so where all logits are far below that, every exponential is "
     "0. Start with the first logit.",
     MLCORE_WRONG_LOSS(.shift = CrossEntropy::Shift::from_zero)},
    {"log_of_vanished_probability",
     "You take the log of a probability that has underflowed to 0. Leave the exponential out of "
     "it: −log p = log Σ exp(zⱼ − m) − (z_y − m).",
     MLCORE_WRONG_LOSS(.loss_of_probability = true)},
    {"softmax_over_batch",
     "Your softmax runs down the columns. Each row is one sample: its probabilities sum to 1.",
     MLCORE_WRONG_LOSS(.over_batch = true)},
};
#undef MLCORE_WRONG_LOSS

/// The chain of layers, and the ways to get it wrong.
struct Chain {
    bool rectified = true;         // forward
    bool logits_rectified = false; // forward and backward
    bool masked = true;            // backward
    bool inputs_rectified = true;  // what the gradient of W is made of
    bool bias_averaged = false, all_averaged = false;
    bool reversed = false;

    MlpGradients<double> operator()(const Mlp<double>& model, MatrixView X,
                                    LabelsView labels) const {
        check_mlp_gradients<double>("mlp_gradients", model, X, labels);
        const std::size_t depth = model.layers.size();
        const auto n = static_cast<double>(X.rows());
        std::vector<Matrix> inputs, Z;
        for (const auto& [W, b] : model.layers) {
            const Matrix before = Z.empty() ? Matrix(X) : Z.back();
            inputs.push_back(Z.empty() || !rectified ? before : naive::relu<double>(before));
            Z.push_back(naive::dense_forward<double>(inputs.back(), W, b));
            if (!inputs_rectified) inputs.back() = before;
        }
        const Matrix logits = logits_rectified ? naive::relu<double>(Z.back()) : Z.back();
        auto [loss, dL_dZ] = naive::softmax_cross_entropy<double>(logits, labels);
        if (logits_rectified) dL_dZ = naive::relu_backward<double>(Z.back(), dL_dZ);
        MlpGradients<double> dL{loss, std::vector<Dense<double>>(depth)};
        for (std::size_t l = depth; l-- > 0;) {
            const auto dense = naive::dense_backward<double>(inputs[l], model.layers[l].W, dL_dZ);
            dL.layers[l] = {dense.W, dense.b};
            if (bias_averaged || all_averaged) dL.layers[l].b /= n;
            if (all_averaged) dL.layers[l].W /= n;
            dL_dZ = l > 0 && masked ? naive::relu_backward<double>(Z[l - 1], dense.X) : dense.X;
        }
        if (reversed) std::reverse(dL.layers.begin(), dL.layers.end());
        return dL;
    }
};

#define MLCORE_WRONG_CHAIN(...)                                                                    \
    [](const Mlp<double>& model, MatrixView X, LabelsView labels) {                                \
        return Chain{__VA_ARGS__}(model, X, labels);                                               \
    }

inline const grading::Mistakes<MlpGradientsOfBatch> mlp_gradients{
    {"bias_averaged_again",
     "You divide the gradients of the biases by n once more. The mean over the batch was taken in "
     "the loss, and its gradient carries it all the way back.",
     MLCORE_WRONG_CHAIN(.bias_averaged = true)},
    {"averaged_again",
     "You divide every gradient by n once more. The mean over the batch was taken in the loss, and "
     "its gradient carries it all the way back.",
     MLCORE_WRONG_CHAIN(.all_averaged = true)},
    {"no_relu",
     "You join the layers without a ReLU. Dense layers alone make one linear map, however many "
     "there are.",
     MLCORE_WRONG_CHAIN(.rectified = false, .masked = false)},
    {"no_relu_backward",
     "The ReLU is there on the way forward and missing on the way back: where z was not positive, "
     "no gradient passes.",
     MLCORE_WRONG_CHAIN(.masked = false)},
    {"relu_on_logits",
     "You rectify the last layer too. Logits may be negative: there is a ReLU between the layers, "
     "none after the last.",
     MLCORE_WRONG_CHAIN(.logits_rectified = true)},
    {"inputs_before_relu",
     "Your gradient of W uses what came out of the layer before. The layer was given the rectified "
     "values, and those stand in its product.",
     MLCORE_WRONG_CHAIN(.inputs_rectified = false)},
    {"layers_in_reverse",
     "Your gradients are listed from the last layer to the first, in the order in which you found "
     "them. layers[l] belongs to model.layers[l].",
     MLCORE_WRONG_CHAIN(.reversed = true)},
};
#undef MLCORE_WRONG_CHAIN

} // namespace mlcore::mistakes
