#include <mlcore/foundations/gradient_check.hpp>
#include <mlcore/foundations/gradient_check/closed_forms.hpp>
#include <mlcore/grading/cases.hpp>

#include "mistakes.hpp"

namespace mlcore::grading {

using namespace gradient_check;
using functions::closed_form_gradient;

namespace {

// Most steps are far larger than one would take: the error they leave, h²·f‴/6 for a central
// difference, is what tells one formula from another.
const Variants<drive::NumericalGradient> numerical_gradient_by_name{
    {"naive", drive::numerical_gradient<naive::numerical_gradient>},
    {"vectorized", drive::numerical_gradient<vectorized::numerical_gradient>}};
const Variants<drive::Check> check_by_name{{"naive", drive::check<naive::check>},
                                           {"vectorized", drive::check<vectorized::check>}};

const Tolerance differences{1e-7, 1e-9, "a difference of rounded values, divided by a small step"};

// The lesson's example.
Vector lesson_x() {
    return vector({2, -0.5});
}

void write_numerical_gradient(Exercise& exercise, Random& random) {
    auto gradient =
        exercise.task("numerical_gradient", {"function", "x", "step"}, numerical_gradient_by_name,
                      mistakes::numerical_gradient, differences);
    gradient.add("one coordinate", "cubic", vector({-1}), 0.5);
    gradient.add("the lesson's example", "cubic", lesson_x(), 0.5);
    gradient.add("a coordinate of 0", "cubic", vector({0, 3, -1.5}), 0.25);
    gradient.add("coordinates that belong together", "quadratic", vector({1, -2, 0.5}), 0.25);
    gradient.add("a kink at 0", "absolute", vector({0, 3, -2}), 6e-6);
    gradient.add("close to 0 on one side of the kink", "absolute", vector({0.25, -2}), 0.5);
    gradient.add("Rosenbrock's valley, with a step as in practice", "rosenbrock", vector({-1.2, 1}),
                 default_step);
    gradient.add("Rosenbrock's minimum", "rosenbrock", vector({1, 1}), 1e-3);
    gradient.add("coordinates of different size", "cubic", vector({4, -0.25, -3}), 0.125);
    gradient.add("units that differ by a million", "badly_scaled", vector({0.5, 2e6}), 0.125);
    gradient.add("logarithms", "logarithm", vector({3, 0.5, 40}), 0.1);
    for (const auto& [name, n] :
         {std::pair<const char*, Index>{"quadratic", 4}, {"rosenbrock", 5}, {"cubic", 7}})
        gradient.add("random", name, normal_vector(random, n, 1.5), random.uniform(0.05, 0.3));
    gradient.throws<ValueError>("the function has no value below", "logarithm", vector({2, 0.25}),
                                0.5);
    gradient.throws<ValueError>("a step of 0", "cubic", lesson_x(), 0);
    gradient.throws<ValueError>("an entry is NaN", "cubic", vector({1, NAN}), 0.5);
}

void write_relative_error(Exercise& exercise, Random& random) {
    auto error = exercise.task("relative_error", {"a", "b"}, relative_error_variants,
                               mistakes::relative_error,
                               within(1e-12, "three norms of a few dozen entries"));
    error.add("one entry", vector({-2}), vector({-2.5}));
    error.add("the lesson's example", vector({3, 4}), vector({0, 4}));
    error.add("opposite vectors", vector({1, -2}), vector({-1, 2}));
    error.add("equal vectors", vector({1, -2, 4}), vector({1, -2, 4}));
    error.add("one of them is zero", vector({0, 0, 0}), vector({1, 2, -2}));
    error.add("two zero vectors", vector({0, 0}), vector({0, 0}));
    error.add("equally long, other directions", vector({3, 4}), vector({4, -3}));
    for (const Index n : {2, 5, 33}) {
        const Vector a = normal_vector(random, n, 3);
        error.add("random", a, Vector(a + normal_vector(random, n, 0.1)));
        error.add("random, far apart", a, normal_vector(random, n));
    }
    error.throws<ShapeError>("lengths differ", vector({1, 2}), vector({1, 2, 3}));
    error.throws<ValueError>("an entry is NaN", vector({1, 2}), vector({NAN, 2}));
    error.throws<ValueError>("an entry is infinite", vector({INFINITY, 2}), vector({1, 2}));
}

void write_check(Exercise& exercise, Random& random) {
    auto check = exercise.task("check", {"function", "analytic", "x", "options"}, check_by_name,
                               mistakes::check, differences);
    check.add("the lesson's example: passes at 0.1", "cubic", vector({12, 0.75}), lesson_x(),
              {.step = 0.5, .tolerance = 0.1});
    check.add("the same: fails at 0.01", "cubic", vector({12, 0.75}), lesson_x(),
              {.step = 0.5, .tolerance = 0.01});
    const Vector x = vector({1, -2, 0.5});
    const Vector exact = closed_form_gradient("quadratic", x);
    check.add("no difference at all, no tolerance", "quadratic", exact, x,
              {.step = 0.25, .tolerance = 0});
    check.add("the sign is wrong", "quadratic", Vector(-exact), x,
              {.step = 0.25, .tolerance = 1e-3});
    check.add("a right gradient, checked as in practice", "rosenbrock",
              closed_form_gradient("rosenbrock", vector({-1.2, 1})), vector({-1.2, 1}), {});
    check.add("at a kink", "absolute", vector({1, 1, -1}), vector({0, 0.5, -3}),
              {.step = 0x1p-10, .tolerance = 1e-6});
    const Vector scaled = vector({0.5, 2e6});
    Vector forgotten = closed_form_gradient("badly_scaled", scaled);
    forgotten(1) = 0;
    check.add("a small entry is missing", "badly_scaled", forgotten, scaled,
              {.step = 1e-3, .tolerance = 1e-6});
    check.add("the same passes at 1e-4", "badly_scaled", forgotten, scaled,
              {.step = 1e-3, .tolerance = 1e-4});
    for (const Index n : {3, 6}) {
        const Vector at = normal_vector(random, n);
        Vector analytic = closed_form_gradient("rosenbrock", at);
        check.add("random, right", "rosenbrock", analytic, at, {.step = 1e-3, .tolerance = 1e-3});
        analytic(random.index(n)) *= random.uniform(1.5, 2.5);
        check.add("random, one entry too large", "rosenbrock", analytic, at,
                  {.step = 1e-3, .tolerance = 1e-3});
    }
    check.throws<ShapeError>("analytic is shorter", "cubic", vector({12}), lesson_x(), {});
    check.throws<ValueError>("the function has no value below", "logarithm", vector({0.5, 4}),
                             vector({2, 0.25}), {.step = 0.5, .tolerance = 0.1});
}

} // namespace

void write_cases(Exercise& exercise, Random& random) {
    write_numerical_gradient(exercise, random);
    write_relative_error(exercise, random);
    write_check(exercise, random);
}

} // namespace mlcore::grading
