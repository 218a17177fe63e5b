// All parameters of a transformer in one buffer, and where in it each part lies. Gradients and the
// optimizer's moments have the same layout, so that a step is one pass over one array.
//
//     token_embedding [V, D], position_embedding [C, D],
//     L times: norm_1 gain, bias [D]; W_qkv [D, 3 D]; b_qkv [3 D]; W_o [D, D]; b_o [D];
//              norm_2 gain, bias [D]; W_in [D, F]; b_in [F]; W_out [F, D]; b_out [D];
//     final norm gain, bias [D]
//
// The projections to queries, keys and values lie side by side in one matrix, W_qkv: a third of the
// products, each three times as wide.
#pragma once

#include "mlcore/core/random.hpp"
#include "mlcore/nn/transformer/interface.hpp"

#include <algorithm>
#include <cmath>
#include <cstdint>

namespace mlcore::transformer {

/// The sizes of a transformer.
struct Shape {
    Index vocabulary = 256; ///< V
    Index context = 128;    ///< C, the longest text
    Index width = 128;      ///< D
    Index hidden = 512;     ///< F, of the feed-forward layers; usually 4 D
    int heads = 4;          ///< H, divides D
    int depth = 4;          ///< L, blocks

    template <class Self, class Visitor>
    static void fields(Self& self, Visitor&& visit) {
        visit("vocabulary", self.vocabulary);
        visit("context", self.context);
        visit("width", self.width);
        visit("hidden", self.hidden);
        visit("heads", self.heads);
        visit("depth", self.depth);
    }
};

template <class T>
Shape shape_of(const Model<T>& model) {
    const Index D = model.token_embedding.cols();
    return {model.token_embedding.rows(),
            model.position_embedding.rows(),
            D,
            model.blocks.empty() ? 4 * D : model.blocks.front().feed_forward.W_in.cols(),
            model.heads,
            static_cast<int>(model.blocks.size())};
}

/// One block's parts inside a buffer of parameters or of gradients; T may be const.
template <class T>
struct BlockParts {
    T *norm_1_gain, *norm_1_bias; // [D]
    T *W_qkv, *b_qkv;             // [D, 3 D], [3 D]
    T *W_o, *b_o;                 // [D, D], [D]
    T *norm_2_gain, *norm_2_bias; // [D]
    T *W_in, *b_in;               // [D, F], [F]
    T *W_out, *b_out;             // [F, D], [D]
};

/// All parts inside such a buffer.
template <class T>
class Parts {
public:
    Parts(T* buffer, const Shape& shape) : buffer_(buffer), shape_(shape) {}

    static Index block_size(const Shape& n) {
        const Index D = n.width, F = n.hidden;
        return 4 * D + 3 * D * D + 3 * D + D * D + D + D * F + F + F * D + D;
    }
    /// How many parameters there are.
    static Index size(const Shape& n) {
        return (n.vocabulary + n.context) * n.width + n.depth * block_size(n) + 2 * n.width;
    }

