#include <mlcore/grading/cases.hpp>
#include <mlcore/nn/autograd.hpp>

#include "mistakes.hpp"

#include <array>
#include <cstdio>

namespace mlcore::grading {
namespace {

const char* const lesson_example =
    "a = 3; b = -2; c = 8; d = a * b; e = d + c; f = relu(e); L = f * a";

// "x = -1.25"
std::string leaf(const std::string& name, Random& random) {
    std::array<char, 32> text;
    const double size = random.uniform(0.5, 1.5);
    std::snprintf(text.data(), text.size(), "%s = %.2f", name.c_str(),
                  random.index(2) == 0 ? size : -size);
    return text.data();
}

// Every step uses the one before and reaches back to an earlier value. So there is one topological
// order and no other, and a wrong walk gives the same wrong answer whoever wrote it.
std::string ladder(Random& random, int steps) {
    std::vector<std::string> values{"a", "b", "c"};
    std::string program = leaf("a", random) + "; " + leaf("b", random) + "; " + leaf("c", random);
    const auto continued = [&] {
        const std::string name = "; s" + std::to_string(values.size() - 3) + " = ";
        const std::string last = values.back();
        for (int attempt = 0; attempt < 50; ++attempt) {
            const auto count = static_cast<std::int64_t>(values.size());
            const std::string old = values[static_cast<std::size_t>(random.index(count - 1))];
            const std::array<std::string, 7> choices{last + " + " + old,     old + " + " + last,
                                                     last + " * " + old,     old + " * " + last,
                                                     "pow(" + last + ", 2)", "tanh(" + last + ")",
                                                     "exp(" + last + ")"};
            // Reaching back is the point: operations of one input come at every third step at most.
            const auto choice = static_cast<std::size_t>(random.index(count % 3 == 2 ? 7 : 4));
            const std::string longer = program + name + choices[choice];
            // Neither lost in rounding nor growing without bound.
            const double size = std::fabs(autograd::backward_variants["naive"](longer).value);
            if (size > 0.1 && size < 4) return longer;
        }
        return program + name + "tanh(" + last + ")";
    };
    while (static_cast<int>(values.size()) < 3 + steps) {
        program = continued();
        values.push_back("s" + std::to_string(values.size() - 3));
    }
    return program;
}

void write_operations(Exercise& exercise, Random& random) {
    using namespace autograd;

    auto add = exercise.task("add", {"a", "b"}, add_variants, mistakes::add,
                             within(1e-12, "one addition"));
    add.add("two numbers", 2, -5);
    add.add("the lesson's example", -6, 8);
    for (int i = 0; i < 3; ++i) add.add("random", random.normal(), random.normal());

    auto multiply = exercise.task("multiply", {"a", "b"}, multiply_variants, mistakes::multiply,
                                  within(1e-12, "one product"));
    multiply.add("the lesson's example", 3, -2);
    multiply.add("a factor of zero", 0, 4);
    for (int i = 0; i < 3; ++i) multiply.add("random", random.normal(), random.normal());

    auto power =
        exercise.task("power", {"a", "exponent"}, power_variants, mistakes::power,
                      within(1e-12, "a power may be computed as std::pow or as a product"));
    power.add("a square", 3, 2);
    power.add("a cube of a negative number", -2, 3);
    power.add("one divided by a", 4, -1);
    power.add("a square root", 2.25, 0.5);
    power.add("the exponent 1", -3, 1);
    power.add("the exponent 1 at 0", 0, 1);
    power.add("the exponent 0", 5, 0);
    power.add("the exponent 0 at 0", 0, 0);
    power.add("a square at 0", 0, 2);
    power.add("a negative base, a negative exponent", -1.5, -2);
    for (int i = 0; i < 3; ++i)
        power.add("random", random.uniform(0.5, 3), random.uniform(-2.5, 2.5));
    power.throws<ValueError>("the root of a negative number", -2, 0.5);
    power.throws<ValueError>("one divided by 0", 0, -1);

    auto exp = exercise.task("exp", {"a"}, exp_variants, mistakes::exp,
                             within(1e-12, "one call of std::exp"));
    exp.add("zero", 0);
    exp.add("two", 2);
    exp.add("a negative number", -1.5);
    for (int i = 0; i < 2; ++i) exp.add("random", random.normal());

    auto tanh = exercise.task("tanh", {"a"}, tanh_variants, mistakes::tanh,
                              within(1e-12, "1 − t² and 1/cosh² differ in the last digits"));
    tanh.add("zero", 0);
    tanh.add("one half", 0.5);
    tanh.add("a negative number", -1.25);
    tanh.add("far out, where e²ᵃ is infinite", 800);
    for (int i = 0; i < 2; ++i) tanh.add("random", 2 * random.normal());

    auto relu = exercise.task("relu", {"a"}, relu_variants, mistakes::relu, exactly("no rounding"));
    relu.add("a positive number", 2.5);
    relu.add("a negative number", -1.5);
    relu.add("exactly zero", 0);
    for (int i = 0; i < 3; ++i) relu.add("random", random.normal());
}

void write_graphs(Exercise& exercise, Random& random) {
    using namespace autograd;

    auto backward = exercise.task("backward", {"program"}, backward_variants, mistakes::backward,
                                  within(1e-9, "a few dozen products and sums in another order"));
    backward.add("a leaf alone", "x = 3");
    backward.add("one addition", "a = 2; b = -5; y = a + b");
    backward.add("one value used twice by one operation", "x = 3; y = x + x");
    backward.add("the same in a product", "x = -3; y = x * x");
    backward.add("the lesson's example", lesson_example);
    backward.add("a leaf the output does not depend on", "x = 2; unused = 5; y = x * x");
    backward.add("a result used twice", "x = 2; u = x * x; y = u + u");
    backward.add("a diamond", "x = 0.5; u = exp(x); v = exp(x); y = u * v");
    backward.add("a shortcut past a step", "x = 2; u = x * x; v = u * x; y = u + v");
    backward.add("the same, the other way round", "x = 2; u = x * x; v = u * x; y = v + u");
    backward.add("a shortcut past two steps",
                 "x = 2; w = -1.5; u = x * x; v = u * w; z = v * w; y = z * u");
    backward.add("division is multiplication by a power",
                 "a = 3; b = -4; r = pow(b, -1); y = a * r");
    backward.add("relu at exactly 0", "x = 2; m = -2; z = x + m; r = relu(z); y = r + x");
    backward.add("every operation",
                 "a = 0.5; b = -1.5; p = a * b; q = p + a; r = pow(q, 3); s = tanh(r); "
                 "t = exp(s); u = relu(t); y = u * b");
    backward.add("called twice", "x = 2; y = x * x; y.backward()");
    backward.add("called twice, with results in between",
                 "x = 0.5; w = -3; u = x * w; v = tanh(u); y = v * u; y.backward(); y.backward()");
    backward.add("called on a part, then on the whole",
                 "x = 3; w = 0.5; u = x * w; u.backward(); y = u * x");
    for (int steps : {5, 8, 11}) backward.add("random", ladder(random, steps));

    auto deep_graph =
        exercise.task("deep_graph", {"step", "times"}, deep_graph_variants, {},
                      within(1e-9, "gradients that are sums over 100,000 steps, in another order"));
    deep_graph.add("once", "x = 0.5; w = 2; x = x * w", 1);
    deep_graph.add("three times: 0.5 · w³", "x = 0.5; w = 2; x = x * w", 3);
    deep_graph.add("10,000 steps of a recurrent network",
                   "h = 0.1; w = 0.9; b = 0.05; u = h * w; v = u + b; h = tanh(v)", 10'000);
    deep_graph.add("900 doublings: 2⁹⁰⁰ paths from the output to x", "x = 0.001; x = x + x", 900);
    deep_graph.add("200,000 nodes deep: nested calls, one per node, overflow the stack",
                   "x = 0.5; w = 0.99999; b = 0.00002; u = x * w; x = u + b", 100'000);
}

} // namespace

void write_cases(Exercise& exercise, Random& random) {
    write_operations(exercise, random);
    write_graphs(exercise, random);
}

} // namespace mlcore::grading
