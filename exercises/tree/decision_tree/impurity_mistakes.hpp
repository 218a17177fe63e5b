// What people get wrong about impurities: gini, entropy.
#pragma once

#include <mlcore/grading/cases.hpp>
#include <mlcore/tree/decision_tree/naive.hpp>

#include <cmath>

namespace mlcore::mistakes {
using namespace mlcore::decision_tree;

inline const grading::Mistakes<Gini> gini{
    {"sum_of_squares",
     "You return Σ p², which is 1 for a pure node. Impurity is what is missing to 1.",
     [](VectorView counts) { return 1 - naive::gini(counts); }},
    {"misclassification",
     "You return one minus the largest share: the error rate of the majority vote. Gini squares "
     "all "
     "shares.",
     [](VectorView counts) {
         return 1 - counts.maxCoeff() / decision_tree::detail::check_counts("gini", counts);
     }},
    {"counts_for_shares", "You square the counts themselves. Divide each by their sum first.",
     [](VectorView counts) {
         decision_tree::detail::check_counts("gini", counts);
         return 1 - counts.squaredNorm();
     }},
    {"two_classes_only",
     "2·p·(1 − p) is the Gini impurity of two classes. Here there may be more, or only one.",
     [](VectorView counts) {
         const double p = counts(0) / decision_tree::detail::check_counts("gini", counts);
         return 2 * p * (1 - p);
     }},
    {"divided_by_the_classes",
     "You divide by the number of classes. A share is a count divided by the number of rows.",
     [](VectorView counts) {
         decision_tree::detail::check_counts("gini", counts);
         return 1 - (counts / static_cast<double>(counts.size())).squaredNorm();
     }},
    {"empty_node_accepted",
     "A node without rows has no shares: throw ValueError where all counts are zero.",
     [](VectorView counts) {
         if (counts.size() == 0 || (counts.array() == 0).all()) return 0.0;
         return naive::gini(counts);
     }},
    {"negative_count_accepted", "No node has a negative number of rows: throw ValueError.",
     [](VectorView counts) {
         if (counts.size() == 0 || counts.sum() == 0) return naive::gini(counts);
         return 1 - (counts / counts.sum()).squaredNorm();
     }},
};

inline const grading::Mistakes<Entropy> entropy{
    {"natural_logarithm",
     "You use the natural logarithm. Trees count in bits: std::log2, so that half and half is 1.",
     [](VectorView counts) { return naive::entropy(counts) * std::log(2.0); }},
    {"base_ten", "You use the logarithm to base 10. Trees count in bits: std::log2.",
     [](VectorView counts) { return naive::entropy(counts) * std::log10(2.0); }},
    {"sign_lost", "The logarithm of a share is negative, so the sum needs a minus in front.",
     [](VectorView counts) { return -naive::entropy(counts); }},
    {"zero_times_log_zero",
     "A class without rows gives 0·log₂(0), which is not a number on a computer. It adds nothing: "
     "leave it out.",
     [](VectorView counts) {
         const double n = decision_tree::detail::check_counts("entropy", counts);
         double sum = 0;
         for (const double count : counts) sum -= count / n * std::log2(count / n);
         return sum;
     }},
    {"probability_forgotten", "You sum −log₂ p. Each term is weighted by its share: −p·log₂ p.",
     [](VectorView counts) {
         const double n = decision_tree::detail::check_counts("entropy", counts);
         double sum = 0;
         for (const double count : counts)
             if (count > 0) sum -= std::log2(count / n);
         return sum;
     }},
    {"counts_for_shares", "You put the counts into n·log₂ n. Divide each by their sum first.",
     [](VectorView counts) {
         decision_tree::detail::check_counts("entropy", counts);
         double sum = 0;
         for (const double count : counts)
             if (count > 0) sum -= count * std::log2(count);
         return sum;
     }},
    {"scaled_to_one",
     "You divide by log₂ of the number of classes, so that the largest value is 1. Entropy in bits "
     "is not scaled.",
     [](VectorView counts) {
         const double h = naive::entropy(counts);
         return counts.size() == 1 ? h : h / std::log2(static_cast<double>(counts.size()));
     }},
    {"empty_node_accepted",
     "A node without rows has no shares: throw ValueError where all counts are zero.",
     [](VectorView counts) {
         if (counts.size() == 0 || (counts.array() == 0).all()) return 0.0;
         return naive::entropy(counts);
     }},
    {"negative_count_accepted", "No node has a negative number of rows: throw ValueError.",
     [](VectorView counts) {
         if (counts.size() == 0 || counts.sum() == 0) return naive::entropy(counts);
         return naive::entropy(counts.cwiseMax(0));
     }},
};

} // namespace mlcore::mistakes
