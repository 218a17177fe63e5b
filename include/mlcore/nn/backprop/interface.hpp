// Backpropagation through a multilayer perceptron: the dense layer, the rectifier, the softmax with
// its cross-entropy, each with its gradient, and the chain rule that joins them.
//
//     dense            Y = X W + b
//     ReLU             relu(x) = max(x, 0)
//     loss             L = −(1/n) Σᵢ log softmax(zᵢ)[yᵢ]         the mean over the batch
//     network          Z₁ = X W₁ + b₁,  Zₗ = relu(Zₗ₋₁) Wₗ + bₗ;  the last Z are the logits
//
// dL_dY stands for ∂L/∂Y and has Y's shape. The mean over the batch is taken once, in the loss: its
// gradient carries the 1/n, and every gradient further down is a plain sum over the rows.
//
// Rows are samples. W is [d_in, d_out], so that a row x becomes x W + b (PyTorch stores Wᵀ).
// Classes count from 0. Logarithms are natural. relu'(0) is 0, as in PyTorch.
//
// Source: Rumelhart, Hinton and Williams, Learning representations by back-propagating errors
// (1986); Goodfellow, Bengio and Courville, Deep Learning (2016), section 6.5. Cost: a dense layer
// takes 2 n d_in d_out operations forward and twice that backward. Function templates cannot be
// declared through a type: here it is the table of variants in backprop.hpp that pins every variant
// to these signatures, for float and for double.
#pragma once

#include "mlcore/core/fields.hpp"
#include "mlcore/core/shapes.hpp"
#include "mlcore/core/tensor.hpp"

#include <string>
#include <vector>

namespace mlcore::backprop {

/// Parameters: matrices of samples or weights, and one entry per column. They bind to matrices,
/// blocks and maps without a copy; say the scalar where you call: dense_forward<float>(X, W, b).
template <class T>
using Rows = const Eigen::Ref<const RowMajorMatrix<T>>&;
template <class T>
using Columns = const Eigen::Ref<const Eigen::Matrix<T, Eigen::Dynamic, 1>>&;
template <class T>
using Column = Eigen::Matrix<T, Eigen::Dynamic, 1>;

/// The parameters of a dense layer, or the gradients with respect to them.
template <class T = float>
struct Dense {
    RowMajorMatrix<T> W; // [d_in, d_out]
    Column<T> b;         // [d_out]

    template <class Self, class Visitor>
    static void fields(Self& self, Visitor&& visit) {
        visit("W", self.W);
        visit("b", self.b);
    }
};

/// The gradients of a loss with respect to a dense layer's input and parameters.
template <class T = float>
struct DenseGradients {
    RowMajorMatrix<T> X; // [n, d_in]
    RowMajorMatrix<T> W; // [d_in, d_out]
    Column<T> b;         // [d_out]

    template <class Self, class Visitor>
    static void fields(Self& self, Visitor&& visit) {
        visit("X", self.X);
        visit("W", self.W);
        visit("b", self.b);
    }
};

/// The mean loss of a batch, and its gradient with respect to the logits.
template <class T = float>
struct LossAndGradient {
    T loss = 0;
    RowMajorMatrix<T> gradient; // [n, k]

    template <class Self, class Visitor>
    static void fields(Self& self, Visitor&& visit) {
        visit("loss", self.loss);
        visit("gradient", self.gradient);
    }
};

/// A multilayer perceptron: dense layers with a ReLU between each two, none after the last.
template <class T = float>
struct Mlp {
    static constexpr const char* model_name = "mlp";

    std::vector<Dense<T>> layers; // from the input to the logits, at least one

    template <class Self, class Visitor>
    static void fields(Self& self, Visitor&& visit) {
        visit("layers", self.layers);
    }
};

/// The mean loss of a batch, and its gradients with respect to every layer's parameters.
template <class T = float>
struct MlpGradients {
    T loss = 0;
    std::vector<Dense<T>> layers; // as Mlp::layers

