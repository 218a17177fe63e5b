// Reads like the definition: in every node each column's histogram is filled row by row, and every
// cut between two bins is tried.
#pragma once

#include "mlcore/tree/gradient_boosting/checks.hpp"
#include "mlcore/tree/gradient_boosting/interface.hpp"

#include <algorithm>
#include <cmath>
#include <numeric>
#include <vector>

namespace mlcore::gradient_boosting::naive {

inline ComputeGradients gradients;
inline LeafWeight leaf_weight;
inline SplitGain split_gain;
inline HistogramBins histogram_bins;
inline Fit fit;
inline Predict predict;

inline Gradients gradients(VectorView scores, VectorView y, const std::string& loss) {
    detail::check_gradients(scores, y, loss);
    Gradients result{Vector(y.size()), Vector(y.size())};
    for (Index i = 0; i < y.size(); ++i) {
        if (loss == "squared") {
            result.gradient(i) = scores(i) - y(i);
            result.hessian(i) = 1;
        } else {
            const double p = detail::sigmoid(scores(i));
            result.gradient(i) = p - y(i);
            result.hessian(i) = std::max(p * (1 - p), detail::least_hessian);
        }
    }
    return result;
}

inline double leaf_weight(const Sum& sum, double l2) {
    detail::check_sum("leaf_weight", sum);
    detail::check_at_least_zero("leaf_weight", "l2", l2);
    return sum.hessian + l2 == 0 ? 0 : -sum.gradient / (sum.hessian + l2);
}

/// G² / (H + λ): twice what a leaf takes off the loss.
inline double score(const Sum& sum, double l2) {
    return sum.hessian + l2 == 0 ? 0 : sum.gradient * sum.gradient / (sum.hessian + l2);
}

inline double split_gain(const Sum& left, const Sum& right, double l2, double gamma) {
    detail::check_sum("split_gain", left);
    detail::check_sum("split_gain", right);
    detail::check_at_least_zero("split_gain", "l2", l2);
    detail::check_at_least_zero("split_gain", "gamma", gamma);
    const Sum parent{left.gradient + right.gradient, left.hessian + right.hessian};
    return (score(left, l2) + score(right, l2) - score(parent, l2)) / 2 - gamma;
}

inline Bins histogram_bins(MatrixView X, int bins) {
    detail::check_bins("histogram_bins", X, bins);
    const Index n = X.rows(), d = X.cols();
    Bins result;
    result.index.resize(n, d);
    for (Index j = 0; j < d; ++j) {
        std::vector<double> sorted(static_cast<std::size_t>(n));
        for (Index i = 0; i < n; ++i) sorted[static_cast<std::size_t>(i)] = X(i, j);
        std::sort(sorted.begin(), sorted.end());
        std::vector<double> different = sorted;
        different.erase(std::unique(different.begin(), different.end()), different.end());

        std::vector<double> cuts;
        if (different.size() <= static_cast<std::size_t>(bins)) {
            cuts.assign(different.begin() + 1, different.end());
        } else {
            for (Index q = 1; q < bins; ++q) {
                const double value = sorted[static_cast<std::size_t>(q * n / bins)];
                if (value > (cuts.empty() ? sorted.front() : cuts.back())) cuts.push_back(value);
            }
        }
        result.cuts.push_back(
            Eigen::Map<const Vector>(cuts.data(), static_cast<Index>(cuts.size())));
        for (Index i = 0; i < n; ++i) {
            int bin = 0;
            for (const double cut : cuts) bin += cut <= X(i, j);
            result.index(i, j) = bin;
        }
    }
    return result;
}

/// What a tree is grown from, and where it goes.
struct Growing {
    const Bins& bins;
    const Gradients& gradients;
    const Options& options;
    Model& model;
    Vector& scores; // of all rows; each leaf adds its value to those of its rows

