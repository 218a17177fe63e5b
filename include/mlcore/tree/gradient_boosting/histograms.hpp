// Boosting on histograms, for one thread or many: vectorized and parallel differ only in who runs
// the columns. Against naive:
//
// - A bin's number is one byte, and a column's bytes lie together: the numbers that a histogram
// reads
//   at random places fit into the cache, and a cache line holds 64 of them.
// - Of two siblings only the one with fewer rows has its histograms filled; the other's are the
//   parent's minus those. At least half of the work of every level falls away.
// - The rows of a node stand together in one array that is partitioned in place, with their
// gradients
//   fetched once for all columns.
//
// A bin counts its rows too: after the subtraction the hessian of an empty bin may be 1e-17, not 0.
#pragma once

#include "mlcore/tree/gradient_boosting/binning.hpp"
#include "mlcore/tree/gradient_boosting/checks.hpp"
#include "mlcore/tree/gradient_boosting/interface.hpp"
#include "mlcore/tree/gradient_boosting/naive.hpp"

#include <algorithm>
#include <cstdint>
#include <numeric>
#include <vector>

namespace mlcore::gradient_boosting::detail {

template <class Run>
class Booster {
public:
    Booster(MatrixView X, const Options& options)
        : options_(options), n_(X.rows()), d_(X.cols()), bins_(static_cast<std::size_t>(X.size())),
          rows_(static_cast<std::size_t>(n_)), scratch_(rows_.size()), pairs_(rows_.size()),
          ordered_(rows_.size()), offsets_(static_cast<std::size_t>(d_) + 1, 0) {
        cuts_ = bin_columns<Run>(X, options.bins, [&](Index i, Index j, int bin) {
            bins_[static_cast<std::size_t>(j * n_ + i)] = static_cast<std::uint8_t>(bin);
        });
        for (std::size_t j = 0; j < cuts_.size(); ++j)
            offsets_[j + 1] = offsets_[j] + static_cast<std::size_t>(cuts_[j].size()) + 1;
    }

    /// Grows a tree at the end of the model and adds its leaves to the scores.
    void add_tree(const Gradients& gradients, Model& model, Vector& scores) {
        Sum total;
        for (Index i = 0; i < n_; ++i) {
            const Sum pair{gradients.gradient(i), gradients.hessian(i)};
            pairs_[static_cast<std::size_t>(i)] = pair;
            total.gradient += pair.gradient;
            total.hessian += pair.hessian;
        }
        std::iota(rows_.begin(), rows_.end(), 0);
        const auto all = static_cast<std::size_t>(n_);
        Histograms root;
        if (options_.max_depth > 0) root = fill(0, all);
        model.roots.push_back(grow({0, all, 0, total}, std::move(root), model, scores));
    }

private:
    struct Cell {
        double gradient = 0, hessian = 0;
        std::int64_t rows = 0;
    };
    using Histograms = std::vector<Cell>; // of all columns, column j from offsets_[j]

    struct Node {
        std::size_t begin, end; // of rows_
        int depth;
        Sum total;
    };
    struct Cut {
        int feature = -1, bin = -1;
        double gain = least_gain;
        Sum left;
    };

    double work(std::size_t rows) const {
        return static_cast<double>(rows) * static_cast<double>(d_);
    }

    Histograms fill(std::size_t begin, std::size_t end) {
        for (std::size_t r = begin; r < end; ++r)
            ordered_[r] = pairs_[static_cast<std::size_t>(rows_[r])];
        Histograms cells(offsets_.back());
        Run::run(d_, 4 * work(end - begin), [&](Index j) {
            const std::uint8_t* column = bins_.data() + j * n_;
            Cell* histogram = cells.data() + offsets_[static_cast<std::size_t>(j)];
            for (std::size_t r = begin; r < end; ++r) {
                Cell& cell = histogram[column[rows_[r]]];
                cell.gradient += ordered_[r].gradient;
                cell.hessian += ordered_[r].hessian;
                cell.rows += 1;
            }
        });
        return cells;
    }

    static void subtract(Histograms& from, const Histograms& part) {
        for (std::size_t i = 0; i < from.size(); ++i) {
            from[i].gradient -= part[i].gradient;
            from[i].hessian -= part[i].hessian;
            from[i].rows -= part[i].rows;
        }
    }

    double score(const Sum& sum) const { return naive::score(sum, options_.l2); }

