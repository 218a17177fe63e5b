// Checks of shapes and domains at public boundaries. Every message starts with the function's name
// and shows both shapes.
#pragma once

#include "mlcore/core/types.hpp"

#include <cmath>
#include <string>

namespace mlcore {

/// "100×5"
inline std::string shape_text(Index rows, Index columns) {
    return std::to_string(rows) + "×" + std::to_string(columns);
}

template <class Derived>
std::string shape_text(const Eigen::DenseBase<Derived>& m) {
    return m.cols() == 1 && Derived::ColsAtCompileTime == 1 ? std::to_string(m.size())
                                                            : shape_text(m.rows(), m.cols());
}

/// Throws ShapeError unless both vectors have the same number of entries.
inline void check_same_size(const char* function, const char* a_name, Index a, const char* b_name,
                            Index b) {
    if (a != b)
        throw ShapeError(std::string(function) + ": " + a_name + " has " + std::to_string(a) +
                         " entries but " + b_name + " has " + std::to_string(b));
}

/// Throws ShapeError unless `y` has one entry for each row of `X`.
template <class X, class Y>
void check_rows_match(const char* function, const char* x_name, const Eigen::DenseBase<X>& x,
                      const char* y_name, const Eigen::DenseBase<Y>& y) {
    if (x.rows() != y.rows())
        throw ShapeError(std::string(function) + ": " + x_name + " is " +
                         shape_text(x.rows(), x.cols()) + " but " + y_name + " has " +
                         std::to_string(y.rows()) + (y.cols() == 1 ? " entries" : " rows"));
}

/// Throws ShapeError unless `w` has one entry for each column of `X`.
template <class X, class W>
void check_columns_match(const char* function, const char* x_name, const Eigen::DenseBase<X>& x,
                         const char* w_name, const Eigen::DenseBase<W>& w) {
    if (x.cols() != w.rows())
        throw ShapeError(std::string(function) + ": " + x_name + " is " +
                         shape_text(x.rows(), x.cols()) + " but " + w_name + " has " +
                         std::to_string(w.rows()) + " entries");
}

/// Throws ValueError if `m` has no entries.
template <class Derived>
void check_not_empty(const char* function, const char* name, const Eigen::DenseBase<Derived>& m) {
    if (m.size() == 0)
        throw ValueError(std::string(function) + ": " + name + " is empty" +
                         (Derived::IsVectorAtCompileTime
                              ? std::string()
                              : " (" + shape_text(m.rows(), m.cols()) + ")"));
}

/// Throws ValueError if an entry is NaN or infinite, naming the first such place.
template <class Derived>
void check_finite(const char* function, const char* name, const Eigen::DenseBase<Derived>& m) {
    for (Index i = 0; i < m.rows(); ++i)
        for (Index j = 0; j < m.cols(); ++j)
            if (!std::isfinite(m.derived().coeff(i, j)))
                throw ValueError(std::string(function) + ": " + name + "(" + std::to_string(i) +
                                 (m.cols() == 1 ? "" : ", " + std::to_string(j)) + ") is " +
                                 (std::isnan(m.derived().coeff(i, j)) ? "NaN" : "infinite"));
}

/// Throws ValueError unless `condition` holds: check_value("fit", k >= 1, "k is 0, it must be at
/// least 1").
inline void check_value(const char* function, bool condition, const std::string& message) {
    if (!condition) throw ValueError(std::string(function) + ": " + message);
}

} // namespace mlcore
