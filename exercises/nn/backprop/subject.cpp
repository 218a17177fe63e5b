#include <mlcore/grading/subject.hpp>
#include <mlcore/nn/backprop/interface.hpp>

#include <exercise.hpp>

void mlcore::grading::bind_tasks(Subject& subject) {
    subject.task<backprop::DenseForward>("dense_forward", exercise::dense_forward);
    subject.task<backprop::DenseBackward>("dense_backward", exercise::dense_backward);
    subject.task<backprop::ReluBackward>("relu_backward", exercise::relu_backward);
    subject.task<backprop::SoftmaxCrossEntropy>("softmax_cross_entropy",
                                                exercise::softmax_cross_entropy);
    subject.task<backprop::MlpGradientsOfBatch>("mlp_gradients", exercise::mlp_gradients);
}
