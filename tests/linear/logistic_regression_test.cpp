#include "mlcore/core/random.hpp"
#include "mlcore/linear/logistic_regression.hpp"
#include "support/arrays.hpp"
#include "support/golden.hpp"
#include "support/table.hpp"

#include <doctest/doctest.h>

#include <cmath>
#include <limits>
#include <sstream>

using namespace mlcore;
using namespace mlcore::logistic_regression;
using doctest::Approx;
using test::labels;
using test::normal_matrix;
using test::vector;

namespace {

// Sums of at most a few hundred terms in another order.
constexpr double summation_order = 1e-12;
// Newton's method to its last step, here and in scikit-learn, on columns that are nearly dependent.
constexpr double newton = 1e-7;
// Two Newton's methods of our own, which stop by the same rule.
constexpr double same_minimum = 1e-8;

/// The largest |a − b| in units of the largest |b| (or of 1, where that is larger).
template <class A, class B>
double apart(const A& a, const B& b) {
    REQUIRE(a.rows() == b.rows());
    REQUIRE(a.cols() == b.cols());
    return (a - b).cwiseAbs().maxCoeff() / std::max(1.0, b.cwiseAbs().maxCoeff());
}
double apart(double a, double b) { return std::abs(a - b) / std::max(1.0, std::abs(b)); }

double distance(const Model& a, const Model& b) {
    return std::max(apart(a.coefficients, b.coefficients), apart(a.intercept, b.intercept));
}
double distance(const SoftmaxModel& a, const SoftmaxModel& b) {
    return std::max(apart(a.coefficients, b.coefficients), apart(a.intercepts, b.intercepts));
}

double share(const Labels& y, const Labels& y_hat) {
    return static_cast<double>((y.array() == y_hat.array()).count()) /
           static_cast<double>(y.size());
}
/// Every step-th entry from the first on, as NumPy's [::step].
Vector every(const Vector& values, Index step) {
    Vector some((values.size() + step - 1) / step);
    for (Index i = 0; i < some.size(); ++i) some(i) = values(i * step);
    return some;
}

struct Data {
    Matrix X;
    Labels y;
};
Data table(const std::string& file, bool standardised) {
    const Matrix all = test::read_table(file);
    Data data{all.leftCols(all.cols() - 1), all.col(all.cols() - 1).cast<int>()};
    if (standardised)
        for (Index j = 0; j < data.X.cols(); ++j) {
            data.X.col(j).array() -= data.X.col(j).mean();
            data.X.col(j) /= std::sqrt(data.X.col(j).squaredNorm() / double(data.X.rows()));
        }
    return data;
}
/// Classes that overlap.
Data noisy(Random& random, Index n, Index d, int classes) {
    Data data{normal_matrix(random, n, d), Labels(n)};
    for (Index i = 0; i < n; ++i) {
        const double score = data.X(i, 0) - data.X(i, d - 1) / 2 + 1.5 * random.normal();
        data.y(i) = std::clamp(static_cast<int>(std::floor(score + classes / 2.0)), 0, classes - 1);
    }
    for (int c = 0; c < classes; ++c) data.y(c) = c;
    return data;
}

void check_binary(const test::Golden& golden, const std::string& at, const Matrix& X,
                  const Labels& y) {
    const Model expected{golden.get<Vector>(at + "coefficients"),
                         golden.get<double>(at + "intercept")};
    for (const auto& variant : fit_variants) {
        CAPTURE(at);
        CAPTURE(variant.name);
        const Model model = variant.function(X, y, {.l2 = golden.get<double>(at + "l2")});
        CHECK(distance(model, expected) < newton);
        CHECK(share(y, predict(X, model)) == golden.get<double>(at + "accuracy"));
        CHECK(apart(every(predict_probability(X, model), X.rows() / 8),
                    golden.get<Vector>(at + "probability")) < newton);
    }
}

} // namespace

