#include "mlcore/core/random.hpp"
#include "mlcore/nn/autograd.hpp"
#include "support/arrays.hpp"
#include "support/golden.hpp"

#include <doctest/doctest.h>

#include <array>
#include <cmath>
#include <memory>
#include <string>

using namespace mlcore;
using namespace mlcore::autograd;
using doctest::Approx;
using test::vector;

namespace {

// A gradient is a sum over paths of products of up to about a hundred factors, in an order that the
// variants and PyTorch choose freely.
constexpr double order_of_operations = 1e-10;
// A central difference with step 1e-5: 1e-10 of truncation, 1e-11 of rounding, both times
// derivatives of the size of a few hundred.
constexpr double central_difference = 1e-6;

void check_close(const Vector& got, const Vector& expected, double tolerance) {
    REQUIRE(got.size() == expected.size());
    for (Index i = 0; i < got.size(); ++i) {
        CAPTURE(i);
        CHECK(std::abs(got(i) - expected(i)) <= tolerance * (1 + std::abs(expected(i))));
    }
}

// The text that parse reads as that program.
std::string to_text(const Program& program) {
    const auto name = [](std::size_t i) { return "v" + std::to_string(i); };
    std::string text;
    std::size_t values = 0;
    for (const auto& [operation, a, b, number] : program) {
        const std::string right = [&, a = a, b = b, operation = operation, number = number] {
            switch (operation) {
            case Operation::add:
                return name(a) + " + " + name(b);
            case Operation::multiply:
                return name(a) + " * " + name(b);
            case Operation::power:
                return "pow(" + name(a) + ", " + std::to_string(number) + ")";
            case Operation::exp:
                return "exp(" + name(a) + ")";
            case Operation::tanh:
                return "tanh(" + name(a) + ")";
            case Operation::relu:
                return "relu(" + name(a) + ")";
            default:
                return std::to_string(number);
            }
        }();
        text += (values == 0 ? "" : "; ") + name(values) + " = " + right;
        ++values;
    }
    return text;
}

// 4 leaves, then operations on any earlier values. Sizes stay between 0.2 and 4, so that neither
// rounding nor relu's kink can blur a central difference.
Program random_program(Random& random, int operations) {
    Program program;
    while (program.size() < 4)
        program.push_back(
            {Operation::leaf, 0, 0, random.uniform(0.3, 1.5) * (random.index(2) == 0 ? 1 : -1)});
    while (program.size() < 4 + static_cast<std::size_t>(operations)) {
        const auto earlier = [&] {
            return static_cast<std::size_t>(
                random.index(static_cast<std::int64_t>(program.size())));
        };
        Statement statement{static_cast<Operation>(1 + random.index(6)), earlier(), earlier(), 0};
        if (statement.operation == Operation::power)
            statement.number = static_cast<double>(random.index(6) - 2); // −2 … 3
        program.push_back(statement);
        const double size = std::abs(evaluate<naive::Value>(program).value);
        if (size < 0.2 || size > 4) program.pop_back();
    }
    return program;
}

} // namespace

TEST_CASE("autograd: golden values from PyTorch") {
    const test::Golden golden("autograd");
    const auto programs = golden.keys();
    REQUIRE(programs.size() == 13);
    for (const auto& program : programs) {
        CAPTURE(program);
        const auto expected = golden.get<Vector>(program); // the value, then the gradients
        for (const auto& variant : backward_variants) {
            CAPTURE(variant.name);
            const auto backward = variant.function;
            const auto got = backward(program);
            CHECK(got.value == Approx(expected(0)).epsilon(order_of_operations));
            check_close(got.gradients, expected.tail(expected.size() - 1), order_of_operations);
        }
    }
}

TEST_CASE("autograd: the derivatives that operations record are central differences") {
    const std::uint64_t seed = 31;
    CAPTURE(seed);
    Random random(seed);
    const double h = 1e-5;
    const auto check_unary = [&](auto& variants, auto... more) {
        for (int i = 0; i < 20; ++i) {
            const double a = random.uniform(0.1, 2) * (sizeof...(more) == 0 && i % 2 ? -1 : 1);
            CAPTURE(a);
            for (const auto& variant : variants) {
                CAPTURE(variant.name);
                const auto f = variant.function;
                const double slope = (f(a + h, more...).value - f(a - h, more...).value) / (2 * h);
                check_close(f(a, more...).derivatives, vector({slope}), central_difference);
            }
        }
    };
    check_unary(exp_variants);
    check_unary(tanh_variants);
    check_unary(relu_variants);
    for (double exponent : {-2.5, -1.0, 0.0, 0.5, 1.0, 2.0, 3.7}) {
        CAPTURE(exponent);
        check_unary(power_variants, exponent);
    }
    const auto check_binary = [&](auto& variants) {
        for (int i = 0; i < 20; ++i) {
            const double a = random.normal(), b = random.normal();
            for (const auto& variant : variants) {
                CAPTURE(variant.name);
                const auto f = variant.function;
                const double by_a = (f(a + h, b).value - f(a - h, b).value) / (2 * h);
                const double by_b = (f(a, b + h).value - f(a, b - h).value) / (2 * h);
                check_close(f(a, b).derivatives, vector({by_a, by_b}), central_difference);
            }
        }
    };
    check_binary(add_variants);
    check_binary(multiply_variants);
}

