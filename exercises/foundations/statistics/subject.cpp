#include <mlcore/grading/subject.hpp>

#include <exercise.hpp>

void mlcore::grading::bind_tasks(Subject& subject) {
    subject.task<statistics::Mean>("mean", exercise::mean);
    subject.task<statistics::Covariance>("covariance", exercise::covariance);
    subject.task<statistics::Standardize>("standardize", exercise::standardize);
    subject.task<statistics::GaussianLogPdf>("gaussian_log_pdf", exercise::gaussian_log_pdf);
    subject.task<statistics::Posterior>("posterior", exercise::posterior);
}
