// A graph of nodes that own their inputs. Each operation is a line of calculus: the value, and the
// derivative by each input. backward() is the chain rule in the one order in which it is right.
#pragma once

#include "mlcore/nn/autograd/interface.hpp"

#include <cmath>
#include <memory>
#include <unordered_set>
#include <utility>
#include <vector>

namespace mlcore::autograd::naive {

/// A handle on a Node; a number converts to a leaf. The graph lives as long as a Value leads to it.
class Value {
public:
    Value(double number) : node_(std::make_shared<Node>(number)) {}
    Value(double result, std::vector<Edge> edges)
        : node_(std::make_shared<Node>(result, std::move(edges))) {}

    double data() const { return node_->data; }
    double grad() const { return node_->gradient; }
    double derivative(const Value& input) const {
        double sum = 0;
        for (const Edge& edge : node_->edges)
            if (edge.input == input.node_) sum += edge.derivative;
        return sum;
    }
    void backward() const;
    const std::shared_ptr<Node>& node() const { return node_; }

private:
    std::shared_ptr<Node> node_;
};

inline Value operator+(const Value& a, const Value& b) {
    return {a.data() + b.data(), {{a.node(), 1}, {b.node(), 1}}};
}

inline Value operator*(const Value& a, const Value& b) {
    return {a.data() * b.data(), {{a.node(), b.data()}, {b.node(), a.data()}}};
}

/// a^exponent. Throws ValueError where that is not a real number (see check_power).
inline Value pow(const Value& a, double exponent) {
    check_power(a.data(), exponent);
    // The formula is 0 · a⁻¹ for the exponent 0; at a = 0 that would be NaN.
    const double slope = exponent == 0 ? 0 : exponent * std::pow(a.data(), exponent - 1);
    return {std::pow(a.data(), exponent), {{a.node(), slope}}};
}

inline Value exp(const Value& a) {
    const double value = std::exp(a.data());
    return {value, {{a.node(), value}}};
}

inline Value tanh(const Value& a) {
    const double value = std::tanh(a.data());
    return {value, {{a.node(), 1 - value * value}}};
}

inline Value relu(const Value& a) {
    const double value = a.data() <= 0 ? 0 : a.data(); // in this form NaN stays NaN
    return {value, {{a.node(), a.data() > 0 ? 1.0 : 0.0}}};
}

inline Value operator-(const Value& a) { return a * -1; }
inline Value operator-(const Value& a, const Value& b) { return a + -b; }
inline Value operator/(const Value& a, const Value& b) { return a * pow(b, -1); }

/// All nodes that `output` depends on and itself, every node after its inputs. Depth-first with a
/// stack of its own: a recursive one overflows the program's stack on a deep graph.
inline std::vector<Node*> topological_order(Node* output) {
    struct Visit {
        Node* node;
        std::size_t next_edge;
    };
    std::vector<Node*> order;
    std::unordered_set<Node*> seen{output};
    std::vector<Visit> path{{output, 0}};
    while (!path.empty()) {
        auto& [node, next_edge] = path.back();
        if (next_edge == node->edges.size()) {
            order.push_back(node);
            path.pop_back();
        } else {
            Node* input = node->edges[next_edge++].input.get();
            if (seen.insert(input).second) path.push_back({input, 0});
        }
    }
    return order;
}

inline void Value::backward() const {
    const std::vector<Node*> order = topological_order(node_.get());
    for (Node* node : order) node->gradient = 0;
    node_->gradient = 1;
    for (auto node = order.rbegin(); node != order.rend(); ++node)
        for (const Edge& edge : (*node)->edges)
            edge.input->gradient += (*node)->gradient * edge.derivative;
}

} // namespace mlcore::autograd::naive
