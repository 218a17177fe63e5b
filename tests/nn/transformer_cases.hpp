// What the tests of the transformer share: models of random or hashed parameters, and tokens.
#pragma once

#include "mlcore/nn/transformer.hpp"
#include "support/hashed.hpp"
#include "support/tensors.hpp"

#include <vector>

namespace mlcore::test {

using transformer::Shape;
using transformer::Tokens;

/// All parameters from hashed_uniform times `scale`, gains 1 more; as transformer.py's Gpt.start.
template <class T = double>
transformer::Model<T> hashed_model(const Shape& shape, double scale, std::uint32_t seed) {
    std::vector<T> flat(static_cast<std::size_t>(transformer::Parts<T>::size(shape)));
    for (std::size_t i = 0; i < flat.size(); ++i)
        flat[i] = static_cast<T>(scale * hashed_uniform(seed, static_cast<std::uint32_t>(i)));
    auto model = transformer::read_parameters(flat.data(), shape);
    const auto lift = [](transformer::Norm<T>& norm) { norm.gain.array() += 1; };
    for (auto& block : model.blocks) lift(block.norm_1), lift(block.norm_2);
    lift(model.final_norm);
    return model;
}

struct Lines {
    Tokens tokens, targets; // [B, T]; targets are the tokens one place on
};

/// As transformer.py's lines: the first token is hashed, the next is 3 x + 5 + (position mod 3).
inline Lines lines(Index B, Index length, Index V, std::uint32_t seed) {
    Lines result{Tokens({static_cast<std::size_t>(B), static_cast<std::size_t>(length)}),
                 Tokens({static_cast<std::size_t>(B), static_cast<std::size_t>(length)})};
    for (Index b = 0; b < B; ++b) {
        Index token = hash32(static_cast<std::uint32_t>(b) + 7919u * seed) % V;
        for (Index t = 0; t < length; ++t) {
            result.tokens(b, t) = static_cast<int>(token);
            token = (3 * token + 5 + t % 3) % V;
            result.targets(b, t) = static_cast<int>(token);
        }
    }
    return result;
}

inline Tokens random_tokens(Random& random, std::size_t B, std::size_t length, Index V) {
    Tokens tokens({B, length});
    for (int& token : tokens) token = static_cast<int>(random.index(V));
    return tokens;
}

inline Vector uniforms(Random& random, Index n) {
    Vector u(n);
    for (double& entry : u) entry = random.uniform();
    return u;
}

} // namespace mlcore::test
