// Building a graph, backward() and freeing it, per node: a deep and narrow graph and a wide one,
// from what fits into the first cache to what does not fit into the last. A node is a leaf or an
// operation.
#include "mlcore/nn/autograd.hpp"
#include "support/bench.hpp"

#include <memory>

namespace mlcore::bench {
namespace {

using namespace autograd;

void add_per_node(const std::string& name, double nodes, std::function<void()> body) {
    add(name, {.items = nodes, .item = "nodes"}, std::move(body));
}

// All of one evaluation in one vector.
Vector numbers(const Evaluation& evaluation) {
    Vector v(evaluation.gradients.size() + 1);
    v << evaluation.value, evaluation.gradients;
    return v;
}

// A recurrent network of one unit, as many steps as it takes: three nodes each.
void register_chains() {
    const std::string step = "h = 0.1; w = 0.9; b = 0.05; u = h * w; v = u + b; h = tanh(v)";
    for (int steps : {100, 1'000, 10'000, 100'000, 1'000'000}) {
        const Vector expected = numbers(deep_graph_variants.reference().function(step, steps));
        for (const auto& [name, run] : deep_graph_variants) {
            check_equal("chain/" + name, numbers(run(step, steps)), expected, 1e-9);
            add_per_node("autograd/chain/" + name + "/steps:" + std::to_string(steps), 3.0 * steps,
                         [=, run = run] { benchmark::DoNotOptimize(run(step, steps)); });
        }
    }
}

// 2 inputs, two hidden layers of `width` tanh units, one output; weights drawn at random.
Program perceptron(Random& random, std::size_t width) {
    Program program;
    std::size_t values = 0;
    const auto append = [&](Statement statement) {
        program.push_back(statement);
        return values++;
    };
    const auto leaf = [&](double scale) {
        return append({Operation::leaf, 0, 0, scale * random.normal()});
    };
    std::vector<std::size_t> layer{leaf(1), leaf(1)};
    for (const std::size_t units : {width, width, std::size_t{1}}) {
        std::vector<std::size_t> next;
        const double scale = 1 / std::sqrt(static_cast<double>(layer.size()));
        for (std::size_t unit = 0; unit < units; ++unit) {
            std::size_t sum = leaf(scale);
            for (const std::size_t input : layer) {
                const std::size_t weight = leaf(scale);
                const std::size_t product = append({Operation::multiply, weight, input, 0});
                sum = append({Operation::add, sum, product, 0});
            }
            next.push_back(append({Operation::tanh, sum, 0, 0}));
        }
        layer = next;
    }
    return program;
}

using EvaluateProgram = Evaluation(const Program& program);

template <class V, class Source = FromNumber<V>>
Evaluation once(const Program& program) {
    return evaluate<V, Source>(program);
}

void register_perceptrons() {
    // Read programs, not their text: parsing would take longer than all that is measured here.
    const Variants<EvaluateProgram> variants{{"naive", once<naive::Value>},
                                             {"tape", once<tape::Value, Tape>}};
    Random random(1);
    for (std::size_t width : {4, 16, 64, 256}) {
        const auto program = std::make_shared<const Program>(perceptron(random, width));
        const Vector expected = numbers(variants.reference().function(*program));
        for (const auto& [name, run] : variants) {
            check_equal("perceptron/" + name, numbers(run(*program)), expected, 1e-9);
            add_per_node("autograd/perceptron/" + name + "/width:" + std::to_string(width),
                         static_cast<double>(program->size()),
                         [=, run = run] { benchmark::DoNotOptimize(run(*program)); });
        }
    }
}

} // namespace

void register_benchmarks() {
    register_chains();
    register_perceptrons();
}

} // namespace mlcore::bench
