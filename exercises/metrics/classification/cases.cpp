#include <mlcore/grading/cases.hpp>
#include <mlcore/metrics/classification.hpp>

#include "mistakes.hpp"

namespace mlcore::grading {

using namespace classification;

namespace {

// Labels of which `flipped` in ten are another class than the true one.
Labels guesses(Random& random, LabelsView y, int classes, int flipped) {
    Labels p = y;
    for (int& label : p)
        if (random.index(10) < flipped)
            label = (label + 1 + static_cast<int>(random.index(classes - 1))) % classes;
    return p;
}

// Both classes, class 1 the rarer one, and not in equal numbers.
Labels binary(Random& random, Index n) {
    Labels y(n);
    for (Index i = 0; i < n; ++i) y(i) = i % 3 == 0 ? 1 : 0;
    random.shuffle(y);
    return y;
}

// Scores that lean to the right side, on so few levels that many are equal.
Vector coarse_scores(Random& random, LabelsView y, double levels) {
    Vector s(y.size());
    for (Index i = 0; i < s.size(); ++i)
        s(i) = std::round(levels * (0.6 * random.uniform() + 0.3 * y(i))) / levels;
    return s;
}

} // namespace

void write_cases(Exercise& exercise, Random& random) {
    // The lesson's seven mails: 1 is spam. Whoever scores above ½ is predicted to be spam.
    const Labels y = labels({0, 1, 0, 1, 0, 1, 0});
    const Vector s = vector({0.1, 0.5, 0.8, 0.9, 0.5, 0.2, 0.1});
    const Labels y_hat = labels({0, 0, 1, 1, 0, 0, 0});
    const Labels nothing = labels({}), three = labels({2, 0, 1});
    const Labels y3 = labels({2, 0, 1, 1, 2, 2, 0, 2}), p3 = labels({2, 1, 1, 2, 2, 0, 0, 1});

    auto accuracy = exercise.task("accuracy", {"y_true", "y_predicted"}, accuracy_variants,
                                  mistakes::accuracy, within(1e-12, "one division"));
    accuracy.add("one row, right", labels({0}), labels({0}));
    accuracy.add("the lesson's example", y, y_hat);
    accuracy.add("three classes", y3, p3);
    accuracy.add("nothing is right", labels({0, 1, 1}), labels({1, 0, 0}));
    for (const auto& [n, classes] : {std::pair<Index, int>{11, 2}, {30, 5}}) {
        const Labels truth = random_labels(random, n, classes);
        accuracy.add("random", truth, guesses(random, truth, classes, 3));
    }
    accuracy.throws<ShapeError>("one prediction too few", y, y_hat.head(6));
    accuracy.throws<ShapeError>("one prediction too many", three, labels({2, 0, 1, 1}));
    accuracy.throws<ValueError>("no rows", nothing, nothing);

    auto confusion = exercise.task("confusion_matrix", {"y_true", "y_predicted", "classes"},
                                   confusion_matrix_variants, mistakes::confusion_matrix,
                                   exactly("counts are integers"));
    confusion.add("one row", labels({1}), labels({0}), 2);
    confusion.add("the lesson's example", y, y_hat, 2);
    confusion.add("three classes", y3, p3, 3);
    confusion.add("class 2 does not occur", y, y_hat, 3);
    confusion.add("one class", labels({0, 0}), labels({0, 0}), 1);
    confusion.add("no rows", nothing, nothing, 2);
    for (const auto& [n, classes] : {std::pair<Index, int>{20, 4}, {50, 3}}) {
        const Labels truth = random_labels(random, n, classes);
        confusion.add("random", truth, guesses(random, truth, classes, 4), classes);
    }
    confusion.throws<ShapeError>("one prediction too few", y, y_hat.head(6), 2);
    confusion.throws<ValueError>("a true label that is too large", three, labels({0, 0, 1}), 2);
    confusion.throws<ValueError>("a predicted label that is too large", labels({0, 0, 1}), three,
                                 2);
    confusion.throws<ValueError>("a negative label", labels({0, -1}), labels({0, 1}), 2);

    auto scores = exercise.task("precision_recall_f1", {"y_true", "y_predicted", "classes"},
                                precision_recall_f1_variants, mistakes::precision_recall_f1,
                                within(1e-12, "quotients of counts, and a mean in another order"));
    scores.add("one row, wrong", labels({1}), labels({0}), 2);
    scores.add("the lesson's example", y, y_hat, 2);
    scores.add("three classes", y3, p3, 3);
    scores.add("class 1 is never predicted", labels({0, 1, 0, 0, 1}), labels({0, 0, 0, 0, 0}), 2);
    scores.add("class 1 never occurs", labels({0, 0, 0, 2}), labels({0, 1, 0, 2}), 3);
    scores.add("class 2 neither occurs nor is predicted", y, y_hat, 3);
    scores.add("everything right", three, three, 3);
    scores.add("no rows", nothing, nothing, 2);
    for (const auto& [n, classes] : {std::pair<Index, int>{20, 4}, {60, 3}}) {
        const Labels truth = random_labels(random, n, classes);
        scores.add("random", truth, guesses(random, truth, classes, 4), classes);
    }
    scores.throws<ShapeError>("one prediction too few", y, y_hat.head(6), 2);
    scores.throws<ValueError>("a label that is too large", three, three, 2);

    auto auc = exercise.task(
        "roc_auc", {"y_true", "scores"}, roc_auc_variants, mistakes::roc_auc,
        within(1e-9, "pairs counted exactly, or areas of trapezoids summed with rounding"));
    auc.add("two rows, right order", labels({0, 1}), vector({-3, 2}));
    auc.add("two rows, wrong order", labels({1, 0}), vector({-3, 2}));
    auc.add("the lesson's example", y, s);
    auc.add("two equal scores", labels({1, 0, 0}), vector({0.7, 0.7, 0.1}));
    auc.add("all scores equal", labels({0, 1, 1, 0, 1}), vector({4, 4, 4, 4, 4}));
    auc.add("scores beyond 0 and 1, one row of class 0", labels({1, 1, 0, 1}),
            vector({-200, 1e6, 3, 3.5}));
    for (const auto& [n, levels] : {std::pair<Index, double>{13, 1e6}, {25, 10}, {80, 5}}) {
        const Labels truth = binary(random, n);
        const Vector drawn = coarse_scores(random, truth, levels);
        auc.add(levels > 100 ? "random" : "random, with many ties", truth, drawn);
    }
    auc.throws<ShapeError>("one score too few", y, s.head(6));
    auc.throws<ValueError>("no row of class 0", labels({1, 1, 1}), vector({0.1, 0.2, 0.3}));
    auc.throws<ValueError>("no row of class 1", labels({0, 0}), vector({0.1, 0.2}));
    auc.throws<ValueError>("a label 2", three, vector({0.1, 0.2, 0.3}));
    auc.throws<ValueError>("no rows", nothing, vector({}));

    auto precision = exercise.task("average_precision", {"y_true", "scores"},
                                   average_precision_variants, mistakes::average_precision,
                                   within(1e-9, "a sum of a few quotients in another order"));
    precision.add("one row of class 1", labels({1}), vector({-2}));
    precision.add("two rows, wrong order", labels({1, 0}), vector({-3, 2}));
    precision.add("the lesson's example", y, s);
    precision.add("two equal scores", labels({1, 0, 1}), vector({0.7, 0.7, 0.1}));
    precision.add("all scores equal", labels({1, 1, 0, 0, 0}), vector({4, 4, 4, 4, 4}));
    precision.add("no row of class 1", labels({0, 0, 0}), vector({0.5, 0.1, 0.3}));
    precision.add("no row of class 0", labels({1, 1}), vector({0.1, 0.3}));
    for (const auto& [n, levels] : {std::pair<Index, double>{13, 1e6}, {25, 10}, {80, 5}}) {
        const Labels truth = binary(random, n);
        const Vector drawn = coarse_scores(random, truth, levels);
        precision.add(levels > 100 ? "random" : "random, with many ties", truth, drawn);
    }
    precision.throws<ShapeError>("one score too few", y, s.head(6));
    precision.throws<ValueError>("a label 2", three, vector({0.1, 0.2, 0.3}));
    precision.throws<ValueError>("no rows", nothing, vector({}));

    auto loss = exercise.task("log_loss", {"y_true", "probabilities"}, log_loss_variants,
                              mistakes::log_loss,
                              within(1e-9, "a mean of a few logarithms in another order"));
    loss.add("one row", labels({1}), vector({0.25}));
    loss.add("one row of class 0", labels({0}), vector({0.25}));
    loss.add("the lesson's example", y, s);
    loss.add("sure and right", labels({1, 0}), vector({1, 0}));
    loss.add("sure and wrong, once each way", labels({0, 1, 1}), vector({1, 0.3, 0}));
    loss.add("almost sure and wrong", labels({1, 0}), vector({1e-15, 0.5}));
    loss.add("only class 0", labels({0, 0, 0}), vector({0.1, 0.6, 0.2}));
    for (const Index n : {9, 40}) {
        const Labels truth = binary(random, n);
        Vector p(n);
        for (double& q : p) q = random.uniform();
        loss.add("random", truth, p);
    }
    loss.throws<ShapeError>("one probability too few", y, s.head(6));
    loss.throws<ValueError>("a probability above 1", labels({1, 0}), vector({1.5, 0.2}));
    loss.throws<ValueError>("a negative probability", labels({1, 0}), vector({0.5, -0.2}));
    loss.throws<ValueError>("a label 2", three, vector({0.1, 0.2, 0.3}));
    loss.throws<ValueError>("no rows", nothing, vector({}));
}

} // namespace mlcore::grading
