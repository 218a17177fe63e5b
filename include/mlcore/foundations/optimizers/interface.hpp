// The steps with which models are trained: what to do with parameters w once the gradient g of the
// loss is known. η is the learning rate.
//
//     SGD        w ← w − η g
//     momentum   v ← μ v + g                          w ← w − η v
//     Adam       m ← β₁ m + (1 − β₁) g                m̂ = m / (1 − β₁ᵗ)
//                s ← β₂ s + (1 − β₂) g²               ŝ = s / (1 − β₂ᵗ)
//                w ← w − η m̂ / (√ŝ + ε)               t = 1 for the first step
//     AdamW      w ← (1 − η λ) w, then Adam's step
//     schedule   η(t) = peak · t/W                                          for t < W
//                       floor + (peak − floor) (1 + cos(π (t−W)/(T−W))) / 2  for W ≤ t < T
//                       floor                                               for t ≥ T
//
// Conventions are PyTorch's (torch.optim.SGD, Adam, AdamW): no dampening, ε outside the root, the
// decay multiplied by η and kept out of the moments. All squares and roots are entry by entry. The
// schedule is that of LinearLR followed by CosineAnnealingLR; counted from 1, as Adam counts, the
// first step is already taken with peak/W, not with 0.
//
// Source: Polyak (1964), Some methods of speeding up the convergence of iteration methods; Kingma
// and Ba (2015), Adam, algorithm 1; Loshchilov and Hutter (2019), Decoupled Weight Decay
// Regularization, algorithm 2, and (2017), SGDR, equation 5. Cost: one pass over n parameters and
// what belongs to them; memory for n numbers more with momentum, 2n with Adam.
#pragma once

#include "mlcore/core/shapes.hpp"
#include "mlcore/core/types.hpp"

#include <cmath>
#include <string>

namespace mlcore::optimizers {

// ---- states and options -------------------------------------------------------------------------

struct MomentumState {
    Vector parameters; ///< w
    Vector velocity;   ///< v, one entry for each parameter; zeros before the first step

    template <class Self, class Visitor>
    static void fields(Self& self, Visitor&& visit) {
        visit("parameters", self.parameters);
        visit("velocity", self.velocity);
    }
};

struct AdamState {
    Vector parameters;    ///< w
    Vector first_moment;  ///< m, the running mean of gradients; zeros before the first step
    Vector second_moment; ///< s, the running mean of their squares; zeros before the first step
    int step = 0;         ///< steps taken so far

    template <class Self, class Visitor>
    static void fields(Self& self, Visitor&& visit) {
        visit("parameters", self.parameters);
        visit("first_moment", self.first_moment);
        visit("second_moment", self.second_moment);
        visit("step", self.step);
    }
};

struct MomentumOptions {
    double learning_rate = 1e-3; ///< η ≥ 0
    double momentum = 0.9;       ///< μ in [0, 1)

    template <class Self, class Visitor>
    static void fields(Self& self, Visitor&& visit) {
        visit("learning_rate", self.learning_rate);
        visit("momentum", self.momentum);
    }
};

struct AdamOptions {
    double learning_rate = 1e-3; ///< η ≥ 0
    double beta1 = 0.9;          ///< in [0, 1)
    double beta2 = 0.999;        ///< in [0, 1)
    double epsilon = 1e-8;       ///< ε > 0, so that a gradient of 0 is no 0/0

    template <class Self, class Visitor>
    static void fields(Self& self, Visitor&& visit) {
        visit("learning_rate", self.learning_rate);
        visit("beta1", self.beta1);
        visit("beta2", self.beta2);
        visit("epsilon", self.epsilon);
    }
};

struct AdamWOptions {
    double learning_rate = 1e-3; ///< η ≥ 0
    double beta1 = 0.9;          ///< in [0, 1)
    double beta2 = 0.999;        ///< in [0, 1)
    double epsilon = 1e-8;       ///< ε > 0
    double weight_decay = 0.01;  ///< λ ≥ 0

    template <class Self, class Visitor>
    static void fields(Self& self, Visitor&& visit) {
        visit("learning_rate", self.learning_rate);
        visit("beta1", self.beta1);
        visit("beta2", self.beta2);
        visit("epsilon", self.epsilon);
        visit("weight_decay", self.weight_decay);
    }
};

struct ScheduleOptions {
    double peak = 1e-3;     ///< the learning rate at the end of the warm-up, ≥ 0
    double floor = 0;       ///< the one at the end and from there on, ≥ 0
    int warmup_steps = 0;   ///< W, from 0 to T − 1
    int total_steps = 1000; ///< T ≥ 1, the warm-up included

