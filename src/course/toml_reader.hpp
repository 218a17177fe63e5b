// Reading exercise.toml and course.toml: every complaint has file, line and what was expected.
#pragma once

#define TOML_HEADER_ONLY 1
#include <toml++/toml.h>

#include <algorithm>
#include <cstdint>
#include <filesystem>
#include <optional>
#include <sstream>
#include <stdexcept>
#include <string>
#include <vector>

namespace mlcore::course {

[[noreturn]] inline void refuse(const std::filesystem::path& file, const toml::source_region& where,
                                const std::string& what) {
    std::ostringstream text;
    text << file.string();
    if (where.begin.line > 0) text << ":" << where.begin.line;
    text << ": " << what;
    throw std::runtime_error(text.str());
}

inline toml::table parse(const std::filesystem::path& file) {
    if (!std::filesystem::exists(file)) throw std::runtime_error(file.string() + " is missing");
    try {
        return toml::parse_file(file.string());
    } catch (const toml::parse_error& error) {
        refuse(file, error.source(), std::string(error.description()));
    }
}

// Reads keys of one table and complains about those nobody asked for.
class Reader {
public:
    Reader(const std::filesystem::path& file, const toml::table& table)
        : file_(file), table_(table) {}

    std::string text(const char* key) { return required<std::string>(key, "a text"); }
    double number(const char* key) { return required<double>(key, "a number"); }
    int integer(const char* key) {
        return static_cast<int>(required<std::int64_t>(key, "a whole number"));
    }

    std::int64_t integer64(const char* key) {
        return required<std::int64_t>(key, "a whole number");
    }
    std::string optional_text(const char* key) {
        return optional<std::string>(key, "a text").value_or("");
    }
    template <class T>
    std::optional<T> optional(const char* key, const char* what) {
        if (!table_.contains(key)) return std::nullopt;
        return required<T>(key, what);
    }

    /// Nothing where the key is missing.
    const toml::table* table(const char* key) {
        used_.emplace_back(key);
        const auto node = table_[key];
        if (node && node.as_table() == nullptr)
            refuse(file_, table_.source(), std::string("expected a table [") + key + "]");
        return node.as_table();
    }

    std::vector<std::string> texts(const char* key, bool may_miss = false) {
        used_.emplace_back(key);
        const auto node = table_[key];
        if (!node && may_miss) return {};
        const auto* array = node.as_array();
        if (array == nullptr)
            refuse(file_, table_.source(), std::string("expected ") + key + " = [\"…\"]");
        std::vector<std::string> result;
        for (const auto& entry : *array) {
            const auto value = entry.value<std::string>();
            if (!value)
                refuse(file_, entry.source(),
                       std::string(key) + " holds something that is no text");
            result.push_back(*value);
        }
        return result;
    }

    const toml::array& tables(const char* key) {
        used_.emplace_back(key);
        const auto* array = table_[key].as_array();
        if (array == nullptr || !array->is_array_of_tables())
            refuse(file_, table_.source(), std::string("expected at least one [[") + key + "]]");
        return *array;
    }

    void done() const {
        for (const auto& [key, node] : table_)
            if (std::find(used_.begin(), used_.end(), key.str()) == used_.end())
                refuse(file_, node.source(),
                       "nothing is known of \"" + std::string(key.str()) + "\" here");
    }

private:
    template <class T>
    T required(const char* key, const char* what) {
        used_.emplace_back(key);
        const auto value = table_[key].template value<T>();
        if (!value) refuse(file_, table_.source(), std::string("expected ") + key + ", " + what);
        return *value;
    }

    const std::filesystem::path& file_;
    const toml::table& table_;
    std::vector<std::string> used_;
};

} // namespace mlcore::course
