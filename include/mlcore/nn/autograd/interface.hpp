// Reverse-mode automatic differentiation of scalars. Arithmetic on Values is recorded as a graph:
// each result keeps its inputs and, for each of them, the derivative of the result by that input.
// backward() on a result L then gives dL/dx for every Value x that L was made from, by the chain
// rule over all arrows x → u:
//
//     dL/dL = 1        dL/dx = Σ dL/du · ∂u/∂x
//
// Source: Linnainmaa (1970), Taylor expansion of the accumulated rounding error; Griewank and
// Walther, Evaluating Derivatives (2nd ed., 2008), chapter 3. Cost: backward() visits every node
// and every arrow once, a small constant times the arithmetic that built the graph; memory
// O(nodes).
//
// A Value is a class, and what is compared between variants are functions. So this file has, beside
// the graph's Node, a driver (namespace drive) that runs small programs on any Value class:
// "x = 3; y = x * x".
#pragma once

#include "mlcore/core/types.hpp"
#include "mlcore/nn/autograd/program/interface.hpp"

#include <array>
#include <charconv>
#include <cmath>
#include <concepts>
#include <cstdint>
#include <initializer_list>
#include <memory>
#include <string>
#include <utility>
#include <vector>

namespace mlcore::autograd {

// ---- the graph ----------------------------------------------------------------------------------

struct Node;

/// An arrow from a result back to one of its inputs.
struct Edge {
    std::shared_ptr<Node> input;
    double derivative = 0; // of the result by this input
};

/// A number in the graph. A leaf has no edges; x + x has two, both to x.
struct Node {
    explicit Node(double number, std::vector<Edge> inputs = {})
        : data(number), edges(std::move(inputs)) {}
    Node(const Node&) = delete;
    Node& operator=(const Node&) = delete;
    // Left alone, the end of a long chain would free its input, that one its own, and so on: a
    // stack frame for every node. Here the inputs wait in a list, and each is empty when it is
    // freed.
    ~Node() {
        std::vector<std::shared_ptr<Node>> waiting;
        const auto take = [&](std::vector<Edge>& from) {
            for (Edge& edge : from) waiting.push_back(std::move(edge.input));
            from.clear();
        };
        take(edges);
        while (!waiting.empty()) {
            const std::shared_ptr<Node> node = std::move(waiting.back());
            waiting.pop_back();
            if (node.use_count() == 1) take(node->edges);
        }
    }

