// Optimizers and a learning-rate schedule: mlcore::optimizers::sgd_step, momentum_step, adam_step,
// adamw_step, cosine_schedule, and the same steps in place for large models.
//
//     auto state = optimizers::initial_adam_state(w);
//     for (int step = 1; step <= 1000; ++step)
//         state = optimizers::adamw_step(state, gradient(state.parameters),
//             {.learning_rate = optimizers::cosine_schedule(step, {.warmup_steps = 100})});
//
//     optimizers::adamw_update<float>(w, m, s, g, step, options); // 10 million floats, no copy
#pragma once

#include "mlcore/core/variants.hpp"
#include "mlcore/foundations/optimizers/interface.hpp"
#include "mlcore/foundations/optimizers/naive.hpp"
#include "mlcore/foundations/optimizers/vectorized.hpp"

namespace mlcore::optimizers {

inline const Variants<SgdStep> sgd_step_variants{{"naive", naive::sgd_step},
                                                 {"vectorized", vectorized::sgd_step}};
inline const Variants<MomentumStep> momentum_step_variants{
    {"naive", naive::momentum_step}, {"vectorized", vectorized::momentum_step}};
inline const Variants<AdamStep> adam_step_variants{{"naive", naive::adam_step},
                                                   {"vectorized", vectorized::adam_step}};
inline const Variants<AdamWStep> adamw_step_variants{{"naive", naive::adamw_step},
                                                     {"vectorized", vectorized::adamw_step}};
inline const Variants<CosineSchedule> cosine_schedule_variants{{"naive", naive::cosine_schedule}};

template <class T>
inline const Variants<SgdUpdate<T>> sgd_update_variants{{"naive", naive::sgd_update<T>},
                                                        {"vectorized", vectorized::sgd_update<T>}};
template <class T>
inline const Variants<MomentumUpdate<T>> momentum_update_variants{
    {"naive", naive::momentum_update<T>}, {"vectorized", vectorized::momentum_update<T>}};
template <class T>
inline const Variants<AdamUpdate<T>> adam_update_variants{
    {"naive", naive::adam_update<T>}, {"vectorized", vectorized::adam_update<T>}};
template <class T>
inline const Variants<AdamWUpdate<T>> adamw_update_variants{
    {"naive", naive::adamw_update<T>}, {"vectorized", vectorized::adamw_update<T>}};

using vectorized::adam_step;
using vectorized::adam_update;
using vectorized::adamw_step;
using vectorized::adamw_update;
using vectorized::cosine_schedule;
using vectorized::momentum_step;
using vectorized::momentum_update;
using vectorized::sgd_step;
using vectorized::sgd_update;

} // namespace mlcore::optimizers
