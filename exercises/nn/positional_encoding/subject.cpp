#include <mlcore/grading/subject.hpp>
#include <mlcore/nn/positional_encoding/interface.hpp>

#include <exercise.hpp>

void mlcore::grading::bind_tasks(Subject& subject) {
    subject.task<positional_encoding::Frequencies>("frequencies", exercise::frequencies);
    subject.task<positional_encoding::Sinusoidal>("sinusoidal", exercise::sinusoidal);
    subject.task<positional_encoding::Rope>("rope", exercise::rope);
    subject.task<positional_encoding::RopeBackward>("rope_backward", exercise::rope_backward);
}
