// Mistakes in growing the trees and in adding them up.
#pragma once

#include <mlcore/grading/cases.hpp>
#include <mlcore/tree/gradient_boosting/naive.hpp>

#include <algorithm>
#include <cmath>
#include <numeric>
#include <vector>

namespace mlcore::mistakes {
using namespace mlcore::gradient_boosting;

namespace detail {
using namespace mlcore::gradient_boosting::detail;

// naive::fit with one thing done wrong.
struct Twist {
    bool no_learning_rate = false; // in the leaves
    bool base_lost = false;        // scores start at 0
    bool base_as_it_is = false;    // not turned into log-odds
    bool same_gradients = false;   // those of the base score, for every tree
    bool scores_replaced = false;  // by the last tree's values
    bool rows_for_weight = false;  // min_child_weight counts rows
    bool weight_ignored = false;   // min_child_weight
    bool weight_exceeded = false;  // > for ≥
    bool last_of_equal = false;    // cuts
    bool negative_gain = false;    // splits whatever it costs
};

class Grower {
public:
    Grower(MatrixView X, VectorView y, const Options& options, const Twist& twist)
        : options_(options), twist_(twist), y_(y) {
        check_fit(X, y, options);
        bins_ = naive::histogram_bins(X, options.bins);
        model_ = untrained(X.cols(), options);
        if (twist.base_lost) model_.base_score = 0;
        if (twist.base_as_it_is) model_.base_score = options.base_score;
        scores_ = Vector::Constant(y.size(), model_.base_score);
    }

    Model grow_all() {
        const Vector start = scores_;
        std::vector<Index> rows(static_cast<std::size_t>(y_.size()));
        std::iota(rows.begin(), rows.end(), Index{0});
        for (int t = 0; t < options_.trees; ++t) {
            gradients_ =
                naive::gradients(twist_.same_gradients ? start : scores_, y_, options_.loss);
            if (twist_.scores_replaced) scores_.setZero();
            const int root = grow(rows, 0);
            model_.roots.push_back(root);
        }
        return model_;
    }

private:
    struct Best {
        int feature = -1, bin = -1;
        double gain = least_gain;
    };

    Sum sum(const std::vector<Index>& rows) const {
        Sum total;
        for (const Index i : rows) {
            total.gradient += gradients_.gradient(i);
            total.hessian += gradients_.hessian(i);
        }
        return total;
    }

    bool goes_left(Index i, const Best& cut) const {
        return bins_.index(i, cut.feature) <= cut.bin;
    }

    bool allowed(const std::vector<Index>& left, const std::vector<Index>& right) const {
        if (left.empty() || right.empty()) return false;
        if (twist_.weight_ignored) return true;
        const double least = twist_.rows_for_weight
                                 ? static_cast<double>(std::min(left.size(), right.size()))
                                 : std::min(sum(left).hessian, sum(right).hessian);
        return twist_.weight_exceeded ? least > options_.min_child_weight
                                      : least >= options_.min_child_weight;
    }

    void part(const std::vector<Index>& rows, const Best& cut, std::vector<Index>& left,
              std::vector<Index>& right) const {
        for (const Index i : rows) (goes_left(i, cut) ? left : right).push_back(i);
    }

    Best best_cut(const std::vector<Index>& rows) const {
        Best best;
        if (twist_.negative_gain) best.gain = -1e300;
        for (int j = 0; j < bins_.index.cols(); ++j)
            for (int bin = 0; bin < bins_.cuts[static_cast<std::size_t>(j)].size(); ++bin) {
                Best cut{j, bin, 0};
                std::vector<Index> left, right;
                part(rows, cut, left, right);
                if (!allowed(left, right)) continue;
                cut.gain = naive::split_gain(sum(left), sum(right), options_.l2, options_.gamma);
                const bool better = twist_.last_of_equal
                                        ? cut.gain > least_gain && !beats(best.gain, cut.gain)
                                        : beats(cut.gain, best.gain);
                if (better) best = cut;
            }
        return best;
    }

