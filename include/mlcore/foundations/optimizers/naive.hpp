// One loop over the parameters per formula. The functions copy the state and update the copy.
#pragma once

#include "mlcore/foundations/optimizers/checks.hpp"
#include "mlcore/foundations/optimizers/interface.hpp"

#include <cmath>
#include <numbers>

namespace mlcore::optimizers::naive {

inline SgdStep sgd_step;
inline MomentumStep momentum_step;
inline AdamStep adam_step;
inline AdamWStep adamw_step;
inline CosineSchedule cosine_schedule;

template <class T>
void sgd_update(Updated<T> parameters, Read<T> gradient, double learning_rate) {
    detail::check_sizes("sgd_update", parameters.size(), "gradient", gradient.size());
    detail::check_learning_rate("sgd_update", learning_rate);
    const auto rate = static_cast<T>(learning_rate);
    for (Index i = 0; i < parameters.size(); ++i) parameters(i) -= rate * gradient(i);
}

template <class T>
void momentum_update(Updated<T> parameters, Updated<T> velocity, Read<T> gradient,
                     const MomentumOptions& options) {
    detail::check_update<T>("momentum_update", parameters, velocity, gradient, options);
    const auto rate = static_cast<T>(options.learning_rate);
    const auto momentum = static_cast<T>(options.momentum);
    for (Index i = 0; i < parameters.size(); ++i) {
        velocity(i) = momentum * velocity(i) + gradient(i);
        parameters(i) -= rate * velocity(i);
    }
}

template <class T>
void adam_update(Updated<T> parameters, Updated<T> first_moment, Updated<T> second_moment,
                 Read<T> gradient, int step, const AdamOptions& options) {
    detail::check_update<T>("adam_update", parameters, first_moment, second_moment, gradient, step,
                            options);
    const auto rate = static_cast<T>(options.learning_rate);
    const auto epsilon = static_cast<T>(options.epsilon);
    const auto keep1 = static_cast<T>(options.beta1), take1 = static_cast<T>(1 - options.beta1);
    const auto keep2 = static_cast<T>(options.beta2), take2 = static_cast<T>(1 - options.beta2);
    // Both moments start at 0: after t steps their weights sum to 1 − βᵗ, not to 1.
    const auto weight1 = static_cast<T>(1 - std::pow(options.beta1, step));
    const auto weight2 = static_cast<T>(1 - std::pow(options.beta2, step));
    for (Index i = 0; i < parameters.size(); ++i) {
        const T g = gradient(i);
        first_moment(i) = keep1 * first_moment(i) + take1 * g;
        second_moment(i) = keep2 * second_moment(i) + take2 * g * g;
        const T mean = first_moment(i) / weight1;
        const T mean_square = second_moment(i) / weight2;
        parameters(i) -= rate * mean / (std::sqrt(mean_square) + epsilon);
    }
}

template <class T>
void adamw_update(Updated<T> parameters, Updated<T> first_moment, Updated<T> second_moment,
                  Read<T> gradient, int step, const AdamWOptions& options) {
    detail::check_update<T>("adamw_update", parameters, first_moment, second_moment, gradient, step,
                            options);
    const auto kept = static_cast<T>(1 - options.learning_rate * options.weight_decay);
    for (Index i = 0; i < parameters.size(); ++i) parameters(i) *= kept;
    naive::adam_update<T>(parameters, first_moment, second_moment, gradient, step,
                          detail::without_decay(options));
}

inline Vector sgd_step(VectorView parameters, VectorView gradient, double learning_rate) {
    check_same_size("sgd_step", "parameters", parameters.size(), "gradient", gradient.size());
    check_finite("sgd_step", "gradient", gradient);
    detail::check_learning_rate("sgd_step", learning_rate);
    Vector next = parameters;
    sgd_update<double>(next, gradient, learning_rate);
    return next;
}

/// The state one step later: a copy that `update` has moved. Other variants pass theirs.
template <class Update>
MomentumState next_state(const char* name, const MomentumState& state, VectorView gradient,
                         const MomentumOptions& options, Update update) {
    detail::check_step_of(name, state, gradient, options);
    MomentumState next = state;
    update(next.parameters, next.velocity, gradient, options);
    return next;
}

/// The same of Adam and of AdamW, which count their steps.
template <class Options, class Update>
AdamState next_state(const char* name, const AdamState& state, VectorView gradient,
                     const Options& options, Update update) {
    detail::check_step_of(name, state, gradient, options);
    AdamState next = state;
    ++next.step;
    update(next.parameters, next.first_moment, next.second_moment, gradient, next.step, options);
    return next;
}

inline MomentumState momentum_step(const MomentumState& state, VectorView gradient,
                                   const MomentumOptions& options) {
    return next_state("momentum_step", state, gradient, options, momentum_update<double>);
}

inline AdamState adam_step(const AdamState& state, VectorView gradient,
                           const AdamOptions& options) {
    return next_state("adam_step", state, gradient, options, adam_update<double>);
}

inline AdamState adamw_step(const AdamState& state, VectorView gradient,
                            const AdamWOptions& options) {
    return next_state("adamw_step", state, gradient, options, adamw_update<double>);
}

inline double cosine_schedule(int step, const ScheduleOptions& options) {
    check_schedule("cosine_schedule", step, options);
    const auto [peak, floor, warmup, total] = options;
    if (step < warmup) return peak * step / warmup;
    if (step >= total) return floor;
    const double progress = static_cast<double>(step - warmup) / (total - warmup);
    return floor + (peak - floor) * (1 + std::cos(std::numbers::pi * progress)) / 2;
}

} // namespace mlcore::optimizers::naive
