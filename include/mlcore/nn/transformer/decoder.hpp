// One text, read token by token: the keys and values of every block are kept, so a new token costs
// one row of every product instead of the whole text again.
//
//     Decoder<float> decoder(model);
//     Row<float> logits = decoder.read({5, 1, 9});   // of the token after the 9
//     logits = decoder.read({3});                    // and after the 3
//
// Causal attention makes this exact: nothing that comes later changes an earlier position. It ends
// at the context: where a text outgrows it, the window moves, every position's embedding changes,
// and the decoder starts afresh (clear()).
#pragma once

#include "mlcore/nn/attention/blocks.hpp"
#include "mlcore/nn/layer_norm/vectorized.hpp"
#include "mlcore/nn/transformer/gelu.hpp"
#include "mlcore/nn/transformer/interface.hpp"

#include <algorithm>
#include <vector>

namespace mlcore::transformer {

template <class T = float>
class Decoder {
public:
    /// The model must outlive it. Throws ShapeError where its parts do not fit.
    explicit Decoder(const Model<T>& model)
        : model_(model), room_(C(), C(), checked(model).token_embedding.cols() / model.heads) {
        for (std::size_t l = 0; l < model.blocks.size(); ++l)
            cache_.push_back({RowMajorMatrix<T>(C(), D()), RowMajorMatrix<T>(C(), D())});
        log_sum_exp_.resize(attention::blocks::query_block);
    }

    Index length() const { return length_; }
    Index context() const { return C(); }
    void clear() { length_ = 0; }

    /// Reads more tokens, [n], and returns the logits [V] of what follows the last of them. Throws
    /// ValueError where there is none, a token is not one of 0 … V − 1, or the text would become
    /// longer than the context. n·L·(8 D² + 4 D F + 4 D·length) operations.
    Row<T> read(const std::vector<int>& tokens) {
        const Index n = std::ssize(tokens);
        check_value("read", n > 0, "there are no tokens");
        check_value("read", length_ + n <= C(),
                    std::to_string(n) + " tokens more than " + std::to_string(length_) +
                        " exceed the context of " + std::to_string(C()));
        check_token_numbers("read", "tokens", tokens.data(), n, model_.token_embedding.rows());

        RowMajorMatrix<T> x(n, D()); // [n, D]
        for (Index i = 0; i < n; ++i)
            x.row(i) = model_.token_embedding.row(tokens[static_cast<std::size_t>(i)]) +
                       model_.position_embedding.row(length_ + i);
        for (std::size_t l = 0; l < model_.blocks.size(); ++l)
            block(model_.blocks[l], cache_[l], x);
        length_ += n;
        const RowMajorMatrix<T> last = norm(x.bottomRows(1), model_.final_norm); // [1, D]
        return model_.token_embedding * last.row(0).transpose();                 // [V, D] · [D]
    }

private:
    struct Cache {
        RowMajorMatrix<T> K, V; // [C, D]; the first length_ rows are filled
    };

    static const Model<T>& checked(const Model<T>& model) {
        check_model("Decoder", model);
        return model;
    }
    Index C() const { return model_.position_embedding.rows(); }
    Index D() const { return model_.token_embedding.cols(); }

    static RowMajorMatrix<T> norm(const Eigen::Ref<const RowMajorMatrix<T>>& x, const Norm<T>& w) {
        return layer_norm::vectorized::layer_norm<T>(x, w.gain, w.bias, T(norm_epsilon));
    }

    /// x [n, D], the rows after the first length_, through one block.
    void block(const Block<T>& w, Cache& cache, RowMajorMatrix<T>& x) {
        using namespace attention::blocks;
        const Index n = x.rows(), seen = length_ + n, d = D() / model_.heads;
        const RowMajorMatrix<T> in = norm(x, w.norm_1); // [n, D]
        RowMajorMatrix<T> Q = in * w.attention.W_q, mixed(n, D());
        Q.rowwise() += w.attention.b_q.transpose();
        cache.K.middleRows(length_, n) =
            (in * w.attention.W_k).rowwise() + w.attention.b_k.transpose();
        cache.V.middleRows(length_, n) =
            (in * w.attention.W_v).rowwise() + w.attention.b_v.transpose();
        for (Index h = 0; h < model_.heads; ++h) {
            const auto columns = [&](const RowMajorMatrix<T>& m, Index rows) { // [rows, d]
                return Rows<T>(m.data() + h * d, rows, d, Eigen::OuterStride<>(D()));
            };
            for (Index first = 0; first < n; first += query_block) {
                const Index count = std::min(query_block, n - first);
                attend<T>(columns(Q, n), columns(cache.K, seen), columns(cache.V, seen), true,
                          first, room_,
                          MutableRows<T>(mixed.data() + first * D() + h * d, count, d,
                                         Eigen::OuterStride<>(D())),
                          {log_sum_exp_.data(), count});
            }
        }
        x.noalias() += mixed * w.attention.W_o; // [n, D] · [D, D]
        x.rowwise() += w.attention.b_o.transpose();

        RowMajorMatrix<T> hidden = norm(x, w.norm_2) * w.feed_forward.W_in; // [n, D] · [D, F]
        hidden.rowwise() += w.feed_forward.b_in.transpose();
        blocks::gelu_forward(hidden.data(), hidden.data(), hidden.size());
        x.noalias() += hidden * w.feed_forward.W_out; // [n, F] · [F, D]
        x.rowwise() += w.feed_forward.b_out.transpose();
    }

    const Model<T>& model_;
    std::vector<Cache> cache_; // one for each block
    attention::blocks::Room<T> room_;
    attention::blocks::PerQuery<T> log_sum_exp_;
    Index length_ = 0;
};

} // namespace mlcore::transformer
