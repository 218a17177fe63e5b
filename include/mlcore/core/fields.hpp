// Fields of a struct by name, so that options and models can be compared, printed, saved and sent
// to another process without a second description of them. A struct lists its fields once:
//
//     struct Model {
//         Vector coefficients;
//         double intercept = 0;
//         template <class Self, class Visitor>
//         static void fields(Self& self, Visitor&& visit) {
//             visit("coefficients", self.coefficients);
//             visit("intercept", self.intercept);
//         }
//     };
//
// It stays an aggregate: Model{.coefficients = w, .intercept = 2}.
#pragma once

namespace mlcore {

namespace detail {
struct AnyVisitor {
    template <class Field>
    void operator()(const char*, Field&) const {}
};
} // namespace detail

template <class T>
concept HasFields = requires(T& value, detail::AnyVisitor visit) {
    T::fields(value, visit);
};

/// Calls visit(name, field) for every field of `value`, in the order the struct lists them.
template <HasFields T, class Visitor>
void for_each_field(T& value, Visitor&& visit) {
    T::fields(value, visit);
}

template <class T, class Visitor>
requires HasFields<T>
void for_each_field(const T& value, Visitor&& visit) { T::fields(value, visit); }

} // namespace mlcore
