// The nearest centroid of many rows by one matrix product. Of
//
//     ‖x − c_j‖² = ‖x‖² − 2 x·c_j + ‖c_j‖²
//
// the first term is the same for all centroids, and what is left, the score, is a product of
// matrices. Two things that the loop over differences gets for free have to be paid for:
//
// - Where x and c lie far from zero the terms are huge and their difference is lost. The centroids'
//   mean is taken off both first.
// - The score carries rounding, the difference of two equal vectors does not, so that equally near
//   centroids would be told apart by chance. Where two scores are closer than their rounding can
//   be, the distances are computed as naive does. Labels are those of naive, always.
#pragma once

#include "mlcore/cluster/kmeans/steps.hpp"

#include <algorithm>
#include <limits>

namespace mlcore::kmeans::detail {

class NearestSearch {
public:
    /// Rows that are looked at together, so that they and their scores stay in the cache.
    static Index block_rows(Index d, Index k) {
        constexpr Index block_entries = 32'768; // 256 KB
        return std::clamp<Index>(block_entries / std::max<Index>({d, k, 1}), 32, 512);
    }

    /// What one thread writes to; made once, used for all its blocks.
    struct Scratch {
        Scratch(Index rows, Index d, Index k)
            : moved(rows, d), scores(k, rows), best(rows), second(rows), index(rows) {}
        Matrix moved, scores;       // the rows without the shift; [centroid, row]
        Vector best, second, index; // of each row: the two lowest scores; whose the lowest is
    };

    /// `centroids` must outlive the search.
    explicit NearestSearch(MatrixView centroids)
        : centroids_(centroids), shift_(centroids.colwise().mean()),
          times_minus_2_(centroids.rowwise() - shift_),
          squared_norms_(times_minus_2_.rowwise().squaredNorm()) {
        times_minus_2_ *= -2;
        // A sum of d products is off by at most d + 2 roundings of the sum of their sizes, which is
        // at most ‖x‖² + ‖c‖² for each term of the score; naive's own rounding comes on top.
        rounding_ =
            8 * static_cast<double>(centroids.cols() + 4) * std::numeric_limits<double>::epsilon();
        largest_norm_ = squared_norms_.maxCoeff();
    }

    /// Writes the labels of X's rows first, …, first + rows − 1 to labels[0], …, labels[rows − 1].
    void operator()(MatrixView X, Index first, Index rows, int* labels, Scratch& scratch) const {
        auto moved = scratch.moved.topRows(rows);
        moved = X.middleRows(first, rows).rowwise() - shift_;
        scratch.scores.leftCols(rows).noalias() = times_minus_2_ * moved.transpose();
        two_lowest(rows, scratch);
        for (Index r = 0; r < rows; ++r) {
            const double reach = rounding_ * (moved.row(r).squaredNorm() + largest_norm_);
            // Written so that NaN, from numbers whose squares overflow, is not clear either.
            const bool clear = scratch.second(r) - scratch.best(r) > reach;
            labels[r] = clear ? static_cast<int>(scratch.index(r))
                              : among_close(X, first, r, scratch.best(r) + reach, scratch);
        }
    }

private:
    // Centroid by centroid, all rows at once: the same few operations in every SIMD lane.
    void two_lowest(Index rows, Scratch& scratch) const {
        const double infinity = std::numeric_limits<double>::infinity();
        double *best = scratch.best.data(), *second = scratch.second.data();
        double* index = scratch.index.data();
        std::fill_n(best, rows, infinity);
        std::fill_n(second, rows, infinity);
        std::fill_n(index, rows, 0.0);
        for (Index j = 0; j < centroids_.rows(); ++j) {
            const double norm = squared_norms_(j), label = static_cast<double>(j);
            const double* scores = &scratch.scores(j, 0);
            for (Index r = 0; r < rows; ++r) {
                const double score = scores[r] + norm, so_far = best[r];
                const double loser = score < so_far ? so_far : score;
                second[r] = loser < second[r] ? loser : second[r];
                index[r] = score < so_far ? label : index[r];
                best[r] = score < so_far ? score : so_far;
            }
        }
    }

    int among_close(MatrixView X, Index first, Index r, double limit,
                    const Scratch& scratch) const {
        double nearest = std::numeric_limits<double>::infinity();
        Index label = 0;
        for (Index j = 0; j < centroids_.rows(); ++j) {
            if (scratch.scores(j, r) + squared_norms_(j) > limit) continue;
            const double distance = squared_distance(X, first + r, centroids_, j);
            if (distance < nearest) {
                nearest = distance;
                label = j;
            }
        }
        return static_cast<int>(label);
    }

    Eigen::Ref<const Matrix> centroids_;
    Eigen::RowVectorXd shift_;
    Matrix times_minus_2_; // −2 (c_j − shift)
    Vector squared_norms_; // ‖c_j − shift‖²
    double rounding_ = 0, largest_norm_ = 0;
};

} // namespace mlcore::kmeans::detail
