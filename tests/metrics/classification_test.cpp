#include "mlcore/core/random.hpp"
#include "mlcore/metrics/classification.hpp"
#include "support/arrays.hpp"
#include "support/golden.hpp"

#include <doctest/doctest.h>

#include <cmath>
#include <sstream>

using namespace mlcore;
using namespace mlcore::classification;
using doctest::Approx;
using test::labels;
using test::vector;

namespace {

// Quotients of counts, and sums of a few hundred of them in another order.
constexpr double summation_order = 1e-13;
// scikit-learn sums trapezoids of rates where the library counts pairs.
constexpr double trapezoids = 1e-12;

struct Ranking {
    Labels y;
    Vector scores;
};
/// Scores on `levels` levels, so that many are equal where levels < n; both classes occur.
Ranking random_ranking(Random& random, Index n, int levels) {
    Ranking ranking{Labels(n), Vector(n)};
    for (Index i = 0; i < n; ++i) {
        ranking.y(i) = random.uniform() < 0.3 ? 1 : 0;
        ranking.scores(i) = static_cast<double>(random.index(levels)) + ranking.y(i);
    }
    ranking.y(0) = 1;
    ranking.y(n - 1) = 0;
    return ranking;
}

} // namespace

TEST_CASE("classification: scikit-learn's scores of predicted classes") {
    const test::Golden golden("classification");
    for (const std::string& key : golden.keys("labels/")) {
        if (key.find("/y_true") == std::string::npos) continue;
        const std::string at = key.substr(0, key.rfind('/') + 1);
        CAPTURE(at);
        const auto y = golden.get<Labels>(at + "y_true");
        const auto p = golden.get<Labels>(at + "y_predicted");
        const auto classes = golden.get<int>(at + "classes");
        for (const auto& variant : accuracy_variants) {
            CAPTURE(variant.name);
            CHECK(variant.function(y, p) == golden.get<double>(at + "accuracy"));
        }
        for (const auto& variant : confusion_matrix_variants) {
            CAPTURE(variant.name);
            CHECK(variant.function(y, p, classes) == golden.get<Counts>(at + "confusion_matrix"));
        }
        for (const auto& variant : precision_recall_f1_variants) {
            CAPTURE(variant.name);
            const ClassScores scores = variant.function(y, p, classes);
            const auto differs = [&](const char* name, const Vector& got) {
                return (got - golden.get<Vector>(at + name)).cwiseAbs().maxCoeff();
            };
            CHECK(differs("precision", scores.precision) < summation_order);
            CHECK(differs("recall", scores.recall) < summation_order);
            CHECK(differs("f1", scores.f1) < summation_order);
            CHECK(scores.macro_f1 ==
                  Approx(golden.get<double>(at + "macro_f1")).epsilon(summation_order));
        }
    }
}

TEST_CASE("classification: scikit-learn's scores of rankings and probabilities") {
    const test::Golden golden("classification");
    for (const std::string at :
         {"scores/0/", "scores/1/", "scores/2/", "scores/3/", "scores/4/", "scores/5/"}) {
        CAPTURE(at);
        const auto y = golden.get<Labels>(at + "y_true");
        const auto scores = golden.get<Vector>(at + "scores");
        for (const auto& variant : roc_auc_variants) {
            CAPTURE(variant.name);
            CHECK(variant.function(y, scores) ==
                  Approx(golden.get<double>(at + "roc_auc")).epsilon(trapezoids));
        }
        for (const auto& variant : average_precision_variants) {
            CAPTURE(variant.name);
            CHECK(variant.function(y, scores) ==
                  Approx(golden.get<double>(at + "average_precision")).epsilon(trapezoids));
        }
    }
    for (const std::string at : {"log_loss/0/", "log_loss/1/", "log_loss/2/"})
        for (const auto& variant : log_loss_variants) {
            CAPTURE(at);
            CAPTURE(variant.name);
            CHECK(variant.function(golden.get<Labels>(at + "y_true"),
                                   golden.get<Vector>(at + "probabilities")) ==
                  Approx(golden.get<double>(at + "log_loss")).epsilon(summation_order));
        }
    for (const std::string at : {"multiclass/0/", "multiclass/1/"})
        for (const auto& variant : multiclass_log_loss_variants) {
            CAPTURE(at);
            CAPTURE(variant.name);
            CHECK(variant.function(golden.get<Labels>(at + "y_true"),
                                   golden.get<Matrix>(at + "probabilities")) ==
                  Approx(golden.get<double>(at + "log_loss")).epsilon(summation_order));
        }
}