    template <class Self, class Visitor>
    static void fields(Self& self, Visitor&& visit) {
        visit("peak", self.peak);
        visit("floor", self.floor);
        visit("warmup_steps", self.warmup_steps);
        visit("total_steps", self.total_steps);
    }
};

/// Where training starts.
inline MomentumState initial_momentum_state(VectorView parameters) {
    return {parameters, Vector::Zero(parameters.size())};
}
inline AdamState initial_adam_state(VectorView parameters) {
    return {parameters, Vector::Zero(parameters.size()), Vector::Zero(parameters.size()), 0};
}

// ---- steps as functions: state in, state out ----------------------------------------------------

/// The parameters after one step of gradient descent. Throws ShapeError unless the gradient has one
/// entry for each parameter; ValueError where it is not finite or learning_rate is negative.
using SgdStep = Vector(VectorView parameters, VectorView gradient, double learning_rate);

/// The state after one step. The first step, from a velocity of zeros, has v = g.
/// Throws as SgdStep, and ValueError where an option is out of its range.
using MomentumStep = MomentumState(const MomentumState& state, VectorView gradient,
                                   const MomentumOptions& options);

/// The state after step number t = state.step + 1. Throws as MomentumStep.
using AdamStep = AdamState(const AdamState& state, VectorView gradient, const AdamOptions& options);

/// The same with decoupled weight decay: parameters shrink by the factor 1 − ηλ before Adam's step,
/// whose moments never see the decay. Throws as MomentumStep.
using AdamWStep = AdamState(const AdamState& state, VectorView gradient,
                            const AdamWOptions& options);

/// The learning rate of step number `step`, counted from 1; 0 is the moment before the first.
/// Throws ValueError where an argument is out of its range (check_schedule).
using CosineSchedule = double(int step, const ScheduleOptions& options);

// ---- steps in place: for models of millions of parameters ---------------------------------------

/// A vector of float or double that is written to, and one that is read: vectors, segments, and
/// Eigen::Map<Vector>(W.data(), W.size()) of a weight matrix. No copy is made.
template <class T>
using Updated = Eigen::Ref<Eigen::Matrix<T, Eigen::Dynamic, 1>>;
template <class T>
using Read = const Eigen::Ref<const Eigen::Matrix<T, Eigen::Dynamic, 1>>&;

/// The same steps, written over their arguments, without an allocation: adam_update<float>(w, m, s,
/// g, t, options). `step` is the number of this step, t ≥ 1. Constants are computed in double and
/// rounded to T once. Throws ShapeError where lengths differ and ValueError where an option is out
/// of its range; whether gradients are finite is not checked, and NaN spreads as in any arithmetic.
template <class T>
using SgdUpdate = void(Updated<T> parameters, Read<T> gradient, double learning_rate);
template <class T>
using MomentumUpdate = void(Updated<T> parameters, Updated<T> velocity, Read<T> gradient,
                            const MomentumOptions& options);
template <class T>
using AdamUpdate = void(Updated<T> parameters, Updated<T> first_moment, Updated<T> second_moment,
                        Read<T> gradient, int step, const AdamOptions& options);
template <class T>
using AdamWUpdate = void(Updated<T> parameters, Updated<T> first_moment, Updated<T> second_moment,
                         Read<T> gradient, int step, const AdamWOptions& options);

// ---- given --------------------------------------------------------------------------------------

/// Throws ValueError unless step ≥ 0, 0 ≤ warmup_steps < total_steps, and peak and floor are finite
/// and not negative.
inline void check_schedule(const char* function, int step, const ScheduleOptions& options) {
    check_value(function, step >= 0,
                "step is " + std::to_string(step) + ", it must not be negative");
    check_value(function, options.warmup_steps >= 0 && options.warmup_steps < options.total_steps,
                "warmup_steps is " + std::to_string(options.warmup_steps) + " of " +
                    std::to_string(options.total_steps) + ", it must be from 0 to " +
                    "total_steps − 1");
    check_value(function, std::isfinite(options.peak) && options.peak >= 0,
                "peak is " + std::to_string(options.peak) + ", it must not be negative");
    check_value(function, std::isfinite(options.floor) && options.floor >= 0,
                "floor is " + std::to_string(options.floor) + ", it must not be negative");
}

} // namespace mlcore::optimizers
