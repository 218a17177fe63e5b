#include "mlcore/core/random.hpp"
#include "mlcore/foundations/optimizers.hpp"
#include "support/arrays.hpp"
#include "support/golden.hpp"

#include <doctest/doctest.h>

#include <limits>
#include <numbers>
#include <type_traits>

using namespace mlcore;
using namespace mlcore::optimizers;
using doctest::Approx;
using test::vector;

namespace {

constexpr double infinity = std::numeric_limits<double>::infinity();

template <class T>
using VectorOf = Eigen::Matrix<T, Eigen::Dynamic, 1>;

// A few dozen roundings, of which each step keeps the last ones': relative to the largest entry.
template <class T>
constexpr double rounding = std::is_same_v<T, double> ? 1e-13 : 2e-6;

template <class A, class B>
void check_close(const A& got, const B& expected, double tolerance) {
    const Vector difference = got.template cast<double>() - expected;
    CAPTURE(got.transpose());
    CAPTURE(expected.transpose());
    CHECK(difference.cwiseAbs().maxCoeff() <=
          tolerance * std::max(1e-3, expected.cwiseAbs().maxCoeff()));
}

template <class T>
VectorOf<T> random_vector(Random& random, Index n) {
    VectorOf<T> x(n);
    for (Index i = 0; i < n; ++i) x(i) = static_cast<T>(random.normal());
    return x;
}

} // namespace

TEST_CASE("optimizers: five steps in a row agree with PyTorch") {
    const test::Golden golden("optimizers");
    const auto start = golden.get<Vector>("start");
    const auto gradients = golden.get<Matrix>("gradients");
    const auto expected = [&](const std::string& key, int step) -> Vector {
        return golden.get<Matrix>("double/" + key).row(step);
    };
    for (const auto& variant : sgd_step_variants) {
        CAPTURE(variant.name);
        Vector w = start;
        for (int step = 0; step < 5; ++step) {
            w = variant.function(w, gradients.row(step).transpose(), 0.1);
            check_close(w, expected("sgd/parameters", step), rounding<double>);
        }
    }
    for (const auto& variant : momentum_step_variants) {
        CAPTURE(variant.name);
        MomentumState state = initial_momentum_state(start);
        for (int step = 0; step < 5; ++step) {
            state = variant.function(state, gradients.row(step).transpose(),
                                     {.learning_rate = 0.1, .momentum = 0.8});
            check_close(state.parameters, expected("momentum/parameters", step), rounding<double>);
            check_close(state.velocity, expected("momentum/momentum_buffer", step),
                        rounding<double>);
        }
    }
    const auto run_adam = [&](const auto& variants, const auto& options, const std::string& name) {
        for (const auto& variant : variants) {
            CAPTURE(variant.name);
            AdamState state = initial_adam_state(start);
            for (int step = 0; step < 5; ++step) {
                CAPTURE(step);
                state = variant.function(state, gradients.row(step).transpose(), options);
                CHECK(state.step == step + 1);
                check_close(state.parameters, expected(name + "/parameters", step),
                            rounding<double>);
                check_close(state.first_moment, expected(name + "/exp_avg", step),
                            rounding<double>);
                check_close(state.second_moment, expected(name + "/exp_avg_sq", step),
                            rounding<double>);
            }
        }
    };
    run_adam(adam_step_variants, AdamOptions{.learning_rate = 0.05}, "adam");
    run_adam(adam_step_variants,
             AdamOptions{.learning_rate = 0.2, .beta1 = 0.5, .beta2 = 0.75, .epsilon = 0.01},
             "adam_options");
    run_adam(adamw_step_variants, AdamWOptions{.learning_rate = 0.05, .weight_decay = 0.3},
             "adamw");
}

