#include "golden.hpp"

#include <nlohmann/json.hpp>

#include <filesystem>
#include <fstream>
#include <limits>
#include <stdexcept>

namespace mlcore::test {
namespace {

// JSON has no infinities and no NaN: the scripts write them as text.
double number(const nlohmann::json& json) {
    if (!json.is_string()) return json.get<double>();
    const auto text = json.get<std::string>();
    if (text == "inf") return std::numeric_limits<double>::infinity();
    if (text == "-inf") return -std::numeric_limits<double>::infinity();
    return std::numeric_limits<double>::quiet_NaN();
}

Value parse(const nlohmann::json& json) {
    if (json.is_boolean()) return Value::boolean(json.get<bool>());
    if (json.is_number_integer()) return Value::integer(json.get<std::int64_t>());
    if (json.is_number() || json.is_string()) return Value::real(number(json));
    auto shape = json.at("shape").get<std::vector<std::int64_t>>();
    if (json.contains("integers"))
        return Value::array(std::move(shape), json.at("integers").get<std::vector<std::int64_t>>());
    std::vector<double> reals;
    for (const auto& entry : json.at("reals")) reals.push_back(number(entry));
    return Value::array(std::move(shape), std::move(reals));
}

} // namespace

Golden::Golden(const std::string& name) : name_(name) {
    const std::string path = (std::filesystem::path(MLCORE_GOLDEN_DIR) / (name + ".json")).string();
    std::ifstream file(path);
    if (!file)
        throw std::runtime_error(path + " cannot be read; make it with: python3 tests/golden/" +
                                 name + ".py");
    const auto json = nlohmann::json::parse(file);
    for (const auto& [key, entry] : json.items()) values_[key] = parse(entry);
}

std::vector<std::string> Golden::keys(const std::string& prefix) const {
    std::vector<std::string> found;
    for (const auto& [key, entry] : values_)
        if (key.rfind(prefix, 0) == 0) found.push_back(key);
    return found;
}

const Value& Golden::value(const std::string& key) const {
    const auto found = values_.find(key);
    if (found == values_.end())
        throw std::runtime_error("tests/golden/" + name_ + ".json has no entry " + key);
    return found->second;
}

} // namespace mlcore::test
