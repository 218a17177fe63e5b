// Means, covariances, the Gaussian and Bayes' rule: mlcore::statistics::mean, covariance,
// standardize, gaussian_log_pdf, posterior.
#pragma once

#include "mlcore/core/variants.hpp"
#include "mlcore/foundations/statistics/interface.hpp"
#include "mlcore/foundations/statistics/naive.hpp"
#include "mlcore/foundations/statistics/vectorized.hpp"

namespace mlcore::statistics {

inline const Variants<Mean> mean_variants{{"naive", naive::mean}, {"vectorized", vectorized::mean}};
inline const Variants<Covariance> covariance_variants{{"naive", naive::covariance},
                                                      {"vectorized", vectorized::covariance}};
inline const Variants<Standardize> standardize_variants{{"naive", naive::standardize},
                                                        {"vectorized", vectorized::standardize}};
inline const Variants<GaussianLogPdf> gaussian_log_pdf_variants{
    {"naive", naive::gaussian_log_pdf}, {"vectorized", vectorized::gaussian_log_pdf}};
inline const Variants<Posterior> posterior_variants{{"naive", naive::posterior},
                                                    {"vectorized", vectorized::posterior}};

using vectorized::covariance;
using vectorized::gaussian_log_pdf;
using vectorized::mean;
using vectorized::posterior;
using vectorized::standardize;

} // namespace mlcore::statistics
