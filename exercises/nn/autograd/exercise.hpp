// Autograd: numbers that know their derivatives. The lesson: mlcore lesson autograd
//
// Replace each `throw NotImplemented{…}` by your own code and save: mlcore checks the file.
//
// Given (mlcore/nn/autograd/interface.hpp):
//
//     struct Edge { std::shared_ptr<Node> input;  double derivative; };   // ∂result/∂input
//     struct Node { double data;  double gradient;  std::vector<Edge> edges; };
//
// An operation computes its result and records one edge for each input. As an example, y = 5 a:
//
//     return Value(5 * a.data(), {{a.node(), 5}});
#pragma once

#include <mlcore/nn/autograd/interface.hpp>

#include <cmath>
#include <memory>
#include <unordered_set>
#include <utility>
#include <vector>

namespace exercise {
using namespace mlcore;
using autograd::Edge;
using autograd::Node;

// A handle on a node: copies of a Value share it. The class is complete but for backward().
class Value {
public:
    // Explicit, so that a forgotten `std::` (exp(a.data()) for std::exp(a.data())) does not
    // compile.
    explicit Value(double number) : node_(std::make_shared<Node>(number)) {}
    Value(double result, std::vector<Edge> edges)
        : node_(std::make_shared<Node>(result, std::move(edges))) {}

    double data() const {
        return node_->data;
    }
    double grad() const {
        return node_->gradient;
    }
    const std::shared_ptr<Node>& node() const {
        return node_;
    }

    // What the operation that made this value recorded for `input`. Tasks 1 to 6 are checked by it.
    double derivative(const Value& input) const {
        double sum = 0;
        for (const Edge& edge : node_->edges)
            if (edge.input == input.node_) sum += edge.derivative;
        return sum;
    }

    void backward() const; // task 7

private:
    std::shared_ptr<Node> node_;
};

// Task 1: a + b, with an edge to a and an edge to b.
inline Value operator+(const Value& a, const Value& b) {
    throw NotImplemented{"add"};
}

// Task 2: a · b.
inline Value operator*(const Value& a, const Value& b) {
    throw NotImplemented{"multiply"};
}

// Task 3: a to the power of a fixed number. Call autograd::check_power(a.data(), exponent) first:
// it throws ValueError where there is no real result. The exponent may be negative, or 0.
inline Value pow(const Value& a, double exponent) {
    throw NotImplemented{"power"};
}

// Task 4: e to the power of a.
inline Value exp(const Value& a) {
    throw NotImplemented{"exp"};
}

// Task 5: the hyperbolic tangent.
inline Value tanh(const Value& a) {
    throw NotImplemented{"tanh"};
}

// Task 6: the larger of a and 0. At exactly 0 the derivative is 0 by convention.
inline Value relu(const Value& a) {
    throw NotImplemented{"relu"};
}

// Task 7: writes the gradient of every node that this one depends on, its own (1) included.
// Gradients of an earlier call must not show: calling it twice gives the same. Task 8 (deep_graph):
// the same on graphs that are 100,000 nodes deep, or have more paths than atoms.
inline void Value::backward() const {
    throw NotImplemented{"backward"};
}

} // namespace exercise
