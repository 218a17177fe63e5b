// What changed against naive: whole SIMD registers of parameters at once, also through the square
// root and the division (a compiler leaves std::sqrt scalar, as it may have to set errno). What the
// formulas need several loops for is done block by block: a block's parameters, moments and
// gradients stay in the first-level cache, so each crosses memory once. Divisions by constants have
// become multiplications. Expected gain for Adam and AdamW: a register's width in the cache; beyond
// it memory is the limit, 28 bytes per parameter of float. SGD and momentum gain nothing where the
// compiler vectorizes naive's loop by itself (-O3).
//
// A function from state to state spends much of its time on the copy: for large models use the
// updates in place.
#pragma once

#include "mlcore/foundations/optimizers/checks.hpp"
#include "mlcore/foundations/optimizers/interface.hpp"
#include "mlcore/foundations/optimizers/naive.hpp"

#include <algorithm>
#include <cmath>

namespace mlcore::optimizers::vectorized {

inline SgdStep sgd_step;
inline MomentumStep momentum_step;
inline AdamStep adam_step;
inline AdamWStep adamw_step;
using naive::cosine_schedule; // one number: nothing to do side by side

/// Calls body(first, count) for blocks of n entries: four arrays of this many doubles fill 32 KB.
template <class Body>
void for_each_block(Index n, Body&& body) {
    constexpr Index block = 1024;
    for (Index first = 0; first < n; first += block) body(first, std::min(block, n - first));
}

template <class T>
void sgd_update(Updated<T> parameters, Read<T> gradient, double learning_rate) {
    detail::check_sizes("sgd_update", parameters.size(), "gradient", gradient.size());
    detail::check_learning_rate("sgd_update", learning_rate);
    parameters -= static_cast<T>(learning_rate) * gradient;
}

template <class T>
void momentum_update(Updated<T> parameters, Updated<T> velocity, Read<T> gradient,
                     const MomentumOptions& options) {
    detail::check_update<T>("momentum_update", parameters, velocity, gradient, options);
    const auto rate = static_cast<T>(options.learning_rate);
    const auto momentum = static_cast<T>(options.momentum);
    for_each_block(parameters.size(), [&](Index first, Index count) {
        auto v = velocity.segment(first, count);
        v = momentum * v + gradient.segment(first, count);
        parameters.segment(first, count) -= rate * v;
    });
}

/// Adam's step on parameters that are first multiplied by `kept`; the arguments are checked.
template <class T>
void adam_blocks(Updated<T> parameters, Updated<T> first_moment, Updated<T> second_moment,
                 Read<T> gradient, int step, const AdamOptions& options, T kept) {
    const auto keep1 = static_cast<T>(options.beta1), take1 = static_cast<T>(1 - options.beta1);
    const auto keep2 = static_cast<T>(options.beta2), take2 = static_cast<T>(1 - options.beta2);
    // η m̂ / (√ŝ + ε) = rate · m / (scale · √s + ε)
    const auto rate = static_cast<T>(options.learning_rate / (1 - std::pow(options.beta1, step)));
    const auto scale = static_cast<T>(1 / std::sqrt(1 - std::pow(options.beta2, step)));
    const auto epsilon = static_cast<T>(options.epsilon);
    for_each_block(parameters.size(), [&](Index first, Index count) {
        const auto g = gradient.segment(first, count).array();
        auto m = first_moment.segment(first, count).array();
        auto s = second_moment.segment(first, count).array();
        auto w = parameters.segment(first, count).array();
        m = keep1 * m + take1 * g;
        s = keep2 * s + take2 * g.square();
        w = kept * w - rate * m / (scale * s.sqrt() + epsilon);
    });
}

template <class T>
void adam_update(Updated<T> parameters, Updated<T> first_moment, Updated<T> second_moment,
                 Read<T> gradient, int step, const AdamOptions& options) {
    detail::check_update<T>("adam_update", parameters, first_moment, second_moment, gradient, step,
                            options);
    adam_blocks<T>(parameters, first_moment, second_moment, gradient, step, options, T(1));
}

template <class T>
void adamw_update(Updated<T> parameters, Updated<T> first_moment, Updated<T> second_moment,
                  Read<T> gradient, int step, const AdamWOptions& options) {
    detail::check_update<T>("adamw_update", parameters, first_moment, second_moment, gradient, step,
                            options);
    adam_blocks<T>(parameters, first_moment, second_moment, gradient, step,
                   detail::without_decay(options),
                   static_cast<T>(1 - options.learning_rate * options.weight_decay));
}

inline Vector sgd_step(VectorView parameters, VectorView gradient, double learning_rate) {
    check_same_size("sgd_step", "parameters", parameters.size(), "gradient", gradient.size());
    check_finite("sgd_step", "gradient", gradient);
    detail::check_learning_rate("sgd_step", learning_rate);
    return parameters - learning_rate * gradient;
}

inline MomentumState momentum_step(const MomentumState& state, VectorView gradient,
                                   const MomentumOptions& options) {
    return naive::next_state("momentum_step", state, gradient, options, momentum_update<double>);
}

inline AdamState adam_step(const AdamState& state, VectorView gradient,
                           const AdamOptions& options) {
    return naive::next_state("adam_step", state, gradient, options, adam_update<double>);
}

inline AdamState adamw_step(const AdamState& state, VectorView gradient,
                            const AdamWOptions& options) {
    return naive::next_state("adamw_step", state, gradient, options, adamw_update<double>);
}

} // namespace mlcore::optimizers::vectorized
