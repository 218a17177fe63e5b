// What people get wrong about adam_step and adamw_step.
#pragma once

#include <mlcore/foundations/optimizers/naive.hpp>
#include <mlcore/grading/cases.hpp>

#include <cmath>

namespace mlcore::mistakes {
using namespace mlcore::optimizers;

namespace detail {

/// One parameter and what belongs to it, on the way through a step.
struct Entry {
    double& w;
    double& m;
    double& s;
    double g;
};

/// A step of Adam of one's own: `change` is told every entry and t.
template <class Change>
AdamState adam_with(const AdamState& state, VectorView gradient, const AdamOptions& options,
                    Change&& change) {
    using mlcore::optimizers::detail::check_step_of;
    check_step_of("adam_step", state, gradient, options);
    AdamState next = state;
    ++next.step;
    for (Index i = 0; i < gradient.size(); ++i)
        change(Entry{next.parameters(i), next.first_moment(i), next.second_moment(i), gradient(i)},
               next.step);
    return next;
}

/// The two lines that most mistakes leave as they are.
inline void update_moments(Entry x, const AdamOptions& o) {
    x.m = o.beta1 * x.m + (1 - o.beta1) * x.g;
    x.s = o.beta2 * x.s + (1 - o.beta2) * x.g * x.g;
}

/// Right moments, a parameter that moves by −η·direction(m, s, 1 − β₁ᵗ, 1 − β₂ᵗ).
template <class Direction>
AdamState adam_moving(const AdamState& state, VectorView gradient, const AdamOptions& o,
                      Direction&& direction, int shift_of_t = 0) {
    return adam_with(state, gradient, o, [&](Entry x, int t) {
        update_moments(x, o);
        x.w -= o.learning_rate * direction(x.m, x.s, 1 - std::pow(o.beta1, t + shift_of_t),
                                           1 - std::pow(o.beta2, t + shift_of_t));
    });
}

} // namespace detail

inline const grading::Mistakes<AdamStep> adam_step{
    {"no_bias_correction",
     "You use the moments as they are stored. They start at 0 and are too small at first: divide "
     "them by 1 − β₁ᵗ and 1 − β₂ᵗ.",
     [](const AdamState& state, VectorView gradient, const AdamOptions& o) {
         return detail::adam_moving(state, gradient, o, [&](double m, double s, double, double) {
             return m / (std::sqrt(s) + o.epsilon);
         });
     }},
    {"second_moment_not_corrected",
     "You correct the first moment and not the second: s has to be divided by 1 − β₂ᵗ too.",
     [](const AdamState& state, VectorView gradient, const AdamOptions& o) {
         return detail::adam_moving(state, gradient, o, [&](double m, double s, double c, double) {
             return m / c / (std::sqrt(s) + o.epsilon);
         });
     }},
    {"first_moment_not_corrected",
     "You correct the second moment and not the first: m has to be divided by 1 − β₁ᵗ too.",
     [](const AdamState& state, VectorView gradient, const AdamOptions& o) {
         return detail::adam_moving(state, gradient, o, [&](double m, double s, double, double c) {
             return m / (std::sqrt(s / c) + o.epsilon);
         });
     }},
    {"correction_from_t_minus_1",
     "You correct with the number of steps taken before this one, so the first step divides by "
     "1 − β⁰ = 0. This step counts: t = state.step + 1.",
     [](const AdamState& state, VectorView gradient, const AdamOptions& o) {
         return detail::adam_moving(
             state, gradient, o,
             [&](double m, double s, double c1, double c2) {
                 return m / c1 / (std::sqrt(s / c2) + o.epsilon);
             },
             -1);
     }},
    {"correction_from_t_plus_1",
     "You count this step twice: the first step is corrected with t = 1, that is state.step + 1.",
     [](const AdamState& state, VectorView gradient, const AdamOptions& o) {
         return detail::adam_moving(
             state, gradient, o,
             [&](double m, double s, double c1, double c2) {
                 return m / c1 / (std::sqrt(s / c2) + o.epsilon);
             },
             1);
     }},
    {"epsilon_inside_the_root", "You take the root of ŝ + ε. ε is added after the root: √ŝ + ε.",
     [](const AdamState& state, VectorView gradient, const AdamOptions& o) {
         return detail::adam_moving(state, gradient, o,
                                    [&](double m, double s, double c1, double c2) {
                                        return m / c1 / std::sqrt(s / c2 + o.epsilon);
                                    });
     }},
    {"epsilon_before_the_correction",
     "You add ε to √s before it is corrected, so that in the first steps ε weighs too much. "
     "Correct "
     "first: √ŝ + ε.",
     [](const AdamState& state, VectorView gradient, const AdamOptions& o) {
         return detail::adam_moving(state, gradient, o,
                                    [&](double m, double s, double c1, double c2) {
                                        return m / c1 * std::sqrt(c2) / (std::sqrt(s) + o.epsilon);
                                    });
     }},
    {"root_forgotten", "You divide by ŝ. Its root has the unit of a gradient: divide by √ŝ + ε.",
     [](const AdamState& state, VectorView gradient, const AdamOptions& o) {
         return detail::adam_moving(state, gradient, o,
                                    [&](double m, double s, double c1, double c2) {
                                        return m / c1 / (s / c2 + o.epsilon);
                                    });
     }},
    {"gradient_not_squared",
     "Your second moment averages the gradients themselves, and its root may not exist. It "
     "averages "
     "their squares.",
     [](const AdamState& state, VectorView gradient, const AdamOptions& o) {
         return detail::adam_with(state, gradient, o, [&](detail::Entry x, int t) {
             x.m = o.beta1 * x.m + (1 - o.beta1) * x.g;
             x.s = o.beta2 * x.s + (1 - o.beta2) * x.g;
             x.w -= o.learning_rate * x.m / (1 - std::pow(o.beta1, t)) /
                    (std::sqrt(x.s / (1 - std::pow(o.beta2, t))) + o.epsilon);
         });
     }},
    {"betas_swapped",
     "You use β₂ for the mean of the gradients and β₁ for that of their squares: it is the other "
     "way round.",
     [](const AdamState& state, VectorView gradient, const AdamOptions& o) {
         return naive::adam_step(state, gradient, {o.learning_rate, o.beta2, o.beta1, o.epsilon});
     }},
    {"gradient_added_whole",
     "You add the whole gradient to the moments. They are running means: the new value has the "
     "weight 1 − β.",
     [](const AdamState& state, VectorView gradient, const AdamOptions& o) {
         return detail::adam_with(state, gradient, o, [&](detail::Entry x, int t) {
             x.m = o.beta1 * x.m + x.g;
             x.s = o.beta2 * x.s + x.g * x.g;
             x.w -= o.learning_rate * x.m / (1 - std::pow(o.beta1, t)) /
                    (std::sqrt(x.s / (1 - std::pow(o.beta2, t))) + o.epsilon);
         });
     }},
    {"weights_exchanged",
     "You give the weight β to the new gradient and 1 − β to the old mean. The mean is slow: β is "
     "what it keeps of itself.",
     [](const AdamState& state, VectorView gradient, const AdamOptions& o) {
         return detail::adam_with(state, gradient, o, [&](detail::Entry x, int t) {
             x.m = (1 - o.beta1) * x.m + o.beta1 * x.g;
             x.s = (1 - o.beta2) * x.s + o.beta2 * x.g * x.g;
             x.w -= o.learning_rate * x.m / (1 - std::pow(o.beta1, t)) /
                    (std::sqrt(x.s / (1 - std::pow(o.beta2, t))) + o.epsilon);
         });
     }},
    {"corrected_moments_stored",
     "The parameters are right for a first step, but you store the corrected moments. Corrected "
     "ones "
     "are for this step only: store m and s as they are.",
     [](const AdamState& state, VectorView gradient, const AdamOptions& o) {
         AdamState next = naive::adam_step(state, gradient, o);
         next.first_moment /= 1 - std::pow(o.beta1, next.step);
         next.second_moment /= 1 - std::pow(o.beta2, next.step);
         return next;
     }},
    {"moments_not_stored",
     "The parameters are right, but the state that you return has the old moments. The next step "
     "needs the new ones.",
     [](const AdamState& state, VectorView gradient, const AdamOptions& o) {
         AdamState next = state;
         const AdamState right = naive::adam_step(state, gradient, o);
         next.parameters = right.parameters;
         next.step = right.step;
         return next;
     }},
    {"step_not_counted",
     "Everything is right but the state's step: it has to be one more than before.",
     [](const AdamState& state, VectorView gradient, const AdamOptions& o) {
         AdamState next = naive::adam_step(state, gradient, o);
         next.step = state.step;
         return next;
     }},
    {"learning_rate_lost", "The learning rate is missing: move by η m̂ / (√ŝ + ε).",
     [](const AdamState& state, VectorView gradient, const AdamOptions& o) {
         return naive::adam_step(state, gradient, {1, o.beta1, o.beta2, o.epsilon});
     }},
    {"ascends", "You add the step, which climbs. To make the loss smaller, subtract it.",
     [](const AdamState& state, VectorView gradient, const AdamOptions& o) {
         AdamState next = naive::adam_step(state, gradient, o);
         next.parameters = 2 * state.parameters - next.parameters;
         return next;
     }},
};

namespace detail {

/// Adam's step from parameters and with a gradient of one's own.
inline AdamState adam_from(const AdamState& state, const Vector& parameters, const Vector& gradient,
                           const AdamWOptions& options) {
    AdamState start = state;
    start.parameters = parameters;
    return naive::adam_step(start, gradient, mlcore::optimizers::detail::without_decay(options));
}
inline void check_adamw(const AdamState& state, VectorView gradient, const AdamWOptions& options) {
    using mlcore::optimizers::detail::check_step_of;
    check_step_of("adamw_step", state, gradient, options);
}

} // namespace detail

inline const grading::Mistakes<AdamWStep> adamw_step{
    {"decay_in_the_gradient",
     "You add λ w to the gradient, as an L2 penalty would. Adam then divides it by √ŝ, and "
     "parameters with large gradients hardly decay. The W stands for keeping it out: "
     "w ← (1 − η λ) w.",
     [](const AdamState& state, VectorView gradient, const AdamWOptions& o) {
         detail::check_adamw(state, gradient, o);
         return detail::adam_from(state, state.parameters,
                                  gradient + o.weight_decay * state.parameters, o);
     }},
    {"decay_without_the_rate",
     "You shrink the parameters by λ. The decay is multiplied by the learning rate too: "
     "w ← (1 − η λ) w.",
     [](const AdamState& state, VectorView gradient, const AdamWOptions& o) {
         detail::check_adamw(state, gradient, o);
         return detail::adam_from(state, (1 - o.weight_decay) * state.parameters, gradient, o);
     }},
    {"no_decay", "Your parameters do not decay: w ← (1 − η λ) w comes before Adam's step.",
     [](const AdamState& state, VectorView gradient, const AdamWOptions& o) {
         detail::check_adamw(state, gradient, o);
         return detail::adam_from(state, state.parameters, gradient, o);
     }},
    {"decay_after_the_step",
     "You let the parameters decay after Adam's step, so the step decays as well. Decay comes "
     "first, "
     "or is taken from the old parameters.",
     [](const AdamState& state, VectorView gradient, const AdamWOptions& o) {
         detail::check_adamw(state, gradient, o);
         AdamState next = detail::adam_from(state, state.parameters, gradient, o);
         next.parameters *= 1 - o.learning_rate * o.weight_decay;
         return next;
     }},
    {"grows", "Your parameters grow: the decay is subtracted, w ← (1 − η λ) w.",
     [](const AdamState& state, VectorView gradient, const AdamWOptions& o) {
         detail::check_adamw(state, gradient, o);
         return detail::adam_from(state, (1 + o.learning_rate * o.weight_decay) * state.parameters,
                                  gradient, o);
     }},
    {"only_the_decay_is_kept",
     "You multiply the parameters by η λ. That is what they lose: they keep 1 − η λ.",
     [](const AdamState& state, VectorView gradient, const AdamWOptions& o) {
         detail::check_adamw(state, gradient, o);
         return detail::adam_from(state, o.learning_rate * o.weight_decay * state.parameters,
                                  gradient, o);
     }},
};

} // namespace mlcore::mistakes
