// Layers of a digit reader (784 inputs, 512 hidden units, 10 classes) and batches that grow; and
// the loss over a vocabulary, where the exponentials count. FLOP/s count the products of the
// formulas: 2 n d_in d_out forward, twice that backward.
#include "mlcore/nn/backprop.hpp"
#include "support/bench.hpp"

#include <memory>

namespace mlcore::bench {
namespace {

using Matrixf = RowMajorMatrix<float>;
using Vectorf = Eigen::VectorXf;

// Sums of hundreds of single-precision terms in another order.
constexpr double tolerance = 2e-5;
// Naive adds 50,000 exponentials one by one in single precision.
constexpr double many_classes = 5e-4;

Matrixf normal(Random& random, Index rows, Index columns, double scale = 1) {
    return (scale * normal_matrix(random, rows, columns)).cast<float>();
}

Labels random_labels(Random& random, Index n, Index classes) {
    Labels labels(n);
    for (Index i = 0; i < n; ++i) labels(i) = static_cast<int>(random.index(classes));
    return labels;
}

void dense_benchmarks(Random& random, Index n, Index d_in, Index d_out) {
    struct Inputs {
        Matrixf X, W, dL_dY;
        Vectorf b;
    };
    const auto x = std::make_shared<const Inputs>(
        Inputs{normal(random, n, d_in), normal(random, d_in, d_out), normal(random, n, d_out),
               normal_vector(random, d_out).cast<float>()});
    const std::string size = "/n:" + std::to_string(n) + "/d_in:" + std::to_string(d_in) +
                             "/d_out:" + std::to_string(d_out);
    const double product = 2.0 * n * d_in * d_out;
    const double bytes = (double(n) * d_in + double(d_in) * d_out + double(n) * d_out) * 4;
    const auto Y = backprop::naive::dense_forward<float>(x->X, x->W, x->b);
    for (const auto& variant : backprop::dense_forward_variants<float>) {
        const auto function = variant.function;
        check_equal("dense_forward/" + variant.name, function(x->X, x->W, x->b), Y, tolerance);
        add("backprop/dense_forward/" + variant.name + size, {product, bytes},
            [=] { benchmark::DoNotOptimize(function(x->X, x->W, x->b).data()); });
    }
    const auto dL = backprop::naive::dense_backward<float>(x->X, x->W, x->dL_dY);
    for (const auto& variant : backprop::dense_backward_variants<float>) {
        const auto function = variant.function;
        const auto got = function(x->X, x->W, x->dL_dY);
        check_equal("dense_backward/" + variant.name + " X", got.X, dL.X, tolerance);
        check_equal("dense_backward/" + variant.name + " W", got.W, dL.W, tolerance);
        check_equal("dense_backward/" + variant.name + " b", got.b, dL.b, tolerance);
        add("backprop/dense_backward/" + variant.name + size, {2 * product, 2 * bytes},
            [=] { benchmark::DoNotOptimize(function(x->X, x->W, x->dL_dY).W.data()); });
    }
}

void loss_benchmarks(Random& random, Index n, Index classes) {
    const auto logits = std::make_shared<const Matrixf>(normal(random, n, classes, 3));
    const auto labels = std::make_shared<const Labels>(random_labels(random, n, classes));
    const std::string size = "/n:" + std::to_string(n) + "/k:" + std::to_string(classes);
    const double bytes = 2.0 * static_cast<double>(logits->size()) * sizeof(float);
    const auto expected = backprop::naive::softmax_cross_entropy<float>(*logits, *labels);
    for (const auto& variant : backprop::softmax_cross_entropy_variants<float>) {
        const auto function = variant.function;
        const auto got = function(*logits, *labels);
        check_equal("softmax_cross_entropy/" + variant.name, got.gradient, expected.gradient,
                    many_classes);
        check_equal("softmax_cross_entropy/" + variant.name, double(got.loss),
                    double(expected.loss), many_classes);
        add("backprop/softmax_cross_entropy/" + variant.name + size, {0, bytes},
            [=] { benchmark::DoNotOptimize(function(*logits, *labels).gradient.data()); });
    }

    const auto A = std::make_shared<const Matrixf>(normal(random, n, classes));
    for (const auto& variant : backprop::relu_backward_variants<float>) {
        const auto function = variant.function;
        check_equal("relu_backward/" + variant.name, function(*A, *logits),
                    backprop::naive::relu_backward<float>(*A, *logits), 0);
        add("backprop/relu_backward/" + variant.name + size, {0, 1.5 * bytes},
            [=] { benchmark::DoNotOptimize(function(*A, *logits).data()); });
    }
}

void mlp_benchmarks(Random& random, Index n, bool with_naive) {
    using backprop::Threads;
    const auto model = std::make_shared<const backprop::Mlp<float>>(
        backprop::initial_mlp<float>({784, 512, 256, 10}, 2));
    const auto X = std::make_shared<const Matrixf>(normal(random, n, 784));
    const auto labels = std::make_shared<const Labels>(random_labels(random, n, 10));
    const std::string size = "/n:" + std::to_string(n);
    // Forward once, backward twice, but for the gradient of the input.
    const double flops = 2.0 * n * (3 * (784.0 * 512 + 512 * 256 + 256 * 10) - 784.0 * 512);
    const double bytes = (784.0 * n + 2 * (784.0 * 512 + 512 * 256 + 256 * 10)) * 4;

    // Outputs are checked on few rows, which the loops soon have.
    const Matrixf few = X->topRows(std::min<Index>(n, 20));
    const Labels few_labels = labels->head(few.rows());
    const auto expected = backprop::naive::mlp_gradients<float>(*model, few, few_labels);
    const auto check = [&](const std::string& name, const backprop::MlpGradients<float>& got) {
        check_equal(name + " loss", double(got.loss), double(expected.loss), tolerance);
        for (std::size_t l = 0; l < 3; ++l) {
            check_equal(name + " W", got.layers[l].W, expected.layers[l].W, tolerance);
            check_equal(name + " b", got.layers[l].b, expected.layers[l].b, tolerance);
        }
    };
    for (const auto& variant : backprop::mlp_gradients_variants<float>) {
        if (variant.name == "naive" && !with_naive) continue;
        const auto function = variant.function;
        check("mlp_gradients/" + variant.name, function(*model, few, few_labels));
        add("backprop/mlp_gradients/" + variant.name + size, {flops, bytes},
            [=] { benchmark::DoNotOptimize(function(*model, *X, *labels).layers.data()); });
    }
    for (const Threads threads : {Threads::one, Threads::all}) {
        const auto room = std::make_shared<backprop::MlpWorkspace<float>>();
        const auto dL = std::make_shared<backprop::MlpGradients<float>>();
        const std::string name =
            threads == Threads::one ? "vectorized_in_workspace" : "parallel_in_workspace";
        backprop::mlp_gradients_into<float>(*model, few, few_labels, *room, *dL, threads);
        check("mlp_gradients/" + name, *dL);
        add("backprop/mlp_gradients/" + name + size, {flops, bytes}, [=] {
            backprop::mlp_gradients_into<float>(*model, *X, *labels, *room, *dL, threads);
            benchmark::DoNotOptimize(dL->layers.data());
        });
    }
}

} // namespace

void register_benchmarks() {
    Random random(1);
    for (const Index n : {1, 32, 256}) dense_benchmarks(random, n, 784, 512);
    for (const Index classes : {10, 1000}) loss_benchmarks(random, 256, classes);
    loss_benchmarks(random, 32, 50'000);
    for (const Index n : {32, 256, 2048}) mlp_benchmarks(random, n, n <= 32);
}

} // namespace mlcore::bench
