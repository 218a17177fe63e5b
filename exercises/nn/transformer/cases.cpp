#include <mlcore/grading/cases.hpp>
#include <mlcore/nn/transformer.hpp>

#include "mistakes.hpp"

namespace mlcore::grading {
namespace {

using transformer::Block;
using transformer::FeedForward;
using transformer::Model;
using transformer::Tokens;
using Tensor3 = Tensor<double, 3>;

// ---- the lesson's example -----------------------------------------------------------------------

FeedForward<double> lesson_feed_forward() {
    return {matrix({{1, -1}}), vector({0, 0}), matrix({{2}, {1}}), vector({0})};
}

/// One position of width 2: attention hands over twice the normalised row.
Block<double> lesson_block() {
    const Matrix I = Matrix::Identity(2, 2);
    const Vector zero = Vector::Zero(2), one = Vector::Ones(2);
    return {{one, zero},
            {I, I, I, 2 * I, zero, zero, zero, zero},
            {one, zero},
            {matrix({{1}, {0}}), vector({0}), matrix({{1, -1}}), zero}};
}

/// No block at all: embeddings, the final norm, and the embedding once more.
Model<double> lesson_model() {
    return {1,
            matrix({{1, 0}, {0, 2}, {3, 1}}),
            matrix({{3, -1}, {0, 1}}),
            {},
            {Vector::Ones(2), Vector::Zero(2)}};
}

// ---- random parts -------------------------------------------------------------------------------

transformer::Norm<double> draw_norm(Random& random, Index D) {
    return {normal_vector(random, D, 0.3) + Vector::Ones(D), normal_vector(random, D, 0.3)};
}

FeedForward<double> draw_feed_forward(Random& random, Index D, Index F) {
    return {normal_matrix(random, D, F, 0.6), normal_vector(random, F, 0.5),
            normal_matrix(random, F, D, 0.6), normal_vector(random, D, 0.5)};
}

Block<double> draw_block(Random& random, Index D, Index F) {
    const auto W = [&] { return normal_matrix(random, D, D, 0.6); };
    const auto b = [&] { return normal_vector(random, D, 0.4); };
    Block<double> w;
    w.norm_1 = draw_norm(random, D);
    w.attention.W_q = W(), w.attention.W_k = W(), w.attention.W_v = W(), w.attention.W_o = W();
    w.attention.b_q = b(), w.attention.b_k = b(), w.attention.b_v = b(), w.attention.b_o = b();
    w.norm_2 = draw_norm(random, D);
    w.feed_forward = draw_feed_forward(random, D, F);
    return w;
}

struct Sizes {
    Index V, C, D, F;
    int heads, depth;
};

Model<double> draw_model(Random& random, const Sizes& n) {
    Model<double> model;
    model.heads = n.heads;
    model.token_embedding = normal_matrix(random, n.V, n.D, 0.6);
    model.position_embedding = normal_matrix(random, n.C, n.D, 0.6);
    for (int l = 0; l < n.depth; ++l) model.blocks.push_back(draw_block(random, n.D, n.F));
    model.final_norm = draw_norm(random, n.D);
    return model;
}

Tokens draw_tokens(Random& random, std::size_t B, std::size_t steps, Index V) {
    Tokens tokens({B, steps});
    for (int& token : tokens) token = static_cast<int>(random.index(V));
    return tokens;
}

/// n uniforms, one in every nth of [0, 1), in random order: no part of a distribution is left out.
Vector draw_uniforms(Random& random, Index n) {
    const auto order = random.permutation(n);
    Vector uniforms(n);
    for (Index i = 0; i < n; ++i)
        uniforms(i) = (static_cast<double>(order[i]) + random.uniform()) / static_cast<double>(n);
    return uniforms;
}

// ---- the tasks ----------------------------------------------------------------------------------

void write_gelu(Exercise& exercise, Random& random) {
    auto task = exercise.task("gelu", {"x"}, transformer::gelu_variants<double>, mistakes::gelu,
                              within(1e-12, "one erf per entry, and roundings around it"));
    task.add("the lesson's example", Tensor3{{{1., -1., 0.}}});
    task.add("one number", Tensor3{{{-0.5}}});
    task.add("where it is smallest", Tensor3{{{-0.7517915246935645}, {-2.}}});
    task.add("random", normal_tensor<3>(random, {2, 3, 4}, 1.5));
    task.add("far from 0", Tensor3{{{30., -30., 7.5, -7.5, 1000., -1000.}}});
    task.add("no position", zeros<double, 3>({2, 0, 3}));
}

void write_feed_forward(Exercise& exercise, Random& random) {
    auto task = exercise.task("feed_forward", {"x", "w"},
                              transformer::feed_forward_variants<double>, mistakes::feed_forward,
                              within(1e-10, "two products of matrices, in any order of additions"));
    task.add("the lesson's example", Tensor3{{{1.}}}, lesson_feed_forward());
    const auto add = [&](const char* label, const std::array<std::size_t, 3>& shape, Index F) {
        const auto D = static_cast<Index>(shape[2]);
        const auto w = draw_feed_forward(random, D, F);
        task.add(label, normal_tensor<3>(random, shape), w);
    };
    add("one position", {1, 1, 2}, 3);
    add("several positions, hidden wider", {2, 3, 4}, 7);
    add("hidden narrower", {3, 2, 5}, 2);

    const Tensor3 x = normal_tensor<3>(random, {2, 3, 4});
    auto w = draw_feed_forward(random, 4, 6);
    task.throws<ShapeError>("weights for another width", normal_tensor<3>(random, {2, 3, 5}), w);
    w.b_out = normal_vector(random, 6);
    task.throws<ShapeError>("a bias of another length", x, w);
}

void write_block(Exercise& exercise, Random& random) {
    auto task = exercise.task("block", {"x", "w", "heads"}, transformer::block_variants<double>,
                              mistakes::block,
                              within(1e-8, "a layer norm divides by a deviation that may be small, "
                                           "twice, and six products of matrices follow"));
    task.add("the lesson's example", Tensor3{{{3., 1.}}}, lesson_block(), 1);
    const auto add = [&](const char* label, const std::array<std::size_t, 3>& shape, Index F,
                         int heads) {
        const auto w = draw_block(random, static_cast<Index>(shape[2]), F);
        task.add(label, normal_tensor<3>(random, shape, 2), w, heads);
    };
    add("one position", {1, 1, 3}, 5, 1);
    add("one head", {1, 3, 4}, 7, 1);
    add("two heads", {2, 3, 4}, 5, 2);
    add("three heads", {2, 5, 6}, 8, 3);

    const Tensor3 x = normal_tensor<3>(random, {1, 2, 6});
    const auto w = draw_block(random, 6, 5);
    task.throws<ShapeError>("4 heads do not divide a width of 6", x, w, 4);
    task.throws<ValueError>("no head", x, w, 0);
    task.throws<ShapeError>("weights of another width", normal_tensor<3>(random, {1, 2, 4}), w, 2);
    auto unlike = w;
    unlike.norm_2.gain = normal_vector(random, 5);
    task.throws<ShapeError>("a norm of another width", x, unlike, 2);
}

void write_gpt_logits(Exercise& exercise, Random& random) {
    auto task = exercise.task("gpt_logits", {"tokens", "model"},
                              transformer::gpt_logits_variants<double>, mistakes::gpt_logits,
                              within(1e-7, "up to three blocks, each with two divisions by a "
                                           "deviation, behind one another"));
    task.add("the lesson's example", Tokens{{1}}, lesson_model());
    const auto add = [&](const char* label, std::size_t B, std::size_t steps, const Sizes& n) {
        const auto model = draw_model(random, n);
        task.add(label, draw_tokens(random, B, steps, n.V), model);
    };
    add("one token, one block", 1, 1, {5, 3, 2, 3, 1, 1});
    add("one line, one block", 1, 3, {7, 5, 4, 6, 2, 1});
    add("as many tokens as columns", 2, 2, {4, 3, 4, 5, 1, 1});
    add("three blocks", 2, 4, {8, 6, 6, 5, 3, 3});
    add("a line as long as the context, three blocks", 3, 5, {9, 5, 4, 7, 2, 3});
    const auto model = draw_model(random, {6, 4, 4, 5, 2, 1});
    task.add("the same token in every place", Tokens{{2, 2, 2}, {2, 2, 2}}, model);

    task.throws<ValueError>("longer than the context", draw_tokens(random, 1, 5, 6), model);
    task.throws<ValueError>("a token that is none", Tokens{{0, 6}}, model);
    task.throws<ValueError>("a token below 0", Tokens{{-1, 2}}, model);
    auto unlike = model;
    unlike.position_embedding = normal_matrix(random, 4, 3);
    task.throws<ShapeError>("embeddings of different width", Tokens{{0, 1}}, unlike);
}

void write_generate(Exercise& exercise, Random& random) {
    auto task = exercise.task("generate", {"model", "prompt", "uniforms", "options"},
                              transformer::generate_variants<double>, mistakes::generate,
                              exactly("a token is chosen or it is not"));
    task.add("the lesson's example", lesson_model(), labels({1}), vector({0.27}), {1, 0});
    task.add("the lesson's example, two tokens kept", lesson_model(), labels({1}), vector({0.27}),
             {1, 2});
    task.add("the lesson's example, temperature 0", lesson_model(), labels({1}), vector({0.01}),
             {0, 0});
    const auto model = draw_model(random, {9, 24, 4, 5, 2, 1});
    const auto small = draw_model(random, {7, 4, 4, 3, 1, 2});
    const auto uniforms = [&](Index n) { return draw_uniforms(random, n); };
    task.add("nothing to generate", model, labels({3}), Vector(0), {1, 0});
    task.add("temperature 1", model, labels({3, 0, 5}), uniforms(16), {1, 0});
    task.add("temperature 3", model, labels({8, 1}), uniforms(16), {3, 0});
    task.add("temperature 0.4", model, labels({4, 4, 6, 2}), uniforms(16), {0.4, 0});
    task.add("temperature 3, three tokens kept", model, labels({7, 2, 1}), uniforms(16), {3, 3});
    task.add("more kept than there are", model, labels({1, 5}), uniforms(8), {1, 100});
    task.add("temperature 0 with room for all", model, labels({6, 0, 3}), uniforms(8), {0, 0});
    task.add("a prompt longer than the context", small, labels({1, 6, 0, 3, 2, 5, 4}), uniforms(24),
             {1, 0});
    task.add("the text outgrows the context", small, labels({5, 2, 3}), uniforms(24), {1, 5});

    task.throws<ValueError>("no prompt", model, Labels(0), vector({0.5}), {1, 0});
    task.throws<ValueError>("a token that is none", model, labels({9}), vector({0.5}), {1, 0});
    task.throws<ValueError>("a temperature below 0", model, labels({1}), vector({0.5}), {-1, 0});
    task.throws<ValueError>("a uniform of 1", model, labels({1}), vector({1}), {1, 0});
}

} // namespace

void write_cases(Exercise& exercise, Random& random) {
    write_gelu(exercise, random);
    write_feed_forward(exercise, random);
    write_block(exercise, random);
    write_gpt_logits(exercise, random);
    write_generate(exercise, random);
}

} // namespace mlcore::grading
