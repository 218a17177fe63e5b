// Vectors, labels and matrices for tests: written out, or drawn.
#pragma once

#include "mlcore/core/random.hpp"
#include "mlcore/core/types.hpp"

#include <initializer_list>

namespace mlcore::test {

inline Vector vector(std::initializer_list<double> values) {
    return Eigen::Map<const Vector>(values.begin(), static_cast<Index>(values.size()));
}
inline Labels labels(std::initializer_list<int> values) {
    return Eigen::Map<const Labels>(values.begin(), static_cast<Index>(values.size()));
}
inline Matrix matrix(std::initializer_list<std::initializer_list<double>> rows) {
    return Matrix(rows);
}

inline Vector normal_vector(Random& random, Index n) {
    Vector v(n);
    for (Index i = 0; i < n; ++i) v(i) = random.normal();
    return v;
}
inline Matrix normal_matrix(Random& random, Index rows, Index columns) {
    Matrix m(rows, columns);
    for (Index i = 0; i < m.size(); ++i) m.data()[i] = random.normal();
    return m;
}

} // namespace mlcore::test
