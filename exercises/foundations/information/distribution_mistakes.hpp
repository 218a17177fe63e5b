// What people get wrong about entropy, cross_entropy and kl_divergence.
#pragma once

#include <mlcore/foundations/information/naive.hpp>
#include <mlcore/grading/cases.hpp>

#include <algorithm>
#include <cmath>
#include <numbers>

namespace mlcore::mistakes {
using namespace mlcore::information;

namespace detail {

/// Σ pᵢ·term(pᵢ, qᵢ) where pᵢ > 0.
template <class Term>
double sum_over(const char* function, VectorView p, VectorView q, Term&& term) {
    check_distributions(function, p, q);
    double sum = 0;
    for (Index i = 0; i < p.size(); ++i)
        if (p(i) > 0) sum += p(i) * term(p(i), q(i));
    return sum;
}

inline double size(VectorView p) {
    return static_cast<double>(p.size());
}

/// log of q, but never of less than 10^−digits.
template <int digits>
double clipped_log(double q) {
    return std::log(std::max(q, std::pow(10.0, -digits)));
}
template <int digits>
double clipped_cross_entropy(VectorView p, VectorView q) {
    return sum_over("cross_entropy", p, q,
                    [](double, double q_i) { return -clipped_log<digits>(q_i); });
}
template <int digits>
double clipped_kl_divergence(VectorView p, VectorView q) {
    return sum_over("kl_divergence", p, q, [](double p_i, double q_i) {
        return std::log(p_i) - clipped_log<digits>(q_i);
    });
}
inline const char* const clipped =
    "You keep q away from 0 by a small number in the logarithm. Where q is 0 and p is not, the "
    "answer is +∞: q calls impossible what does happen, and that must not be hidden.";

/// log of x + 10^−digits.
template <int digits>
double padded_log(double x) {
    return std::log(x + std::pow(10.0, -digits));
}
template <int digits>
double padded_entropy(VectorView p) {
    return sum_over("entropy", p, p, [](double p_i, double) { return -padded_log<digits>(p_i); });
}
template <int digits>
double padded_cross_entropy(VectorView p, VectorView q) {
    return sum_over("cross_entropy", p, q,
                    [](double, double q_i) { return -padded_log<digits>(q_i); });
}
template <int digits>
double padded_kl_divergence(VectorView p, VectorView q) {
    return sum_over("kl_divergence", p, q, [](double p_i, double q_i) {
        return padded_log<digits>(p_i) - padded_log<digits>(q_i);
    });
}
inline const char* const padded_entropy_sentence =
    "You add a small number inside the logarithm, which shifts every answer a little. Leave out "
    "the terms in which p is 0 instead.";
inline const char* const padded_sentence =
    "You add a small number inside the logarithm. It shifts every answer a little, and it hides "
    "the infinite one: leave out the terms in which p is 0 instead, and only those.";

} // namespace detail

inline const grading::Mistakes<Entropy> entropy{
    {"base_two",
     "You use the logarithm to base 2, which measures in bits. The task asks for nats: std::log.",
     [](VectorView p) { return naive::entropy(p) / std::numbers::ln2; }},
    {"sign_lost",
     "You return Σ pᵢ log pᵢ. Logarithms of probabilities are negative, and the entropy is minus "
     "that sum.",
     [](VectorView p) { return -naive::entropy(p); }},
    {"zero_times_log_zero",
     "Your answers are right but where a probability is 0: 0·log 0 is 0·(−∞), which is NaN for a "
     "computer. The limit is 0: leave such terms out.",
     [](VectorView p) {
         check_distribution("entropy", "p", p);
         return -(p.array() * p.unaryExpr([](double x) { return std::log(x); }).array()).sum();
     }},
    {"not_weighted",
     "You sum −log pᵢ. Each surprise counts as often as it happens: multiply it by pᵢ.",
     [](VectorView p) {
         check_distribution("entropy", "p", p);
         double sum = 0;
         for (Index i = 0; i < p.size(); ++i) sum -= std::log(p(i));
         return sum;
     }},
    {"averaged", "You divide by the number of entries. The weights pᵢ make a mean of it already.",
     [](VectorView p) { return naive::entropy(p) / detail::size(p); }},
    {"divided_by_its_maximum",
     "You divide by log n, which makes 1 of the largest entropy. The task asks for the entropy "
     "itself, in nats.",
     [](VectorView p) { return naive::entropy(p) / std::log(detail::size(p)); }},
    {"perplexity",
     "You return exp of the entropy, the perplexity. The task asks for the entropy itself.",
     [](VectorView p) { return std::exp(naive::entropy(p)); }},
    {"added_1e_12", detail::padded_entropy_sentence, detail::padded_entropy<12>},
    {"added_1e_10", detail::padded_entropy_sentence, detail::padded_entropy<10>},
    {"added_1e_8", detail::padded_entropy_sentence, detail::padded_entropy<8>},
    {"gini_impurity", "You return 1 − Σ pᵢ², the Gini impurity. The entropy is −Σ pᵢ log pᵢ.",
     [](VectorView p) {
         check_distribution("entropy", "p", p);
         return 1 - p.squaredNorm();
     }},
};

inline const grading::Mistakes<CrossEntropy> cross_entropy{
    {"reversed",
     "You have p and q the wrong way round: weighted by p, logarithm of q. p is what happens, q is "
     "what is believed.",
     [](VectorView p, VectorView q) { return naive::cross_entropy(q, p); }},
    {"sign_lost", "You return Σ pᵢ log qᵢ. The cross-entropy is minus that sum.",
     [](VectorView p, VectorView q) { return -naive::cross_entropy(p, q); }},
    {"base_two",
     "You use the logarithm to base 2, which measures in bits. The task asks for nats: std::log.",
     [](VectorView p, VectorView q) { return naive::cross_entropy(p, q) / std::numbers::ln2; }},
    {"zero_times_log_zero",
     "Your answers are right but where p and q are both 0: 0·log 0 is NaN for a computer. What "
     "never happens surprises nobody: leave out the terms in which p is 0.",
     [](VectorView p, VectorView q) {
         check_distributions("cross_entropy", p, q);
         double sum = 0;
         for (Index i = 0; i < p.size(); ++i) sum -= p(i) * std::log(q(i));
         return sum;
     }},
    {"impossible_left_out",
     "You leave out the terms in which q is 0. Where p is not 0 there, the answer is +∞: leave out "
     "only the terms in which p is 0.",
     [](VectorView p, VectorView q) {
         return detail::sum_over("cross_entropy", p, q,
                                 [](double, double q_i) { return q_i > 0 ? -std::log(q_i) : 0; });
     }},
    {"clipped_at_1e_15", detail::clipped, detail::clipped_cross_entropy<15>},
    {"clipped_at_1e_12", detail::clipped, detail::clipped_cross_entropy<12>},
    {"added_1e_12", detail::padded_sentence, detail::padded_cross_entropy<12>},
    {"added_1e_10", detail::padded_sentence, detail::padded_cross_entropy<10>},
    {"added_1e_8", detail::padded_sentence, detail::padded_cross_entropy<8>},
    {"not_weighted",
     "You sum −log qᵢ. Each surprise counts as often as it happens: multiply it by pᵢ.",
     [](VectorView p, VectorView q) {
         check_distributions("cross_entropy", p, q);
         double sum = 0;
         for (Index i = 0; i < p.size(); ++i) sum -= std::log(q(i));
         return sum;
     }},
    {"averaged", "You divide by the number of entries. The weights pᵢ make a mean of it already.",
     [](VectorView p, VectorView q) { return naive::cross_entropy(p, q) / detail::size(p); }},
    {"entropy_subtracted",
     "You return Σ pᵢ log(pᵢ/qᵢ), the divergence. The cross-entropy is larger than it by the "
     "entropy of p: −Σ pᵢ log qᵢ.",
     [](VectorView p, VectorView q) {
         return detail::sum_over("cross_entropy", p, q, [](double p_i, double q_i) {
             return std::log(p_i) - std::log(q_i);
         });
     }},
    {"binary_terms_added",
     "You add (1 − pᵢ) log(1 − qᵢ) as for independent yes-or-no questions. The entries of one "
     "distribution are one question: −Σ pᵢ log qᵢ.",
     [](VectorView p, VectorView q) {
         double sum = naive::cross_entropy(p, q);
         for (Index i = 0; i < p.size(); ++i)
             if (p(i) < 1) sum -= (1 - p(i)) * std::log(1 - q(i));
         return sum;
     }},
};

inline const grading::Mistakes<KlDivergence> kl_divergence{
    {"reversed",
     "You compute KL(q‖p). The divergence is not symmetric: the first argument, p, gives the "
     "weights and stands above the fraction line.",
     [](VectorView p, VectorView q) {
         check_distributions("kl_divergence", p, q);
         return naive::kl_divergence(q, p);
     }},
    {"quotient_reversed",
     "Your sign is reversed: it is p/q in the logarithm, not q/p. A divergence is never negative.",
     [](VectorView p, VectorView q) { return -naive::kl_divergence(p, q); }},
    {"base_two",
     "You use the logarithm to base 2, which measures in bits. The task asks for nats: std::log.",
     [](VectorView p, VectorView q) { return naive::kl_divergence(p, q) / std::numbers::ln2; }},
    {"zero_times_log_zero",
     "Your answers are right but where p is 0: 0·log 0 is NaN for a computer. Its limit is 0: "
     "leave out the terms in which p is 0.",
     [](VectorView p, VectorView q) {
         check_distributions("kl_divergence", p, q);
         double sum = 0;
         for (Index i = 0; i < p.size(); ++i) sum += p(i) * std::log(p(i) / q(i));
         return sum;
     }},
    {"impossible_left_out",
     "You leave out the terms in which q is 0. Where p is not 0 there, the answer is +∞: leave out "
     "only the terms in which p is 0.",
     [](VectorView p, VectorView q) {
         return detail::sum_over("kl_divergence", p, q, [](double p_i, double q_i) {
             return q_i > 0 ? std::log(p_i / q_i) : 0;
         });
     }},
    {"clipped_at_1e_15", detail::clipped, detail::clipped_kl_divergence<15>},
    {"clipped_at_1e_12", detail::clipped, detail::clipped_kl_divergence<12>},
    {"added_1e_12", detail::padded_sentence, detail::padded_kl_divergence<12>},
    {"added_1e_10", detail::padded_sentence, detail::padded_kl_divergence<10>},
    {"added_1e_8", detail::padded_sentence, detail::padded_kl_divergence<8>},
    {"not_weighted",
     "You sum log(pᵢ/qᵢ). Each term counts as often as it happens: multiply it by pᵢ.",
     [](VectorView p, VectorView q) {
         return detail::sum_over("kl_divergence", p, q, [](double p_i, double q_i) {
             return (std::log(p_i) - std::log(q_i)) / p_i;
         });
     }},
    {"averaged",
     "You divide by the number of entries (as PyTorch's KLDivLoss does unless it is told "
     "otherwise). The weights pᵢ make a mean of it already.",
     [](VectorView p, VectorView q) { return naive::kl_divergence(p, q) / detail::size(p); }},
    {"entropy_not_subtracted",
     "You return the cross-entropy −Σ pᵢ log qᵢ. The divergence is what is left of it after the "
     "entropy of p is subtracted: 0 where p and q are equal.",
     [](VectorView p, VectorView q) {
         return detail::sum_over("kl_divergence", p, q,
                                 [](double, double q_i) { return -std::log(q_i); });
     }},
    {"symmetrised",
     "You average KL(p‖q) and KL(q‖p). The divergence itself is not symmetric: the task asks for "
     "KL(p‖q) alone.",
     [](VectorView p, VectorView q) {
         return (naive::kl_divergence(p, q) + naive::kl_divergence(q, p)) / 2;
     }},
};

} // namespace mlcore::mistakes
