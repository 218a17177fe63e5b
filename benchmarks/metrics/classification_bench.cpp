// Long columns of labels and scores. The naive roc_auc and average_precision compare all pairs, so
// they stop at 10,000 rows; ten times the rows take them a hundred times as long.
#include "mlcore/metrics/classification.hpp"
#include "support/bench.hpp"

#include <memory>

namespace mlcore::bench {

namespace {

struct Data {
    Labels y;         // 0 or 1
    Vector scores;    // in (0, 1), mostly without ties
    Labels truth;     // 0 … classes − 1
    Labels predicted; // right in six rows of ten
};

std::shared_ptr<const Data> draw(Random& random, Index n, int classes) {
    const auto data = std::make_shared<Data>(Data{Labels(n), Vector(n), Labels(n), Labels(n)});
    for (Index i = 0; i < n; ++i) {
        data->y(i) = random.uniform() < 0.3 ? 1 : 0;
        data->scores(i) = 0.9 * random.uniform() + 0.1 * data->y(i);
        data->truth(i) = static_cast<int>(random.index(classes));
        data->predicted(i) =
            random.uniform() < 0.6 ? data->truth(i) : static_cast<int>(random.index(classes));
    }
    return data;
}

} // namespace

void register_benchmarks() {
    using namespace classification;
    Random random(1);
    for (const Index n : {1'000, 10'000, 1'000'000}) {
        const auto data = draw(random, n, 10);
        const auto& [y, scores, truth, predicted] = *data;
        const std::string size = "/n:" + std::to_string(n), classes = size + "/classes:10";
        const auto rows = static_cast<double>(n);

        for (const auto& [name, accuracy] : accuracy_variants) {
            check_equal("accuracy/" + name, accuracy(truth, predicted),
                        naive::accuracy(truth, predicted), 0);
            add("classification/accuracy/" + name + size, {0, 8 * rows},
                [data, accuracy = accuracy] {
                    benchmark::DoNotOptimize(accuracy(data->truth, data->predicted));
                });
        }
        for (const auto& [name, confusion_matrix] : confusion_matrix_variants) {
            check_equal("confusion_matrix/" + name, confusion_matrix(truth, predicted, 10),
                        naive::confusion_matrix(truth, predicted, 10), 0);
            add("classification/confusion_matrix/" + name + classes, {0, 8 * rows},
                [data, confusion_matrix = confusion_matrix] {
                    benchmark::DoNotOptimize(
                        confusion_matrix(data->truth, data->predicted, 10).data());
                });
        }
        for (const auto& [name, precision_recall_f1] : precision_recall_f1_variants) {
            check_equal("precision_recall_f1/" + name, precision_recall_f1(truth, predicted, 10).f1,
                        naive::precision_recall_f1(truth, predicted, 10).f1, 0);
            add("classification/precision_recall_f1/" + name + classes, {0, 8 * rows},
                [data, precision_recall_f1 = precision_recall_f1] {
                    benchmark::DoNotOptimize(
                        precision_recall_f1(data->truth, data->predicted, 10).macro_f1);
                });
        }
        for (const auto& [name, log_loss] : log_loss_variants) {
            check_equal("log_loss/" + name, log_loss(y, scores), naive::log_loss(y, scores), 1e-11);
            add("classification/log_loss/" + name + size, {0, 12 * rows},
                [data, log_loss = log_loss] {
                    benchmark::DoNotOptimize(log_loss(data->y, data->scores));
                });
        }
        for (const auto& [name, roc_auc] : roc_auc_variants) {
            if (by_loops(name) && n > 10'000) continue;
            if (n <= 10'000)
                check_equal("roc_auc/" + name, roc_auc(y, scores), naive::roc_auc(y, scores), 0);
            add("classification/roc_auc/" + name + size, {0, 12 * rows}, [data, roc_auc = roc_auc] {
                benchmark::DoNotOptimize(roc_auc(data->y, data->scores));
            });
        }
        for (const auto& [name, average_precision] : average_precision_variants) {
            if (by_loops(name) && n > 10'000) continue;
            if (n <= 10'000)
                check_equal("average_precision/" + name, average_precision(y, scores),
                            naive::average_precision(y, scores), 1e-11);
            add("classification/average_precision/" + name + size, {0, 12 * rows},
                [data, average_precision = average_precision] {
                    benchmark::DoNotOptimize(average_precision(data->y, data->scores));
                });
        }
    }
}

} // namespace mlcore::bench