    template <class Self, class Visitor>
    static void fields(Self& self, Visitor&& visit) {
        visit("loss", self.loss);
        visit("layers", self.layers);
    }
};

/// X W + b.   X [n, d_in], W [d_in, d_out], b [d_out]  →  [n, d_out]
///
/// Throws ShapeError where d_in or d_out do not agree. Entries must be finite, here and below: that
/// is not checked, and NaN spreads as in any arithmetic.
template <class T>
using DenseForwardFn = RowMajorMatrix<T>(Rows<T> X, Rows<T> W, Columns<T> b);

/// The gradients with respect to X, W and b from dL_dY, [n, d_out]. Those of W and b are sums over
/// the rows, not means.
///
/// Throws ShapeError where X and W do not fit, or dL_dY is not [n, d_out].
template <class T>
using DenseBackwardFn = DenseGradients<T>(Rows<T> X, Rows<T> W, Rows<T> dL_dY);

/// The gradient with respect to X of relu(X) from dL_dY; both have X's shape. It is 0 where X ≤ 0.
///
/// Throws ShapeError where dL_dY has not the shape of X.
template <class T>
using ReluBackwardFn = RowMajorMatrix<T>(Rows<T> X, Rows<T> dL_dY);

/// The mean of −log softmax(logits)[i, labels(i)] over the rows, and its gradient.
///
///   logits [n, k], labels [n] in {0, …, k − 1}
///
/// Stable: logits of ±1000 neither overflow nor vanish, and a class that has no probability left
/// costs a large loss, not an infinite one. A logit of −∞ masks its class: probability 0; the loss
/// is +∞ where that class is the label.
///
/// Throws ShapeError where there is not one label per row; ValueError where logits are empty or a
/// label is no class.
template <class T>
using SoftmaxCrossEntropyFn = LossAndGradient<T>(Rows<T> logits, LabelsView labels);

/// The logits of the rows of X [n, d]  →  [n, k]; a row's largest is the class it is taken for.
///
/// Throws ValueError where the network has no layer, ShapeError where shapes do not follow each
/// other.
template <class T>
using MlpLogitsFn = RowMajorMatrix<T>(const Mlp<T>& model, Rows<T> X);

/// The softmax cross-entropy of a network on a batch, and its gradients with respect to all
/// parameters.   X [n, d], labels [n]
///
/// Throws ValueError where the network has no layer, the batch is empty or a label is no class;
/// ShapeError where shapes do not follow each other or there is not one label per row.
template <class T>
using MlpGradientsFn = MlpGradients<T>(const Mlp<T>& model, Rows<T> X, LabelsView labels);

// The exercise asks for plain functions of double.
using DenseForward = DenseForwardFn<double>;
using DenseBackward = DenseBackwardFn<double>;
using ReluBackward = ReluBackwardFn<double>;
using SoftmaxCrossEntropy = SoftmaxCrossEntropyFn<double>;
using MlpGradientsOfBatch = MlpGradientsFn<double>;

// ---- checks that every variant makes ------------------------------------------------------------

/// Throws ShapeError unless a has as many rows as b has columns, as in a·b.
template <class T>
void check_product(const char* function, const char* a_name, Rows<T> a, const char* b_name,
                   Rows<T> b) {
    if (a.cols() != b.rows())
        throw ShapeError(std::string(function) + ": " + a_name + " is " + shape_text(a) + " but " +
                         b_name + " is " + shape_text(b) + " (columns of " + a_name +
                         " must equal rows of " + b_name + ")");
}

/// Throws ShapeError unless X [n, d_in], W [d_in, d_out] and b [d_out] fit together.
template <class T>
void check_dense(const char* function, Rows<T> X, Rows<T> W, Columns<T> b) {
    check_product<T>(function, "X", X, "W", W);
    check_columns_match(function, "W", W, "b", b);
}

/// Throws ShapeError unless X [n, d_in] and W [d_in, d_out] fit, and dL_dY is [n, d_out].
template <class T>
void check_dense_backward(const char* function, Rows<T> X, Rows<T> W, Rows<T> dL_dY) {
    check_product<T>(function, "X", X, "W", W);
    if (dL_dY.rows() != X.rows() || dL_dY.cols() != W.cols())
        throw ShapeError(std::string(function) + ": X is " + shape_text(X) + " and W is " +
                         shape_text(W) + " but dL_dY is " + shape_text(dL_dY) + " (it must be " +
                         shape_text(X.rows(), W.cols()) + ")");
}

/// Throws ShapeError unless both have the same shape.
template <class T>
void check_relu_backward(const char* function, Rows<T> X, Rows<T> dL_dY) {
    if (dL_dY.rows() != X.rows() || dL_dY.cols() != X.cols())
        throw ShapeError(std::string(function) + ": X is " + shape_text(X) + " but dL_dY is " +
                         shape_text(dL_dY));
}

/// Throws ValueError unless every label is in {0, …, classes − 1}.
inline void check_classes(const char* function, LabelsView labels, Index classes) {
    for (Index i = 0; i < labels.size(); ++i)
        if (labels(i) < 0 || labels(i) >= classes)
            throw ValueError(std::string(function) + ": labels(" + std::to_string(i) + ") is " +
                             std::to_string(labels(i)) + ", with " + std::to_string(classes) +
                             " classes it must be from 0 to " + std::to_string(classes - 1));
}

/// Throws ShapeError unless there is one label per row of logits; ValueError where logits are empty
/// or a label is no class.
template <class T>
void check_softmax_cross_entropy(const char* function, Rows<T> logits, LabelsView labels) {
    check_rows_match(function, "logits", logits, "labels", labels);
    check_not_empty(function, "logits", logits);
    check_classes(function, labels, logits.cols());
}

/// Throws ValueError where there is no layer, ShapeError unless X has as many columns as the first
/// W has rows, every W as many rows as the one before has columns, and every b an entry for each
/// column of its W.
template <class T>
void check_mlp(const char* function, const Mlp<T>& model, Rows<T> X) {
    if (model.layers.empty()) check_value(function, false, "the model has no layer");
    for (std::size_t l = 0; l < model.layers.size(); ++l) {
        const auto& [W, b] = model.layers[l];
        const Index given = l == 0 ? X.cols() : model.layers[l - 1].W.cols();
        if (given == W.rows() && b.size() == W.cols()) continue;
        // Names are written only for a message: this runs in every step of a training.
        const auto name = [](std::size_t of) { return "layers[" + std::to_string(of) + "]."; };
        if (l == 0)
            check_product<T>(function, "X", X, (name(l) + "W").c_str(), W);
        else
            check_product<T>(function, (name(l - 1) + "W").c_str(), model.layers[l - 1].W,
                             (name(l) + "W").c_str(), W);
        check_columns_match(function, (name(l) + "W").c_str(), W, (name(l) + "b").c_str(), b);
    }
}

/// check_mlp, ShapeError unless there is one label per row of X, ValueError where X is empty or a
/// label is none of the classes that the last layer has.
template <class T>
void check_mlp_gradients(const char* function, const Mlp<T>& model, Rows<T> X, LabelsView labels) {
    check_mlp<T>(function, model, X);
    check_rows_match(function, "X", X, "labels", labels);
    check_not_empty(function, "X", X);
    check_classes(function, labels, model.layers.back().W.cols());
}

} // namespace mlcore::backprop
