#include <mlcore/grading/cases.hpp>
#include <mlcore/nn/positional_encoding.hpp>

#include "mistakes.hpp"

namespace mlcore::grading {
namespace {

// An angle of a few hundred, rounded, is wrong by 1e-14; powers may be taken as exp and log.
const char* const rounding = "angles of up to a few hundred carry their rounding into the sine";

void write_frequencies(Exercise& exercise, Random& random) {
    auto task =
        exercise.task("frequencies", {"depth", "base"}, positional_encoding::frequencies_variants,
                      mistakes::frequencies, within(1e-9, "a power may be taken as exp and log"));
    task.add("the lesson's example", 4, 100.0);
    task.add("one column", 1, 50.0);
    task.add("one pair", 2, 10000.0);
    task.add("an odd depth", 5, 10.0);
    task.add("eight columns, base 10000", 8, 10000.0);
    task.add("base 1: all alike", 6, 1.0);
    task.add("a base below 1", 3, 0.25);
    task.add("random base", 12, random.uniform(20, 2000));
    task.add("random base, odd depth", 9, random.uniform(20, 2000));
    task.add("the depth of a real head", 64, 10000.0);
    task.throws<ValueError>("depth 0", 0, 100.0);
    task.throws<ValueError>("base 0", 4, 0.0);
    task.throws<ValueError>("a negative base", 4, -10.0);
}

void write_sinusoidal(Exercise& exercise, Random& random) {
    auto task = exercise.task("sinusoidal", {"length", "width", "base"},
                              positional_encoding::sinusoidal_variants<double>,
                              mistakes::sinusoidal, within(1e-9, rounding));
    task.add("one position", 1, 2, 100.0);
    task.add("the lesson's example", 3, 4, 100.0);
    task.add("one column", 5, 1, 100.0);
    task.add("an odd width", 4, 5, 10.0);
    task.add("more positions than columns", 9, 6, 10000.0);
    task.add("more columns than positions", 3, 8, 10000.0);
    task.add("random base", 7, 10, random.uniform(20, 2000));
    task.add("three hundred positions", 301, 4, random.uniform(20, 2000));
    task.add("no position", 0, 4, 100.0);
    task.throws<ValueError>("a negative length", -1, 4, 100.0);
    task.throws<ValueError>("width 0", 3, 0, 100.0);
    task.throws<ValueError>("base 0", 3, 4, 0.0);
}

// The lesson's pairs, (1, 0) and (0, 10).
const Tensor<double, 4> lesson_x{{{{1., 0., 0., 10.}}}};

template <class F>
void add_rotations(Task<F>& task, Random& random) {
    const auto add = [&](const char* label, const std::array<std::size_t, 4>& shape, int first,
                         double base) {
        task.add(label, normal_tensor<4>(random, shape), first, base);
    };
    task.add("the lesson's example, at position 2", lesson_x, 2, 100.0);
    task.add("at position 0 nothing moves", lesson_x, 0, 100.0);
    add("one pair, three positions", {1, 1, 3, 2}, 0, 100);
    add("two pairs", {1, 1, 5, 4}, 0, 100);
    add("two heads", {1, 2, 3, 4}, 0, 100);
    add("two heads, keys from before", {1, 2, 3, 6}, 4, 10000);
    add("several of everything", {2, 3, 5, 8}, 0, random.uniform(20, 2000));
    add("far from the start", {3, 2, 1, 4}, 300, random.uniform(20, 2000));
    add("no position", {1, 2, 0, 4}, 3, 100);
    task.template throws<ShapeError>("an odd depth", normal_tensor<4>(random, {1, 2, 3, 5}), 0,
                                     100.0);
    task.template throws<ValueError>("depth 0", zeros<double, 4>({1, 2, 3, 0}), 0, 100.0);
    task.template throws<ValueError>("a negative position", normal_tensor<4>(random, {1, 2, 3, 4}),
                                     -1, 100.0);
    task.template throws<ValueError>("base 0", normal_tensor<4>(random, {1, 2, 3, 4}), 0, 0.0);
}

} // namespace

void write_cases(Exercise& exercise, Random& random) {
    write_frequencies(exercise, random);
    write_sinusoidal(exercise, random);
    auto rope = exercise.task("rope", {"x", "first_position", "base"},
                              positional_encoding::rope_variants<double>, mistakes::rope,
                              within(1e-9, rounding));
    add_rotations(rope, random);
    auto backward = exercise.task("rope_backward", {"dL_dout", "first_position", "base"},
                                  positional_encoding::rope_backward_variants<double>,
                                  mistakes::rope_backward, within(1e-9, rounding));
    add_rotations(backward, random);
}

} // namespace mlcore::grading
