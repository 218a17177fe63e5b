// The functions of k-means over blocks of rows, for one thread or many: vectorized and parallel
// differ only in who runs the chunks. A chunk is a range of rows with sums of its own, and the sums
// are added in the order of the chunks, so that no answer depends on the number of threads.
#pragma once

#include "mlcore/cluster/kmeans/nearest.hpp"
#include "mlcore/cluster/kmeans/steps.hpp"

#include <algorithm>
#include <limits>
#include <vector>

namespace mlcore::kmeans::detail {

/// Runs its chunk, all rows, in the calling thread.
struct Serial {
    static Index chunks(Index, Index) { return 1; }
    template <class Body>
    static void run(Index, double, Body&& body) {
        body(Index{0});
    }
};

/// Rows begin, …, end − 1 are the chunk's.
struct Rows {
    Rows(Index n, Index chunks, Index chunk)
        : begin(n * chunk / chunks), end(n * (chunk + 1) / chunks) {}
    Index begin, end;
};

/// Sums and numbers of the rows of each label.
struct Sums {
    Sums(Index k, Index d) : sums(Matrix::Zero(k, d)), counts(Vector::Zero(k)) {}

    void add(MatrixView X, Index first, Index rows, const int* labels) {
        for (Index r = 0; r < rows; ++r) {
            sums.row(labels[r]) += X.row(first + r);
            counts(labels[r]) += 1;
        }
    }
    void add(const Sums& other) {
        sums += other.sums;
        counts += other.counts;
    }
    Matrix means(MatrixView where_empty) const {
        Matrix means = where_empty;
        for (Index j = 0; j < counts.size(); ++j)
            if (counts(j) > 0) means.row(j) = sums.row(j) / counts(j);
        return means;
    }

    Matrix sums;
    Vector counts;
};

inline double flops(MatrixView X, Index k) {
    return 3 * static_cast<double>(X.size()) * static_cast<double>(k);
}

/// Calls body(chunk, first, rows, labels) for every block of rows with the block's nearest
/// centroids.
template <class Run, class Body>
void for_each_nearest(MatrixView X, MatrixView centroids, Body&& body) {
    const Index n = X.rows(), d = X.cols(), k = centroids.rows();
    const Index chunks = Run::chunks(n, k), block = NearestSearch::block_rows(d, k);
    const NearestSearch nearest(centroids);
    Run::run(chunks, flops(X, k), [&](Index chunk) {
        NearestSearch::Scratch scratch(block, d, k);
        Labels labels(block);
        const Rows range(n, chunks, chunk);
        for (Index first = range.begin; first < range.end; first += block) {
            const Index rows = std::min(block, range.end - first);
            nearest(X, first, rows, labels.data(), scratch);
            body(chunk, first, rows, labels.data());
        }
    });
}

template <class Run>
Labels assign(MatrixView X, MatrixView centroids) {
    Labels all(X.rows());
    for_each_nearest<Run>(X, centroids, [&](Index, Index first, Index rows, const int* labels) {
        std::copy_n(labels, rows, all.data() + first);
    });
    return all;
}

template <class Run>
Matrix update(MatrixView X, LabelsView labels, MatrixView centroids) {
    const Index n = X.rows(), k = centroids.rows(), chunks = Run::chunks(n, k);
    std::vector<Sums> sums(static_cast<std::size_t>(chunks), Sums(k, X.cols()));
    Run::run(chunks, flops(X, 1), [&](Index chunk) {
        const Rows range(n, chunks, chunk);
        sums[static_cast<std::size_t>(chunk)].add(X, range.begin, range.end - range.begin,
                                                  labels.data() + range.begin);
    });
    for (std::size_t chunk = 1; chunk < sums.size(); ++chunk) sums[0].add(sums[chunk]);
    return sums[0].means(centroids);
}

template <class Run>
double inertia(MatrixView X, LabelsView labels, MatrixView centroids) {
    const Index n = X.rows(), chunks = Run::chunks(n, centroids.rows());
    Vector sums = Vector::Zero(chunks);
    Run::run(chunks, flops(X, 1), [&](Index chunk) {
        const Rows range(n, chunks, chunk);
        double sum = 0;
        for (Index i = range.begin; i < range.end; ++i)
            sum += (X.row(i) - centroids.row(labels(i))).squaredNorm();
        sums(chunk) = sum;
    });
    return sums.sum();
}

template <class Run>
Matrix plus_plus(MatrixView X, VectorView uniforms) {
    const Index n = X.rows(), k = uniforms.size(), chunks = Run::chunks(n, 1);
    Matrix centroids(k, X.cols());
    Vector nearest = Vector::Constant(n, std::numeric_limits<double>::infinity());
    for (Index j = 0; j < k; ++j) {
        const Index row = j == 0 ? uniform_row(uniforms(0), n) : weighted_row(nearest, uniforms(j));
        centroids.row(j) = X.row(row);
        Run::run(chunks, flops(X, 1), [&](Index chunk) {
            const Rows range(n, chunks, chunk);
            for (Index i = range.begin; i < range.end; ++i)
                nearest(i) = std::min(nearest(i), (X.row(i) - centroids.row(j)).squaredNorm());
        });
    }
    return centroids;
}

/// A round is one pass over X: while a block is in the cache its rows get their labels, are
/// compared with the labels before, and are added to the sums of the next centroids.
template <class Run>
Model lloyd(MatrixView X, MatrixView start, int max_iterations) {
    const Index n = X.rows(), k = start.rows(), chunks = Run::chunks(n, k);
    Model model{start, Labels::Constant(n, -1), 0, 0};
    bool changed = true;
    while (changed && model.iterations < max_iterations) {
        ++model.iterations;
        std::vector<Sums> sums(static_cast<std::size_t>(chunks), Sums(k, X.cols()));
        std::vector<char> chunk_changed(static_cast<std::size_t>(chunks), 0);
        for_each_nearest<Run>(X, model.centroids,
                              [&](Index chunk, Index first, Index rows, const int* labels) {
                                  const auto c = static_cast<std::size_t>(chunk);
                                  int* before = model.labels.data() + first;
                                  if (!std::equal(labels, labels + rows, before)) {
                                      std::copy_n(labels, rows, before);
                                      chunk_changed[c] = 1;
                                  }
                                  sums[c].add(X, first, rows, labels);
                              });
        changed = std::find(chunk_changed.begin(), chunk_changed.end(), 1) != chunk_changed.end();
        if (!changed) break;
        for (std::size_t c = 1; c < sums.size(); ++c) sums[0].add(sums[c]);
        model.centroids = sums[0].means(model.centroids);
    }
    if (changed) model.labels = assign<Run>(X, model.centroids); // the rounds ran out
    model.inertia = inertia<Run>(X, model.labels, model.centroids);
    return model;
}

} // namespace mlcore::kmeans::detail
