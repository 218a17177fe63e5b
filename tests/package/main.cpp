// Uses one header of each kind: a formula, a model on top of a compiled solver, a tensor.
#include <mlcore/foundations/vectors.hpp>
#include <mlcore/linear/linear_regression.hpp>
#include <mlcore/nn/attention.hpp>

#include <cmath>
#include <cstdio>

int main() {
    using namespace mlcore;
    Matrix X(4, 1);
    X << 0, 1, 2, 3;
    Vector y(4);
    y << 1, 3, 5, 7; // y = 2x + 1
    const auto model = linear_regression::fit(X, y);
    const auto q = zeros<double, 4>({1, 1, 2, 3});
    const auto out = attention::attention(q, q, q, true);
    const double distance = std::abs(model.coefficients(0) - 2) + std::abs(model.intercept - 1) +
                            std::abs(vectors::norm(y) - std::sqrt(84.0)) +
                            std::abs(out(0, 0, 1, 2));
    std::printf("installed mlcore: y = %g x + %g\n", model.coefficients(0), model.intercept);
    return distance < 1e-12 ? 0 : 1;
}
