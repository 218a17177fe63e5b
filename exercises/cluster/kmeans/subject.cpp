#include <mlcore/grading/subject.hpp>

#include <exercise.hpp>

void mlcore::grading::bind_tasks(Subject& subject) {
    using namespace mlcore::kmeans;
    subject.task<Assign>("assign", exercise::assign);
    subject.task<Update>("update", exercise::update);
    subject.task<Inertia>("inertia", exercise::inertia);
    subject.task<PlusPlus>("plus_plus", exercise::plus_plus);
    subject.task<Lloyd>("lloyd", exercise::lloyd);
}