TEST_CASE("logistic_regression: scikit-learn's fits of real tables") {
    const test::Golden golden("logistic_regression");
    const auto [X, y] = table("breast_cancer.csv", true);
    for (const std::string at : {"breast_cancer/0/", "breast_cancer/1/", "breast_cancer/2/"})
        check_binary(golden, at, X, y);
    for (const std::string at : {"wine/0/", "iris/0/", "iris/1/"}) {
        const auto [A, b] = table(at.substr(0, 4) + ".csv", false);
        const SoftmaxModel expected{golden.get<Matrix>(at + "coefficients"),
                                    golden.get<Vector>(at + "intercept")};
        for (const auto& variant : fit_softmax_variants) {
            CAPTURE(at);
            CAPTURE(variant.name);
            const SoftmaxModel model =
                variant.function(A, b, {.l2 = golden.get<double>(at + "l2")});
            CHECK(distance(model, expected) < newton);
            CHECK(share(b, predict(A, model)) == golden.get<double>(at + "accuracy"));
            const Matrix P = predict_probability(A, model);
            CHECK(apart(every(P.col(1), A.rows() / 8), golden.get<Vector>(at + "probability")) <
                  newton);
        }
    }
}

TEST_CASE("logistic_regression: scikit-learn's fits of drawn tables") {
    const test::Golden golden("logistic_regression");
    for (const std::string at : {"fit/0/", "fit/1/", "fit/2/", "fit/3/", "fit/4/"})
        check_binary(golden, at, golden.get<Matrix>(at + "X"), golden.get<Labels>(at + "y"));
}

TEST_CASE("logistic_regression: SciPy's sigmoid, to the last bits and without overflow") {
    const test::Golden golden("logistic_regression");
    const auto z = golden.get<Vector>("sigmoid/z"), p = golden.get<Vector>("sigmoid/p");
    for (const auto& variant : sigmoid_variants) {
        CAPTURE(variant.name);
        const Vector got = variant.function(z);
        for (Index i = 0; i < z.size(); ++i) {
            CAPTURE(z(i));
            // Relative, down to e^−700; below, one over an exponential loses its last digits.
            CHECK(std::abs(got(i) - p(i)) <= 1e-14 * p(i) + 1e-307);
        }
        CHECK(variant.function(Vector(0)).size() == 0);
        const double infinity = std::numeric_limits<double>::infinity();
        CHECK((variant.function(vector({-infinity, infinity})) - vector({0, 1})).norm() < 1e-300);
        CHECK(std::isnan(variant.function(vector({0, std::nan("")}))(1)));
    }
}

TEST_CASE("logistic_regression: PyTorch's losses and gradients") {
    const test::Golden golden("logistic_regression");
    for (const std::string at : {"loss/0/", "loss/1/", "loss/2/"}) {
        CAPTURE(at);
        const auto X = golden.get<Matrix>(at + "X");
        const auto y = golden.get<Labels>(at + "y"), y_many = golden.get<Labels>(at + "softmax/y");
        const Model model{golden.get<Vector>(at + "coefficients"),
                          golden.get<double>(at + "intercept")};
        for (const auto& variant : log_loss_variants) {
            CAPTURE(variant.name);
            CHECK(variant.function(X, y, model) ==
                  Approx(golden.get<double>(at + "loss")).epsilon(summation_order));
        }
        for (const auto& variant : gradient_variants) {
            CAPTURE(variant.name);
            const Gradient gradient = variant.function(X, y, model);
            CHECK(apart(gradient.coefficients, golden.get<Vector>(at + "gradient/coefficients")) <
                  summation_order);
            CHECK(apart(gradient.intercept, golden.get<double>(at + "gradient/intercept")) <
                  summation_order);
        }
        const SoftmaxModel softmax{golden.get<Matrix>(at + "softmax/coefficients"),
                                   golden.get<Vector>(at + "softmax/intercepts")};
        for (const auto& variant : softmax_log_loss_variants) {
            CAPTURE(variant.name);
            CHECK(variant.function(X, y_many, softmax) ==
                  Approx(golden.get<double>(at + "softmax/loss")).epsilon(summation_order));
        }
        for (const auto& variant : softmax_gradient_variants) {
            CAPTURE(variant.name);
            const SoftmaxGradient gradient = variant.function(X, y_many, softmax);
            CHECK(apart(gradient.coefficients,
                        golden.get<Matrix>(at + "softmax/gradient/coefficients")) <
                  summation_order);
            CHECK(apart(gradient.intercepts,
                        golden.get<Vector>(at + "softmax/gradient/intercepts")) < summation_order);
        }
    }
}

