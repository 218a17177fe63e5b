// Mistakes in the steps of Lloyd's algorithm and in the loop around them.
#pragma once

#include <mlcore/cluster/kmeans/naive.hpp>
#include <mlcore/grading/cases.hpp>

#include <algorithm>
#include <cmath>
#include <limits>

namespace mlcore::mistakes {
using namespace mlcore::kmeans;

namespace detail {
using namespace mlcore::kmeans::detail;

// The label of each row: the lowest j with the smallest cost(i, j).
template <class Cost>
Labels lowest(MatrixView X, MatrixView centroids, Cost&& cost) {
    check_centroids("assign", X, centroids);
    Labels labels = Labels::Zero(X.rows());
    for (Index i = 0; i < X.rows(); ++i)
        for (Index j = 1; j < centroids.rows(); ++j)
            if (cost(i, j) < cost(i, labels(i))) labels(i) = static_cast<int>(j);
    return labels;
}

// New centroids: sums are given to of_sum(sum, count, j), which is asked for labels with rows only
// unless `empty_too`.
template <class Of>
Matrix updated(MatrixView X, LabelsView labels, MatrixView centroids, bool empty_too, Of&& of_sum) {
    check_labels("update", X, labels, centroids);
    Matrix result = centroids;
    for (Index j = 0; j < centroids.rows(); ++j) {
        Eigen::RowVectorXd sum = Eigen::RowVectorXd::Zero(X.cols());
        double count = 0;
        for (Index i = 0; i < X.rows(); ++i)
            if (labels(i) == j) {
                sum += X.row(i);
                count += 1;
            }
        if (count > 0 || empty_too) result.row(j) = of_sum(sum, count, j);
    }
    return result;
}

// Lloyd's rounds; the labels are those of the last round, not of the last centroids.
inline Model rounds(MatrixView X, MatrixView start, int max_iterations) {
    Model model{start, Labels::Constant(X.rows(), -1), 0, 0};
    while (model.iterations < max_iterations) {
        ++model.iterations;
        const Labels labels = naive::assign(X, model.centroids);
        if (labels == model.labels) break;
        model.labels = labels;
        model.centroids = naive::update(X, labels, model.centroids);
    }
    return model;
}

using Row = const Eigen::RowVectorXd&;
} // namespace detail

inline const grading::Mistakes<Assign> assign{
    {"ties_to_the_last",
     "Of equally near centroids you take the last. The lowest index wins: compare with <, not <=.",
     [](MatrixView X, MatrixView centroids) {
         const Matrix reversed = centroids.colwise().reverse();
         const Labels labels = naive::assign(X, reversed);
         return Labels((static_cast<int>(centroids.rows()) - 1 - labels.array()).matrix());
     }},
    {"farthest", "You assign each row to the farthest centroid; it is the nearest that is wanted.",
     [](MatrixView X, MatrixView centroids) {
         return detail::lowest(X, centroids, [&](Index i, Index j) {
             return -detail::squared_distance(X, i, centroids, j);
         });
     }},
    {"absolute_differences",
     "You add up absolute differences. The distance of k-means is Euclidean: square each "
     "difference before you add.",
     [](MatrixView X, MatrixView centroids) {
         return detail::lowest(X, centroids, [&](Index i, Index j) {
             return (X.row(i) - centroids.row(j)).cwiseAbs().sum();
         });
     }},
    {"largest_product",
     "You take the centroid with the largest inner product x·c. A long centroid wins that from far "
     "away; compare ‖x − c‖², which has ‖c‖² in it as well.",
     [](MatrixView X, MatrixView centroids) {
         return detail::lowest(X, centroids,
                               [&](Index i, Index j) { return -X.row(i).dot(centroids.row(j)); });
     }},
    {"differences_not_squared",
     "You add up the differences with their signs, so that they cancel. Square each one first.",
     [](MatrixView X, MatrixView centroids) {
         return detail::lowest(X, centroids, [&](Index i, Index j) {
             return std::abs((X.row(i) - centroids.row(j)).sum());
         });
     }},
    {"counted_from_one", "You count the centroids from 1. Labels start at 0.",
     [](MatrixView X, MatrixView centroids) {
         return Labels((naive::assign(X, centroids).array() + 1).matrix());
     }},
};

inline const grading::Mistakes<Update> update{
    {"not_divided", "You return the sum of each cluster's rows; divide it by their number.",
     [](MatrixView X, LabelsView labels, MatrixView centroids) {
         return detail::updated(
             X, labels, centroids, false,
             [](detail::Row sum, double, Index) -> Eigen::RowVectorXd { return sum; });
     }},
    {"divided_by_n",
     "You divide each cluster's sum by the number of all rows. Divide it by the number of rows in "
     "that cluster.",
     [](MatrixView X, LabelsView labels, MatrixView centroids) {
         return detail::updated(X, labels, centroids, false,
                                [&](detail::Row sum, double, Index) -> Eigen::RowVectorXd {
                                    return sum / static_cast<double>(X.rows());
                                });
     }},
    {"mean_of_all_rows",
     "Every centroid of yours is the mean of all rows. Only the rows of its own label count.",
     [](MatrixView X, LabelsView labels, MatrixView centroids) {
         const Eigen::RowVectorXd mean =
             X.colwise().sum() / std::max(1.0, static_cast<double>(X.rows()));
         return detail::updated(
             X, labels, centroids, false,
             [&](detail::Row, double, Index) -> Eigen::RowVectorXd { return mean; });
     }},
    {"starts_at_the_old_centroid",
     "Your sums start at the old centroids instead of at zero, so each old centroid is added to "
     "its "
     "rows.",
     [](MatrixView X, LabelsView labels, MatrixView centroids) {
         return detail::updated(X, labels, centroids, false,
                                [&](detail::Row sum, double count, Index j) -> Eigen::RowVectorXd {
                                    return (centroids.row(j) + sum) / count;
                                });
     }},
    {"empty_is_nan",
     "A cluster without rows gets 0/0, which is not a number. Its centroid stays where it is.",
     [](MatrixView X, LabelsView labels, MatrixView centroids) {
         return detail::updated(X, labels, centroids, true,
                                [](detail::Row sum, double count, Index) -> Eigen::RowVectorXd {
                                    return sum / count;
                                });
     }},
    {"empty_at_zero",
     "You put the centroid of a cluster without rows at the origin. It stays where it is.",
     [](MatrixView X, LabelsView labels, MatrixView centroids) {
         return detail::updated(X, labels, centroids, true,
                                [](detail::Row sum, double count, Index) -> Eigen::RowVectorXd {
                                    return sum / std::max(1.0, count);
                                });
     }},
    {"empty_left_out",
     "You leave out the centroids without rows, and the later ones move up. There are always k "
     "centroids; one without rows stays where it is.",
     [](MatrixView X, LabelsView labels, MatrixView centroids) {
         const Matrix all = naive::update(X, labels, centroids);
         Matrix kept(0, X.cols());
         for (Index j = 0; j < all.rows(); ++j)
             if ((labels.array() == static_cast<int>(j)).any()) {
                 kept.conservativeResize(kept.rows() + 1, Eigen::NoChange);
                 kept.row(kept.rows() - 1) = all.row(j);
             }
         return kept;
     }},
};

inline const grading::Mistakes<Inertia> inertia{
    {"plain_distances",
     "You add up plain distances. Inertia is the sum of the squared ones: take no root.",
     [](MatrixView X, LabelsView labels, MatrixView centroids) {
         detail::check_labels("inertia", X, labels, centroids);
         double sum = 0;
         for (Index i = 0; i < X.rows(); ++i)
             sum += std::sqrt(detail::squared_distance(X, i, centroids, labels(i)));
         return sum;
     }},
    {"root_of_the_sum", "You take the root of the sum. Inertia is the sum itself.",
     [](MatrixView X, LabelsView labels, MatrixView centroids) {
         return std::sqrt(naive::inertia(X, labels, centroids));
     }},
    {"averaged", "You divide by the number of rows. Inertia is a sum, not a mean.",
     [](MatrixView X, LabelsView labels, MatrixView centroids) {
         return naive::inertia(X, labels, centroids) / std::max(1.0, static_cast<double>(X.rows()));
     }},
    {"nearest_instead_of_label",
     "You measure from the nearest centroid. Measure each row from the centroid of its label, even "
     "if another one is nearer.",
     [](MatrixView X, LabelsView labels, MatrixView centroids) {
         detail::check_labels("inertia", X, labels, centroids);
         return naive::inertia(X, naive::assign(X, centroids), centroids);
     }},
    {"to_every_centroid",
     "You add up the distances of each row to all centroids. Only the centroid of its label "
     "counts.",
     [](MatrixView X, LabelsView labels, MatrixView centroids) {
         detail::check_labels("inertia", X, labels, centroids);
         double sum = 0;
         for (Index i = 0; i < X.rows(); ++i)
             for (Index j = 0; j < centroids.rows(); ++j)
                 sum += detail::squared_distance(X, i, centroids, j);
         return sum;
     }},
};

inline const grading::Mistakes<Lloyd> lloyd{
    {"one_round_short",
     "You stop one round before max_iterations. That many rounds may be taken, the last included.",
     [](MatrixView X, MatrixView start, int max_iterations) {
         detail::check_lloyd(X, start, max_iterations);
         Model model = detail::rounds(X, start, max_iterations - 1);
         model.labels = naive::assign(X, model.centroids);
         model.inertia = naive::inertia(X, model.labels, model.centroids);
         return model;
     }},
    {"labels_of_the_round_before",
     "Where the rounds run out, your labels belong to the centroids before the last update. Assign "
     "once more, so that labels and inertia are those of the centroids you return.",
     [](MatrixView X, MatrixView start, int max_iterations) {
         detail::check_lloyd(X, start, max_iterations);
         Model model = detail::rounds(X, start, max_iterations);
         model.inertia = naive::inertia(X, model.labels, model.centroids);
         return model;
     }},
    {"inertia_of_the_round_before",
     "Your inertia is measured before the last update. Measure it with the centroids and labels "
     "that you return.",
     [](MatrixView X, MatrixView start, int max_iterations) {
         detail::check_lloyd(X, start, max_iterations);
         Model model = detail::rounds(X, start, max_iterations);
         const Matrix before = max_iterations > 1
                                   ? detail::rounds(X, start, max_iterations - 1).centroids
                                   : Matrix(start);
         model.inertia = naive::inertia(X, naive::assign(X, before), before);
         model.labels = naive::assign(X, model.centroids);
         return model;
     }},
    {"last_round_not_counted",
     "You do not count the round in which nothing changed. It was taken too: count before you "
     "compare the labels.",
     [](MatrixView X, MatrixView start, int max_iterations) {
         Model model = naive::lloyd(X, start, max_iterations);
         const Model shorter = detail::rounds(X, start, model.iterations - 1);
         // the last round changed nothing
         if (model.iterations > 1 && shorter.labels == naive::assign(X, shorter.centroids))
             --model.iterations;
         return model;
     }},
    {"never_stops_early",
     "You always take max_iterations rounds. Stop when a round's labels are those of the round "
     "before.",
     [](MatrixView X, MatrixView start, int max_iterations) {
         Model model = naive::lloyd(X, start, max_iterations);
         model.iterations = max_iterations;
         return model;
     }},
    {"start_not_used",
     "You start from the first k rows of X. The centroids to start from are given.",
     [](MatrixView X, MatrixView start, int max_iterations) {
         detail::check_lloyd(X, start, max_iterations);
         Matrix rows = start;
         for (Index j = 0; j < start.rows(); ++j) rows.row(j) = X.row(j % X.rows());
         return naive::lloyd(X, rows, max_iterations);
     }},
};

} // namespace mlcore::mistakes
