// Optimizers: SGD, momentum, Adam, AdamW, a schedule. The lesson: mlcore lesson optimizers
//
// Replace each `throw NotImplemented{…}` by your own code and save: mlcore checks the file.
//
// A step takes a state and returns the next one: copy it, change the copy, return it. Given
// (mlcore/foundations/optimizers/interface.hpp):
//
//     struct MomentumState   { Vector parameters, velocity; };
//     struct MomentumOptions { double learning_rate, momentum; };
//     struct AdamState       { Vector parameters, first_moment, second_moment;  int step; };
//     struct AdamOptions     { double learning_rate, beta1, beta2, epsilon; };
//     struct AdamWOptions    { the same, and double weight_decay; };
//     struct ScheduleOptions { double peak, floor;  int warmup_steps, total_steps; };
//
// check_same_size("sgd_step", "parameters", parameters.size(), "gradient", gradient.size()) throws
// the ShapeError for you. std::numbers::pi is π.
#pragma once

#include <mlcore/core/shapes.hpp>
#include <mlcore/foundations/optimizers/interface.hpp>

#include <cmath>
#include <numbers>

namespace exercise {
using namespace mlcore;
using namespace mlcore::optimizers;

// What the exercise calls; leave these lines as they are.
inline SgdStep sgd_step;
inline MomentumStep momentum_step;
inline AdamStep adam_step;
inline AdamWStep adamw_step;
inline CosineSchedule cosine_schedule;

// Task 1: w − η g. ShapeError unless the gradient has one entry for each parameter, here and in the
// other steps.
inline Vector sgd_step(VectorView parameters, VectorView gradient, double learning_rate) {
    throw NotImplemented{"sgd_step"};
}

// Task 2: v ← μ v + g, then w ← w − η v. Before the first step the velocity is all zeros.
inline MomentumState momentum_step(const MomentumState& state, VectorView gradient,
                                   const MomentumOptions& options) {
    throw NotImplemented{"momentum_step"};
}

// Task 3: m ← β₁ m + (1 − β₁) g, s ← β₂ s + (1 − β₂) g², then
// w ← w − η m̂ / (√ŝ + ε) with m̂ = m / (1 − β₁ᵗ) and ŝ = s / (1 − β₂ᵗ), where t = 1 in the first
// step. state.step is the number of steps taken before this one; the result's is one more.
inline AdamState adam_step(const AdamState& state, VectorView gradient,
                           const AdamOptions& options) {
    throw NotImplemented{"adam_step"};
}

// Task 4: w ← (1 − η λ) w, then Adam's step.
inline AdamState adamw_step(const AdamState& state, VectorView gradient,
                            const AdamWOptions& options) {
    throw NotImplemented{"adamw_step"};
}

// Task 5: the learning rate of step number `step`: peak · step/W before W = warmup_steps; then half
// a cosine wave from the peak at W down to the floor at T = total_steps; the floor from there on.
// check_schedule("cosine_schedule", step, options) throws the ValueErrors for you.
inline double cosine_schedule(int step, const ScheduleOptions& options) {
    throw NotImplemented{"cosine_schedule"};
}

} // namespace exercise
