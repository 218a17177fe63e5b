#include <mlcore/grading/cases.hpp>
#include <mlcore/nn/attention.hpp>

#include "mistakes.hpp"

namespace mlcore::grading {
namespace {

using Tensor3 = Tensor<double, 3>;
using Tensor4 = Tensor<double, 4>;

/// Sizes of one attention; no two that could stand for each other are alike.
struct Sizes {
    std::size_t B, H, T_q, T_k, d_k, d_v;
};
struct Inputs {
    Tensor4 q, k, v, dL_dout;
};

Inputs draw(Random& random, const Sizes& n) {
    return {normal_tensor<4>(random, {n.B, n.H, n.T_q, n.d_k}),
            normal_tensor<4>(random, {n.B, n.H, n.T_k, n.d_k}),
            normal_tensor<4>(random, {n.B, n.H, n.T_k, n.d_v}),
            normal_tensor<4>(random, {n.B, n.H, n.T_q, n.d_v})};
}

// The lesson's example: two queries, two keys, d_k = 4, d_v = 2.
const Tensor4 lesson_q{{{{2., 1., 0., 0.}, {0., 2., 2., 0.}}}};
const Tensor4 lesson_k{{{{1., 0., -1., 0.}, {0., 1., 0., 3.}}}};
const Tensor4 lesson_v{{{{10., 0.}, {0., 20.}}}};
const Tensor4 lesson_dL_dout{{{{0., 0.}, {1., 0.}}}};

// Scores of ±1000 whose softmax is no one-hot: d_k = 1, so the first query's are 1000, 999, −1000,
// … Larger than the lesson's example, which is then the smallest case that fails.
const Tensor4 large_q{{{{1000.}, {-1000.}, {500.}, {-2.}}}};
const Tensor4 large_k{{{{1.}, {0.999}, {-1.}, {-0.9985}, {0.5}}}};
const Tensor4 large_v{
    {{{1., 10., -3.}, {2., -20., 5.}, {4., 40., 1.}, {-8., 3., 7.}, {6., -5., 2.}}}};
const Tensor4 large_dL_dout{
    {{{1., -0.5, 2.}, {0.25, 2., -1.}, {-1., 0.5, 0.125}, {3., 1., -0.25}}}};
// And all of them near −1000.
const Tensor4 low_q{{{{1000.}, {1001.}}}};
const Tensor4 low_k{{{{-1.}, {-0.999}, {-1.001}, {-0.9995}}}};
const Tensor4 low_v{
    {{{3., -1., 2., 5.}, {5., 7., -4., 1.}, {-2., 6., 8., 9.}, {4., -3., 1., -6.}}}};
const Tensor4 low_dL_dout{{{{1., 3., -2., 0.5}, {-1., 2., 0.25, 4.}}}};

attention::Weights<double> draw_weights(Random& random, Index D, bool biased) {
    const auto matrix = [&] { return normal_matrix(random, D, D, 0.7); };
    const auto bias = [&] { return normal_vector(random, biased ? D : 0); };
    attention::Weights<double> w;
    w.W_q = matrix(), w.W_k = matrix(), w.W_v = matrix(), w.W_o = matrix();
    w.b_q = bias(), w.b_k = bias(), w.b_v = bias(), w.b_o = bias();
    return w;
}

Tensor3 counted(const std::array<std::size_t, 3>& shape) {
    Tensor3 x(shape);
    for (std::size_t i = 0; i < x.size(); ++i) x.data()[i] = static_cast<double>(i);
    return x;
}

void write_attention(Exercise& exercise, Random& random) {
    auto task = exercise.task("attention", {"q", "k", "v", "causal"},
                              attention::attention_variants<double>, mistakes::attention,
                              within(1e-9, "scores of 1000 carry 1000 roundings into the exponent; "
                                           "sums may run in any order"));
    const Inputs one = draw(random, {1, 1, 1, 1, 2, 3});
    task.add("one query, one key", one.q, one.k, one.v, false);
    task.add("the lesson's example", lesson_q, lesson_k, lesson_v, false);
    task.add("the lesson's example, causal", lesson_q, lesson_k, lesson_v, true);
    const auto add = [&](const char* label, const Sizes& sizes, bool causal) {
        const Inputs x = draw(random, sizes);
        task.add(label, x.q, x.k, x.v, causal);
    };
    add("one key for three queries", {1, 2, 3, 1, 4, 2}, false);
    add("more keys than queries, several heads", {2, 3, 4, 6, 5, 2}, false);
    add("more queries than keys", {1, 2, 5, 3, 2, 4}, false);
    add("causal, as many keys as queries", {1, 2, 5, 5, 3, 4}, true);
    add("causal, keys from before the first query", {2, 1, 3, 7, 4, 3}, true);
    add("causal, the first two queries see no key", {1, 2, 6, 4, 3, 5}, true);
    task.add("scores of ±1000", large_q, large_k, large_v, false);
    task.add("all scores near −1000", low_q, low_k, low_v, false);
    add("no key at all", {1, 2, 3, 0, 4, 2}, false);

    const Inputs x = draw(random, {2, 3, 4, 6, 5, 2});
    task.throws<ShapeError>("q and k of different depth", x.q,
                            normal_tensor<4>(random, {2, 3, 6, 4}), x.v, false);
    task.throws<ShapeError>("fewer values than keys", x.q, x.k,
                            normal_tensor<4>(random, {2, 3, 5, 2}), false);
    task.throws<ShapeError>("one head of keys for three of queries", x.q,
                            normal_tensor<4>(random, {2, 1, 6, 5}), x.v, false);
    task.throws<ValueError>("depth 0", zeros<double, 4>({1, 1, 2, 0}),
                            zeros<double, 4>({1, 1, 3, 0}), normal_tensor<4>(random, {1, 1, 3, 2}),
                            false);
}

void write_attention_backward(Exercise& exercise, Random& random) {
    auto task =
        exercise.task("attention_backward", {"q", "k", "v", "causal", "dL_dout"},
                      attention::attention_backward_variants<double>, mistakes::attention_backward,
                      {1e-9, 1e-8,
                       "scores of 1000 carry 1000 roundings into the exponent, and the "
                       "gradient of k is multiplied by queries of 1000"});
    task.add("the lesson's example", lesson_q, lesson_k, lesson_v, true, lesson_dL_dout);
    const auto add = [&](const char* label, const Sizes& sizes, bool causal) {
        const Inputs x = draw(random, sizes);
        task.add(label, x.q, x.k, x.v, causal, x.dL_dout);
    };
    add("one query, one key", {1, 1, 1, 1, 2, 3}, false);
    add("one query, three keys", {1, 1, 1, 3, 4, 3}, false);
    add("as many keys as queries", {1, 1, 3, 3, 2, 4}, false);
    add("more keys than queries, several heads", {2, 3, 4, 6, 5, 2}, false);
    add("more queries than keys", {1, 2, 5, 3, 2, 4}, false);
    add("causal, as many keys as queries", {1, 2, 5, 5, 3, 4}, true);
    add("causal, keys from before the first query", {2, 1, 3, 7, 4, 3}, true);
    add("causal, the first two queries see no key", {1, 2, 6, 4, 3, 5}, true);
    task.add("scores of ±1000", large_q, large_k, large_v, false, large_dL_dout);
    task.add("all scores near −1000", low_q, low_k, low_v, false, low_dL_dout);

    const Inputs x = draw(random, {2, 3, 4, 6, 5, 2});
    task.throws<ShapeError>("dL_dout is not of the output's shape", x.q, x.k, x.v, false,
                            normal_tensor<4>(random, {2, 3, 4, 5}));
    task.throws<ShapeError>("q and k of different depth", x.q,
                            normal_tensor<4>(random, {2, 3, 6, 4}), x.v, false, x.dL_dout);
}

void write_heads(Exercise& exercise, Random& random) {
    auto split =
        exercise.task("split_heads", {"x", "heads"}, attention::split_heads_variants<double>,
                      mistakes::split_heads, exactly("entries are moved, not computed"));
    split.add("one head", counted({1, 2, 3}), 1);
    split.add("the lesson's example", counted({1, 3, 4}), 2);
    split.add("as many heads as columns", counted({1, 2, 3}), 3);
    split.add("several of everything", counted({2, 5, 6}), 3);
    split.add("random", normal_tensor<3>(random, {3, 4, 10}), 2);
    split.throws<ShapeError>("4 heads do not divide a width of 6", counted({1, 2, 6}), 4);
    split.throws<ValueError>("no head", counted({1, 2, 6}), 0);

    auto merge = exercise.task("merge_heads", {"x"}, attention::merge_heads_variants<double>,
                               mistakes::merge_heads, exactly("entries are moved, not computed"));
    merge.add("one head", attention::naive::split_heads(counted({1, 2, 3}), 1));
    merge.add("the lesson's example", attention::naive::split_heads(counted({1, 3, 4}), 2));
    merge.add("heads of depth 1", attention::naive::split_heads(counted({1, 2, 3}), 3));
    merge.add("several of everything", attention::naive::split_heads(counted({2, 5, 6}), 3));
    merge.add("random", normal_tensor<4>(random, {3, 2, 4, 5}));
}

void write_multi_head_attention(Exercise& exercise, Random& random) {
    auto task = exercise.task("multi_head_attention", {"x", "w", "heads", "causal"},
                              attention::multi_head_attention_variants<double>,
                              mistakes::multi_head_attention,
                              within(1e-9, "four products of matrices, in any order of additions"));
    const auto add = [&](const char* label, const std::array<std::size_t, 3>& shape, bool biased,
                         int heads, bool causal) {
        const auto w = draw_weights(random, static_cast<Index>(shape[2]), biased);
        task.add(label, normal_tensor<3>(random, shape), w, heads, causal);
    };
    add("width 1, biases", {1, 2, 1}, true, 1, false);
    add("one position, one head, no biases", {1, 1, 2}, false, 1, false);
    add("two heads, no biases", {1, 3, 4}, false, 2, false);
    add("two heads, biases", {2, 3, 4}, true, 2, false);
    add("three heads, biases, causal", {2, 4, 6}, true, 3, true);
    add("heads of depth 1", {1, 5, 3}, true, 3, false);
    auto some = draw_weights(random, 4, true);
    some.b_k.resize(0);
    some.b_o.resize(0);
    task.add("some biases and not others", normal_tensor<3>(random, {1, 3, 4}), some, 2, true);

    const auto w = draw_weights(random, 6, true);
    task.throws<ShapeError>("4 heads do not divide a width of 6",
                            normal_tensor<3>(random, {1, 2, 6}), w, 4, false);
    task.throws<ShapeError>("matrices of another width", normal_tensor<3>(random, {1, 2, 4}), w, 2,
                            false);
}

} // namespace

void write_cases(Exercise& exercise, Random& random) {
    write_attention(exercise, random);
    write_attention_backward(exercise, random);
    write_heads(exercise, random);
    write_multi_head_attention(exercise, random);
    // Measured with g++ and clang, AVX2 and AVX-512, as multiples of the library's time: whole
    // matrices without blocks 1.0 to 1.5, query by query 1.3 to 2.7, loops 3.5 to 11.
    exercise.speed("attention_speed", {.of = "attention", .against = "vectorized", .at_most = 2.2},
                   {draw_normal({2, 6, 192, 128}), draw_normal({2, 6, 208, 128}),
                    draw_normal({2, 6, 208, 144}), always(false)});
}

} // namespace mlcore::grading
