// The exercise is a class; the library's driver turns it into functions of numbers and of programs.
#include <mlcore/grading/subject.hpp>

#include <exercise.hpp>

void mlcore::grading::bind_tasks(Subject& subject) {
    using namespace autograd;
    subject.task<Add>("add", drive::add<exercise::Value>);
    subject.task<Multiply>("multiply", drive::multiply<exercise::Value>);
    subject.task<Power>("power", drive::power<exercise::Value>);
    subject.task<Exp>("exp", drive::exp<exercise::Value>);
    subject.task<Tanh>("tanh", drive::tanh<exercise::Value>);
    subject.task<Relu>("relu", drive::relu<exercise::Value>);
    subject.task<Backward>("backward", drive::backward<exercise::Value>);
    subject.task<DeepGraph>("deep_graph", drive::deep_graph<exercise::Value>);
}
