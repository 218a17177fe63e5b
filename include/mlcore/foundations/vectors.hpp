// Inner product, length and angle of vectors: mlcore::vectors::dot, norm, cosine_similarity.
#pragma once

#include "mlcore/core/variants.hpp"
#include "mlcore/foundations/vectors/interface.hpp"
#include "mlcore/foundations/vectors/naive.hpp"
#include "mlcore/foundations/vectors/vectorized.hpp"

namespace mlcore::vectors {

inline const Variants<Dot> dot_variants{{"naive", naive::dot}, {"vectorized", vectorized::dot}};
inline const Variants<Norm> norm_variants{{"naive", naive::norm}, {"vectorized", vectorized::norm}};
inline const Variants<CosineSimilarity> cosine_similarity_variants{
    {"naive", naive::cosine_similarity}, {"vectorized", vectorized::cosine_similarity}};

using vectorized::cosine_similarity;
using vectorized::dot;
using vectorized::norm;

} // namespace mlcore::vectors
