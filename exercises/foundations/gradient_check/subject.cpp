// Functions cannot be sent over a pipe: the driver takes them by name from
// gradient_check/functions/interface.hpp.
#include <mlcore/foundations/gradient_check/functions/interface.hpp>
#include <mlcore/grading/subject.hpp>

#include <exercise.hpp>

void mlcore::grading::bind_tasks(Subject& subject) {
    using namespace gradient_check;
    subject.task<drive::NumericalGradient>("numerical_gradient",
                                           drive::numerical_gradient<exercise::numerical_gradient>);
    subject.task<RelativeError>("relative_error", exercise::relative_error);
    subject.task<drive::Check>("check", drive::check<exercise::check>);
}
