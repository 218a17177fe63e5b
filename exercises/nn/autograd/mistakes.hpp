// What people get wrong, one function per misunderstanding. Each is recognised by its answers.
#pragma once

#include <mlcore/grading/cases.hpp>
#include <mlcore/nn/autograd/naive.hpp>

#include "walks.hpp"

#include <cmath>

namespace mlcore::mistakes {
using namespace mlcore::autograd;

inline Local answer(double value, std::initializer_list<double> derivatives) {
    return {value, grading::vector(derivatives)};
}

inline const grading::Mistakes<Add> add{
    {"derivative_is_the_operand",
     "You record the operands themselves, a and b. How fast does a + b grow when a grows by a "
     "little? Both derivatives are 1.",
     [](double a, double b) {
         return answer(a + b, {a, b});
     }},
    {"derivatives_of_a_product",
     "You record the derivatives of a product, b and a. Those of a sum are 1 and 1.",
     [](double a, double b) {
         return answer(a + b, {b, a});
     }},
    {"second_input_forgotten",
     "You record an edge to a and none to b's own node. The sum has two inputs, each with "
     "derivative 1.",
     [](double a, double b) {
         return answer(a + b, {1, 0});
     }},
};

inline const grading::Mistakes<Multiply> multiply{
    {"derivatives_swapped",
     "You record a's own value for a and b's own for b. The derivative of a·b by a is b, and by b "
     "it is a.",
     [](double a, double b) {
         return answer(a * b, {a, b});
     }},
    {"derivatives_of_a_sum",
     "You record 1 and 1, the derivatives of a sum. The derivative of a·b by a is b, and by b it "
     "is a.",
     [](double a, double b) {
         return answer(a * b, {1, 1});
     }},
    {"derivative_is_the_product",
     "You record the product itself. The derivative by one factor is the other factor alone.",
     [](double a, double b) {
         return answer(a * b, {a * b, a * b});
     }},
    {"second_input_forgotten", "You record an edge to a and none to b. The product has two inputs.",
     [](double a, double b) {
         return answer(a * b, {b, 0});
     }},
};

inline const grading::Mistakes<Power> power{
    {"factor_forgotten",
     "You lower the exponent by one but do not multiply by it: the derivative of aᵏ is k·aᵏ⁻¹.",
     [](double a, double k) {
         check_power(a, k);
         return answer(std::pow(a, k), {k == 0 ? 0 : std::pow(a, k - 1)});
     }},
    {"exponent_not_lowered",
     "You multiply by the exponent but do not lower it by one: the derivative of aᵏ is k·aᵏ⁻¹.",
     [](double a, double k) {
         check_power(a, k);
         return answer(std::pow(a, k), {k * std::pow(a, k)});
     }},
    {"always_a_square",
     "You record k·a, which is right for squares alone: the derivative of aᵏ is k·aᵏ⁻¹.",
     [](double a, double k) {
         check_power(a, k);
         return answer(std::pow(a, k), {k * a});
     }},
    {"derivative_by_the_exponent",
     "You record aᵏ·ln a, the derivative by the exponent. The exponent is a fixed number here; the "
     "derivative by a is k·aᵏ⁻¹.",
     [](double a, double k) {
         check_power(a, k);
         return answer(std::pow(a, k), {std::pow(a, k) * std::log(a)});
     }},
    {"zero_times_infinity",
     "Your derivative is right but for a = 0 with the exponent 0, where you compute 0·0⁻¹, which "
     "is not a number. a⁰ is the constant 1; its derivative is 0.",
     [](double a, double k) {
         check_power(a, k);
         return answer(std::pow(a, k), {k * std::pow(a, k - 1)});
     }},
    {"divides_by_the_base",
     "You compute the derivative as k·aᵏ/a, which is not a number at a = 0. k·aᵏ⁻¹ has no "
     "division; "
     "only the exponent 0 needs care there.",
     [](double a, double k) {
         check_power(a, k);
         return answer(std::pow(a, k), {k * std::pow(a, k) / a});
     }},
    {"domain_not_checked",
     "Your derivatives are right, but (−2)^0.5 and 0⁻¹ are not real numbers: throw ValueError, as "
     "check_power does.",
     [](double a, double k) {
         return answer(std::pow(a, k), {k == 0 ? 0 : k * std::pow(a, k - 1)});
     }},
};

inline const grading::Mistakes<Exp> exp{
    {"power_rule",
     "You apply the rule of powers, a·eᵃ⁻¹. Here the variable is the exponent: eᵃ is its own "
     "derivative.",
     [](double a) { return answer(std::exp(a), {a * std::exp(a - 1)}); }},
    {"derivative_is_the_input", "You record a. The derivative of eᵃ is eᵃ, the result itself.",
     [](double a) { return answer(std::exp(a), {a}); }},
    {"derivative_is_one",
     "You record 1, which is the derivative at a = 0 alone. The derivative of eᵃ is eᵃ.",
     [](double a) { return answer(std::exp(a), {1}); }},
};

inline const grading::Mistakes<Tanh> tanh{
    {"squares_the_input",
     "You record 1 − a², with the input. It is 1 − t², with the result t = tanh(a).",
     [](double a) { return answer(std::tanh(a), {1 - a * a}); }},
    {"result_not_squared", "You record 1 − t. The derivative is 1 − t², with t = tanh(a) squared.",
     [](double a) { return answer(std::tanh(a), {1 - std::tanh(a)}); }},
    {"derivative_of_the_sigmoid",
     "You record t·(1 − t). That is the sigmoid's derivative; the one of t = tanh(a) is 1 − t².",
     [](double a) { return answer(std::tanh(a), {std::tanh(a) * (1 - std::tanh(a))}); }},
    {"overflows",
     "You write tanh with exponentials, and ∞/∞ is not a number once e²ᵃ is too large for a "
     "double. "
     "Use std::tanh.",
     [](double a) {
         const double e = std::exp(2 * a), t = (e - 1) / (e + 1);
         return answer(t, {1 - t * t});
     }},
    {"sign_flipped", "You record t² − 1. tanh never falls: the derivative is 1 − t².",
     [](double a) { return answer(std::tanh(a), {std::tanh(a) * std::tanh(a) - 1}); }},
};

inline const grading::Mistakes<Relu> relu{
    {"one_at_zero",
     "Your derivative at exactly 0 is 1. Both 0 and 1 could be argued for; here, as in PyTorch, it "
     "is 0.",
     [](double a) { return answer(std::fmax(a, 0), {a >= 0 ? 1.0 : 0.0}); }},
    {"half_at_zero",
     "Your derivative at exactly 0 is ½. It is a convention, and here, as in PyTorch, it is 0.",
     [](double a) {
         return answer(std::fmax(a, 0), {a > 0 ? 1 : a == 0 ? 0.5 : 0});
     }},
    {"derivative_always_one",
     "You record 1 for every input. Where a is negative the result stays 0 however a moves: the "
     "derivative there is 0.",
     [](double a) { return answer(std::fmax(a, 0), {1}); }},
    {"derivative_is_the_result",
     "You record max(a, 0), the result itself. The derivative is 1 where a is positive and 0 "
     "elsewhere.",
     [](double a) { return answer(std::fmax(a, 0), {std::fmax(a, 0)}); }},
    {"absolute_value", "You compute |a|. relu gives 0 for every negative a.",
     [](double a) {
         return answer(std::fabs(a), {a > 0 ? 1.0 : a < 0 ? -1.0 : 0.0});
     }},
};

// ---- backward: the right operations, and one wrong walk each (walks.hpp)
// -------------------------

inline const char* const too_early =
    "You pass a node's gradient on before all of it has arrived: a node that feeds several others "
    "must wait for every one of them. Go through the nodes in reverse topological order.";
inline const char* const twice =
    "A node that can be reached in several ways passes its gradient on several times. Remember "
    "which nodes you have been at, and let each pass on once.";

inline const grading::Mistakes<Backward> backward{
    {"assigns",
     "You write gradient = …; where a value is used twice, the second use wipes out the first. "
     "Contributions add up: gradient += ….",
     backward_by<assigns>},
    {"breadth_first", too_early, backward_by<breadth_first>},
    {"depth_first", too_early, backward_by<depth_first>},
    {"depth_first_from_a_stack", too_early, backward_by<depth_first_from_a_stack>},
    {"depth_first_edge_by_edge", too_early, backward_by<depth_first_edge_by_edge>},
    {"lists_nodes_twice", twice, backward_by<lists_nodes_twice>},
    {"pushes_nodes_twice", twice, backward_by<pushes_nodes_twice>},
    {"does_not_reverse",
     "You go from the leaves to the output, so most gradients are still 0 when they are passed on. "
     "Go from the output back.",
     backward_by<does_not_reverse>},
    {"does_not_seed",
     "All your gradients are 0: set the output's own to 1, dL/dL, before you pass anything on.",
     backward_by<does_not_seed>},
    {"seeds_with_the_value",
     "You start with the output's value as its gradient. dL/dL is 1, whatever L is.",
     backward_by<seeds_with_the_value>},
    {"forgets_upstream",
     "You add up the local derivatives alone. The chain rule multiplies each by the gradient that "
     "arrived at the result.",
     backward_by<forgets_upstream>},
    {"does_not_clear",
     "Gradients of the first call to backward() are still there in the second. Set those of all "
     "nodes you reach to 0 first.",
     backward_by<does_not_clear>},
    {"clears_the_leaves_only",
     "You clear the leaves' gradients, but those of the results in between are still there in the "
     "second call to backward(). Set those of all nodes you reach to 0.",
     backward_by<clears_the_leaves_only>},
    {"adds_the_seed",
     "The second call to backward() adds to the gradients of the first, the output's own included. "
     "Set those of all nodes you reach to 0, then the output's to 1.",
     backward_by<adds_the_seed>},
};

} // namespace mlcore::mistakes