TEST_CASE("autograd: operations where they are special") {
    for (const auto& variant : power_variants) {
        CAPTURE(variant.name);
        const auto power = variant.function;
        CHECK(power(-2, 3).value == -8);
        CHECK(power(-2, 3).derivatives(0) == 12);
        CHECK(power(0, 0).value == 1);
        CHECK(power(0, 0).derivatives(0) == 0);
        CHECK(power(0, 1).derivatives(0) == 1);
        CHECK(std::isinf(power(0, 0.5).derivatives(0)));
        CHECK(std::isnan(power(NAN, 2).value));
        CHECK(std::isnan(power(NAN, 0.5).value));
        CHECK_THROWS_WITH_AS(power(-2, 0.5), "pow: -2 to the power of 0.5 is not a real number",
                             ValueError);
        CHECK_THROWS_WITH_AS(power(0, -1), "pow: 0 to the power of -1 is not a real number",
                             ValueError);
        CHECK_THROWS_AS(power(2, NAN), ValueError);
        CHECK_THROWS_AS(power(2, INFINITY), ValueError);
    }
    for (const auto& variant : relu_variants) {
        CAPTURE(variant.name);
        const auto relu = variant.function;
        CHECK(relu(0).value == 0);
        CHECK(relu(0).derivatives(0) == 0);
        CHECK(relu(-0.0).derivatives(0) == 0);
        CHECK(relu(1e-300).derivatives(0) == 1);
        CHECK(relu(-3).value == 0);
        CHECK(relu(-3).derivatives(0) == 0);
        CHECK(std::isnan(relu(NAN).value));
    }
    for (const auto& variant : tanh_variants) {
        CAPTURE(variant.name);
        const auto tanh = variant.function;
        CHECK(tanh(-1000).value == -1);
        CHECK(tanh(-1000).derivatives(0) == 0);
    }
}

TEST_CASE("autograd: random graphs against central differences") {
    const double h = 1e-5;
    for (std::uint64_t seed = 1; seed <= 40; ++seed) {
        CAPTURE(seed);
        Random random(seed);
        const Program program = random_program(random, 3 + static_cast<int>(seed) / 2);
        const std::string text = to_text(program);
        CAPTURE(text);
        Vector slopes(4);
        for (std::size_t leaf = 0; leaf < 4; ++leaf) {
            Program above = program, below = program;
            above[leaf].number += h;
            below[leaf].number -= h;
            slopes(static_cast<Index>(leaf)) =
                (evaluate<naive::Value>(above).value - evaluate<naive::Value>(below).value) /
                (2 * h);
        }
        for (const auto& variant : backward_variants) {
            CAPTURE(variant.name);
            const auto backward = variant.function;
            // The text rounds the leaves to six decimals; gradients move in proportion.
            const auto got = backward(text);
            check_close(got.gradients, slopes, 1e-3);
            check_close(got.gradients, evaluate<naive::Value>(parse(text)).gradients,
                        order_of_operations);
        }
        check_close(evaluate<naive::Value>(program).gradients, slopes, central_difference);
        check_close(evaluate<tape::Value, Tape>(program).gradients, slopes, central_difference);
    }
}

TEST_CASE("autograd: shared values, unused leaves, repeated calls") {
    for (const auto& variant : backward_variants) {
        CAPTURE(variant.name);
        const auto backward = variant.function;
        const auto gradients = [&](const char* program) { return backward(program).gradients; };
        CHECK(gradients("x = 3") == vector({1}));
        CHECK(gradients("x = 3; y = x + x") == vector({2}));
        CHECK(gradients("x = -3; y = x * x") == vector({-6}));
        CHECK(gradients("x = 2; unused = 5; y = x * x") == vector({4, 0}));
        CHECK(gradients("x = 2; u = x * x; v = u * x; y = u + v") == vector({16}));
        CHECK(gradients("x = 2; u = x * x; v = u * x; y = v + u") == vector({16}));
        CHECK(gradients("x = 2; u = x * x; y = x * u; y.backward(); y.backward()") == vector({12}));
        CHECK(gradients("x = 3; w = 0.5; u = x * w; u.backward(); y = u * x") == vector({3, 9}));
        CHECK(gradients("x = 2; x = x * x; x = x * x") == vector({32})); // a name defined again
    }
}

