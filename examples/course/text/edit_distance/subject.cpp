#include <mlcore/grading/subject.hpp>

#include <exercise.hpp>

void mlcore::grading::bind_tasks(Subject& subject) {
    subject.task<edit_distance::Table>("table", exercise::table);
    subject.task<edit_distance::Distance>("distance", exercise::distance);
    subject.task<edit_distance::Similarity>("similarity", exercise::similarity);
    subject.task<edit_distance::Script>("script", exercise::script);
}
