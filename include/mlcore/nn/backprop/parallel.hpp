// What changed against vectorized: the blocks of every product are shared out among the threads,
// and so are the rows of the loss. No two threads write to the same entry, and every sum is added
// up in the same order whatever the number of threads.
//
// Expected gain: the number of cores for batches of some hundred rows and layers of some hundred
// columns; small products stay on one thread, because starting several takes some microseconds.
// Without OpenMP these are serial loops.
#pragma once

#include "mlcore/nn/backprop/blocks.hpp"
#include "mlcore/nn/backprop/interface.hpp"
#include "mlcore/nn/backprop/workspace.hpp"

namespace mlcore::backprop::parallel {

template <class T>
RowMajorMatrix<T> dense_forward(Rows<T> X, Rows<T> W, Columns<T> b) {
    check_dense<T>("dense_forward", X, W, b);
    RowMajorMatrix<T> Y(X.rows(), W.cols());
    blocks::dense_forward<T>(X, W, b, blocks::Activation::none, Y, Threads::all);
    return Y;
}

template <class T>
DenseGradients<T> dense_backward(Rows<T> X, Rows<T> W, Rows<T> dL_dY) {
    check_dense_backward<T>("dense_backward", X, W, dL_dY);
    DenseGradients<T> dL{RowMajorMatrix<T>(X.rows(), X.cols()),
                         RowMajorMatrix<T>(W.rows(), W.cols()), Column<T>(W.cols())};
    blocks::dense_parameters_backward<T>(X, dL_dY, dL.W, dL.b, Write::assign, Threads::all);
    blocks::dense_input_backward<T>(W, dL_dY, dL.X, Write::assign, Threads::all);
    return dL;
}

template <class T>
LossAndGradient<T> softmax_cross_entropy(Rows<T> logits, LabelsView labels) {
    check_softmax_cross_entropy<T>("softmax_cross_entropy", logits, labels);
    LossAndGradient<T> result{0, RowMajorMatrix<T>(logits.rows(), logits.cols())};
    result.loss = blocks::softmax_cross_entropy<T>(logits, labels, result.gradient, Threads::all);
    return result;
}

template <class T>
RowMajorMatrix<T> mlp_logits(const Mlp<T>& model, Rows<T> X) {
    check_mlp<T>("mlp_logits", model, X);
    MlpWorkspace<T> room;
    return blocks::mlp_forward<T>(model, X, room, Threads::all);
}

template <class T>
MlpGradients<T> mlp_gradients(const Mlp<T>& model, Rows<T> X, LabelsView labels) {
    check_mlp_gradients<T>("mlp_gradients", model, X, labels);
    MlpWorkspace<T> room;
    MlpGradients<T> dL;
    blocks::mlp_gradients<T>(model, X, labels, room, dL, Threads::all);
    return dL;
}

} // namespace mlcore::backprop::parallel