TEST_CASE("autograd: graphs of a million nodes, and with more paths than can be walked") {
    for (const auto& variant : deep_graph_variants) {
        CAPTURE(variant.name);
        const auto deep_graph = variant.function;
        const auto chain = deep_graph("x = 1; c = 0.001; x = x + c", 1'000'000);
        CHECK(chain.value == Approx(1001));
        CHECK(chain.gradients == vector({1, 1e6}));
        const auto doubled = deep_graph("x = 1; x = x + x", 1000);
        CHECK(doubled.value == std::ldexp(1, 1000));
        CHECK(doubled.gradients == vector({std::ldexp(1, 1000)}));
        const auto squares = deep_graph("x = 1; w = 1; u = x * x; x = u * w", 10);
        CHECK(squares.gradients == vector({1024, 1023}));
        CHECK_THROWS_WITH_AS(deep_graph("x = 1", 0), "evaluate: times is 0, it must be positive",
                             ValueError);
    }
}

TEST_CASE("autograd: parse says what it does not understand") {
    CHECK(parse("x=-2.5;\n y = pow( x,2 )").size() == 2);
    CHECK(parse("x = 1e-3")[0].number == 0.001);
    const auto message = [](const char* text) -> std::string {
        try {
            (void)parse(text);
        } catch (const ValueError& error) {
            return error.what();
        }
        return "";
    };
    CHECK(message("") == "parse: \"\" is not a statement");
    CHECK(message("x = 1;") == "parse: \"\" is not a statement");
    CHECK(message("x = 1; y = x - x") == "parse: \" y = x - x\" is not a statement");
    CHECK(message("y = z * z") == "parse: \"y = z * z\" uses z, which is not defined");
    CHECK(message("x = 1; y = sin(x)") == "parse: \" y = sin(x)\" has no known function");
    CHECK(message("x = y") == "parse: \"x = y\" has y where a number belongs");
    CHECK(message("x = nan") == "parse: \"x = nan\" has nan where a number belongs");
    CHECK(message("x = 2; y = pow(x, 2x)") ==
          "parse: \" y = pow(x, 2x)\" has 2x where a number belongs");
    CHECK(message("y.backward()") == "parse: \"y.backward()\" uses y, which is not defined");
    CHECK_THROWS_AS(evaluate<naive::Value>(Program{}), ValueError);
}

TEST_CASE_TEMPLATE("autograd: expressions as a user writes them", Source,
                   FromNumber<autograd::Value>, Tape) {
    Source source;
    const auto x = source.leaf(3);
    const auto y = source.leaf(-2);
    const auto f = (x - y) / (x * x) - 2 * y + (-x + 1) * 0.5 + (4 - y) / 2 + 1 / x;
    CHECK(f.data() == Approx(5.0 / 9 + 4 - 1 + 3 + 1.0 / 3));
    f.backward();
    CHECK(x.grad() == Approx(1.0 / 9 - 2 * 5.0 / 27 - 0.5 - 1.0 / 9));
    CHECK(y.grad() == Approx(-1.0 / 9 - 2 - 0.5));
    CHECK((x * y).derivative(x) == -2);
    CHECK((x * x).derivative(x) == 6); // both of its edges
    CHECK((x * y).derivative(f) == 0);
    CHECK(source.leaf(1).grad() == 0);
}

TEST_CASE("autograd: a graph lives as long as a value leads to it, and no longer") {
    std::weak_ptr<Node> watched;
    {
        autograd::Value y = 1;
        {
            const autograd::Value x = 2;
            watched = x.node();
            y = x * x + x;
        }
        CHECK_FALSE(watched.expired());
        y.backward();
        CHECK(watched.lock()->gradient == 5);
        const autograd::Value copy = y; // a handle: the same node
        CHECK(copy.grad() == 1);
    }
    CHECK(watched.expired());
}

TEST_CASE("autograd: a tape refuses values of another one and can be used again") {
    Tape tape, other;
    const auto x = tape.leaf(2);
    CHECK_THROWS_WITH_AS(x * other.leaf(3), "Tape: the two values lie on different tapes",
                         ValueError);
    CHECK_THROWS_AS(x + other.leaf(3), ValueError);
    (x * x).backward();
    CHECK(x.grad() == 4);
    CHECK(tape.size() == 2);
    tape.clear();
    CHECK(tape.size() == 0);
    const auto z = tape.leaf(5);
    CHECK(z.grad() == 0); // nothing is left of the x that lay in its place
    (z * z).backward();
    CHECK(z.grad() == 10);
}