TEST_CASE("logistic_regression: losses stay exact where probabilities are 0 and 1 to a double") {
    const Matrix X{{1}, {1}, {1}, {1}};
    for (const double z : {40.0, 800.0, 1e6}) {
        CAPTURE(z);
        const Model up{vector({z}), 0};
        for (const auto& variant : log_loss_variants) {
            CAPTURE(variant.name);
            CHECK(variant.function(X, labels({0, 0, 0, 0}), up) == Approx(z).epsilon(1e-15));
            CHECK(variant.function(X, labels({1, 1, 1, 1}), up) ==
                  Approx(std::exp(-z)).epsilon(1e-12));
        }
        const SoftmaxModel three{Matrix{{z}, {0}, {-z}}, Vector::Zero(3)};
        for (const auto& variant : softmax_log_loss_variants) {
            CAPTURE(variant.name);
            CHECK(variant.function(X, labels({2, 2, 2, 2}), three) == Approx(2 * z).epsilon(1e-15));
            CHECK(variant.function(X, labels({0, 0, 0, 0}), three) ==
                  Approx(std::exp(-z)).epsilon(1e-12));
        }
        for (const auto& variant : predict_softmax_probability_variants) {
            CAPTURE(variant.name);
            CHECK(apart(variant.function(X.topRows(1), three), Matrix{{1, 0, 0}}) < 1e-15);
        }
    }
}

TEST_CASE("logistic_regression: at the fit the gradient is that of the penalty") {
    for (const std::uint64_t seed : {1, 2, 3}) {
        Random random(seed);
        for (const double l2 : {1e-4, 1.0, 300.0}) {
            CAPTURE(seed);
            CAPTURE(l2);
            const auto [X, y] = noisy(random, 60, 4, 2);
            for (const auto& variant : fit_variants) {
                CAPTURE(variant.name);
                const Model model = variant.function(X, y, {.l2 = l2});
                const Gradient g = gradient(X, y, model);
                CHECK((60 * g.coefficients + l2 * model.coefficients).norm() < 1e-7);
                CHECK(std::abs(60 * g.intercept) < 1e-7);
            }
            const auto [A, b] = noisy(random, 60, 3, 4);
            for (const auto& variant : fit_softmax_variants) {
                CAPTURE(variant.name);
                const SoftmaxModel model = variant.function(A, b, {.l2 = l2});
                const SoftmaxGradient g = softmax_gradient(A, b, model);
                CHECK((60 * g.coefficients + l2 * model.coefficients).norm() < 1e-7);
                CHECK((60 * g.intercepts).norm() < 1e-7);
                CHECK(std::abs(model.intercepts.sum()) < 1e-12);
            }
        }
    }
}

