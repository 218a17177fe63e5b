#include <mlcore/grading/subject.hpp>

#include <exercise.hpp>

void mlcore::grading::bind_tasks(Subject& subject) {
    subject.task<vectors::Dot>("dot", exercise::dot);
    subject.task<vectors::Norm>("norm", exercise::norm);
    subject.task<vectors::CosineSimilarity>("cosine_similarity", exercise::cosine_similarity);
}
