// What every variant demands of its inputs, so that all refuse the same ones with the same words.
#pragma once

#include "mlcore/foundations/optimizers/interface.hpp"

#include <cmath>
#include <string>

namespace mlcore::optimizers::detail {

// The message is written only where it is thrown: a step in place allocates nothing.

inline void check_learning_rate(const char* function, double learning_rate) {
    if (!(std::isfinite(learning_rate) && learning_rate >= 0))
        check_value(function, false,
                    "learning_rate is " + std::to_string(learning_rate) +
                        ", it must not be negative");
}

/// Of a factor by which something is kept: NaN is outside too.
inline void check_fraction(const char* function, const char* name, double value) {
    if (!(value >= 0 && value < 1))
        check_value(function, false,
                    std::string(name) + " is " + std::to_string(value) + ", it must be in [0, 1)");
}

inline void check_options(const char* function, const MomentumOptions& options) {
    check_learning_rate(function, options.learning_rate);
    check_fraction(function, "momentum", options.momentum);
}

inline void check_options(const char* function, const AdamOptions& options) {
    check_learning_rate(function, options.learning_rate);
    check_fraction(function, "beta1", options.beta1);
    check_fraction(function, "beta2", options.beta2);
    if (!(std::isfinite(options.epsilon) && options.epsilon > 0))
        check_value(function, false,
                    "epsilon is " + std::to_string(options.epsilon) + ", it must be positive");
}

inline AdamOptions without_decay(const AdamWOptions& options) {
    return {options.learning_rate, options.beta1, options.beta2, options.epsilon};
}

inline void check_options(const char* function, const AdamWOptions& options) {
    check_options(function, without_decay(options));
    if (!(std::isfinite(options.weight_decay) && options.weight_decay >= 0))
        check_value(function, false,
                    "weight_decay is " + std::to_string(options.weight_decay) +
                        ", it must not be negative");
}

inline void check_step(const char* function, int step) {
    if (step < 1)
        check_value(function, false,
                    "step is " + std::to_string(step) + ", the first step is number 1");
}

/// Everything that belongs to n parameters has n entries.
inline void check_sizes(const char* function, Index parameters, const char* name, Index size) {
    check_same_size(function, "parameters", parameters, name, size);
}

template <class T>
void check_update(const char* function, Read<T> parameters, Read<T> velocity, Read<T> gradient,
                  const MomentumOptions& options) {
    check_sizes(function, parameters.size(), "velocity", velocity.size());
    check_sizes(function, parameters.size(), "gradient", gradient.size());
    check_options(function, options);
}

template <class T, class Options>
void check_update(const char* function, Read<T> parameters, Read<T> first_moment,
                  Read<T> second_moment, Read<T> gradient, int step, const Options& options) {
    check_sizes(function, parameters.size(), "first_moment", first_moment.size());
    check_sizes(function, parameters.size(), "second_moment", second_moment.size());
    check_sizes(function, parameters.size(), "gradient", gradient.size());
    check_step(function, step);
    check_options(function, options);
}

// What the functions check beyond what the updates in place do, which speak of themselves by
// another name.

inline void check_step_of(const char* function, const MomentumState& state, VectorView gradient,
                          const MomentumOptions& options) {
    check_update<double>(function, state.parameters, state.velocity, gradient, options);
    check_finite(function, "gradient", gradient);
}

template <class Options>
void check_step_of(const char* function, const AdamState& state, VectorView gradient,
                   const Options& options) {
    check_value(function, state.step >= 0,
                "step is " + std::to_string(state.step) + ", it must not be negative");
    check_update<double>(function, state.parameters, state.first_moment, state.second_moment,
                         gradient, state.step + 1, options);
    check_finite(function, "gradient", gradient);
}

} // namespace mlcore::optimizers::detail