TEST_CASE("logistic_regression: the variants find the same minimum, flat, steep or far away") {
    Random random(5);
    for (const double l2 : {0.0, 1e-10, 1e-3, 1.0, 1e6}) {
        auto [X, y] = noisy(random, 80, 3, 3);
        const Labels two = y.cwiseMin(1);
        X.col(1) = X.col(1) * 1e-3 + Vector::Constant(80, 50);
        X.col(2) *= 1e4;
        CAPTURE(l2);
        CHECK(distance(vectorized::fit(X, two, {l2}), naive::fit(X, two, {l2})) < same_minimum);
        CHECK(distance(vectorized::fit_softmax(X, y, {l2}), naive::fit_softmax(X, y, {l2})) <
              same_minimum);
        if (l2 == 0) continue;

        // Classes that a plane separates, a constant column, a repeated one, more columns than
        // rows.
        const Labels separable = (X.col(0).array() > 0.3).cast<int>();
        CHECK(distance(vectorized::fit(X, separable, {l2}), naive::fit(X, separable, {l2})) <
              std::max(same_minimum, 1e-14 / l2));
        Matrix wide(10, 12);
        wide << normal_matrix(random, 10, 10), Vector::Constant(10, 0.1), Vector::Zero(10);
        wide.col(11) = wide.col(0);
        const double tolerance = std::max(same_minimum, 1e-12 / l2);
        if (l2 < 1e-6) continue; // so nearly dependent that ValueError is allowed
        CHECK(distance(vectorized::fit(wide, y.head(10).cwiseMin(1), {l2}),
                       naive::fit(wide, y.head(10).cwiseMin(1), {l2})) < tolerance);
        CHECK(distance(vectorized::fit_softmax(wide, y.head(10), {l2}),
                       naive::fit_softmax(wide, y.head(10), {l2})) < tolerance);
    }
}

TEST_CASE("logistic_regression: two classes by softmax are two classes by the sigmoid") {
    // With W₁ = −W₀ = β/2 the penalty ½ λ(‖W₀‖² + ‖W₁‖²) is ½ (λ/2)‖β‖².
    Random random(6);
    const auto [X, y] = noisy(random, 50, 3, 2);
    const Model two = logistic_regression::fit(X, y, {.l2 = 0.7 / 2});
    for (const auto& variant : fit_softmax_variants) {
        CAPTURE(variant.name);
        const SoftmaxModel both = variant.function(X, y, {.l2 = 0.7});
        CHECK(apart(both.coefficients.row(1).transpose(), two.coefficients / 2) < same_minimum);
        CHECK(apart(both.coefficients.row(0), -both.coefficients.row(1)) < same_minimum);
        CHECK(apart(2 * both.intercepts(1), two.intercept) < same_minimum);
        const Matrix P = predict_probability(X, both);
        CHECK(apart(P.col(1), predict_probability(X, two)) < same_minimum);
        CHECK(predict(X, both) == predict(X, two));
    }
}

TEST_CASE("logistic_regression: fit, predict and print as a user writes them") {
    const Matrix X{{1, 0}, {2, 1}, {3, 5}, {6, 2}};
    const Labels y = labels({0, 0, 1, 1}), three = labels({0, 1, 2, 2});
    CHECK(logistic_regression::predict(X, logistic_regression::fit(X, y)) == y);
    CHECK(logistic_regression::fit_softmax(X, three).coefficients.rows() == 3);
    const Matrix P = logistic_regression::predict_probability(
        X, logistic_regression::fit_softmax(X, three, {.l2 = 0.1}));
    CHECK(apart(P.rowwise().sum(), Vector::Ones(4)) < summation_order);
    // Exactly on the plane the answer is class 0; among equal classes the lowest.
    CHECK(logistic_regression::predict(Matrix{{0, 0}}, Model{vector({1, 1}), 0})(0) == 0);
    CHECK(logistic_regression::predict(
              Matrix{{0, 0}}, SoftmaxModel{Matrix::Zero(3, 2), vector({-1, 2, 2})})(0) == 1);

    std::ostringstream text;
    text << Model{vector({2, -0.5}), -3} << "\n"
         << SoftmaxModel{Matrix{{1, 0}, {-1, 0.25}}, vector({0.5, -0.5})};
    CHECK(text.str() == "log odds of 1 = -3 + 2 x0 − 0.5 x1\n"
                        "z of 0 = 0.5 + 1 x0 + 0 x1\n"
                        "z of 1 = -0.5 − 1 x0 + 0.25 x1");
}