    int grow(const std::vector<Index>& rows, int depth) {
        const double rate = twist_.no_learning_rate ? 1 : options_.learning_rate;
        const double value = rate * naive::leaf_weight(sum(rows), options_.l2);
        const int node = add_leaf(model_, value);
        const Best cut = depth < options_.max_depth ? best_cut(rows) : Best{};
        if (cut.feature < 0) {
            for (const Index i : rows) scores_(i) += value;
            return node;
        }
        split_leaf(model_, node, cut.feature,
                   bins_.cuts[static_cast<std::size_t>(cut.feature)](cut.bin));
        std::vector<Index> left, right;
        part(rows, cut, left, right);
        const int left_node = grow(left, depth + 1), right_node = grow(right, depth + 1);
        model_.left[static_cast<std::size_t>(node)] = left_node;
        model_.right[static_cast<std::size_t>(node)] = right_node;
        return node;
    }

    const Options& options_;
    Twist twist_;
    Vector y_;
    Bins bins_;
    Model model_;
    Vector scores_;
    Gradients gradients_;
};

inline Model twisted(MatrixView X, VectorView y, const Options& options, const Twist& twist) {
    return Grower(X, y, options, twist).grow_all();
}
} // namespace detail

inline const grading::Mistakes<Fit> fit{
    {"learning_rate_lost",
     "You add each tree whole. A leaf's value is learning_rate times its weight.",
     [](MatrixView X, VectorView y, const Options& options) {
         return detail::twisted(X, y, options, {.no_learning_rate = true});
     }},
    {"base_score_lost",
     "Your scores start at 0. They start at the base score, and so does the model.",
     [](MatrixView X, VectorView y, const Options& options) {
         return detail::twisted(X, y, options, {.base_lost = true});
     }},
    {"base_score_is_a_probability",
     "For the logistic loss base_score is a probability, and you use it as a score. The score is "
     "ln(p / (1 − p)).",
     [](MatrixView X, VectorView y, const Options& options) {
         return detail::twisted(X, y, options, {.base_as_it_is = true});
     }},
    {"gradients_of_the_base_score",
     "Every tree of yours is fitted to the gradients of the base score. Compute them anew for each "
     "tree, at the scores that the trees before it give.",
     [](MatrixView X, VectorView y, const Options& options) {
         return detail::twisted(X, y, options, {.same_gradients = true});
     }},
    {"scores_replaced",
     "You replace the scores by the newest tree's values. Its values are added to what was there.",
     [](MatrixView X, VectorView y, const Options& options) {
         return detail::twisted(X, y, options, {.scores_replaced = true});
     }},
    {"min_child_weight_ignored",
     "You do not look at min_child_weight. Neither side of a split may have a smaller sum of "
     "hessians.",
     [](MatrixView X, VectorView y, const Options& options) {
         return detail::twisted(X, y, options, {.weight_ignored = true});
     }},
    {"min_child_weight_counts_rows",
     "You compare min_child_weight with the number of rows. It is the sum of their hessians, which "
     "for "
     "the logistic loss is far less.",
     [](MatrixView X, VectorView y, const Options& options) {
         return detail::twisted(X, y, options, {.rows_for_weight = true});
     }},
    {"min_child_weight_exceeded",
     "You demand more than min_child_weight on both sides. Exactly as much is allowed.",
     [](MatrixView X, VectorView y, const Options& options) {
         return detail::twisted(X, y, options, {.weight_exceeded = true});
     }},
    {"one_level_too_deep",
     "Your trees are one level too deep. max_depth is the number of questions on the longest way "
     "down.",
     [](MatrixView X, VectorView y, const Options& options) {
         Options deeper = options;
         ++deeper.max_depth;
         return detail::twisted(X, y, deeper, {});
     }},
    {"last_of_equal_cuts",
     "Of equally good cuts you take the last. The lowest feature wins, then the lowest bin: "
     "replace the "
     "best one only where beats(gain, best) says so.",
     [](MatrixView X, VectorView y, const Options& options) {
         return detail::twisted(X, y, options, {.last_of_equal = true});
     }},
    {"splits_without_gain",
     "You split even where nothing is gained. Without a cut that beats least_gain the node is a "
     "leaf.",
     [](MatrixView X, VectorView y, const Options& options) {
         return detail::twisted(X, y, options, {.negative_gain = true});
     }},
};

} // namespace mlcore::mistakes
