// k-means: n points in k groups, each around its mean.
//
//     nearest centroid    l_i = argmin_j ‖x_i − c_j‖²             the lowest j of equally near ones
//     update              c_j = mean of the rows with l_i = j
//     inertia             Σᵢ ‖x_i − c_{l_i}‖²                      a sum, not a mean; squared
//     distances k-means++           a row is drawn as the next centroid with probability D²_i / Σ
//     D²,
//                         D²_i being its squared distance to the nearest centroid so far
//
// Lloyd's algorithm takes nearest centroid and update in turn. Neither can raise the inertia, so it
// stops, at a local minimum that depends on the start: fit starts several times and keeps the best.
//
// The conventions are scikit-learn's (KMeans with algorithm="lloyd", tol=0), with these
// differences:
// - A centroid that no row is nearest to stays where it is; scikit-learn moves it to the row that
// is
//   farthest from its centroid. Where no cluster gets empty both give the same answer.
// - The rounds end when no label changes. scikit-learn also ends when no centroid moved, so it
// counts
//   one round less where the start is the answer already.
// - k-means++ is the plain one of the paper: one draw for each centroid. scikit-learn's draws
// several
//   candidates for each and keeps the best of them, so that it needs fewer restarts for as good an
//   answer.
//
// Sources: Lloyd, Least squares quantization in PCM (1982; written in 1957); Arthur and
// Vassilvitskii, k-means++: the advantages of careful seeding (2007); Hastie, Tibshirani and
// Friedman, The Elements of Statistical Learning (2nd ed., 2009), section 14.3.6.
#pragma once

#include "mlcore/core/types.hpp"

#include <cstdint>

namespace mlcore::kmeans {

/// What a fit returns. Labels and inertia belong to these very centroids.
struct Model {
    Matrix centroids;   ///< k×d
    Labels labels;      ///< the nearest centroid of each of the n training rows, from 0
    double inertia = 0; ///< Σ squared distance of each row to its centroid
    int iterations = 0; ///< rounds taken, the last one, in which nothing changed, included

    static constexpr const char* model_name = "kmeans"; ///< core/model_file.hpp
    template <class Self, class Visitor>
    static void fields(Self& self, Visitor&& visit) {
        visit("centroids", self.centroids);
        visit("labels", self.labels);
        visit("inertia", self.inertia);
        visit("iterations", self.iterations);
    }
};

struct Options {
    int k = 8;                ///< clusters, 1 … n
    std::uint64_t seed = 0;   ///< of the draws of k-means++
    int restarts = 10;        ///< starts, ≥ 1; the one with the lowest inertia is kept
    int max_iterations = 300; ///< rounds of each start at most, ≥ 1

    template <class Self, class Visitor>
    static void fields(Self& self, Visitor&& visit) {
        visit("k", self.k);
        visit("seed", self.seed);
        visit("restarts", self.restarts);
        visit("max_iterations", self.max_iterations);
    }
};

/// The index of the nearest centroid (k×d) for each row of X (n×d), the lowest of equally near
/// ones. No rows give no labels. Throws ShapeError where X and centroids differ in width,
/// ValueError where there is no centroid or an entry is NaN or infinite. Cost: 3nkd flops.
using Assign = Labels(MatrixView X, MatrixView centroids);

/// The new centroids: the mean of the rows of each label; a centroid whose label no row has stays
/// as it is. Throws as Assign, ShapeError unless there is a label for each row, and ValueError
/// where a label is not in 0 … k−1. Cost: nd flops.
using Update = Matrix(MatrixView X, LabelsView labels, MatrixView centroids);

/// The sum over the rows of the squared distance to the centroid of their label, whichever centroid
/// is nearest; 0 for no rows. Throws as Update. Cost: 3nd flops.
using Inertia = double(MatrixView X, LabelsView labels, MatrixView centroids);

/// k rows of X as the first centroids, k being the number of `uniforms`, which are from [0, 1) and
/// are used one after the other. The first row is ⌊u n⌋. Each next one is the first row i at which
/// D²_0 + … + D²_i > u Σ D², so that a row that is a centroid already is not drawn again. Where all
/// D² are 0 every row is a centroid already, and row ⌊u n⌋ is taken again. Throws ValueError where
/// X is empty, an entry is NaN or infinite, there are no uniforms or more than rows, or a uniform
/// is outside [0, 1). Cost: 3nkd flops.
using PlusPlus = Matrix(MatrixView X, VectorView uniforms);

/// Rounds of Assign and Update from the centroids `start`, until a round's labels are those of the
/// round before or max_iterations (≥ 1) rounds are taken. Labels and inertia of the result are
/// those of its centroids, also where the rounds ran out. Throws as Assign, and ValueError where X
/// is empty or max_iterations is not positive. Cost: 3nkd flops a round.
using Lloyd = Model(MatrixView X, MatrixView start, int max_iterations);

/// The best of options.restarts runs of Lloyd, the first of equally good ones. Each starts from
/// greedy k-means++: of 2 + ⌊ln k⌋ rows drawn as PlusPlus draws them, a new centroid is the one
/// that leaves the lowest Σ D². The draws are those of Random(seed). Throws ValueError where X is
/// empty, an entry is NaN or infinite, or an option is out of its range. Cost: restarts times
/// 3nkd(2 + ln k) flops and those of Lloyd.
using Fit = Model(MatrixView X, const Options& options);

} // namespace mlcore::kmeans
