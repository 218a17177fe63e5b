// Golden values: numbers a peer library computed, made by tests/golden/<name>.py and committed
// beside it as <name>.json.
//
//     const Golden golden("linear_regression");
//     const auto X = golden.get<Matrix>("diabetes/X");
#pragma once

#include "mlcore/core/convert.hpp"

#include <map>
#include <string>
#include <vector>

namespace mlcore::test {

class Golden {
public:
    /// Throws std::runtime_error, with the command that makes the file, where it cannot be read.
    explicit Golden(const std::string& name);

    template <class T>
    T get(const std::string& key) const {
        return from_value<T>(value(key));
    }
    bool has(const std::string& key) const { return values_.count(key) == 1; }
    /// The keys that start with `prefix`, in order.
    std::vector<std::string> keys(const std::string& prefix = "") const;

private:
    const Value& value(const std::string& key) const;

    std::string name_;
    std::map<std::string, Value> values_;
};

} // namespace mlcore::test
