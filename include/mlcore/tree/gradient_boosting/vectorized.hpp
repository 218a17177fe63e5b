// What changed against naive: gradients are array expressions; columns are sorted and cut as in
// binning.hpp; trees grow on bins of one byte, column after column, and half of the histograms come
// by subtraction (histograms.hpp); eight rows walk down a tree together (walking.hpp).
#pragma once

#include "mlcore/tree/gradient_boosting/binning.hpp"
#include "mlcore/tree/gradient_boosting/checks.hpp"
#include "mlcore/tree/gradient_boosting/histograms.hpp"
#include "mlcore/tree/gradient_boosting/interface.hpp"
#include "mlcore/tree/gradient_boosting/walking.hpp"

namespace mlcore::gradient_boosting::vectorized {

inline ComputeGradients gradients;
inline HistogramBins histogram_bins;
inline Fit fit;
inline Predict predict;

inline Gradients gradients(VectorView scores, VectorView y, const std::string& loss) {
    detail::check_gradients(scores, y, loss);
    if (loss == "squared") return {scores - y, Vector::Ones(y.size())};
    const Vector p = 1 / (1 + (-scores.array()).exp());
    return {p - y, (p.array() * (1 - p.array())).max(detail::least_hessian)};
}

inline Bins histogram_bins(MatrixView X, int bins) {
    detail::check_bins("histogram_bins", X, bins);
    return detail::histogram_bins<detail::Serial>(X, bins);
}

inline Model fit(MatrixView X, VectorView y, const Options& options) {
    detail::check_fit(X, y, options);
    return detail::fit<detail::Serial>(X, y, options, gradients);
}

inline Vector predict(MatrixView X, const Model& model) {
    detail::check_prediction("predict", X, model);
    return detail::predict<detail::Serial>(X, model);
}

} // namespace mlcore::gradient_boosting::vectorized
