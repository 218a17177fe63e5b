// What people get wrong, one function per misunderstanding. Each is recognised by its answers.
#pragma once

#include <mlcore/core/shapes.hpp>
#include <mlcore/foundations/vectors/naive.hpp>
#include <mlcore/grading/cases.hpp>

#include <algorithm>
#include <cmath>

namespace mlcore::mistakes {
using namespace mlcore::vectors;

inline const grading::Mistakes<Dot> dot{
    {"adds_instead_of_multiplying",
     "You add the two entries where the inner product multiplies them: it is Σ aᵢ·bᵢ, not "
     "Σ (aᵢ + bᵢ).",
     [](VectorView a, VectorView b) {
         check_same_size("dot", "a", a.size(), "b", b.size());
         return a.sum() + b.sum();
     }},
    {"stops_one_short", "Your loop stops before the last entry: it has to run over all n of them.",
     [](VectorView a, VectorView b) {
         check_same_size("dot", "a", a.size(), "b", b.size());
         const Index n = std::max<Index>(a.size() - 1, 0);
         return naive::dot(a.head(n), b.head(n));
     }},
    {"ignores_different_lengths",
     "You multiply as far as the shorter vector goes. Vectors of different lengths have no inner "
     "product: throw ShapeError.",
     [](VectorView a, VectorView b) {
         const Index n = std::min(a.size(), b.size());
         return naive::dot(a.head(n), b.head(n));
     }},
};

inline const grading::Mistakes<Norm> norm{
    {"no_square_root", "You return the squared length a·a; the norm is its square root.",
     [](VectorView a) { return naive::dot(a, a); }},
    {"sums_absolute_values",
     "You sum the absolute values. That is the L1 norm; this is the L2 norm.",
     [](VectorView a) { return a.cwiseAbs().sum(); }},
    {"largest_entry",
     "You return the largest absolute value. That is the L∞ norm; this is the L2 norm.",
     [](VectorView a) { return a.size() == 0 ? 0.0 : a.cwiseAbs().maxCoeff(); }},
};

inline const grading::Mistakes<CosineSimilarity> cosine_similarity{
    {"divides_by_squared_norms",
     "You divide by the squared norms, ‖a‖²·‖b‖². Divide by ‖a‖·‖b‖, so that only the angle is "
     "left.",
     [](VectorView a, VectorView b) {
         check_same_size("cosine_similarity", "a", a.size(), "b", b.size());
         const double squares = naive::dot(a, a) * naive::dot(b, b);
         return squares == 0 ? 0 : naive::dot(a, b) / squares;
     }},
    {"not_divided", "You return the inner product itself; divide it by ‖a‖·‖b‖.",
     [](VectorView a, VectorView b) { return naive::dot(a, b); }},
    {"zero_vector_divides_by_zero",
     "Your answers are right but for the zero vector, where you divide 0 by 0. Its cosine is 0 by "
     "convention.",
     [](VectorView a, VectorView b) {
         return naive::dot(a, b) / (naive::norm(a) * naive::norm(b));
     }},
    {"cosine_distance", "You return 1 − cos, the cosine distance; the task asks for cos itself.",
     [](VectorView a, VectorView b) { return 1 - naive::cosine_similarity(a, b); }},
};

} // namespace mlcore::mistakes
