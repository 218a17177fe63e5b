// Models on disk, one format for all: a line that says what the file is, the model's name and
// version, a checksum, and its fields as CBOR. A file that is damaged, foreign or of another kind
// is refused.
//
//     save(model, "diabetes.model");
//     const auto model = load<linear_regression::Model>("diabetes.model");
//
// A model is a struct with fields (core/fields.hpp) and a name:
//     static constexpr const char* model_name = "linear_regression";
// and, where its fields change, a `model_version` (an int, 1 where there is none).
#pragma once

#include "mlcore/core/convert.hpp"
#include "mlcore/core/model_bytes.hpp"

#include <concepts>
#include <filesystem>

namespace mlcore {

template <class M>
concept Storable = HasFields<M> && requires {
    { M::model_name } -> std::convertible_to<const char*>;
};

namespace detail {

template <class M>
constexpr int model_version() {
    if constexpr (requires { M::model_version; })
        return M::model_version;
    else
        return 1;
}

} // namespace detail

/// Writes beside the file and renames, so that a crash leaves the old model or the new one. Every
/// bit of every number is kept. Throws ValueError where the file cannot be written. O(size of the
/// model).
template <Storable M>
void save(const M& model, const std::filesystem::path& file) {
    detail::write_model(file, M::model_name, detail::model_version<M>(), to_value(model));
}

/// Throws ValueError, with the file's name and the reason, where the file is missing, damaged, no
/// model, another kind of model or of another version.
template <Storable M>
M load(const std::filesystem::path& file) {
    const Value fields = detail::read_model(file, M::model_name, detail::model_version<M>());
    try {
        return from_value<M>(fields);
    } catch (const std::invalid_argument& error) {
        detail::refuse_fields(file, M::model_name, error.what());
    }
}

} // namespace mlcore