TEST_CASE("classification: the variants agree, with many ties and with none") {
    for (const std::uint64_t seed : {1, 2, 3, 4, 5}) {
        Random random(seed);
        for (const Index n : {2, 3, 17, 200}) {
            for (const int levels : {1, 2, 7, 1'000'000}) {
                CAPTURE(seed);
                CAPTURE(n);
                CAPTURE(levels);
                const auto [y, scores] = random_ranking(random, n, levels);
                // Both count pairs in whole numbers, so not a bit differs.
                CHECK(vectorized::roc_auc(y, scores) == naive::roc_auc(y, scores));
                CHECK(vectorized::average_precision(y, scores) ==
                      Approx(naive::average_precision(y, scores)).epsilon(summation_order));
                const Vector p = scores / (levels + 1);
                CHECK(vectorized::log_loss(y, p) ==
                      Approx(naive::log_loss(y, p)).epsilon(summation_order));
            }
        }
        for (const int classes : {1, 2, 3, 30}) {
            CAPTURE(classes);
            Labels y(103), p(103); // not divisible by the four tables of the vectorized variant
            for (Index i = 0; i < y.size(); ++i) {
                y(i) = static_cast<int>(random.index(classes));
                p(i) = static_cast<int>(random.index(classes));
            }
            CHECK(vectorized::accuracy(y, p) == naive::accuracy(y, p));
            CHECK(vectorized::confusion_matrix(y, p, classes) ==
                  naive::confusion_matrix(y, p, classes));
            const ClassScores a = vectorized::precision_recall_f1(y, p, classes),
                              b = naive::precision_recall_f1(y, p, classes);
            CHECK(a.precision == b.precision);
            CHECK(a.recall == b.recall);
            CHECK(a.f1 == b.f1);
            CHECK(a.macro_f1 == Approx(b.macro_f1).epsilon(summation_order));
        }
    }
}

TEST_CASE(
    "classification: AUC and average precision see the order of the scores and nothing else") {
    Random random(6);
    const auto [y, scores] = random_ranking(random, 60, 12);
    std::vector<std::int64_t> order = random.permutation(60);
    Labels shuffled_y(60);
    Vector shuffled(60);
    for (Index i = 0; i < 60; ++i) {
        shuffled_y(i) = y(order[static_cast<std::size_t>(i)]);
        shuffled(i) = scores(order[static_cast<std::size_t>(i)]);
    }
    const Labels other_class = 1 - y.array();
    for (const auto& variant : roc_auc_variants) {
        CAPTURE(variant.name);
        const double area = variant.function(y, scores);
        CHECK(variant.function(y, scores.array().cube().matrix()) == area);
        CHECK(variant.function(y, (scores.array() * 1e-200 - 1e-190).matrix()) == area);
        CHECK(variant.function(shuffled_y, shuffled) == area);
        CHECK(variant.function(y, -scores) == Approx(1 - area).epsilon(summation_order));
        CHECK(variant.function(other_class, -scores) == area);
        CHECK(variant.function(y, y.cast<double>()) == 1);
        CHECK(variant.function(y, Vector::Constant(60, 3)) == 0.5);
        CHECK(variant.function(labels({0, 1}), vector({0.0, -0.0})) == 0.5); // zeros tie
    }
    for (const auto& variant : average_precision_variants) {
        CAPTURE(variant.name);
        const double area = variant.function(y, scores);
        CHECK(variant.function(y, scores.array().cube().matrix()) ==
              Approx(area).epsilon(summation_order));
        CHECK(variant.function(shuffled_y, shuffled) == Approx(area).epsilon(summation_order));
        CHECK(variant.function(y, y.cast<double>()) == Approx(1).epsilon(summation_order));
        CHECK(variant.function(y, Vector::Constant(60, 3)) ==
              Approx(y.cast<double>().mean()).epsilon(summation_order)); // the share of positives
    }
}

