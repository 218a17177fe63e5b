// Wrong ways through the graph, for mistakes.hpp: each is a backward() with one misunderstanding.
#pragma once

#include <mlcore/nn/autograd/naive.hpp>

#include <deque>
#include <string>
#include <unordered_set>
#include <vector>

namespace mlcore::mistakes {
using namespace mlcore::autograd;

// The program on right operations, with `walk` for backward().
template <auto walk>
Evaluation backward_by(const std::string& program) {
    return evaluate<naive::Value, FromNumber<naive::Value>>(
        parse(program), 1, [](const naive::Value& output) { walk(output.node().get()); });
}

using Nodes = std::vector<Node*>;
using Seen = std::unordered_set<Node*>;

// Inputs before results, gradients cleared, the output's set to 1.
inline Nodes start(Node* output) {
    const Nodes order = naive::topological_order(output);
    for (Node* node : order) node->gradient = 0;
    output->gradient = 1;
    return order;
}
// The chain rule for the inputs of one node.
inline void push(const Node* node) {
    for (const Edge& edge : node->edges) edge.input->gradient += node->gradient * edge.derivative;
}
inline void push_in_reverse(const Nodes& order) {
    for (auto node = order.rbegin(); node != order.rend(); ++node) push(*node);
}

inline void assigns(Node* output) {
    const Nodes order = start(output);
    for (auto node = order.rbegin(); node != order.rend(); ++node)
        for (const Edge& edge : (*node)->edges)
            edge.input->gradient = (*node)->gradient * edge.derivative;
}
inline void forgets_upstream(Node* output) {
    for (Node* node : start(output))
        for (const Edge& edge : node->edges) edge.input->gradient += edge.derivative;
}
inline void does_not_reverse(Node* output) {
    for (Node* node : start(output)) push(node);
}
inline void does_not_seed(Node* output) {
    const Nodes order = start(output);
    output->gradient = 0;
    push_in_reverse(order);
}
inline void seeds_with_the_value(Node* output) {
    const Nodes order = start(output);
    output->gradient = output->data;
    push_in_reverse(order);
}
inline void does_not_clear(Node* output) {
    output->gradient = 1;
    push_in_reverse(naive::topological_order(output));
}
inline void clears_the_leaves_only(Node* output) {
    const Nodes order = naive::topological_order(output);
    for (Node* node : order)
        if (node->edges.empty()) node->gradient = 0;
    output->gradient = 1;
    push_in_reverse(order);
}
inline void adds_the_seed(Node* output) {
    output->gradient += 1;
    push_in_reverse(naive::topological_order(output));
}

inline void breadth_first(Node* output) {
    start(output);
    std::deque<Node*> queue{output};
    Seen seen{output};
    for (; !queue.empty(); queue.pop_front()) {
        push(queue.front());
        for (const Edge& edge : queue.front()->edges)
            if (seen.insert(edge.input.get()).second) queue.push_back(edge.input.get());
    }
}
inline void depth_first_from_a_stack(Node* output) {
    start(output);
    Nodes stack{output};
    Seen seen{output};
    while (!stack.empty()) {
        const Node* node = stack.back();
        stack.pop_back();
        push(node);
        for (const Edge& edge : node->edges)
            if (seen.insert(edge.input.get()).second) stack.push_back(edge.input.get());
    }
}
inline void push_node_then_descend(Node* node, Seen& seen) {
    if (!seen.insert(node).second) return;
    push(node);
    for (const Edge& edge : node->edges) push_node_then_descend(edge.input.get(), seen);
}
inline void depth_first(Node* output) {
    start(output);
    Seen seen;
    push_node_then_descend(output, seen);
}
inline void push_edge_then_descend(Node* node, Seen& seen) {
    if (!seen.insert(node).second) return;
    for (const Edge& edge : node->edges) {
        edge.input->gradient += node->gradient * edge.derivative;
        push_edge_then_descend(edge.input.get(), seen);
    }
}
inline void depth_first_edge_by_edge(Node* output) {
    start(output);
    Seen seen;
    push_edge_then_descend(output, seen);
}

inline void list_with_repeats(Node* node, Nodes& order) {
    for (const Edge& edge : node->edges) list_with_repeats(edge.input.get(), order);
    order.push_back(node);
}
inline void lists_nodes_twice(Node* output) {
    start(output);
    Nodes order;
    list_with_repeats(output, order);
    push_in_reverse(order);
}
inline void push_and_descend(Node* node) {
    push(node);
    for (const Edge& edge : node->edges) push_and_descend(edge.input.get());
}
inline void pushes_nodes_twice(Node* output) {
    start(output);
    push_and_descend(output);
}

} // namespace mlcore::mistakes
