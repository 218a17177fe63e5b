#include <mlcore/foundations/optimizers.hpp>
#include <mlcore/grading/cases.hpp>

#include "mistakes.hpp"

#include <string>

namespace mlcore::grading {

using namespace optimizers;

namespace {

const Tolerance roundings =
    within(1e-11, "a dozen roundings, and a power computed in several ways");

// A state in the middle of training: moments of the sizes that gradients of size one give.
AdamState random_adam_state(Random& random, Index n, int step) {
    AdamState state{normal_vector(random, n), normal_vector(random, n, 0.5), Vector(n), step};
    for (Index i = 0; i < n; ++i) state.second_moment(i) = random.uniform(0.2, 1.5);
    return state;
}

// Five steps from the start, each from the state that the library has reached.
template <class F, class State, class Options>
void add_five_steps(Task<F>& task, F* step, State state, Random& random, const Options& options) {
    for (int t = 1; t <= 5; ++t) {
        const Vector gradient = normal_vector(random, state.parameters.size(), 2);
        task.add("training, step " + std::to_string(t) + " of 5", state, gradient, options);
        state = step(state, gradient, options);
    }
}

void write_descent(Exercise& exercise, Random& random) {
    auto sgd = exercise.task("sgd_step", {"parameters", "gradient", "learning_rate"},
                             sgd_step_variants, mistakes::sgd_step, roundings);
    sgd.add("one parameter", vector({1}), vector({2}), 0.1);
    sgd.add("the lesson's example", vector({1, -3}), vector({2, -4}), 0.1);
    sgd.add("a gradient of zero", vector({1, -2, 3}), vector({0, 0, 0}), 0.5);
    for (const Index n : {3, 8})
        sgd.add("random", normal_vector(random, n), normal_vector(random, n, 5),
                random.uniform(0.01, 0.5));
    sgd.throws<ShapeError>("the gradient is longer", vector({1, 2}), vector({1, 2, 3}), 0.1);
    sgd.throws<ShapeError>("the gradient is shorter", vector({1, 2, 3}), vector({1, 2}), 0.1);

    auto momentum = exercise.task("momentum_step", {"state", "gradient", "options"},
                                  momentum_step_variants, mistakes::momentum_step, roundings);
    const MomentumOptions plain{.learning_rate = 0.1, .momentum = 0.9};
    momentum.add("the lesson's example: the first step", {vector({1}), vector({0})}, vector({2}),
                 plain);
    momentum.add("the lesson's example: the second step", {vector({0.8}), vector({2})},
                 vector({-1}), plain);
    momentum.add("a gradient of zero: it rolls on", {vector({1, -2}), vector({0.5, 4})},
                 vector({0, 0}), plain);
    momentum.add("without momentum", {vector({1, -2, 3}), vector({5, -1, 2})}, vector({1, 2, -4}),
                 {.learning_rate = 0.25, .momentum = 0});
    add_five_steps(momentum, naive::momentum_step, initial_momentum_state(normal_vector(random, 4)),
                   random, MomentumOptions{.learning_rate = 0.2, .momentum = 0.8});
    momentum.add("random", {normal_vector(random, 7), normal_vector(random, 7, 3)},
                 normal_vector(random, 7), {.learning_rate = 0.03, .momentum = 0.95});
    momentum.throws<ShapeError>("the gradient is shorter", {vector({1, 2}), vector({0, 0})},
                                vector({1}), plain);
}

void write_adam(Exercise& exercise, Random& random) {
    auto adam = exercise.task("adam_step", {"state", "gradient", "options"}, adam_step_variants,
                              mistakes::adam_step, roundings);
    const AdamOptions plain{.learning_rate = 0.1};
    adam.add("the lesson's example: the first step", initial_adam_state(vector({1})), vector({2}),
             plain);
    adam.add("the lesson's example: the second step",
             {vector({0.9}), vector({0.2}), vector({0.004}), 1}, vector({-1}), plain);
    adam.add("a gradient of zero in the first step", initial_adam_state(vector({1, -2})),
             vector({0, 0}), plain);
    adam.add("a gradient of zero later on",
             {vector({1, -2, 3}), vector({0.5, 0, -0.1}), vector({0.3, 0, 0.02}), 4},
             vector({0, 0, 0}), plain);
    adam.add("other options", {vector({1, -2}), vector({0.5, 1}), vector({0.25, 4}), 2},
             vector({3, -1}), {.learning_rate = 0.2, .beta1 = 0.5, .beta2 = 0.75, .epsilon = 0.25});
    adam.add("gradients not larger than ε", initial_adam_state(vector({1, -2, 3})),
             vector({1e-3, -1e-4, 2e-3}), {.learning_rate = 0.1, .epsilon = 1e-3});
    add_five_steps(adam, naive::adam_step, initial_adam_state(normal_vector(random, 4)), random,
                   AdamOptions{.learning_rate = 0.05, .beta2 = 0.98});
    adam.add("random, step 1000", random_adam_state(random, 7, 999), normal_vector(random, 7),
             {.learning_rate = 0.3, .epsilon = 1e-4});
    adam.throws<ShapeError>("the gradient is longer", initial_adam_state(vector({1, 2})),
                            vector({1, 2, 3}), plain);

    auto adamw = exercise.task("adamw_step", {"state", "gradient", "options"}, adamw_step_variants,
                               mistakes::adamw_step, roundings);
    const AdamWOptions decaying{.learning_rate = 0.1, .weight_decay = 0.5};
    adamw.add("the lesson's example", initial_adam_state(vector({1})), vector({2}), decaying);
    adamw.add("a gradient of zero: only the decay is left", initial_adam_state(vector({1, -2})),
              vector({0, 0}), decaying);
    adamw.add("no decay", {vector({1, -2, 3}), vector({0.5, 0, -0.1}), vector({0.3, 1, 0.02}), 4},
              vector({-1, 0.5, 2}), {.learning_rate = 0.1, .weight_decay = 0});
    adamw.add("other options", {vector({1, -2}), vector({0.5, 1}), vector({0.25, 4}), 2},
              vector({3, -1}),
              {.learning_rate = 0.2,
               .beta1 = 0.5,
               .beta2 = 0.75,
               .epsilon = 0.25,
               .weight_decay = 0.125});
    add_five_steps(adamw, naive::adamw_step, initial_adam_state(normal_vector(random, 4)), random,
                   AdamWOptions{.learning_rate = 0.05, .beta2 = 0.98, .weight_decay = 0.3});
    adamw.add("random, step 1000", random_adam_state(random, 7, 999), normal_vector(random, 7),
              {.learning_rate = 0.3, .epsilon = 1e-4, .weight_decay = 0.2});
    adamw.throws<ShapeError>("the gradient is longer", initial_adam_state(vector({1, 2})),
                             vector({1, 2, 3}), decaying);
}

void write_schedule(Exercise& exercise, Random& random) {
    auto schedule =
        exercise.task("cosine_schedule", {"step", "options"}, cosine_schedule_variants,
                      mistakes::cosine_schedule, within(1e-12, "one cosine and a few products"));
    const ScheduleOptions lesson{.peak = 0.1, .floor = 0.02, .warmup_steps = 4, .total_steps = 12};
    schedule.add("the lesson's example: the first step", 1, lesson);
    schedule.add("before the first step", 0, lesson);
    schedule.add("the last step of the warm-up", 3, lesson);
    schedule.add("the peak", 4, lesson);
    schedule.add("just past the peak", 5, lesson);
    schedule.add("halfway down", 8, lesson);
    schedule.add("the last step above the floor", 11, lesson);
    schedule.add("the end", 12, lesson);
    schedule.add("far past the end", 15, lesson);
    schedule.add("no warm-up, at the start", 0, {.peak = 2, .floor = 0.5, .total_steps = 9});
    schedule.add("no warm-up, a third of the way", 3, {.peak = 2, .floor = 0.5, .total_steps = 9});
    schedule.add("a floor of 0", 7, {.peak = 1, .warmup_steps = 2, .total_steps = 22});
    for (int i = 0; i < 4; ++i) {
        const int warmup = 5 + static_cast<int>(random.index(20));
        const int total = warmup + 10 + static_cast<int>(random.index(80));
        const ScheduleOptions options{random.uniform(0.5, 2), random.uniform(0.01, 0.4), warmup,
                                      total};
        schedule.add("random, in the warm-up", 1 + static_cast<int>(random.index(warmup - 1)),
                     options);
        schedule.add("random, on the way down",
                     warmup + 1 + static_cast<int>(random.index(total - warmup - 1)), options);
    }
    schedule.throws<ValueError>("a negative step", -1, lesson);
    schedule.throws<ValueError>("nothing but warm-up", 3,
                                {.peak = 1, .warmup_steps = 10, .total_steps = 10});
}

} // namespace

void write_cases(Exercise& exercise, Random& random) {
    write_descent(exercise, random);
    write_adam(exercise, random);
    write_schedule(exercise, random);
}

} // namespace mlcore::grading
