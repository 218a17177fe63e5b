#include <mlcore/grading/subject.hpp>
#include <mlcore/nn/layer_norm/interface.hpp>

#include <exercise.hpp>

void mlcore::grading::bind_tasks(Subject& subject) {
    subject.task<layer_norm::LayerNorm>("layer_norm", exercise::layer_norm);
    subject.task<layer_norm::LayerNormBackward>("layer_norm_backward",
                                                exercise::layer_norm_backward);
    subject.task<layer_norm::RmsNorm>("rms_norm", exercise::rms_norm);
}
