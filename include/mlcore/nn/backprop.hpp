// A multilayer perceptron and its gradients: mlcore::backprop::dense_forward, dense_backward,
// relu_backward, softmax_cross_entropy, mlp_gradients, mlp_logits, for float and double; and
// mlp_gradients_into with a workspace, for training without allocations.
//
//     auto model = backprop::initial_mlp<float>({64, 32, 10}, 7);
//     const auto dL = backprop::mlp_gradients<float>(model, X, labels);       // loss, layers
//     backprop::for_each_parameter(
//         [](auto w, auto g) { optimizers::sgd_update<float>(w, g, 0.1); }, model, dL);
//     const auto logits = backprop::mlp_logits<float>(model, X);
#pragma once

#include "mlcore/core/variants.hpp"
#include "mlcore/nn/backprop/initial.hpp"
#include "mlcore/nn/backprop/interface.hpp"
#include "mlcore/nn/backprop/naive.hpp"
#include "mlcore/nn/backprop/parallel.hpp"
#include "mlcore/nn/backprop/vectorized.hpp"

namespace mlcore::backprop {

template <class T>
inline const Variants<DenseForwardFn<T>> dense_forward_variants{
    {"naive", naive::dense_forward<T>},
    {"vectorized", vectorized::dense_forward<T>},
    {"parallel", parallel::dense_forward<T>}};
template <class T>
inline const Variants<DenseBackwardFn<T>> dense_backward_variants{
    {"naive", naive::dense_backward<T>},
    {"vectorized", vectorized::dense_backward<T>},
    {"parallel", parallel::dense_backward<T>}};
template <class T>
inline const Variants<ReluBackwardFn<T>> relu_backward_variants{
    {"naive", naive::relu_backward<T>}, {"vectorized", vectorized::relu_backward<T>}};
template <class T>
inline const Variants<SoftmaxCrossEntropyFn<T>> softmax_cross_entropy_variants{
    {"naive", naive::softmax_cross_entropy<T>},
    {"vectorized", vectorized::softmax_cross_entropy<T>},
    {"parallel", parallel::softmax_cross_entropy<T>}};
template <class T>
inline const Variants<MlpLogitsFn<T>> mlp_logits_variants{{"naive", naive::mlp_logits<T>},
                                                          {"vectorized", vectorized::mlp_logits<T>},
                                                          {"parallel", parallel::mlp_logits<T>}};
template <class T>
inline const Variants<MlpGradientsFn<T>> mlp_gradients_variants{
    {"naive", naive::mlp_gradients<T>},
    {"vectorized", vectorized::mlp_gradients<T>},
    {"parallel", parallel::mlp_gradients<T>}};

using parallel::dense_backward;
using parallel::dense_forward;
using parallel::mlp_gradients;
using parallel::mlp_logits;
using parallel::softmax_cross_entropy;
using vectorized::relu_backward;

} // namespace mlcore::backprop
