#include <mlcore/foundations/information.hpp>
#include <mlcore/grading/cases.hpp>

#include "mistakes.hpp"

#include <cmath>
#include <limits>

namespace mlcore::grading {

using namespace information;

namespace {

constexpr double infinity = std::numeric_limits<double>::infinity();

// n probabilities of which none is 0 and no two are alike.
Vector random_distribution(Random& random, Index n) {
    Vector p(n);
    for (Index i = 0; i < n; ++i) p(i) = random.uniform(0.05, 1);
    return p / p.sum();
}

// The same with some zeros, but not all: the first entry stays.
Vector random_sparse_distribution(Random& random, Index n) {
    Vector p = random_distribution(random, n);
    for (Index i = 1; i < n; ++i)
        if (i == n / 2 || random.uniform() < 0.3) p(i) = 0;
    return p / p.sum();
}

// The lesson's example.
Vector lesson_p() {
    return vector({0.5, 0.25, 0.25, 0});
}
Vector lesson_q() {
    return vector({0.125, 0.25, 0.5, 0.125});
}
Vector lesson_logits() {
    return vector({0, std::log(2), std::log(5)});
}

void write_exponentials(Exercise& exercise, Random& random) {
    auto sum = exercise.task("log_sum_exp", {"x"}, log_sum_exp_variants, mistakes::log_sum_exp,
                             within(1e-12, "a sum of a few dozen exponentials in another order"));
    sum.add("one entry", vector({-2.5}));
    sum.add("the lesson's example", lesson_logits());
    sum.add("around 1000, where exp overflows", vector({1000, 999, 1001.5}));
    sum.add("around −1000, where exp is 0", vector({-1000, -1001, -1000.5}));
    sum.add("from −1000 to 1000", vector({-1000, 1000, 0, 999}));
    sum.add("far apart, the largest second", vector({0, 800, -800, 5}));
    sum.add("far apart, the largest last", vector({-800, 5, 800}));
    sum.add("−∞ adds nothing", vector({0.5, -infinity, -1}));
    sum.add("nothing but −∞", vector({-infinity, -infinity}));
    for (Index n : {2, 5, 33}) sum.add("random", normal_vector(random, n, 4));
    sum.throws<ValueError>("an entry is NaN", vector({1, NAN, 2}));

    auto softmax =
        exercise.task("softmax", {"logits"}, softmax_variants, mistakes::softmax,
                      within(1e-12, "a sum of a few dozen exponentials in another order"));
    softmax.add("one logit", matrix({{-3}}));
    softmax.add("the lesson's example", Matrix(lesson_logits().transpose()));
    softmax.add("two rows, three columns", matrix({{0, 1, -2}, {3, 0.5, 2}}));
    softmax.add("a row around 1000, a row around −1000",
                matrix({{1000, 999, 1001}, {-1000, -1001, -1003}}));
    softmax.add("one column", matrix({{2}, {-1000}, {1000}}));
    softmax.add("masked entries", matrix({{0.5, -infinity, 2, -1}, {-infinity, 3, 1, -infinity}}));
    softmax.add("a fully masked row", matrix({{1, -0.5}, {-infinity, -infinity}, {2, 4}}));
    for (const auto& [n, d] : {std::pair<Index, Index>{3, 2}, {2, 5}, {7, 30}})
        softmax.add("random", normal_matrix(random, n, d, 3));
    softmax.throws<ValueError>("a logit is NaN", matrix({{1, 2}, {NAN, 0}}));
}

void write_distributions(Exercise& exercise, Random& random) {
    auto entropy = exercise.task("entropy", {"p"}, entropy_variants, mistakes::entropy,
                                 within(1e-13, "a sum of a few dozen terms in another order"));
    entropy.add("a certain event", vector({1}));
    entropy.add("a fair coin", vector({0.5, 0.5}));
    entropy.add("the lesson's example, with a zero", lesson_p());
    entropy.add("certain, among impossible ones", vector({0, 1, 0}));
    for (Index n : {3, 8, 33}) entropy.add("random", random_distribution(random, n));
    entropy.add("random, with zeros", random_sparse_distribution(random, 9));
    entropy.throws<ValueError>("a negative entry", vector({1.25, -0.25}));
    entropy.throws<ValueError>("a sum of 0.75", vector({0.5, 0.25}));
    entropy.throws<ValueError>("no entries", vector({}));

    auto cross =
        exercise.task("cross_entropy", {"p", "q"}, cross_entropy_variants, mistakes::cross_entropy,
                      within(1e-13, "a sum of a few dozen terms in another order"));
    cross.add("two outcomes", vector({0.25, 0.75}), vector({0.5, 0.5}));
    cross.add("the lesson's example", lesson_p(), lesson_q());
    cross.add("a one-hot p: −log of one entry", vector({0, 1, 0}), vector({0.2, 0.7, 0.1}));
    cross.add("p is 0 where q is", vector({0.5, 0, 0.5}), vector({0.25, 0, 0.75}));
    cross.add("q is 0 where p is not", vector({0.5, 0.25, 0.25}), vector({0.5, 0, 0.5}));
    for (Index n : {3, 8, 33})
        cross.add("random", random_distribution(random, n), random_distribution(random, n));
    cross.add("random, with zeros in p", random_sparse_distribution(random, 9),
              random_distribution(random, 9));
    cross.throws<ShapeError>("q is longer", vector({0.5, 0.5}), vector({0.5, 0.25, 0.25}));
    cross.throws<ValueError>("q sums to 2", vector({0.5, 0.5}), vector({1, 1}));

    auto kl =
        exercise.task("kl_divergence", {"p", "q"}, kl_divergence_variants, mistakes::kl_divergence,
                      within(1e-13, "a sum of a few dozen terms in another order"));
    kl.add("two outcomes", vector({0.25, 0.75}), vector({0.5, 0.5}));
    kl.add("the lesson's example", lesson_p(), lesson_q());
    kl.add("twice the same", vector({0.125, 0.5, 0.375}), vector({0.125, 0.5, 0.375}));
    kl.add("p is 0 where q is", vector({0.5, 0, 0.5}), vector({0.25, 0, 0.75}));
    kl.add("q is 0 where p is not", vector({0.5, 0.25, 0.25}), vector({0.5, 0, 0.5}));
    for (Index n : {3, 8, 33})
        kl.add("random", random_distribution(random, n), random_distribution(random, n));
    kl.add("random, with zeros in p", random_sparse_distribution(random, 9),
           random_distribution(random, 9));
    kl.throws<ShapeError>("q is shorter", vector({0.5, 0.25, 0.25}), vector({0.5, 0.5}));
    kl.throws<ValueError>("p has a negative entry", vector({1.5, -0.5}), vector({0.5, 0.5}));
}

} // namespace

void write_cases(Exercise& exercise, Random& random) {
    write_exponentials(exercise, random);
    write_distributions(exercise, random);
}

} // namespace mlcore::grading