TEST_CASE_TEMPLATE("optimizers: updates in place agree with PyTorch", T, float, double) {
    const test::Golden golden("optimizers");
    const std::string type = std::is_same_v<T, float> ? "float/" : "double/";
    const auto start = golden.get<Vector>("start");
    const auto gradients = golden.get<Matrix>("gradients");
    const auto run = [&](const std::string& name, const auto& update) {
        CAPTURE(name);
        VectorOf<T> w = start.cast<T>(), m = VectorOf<T>::Zero(6), s = VectorOf<T>::Zero(6);
        for (int step = 0; step < 5; ++step) {
            const VectorOf<T> g = gradients.row(step).transpose().template cast<T>();
            update(w, m, s, g, step + 1);
            const Vector expected = golden.get<Matrix>(type + name + "/parameters").row(step);
            check_close(w, expected, rounding<T>);
        }
    };
    for (const auto& variant : sgd_update_variants<T>) {
        CAPTURE(variant.name);
        run("sgd", [&](auto& w, auto&, auto&, const auto& g, int) { variant.function(w, g, 0.1); });
    }
    for (const auto& variant : momentum_update_variants<T>) {
        CAPTURE(variant.name);
        run("momentum", [&](auto& w, auto& v, auto&, const auto& g, int) {
            variant.function(w, v, g, {.learning_rate = 0.1, .momentum = 0.8});
        });
    }
    for (const auto& variant : adam_update_variants<T>) {
        CAPTURE(variant.name);
        run("adam", [&](auto& w, auto& m, auto& s, const auto& g, int step) {
            variant.function(w, m, s, g, step, {.learning_rate = 0.05});
        });
    }
    for (const auto& variant : adamw_update_variants<T>) {
        CAPTURE(variant.name);
        run("adamw", [&](auto& w, auto& m, auto& s, const auto& g, int step) {
            variant.function(w, m, s, g, step, {.learning_rate = 0.05, .weight_decay = 0.3});
        });
    }
}

