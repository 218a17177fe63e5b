// The network that training starts from.
#pragma once

#include "mlcore/core/random.hpp"
#include "mlcore/nn/backprop/interface.hpp"

#include <cmath>
#include <cstdint>
#include <initializer_list>
#include <string>
#include <utility>

namespace mlcore::backprop {

/// A network of these widths, from the input's to the number of classes, with weights drawn from a
/// normal distribution of variance 2 / d_in and biases 0: then a ReLU network neither shrinks nor
/// inflates what passes through it, however deep it is (He et al., Delving Deep into Rectifiers,
/// 2015, equation 10). initial_mlp<float>({784, 256, 10}, seed) has two layers.
///
/// Throws ValueError where there are fewer than two widths or one is not positive.
template <class T = float>
Mlp<T> initial_mlp(std::initializer_list<Index> widths, std::uint64_t seed) {
    check_value("initial_mlp", widths.size() >= 2, "a network needs at least two widths");
    Random random(seed);
    Mlp<T> model;
    for (const Index* d = widths.begin(); d != widths.end(); ++d) {
        check_value("initial_mlp", *d > 0,
                    "a width is " + std::to_string(*d) + ", it must be positive");
        if (d == widths.begin()) continue;
        const Index d_in = d[-1], d_out = d[0];
        Dense<T> layer{RowMajorMatrix<T>(d_in, d_out), Column<T>::Zero(d_out)};
        const double deviation = std::sqrt(2.0 / static_cast<double>(d_in));
        for (Index i = 0; i < layer.W.size(); ++i)
            layer.W.data()[i] = static_cast<T>(random.normal(0, deviation));
        model.layers.push_back(std::move(layer));
    }
    return model;
}

} // namespace mlcore::backprop
