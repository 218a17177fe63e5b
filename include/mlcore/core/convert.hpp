// to_value and from_value: between C++ types and Values. Numbers, strings, Eigen matrices and
// vectors, Tensor<T, N>, std::vector, and any struct that lists its fields (core/fields.hpp).
#pragma once

#include "mlcore/core/fields.hpp"
#include "mlcore/core/tensor.hpp"
#include "mlcore/core/types.hpp"
#include "mlcore/core/value.hpp"

#include <algorithm>
#include <concepts>
#include <string>
#include <type_traits>
#include <vector>

namespace mlcore {

template <class T>
struct Convert; // specialised below for every type that may travel

template <class T>
Value to_value(const T& value) {
    return Convert<T>::to(value);
}

template <class T>
T from_value(const Value& value) {
    return Convert<T>::from(value);
}

template <>
struct Convert<bool> {
    static Value to(bool value) { return Value::boolean(value); }
    static bool from(const Value& v) {
        if (v.kind != Value::Kind::boolean) throw_wrong_kind("a boolean", v);
        return v.integers[0] != 0;
    }
};

template <std::integral T>
struct Convert<T> {
    static Value to(T value) { return Value::integer(static_cast<std::int64_t>(value)); }
    static T from(const Value& v) {
        if (v.kind != Value::Kind::integer) throw_wrong_kind("an integer", v);
        return static_cast<T>(v.integers[0]);
    }
};

template <std::floating_point T>
struct Convert<T> {
    static Value to(T value) { return Value::real(static_cast<double>(value)); }
    static T from(const Value& v) {
        if (v.kind != Value::Kind::real) throw_wrong_kind("a real number", v);
        return static_cast<T>(v.reals[0]);
    }
};

template <>
struct Convert<std::string> {
    static Value to(const std::string& value) { return Value::of_text(value); }
    static std::string from(const Value& v) {
        if (v.kind != Value::Kind::text) throw_wrong_kind("a text", v);
        return v.text;
    }
};

namespace detail {

template <class T>
Value array_value(std::vector<std::int64_t> shape, const T* data, std::int64_t size) {
    if constexpr (std::integral<T>)
        return Value::array(std::move(shape), std::vector<std::int64_t>(data, data + size));
    else
        return Value::array(std::move(shape), std::vector<double>(data, data + size));
}

template <class T>
void copy_entries(const Value& v, T* data) {
    if constexpr (std::integral<T>)
        std::transform(v.integers.begin(), v.integers.end(), data,
                       [](std::int64_t x) { return static_cast<T>(x); });
    else
        std::transform(v.reals.begin(), v.reals.end(), data,
                       [](double x) { return static_cast<T>(x); });
}

template <class T>
void check_array(const Value& v, std::size_t rank) {
    const auto kind = std::integral<T> ? Value::Kind::integers : Value::Kind::reals;
    if (v.kind != kind || v.shape.size() != rank)
        throw_wrong_kind(("an array of rank " + std::to_string(rank)).c_str(), v);
}

} // namespace detail

template <class T>
struct Convert<Eigen::Matrix<T, Eigen::Dynamic, 1>> {
    using Result = Eigen::Matrix<T, Eigen::Dynamic, 1>;
    static Value to(const Result& value) {
        return detail::array_value({value.size()}, value.data(), value.size());
    }
    static Result from(const Value& v) {
        detail::check_array<T>(v, 1);
        Result result(v.shape[0]);
        detail::copy_entries(v, result.data());
        return result;
    }
};

template <class T>
struct Convert<Eigen::Matrix<T, Eigen::Dynamic, Eigen::Dynamic, Eigen::RowMajor>> {
    using Result = Eigen::Matrix<T, Eigen::Dynamic, Eigen::Dynamic, Eigen::RowMajor>;
    static Value to(const Result& value) {
        return detail::array_value({value.rows(), value.cols()}, value.data(), value.size());
    }
    static Result from(const Value& v) {
        detail::check_array<T>(v, 2);
        Result result(v.shape[0], v.shape[1]);
        detail::copy_entries(v, result.data());
        return result;
    }
};

template <class T, std::size_t N>
struct Convert<xt::xtensor<T, N, xt::layout_type::row_major>> {
    using Result = Tensor<T, N>;
    static Value to(const Result& value) {
        return detail::array_value(
            std::vector<std::int64_t>(value.shape().begin(), value.shape().end()), value.data(),
            static_cast<std::int64_t>(value.size()));
    }
    static Result from(const Value& v) {
        detail::check_array<T>(v, N);
        std::array<std::size_t, N> shape;
        std::copy(v.shape.begin(), v.shape.end(), shape.begin());
        Result result(shape);
        detail::copy_entries(v, result.data());
        return result;
    }
};

template <class T>
struct Convert<std::vector<T>> {
    static Value to(const std::vector<T>& values) {
        if constexpr (std::is_arithmetic_v<T> && !std::same_as<T, bool>)
            return detail::array_value({static_cast<std::int64_t>(values.size())}, values.data(),
                                       static_cast<std::int64_t>(values.size()));
        Value list = Value::list();
        for (const auto& value : values) list.members.push_back({"", to_value<T>(value)});
        return list;
    }
    static std::vector<T> from(const Value& v) {
        if constexpr (std::is_arithmetic_v<T> && !std::same_as<T, bool>) {
            detail::check_array<T>(v, 1);
            std::vector<T> values(static_cast<std::size_t>(v.shape[0]));
            detail::copy_entries(v, values.data());
            return values;
        } else {
            if (v.kind != Value::Kind::list) throw_wrong_kind("a list", v);
            std::vector<T> values;
            for (const auto& member : v.members) values.push_back(from_value<T>(member.value));
            return values;
        }
    }
};

template <HasFields T>
struct Convert<T> {
    static Value to(const T& value) {
        Value record = Value::record();
        for_each_field(value, [&](const char* name, const auto& field) {
            record.members.push_back({name, to_value(field)});
        });
        return record;
    }
    static T from(const Value& v) {
        if (v.kind != Value::Kind::record) throw_wrong_kind("a record", v);
        T result{};
        std::size_t next = 0;
        for_each_field(result, [&](const char* name, auto& field) {
            if (next >= v.members.size() || v.members[next].name != name)
                throw_wrong_kind((std::string("a record with the field ") + name).c_str(), v);
            field = from_value<std::remove_cvref_t<decltype(field)>>(v.members[next++].value);
        });
        return result;
    }
};

} // namespace mlcore
