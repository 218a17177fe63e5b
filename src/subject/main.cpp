#include "runtime.hpp"

#include "mlcore/grading/subject.hpp"

int main() {
    mlcore::grading::Subject subject;
    mlcore::grading::bind_tasks(subject);
    mlcore::grading::answer_questions();
}
