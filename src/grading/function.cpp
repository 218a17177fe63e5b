#include "mlcore/grading/function.hpp"

#include <stdexcept>
#include <string>

namespace mlcore::grading {

Box::~Box() = default;

Function::Function(const Maker* makers, std::size_t count) : makers_(makers), count_(count) {}
Function::~Function() = default;

void Function::prepare(const std::vector<Value>& inputs) {
    if (inputs.size() != count_)
        throw std::logic_error("expected " + std::to_string(count_) + " inputs, got " +
                               std::to_string(inputs.size()));
    result_.reset();
    inputs_.clear();
    for (std::size_t i = 0; i < count_; ++i) inputs_.emplace_back(makers_[i](inputs[i]));
}

void Function::run() { result_.reset(call()); }

Value Function::result() const { return result_->value(); }

int Function::changed_input(const std::vector<Value>& inputs) const {
    for (std::size_t i = 0; i < count_; ++i)
        if (!(inputs_[i]->value() == inputs[i])) return static_cast<int>(i);
    return -1;
}

Value Function::operator()(const std::vector<Value>& inputs) {
    prepare(inputs);
    run();
    return result();
}

Box& Function::input(std::size_t position) const { return *inputs_[position]; }

} // namespace mlcore::grading
