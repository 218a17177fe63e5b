// The chain rule as loops: forwards through the layers, then backwards through the same ones.
#pragma once

#include "mlcore/nn/backprop/interface.hpp"

#include <algorithm>
#include <cmath>
#include <limits>
#include <vector>

namespace mlcore::backprop::naive {

/// Yᵢⱼ = Σₖ Xᵢₖ Wₖⱼ + bⱼ
template <class T>
RowMajorMatrix<T> dense_forward(Rows<T> X, Rows<T> W, Columns<T> b) {
    check_dense<T>("dense_forward", X, W, b);
    RowMajorMatrix<T> Y(X.rows(), W.cols());
    for (Index i = 0; i < X.rows(); ++i)
        for (Index j = 0; j < W.cols(); ++j) {
            Y(i, j) = b(j);
            for (Index k = 0; k < X.cols(); ++k) Y(i, j) += X(i, k) * W(k, j);
        }
    return Y;
}

/// Every product Xᵢₖ Wₖⱼ stands in one entry Yᵢⱼ: it passes dL_dYᵢⱼ on to both of its factors.
template <class T>
DenseGradients<T> dense_backward(Rows<T> X, Rows<T> W, Rows<T> dL_dY) {
    check_dense_backward<T>("dense_backward", X, W, dL_dY);
    DenseGradients<T> dL{RowMajorMatrix<T>::Zero(X.rows(), X.cols()),
                         RowMajorMatrix<T>::Zero(W.rows(), W.cols()), Column<T>::Zero(W.cols())};
    for (Index i = 0; i < X.rows(); ++i)
        for (Index j = 0; j < W.cols(); ++j) {
            dL.b(j) += dL_dY(i, j);
            for (Index k = 0; k < X.cols(); ++k) {
                dL.X(i, k) += dL_dY(i, j) * W(k, j);
                dL.W(k, j) += dL_dY(i, j) * X(i, k);
            }
        }
    return dL;
}

template <class T>
RowMajorMatrix<T> relu(Rows<T> X) {
    RowMajorMatrix<T> Y = X;
    for (Index i = 0; i < Y.size(); ++i)
        if (Y.data()[i] < 0) Y.data()[i] = 0;
    return Y;
}

template <class T>
RowMajorMatrix<T> relu_backward(Rows<T> X, Rows<T> dL_dY) {
    check_relu_backward<T>("relu_backward", X, dL_dY);
    RowMajorMatrix<T> dL_dX(X.rows(), X.cols());
    for (Index i = 0; i < X.rows(); ++i)
        for (Index j = 0; j < X.cols(); ++j) dL_dX(i, j) = X(i, j) > 0 ? dL_dY(i, j) : 0;
    return dL_dX;
}

/// With m the row's largest logit and s = Σⱼ exp(zⱼ − m): the loss of a row is log s − (z_y − m),
/// and its gradient is exp(zⱼ − m) / s, less 1 at the label.
template <class T>
LossAndGradient<T> softmax_cross_entropy(Rows<T> logits, LabelsView labels) {
    check_softmax_cross_entropy<T>("softmax_cross_entropy", logits, labels);
    const Index n = logits.rows(), k = logits.cols();
    LossAndGradient<T> result{0, RowMajorMatrix<T>(n, k)};
    for (Index i = 0; i < n; ++i) {
        T largest = logits(i, 0);
        for (Index j = 1; j < k; ++j) largest = std::max(largest, logits(i, j));
        T sum = 0;
        for (Index j = 0; j < k; ++j) sum += std::exp(logits(i, j) - largest);

        const T loss = std::log(sum) - (logits(i, labels(i)) - largest);
        result.loss += loss / static_cast<T>(n);
        for (Index j = 0; j < k; ++j) {
            const T probability = std::exp(logits(i, j) - largest) / sum;
            result.gradient(i, j) = (probability - (j == labels(i))) / static_cast<T>(n);
        }
    }
    return result;
}

/// The logits of the rows of X.
template <class T>
RowMajorMatrix<T> mlp_logits(const Mlp<T>& model, Rows<T> X) {
    check_mlp<T>("mlp_logits", model, X);
    RowMajorMatrix<T> out = X;
    for (std::size_t l = 0; l < model.layers.size(); ++l)
        out = dense_forward<T>(l == 0 ? out : relu<T>(out), model.layers[l].W, model.layers[l].b);
    return out;
}

template <class T>
MlpGradients<T> mlp_gradients(const Mlp<T>& model, Rows<T> X, LabelsView labels) {
    check_mlp_gradients<T>("mlp_gradients", model, X, labels);
    // Forwards: what every layer was given is needed again on the way back.
    std::vector<RowMajorMatrix<T>> inputs; // of each layer
    std::vector<RowMajorMatrix<T>> Z;      // its outputs, before the ReLU
    for (const auto& [W, b] : model.layers) {
        inputs.push_back(Z.empty() ? RowMajorMatrix<T>(X) : relu<T>(Z.back()));
        Z.push_back(dense_forward<T>(inputs.back(), W, b));
    }

    auto [loss, dL_dZ] = softmax_cross_entropy<T>(Z.back(), labels);
    MlpGradients<T> dL{loss, std::vector<Dense<T>>(model.layers.size())};
    for (std::size_t l = model.layers.size(); l-- > 0;) {
        const auto dense = dense_backward<T>(inputs[l], model.layers[l].W, dL_dZ);
        dL.layers[l] = {dense.W, dense.b};
        if (l > 0) dL_dZ = relu_backward<T>(Z[l - 1], dense.X);
    }
    return dL;
}

} // namespace mlcore::backprop::naive
