#include <mlcore/grading/subject.hpp>
#include <mlcore/nn/convolution/interface.hpp>

#include <exercise.hpp>

void mlcore::grading::bind_tasks(Subject& subject) {
    subject.task<convolution::Conv2d>("conv2d", exercise::conv2d);
    subject.task<convolution::Conv2dBackward>("conv2d_backward", exercise::conv2d_backward);
    subject.task<convolution::MaxPool>("max_pool", exercise::max_pool);
    subject.task<convolution::MaxPoolBackward>("max_pool_backward", exercise::max_pool_backward);
    subject.task<convolution::Im2col>("im2col", exercise::im2col);
}
