#include "nn/transformer_cases.hpp"
#include "support/allocation_count.hpp"
#include "support/golden.hpp"
#include "support/gradient_check.hpp"

#include <doctest/doctest.h>

using namespace mlcore;
using test::hashed_model;
using test::normal;
using transformer::Shape;
using transformer::Tokens;
using transformer::Trainer;
namespace naive = transformer::naive;

namespace {

const Shape small{13, 9, 6, 10, 3, 2}; // V, C, D, F, H, L

} // namespace

TEST_CASE("transformer: naive gradients of every part against central differences") {
    const std::uint64_t seed = 21;
    CAPTURE(seed);
    Random random(seed);
    auto model = hashed_model({5, 4, 6, 7, 3, 1}, 1, 8);
    auto& w = model.blocks[0];
    auto x = normal<double, 3>(random, {2, 4, 6});
    const auto dL_dout = normal<double, 3>(random, {2, 4, 6});

    const auto gelu = [&] { return naive::gelu(x); };
    CHECK_GRADIENT("x", gelu, dL_dout, x, naive::gelu_backward(x, dL_dout));

    const auto feed = [&] { return naive::feed_forward(x, w.feed_forward); };
    const auto dL_feed = naive::feed_forward_backward(x, w.feed_forward, dL_dout);
    CHECK_GRADIENT("x", feed, dL_dout, x, dL_feed.x);
    CHECK_GRADIENT("w", feed, dL_dout, w.feed_forward, dL_feed.w);

    const auto mix = [&] {
        return attention::naive::multi_head_attention(x, w.attention, 3, true);
    };
    const auto dL_mix = naive::multi_head_attention_backward(x, w.attention, 3, dL_dout);
    CHECK_GRADIENT("x", mix, dL_dout, x, dL_mix.x);
    CHECK_GRADIENT("w", mix, dL_dout, w.attention, dL_mix.w);

    const auto block = [&] { return naive::block(x, w, 3); };
    const auto dL_block = naive::block_backward(x, w, 3, dL_dout);
    CHECK_GRADIENT("x", block, dL_dout, x, dL_block.x);
    CHECK_GRADIENT("norm_1", block, dL_dout, w.norm_1, dL_block.w.norm_1);
    CHECK_GRADIENT("attention", block, dL_dout, w.attention, dL_block.w.attention);
    CHECK_GRADIENT("norm_2", block, dL_dout, w.norm_2, dL_block.w.norm_2);
    CHECK_GRADIENT("feed_forward", block, dL_dout, w.feed_forward, dL_block.w.feed_forward);
}

TEST_CASE("transformer: the trainer's gradient of every parameter against central differences") {
    for (const int threads : {1, 2, 3}) {
        CAPTURE(threads);
        Trainer<double> trainer(hashed_model(small, 1, 9), {4, 8, threads});
        const auto [tokens, targets] = test::lines(4, 7, 13, 3); // less than it has room for
        const auto loss = [&, &tokens = tokens, &targets = targets] {
            return trainer.loss(tokens, targets);
        };
        trainer.compute_gradient(tokens, targets);
        const std::vector<double> gradient = trainer.gradient();
        CHECK_GRADIENT("parameters", loss, 1.0, trainer.parameters(), gradient);
    }
}

