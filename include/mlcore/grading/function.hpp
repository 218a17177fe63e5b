// A C++ function as something that can be asked: inputs come as Values, the answer leaves as a
// Value. bind<F> derives all of it from the function's type.
//
// A learner waits for this header to compile at every save, so templates do the least here: a box
// for each type that travels (the common ones are compiled once, in the runtime) and one call for
// each function.
#pragma once

#include "mlcore/core/convert.hpp"

#include <memory>
#include <utility>
#include <vector>

namespace mlcore::grading {

using mlcore::from_value;
using mlcore::to_value;
using mlcore::Value;

/// A C++ value of some type, so that functions of all types can be handled alike.
class Box {
public:
    virtual ~Box();
    virtual Value value() const = 0;
};

template <class T>
class BoxOf final : public Box {
public:
    explicit BoxOf(T&& value) : held(std::move(value)) {}
    Value value() const override { return to_value(held); }
    static Box* make(const Value& value) { return new BoxOf(from_value<T>(value)); }

    T held;
};

/// One function with its inputs and its result. The three steps are apart so that only the middle
/// one is timed.
class Function {
public:
    virtual ~Function();
    Function(const Function&) = delete;
    Function& operator=(const Function&) = delete;

    /// Throws std::logic_error where the number of inputs is not the function's.
    void prepare(const std::vector<Value>& inputs);
    void run();
    Value result() const;
    /// The position of the first input that run() changed, −1 if it left them alone.
    int changed_input(const std::vector<Value>& inputs) const;

    Value operator()(const std::vector<Value>& inputs);

protected:
    using Maker = Box* (*)(const Value&);
    Function(const Maker* makers, std::size_t count);
    Box& input(std::size_t position) const;

private:
    virtual Box* call() const = 0;

    const Maker* makers_; // one for each parameter
    std::size_t count_;
    std::vector<std::unique_ptr<Box>> inputs_;
    std::unique_ptr<Box> result_;
};

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
    explicit BoundFunction(R (*function)(P...))
        : Function(makers, sizeof...(P)), function_(function) {}

private:
    static constexpr Maker makers[] = {&BoxOf<stored_t<P>>::make...};

    Box* call() const override { return call(std::index_sequence_for<P...>{}); }
    template <std::size_t... I>
    Box* call(std::index_sequence<I...>) const {
        return new BoxOf<R>(function_(static_cast<BoxOf<stored_t<P>>&>(input(I)).held...));
    }

    R (*function_)(P...);
};

} // namespace detail

template <class F>
std::unique_ptr<Function> bind(F* function) {
    return std::unique_ptr<Function>(new detail::BoundFunction<F>(function));
}

} // namespace mlcore::grading

// What travels most is compiled once (src/grading/common_boxes.cpp), for any processor. Code for a
// particular one may align Eigen's memory differently, and makes its own.
#if EIGEN_MAX_ALIGN_BYTES == 16
#define MLCORE_INSTANTIATE(declare, ...)                                                           \
    declare struct mlcore::Convert<__VA_ARGS__>;                                                   \
    declare class mlcore::grading::BoxOf<__VA_ARGS__>;
#define MLCORE_INSTANTIATE_COMMON(declare)                                                         \
    declare class mlcore::grading::BoxOf<bool>;                                                    \
    declare class mlcore::grading::BoxOf<int>;                                                     \
    declare class mlcore::grading::BoxOf<double>;                                                  \
    declare class mlcore::grading::BoxOf<std::string>;                                             \
    MLCORE_INSTANTIATE(declare, mlcore::Vector)                                                    \
    MLCORE_INSTANTIATE(declare, mlcore::Matrix)                                                    \
    MLCORE_INSTANTIATE(declare, mlcore::Labels)                                                    \
    MLCORE_INSTANTIATE(declare, mlcore::Tensor<double, 3>)                                         \
    MLCORE_INSTANTIATE(declare, mlcore::Tensor<double, 4>)
#ifdef MLCORE_CHECKED
MLCORE_INSTANTIATE_COMMON(extern template)
#endif
#endif
