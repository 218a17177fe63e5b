// What changed against vectorized: the rows of the batch, attention's heads, and the rows of every
// weight's gradient are spread over threads (workers.hpp). Expected gain: near the number of cores
// for a batch of some hundred positions a thread; a weight matrix is packed once by every thread.
#pragma once

#include "mlcore/nn/transformer/vectorized.hpp"

namespace mlcore::transformer::parallel {

template <class T>
Tensor<T, 3> gpt_logits(const Tokens& tokens, const Model<T>& model) {
    check_tokens("gpt_logits", tokens, model);
    Trainer<T> trainer(model, {extent(tokens, 0), extent(tokens, 1), 0});
    return trainer.logits(tokens);
}

template <class T>
LossAndGradient<T> loss_and_gradient(const Tokens& tokens, const Tokens& targets,
                                     const Model<T>& model) {
    return vectorized::loss_and_gradient_with(0, tokens, targets, model);
}

} // namespace mlcore::transformer::parallel