TEST_CASE("transformer: the parts of a backward pass assign or add, as they say") {
    using namespace transformer::blocks;
    const std::uint64_t seed = 22;
    Random random(seed);
    Trainer<double> trainer(hashed_model(small, 1, 9), {3, 9, 2});
    const auto [tokens, targets] = test::lines(3, 5, 13, 3);
    // All of the gradient is assigned: what was in the buffer does not matter, be it NaN. The
    // positions after the fifth are not used; their gradient is 0 and must be written as well.
    CHECK(test::check_buffer(
              test::Writes::assigns,
              [&, &tokens = tokens, &targets = targets] {
                  trainer.compute_gradient(tokens, targets);
              },
              trainer.gradient()) == "");

    Workers<double> workers(2, 4, 2);
    const auto x = normal<double, 3>(random, {1, 7, 3}), dy = normal<double, 3>(random, {1, 7, 5});
    RowMajorMatrix<double> dW(3, 5);
    Vector db(5);
    const auto write = [&](bool adds) {
        workers.weight_gradient(matrix(x.data(), 7, 3), matrix(dy.data(), 7, 5),
                                matrix(dW.data(), 3, 5), db.data(), adds);
    };
    CHECK(test::check_buffer(
              test::Writes::assigns, [&] { write(false); }, dW) == "");
    CHECK(test::check_buffer(
              test::Writes::assigns, [&] { write(false); }, db) == "");
    CHECK(test::check_buffer(
              test::Writes::adds, [&] { write(true); }, dW) == "");

    // Attention's blocks add to the three gradients.
    const Index T_q = 5, T_k = 7, d = 3, d_v = 4;
    const auto Q = test::normal<double, 3>(random, {1, 5, 3}),
               K = test::normal<double, 3>(random, {1, 7, 3}),
               V = test::normal<double, 3>(random, {1, 7, 4}),
               dO = test::normal<double, 3>(random, {1, 5, 4});
    RowMajorMatrix<double> dQ(T_q, d), dK(T_k, d), dV(T_k, d_v), O(T_q, d_v);
    attention::blocks::Room<double> room(T_q, T_k, d);
    Vector log_sum_exp(T_q), mean(T_q);
    const auto go = [&] {
        attention::blocks::BackwardHead<double> head{
            matrix(Q.data(), T_q, d),    matrix(K.data(), T_k, d),
            matrix(V.data(), T_k, d_v),  matrix(dO.data(), T_q, d_v),
            matrix(dQ.data(), T_q, d),   matrix(dK.data(), T_k, d),
            matrix(dV.data(), T_k, d_v), true,
            {log_sum_exp.data(), T_q},   {mean.data(), T_q}};
        head.prepare(0, room, O);
        head.add_block(0, 0, true, true, room);
    };
    CHECK(test::check_buffer(
              test::Writes::adds, [&] { dK.setZero(), dV.setZero(), go(); }, dQ) == "");
    CHECK(test::check_buffer(
              test::Writes::adds, [&] { dQ.setZero(), dV.setZero(), go(); }, dK) == "");
    CHECK(test::check_buffer(
              test::Writes::adds, [&] { dQ.setZero(), dK.setZero(), go(); }, dV) == "");
}

TEST_CASE("transformer: fifty steps of SGD and of AdamW lose as PyTorch's do") {
    const test::Golden golden("transformer");
    const Shape shape{17, 12, 12, 24, 3, 2};
    const auto sgd = golden.get<Vector>("training/sgd"),
               adamw = golden.get<Vector>("training/adamw");
    // In double the curves may differ by 1e-4; they differ by roundings that fifty steps enlarge.
    Trainer<double> by_sgd(hashed_model(shape, 0.4, 2), {4, 10}),
        by_adamw(hashed_model(shape, 0.4, 2), {4, 10});
    Trainer<float> in_float(hashed_model<float>(shape, 0.4, 2), {4, 10});
    const optimizers::AdamWOptions options{
        .learning_rate = 0.01, .beta1 = 0.9, .beta2 = 0.95, .epsilon = 1e-8, .weight_decay = 0.1};
    for (int step = 0; step < 50; ++step) {
        CAPTURE(step);
        const auto [tokens, targets] = test::lines(4, 10, 17, static_cast<std::uint32_t>(step));
        CHECK(by_sgd.sgd_step(tokens, targets, 0.3) == doctest::Approx(sgd(step)).epsilon(1e-9));
        CHECK(by_adamw.adamw_step(tokens, targets, options) ==
              doctest::Approx(adamw(step)).epsilon(1e-9));
        CHECK(in_float.adamw_step(tokens, targets, options) ==
              doctest::Approx(adamw(step)).epsilon(1e-3));
    }
}

TEST_CASE("transformer: a training step allocates nothing after the first") {
    if (!test::allocations_are_counted()) return;
    for (const int threads : {1, 2}) {
        CAPTURE(threads);
        // Sizes at which Eigen's own product would take its packing buffers from the heap.
        const Shape shape{300, 128, 96, 384, 4, 2};
        Trainer<float> trainer(transformer::initial_model<float>(shape, 1), {4, 128, threads});
        Trainer<double> in_double(transformer::initial_model<double>(shape, 1), {2, 128, threads});
        const auto [tokens, targets] = test::lines(4, 128, 300, 3);
        const auto [few, few_targets] = test::lines(2, 128, 300, 3);
        const auto steps = [&, &tokens = tokens, &targets = targets, &few = few,
                            &few_targets = few_targets] {
            trainer.adamw_step(tokens, targets, {});
            trainer.compute_gradient(few, few_targets);
            trainer.clip_gradient(0.5);
            trainer.apply_sgd(0.1);
            trainer.loss(few, few_targets);
            in_double.adamw_step(few, few_targets, {});
        };
        steps();
        CHECK(test::allocations_in(steps) == 0);
    }
}

