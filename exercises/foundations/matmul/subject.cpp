#include <mlcore/grading/subject.hpp>

#include <exercise.hpp>

void mlcore::grading::bind_tasks(Subject& subject) {
    subject.task<matmul::MatVec>("matvec", exercise::matvec);
    subject.task<matmul::MatMul>("matmul", exercise::matmul);
}
