// What people get wrong about sgd_step and momentum_step.
#pragma once

#include <mlcore/foundations/optimizers/naive.hpp>
#include <mlcore/grading/cases.hpp>

#include <algorithm>

namespace mlcore::mistakes {
using namespace mlcore::optimizers;

inline const grading::Mistakes<SgdStep> sgd_step{
    {"ascends", "You add the gradient, which climbs. To make the loss smaller, subtract it.",
     [](VectorView w, VectorView g, double rate) { return naive::sgd_step(w, -g, rate); }},
    {"learning_rate_lost",
     "You subtract the whole gradient. It gives the direction; multiply it by the learning rate.",
     [](VectorView w, VectorView g, double) { return naive::sgd_step(w, g, 1); }},
    {"step_returned", "You return the step −η g alone. Add it to the parameters.",
     [](VectorView w, VectorView g, double rate) -> Vector {
         return naive::sgd_step(w, g, rate) - w;
     }},
    {"divided_by_the_rate",
     "You divide the gradient by the learning rate. Multiply: a smaller rate is a smaller step.",
     [](VectorView w, VectorView g, double rate) { return naive::sgd_step(w, g, 1 / rate); }},
    {"gradient_normalised",
     "You divide the gradient by its length, so that every step is equally long. A plain step is "
     "shorter where the slope is.",
     [](VectorView w, VectorView g, double rate) {
         check_same_size("sgd_step", "parameters", w.size(), "gradient", g.size());
         return naive::sgd_step(w, g.norm() > 0 ? Vector(g / g.norm()) : Vector(g), rate);
     }},
    {"different_lengths_accepted",
     "You go as far as the shorter of the two vectors. A gradient with too many or too few entries "
     "belongs to other parameters: throw ShapeError.",
     [](VectorView w, VectorView g, double rate) {
         Vector next = w;
         for (Index i = 0; i < std::min(w.size(), g.size()); ++i) next(i) -= rate * g(i);
         return next;
     }},
};

namespace detail {

/// A step of momentum of one's own: `change` is told the parameters, the velocity and the gradient.
template <class Change>
MomentumState momentum_with(const MomentumState& state, VectorView gradient,
                            const MomentumOptions& options, Change&& change) {
    using mlcore::optimizers::detail::check_step_of;
    check_step_of("momentum_step", state, gradient, options);
    MomentumState next = state;
    change(next.parameters, next.velocity, Vector(gradient));
    return next;
}

} // namespace detail

inline const grading::Mistakes<MomentumStep> momentum_step{
    {"nesterov",
     "You look ahead: η·(g + μ v) is Nesterov's variant. Plain momentum moves by η v, with the new "
     "velocity.",
     [](const MomentumState& state, VectorView gradient, const MomentumOptions& o) {
         return detail::momentum_with(state, gradient, o, [&](auto& w, auto& v, const auto& g) {
             v = o.momentum * v + g;
             w -= o.learning_rate * (g + o.momentum * v);
         });
     }},
    {"dampened",
     "You take (1 − μ) of the gradient, so that the velocity is a mean of gradients. Here it is "
     "their sum: v ← μ v + g.",
     [](const MomentumState& state, VectorView gradient, const MomentumOptions& o) {
         return detail::momentum_with(state, gradient, o, [&](auto& w, auto& v, const auto& g) {
             v = o.momentum * v + (1 - o.momentum) * g;
             w -= o.learning_rate * v;
         });
     }},
    {"rate_inside_the_velocity",
     "You multiply the gradient by the learning rate before it enters the velocity. Then the "
     "stored "
     "velocity depends on old rates: v ← μ v + g, and the rate multiplies v when the parameters "
     "move.",
     [](const MomentumState& state, VectorView gradient, const MomentumOptions& o) {
         return detail::momentum_with(state, gradient, o, [&](auto& w, auto& v, const auto& g) {
             v = o.momentum * v + o.learning_rate * g;
             w -= v;
         });
     }},
    {"negative_velocity",
     "Your velocity points downhill, v ← μ v − η g, and you add it. Many books do; here, as in "
     "PyTorch, v ← μ v + g and w ← w − η v.",
     [](const MomentumState& state, VectorView gradient, const MomentumOptions& o) {
         return detail::momentum_with(state, gradient, o, [&](auto& w, auto& v, const auto& g) {
             v = o.momentum * v - o.learning_rate * g;
             w += v;
         });
     }},
    {"moved_by_the_old_velocity",
     "You move the parameters before you update the velocity. The new velocity moves them.",
     [](const MomentumState& state, VectorView gradient, const MomentumOptions& o) {
         return detail::momentum_with(state, gradient, o, [&](auto& w, auto& v, const auto& g) {
             w -= o.learning_rate * v;
             v = o.momentum * v + g;
         });
     }},
    {"moved_by_the_gradient",
     "You move the parameters by the gradient, and the velocity never acts. It is the velocity "
     "that "
     "moves them.",
     [](const MomentumState& state, VectorView gradient, const MomentumOptions& o) {
         return detail::momentum_with(state, gradient, o, [&](auto& w, auto& v, const auto& g) {
             v = o.momentum * v + g;
             w -= o.learning_rate * g;
         });
     }},
    {"velocity_not_stored",
     "The parameters are right, but the state that you return has the old velocity. The next step "
     "needs the new one.",
     [](const MomentumState& state, VectorView gradient, const MomentumOptions& o) {
         return detail::momentum_with(state, gradient, o, [&](auto& w, auto& v, const auto& g) {
             w -= o.learning_rate * (o.momentum * v + g);
         });
     }},
    {"velocity_kept_whole",
     "You add the gradient to the whole velocity: μ is what it keeps of itself, v ← μ v + g.",
     [](const MomentumState& state, VectorView gradient, const MomentumOptions& o) {
         return detail::momentum_with(state, gradient, o, [&](auto& w, auto& v, const auto& g) {
             v += g;
             w -= o.learning_rate * v;
         });
     }},
    {"momentum_on_the_gradient",
     "You multiply the gradient by μ. It belongs to the old velocity: v ← μ v + g.",
     [](const MomentumState& state, VectorView gradient, const MomentumOptions& o) {
         return detail::momentum_with(state, gradient, o, [&](auto& w, auto& v, const auto& g) {
             v += o.momentum * g;
             w -= o.learning_rate * v;
         });
     }},
    {"learning_rate_lost", "You subtract the whole velocity; multiply it by the learning rate.",
     [](const MomentumState& state, VectorView gradient, const MomentumOptions& o) {
         return naive::momentum_step(state, gradient, {.learning_rate = 1, .momentum = o.momentum});
     }},
};

} // namespace mlcore::mistakes