    T* token_embedding() const { return buffer_; }
    T* position_embedding() const { return buffer_ + shape_.vocabulary * shape_.width; }
    BlockParts<T> block(Index l) const {
        const Index D = shape_.width, F = shape_.hidden;
        T* at = buffer_ + (shape_.vocabulary + shape_.context) * D + l * block_size(shape_);
        const auto next = [&](Index n) {
            T* const here = at;
            at += n;
            return here;
        };
        BlockParts<T> parts;
        parts.norm_1_gain = next(D), parts.norm_1_bias = next(D);
        parts.W_qkv = next(3 * D * D), parts.b_qkv = next(3 * D);
        parts.W_o = next(D * D), parts.b_o = next(D);
        parts.norm_2_gain = next(D), parts.norm_2_bias = next(D);
        parts.W_in = next(D * F), parts.b_in = next(F);
        parts.W_out = next(F * D), parts.b_out = next(D);
        return parts;
    }
    T* final_gain() const { return buffer_ + size(shape_) - 2 * shape_.width; }
    T* final_bias() const { return buffer_ + size(shape_) - shape_.width; }

private:
    T* buffer_;
    Shape shape_;
};

namespace detail {

/// Calls visit(part of the model, its place in the buffer as a map of the same shape).
template <class M, class T, class Visit>
void for_each_part(M& model, T* buffer, const Shape& n, Visit&& visit) {
    using Matrix = Eigen::Map<RowMajorMatrix<std::remove_const_t<T>>, 0, Eigen::OuterStride<>>;
    using Vector = Eigen::Map<Row<std::remove_const_t<T>>>;
    auto* const writable = const_cast<std::remove_const_t<T>*>(buffer);
    const Parts<std::remove_const_t<T>> parts(writable, n);
    const Index D = n.width, F = n.hidden;
    const auto matrix = [](auto* at, Index rows, Index columns, Index stride) {
        return Matrix(at, rows, columns, Eigen::OuterStride<>(stride));
    };
    visit(model.token_embedding, matrix(parts.token_embedding(), n.vocabulary, D, D));
    visit(model.position_embedding, matrix(parts.position_embedding(), n.context, D, D));
    for (Index l = 0; l < n.depth; ++l) {
        auto& w = model.blocks[static_cast<std::size_t>(l)];
        const auto p = parts.block(l);
        visit(w.norm_1.gain, Vector(p.norm_1_gain, D));
        visit(w.norm_1.bias, Vector(p.norm_1_bias, D));
        visit(w.attention.W_q, matrix(p.W_qkv, D, D, 3 * D));
        visit(w.attention.W_k, matrix(p.W_qkv + D, D, D, 3 * D));
        visit(w.attention.W_v, matrix(p.W_qkv + 2 * D, D, D, 3 * D));
        visit(w.attention.b_q, Vector(p.b_qkv, D));
        visit(w.attention.b_k, Vector(p.b_qkv + D, D));
        visit(w.attention.b_v, Vector(p.b_qkv + 2 * D, D));
        visit(w.attention.W_o, matrix(p.W_o, D, D, D));
        visit(w.attention.b_o, Vector(p.b_o, D));
        visit(w.norm_2.gain, Vector(p.norm_2_gain, D));
        visit(w.norm_2.bias, Vector(p.norm_2_bias, D));
        visit(w.feed_forward.W_in, matrix(p.W_in, D, F, F));
        visit(w.feed_forward.b_in, Vector(p.b_in, F));
        visit(w.feed_forward.W_out, matrix(p.W_out, F, D, D));
        visit(w.feed_forward.b_out, Vector(p.b_out, D));
    }
    visit(model.final_norm.gain, Vector(parts.final_gain(), D));
    visit(model.final_norm.bias, Vector(parts.final_bias(), D));
}

} // namespace detail

/// A model's parameters into a buffer of Parts<T>::size entries.
template <class T>
void write_parameters(const Model<T>& model, const Shape& shape, T* buffer) {
    detail::for_each_part(model, buffer, shape, [](const auto& part, auto place) { place = part; });
}

/// The model, or the gradient, that lies in a buffer.
template <class T>
Model<T> read_parameters(const T* buffer, const Shape& shape) {
    Model<T> model;
    model.heads = shape.heads;
    model.blocks.resize(static_cast<std::size_t>(shape.depth));
    detail::for_each_part(model, buffer, shape, [](auto& part, auto place) { part = place; });
    return model;
}

/// What training starts from, as GPT-2 does: weights and embeddings normal with deviation 0.02, the
/// two matrices of each block that write into x smaller by √(2 L), gains 1, biases 0. The same
/// numbers for float and double, up to rounding. Throws ValueError where a size is below 1 or heads
/// does not divide the width.
template <class T = float>
Model<T> initial_model(const Shape& shape, std::uint64_t seed) {
    for_each_field(shape, [](const char* name, const auto& size) {
        check_value("initial_model", size >= (std::string(name) == "depth" ? 0 : 1),
                    std::string(name) + " is " + std::to_string(size) + ", too small");
    });
    check_value("initial_model", shape.width % shape.heads == 0,
                "width is " + std::to_string(shape.width) + ", not divisible by " +
                    std::to_string(shape.heads) + " heads");
    Random random(seed);
    constexpr double deviation = 0.02;
    const Index D = shape.width, F = shape.hidden;
    const double into_x = deviation / std::sqrt(std::max(1.0, 2.0 * shape.depth));
    const auto normal = [&](Index rows, Index columns, double scale) {
        RowMajorMatrix<T> m(rows, columns);
        for (Index i = 0; i < m.size(); ++i) m.data()[i] = static_cast<T>(scale * random.normal());
        return m;
    };
    const Norm<T> norm{Row<T>::Ones(D), Row<T>::Zero(D)};
    const Row<T> zero = Row<T>::Zero(D);

    Model<T> model;
    model.heads = shape.heads;
    model.token_embedding = normal(shape.vocabulary, D, deviation);
    model.position_embedding = normal(shape.context, D, deviation);
    for (int l = 0; l < shape.depth; ++l) {
        Block<T> w;
        w.norm_1 = w.norm_2 = norm;
        w.attention.W_q = normal(D, D, deviation);
        w.attention.W_k = normal(D, D, deviation);
        w.attention.W_v = normal(D, D, deviation);
        w.attention.W_o = normal(D, D, into_x);
        w.attention.b_q = w.attention.b_k = w.attention.b_v = w.attention.b_o = zero;
        w.feed_forward = {normal(D, F, deviation), Row<T>::Zero(F), normal(F, D, into_x), zero};
        model.blocks.push_back(std::move(w));
    }
    model.final_norm = norm;
    return model;
}

} // namespace mlcore::transformer