TEST_CASE_TEMPLATE("optimizers: large vectors, block by block", T, float, double) {
    const std::uint64_t seed = 51;
    CAPTURE(seed);
    Random random(seed);
    for (const Index n : {0, 1, 1023, 1025, 20'001}) {
        CAPTURE(n);
        const auto w0 = random_vector<T>(random, n), g = random_vector<T>(random, n);
        const auto m0 = random_vector<T>(random, n);
        const VectorOf<T> s0 = m0.cwiseAbs2();
        VectorOf<T> w_sgd = w0, w_momentum = w0, v_momentum = m0, w = w0, m = m0, s = s0;
        naive::sgd_update<T>(w_sgd, g, 0.1);
        naive::momentum_update<T>(w_momentum, v_momentum, g, {.learning_rate = 0.1});
        naive::adamw_update<T>(w, m, s, g, 3, {.learning_rate = 0.1, .weight_decay = 0.5});
        for (const auto& variant : sgd_update_variants<T>) {
            CAPTURE(variant.name);
            VectorOf<T> got = w0;
            variant.function(got, g, 0.1);
            CHECK((n == 0 || (got - w_sgd).cwiseAbs().maxCoeff() <= rounding<T>));
        }
        for (const auto& variant : momentum_update_variants<T>) {
            CAPTURE(variant.name);
            VectorOf<T> got = w0, v = m0;
            variant.function(got, v, g, {.learning_rate = 0.1});
            CHECK((n == 0 || (got - w_momentum).cwiseAbs().maxCoeff() <= rounding<T>));
            CHECK((n == 0 || (v - v_momentum).cwiseAbs().maxCoeff() <= rounding<T>));
        }
        for (const auto& variant : adamw_update_variants<T>) {
            CAPTURE(variant.name);
            VectorOf<T> got = w0, got_m = m0, got_s = s0;
            variant.function(got, got_m, got_s, g, 3, {.learning_rate = 0.1, .weight_decay = 0.5});
            CHECK((n == 0 || (got - w).cwiseAbs().maxCoeff() <= rounding<T>));
            CHECK((n == 0 || (got_m - m).cwiseAbs().maxCoeff() <= rounding<T>));
            CHECK((n == 0 || (got_s - s).cwiseAbs().maxCoeff() <= 10 * rounding<T>));
        }
    }
}

TEST_CASE("optimizers: segments and matrices are updated where they lie") {
    Vector all = Vector::Constant(5, 1);
    sgd_update<double>(all.segment(1, 3), vector({1, 2, 3}), 0.5);
    CHECK(all == vector({1, 0.5, 0, -0.5, 1}));
    Matrix W = Matrix::Constant(2, 2, 1);
    sgd_update<double>(Eigen::Map<Vector>(W.data(), 4), vector({1, 2, 3, 4}), 1);
    CHECK(W == Matrix{{0, -1}, {-2, -3}});
}

TEST_CASE("optimizers: properties") {
    const Vector w = vector({1, -2, 0.5, 3});
    const Vector g = vector({1e-3, -50, 2, 0});
    for (const auto& variant : adam_step_variants) {
        CAPTURE(variant.name);
        // The first step is η in each coordinate's direction, whatever the gradient's size.
        const AdamState first = variant.function(initial_adam_state(w), g, {.learning_rate = 0.1});
        check_close(w - first.parameters, vector({0.1, -0.1, 0.1, 0}), 1e-4);
        // A gradient of 0 from the start moves nothing, and divides nothing by 0.
        const AdamState still = variant.function(initial_adam_state(w), Vector::Zero(4), {});
        CHECK(still.parameters == w);
        CHECK(still.step == 1);
    }
    for (const auto& variant : adamw_step_variants) {
        CAPTURE(variant.name);
        // Without a gradient only the decay is left, and the moments do not see it.
        const AdamState decayed = variant.function(initial_adam_state(w), Vector::Zero(4),
                                                   {.learning_rate = 0.1, .weight_decay = 0.5});
        CHECK(decayed.parameters.isApprox(0.95 * w, 1e-15));
        CHECK(decayed.first_moment == Vector::Zero(4));
        // Without decay it is Adam.
        AdamState state = initial_adam_state(w);
        state.step = 7;
        state.second_moment.setConstant(2);
        CHECK(variant.function(state, g, {.weight_decay = 0}).parameters ==
              adam_step_variants[variant.name](state, g, {}).parameters);
    }
    // Every method finds the minimum of a bowl.
    const Vector target = vector({3, -1});
    const auto gradient = [&](const Vector& at) -> Vector {
        return (at - target).cwiseProduct(vector({1, 10}));
    };
    Vector plain = vector({0, 0});
    MomentumState momentum = initial_momentum_state(plain);
    AdamState adam = initial_adam_state(plain);
    for (int step = 1; step <= 2000; ++step) {
        const double rate =
            cosine_schedule(step, {.peak = 0.1, .warmup_steps = 50, .total_steps = 2000});
        plain = sgd_step(plain, gradient(plain), rate);
        momentum = momentum_step(momentum, gradient(momentum.parameters), {.learning_rate = rate});
        adam = adam_step(adam, gradient(adam.parameters), {.learning_rate = rate});
    }
    CHECK(plain.isApprox(target, 1e-6));
    CHECK(momentum.parameters.isApprox(target, 1e-6));
    CHECK(adam.parameters.isApprox(target, 1e-6));
}

TEST_CASE("optimizers: the schedule is PyTorch's LinearLR and CosineAnnealingLR") {
    const test::Golden golden("optimizers");
    for (const std::string name : {"short", "long", "to_zero"}) {
        CAPTURE(name);
        const auto given = golden.get<Vector>("schedule/" + name + "/options");
        const auto rates = golden.get<Vector>("schedule/" + name + "/rates");
        const ScheduleOptions options{given(0), given(1), int(given(2)), int(given(3))};
        for (const auto& variant : cosine_schedule_variants) {
            CAPTURE(variant.name);
            const auto schedule = variant.function;
            for (int step = 1; step <= options.total_steps; ++step) {
                CAPTURE(step);
                // PyTorch multiplies its way from step to step.
                CHECK(std::abs(schedule(step, options) - rates(step - 1)) <= 1e-12 * options.peak);
            }
            CHECK(schedule(0, options) == 0);
            CHECK(schedule(options.warmup_steps, options) == options.peak);
            CHECK(schedule(options.total_steps, options) == options.floor);
            CHECK(schedule(10 * options.total_steps, options) == options.floor);
        }
    }
    for (const auto& variant : cosine_schedule_variants) {
        CAPTURE(variant.name);
        const auto schedule = variant.function;
        CHECK(schedule(0, {.peak = 2, .total_steps = 10}) == 2); // no warm-up
        CHECK(schedule(5, {.peak = 2, .floor = 1, .total_steps = 10}) == Approx(1.5));
        CHECK_THROWS_WITH_AS(schedule(-1, {}),
                             "cosine_schedule: step is -1, it must not be negative", ValueError);
        CHECK_THROWS_WITH_AS(schedule(1, {.warmup_steps = 10, .total_steps = 10}),
                             "cosine_schedule: warmup_steps is 10 of 10, it must be from 0 to "
                             "total_steps − 1",
                             ValueError);
        CHECK_THROWS_AS(schedule(1, {.warmup_steps = -1}), ValueError);
        CHECK_THROWS_AS(schedule(1, {.total_steps = 0}), ValueError);
        CHECK_THROWS_AS(schedule(1, {.peak = -1}), ValueError);
        CHECK_THROWS_AS(schedule(1, {.floor = NAN}), ValueError);
    }
}

TEST_CASE("optimizers: what does not fit is refused") {
    const Vector w = vector({1, 2}), g = vector({1, 2}), longer = vector({1, 2, 3});
    const Vector not_finite = vector({1, infinity});
    for (const auto& variant : sgd_step_variants) {
        CAPTURE(variant.name);
        CHECK(variant.function(Vector(0), Vector(0), 0.1).size() == 0);
        CHECK_THROWS_WITH_AS(variant.function(w, longer, 0.1),
                             "sgd_step: parameters has 2 entries but gradient has 3", ShapeError);
        CHECK_THROWS_WITH_AS(variant.function(w, not_finite, 0.1),
                             "sgd_step: gradient(1) is infinite", ValueError);
        CHECK_THROWS_AS(variant.function(w, g, -0.1), ValueError);
        CHECK_THROWS_AS(variant.function(w, g, NAN), ValueError);
    }
    for (const auto& variant : momentum_step_variants) {
        CAPTURE(variant.name);
        const auto step = variant.function;
        CHECK_THROWS_WITH_AS(step(initial_momentum_state(w), longer, {}),
                             "momentum_step: parameters has 2 entries but gradient has 3",
                             ShapeError);
        CHECK_THROWS_WITH_AS(step({w, longer}, g, {}),
                             "momentum_step: parameters has 2 entries but velocity has 3",
                             ShapeError);
        CHECK_THROWS_AS(step(initial_momentum_state(w), not_finite, {}), ValueError);
        CHECK_THROWS_AS(step(initial_momentum_state(w), g, {.momentum = 1}), ValueError);
        CHECK_THROWS_AS(step(initial_momentum_state(w), g, {.learning_rate = -1}), ValueError);
    }
    const auto check_adam = [&](const auto& variants, const std::string& name, auto options) {
        for (const auto& variant : variants) {
            CAPTURE(variant.name);
            const auto step = variant.function;
            const AdamState state = initial_adam_state(w);
            CHECK_THROWS_WITH_AS(step(state, longer, options),
                                 (name + ": parameters has 2 entries but gradient has 3").c_str(),
                                 ShapeError);
            CHECK_THROWS_AS(step({w, longer, w, 0}, g, options), ShapeError);
            CHECK_THROWS_AS(step({w, w, longer, 0}, g, options), ShapeError);
            CHECK_THROWS_WITH_AS(step({w, w, w, -1}, g, options),
                                 (name + ": step is -1, it must not be negative").c_str(),
                                 ValueError);
            CHECK_THROWS_AS(step(state, not_finite, options), ValueError);
            const auto refuses = [&](auto wrong) {
                CHECK_THROWS_AS(step(state, g, wrong), ValueError);
            };
            auto wrong = options;
            wrong.learning_rate = infinity, refuses(wrong);
            wrong = options, wrong.beta1 = 1, refuses(wrong);
            wrong = options, wrong.beta2 = -0.1, refuses(wrong);
            wrong = options, wrong.epsilon = 0, refuses(wrong);
        }
    };
    check_adam(adam_step_variants, "adam_step", AdamOptions{});
    check_adam(adamw_step_variants, "adamw_step", AdamWOptions{});
    for (const auto& variant : adamw_step_variants)
        CHECK_THROWS_AS(variant.function(initial_adam_state(w), g, {.weight_decay = -1}),
                        ValueError);
    for (const auto& variant : adam_update_variants<float>) {
        CAPTURE(variant.name);
        VectorOf<float> p = VectorOf<float>::Ones(2), m = p, s = p, wrong(3);
        CHECK_THROWS_AS(variant.function(p, m, s, wrong, 1, {}), ShapeError);
        CHECK_THROWS_WITH_AS(variant.function(p, m, s, p, 0, {}),
                             "adam_update: step is 0, the first step is number 1", ValueError);
    }
}
