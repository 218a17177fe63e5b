// What people get wrong, one function per misunderstanding. Each is recognised by its answers.
#pragma once

#include <mlcore/grading/cases.hpp>
#include <mlcore/nn/transformer/naive.hpp>

#include <algorithm>
#include <cmath>
#include <functional>
#include <numbers>
#include <numeric>

namespace mlcore::mistakes {
using namespace mlcore::transformer;
using Tensor3 = Tensor<double, 3>;

/// f of every entry.
template <class F>
Tensor3 each(const Tensor3& x, F f) {
    Tensor3 out(x.shape());
    std::transform(x.begin(), x.end(), out.begin(), f);
    return out;
}

inline const grading::Mistakes<Gelu> gelu{
    {"tanh_for_erf",
     "You use the approximation with tanh. It differs from x Φ(x) in the fourth digit; Φ is "
     "written "
     "with erf here.",
     [](const Tensor3& x) {
         return each(x, [](double v) {
             return 0.5 * v *
                    (1 + std::tanh(std::sqrt(2 / std::numbers::pi) * (v + 0.044715 * v * v * v)));
         });
     }},
    {"sigmoid_for_normal",
     "You use the approximation x · σ(1.702 x). It differs from x Φ(x) in the second digit; Φ is "
     "written with erf here.",
     [](const Tensor3& x) {
         return each(x, [](double v) { return v / (1 + std::exp(-1.702 * v)); });
     }},
    {"erf_not_divided_by_root_two",
     "You take erf(x). The normal distribution function needs erf(x / √2).",
     [](const Tensor3& x) {
         return each(x, [](double v) { return 0.5 * v * (1 + std::erf(v)); });
     }},
    {"distribution_without_x", "You return Φ(x) itself. GELU is x times Φ(x).",
     [](const Tensor3& x) { return each(x, [](double v) { return naive::normal_cdf(v); }); }},
    {"relu_for_gelu", "You cut off below 0. That is ReLU; GELU weighs x with Φ(x).",
     [](const Tensor3& x) { return each(x, [](double v) { return std::max(v, 0.0); }); }},
};

// ---- feed_forward -------------------------------------------------------------------------------

/// The two layers with whatever stands after each of them.
template <class Inner, class Outer>
Tensor3 two_layers(const Tensor3& x, const FeedForward<double>& w, Inner inner, Outer outer) {
    check_feed_forward("feed_forward", x, w);
    return outer(attention::naive::project(inner(attention::naive::project(x, w.W_in, w.b_in)),
                                           w.W_out, w.b_out));
}
inline Tensor3 unchanged(const Tensor3& x) {
    return x;
}

inline const grading::Mistakes<FeedForwardFunction> feed_forward{
    {"no_activation",
     "There is no gelu between your two layers, so together they are one linear layer.",
     [](const Tensor3& x, const FeedForward<double>& w) {
         return two_layers(x, w, unchanged, unchanged);
     }},
    {"activation_at_the_end",
     "You apply gelu to the output. It belongs between the two layers, on the hidden values.",
     [](const Tensor3& x, const FeedForward<double>& w) {
         return two_layers(x, w, unchanged, naive::gelu<double>);
     }},
    {"activation_twice",
     "You apply gelu after both layers. The second layer's output stays as it is.",
     [](const Tensor3& x, const FeedForward<double>& w) {
         return two_layers(x, w, naive::gelu<double>, naive::gelu<double>);
     }},
    {"residual_inside",
     "You add x to the result. The sum with x belongs to the block, not to the feed-forward layer.",
     [](const Tensor3& x, const FeedForward<double>& w) {
         return naive::add(x, naive::feed_forward(x, w));
     }},
    {"hidden_bias_lost", "You leave out b_in, the bias of the hidden layer.",
     [](const Tensor3& x, const FeedForward<double>& w) {
         check_feed_forward("feed_forward", x, w);
         FeedForward<double> other = w;
         other.b_in.setZero();
         return naive::feed_forward(x, other);
     }},
    {"output_bias_lost", "You leave out b_out, the bias of the output.",
     [](const Tensor3& x, const FeedForward<double>& w) {
         check_feed_forward("feed_forward", x, w);
         FeedForward<double> other = w;
         other.b_out.setZero();
         return naive::feed_forward(x, other);
     }},
};

// ---- block --------------------------------------------------------------------------------------

/// The parts of a block, for putting them together in other ways.
struct Parts {
    const Block<double>& w;
    int heads;
    bool causal = true;
    Tensor3 norm_1(const Tensor3& x) const {
        return naive::norm(x, w.norm_1);
    }
    Tensor3 norm_2(const Tensor3& x) const {
        return naive::norm(x, w.norm_2);
    }
    Tensor3 attend(const Tensor3& x) const {
        return attention::naive::multi_head_attention(x, w.attention, heads, causal);
    }
    Tensor3 feed(const Tensor3& x) const {
        return naive::feed_forward(x, w.feed_forward);
    }
};
using naive::add;

/// A block that computes `body` from x and its parts.
#define MLCORE_WRONG_BLOCK(...)                                                                    \
    [](const Tensor3& x, const Block<double>& w, int heads) -> Tensor3 {                           \
        check_block("block", x, w, heads);                                                         \
        const Parts p{w, heads};                                                                   \
        __VA_ARGS__                                                                                \
    }

inline const grading::Mistakes<BlockFunction> block{
    {"post_norm",
     "You normalise the sums, norm(x + f(x)): that is the block of 2017. Here a norm stands before "
     "each branch, x + f(norm(x)).",
     MLCORE_WRONG_BLOCK(const auto h = p.norm_1(add(x, p.attend(x)));
                        return p.norm_2(add(h, p.feed(h)));)},
    {"residual_lost",
     "Neither x nor h is added: each branch replaces what came in. A block adds to x, twice.",
     MLCORE_WRONG_BLOCK(return p.feed(p.norm_2(p.attend(p.norm_1(x))));)},
    {"attention_residual_lost",
     "x is not added to the attention's output. The first branch is h = x + attention(norm_1(x)).",
     MLCORE_WRONG_BLOCK(const auto h = p.attend(p.norm_1(x)); return add(h, p.feed(p.norm_2(h)));)},
    {"feed_forward_residual_lost",
     "h is not added to the feed-forward layer's output. The result is h + "
     "feed_forward(norm_2(h)).",
     MLCORE_WRONG_BLOCK(const auto h = add(x, p.attend(p.norm_1(x))); return p.feed(p.norm_2(h));)},
    {"norm_after_the_sum",
     "You go on with the normalised sum: norm_2(x + …) is added to instead of x + …. The norm "
     "feeds "
     "the branch only; what is added to stays as it is.",
     MLCORE_WRONG_BLOCK(const auto h = p.norm_2(add(x, p.attend(p.norm_1(x))));
                        return add(h, p.feed(h));)},
    {"residual_from_the_norm",
     "You add the branches to norm_1(x) and norm_2(h). They are added to x and h as they came in.",
     MLCORE_WRONG_BLOCK(const auto n = p.norm_1(x); const auto m = p.norm_2(add(n, p.attend(n)));
                        return add(m, p.feed(m));)},
    {"norm_of_the_branch",
     "You normalise what the branches return. The norms belong on what goes into them.",
     MLCORE_WRONG_BLOCK(const auto h = add(x, p.norm_1(p.attend(x)));
                        return add(h, p.norm_2(p.feed(h)));)},
    {"no_norm", "You never normalise: both branches get their input as it is.",
     MLCORE_WRONG_BLOCK(const auto h = add(x, p.attend(x)); return add(h, p.feed(h));)},
    {"branches_side_by_side",
     "Your feed-forward branch starts from x. It starts from h, the sum of x and the attention.",
     MLCORE_WRONG_BLOCK(return add(add(x, p.attend(p.norm_1(x))), p.feed(p.norm_2(x)));)},
    {"residual_of_x_twice",
     "You add x to the feed-forward layer's output instead of h: the attention's part is lost.",
     MLCORE_WRONG_BLOCK(const auto h = add(x, p.attend(p.norm_1(x)));
                        return add(x, p.feed(p.norm_2(h)));)},
    {"norm_1_twice", "You use norm_1 in both branches. The feed-forward branch has norm_2.",
     MLCORE_WRONG_BLOCK(const auto h = add(x, p.attend(p.norm_1(x)));
                        return add(h, p.feed(p.norm_1(h)));)},
    {"not_causal",
     "Your attention is not causal: every position sees the words after it. Pass true.",
     MLCORE_WRONG_BLOCK(const Parts all{w, heads, false};
                        const auto h = add(x, all.attend(p.norm_1(x)));
                        return add(h, p.feed(p.norm_2(h)));)},
};
#undef MLCORE_WRONG_BLOCK

// ---- gpt_logits ---------------------------------------------------------------------------------

/// The whole model, with one thing changed.
struct Gpt {
    Index first_position = 0; // of the position embedding
    bool positions = true, final_norm = true, norm_first = false, scaled = false, softmax = false;
    bool reversed = false;
    Index blocks_used = -1; // −1: all
    bool repeats_first = false;
    bool read_as_transposed = false;

