// What the stub declares in mlcore::given: compiled with the library and linked to the learner's
// program, so that a block can be built before one's own attention and layer norm are done.
#include <mlcore/nn/attention/naive.hpp>
#include <mlcore/nn/layer_norm/naive.hpp>

namespace mlcore::given {

layer_norm::LayerNorm layer_norm;
attention::MultiHeadAttention multi_head_attention;

RowMajorMatrix<double> layer_norm(layer_norm::Rows<double> X, layer_norm::Columns<double> gain,
                                  layer_norm::Columns<double> bias, double epsilon) {
    return mlcore::layer_norm::naive::layer_norm<double>(X, gain, bias, epsilon);
}

Tensor<double, 3> multi_head_attention(const Tensor<double, 3>& x,
                                       const attention::Weights<double>& w, int heads,
                                       bool causal) {
    return mlcore::attention::naive::multi_head_attention(x, w, heads, causal);
}

} // namespace mlcore::given