    Sum of_row(Index i) const { return {gradients.gradient(i), gradients.hessian(i)}; }
};

inline void operator+=(Sum& sum, const Sum& other) {
    sum.gradient += other.gradient;
    sum.hessian += other.hessian;
}

struct Cut {
    int feature = -1;
    int bin = -1; // this bin and those below it go left
    double gain = least_gain;
};

inline Cut best_cut(const Growing& tree, const std::vector<Index>& rows, const Sum& total) {
    const Options& options = tree.options;
    Cut best;
    for (Index j = 0; j < tree.bins.index.cols(); ++j) {
        const Index cuts = tree.bins.cuts[static_cast<std::size_t>(j)].size();
        std::vector<Sum> histogram(static_cast<std::size_t>(cuts) + 1);
        std::vector<std::size_t> counts(histogram.size(), 0);
        for (const Index i : rows) {
            const auto bin = static_cast<std::size_t>(tree.bins.index(i, j));
            histogram[bin] += tree.of_row(i);
            counts[bin] += 1;
        }
        Sum left;
        std::size_t rows_left = 0;
        for (Index bin = 0; bin < cuts; ++bin) {
            left += histogram[static_cast<std::size_t>(bin)];
            rows_left += counts[static_cast<std::size_t>(bin)];
            if (rows_left == 0 || rows_left == rows.size()) continue;
            const Sum right{total.gradient - left.gradient,
                            std::max(0.0, total.hessian - left.hessian)};
            if (std::min(left.hessian, right.hessian) < options.min_child_weight) continue;
            const double gain = split_gain(left, right, options.l2, options.gamma);
            if (beats(gain, best.gain)) best = {static_cast<int>(j), static_cast<int>(bin), gain};
        }
    }
    return best;
}

/// Grows the node of these rows and all below it; returns its number.
inline int grow(Growing& tree, const std::vector<Index>& rows, int depth) {
    Model& model = tree.model;
    Sum total;
    for (const Index i : rows) total += tree.of_row(i);
    const double value = tree.options.learning_rate * leaf_weight(total, tree.options.l2);
    const int node = detail::add_leaf(model, value);

    const Cut cut = depth < tree.options.max_depth ? best_cut(tree, rows, total) : Cut{};
    if (cut.feature < 0) {
        for (const Index i : rows) tree.scores(i) += value;
        return node;
    }
    detail::split_leaf(model, node, cut.feature,
                       tree.bins.cuts[static_cast<std::size_t>(cut.feature)](cut.bin));
    std::vector<Index> left, right;
    for (const Index i : rows)
        (tree.bins.index(i, cut.feature) <= cut.bin ? left : right).push_back(i);
    const int left_node = grow(tree, left, depth + 1);
    const int right_node = grow(tree, right, depth + 1);
    model.left[static_cast<std::size_t>(node)] = left_node;
    model.right[static_cast<std::size_t>(node)] = right_node;
    return node;
}

inline Model fit(MatrixView X, VectorView y, const Options& options) {
    detail::check_fit(X, y, options);
    const Bins bins = histogram_bins(X, options.bins);
    Model model = detail::untrained(X.cols(), options);
    Vector scores = Vector::Constant(y.size(), model.base_score);
    std::vector<Index> rows(static_cast<std::size_t>(y.size()));
    std::iota(rows.begin(), rows.end(), Index{0});
    for (int t = 0; t < options.trees; ++t) {
        const Gradients at_scores = gradients(scores, y, options.loss);
        Growing tree{bins, at_scores, options, model, scores};
        const int root = grow(tree, rows, 0);
        model.roots.push_back(root);
    }
    return model;
}

inline Vector predict(MatrixView X, const Model& model) {
    detail::check_prediction("predict", X, model);
    Vector predictions(X.rows());
    for (Index i = 0; i < X.rows(); ++i) {
        double s = model.base_score;
        for (const int root : model.roots) {
            auto node = static_cast<std::size_t>(root);
            while (model.feature[node] >= 0)
                node = static_cast<std::size_t>(X(i, model.feature[node]) < model.threshold[node]
                                                    ? model.left[node]
                                                    : model.right[node]);
            s += model.value[node];
        }
        predictions(i) = model.loss == "logistic" ? detail::sigmoid(s) : s;
    }
    return predictions;
}

} // namespace mlcore::gradient_boosting::naive
