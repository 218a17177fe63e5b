// Variants<F>: the implementations of one function type, by name. Tests, grading, benchmarks and
// examples are loops over such a table.
#pragma once

#include "mlcore/core/errors.hpp"

#include <initializer_list>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace mlcore {

template <class F>
struct Variant {
    std::string name; // "naive", "vectorized", "parallel"
    F* function;
};

/// The first variant is the reference (the naive one); the last is the one the algorithm's own
/// namespace re-exports.
template <class F>
class Variants {
public:
    using Function = F;

    Variants(std::initializer_list<Variant<F>> variants) : variants_(variants) {}

    auto begin() const { return variants_.begin(); }
    auto end() const { return variants_.end(); }
    const Variant<F>& reference() const { return variants_.front(); }
    const Variant<F>& best() const { return variants_.back(); }

    /// A table with one more variant at its end, such as a learner's. This one stays as it is.
    Variants with(Variant<F> another) const {
        Variants more = *this;
        more.variants_.push_back(std::move(another));
        return more;
    }

    /// Throws ValueError where no variant has that name.
    F* operator[](std::string_view name) const {
        for (const auto& variant : variants_)
            if (variant.name == name) return variant.function;
        throw ValueError("no variant is named " + std::string(name));
    }

private:
    std::vector<Variant<F>> variants_;
};

} // namespace mlcore
