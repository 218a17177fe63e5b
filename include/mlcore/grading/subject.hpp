// What an exercise's subject.cpp includes: it names the learner's functions, and the runtime linked
// beside it answers questions about them over a pipe.
//
//     #include <mlcore/grading/subject.hpp>
//     #include <exercise.hpp> // the learner's file
//
//     void mlcore::grading::bind_tasks(Subject& subject) {
//         subject.task<vectors::Dot>("dot", exercise::dot);
//     }
#pragma once

#include "mlcore/grading/function.hpp"

#include <string>

namespace mlcore::grading {

class Subject {
public:
    /// Naming the function type picks the right overload and makes a changed signature an error
    /// that can be explained.
    template <class F>
    void task(std::string name, F* function) {
        add(std::move(name), grading::bind<F>(function));
    }

private:
    friend struct SubjectAccess;
    void add(std::string name, std::unique_ptr<Function> function);
};

/// Defined by each exercise's subject.cpp.
void bind_tasks(Subject& subject);

} // namespace mlcore::grading
