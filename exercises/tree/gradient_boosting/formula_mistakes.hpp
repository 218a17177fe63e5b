// Mistakes in the three formulas: derivatives, leaf and gain.
#pragma once

#include <mlcore/grading/cases.hpp>
#include <mlcore/tree/gradient_boosting/naive.hpp>

#include <cmath>

namespace mlcore::mistakes {
using namespace mlcore::gradient_boosting;

namespace detail {
using namespace mlcore::gradient_boosting::detail;

// Half of the three terms term(sum, l2 of it), after the checks.
template <class Term>
double half_bracket(const Sum& left, const Sum& right, double l2, double gamma, Term&& term) {
    naive::split_gain(left, right, l2, gamma);
    const Sum parent{left.gradient + right.gradient, left.hessian + right.hessian};
    return (term(left) + term(right) - term(parent)) / 2;
}
inline double parent_score(const Sum& left, const Sum& right, double l2) {
    return naive::score({left.gradient + right.gradient, left.hessian + right.hessian}, l2);
}
} // namespace detail

inline const grading::Mistakes<ComputeGradients> gradients{
    {"sign_reversed",
     "Your gradient is y − ŷ, the residual. The derivative of the loss is ŷ − y: the minus sign "
     "comes "
     "in with the leaf's weight.",
     [](VectorView scores, VectorView y, const std::string& loss) {
         const Gradients g = naive::gradients(scores, y, loss);
         return Gradients{-g.gradient, g.hessian};
     }},
    {"factor_two",
     "You differentiate (s − y)². The squared loss here is ½ (s − y)², so the gradient is s − y "
     "and "
     "the hessian 1.",
     [](VectorView scores, VectorView y, const std::string& loss) {
         const Gradients g = naive::gradients(scores, y, loss);
         const double factor = loss == "squared" ? 2 : 1;
         return Gradients{factor * g.gradient, factor * g.hessian};
     }},
    {"hessian_one",
     "Your hessian of the logistic loss is 1. It is p (1 − p): rows that are nearly sure weigh "
     "little.",
     [](VectorView scores, VectorView y, const std::string& loss) {
         return Gradients{naive::gradients(scores, y, loss).gradient, Vector::Ones(y.size())};
     }},
    {"hessian_without_one_minus_p",
     "Your hessian of the logistic loss is p. The derivative of the sigmoid is p (1 − p).",
     [](VectorView scores, VectorView y, const std::string& loss) {
         Gradients g = naive::gradients(scores, y, loss);
         if (loss == "logistic")
             for (Index i = 0; i < y.size(); ++i) g.hessian(i) = detail::sigmoid(scores(i));
         return g;
     }},
    {"loss_ignored",
     "You take s − y and 1 whatever the loss is called. For \"logistic\" the score goes through "
     "the "
     "sigmoid first.",
     [](VectorView scores, VectorView y, const std::string& loss) {
         naive::gradients(scores, y, loss);
         return Gradients{scores - y, Vector::Ones(y.size())};
     }},
    {"exponential_overflows",
     "You compute the sigmoid as eˢ / (1 + eˢ), which is ∞/∞ for a large score. Write 1 / (1 + "
     "e⁻ˢ).",
     [](VectorView scores, VectorView y, const std::string& loss) {
         Gradients g = naive::gradients(scores, y, loss);
         if (loss == "logistic")
             for (Index i = 0; i < y.size(); ++i) {
                 const double p = std::exp(scores(i)) / (1 + std::exp(scores(i)));
                 g.gradient(i) = p - y(i);
                 g.hessian(i) = p * (1 - p);
             }
         return g;
     }},
};

inline const grading::Mistakes<LeafWeight> leaf_weight{
    {"sign_lost", "Your leaf goes along the gradient, uphill. The weight is −G / (H + λ).",
     [](const Sum& sum, double l2) { return -naive::leaf_weight(sum, l2); }},
    {"l2_lost",
     "You divide by H alone; λ is missing. It keeps the weights of leaves with few rows small.",
     [](const Sum& sum, double l2) {
         naive::leaf_weight(sum, l2);
         return naive::leaf_weight(sum, 0);
     }},
    {"l2_twice", "You divide by H + 2λ. The penalty is ½ λ w², whose derivative is λ w.",
     [](const Sum& sum, double l2) { return naive::leaf_weight(sum, 2 * l2); }},
    {"halved",
     "Your weight is half of the right one: the ½ belongs to the term with w², and its derivative "
     "has "
     "none.",
     [](const Sum& sum, double l2) { return naive::leaf_weight(sum, l2) / 2; }},
    {"division_by_zero", "Where H + λ is 0 you divide by zero. Such a leaf has the weight 0.",
     [](const Sum& sum, double l2) {
         naive::leaf_weight(sum, l2);
         return -sum.gradient / (sum.hessian + l2);
     }},
};

inline const grading::Mistakes<SplitGain> split_gain{
    {"parent_lost",
     "You do not subtract the parent's term. A split is worth what both sides take off the loss "
     "beyond "
     "what the parent's own leaf does.",
     [](const Sum& left, const Sum& right, double l2, double gamma) {
         return naive::split_gain(left, right, l2, gamma) +
                detail::parent_score(left, right, l2) / 2;
     }},
    {"half_lost", "The factor ½ in front of the bracket is missing.",
     [](const Sum& left, const Sum& right, double l2, double gamma) {
         return 2 * (naive::split_gain(left, right, l2, gamma) + gamma) - gamma;
     }},
    {"l2_lost", "λ is missing in the denominators: each term is G² / (H + λ).",
     [](const Sum& left, const Sum& right, double l2, double gamma) {
         naive::split_gain(left, right, l2, gamma);
         return naive::split_gain(left, right, 0, gamma);
     }},
    {"parent_with_twice_l2",
     "You add up both denominators for the parent, so it has 2λ. It is G² / (H_L + H_R + λ), with "
     "one λ.",
     [](const Sum& left, const Sum& right, double l2, double gamma) {
         return naive::split_gain(left, right, l2, gamma) +
                (detail::parent_score(left, right, l2) -
                 detail::parent_score(left, right, 2 * l2)) /
                    2;
     }},
    {"gamma_lost", "You do not subtract γ, the price of a split.",
     [](const Sum& left, const Sum& right, double l2, double gamma) {
         return naive::split_gain(left, right, l2, gamma) + gamma;
     }},
    {"gamma_halved", "You halve γ with the bracket. It is subtracted after the ½.",
     [](const Sum& left, const Sum& right, double l2, double gamma) {
         return naive::split_gain(left, right, l2, gamma) + gamma / 2;
     }},
    {"gamma_added", "You add γ. It is the price of a split: subtract it.",
     [](const Sum& left, const Sum& right, double l2, double gamma) {
         return naive::split_gain(left, right, l2, gamma) + 2 * gamma;
     }},
    {"not_squared", "You do not square G: each term is G² / (H + λ).",
     [](const Sum& left, const Sum& right, double l2, double gamma) {
         return detail::half_bracket(left, right, l2, gamma,
                                     [&](const Sum& sum) { return -naive::leaf_weight(sum, l2); }) -
                gamma;
     }},
    {"division_by_zero", "Where H + λ is 0 you divide by zero. Such a term counts as 0.",
     [](const Sum& left, const Sum& right, double l2, double gamma) {
         return detail::half_bracket(left, right, l2, gamma,
                                     [&](const Sum& sum) {
                                         return sum.gradient * sum.gradient / (sum.hessian + l2);
                                     }) -
                gamma;
     }},
};

} // namespace mlcore::mistakes