    Cut best_cut_of(Index j, const Node& node, const Histograms& histograms) const {
        const Cell* histogram = histograms.data() + offsets_[static_cast<std::size_t>(j)];
        const Index cuts = cuts_[static_cast<std::size_t>(j)].size();
        const auto rows = static_cast<std::int64_t>(node.end - node.begin);
        const double parent = score(node.total);
        Cut best;
        Sum left;
        std::int64_t rows_left = 0;
        for (Index bin = 0; bin < cuts; ++bin) {
            if (histogram[bin].rows == 0) continue; // the rows part as at the bin before
            left.gradient += histogram[bin].gradient;
            left.hessian += histogram[bin].hessian;
            rows_left += histogram[bin].rows;
            if (rows_left == rows) break;
            const Sum right{node.total.gradient - left.gradient,
                            std::max(0.0, node.total.hessian - left.hessian)};
            if (std::min(left.hessian, right.hessian) < options_.min_child_weight) continue;
            const double gain = (score(left) + score(right) - parent) / 2 - options_.gamma;
            if (beats(gain, best.gain))
                best = {static_cast<int>(j), static_cast<int>(bin), gain, left};
        }
        return best;
    }

    Cut best_cut(const Node& node, const Histograms& histograms) const {
        std::vector<Cut> of_column(static_cast<std::size_t>(d_));
        Run::run(d_, 10 * static_cast<double>(offsets_.back()), [&](Index j) {
            of_column[static_cast<std::size_t>(j)] = best_cut_of(j, node, histograms);
        });
        Cut best;
        for (const Cut& cut : of_column)
            if (cut.feature >= 0 && beats(cut.gain, best.gain)) best = cut;
        return best;
    }

    /// Rows that go left first, both sides in their order; returns where the right ones begin.
    std::size_t partition(const Node& node, const Cut& cut) {
        const std::uint8_t* column = bins_.data() + cut.feature * n_;
        std::size_t left = node.begin, right = 0;
        for (std::size_t r = node.begin; r < node.end; ++r) {
            const int row = rows_[r];
            if (column[row] <= cut.bin)
                rows_[left++] = row;
            else
                scratch_[right++] = row;
        }
        std::copy_n(scratch_.begin(), right, rows_.begin() + static_cast<std::ptrdiff_t>(left));
        return left;
    }

    int grow(const Node& node, Histograms histograms, Model& model, Vector& scores) {
        const double value = options_.learning_rate * naive::leaf_weight(node.total, options_.l2);
        const int number = add_leaf(model, value);
        const Cut cut = node.depth < options_.max_depth ? best_cut(node, histograms) : Cut{};
        if (cut.feature < 0) {
            for (std::size_t r = node.begin; r < node.end; ++r) scores(rows_[r]) += value;
            return number;
        }
        split_leaf(model, number, cut.feature,
                   cuts_[static_cast<std::size_t>(cut.feature)](cut.bin));
        const std::size_t middle = partition(node, cut);
        const int depth = node.depth + 1;
        const Node left{node.begin, middle, depth, cut.left};
        const Node right{middle,
                         node.end,
                         depth,
                         {node.total.gradient - cut.left.gradient,
                          std::max(0.0, node.total.hessian - cut.left.hessian)}};
        Histograms other;
        if (depth < options_.max_depth) {
            const bool left_is_smaller = middle - node.begin < node.end - middle;
            other = left_is_smaller ? fill(node.begin, middle) : fill(middle, node.end);
            subtract(histograms, other); // now the larger side's
            if (left_is_smaller) std::swap(histograms, other);
        }
        const int left_number = grow(left, std::move(histograms), model, scores);
        const int right_number = grow(right, std::move(other), model, scores);
        model.left[static_cast<std::size_t>(number)] = left_number;
        model.right[static_cast<std::size_t>(number)] = right_number;
        return number;
    }

    const Options& options_;
    Index n_, d_;
    std::vector<std::uint8_t> bins_; // column after column
    std::vector<Vector> cuts_;
    std::vector<int> rows_, scratch_;  // the rows, node by node
    std::vector<Sum> pairs_, ordered_; // of each row; in the order of rows_
    std::vector<std::size_t> offsets_;
};

template <class Run>
Model fit(MatrixView X, VectorView y, const Options& options, ComputeGradients* gradients) {
    Model model = untrained(X.cols(), options);
    Vector scores = Vector::Constant(y.size(), model.base_score);
    Booster<Run> booster(X, options);
    for (int t = 0; t < options.trees; ++t)
        booster.add_tree(gradients(scores, y, options.loss), model, scores);
    return model;
}

} // namespace mlcore::gradient_boosting::detail