    double data;
    double gradient = 0; // dL/d(this), written by backward()
    std::vector<Edge> edges;
};

/// A class of numbers that remember how they were made. Values are handles: a copy is the same
/// node.
/// - a.data() is the number, a.grad() its gradient: 0 until a backward() reached it;
/// - a + b, a * b, pow(a, number), exp(a), tanh(a), relu(a) = max(a, 0), whose slope at 0 is 0;
/// - y.derivative(a) is what the operation that made y recorded for its input a (the sum, where a
/// is
///   an input twice), 0 for anything else;
/// - y.backward() sets the gradient of every Value that y depends on. It starts from cleared
///   gradients: called twice it gives the same twice. Other Values are none of its business.
template <class V>
concept ValueClass = std::copyable<V> && requires(V& y, const V& a, const V& b, double number) {
    { a.data() } -> std::convertible_to<double>;
    { a.grad() } -> std::convertible_to<double>;
    { a + b } -> std::same_as<V>;
    { a* b } -> std::same_as<V>;
    { pow(a, number) } -> std::same_as<V>;
    { exp(a) } -> std::same_as<V>;
    { tanh(a) } -> std::same_as<V>;
    { relu(a) } -> std::same_as<V>;
    { y.derivative(a) } -> std::convertible_to<double>;
    y.backward();
};

/// Throws ValueError where base^exponent is not a real number: a negative base with an exponent
/// that is not whole, 0 with a negative one, an exponent that is not finite.
inline void check_power(double base, double exponent) {
    const bool whole = std::floor(exponent) == exponent;
    if (std::isfinite(exponent) && !(base < 0 && !whole) && !(base == 0 && exponent < 0)) return;
    const auto text = [](double number) {
        std::array<char, 32> digits;
        return std::string(digits.data(), std::to_chars(digits.begin(), digits.end(), number).ptr);
    };
    throw ValueError("pow: " + text(base) + " to the power of " + text(exponent) +
                     " is not a real number");
}

// ---- the functions that are compared ------------------------------------------------------------

/// One operation: its value, and its derivative by each input.
struct Local {
    double value = 0;
    Vector derivatives;
    template <class Self, class Visitor>
    static void fields(Self& self, Visitor&& visit) {
        visit("value", self.value);
        visit("derivatives", self.derivatives);
    }
};

/// A whole program: its last value, and that value's derivative by each leaf, in the order in which
/// the program names them.
struct Evaluation {
    double value = 0;
    Vector gradients;
    template <class Self, class Visitor>
    static void fields(Self& self, Visitor&& visit) {
        visit("value", self.value);
        visit("gradients", self.gradients);
    }
};

using Add = Local(double a, double b);          ///< a + b, by a and by b
using Multiply = Local(double a, double b);     ///< a · b, by a and by b
using Power = Local(double a, double exponent); ///< a^exponent, by a; throws as check_power does
using Exp = Local(double a);                    ///< eᵃ
using Tanh = Local(double a);                   ///< the hyperbolic tangent
using Relu = Local(double a);                   ///< max(a, 0); its derivative at 0 is 0

/// Runs a program (see parse) and calls backward() on its last value. Throws as parse does.
using Backward = Evaluation(const std::string& program);

/// The program `times` times over, as a recurrent network does: from the second time on, its first
/// leaf is the last value of the time before; the other leaves stay the same Values. Gradients are
/// by the leaves as they were at the start. Throws as parse does, and ValueError unless times ≥ 1.
using DeepGraph = Evaluation(const std::string& step, int times);

// ---- the driver ---------------------------------------------------------------------------------

/// Where a program's leaves come from. A class whose Values live in an arena has a source of its
/// own.
template <class V>
struct FromNumber {
    V leaf(double number) const { return V(number); }
};

struct CallBackward {
    void operator()(auto& value) const { value.backward(); }
};

/// Runs `program` as DeepGraph describes, on Values of class V.
template <ValueClass V, class Source = FromNumber<V>, class CallsBackward = CallBackward>
Evaluation evaluate(const Program& program, int times = 1, CallsBackward backward = {}) {
    if (times < 1)
        throw ValueError("evaluate: times is " + std::to_string(times) + ", it must be positive");
    Source source;
    std::vector<V> leaves;
    for (const Statement& statement : program)
        if (statement.operation == Operation::leaf) leaves.push_back(source.leaf(statement.number));
    // parse lets no program through that does not begin with a leaf; one made by hand might not.
    if (leaves.empty()) throw ValueError("evaluate: the program has no leaf");

    V last = leaves.front(); // what the next time begins with
    std::vector<V> values;
    for (int time = 0; time < times; ++time) {
        values.clear();
        std::size_t leaf = 0;
        for (const auto& [operation, a, b, number] : program) switch (operation) {
            case Operation::leaf:
                values.push_back(leaf == 0 ? last : leaves[leaf]);
                ++leaf;
                break;
            case Operation::add:
                values.push_back(values[a] + values[b]);
                break;
            case Operation::multiply:
                values.push_back(values[a] * values[b]);
                break;
            case Operation::power:
                values.push_back(pow(values[a], number));
                break;
            case Operation::exp:
                values.push_back(exp(values[a]));
                break;
            case Operation::tanh:
                values.push_back(tanh(values[a]));
                break;
            case Operation::relu:
                values.push_back(relu(values[a]));
                break;
            case Operation::backward:
                backward(values[a]);
                break;
            }
        last = values.back();
    }
    backward(last);

    Evaluation result{last.data(), Vector(static_cast<Index>(leaves.size()))};
    for (std::size_t i = 0; i < leaves.size(); ++i)
        result.gradients(static_cast<Index>(i)) = leaves[i].grad();
    return result;
}

/// The functions that are compared, of a Value class: drive::add<naive::Value> is an Add. Those of
/// one operation read what it recorded; they do not call backward().
namespace drive {

template <class V>
Local local(const V& result, std::initializer_list<V> inputs) {
    Local answer{result.data(), Vector(static_cast<Index>(inputs.size()))};
    Index i = 0;
    for (const V& input : inputs) answer.derivatives(i++) = result.derivative(input);
    return answer;
}

template <ValueClass V, class Source = FromNumber<V>>
Local add(double a, double b) {
    Source source;
    const V x = source.leaf(a), y = source.leaf(b);
    return local(x + y, {x, y});
}
template <ValueClass V, class Source = FromNumber<V>>
Local multiply(double a, double b) {
    Source source;
    const V x = source.leaf(a), y = source.leaf(b);
    return local(x * y, {x, y});
}
template <ValueClass V, class Source = FromNumber<V>>
Local power(double a, double exponent) {
    Source source;
    const V x = source.leaf(a);
    return local(pow(x, exponent), {x});
}
template <ValueClass V, class Source = FromNumber<V>>
Local exp(double a) {
    Source source;
    const V x = source.leaf(a);
    return local(exp(x), {x});
}
template <ValueClass V, class Source = FromNumber<V>>
Local tanh(double a) {
    Source source;
    const V x = source.leaf(a);
    return local(tanh(x), {x});
}
template <ValueClass V, class Source = FromNumber<V>>
Local relu(double a) {
    Source source;
    const V x = source.leaf(a);
    return local(relu(x), {x});
}
template <ValueClass V, class Source = FromNumber<V>>
Evaluation backward(const std::string& program) {
    return evaluate<V, Source>(parse(program));
}
template <ValueClass V, class Source = FromNumber<V>>
Evaluation deep_graph(const std::string& step, int times) {
    try {
        return evaluate<V, Source>(parse(step), times);
    } catch (const NotImplemented&) {
        throw NotImplemented("deep_graph"); // it has no body of its own that could say so
    }
}

} // namespace drive

} // namespace mlcore::autograd