TEST_CASE("classification: one class missing") {
    const Vector scores = vector({0.1, 0.7, 0.7});
    const Labels ones = labels({1, 1, 1}), zeros = labels({0, 0, 0});
    for (const auto& variant : roc_auc_variants) {
        CAPTURE(variant.name);
        CHECK_THROWS_WITH_AS(variant.function(ones, scores),
                             "roc_auc: all rows are of class 1; without a row of the other there "
                             "is nothing to rank",
                             ValueError);
        CHECK_THROWS_WITH_AS(variant.function(zeros, scores),
                             "roc_auc: all rows are of class 0; without a row of the other there "
                             "is nothing to rank",
                             ValueError);
    }
    for (const auto& variant : average_precision_variants) {
        CAPTURE(variant.name);
        CHECK(variant.function(ones, scores) == 1);
        CHECK(variant.function(zeros, scores) == 0);
    }
    for (const auto& variant : log_loss_variants) {
        CAPTURE(variant.name);
        CHECK(variant.function(ones, scores) ==
              Approx(-(std::log(0.1) + 2 * std::log(0.7)) / 3).epsilon(summation_order));
    }
}

TEST_CASE("classification: a sure and wrong prediction costs -log(2^-52), a right one nothing") {
    const double most = 52 * std::log(2.0);
    for (const auto& variant : log_loss_variants) {
        CAPTURE(variant.name);
        CHECK(variant.function(labels({1}), vector({0})) == Approx(most).epsilon(summation_order));
        CHECK(variant.function(labels({0}), vector({1})) == Approx(most).epsilon(summation_order));
        CHECK(variant.function(labels({1}), vector({1e-300})) ==
              Approx(most).epsilon(summation_order));
        CHECK(std::abs(variant.function(labels({1, 0}), vector({1, 0}))) < 1e-15);
        CHECK(variant.function(labels({0, 1}), vector({0.5, 0.5})) ==
              Approx(std::log(2.0)).epsilon(summation_order));
    }
}