    Tensor3 operator()(const Tokens& tokens, const Model<double>& given) const {
        check_tokens("gpt_logits", tokens, given);
        Model<double> model = given;
        auto& P = model.position_embedding;
        if (!positions) P.setZero();
        if (first_position == 1) // the row past the end is taken for zeros
            for (Index t = 0; t < P.rows(); ++t)
                P.row(t) = t + 1 < P.rows() ? P.row(t + 1).eval() : P.row(t).eval() * 0;
        auto x = naive::embed(tokens, model);
        if (scaled)
            for (Index b = 0; b < extent(x, 0); ++b)
                for (Index t = 0; t < extent(x, 1); ++t)
                    slice(x, b).row(t) += (std::sqrt(static_cast<double>(extent(x, 2))) - 1) *
                                          model.token_embedding.row(tokens(b, t));
        if (norm_first) x = naive::norm(x, model.final_norm);
        const Index L = std::ssize(model.blocks),
                    n = blocks_used < 0 ? L : std::min(L, blocks_used);
        for (Index l = 0; l < n; ++l)
            x = naive::block(x,
                             model.blocks[repeats_first ? 0
                                          : reversed    ? L - 1 - l
                                                        : l],
                             model.heads);
        if (final_norm && !norm_first) x = naive::norm(x, model.final_norm);
        RowMajorMatrix<double> E = model.token_embedding;
        if (read_as_transposed) { // E's numbers, read as if they lay in a [D, V] matrix
            const Matrix other = ConstMatrixMap<double>(E.data(), E.cols(), E.rows()).transpose();
            E = other;
        }
        auto logits = naive::unembed(x, E);
        if (softmax) {
            auto L_rows = rows(logits);
            for (Index i = 0; i < L_rows.rows(); ++i) {
                L_rows.row(i) =
                    (L_rows.row(i).array() - L_rows.row(i).maxCoeff()).exp().matrix().eval();
                L_rows.row(i) /= L_rows.row(i).sum();
            }
        }
        return logits;
    }
};

#define MLCORE_WRONG_GPT(...)                                                                      \
    [](const Tokens& tokens, const Model<double>& model) { return Gpt{__VA_ARGS__}(tokens, model); }

inline const grading::Mistakes<GptLogits> gpt_logits{
    {"tied_embedding_transposed",
     "You read the token embedding as a [D, V] matrix. It is [V, D], one row for each token: the "
     "logit of token v is the inner product with row v.",
     MLCORE_WRONG_GPT(.read_as_transposed = true)},
    {"positions_lost", "You do not add the position embedding: the model cannot tell order.",
     MLCORE_WRONG_GPT(.positions = false)},
    {"positions_from_one",
     "Your positions count from 1. The first token of a line gets row 0 of the position embedding.",
     MLCORE_WRONG_GPT(.first_position = 1)},
    {"final_norm_lost",
     "You leave out the final norm: it stands between the last block and the logits.",
     MLCORE_WRONG_GPT(.final_norm = false)},
    {"final_norm_first", "You apply the final norm before the blocks. It comes after them.",
     MLCORE_WRONG_GPT(.norm_first = true)},
    {"embedding_scaled",
     "You multiply the token embedding by √D, as the model of 2017 did. Here it is added as it is.",
     MLCORE_WRONG_GPT(.scaled = true)},
    {"one_block_only", "You use the first block only. All of them come one after the other.",
     MLCORE_WRONG_GPT(.blocks_used = 1)},
    {"first_block_again",
     "You apply the first block each time. Every block has weights of its own.",
     MLCORE_WRONG_GPT(.repeats_first = true)},
    {"blocks_reversed", "You go through the blocks from the last to the first.",
     MLCORE_WRONG_GPT(.reversed = true)},
    {"probabilities_for_logits",
     "You return the softmax of the logits. What is asked for are the logits themselves.",
     MLCORE_WRONG_GPT(.softmax = true)},
};
#undef MLCORE_WRONG_GPT

// ---- generate -----------------------------------------------------------------------------------

/// Generation with one thing changed.
struct Generator {
    enum class Position { last, first, before_last } position = Position::last;
    bool appends = true;
    bool multiplies = false; // by the temperature
    bool ignores_temperature = false, ignores_top_k = false, greedy = false;
    bool keeps_sum = false;      // top-k without renormalising: what is left over goes to the last
    bool first_tokens = false;   // of a text longer than the context
    bool by_probability = false; // the running sum goes from the likeliest token down
    bool crops = true;