TEST_CASE("transformer: memory grows with T, not with its square") {
    const auto bytes = [](Index length) {
        const Shape shape{50, length, 32, 64, 4, 2};
        return Trainer<float>(transformer::initial_model<float>(shape, 1), {1, length, 1}).bytes();
    };
    const Index at_1024 = bytes(1024), at_2048 = bytes(2048), at_4096 = bytes(4096);
    CHECK(at_4096 - at_2048 <= 2.05 * static_cast<double>(at_2048 - at_1024));
    // One T × T matrix of one head alone would have 64 MB.
    CHECK(at_4096 < 40e6);
}

TEST_CASE(
    "transformer: clipping keeps the direction, and a clipped gradient has the norm asked for") {
    Trainer<double> trainer(hashed_model(small, 1, 9), {3, 9, 1});
    const auto [tokens, targets] = test::lines(3, 5, 13, 3);
    trainer.compute_gradient(tokens, targets);
    const Vector before = Eigen::Map<const Vector>(trainer.gradient().data(), trainer.size());
    CHECK(trainer.clip_gradient(1e9) == doctest::Approx(before.norm()));
    CHECK(Eigen::Map<const Vector>(trainer.gradient().data(), trainer.size()) == before);
    trainer.clip_gradient(0.25);
    const Vector after = Eigen::Map<const Vector>(trainer.gradient().data(), trainer.size());
    CHECK(after.norm() == doctest::Approx(0.25));
    CHECK((after.normalized() - before.normalized()).norm() < 1e-12);
    CHECK_THROWS_AS(trainer.clip_gradient(0), ValueError);
}

TEST_CASE("transformer: the initial model is small, seeded, and its loss is that of guessing") {
    const Shape shape{65, 32, 48, 192, 4, 3};
    const auto model = transformer::initial_model<float>(shape, 5);
    CHECK(to_value(model) == to_value(transformer::initial_model<float>(shape, 5)));
    CHECK(!(to_value(model) == to_value(transformer::initial_model<float>(shape, 6))));
    Trainer<float> trainer(model, {4, 32});
    const auto [tokens, targets] = test::lines(4, 32, 65, 1);
    CHECK(trainer.loss(tokens, targets) == doctest::Approx(std::log(65)).epsilon(0.02));
    CHECK_THROWS_AS(transformer::initial_model<float>({65, 32, 48, 192, 5, 3}, 5), ValueError);
    CHECK_THROWS_AS(transformer::initial_model<float>({0, 32, 48, 192, 4, 3}, 5), ValueError);
}

TEST_CASE("transformer: the trainer refuses what does not fit it") {
    const auto model = hashed_model(small, 1, 9);
    CHECK_THROWS_WITH_AS(Trainer<double>(model, {2, 10}),
                         "Trainer: length is 10, it must be from 1 to the context of 9",
                         ValueError);
    CHECK_THROWS_AS(Trainer<double>(model, {0, 5}), ValueError);
    auto uneven = model;
    uneven.blocks[1].feed_forward = hashed_model({13, 9, 6, 11, 3, 1}, 1, 9).blocks[0].feed_forward;
    CHECK_THROWS_AS(Trainer<double>(uneven, {2, 5}), ShapeError);
    Trainer<double> trainer(model, {2, 5});
    CHECK_THROWS_WITH_AS(trainer.loss(zeros<int, 2>({2, 6}), zeros<int, 2>({2, 6})),
                         "loss: tokens is 2×6, this trainer takes up to 2×5", ValueError);
    CHECK_THROWS_AS(trainer.loss(zeros<int, 2>({2, 3}), zeros<int, 2>({2, 4})), ShapeError);
    CHECK_THROWS_AS(trainer.compute_gradient(Tokens{{13}}, Tokens{{1}}), ValueError);
    CHECK_THROWS_AS(trainer.apply_adamw({.learning_rate = -1}), ValueError);
    CHECK_THROWS_AS(trainer.apply_sgd(NAN), ValueError);
}
