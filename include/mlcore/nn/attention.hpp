// Scaled dot-product attention and multi-head attention: mlcore::attention::attention,
// attention_backward, split_heads, merge_heads, multi_head_attention, for float and double.
#pragma once

#include "mlcore/core/variants.hpp"
#include "mlcore/nn/attention/interface.hpp"
#include "mlcore/nn/attention/naive.hpp"
#include "mlcore/nn/attention/parallel.hpp"
#include "mlcore/nn/attention/vectorized.hpp"

namespace mlcore::attention {

template <class T>
inline const Variants<AttentionFn<T>> attention_variants{{"naive", naive::attention<T>},
                                                         {"vectorized", vectorized::attention<T>},
                                                         {"parallel", parallel::attention<T>}};
template <class T>
inline const Variants<AttentionBackwardFn<T>> attention_backward_variants{
    {"naive", naive::attention_backward<T>},
    {"vectorized", vectorized::attention_backward<T>},
    {"parallel", parallel::attention_backward<T>}};
template <class T>
inline const Variants<SplitHeadsFn<T>> split_heads_variants{
    {"naive", naive::split_heads<T>}, {"vectorized", vectorized::split_heads<T>}};
template <class T>
inline const Variants<MergeHeadsFn<T>> merge_heads_variants{
    {"naive", naive::merge_heads<T>}, {"vectorized", vectorized::merge_heads<T>}};
template <class T>
inline const Variants<MultiHeadAttentionFn<T>> multi_head_attention_variants{
    {"naive", naive::multi_head_attention<T>},
    {"vectorized", vectorized::multi_head_attention<T>},
    {"parallel", parallel::multi_head_attention<T>}};

using parallel::attention;
using parallel::attention_backward;
using parallel::multi_head_attention;
using vectorized::merge_heads;
using vectorized::split_heads;

} // namespace mlcore::attention
