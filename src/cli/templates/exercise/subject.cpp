#include <mlcore/grading/subject.hpp>

#include <exercise.hpp>

void mlcore::grading::bind_tasks(Subject& subject) {
    subject.task<@slug@::DoubleIt>("double_it", exercise::double_it);
}