    int choose(const std::vector<double>& logits, double u, SamplingOptions options) const {
        if (ignores_top_k) options.top_k = 0;
        if (ignores_temperature && options.temperature != 0) options.temperature = 1;
        if (multiplies && options.temperature != 0) options.temperature = 1 / options.temperature;
        if (greedy) options.temperature = 0;
        if (by_probability && options.temperature != 0) {
            std::vector<int> order(logits.size());
            std::iota(order.begin(), order.end(), 0);
            std::stable_sort(order.begin(), order.end(),
                             [&](int a, int b) { return logits[a] > logits[b]; });
            std::vector<double> sorted(logits.size());
            for (std::size_t i = 0; i < order.size(); ++i) sorted[i] = logits[order[i]];
            return order[naive::choose(sorted, u, options)];
        }
        if (keeps_sum && options.temperature != 0 && options.top_k > 0) {
            // The dropped share of the probability belongs to no token; what lands there takes the
            // last token that was kept.
            const double largest = *std::max_element(logits.begin(), logits.end());
            double all = 0, kept = 0;
            std::vector<double> sorted = logits;
            std::sort(sorted.rbegin(), sorted.rend());
            for (std::size_t i = 0; i < sorted.size(); ++i) {
                const double weight = std::exp((sorted[i] - largest) / options.temperature);
                all += weight;
                if (i < static_cast<std::size_t>(options.top_k)) kept += weight;
            }
            return naive::choose(logits, std::min(u * all / kept, 1 - 1e-12), options);
        }
        return naive::choose(logits, u, options);
    }

