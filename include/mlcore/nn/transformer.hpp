// A GPT-2-style transformer: mlcore::transformer::gelu, feed_forward, block, gpt_logits, generate
// and loss_and_gradient, for float and double; Trainer (trainer.hpp) to train one in buffers,
// Decoder (decoder.hpp) to read and write a text token by token; save and load by model_file.hpp.
//
//     auto model = transformer::initial_model({.vocabulary = 65, .context = 128}, 7);
//     transformer::Trainer trainer(model, {.batch = 16, .length = 128});
//     for (…) trainer.adamw_step(tokens, targets, {.learning_rate = 3e-4});
//     const Labels text = transformer::generate(trainer.model(), prompt, 100, {.top_k = 20}, 7);
#pragma once

#include "mlcore/core/model_file.hpp"
#include "mlcore/core/variants.hpp"
#include "mlcore/nn/transformer/interface.hpp"
#include "mlcore/nn/transformer/naive.hpp"
#include "mlcore/nn/transformer/naive_backward.hpp"
#include "mlcore/nn/transformer/parallel.hpp"
#include "mlcore/nn/transformer/vectorized.hpp"

#include <cstdint>
#include <ostream>

namespace mlcore::transformer {

template <class T>
inline const Variants<GeluFn<T>> gelu_variants{{"naive", naive::gelu<T>},
                                               {"vectorized", vectorized::gelu<T>}};
template <class T>
inline const Variants<FeedForwardFn<T>> feed_forward_variants{
    {"naive", naive::feed_forward<T>}, {"vectorized", vectorized::feed_forward<T>}};
template <class T>
inline const Variants<BlockFn<T>> block_variants{{"naive", naive::block<T>},
                                                 {"vectorized", vectorized::block<T>}};
template <class T>
inline const Variants<GptLogitsFn<T>> gpt_logits_variants{{"naive", naive::gpt_logits<T>},
                                                          {"vectorized", vectorized::gpt_logits<T>},
                                                          {"parallel", parallel::gpt_logits<T>}};
template <class T>
inline const Variants<GenerateFn<T>> generate_variants{{"naive", naive::generate<T>},
                                                       {"vectorized", vectorized::generate<T>}};
template <class T>
inline const Variants<LossAndGradientFn<T>> loss_and_gradient_variants{
    {"naive", naive::loss_and_gradient<T>},
    {"vectorized", vectorized::loss_and_gradient<T>},
    {"parallel", parallel::loss_and_gradient<T>}};

using parallel::gpt_logits;
using parallel::loss_and_gradient;
using vectorized::block;
using vectorized::feed_forward;
using vectorized::gelu;
using vectorized::generate;

/// The same with `count` uniforms drawn from `seed`.
template <class T>
Labels generate(const Model<T>& model, LabelsView prompt, Index count,
                const SamplingOptions& options, std::uint64_t seed) {
    check_value("generate", count >= 0,
                "count is " + std::to_string(count) + ", it must not be negative");
    Random random(seed);
    Vector uniforms(count);
    for (double& u : uniforms) u = random.uniform();
    return vectorized::generate(model, prompt, uniforms, options);
}

/// "transformer: 4 blocks of 8 heads, width 256, hidden 1024, vocabulary 65, context 128; 3208960
/// parameters"
template <class T>
std::ostream& operator<<(std::ostream& out, const Model<T>& model) {
    const Shape n = shape_of(model);
    return out << "transformer: " << n.depth << " blocks of " << n.heads << " heads, width "
               << n.width << ", hidden " << n.hidden << ", vocabulary " << n.vocabulary
               << ", context " << n.context << "; " << Parts<T>::size(n) << " parameters";
}

} // namespace mlcore::transformer
