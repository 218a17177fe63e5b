#include <mlcore/foundations/vectors.hpp>
#include <mlcore/grading/cases.hpp>

#include "mistakes.hpp"

namespace mlcore::grading {

void write_cases(Exercise& exercise, Random& random) {
    using namespace vectors;

    auto dot = exercise.task("dot", {"a", "b"}, dot_variants, mistakes::dot,
                             within(1e-12, "a sum of a few dozen products in another order"));
    dot.add("one entry", vector({3}), vector({-2}));
    dot.add("the lesson's example", vector({1, 2, 2}), vector({4, -3, 0}));
    dot.add("at right angles", vector({1, 2}), vector({-4, 2}));
    dot.add("empty vectors", vector({}), vector({}));
    for (Index n : {2, 5, 33})
        dot.add("random", normal_vector(random, n), normal_vector(random, n));
    dot.throws<ShapeError>("b is longer", vector({1, 2}), vector({1, 2, 3}));
    dot.throws<ShapeError>("b is shorter", vector({1, 2, 3}), vector({1, 2}));

    auto norm = exercise.task("norm", {"a"}, norm_variants, mistakes::norm,
                              within(1e-12, "a sum of a few dozen squares in another order"));
    norm.add("one negative entry", vector({-2}));
    norm.add("the lesson's example", vector({1, 2, 2}));
    norm.add("zero vector", vector({0, 0, 0}));
    norm.add("empty vector", vector({}));
    for (Index n : {2, 5, 33}) norm.add("random", normal_vector(random, n, 3));

    auto cosine = exercise.task("cosine_similarity", {"a", "b"}, cosine_similarity_variants,
                                mistakes::cosine_similarity,
                                within(1e-12, "three sums of a few dozen terms in another order"));
    cosine.add("one entry each, opposite signs", vector({3}), vector({-2}));
    cosine.add("the lesson's example", vector({1, 2, 2}), vector({4, -3, 0}));
    cosine.add("same direction, other length", vector({1, -2, 2}), vector({2, -4, 4}));
    cosine.add("a zero vector", vector({0, 0}), vector({1, -2}));
    cosine.add("two zero vectors", vector({0, 0, 0}), vector({0, 0, 0}));
    for (Index n : {2, 5, 33})
        cosine.add("random", normal_vector(random, n, 2), normal_vector(random, n));
    cosine.throws<ShapeError>("lengths differ", vector({1, 2}), vector({1, 2, 3}));
}

} // namespace mlcore::grading