    Labels operator()(const Model<double>& model, LabelsView prompt, VectorView uniforms,
                      const SamplingOptions& options) const {
        check_generate("generate", model, prompt, uniforms, options);
        const Index C = model.position_embedding.rows();
        std::vector<int> text(prompt.begin(), prompt.end());
        Labels chosen(uniforms.size());
        for (Index i = 0; i < uniforms.size(); ++i) {
            const Index all = std::ssize(text), length = crops ? std::min(all, C) : all;
            Tokens tokens({1, static_cast<std::size_t>(length)});
            const auto start = first_tokens ? text.begin() : text.end() - length;
            std::copy(start, start + length, tokens.begin());
            const auto logits = naive::gpt_logits(tokens, model);
            const Index at = position == Position::first         ? 0
                             : position == Position::before_last ? std::max<Index>(length - 2, 0)
                                                                 : length - 1;
            const auto row = slice(logits, 0).row(at);
            chosen(i) = choose(std::vector<double>(row.begin(), row.end()), uniforms(i), options);
            if (appends) text.push_back(chosen(i));
        }
        return chosen;
    }
};
using Position = Generator::Position;

#define MLCORE_WRONG_GENERATOR(...)                                                                \
    [](const Model<double>& model, LabelsView prompt, VectorView uniforms,                         \
       const SamplingOptions& options) {                                                           \
        return Generator{__VA_ARGS__}(model, prompt, uniforms, options);                           \
    }

inline const grading::Mistakes<Generate> generate{
    {"first_position",
     "You read the logits of the first position. The next token is told by the last position's.",
     MLCORE_WRONG_GENERATOR(.position = Position::first)},
    {"position_before_the_last",
     "You read the logits one position too early: those foretell the last token you already have.",
     MLCORE_WRONG_GENERATOR(.position = Position::before_last)},
    {"prompt_never_grows",
     "You choose every token from the prompt alone. Each chosen token is appended before the next.",
     MLCORE_WRONG_GENERATOR(.appends = false)},
    {"first_tokens_of_a_long_text",
     "Where the text is longer than the context you keep its first C tokens. Keep the last C.",
     MLCORE_WRONG_GENERATOR(.first_tokens = true)},
    {"text_never_cut",
     "You hand the model the whole text, however long. It takes C tokens at most: keep the last C.",
     MLCORE_WRONG_GENERATOR(.crops = false)},
    {"always_the_largest",
     "You always take the largest logit. That is temperature 0; otherwise the uniform decides.",
     MLCORE_WRONG_GENERATOR(.greedy = true)},
    {"multiplies_by_temperature",
     "You multiply the logits by the temperature. Divide: above 1 it evens them out.",
     MLCORE_WRONG_GENERATOR(.multiplies = true)},
    {"temperature_ignored", "You do not divide the logits by the temperature.",
     MLCORE_WRONG_GENERATOR(.ignores_temperature = true)},
    {"top_k_ignored", "You do not drop all but the top_k largest logits.",
     MLCORE_WRONG_GENERATOR(.ignores_top_k = true)},
    {"top_k_not_renormalised",
     "You drop tokens after the softmax, so what is left does not sum to 1. Take the softmax of "
     "the "
     "kept ones.",
     MLCORE_WRONG_GENERATOR(.keeps_sum = true)},
    {"sums_by_probability",
     "Your running sum goes from the likeliest token down. It goes in the order of token numbers.",
     MLCORE_WRONG_GENERATOR(.by_probability = true)},
};
#undef MLCORE_WRONG_GENERATOR

} // namespace mlcore::mistakes
