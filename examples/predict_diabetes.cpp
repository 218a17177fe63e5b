// How far will a patient's diabetes have progressed in a year? Ridge regression against gradient
// boosting on 442 patients, chosen by cross-validation, judged on patients that neither has seen.
// Then the same as a question with two answers, for logistic regression and a random forest too.
//
//     mlcore run predict_diabetes [SEED]       SEED draws the patients that are held back
#include "mlcore/core/model_file.hpp"
#include "mlcore/linear/linear_regression.hpp"
#include "mlcore/linear/logistic_regression.hpp"
#include "mlcore/metrics/classification.hpp"
#include "mlcore/model_selection/cross_validation.hpp"
#include "mlcore/tree/gradient_boosting.hpp"
#include "mlcore/tree/random_forest.hpp"
#include "support/table.hpp"

#include <cstdio>
#include <iostream>

using namespace mlcore;

namespace {

double mean_squared_error(VectorView y, VectorView predicted) {
    return (y - predicted).squaredNorm() / static_cast<double>(y.size());
}

void print_score(const std::string& name, double in_cross_validation, VectorView y,
                 VectorView predicted) {
    const double error = mean_squared_error(y, predicted);
    const double variance = (y.array() - y.mean()).square().mean();
    std::printf("  %-34s %8.1f %12.1f %8.2f\n", name.c_str(), std::sqrt(in_cross_validation),
                std::sqrt(error), 1 - error / variance);
}

/// Each column's mean and spread, so that λ weighs all columns alike.
struct Scale {
    Vector mean, deviation;
    explicit Scale(MatrixView X)
        : mean(X.colwise().mean()),
          deviation((X.rowwise() - mean.transpose()).colwise().squaredNorm().transpose() /
                    static_cast<double>(X.rows())) {
        deviation = deviation.cwiseSqrt();
    }
    Matrix operator()(MatrixView X) const {
        return (X.rowwise() - mean.transpose()).array().rowwise() / deviation.transpose().array();
    }
    /// The same model for columns as they were measured.
    linear_regression::Model undo(const linear_regression::Model& model) const {
        const Vector coefficients = model.coefficients.cwiseQuotient(deviation);
        return {coefficients, model.intercept - coefficients.dot(mean)};
    }
};

struct Data {
    std::vector<std::string> columns;
    Matrix X, X_held_back;
    Vector y, y_held_back;
};

// ---- how far
// -------------------------------------------------------------------------------------

void predict_progression(const Data& data) {
    const auto& [columns, X, X_held_back, y, y_held_back] = data;
    std::printf("Progression, a number from 25 to 346:\n\n  %-34s %8s %12s %8s\n", "", "RMSE, CV",
                "held back", "R²");

    // What to beat: always the mean.
    const double mean = y.mean();
    print_score("always the mean", mean_squared_error(y, Vector::Constant(y.size(), mean)),
                y_held_back, Vector::Constant(y_held_back.size(), mean));

    // The penalty λ with the lowest error in cross-validation; 0 is least squares.
    double l2 = 0, ridge_error = INFINITY;
    for (const double candidate : {0.0, 0.1, 1.0, 10.0, 30.0, 100.0, 300.0}) {
        const double error =
            cross_validation::cross_val_mse(X, y, {.folds = 10, .l2 = candidate}).mean();
        if (candidate == 0)
            print_score("least squares", error, y_held_back,
                        linear_regression::predict(X_held_back, linear_regression::fit(X, y)));
        if (error < ridge_error) {
            ridge_error = error;
            l2 = candidate;
        }
    }
    const Scale scale(X);
    const auto ridge = scale.undo(linear_regression::fit(scale(X), y, {.l2 = l2}));
    char name[64];
    std::snprintf(name, sizeof name, "ridge, l2 = %g", l2);
    print_score(name, ridge_error, y_held_back, linear_regression::predict(X_held_back, ridge));

    // Depth and number of small steps, by the same folds.
    const auto folds = cross_validation::k_fold(static_cast<int>(X.rows()), 10);
    gradient_boosting::Options chosen;
    double boosting_error = INFINITY;
    for (const int depth : {1, 2, 3})
        for (const int trees : {50, 100, 200}) {
            const gradient_boosting::Options options{
                .trees = trees, .learning_rate = 0.05, .max_depth = depth, .base_score = mean};
            const double error = cross_validation::cross_validate(
                                     X, y, folds,
                                     [&](MatrixView X_train, VectorView y_train) {
                                         return gradient_boosting::fit(X_train, y_train, options);
                                     },
                                     [](MatrixView X_test, const auto& model) {
                                         return gradient_boosting::predict(X_test, model);
                                     },
                                     mean_squared_error)
                                     .mean();
            if (error < boosting_error) {
                boosting_error = error;
                chosen = options;
            }
        }
    const auto boosting = gradient_boosting::fit(X, y, chosen);
    std::snprintf(name, sizeof name, "boosting, %d trees of depth %d", chosen.trees,
                  chosen.max_depth);
    print_score(name, boosting_error, y_held_back,
                gradient_boosting::predict(X_held_back, boosting));

    // The better one goes to disk: better in cross-validation, for the patients held back are to
    // judge and not to choose.
    const bool linear = ridge_error <= boosting_error;
    const auto file = std::filesystem::temp_directory_path() / "diabetes.model";
    Vector again, before;
    if (linear) {
        save(ridge, file);
        again = linear_regression::predict(X_held_back, load<linear_regression::Model>(file));
        before = linear_regression::predict(X_held_back, ridge);
    } else {
        save(boosting, file);
        again = gradient_boosting::predict(X_held_back, load<gradient_boosting::Model>(file));
        before = gradient_boosting::predict(X_held_back, boosting);
    }
    if (again != before) throw std::runtime_error("the loaded model predicts something else");
    std::printf("\n  %s is best in cross-validation. Saved to %s and loaded: the\n  same %td "
                "predictions to the last bit.\n",
                linear ? "Ridge" : "Boosting", file.c_str(), again.size());
    if (linear) {
        std::cout << "  ";
        std::cout.precision(3);
        std::cout << ridge << "\n  with";
        for (std::size_t j = 0; j < columns.size(); ++j)
            std::cout << (j == 0 ? " x" : ", x") << j << " = " << columns[j];
        std::cout << "\n";
    }
}

// ---- yes or no
// -----------------------------------------------------------------------------------

void print_class_score(const std::string& name, LabelsView y, VectorView probability) {
    const Labels predicted = (probability.array() > 0.5).cast<int>();
    std::printf("  %-34s %8.3f %12.3f %8.2f\n", name.c_str(),
                classification::roc_auc(y, probability), classification::accuracy(y, predicted),
                classification::log_loss(y, probability));
}

void predict_upper_third(const Data& data) {
    Vector sorted = data.y;
    std::sort(sorted.begin(), sorted.end());
    const double bound = sorted(2 * sorted.size() / 3);
    const auto above = [&](VectorView y) -> Labels { return (y.array() > bound).cast<int>(); };
    const Labels y = above(data.y), y_held_back = above(data.y_held_back);
    std::printf("\nWill it be above %g, the upper third?\n\n  %-34s %8s %12s %8s\n", bound, "",
                "ROC AUC", "accuracy", "log loss");
    print_class_score("always the share", y_held_back,
                      Vector::Constant(y_held_back.size(), y.cast<double>().mean()));
    const Scale scale(data.X);
    print_class_score("logistic regression", y_held_back,
                      logistic_regression::predict_probability(
                          scale(data.X_held_back), logistic_regression::fit(scale(data.X), y)));
    const auto forest =
        random_forest::fit(data.X, y, {.trees = 500, .seed = 1, .tree = {.min_samples_leaf = 5}});
    print_class_score("random forest, 500 trees", y_held_back,
                      random_forest::predict_probabilities(data.X_held_back, forest).col(1));
    const auto boosting = gradient_boosting::fit(
        data.X, y.cast<double>(),
        {.trees = 100, .learning_rate = 0.05, .max_depth = 2, .loss = "logistic"});
    print_class_score("boosting, 100 trees of depth 2", y_held_back,
                      gradient_boosting::predict(data.X_held_back, boosting));
}

} // namespace

int main(int argc, char** argv) {
    try {
        const std::uint64_t seed = argc > 1 ? std::stoull(argv[1]) : 1;
        const auto table = examples::read_table(examples::data_file("diabetes.csv"));
        // A fifth of the patients, drawn at random, is held back.
        const auto split = cross_validation::k_fold(static_cast<int>(table.X.rows()),
                                                    {.folds = 5, .shuffle = true, .seed = seed})[0];
        const Data data{table.columns, table.X(split.train, Eigen::all),
                        table.X(split.test, Eigen::all), table.y(split.train), table.y(split.test)};
        std::printf(
            "%td patients, %td measurements each; %td patients are held back (seed %llu).\n\n",
            table.X.rows(), table.X.cols(), split.test.size(),
            static_cast<unsigned long long>(seed));
        predict_progression(data);
        predict_upper_third(data);
        std::printf(
            "\n(CV: ten-fold cross-validation on the other patients. RMSE and log loss: less "
            "is better;\nR², AUC and accuracy: more is.)\n");
    } catch (const std::exception& error) {
        std::fprintf(stderr, "predict_diabetes: %s\n", error.what());
        return 1;
    }
}
