// Softmax, entropy and their relatives: mlcore::information::log_sum_exp, softmax, entropy,
// cross_entropy, kl_divergence.
//
//     const Matrix p = information::softmax(logits);              // rows of probabilities
//     const double nats = information::kl_divergence(today, last_week);
#pragma once

#include "mlcore/core/variants.hpp"
#include "mlcore/foundations/information/interface.hpp"
#include "mlcore/foundations/information/naive.hpp"
#include "mlcore/foundations/information/vectorized.hpp"

namespace mlcore::information {

inline const Variants<LogSumExp> log_sum_exp_variants{{"naive", naive::log_sum_exp},
                                                      {"vectorized", vectorized::log_sum_exp}};
inline const Variants<Softmax> softmax_variants{{"naive", naive::softmax},
                                                {"vectorized", vectorized::softmax}};
inline const Variants<Entropy> entropy_variants{{"naive", naive::entropy},
                                                {"vectorized", vectorized::entropy}};
inline const Variants<CrossEntropy> cross_entropy_variants{
    {"naive", naive::cross_entropy}, {"vectorized", vectorized::cross_entropy}};
inline const Variants<KlDivergence> kl_divergence_variants{
    {"naive", naive::kl_divergence}, {"vectorized", vectorized::kl_divergence}};

using vectorized::cross_entropy;
using vectorized::entropy;
using vectorized::kl_divergence;
using vectorized::log_sum_exp;
using vectorized::softmax;

} // namespace mlcore::information
