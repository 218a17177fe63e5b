// What people get wrong about probabilities: the Gaussian and Bayes' rule.
#pragma once

#include <mlcore/core/shapes.hpp>
#include <mlcore/foundations/statistics/naive.hpp>
#include <mlcore/grading/cases.hpp>

#include <cmath>
#include <numbers>

namespace mlcore::mistakes {
using namespace mlcore::statistics;

namespace detail {
using namespace mlcore::statistics::detail;

// The three terms of the Gaussian, put together as `combine(d ln 2π, ln |Σ|, distance²)` says.
template <class Combine>
Vector gaussian(MatrixView X, VectorView mean, MatrixView covariance, Combine&& combine) {
    check_gaussian(X, mean, covariance);
    const double constant = static_cast<double>(mean.size()) * std::log(2 * std::numbers::pi);
    const double log_det = log_determinant(correlations(covariance));
    Vector answers(X.rows());
    for (Index i = 0; i < X.rows(); ++i) {
        const Vector c = X.row(i).transpose() - mean;
        answers(i) =
            combine(constant, log_det, c.dot(linalg::solve_positive_definite(covariance, c)));
    }
    return answers;
}

// Prior times likelihood as logarithms, n×K.
inline Matrix unchecked_log_joint(MatrixView log_likelihoods, VectorView priors) {
    return log_likelihoods.rowwise() + priors.array().log().matrix().transpose();
}
// The same, after refusing what posterior refuses.
inline Matrix log_joint(MatrixView log_likelihoods, VectorView priors) {
    naive::posterior(log_likelihoods, priors);
    return unchecked_log_joint(log_likelihoods, priors);
}
// Exponentials of every row, not shifted, divided by divisor(their sum).
template <class Divisor>
Matrix exponentials(const Matrix& logs, Divisor&& divisor) {
    Matrix P(logs.rows(), logs.cols());
    for (Index i = 0; i < P.rows(); ++i) {
        double sum = 0;
        for (Index k = 0; k < P.cols(); ++k) sum += P(i, k) = std::exp(logs(i, k));
        const double by = divisor(sum);
        for (Index k = 0; k < P.cols(); ++k) P(i, k) /= by;
    }
    return P;
}
// Exponentials of every row divided by their sum, the largest one being e⁰.
inline Matrix softmax(Matrix logs) {
    if (logs.size() == 0) return logs;
    for (Index i = 0; i < logs.rows(); ++i) {
        const double largest = logs.row(i).maxCoeff();
        for (Index k = 0; k < logs.cols(); ++k) logs(i, k) = std::exp(logs(i, k) - largest);
        logs.row(i) /= logs.row(i).sum();
    }
    return logs;
}
} // namespace detail

inline const grading::Mistakes<GaussianLogPdf> gaussian_log_pdf{
    {"density_itself",
     "You return the density; the task asks for its logarithm, which does not underflow.",
     [](MatrixView X, VectorView mean, MatrixView covariance) -> Vector {
         return naive::gaussian_log_pdf(X, mean, covariance).array().exp().matrix();
     }},
    {"determinant_lost",
     "The term ln |Σ| is missing: without it a wide Gaussian is as high as a narrow one.",
     [](MatrixView X, VectorView mean, MatrixView covariance) -> Vector {
         return detail::gaussian(X, mean, covariance, [](double constant, double, double distance) {
             return -0.5 * (constant + distance);
         });
     }},
    {"determinant_not_halved",
     "Your ln |Σ| is not halved: the density is divided by the root of |Σ|, so −½ stands before "
     "all three terms.",
     [](MatrixView X, VectorView mean, MatrixView covariance) -> Vector {
         return detail::gaussian(X, mean, covariance,
                                 [](double constant, double log_det, double distance) {
                                     return -0.5 * (constant + distance) - log_det;
                                 });
     }},
    {"distance_not_halved",
     "Your squared distance is not halved: −½ stands before all three terms.",
     [](MatrixView X, VectorView mean, MatrixView covariance) -> Vector {
         return detail::gaussian(X, mean, covariance,
                                 [](double constant, double log_det, double distance) {
                                     return -0.5 * (constant + log_det) - distance;
                                 });
     }},
    {"determinant_without_logarithm",
     "You add |Σ| itself where its logarithm belongs: the density is divided by √|Σ|, so ½ ln |Σ| "
     "is subtracted.",
     [](MatrixView X, VectorView mean, MatrixView covariance) -> Vector {
         return detail::gaussian(X, mean, covariance,
                                 [](double constant, double log_det, double distance) {
                                     return -0.5 * (constant + std::exp(log_det) + distance);
                                 });
     }},
    {"dimension_lost", "ln 2π stands there once for each dimension: d · ln 2π.",
     [](MatrixView X, VectorView mean, MatrixView covariance) -> Vector {
         return detail::gaussian(
             X, mean, covariance, [&](double constant, double log_det, double distance) {
                 return -0.5 * (constant / static_cast<double>(X.cols()) + log_det + distance);
             });
     }},
    {"constant_lost", "The term d · ln 2π is missing: the density no longer integrates to 1.",
     [](MatrixView X, VectorView mean, MatrixView covariance) -> Vector {
         return detail::gaussian(X, mean, covariance, [](double, double log_det, double distance) {
             return -0.5 * (log_det + distance);
         });
     }},
    {"covariance_not_inverted",
     "You multiply with Σ where its inverse belongs: a direction in which the data spread widely "
     "has to count less, not more.",
     [](MatrixView X, VectorView mean, MatrixView covariance) -> Vector {
         Vector answers = naive::gaussian_log_pdf(X, mean, covariance);
         for (Index i = 0; i < X.rows(); ++i) {
             const Vector c = X.row(i).transpose() - mean;
             answers(i) += 0.5 * c.dot(linalg::solve_positive_definite(covariance, c)) -
                           0.5 * c.dot(covariance * c);
         }
         return answers;
     }},
    {"columns_taken_as_independent",
     "You use the diagonal of Σ only, as if the columns had nothing to do with each other.",
     [](MatrixView X, VectorView mean, MatrixView covariance) -> Vector {
         detail::check_gaussian(X, mean, covariance);
         const Matrix diagonal = covariance.diagonal().asDiagonal();
         return naive::gaussian_log_pdf(X, mean, diagonal);
     }},
};

inline const grading::Mistakes<Posterior> posterior{
    {"not_normalised",
     "You return prior times likelihood. Divide each row by its sum, so that the classes' "
     "probabilities sum to 1.",
     [](MatrixView log_likelihoods, VectorView priors) -> Matrix {
         return detail::log_joint(log_likelihoods, priors).array().exp().matrix();
     }},
    {"priors_ignored",
     "You leave the priors out: a rare class needs more evidence than a frequent one. Add ln πₖ "
     "to each log-likelihood.",
     [](MatrixView log_likelihoods, VectorView priors) -> Matrix {
         naive::posterior(log_likelihoods, priors);
         return detail::softmax(log_likelihoods);
     }},
    {"priors_without_logarithm",
     "You add the priors themselves to the log-likelihoods. Add their logarithms.",
     [](MatrixView log_likelihoods, VectorView priors) -> Matrix {
         naive::posterior(log_likelihoods, priors);
         return detail::softmax(log_likelihoods.rowwise() + priors.transpose());
     }},
    {"underflow",
     "Your answers are right until every e^(log-likelihood) underflows to 0, and 0 is divided by "
     "0. Subtract the row's largest exponent from all of them first.",
     [](MatrixView log_likelihoods, VectorView priors) -> Matrix {
         return detail::exponentials(detail::log_joint(log_likelihoods, priors),
                                     [](double sum) { return sum; });
     }},
    {"underflow_and_impossible",
     "Where every e^(log-likelihood) is 0 you divide 0 by 0. If all exponents are −∞, throw "
     "ValueError; if they are only far below 0, subtract the row's largest from all of them first.",
     [](MatrixView log_likelihoods, VectorView priors) -> Matrix {
         detail::check_posterior(log_likelihoods, priors);
         return detail::exponentials(detail::unchecked_log_joint(log_likelihoods, priors),
                                     [](double sum) { return sum; });
     }},
    {"underflow_refused",
     "You refuse rows whose probabilities are all 0 in a double. Only exponents that are all −∞ "
     "are impossible; subtract the row's largest from all of them, and the others have an answer.",
     [](MatrixView log_likelihoods, VectorView priors) -> Matrix {
         return detail::exponentials(detail::log_joint(log_likelihoods, priors), [](double sum) {
             check_value("posterior", sum > 0, "no class is possible");
             return sum;
         });
     }},
    {"underflow_to_equal_shares",
     "Eigen's exp goes no lower than about 1e-308: where all exponents are below −709 your "
     "classes get equal shares. Subtract the row's largest exponent from all of them first.",
     [](MatrixView log_likelihoods, VectorView priors) -> Matrix {
         detail::check_posterior(log_likelihoods, priors);
         const Matrix logs = detail::unchecked_log_joint(log_likelihoods, priors);
         return detail::exponentials(logs.cwiseMax(-708), [](double sum) { return sum; });
     }},
    {"normalised_over_samples",
     "Your columns sum to 1. The probabilities of one sample's classes, a row, have to.",
     [](MatrixView log_likelihoods, VectorView priors) -> Matrix {
         const Matrix logs = detail::log_joint(log_likelihoods, priors);
         return detail::softmax(logs.transpose()).transpose();
     }},
    {"most_probable_class_only",
     "You give the most probable class 1 and all others 0. The posterior is how probable each is.",
     [](MatrixView log_likelihoods, VectorView priors) -> Matrix {
         const Matrix P = naive::posterior(log_likelihoods, priors);
         Matrix answers = Matrix::Zero(P.rows(), P.cols());
         for (Index i = 0; i < P.rows(); ++i) {
             Index best = 0;
             P.row(i).maxCoeff(&best);
             answers(i, best) = 1;
         }
         return answers;
     }},
    {"logarithms_returned",
     "You return the logarithms of the probabilities; take their exponentials.",
     [](MatrixView log_likelihoods, VectorView priors) -> Matrix {
         return naive::posterior(log_likelihoods, priors).array().log().matrix();
     }},
    {"any_priors_accepted",
     "Your answers are right, but you accept priors that are none: negative ones, or such that do "
     "not sum to 1. Throw ValueError.",
     [](MatrixView log_likelihoods, VectorView priors) -> Matrix {
         check_columns_match("posterior", "log_likelihoods", log_likelihoods, "priors", priors);
         const bool valid = (priors.array() >= 0).all() && std::abs(priors.sum() - 1) <= 1e-9;
         if (valid) return naive::posterior(log_likelihoods, priors);
         return detail::softmax(detail::unchecked_log_joint(log_likelihoods, priors));
     }},
};

} // namespace mlcore::mistakes