TEST_CASE("classification: wrong inputs are refused by every variant in the same words") {
    const Labels y = labels({0, 1, 1}), short_y = labels({0, 1}), none(0);
    const Vector s = vector({0.1, 0.5, 0.2});
    for (const auto& variant : accuracy_variants) {
        CAPTURE(variant.name);
        CHECK_THROWS_WITH_AS(variant.function(y, short_y),
                             "accuracy: y_true has 3 entries but y_predicted has 2", ShapeError);
        CHECK_THROWS_AS(variant.function(none, none), ValueError);
    }
    for (const auto& variant : confusion_matrix_variants) {
        CAPTURE(variant.name);
        CHECK(variant.function(none, none, 2) == Counts::Zero(2, 2));
        CHECK_THROWS_AS(variant.function(y, short_y, 2), ShapeError);
        CHECK_THROWS_WITH_AS(variant.function(y, labels({0, 2, 1}), 2),
                             "confusion_matrix: y_predicted(1) is 2, it must be in 0 … 1",
                             ValueError);
        CHECK_THROWS_WITH_AS(variant.function(labels({-1, 0, 1}), y, 2),
                             "confusion_matrix: y_true(0) is -1, it must be in 0 … 1", ValueError);
        CHECK_THROWS_AS(variant.function(none, none, 0), ValueError);
    }
    for (const auto& variant : precision_recall_f1_variants) {
        CAPTURE(variant.name);
        CHECK(variant.function(none, none, 2).f1 == Vector::Zero(2));
        CHECK_THROWS_AS(variant.function(y, short_y, 2), ShapeError);
        CHECK_THROWS_AS(variant.function(y, y, 1), ValueError);
    }
    const auto refuses_bad_scores = [&](auto function) {
        CHECK_THROWS_AS(function(y, s.head(2)), ShapeError);
        CHECK_THROWS_AS(function(none, Vector(0)), ValueError);
        CHECK_THROWS_AS(function(labels({0, 1, 2}), s), ValueError);
        CHECK_THROWS_AS(function(labels({-1, 1, 1}), s), ValueError);
        CHECK_THROWS_AS(function(y, vector({0.1, std::nan(""), 0.2})), ValueError);
    };
    for (const auto& variant : roc_auc_variants) {
        CAPTURE(variant.name);
        refuses_bad_scores(variant.function);
        CHECK_THROWS_WITH_AS(variant.function(y, vector({0, 1, INFINITY})),
                             "roc_auc: scores(2) is infinite", ValueError);
    }
    for (const auto& variant : average_precision_variants) {
        CAPTURE(variant.name);
        refuses_bad_scores(variant.function);
    }
    for (const auto& variant : log_loss_variants) {
        CAPTURE(variant.name);
        refuses_bad_scores(variant.function);
        CHECK_THROWS_WITH_AS(variant.function(y, vector({0.5, 1.5, 0.2})),
                             "log_loss: probabilities(1) is 1.500000, it must be in 0 … 1",
                             ValueError);
        CHECK_THROWS_AS(variant.function(y, vector({-1e-9, 0.5, 0.2})), ValueError);
        CHECK_THROWS_WITH_AS(variant.function(y, vector({0.5, 1, std::nan("")})),
                             "log_loss: probabilities(2) is NaN, it must be in 0 … 1", ValueError);
    }
    for (const auto& variant : multiclass_log_loss_variants) {
        CAPTURE(variant.name);
        const Matrix p{{0.5, 0.5, 0}, {0, 0, 1}};
        CHECK_THROWS_AS(variant.function(y, p), ShapeError);
        CHECK_THROWS_AS(variant.function(labels({0, 3}), p), ValueError);
        CHECK_THROWS_AS(variant.function(none, Matrix(0, 3)), ValueError);
        CHECK_THROWS_WITH_AS(variant.function(labels({0, 1}), p / 2),
                             "multiclass_log_loss: row 0 of probabilities sums to 0.500000, it "
                             "must sum to 1",
                             ValueError);
    }
}

TEST_CASE("classification: two classes are a table of two columns, and blocks need no copy") {
    Random random(7);
    Matrix p(20, 2);
    Labels y(20);
    for (Index i = 0; i < 20; ++i) {
        p(i, 1) = random.uniform();
        p(i, 0) = 1 - p(i, 1);
        y(i) = static_cast<int>(random.index(2));
    }
    const Vector of_class_1 = p.col(1);
    for (const auto& variant : multiclass_log_loss_variants) {
        CAPTURE(variant.name);
        CHECK(variant.function(y, p) == Approx(log_loss(y, of_class_1)).epsilon(summation_order));
        CHECK(variant.function(y.tail(5), p.bottomRows(5)) ==
              Approx(log_loss(y.tail(5), of_class_1.tail(5))).epsilon(summation_order));
    }
}

TEST_CASE("classification: the number of classes is read off, and scores print a line each") {
    const Labels y = labels({0, 1, 1, 0}), p = labels({0, 1, 2, 0});
    CHECK(confusion_matrix(y, p) == naive::confusion_matrix(y, p, 3));
    CHECK(confusion_matrix(Labels(0), Labels(0)) == Counts::Zero(1, 1));
    std::ostringstream text;
    text << precision_recall_f1(y, p);
    CHECK(text.str() == "class 0: precision 1, recall 1, F1 1\n"
                        "class 1: precision 1, recall 0.5, F1 0.666667\n"
                        "class 2: precision 0, recall 0, F1 0\n"
                        "macro F1 0.555556");
}
