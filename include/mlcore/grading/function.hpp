// A C++ function as something that can be asked: inputs come as Values, the answer leaves as a
// Value. bind<F> derives all of it from the function's type.
#pragma once

#include "mlcore/core/convert.hpp"

#include <memory>
#include <optional>
#include <tuple>
#include <utility>
#include <vector>

namespace mlcore::grading {

using mlcore::from_value;
using mlcore::to_value;
using mlcore::Value;

/// One function with its inputs and its result. The three steps are apart so that only the middle
/// one is timed.
class Function {
public:
    virtual ~Function() = default;
    virtual void prepare(const std::vector<Value>& inputs) = 0;
    virtual void run() = 0;
    virtual Value result() const = 0;
    /// The position of the first input that run() changed, −1 if it left them alone.
    virtual int changed_input(const std::vector<Value>& inputs) const = 0;

    Value operator()(const std::vector<Value>& inputs) {
        prepare(inputs);
        run();
        return result();
    }
};

/// The number of inputs a task was called with is not the number its function takes.
[[noreturn]] void throw_wrong_count(std::size_t expected, std::size_t got);

namespace detail {

// What a parameter is stored as while the function runs: MatrixView as Matrix, const T& as T.
template <class P>
struct Stored {
    using type = std::remove_cvref_t<P>;
};
template <class T, int Options, class Stride>
struct Stored<const Eigen::Ref<const T, Options, Stride>&> {
    using type = T;
};
template <class P>
using stored_t = typename Stored<P>::type;

template <class F>
class BoundFunction;

template <class R, class... P>
class BoundFunction<R(P...)> final : public Function {
public:
    explicit BoundFunction(R (*function)(P...)) : function_(function) {}

    void prepare(const std::vector<Value>& inputs) override {
        if (inputs.size() != sizeof...(P)) throw_wrong_count(sizeof...(P), inputs.size());
        prepare(inputs, std::index_sequence_for<P...>{});
    }
    void run() override { result_.emplace(std::apply(function_, *stored_)); }
    Value result() const override { return to_value(*result_); }
    int changed_input(const std::vector<Value>& inputs) const override {
        return changed_input(inputs, std::index_sequence_for<P...>{});
    }

private:
    template <std::size_t... I>
    void prepare(const std::vector<Value>& inputs, std::index_sequence<I...>) {
        result_.reset();
        stored_.emplace(from_value<stored_t<P>>(inputs[I])...);
    }
    template <std::size_t... I>
    int changed_input(const std::vector<Value>& inputs, std::index_sequence<I...>) const {
        int changed = -1;
        (void)((to_value(std::get<I>(*stored_)) == inputs[I] ||
                (changed = static_cast<int>(I), false)) &&
               ...);
        return changed;
    }

    R (*function_)(P...);
    std::optional<std::tuple<stored_t<P>...>> stored_;
    std::optional<R> result_;
};

} // namespace detail

template <class F>
std::unique_ptr<Function> bind(F* function) {
    return std::make_unique<detail::BoundFunction<F>>(function);
}

} // namespace mlcore::grading
