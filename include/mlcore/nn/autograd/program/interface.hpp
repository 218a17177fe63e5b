// The programs that a Value class is driven with. A line of text says what to compute:
//
//     x = 3; w = 0.5; u = x * w; y = tanh(u)
//
// so that a graph can be sent to another process, shown in a verdict and read by a person.
#pragma once

#include "mlcore/core/errors.hpp"

#include <cctype>
#include <charconv>
#include <cmath>
#include <cstdint>
#include <functional>
#include <initializer_list>
#include <map>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace mlcore::autograd {

enum class Operation : std::uint8_t { leaf, add, multiply, power, exp, tanh, relu, backward };

struct Statement {
    Operation operation = Operation::leaf;
    std::size_t a = 0, b = 0; // the values it reads, counted from the program's first
    double number = 0;        // the leaf's, or the exponent
};
using Program = std::vector<Statement>;

/// Reads statements separated by ";":
///
///     x = 2.5                         a leaf
///     y = x + x     y = x * z         y = pow(x, 3)     y = exp(x)     y = tanh(x)     y = relu(x)
///     y.backward()                    a call before the one at the end
///
/// A name may be defined again; the later one counts from there on. Numbers are written without
/// "+". Throws ValueError with the statement where it is none of these, or where a name is not
/// defined.
Program parse(const std::string& text);

namespace detail {

class Parser {
public:
    Program parse(std::string_view text) {
        while (true) {
            const std::size_t end = text.find(';');
            statement(text.substr(0, end));
            if (end == std::string_view::npos) return std::move(program_);
            text.remove_prefix(end + 1);
        }
    }

private:
    // "y = pow(x, -2)" is y, =, pow, (, x, comma, -2 and ).
    static std::vector<std::string_view> words(std::string_view text) {
        const auto in_word = [](char c) {
            return std::isalnum(static_cast<unsigned char>(c)) || c == '_' || c == '.' || c == '-';
        };
        std::vector<std::string_view> found;
        for (std::size_t i = 0; i < text.size();) {
            std::size_t end = i;
            while (end < text.size() && in_word(text[end])) ++end;
            if (end == i) ++end;
            if (text[i] != ' ' && text[i] != '\n') found.push_back(text.substr(i, end - i));
            i = end;
        }
        return found;
    }

    void statement(std::string_view text) {
        text_ = text;
        const auto w = words(text);
        const auto has =
            [&](std::initializer_list<std::pair<std::size_t, std::string_view>> signs) {
                for (const auto& [at, sign] : signs)
                    if (w[at] != sign) return false;
                return true;
            };
        constexpr std::string_view call = ".backward";
        if (w.size() == 3 && has({{1, "("}, {2, ")"}}) && w[0].ends_with(call)) {
            const auto name = w[0].substr(0, w[0].size() - call.size());
            program_.push_back({Operation::backward, value(name), 0, 0});
        } else if (w.size() == 3 && w[1] == "=") {
            define(w[0], {Operation::leaf, 0, 0, number(w[2])});
        } else if (w.size() == 5 && has({{1, "="}, {3, "+"}})) {
            define(w[0], {Operation::add, value(w[2]), value(w[4]), 0});
        } else if (w.size() == 5 && has({{1, "="}, {3, "*"}})) {
            define(w[0], {Operation::multiply, value(w[2]), value(w[4]), 0});
        } else if (w.size() == 8 && has({{1, "="}, {2, "pow"}, {3, "("}, {5, ","}, {7, ")"}})) {
            define(w[0], {Operation::power, value(w[4]), 0, number(w[6])});
        } else if (w.size() == 6 && has({{1, "="}, {3, "("}, {5, ")"}})) {
            const auto operation = w[2] == "exp"    ? Operation::exp
                                   : w[2] == "tanh" ? Operation::tanh
                                   : w[2] == "relu" ? Operation::relu
                                                    : Operation::leaf;
            if (operation == Operation::leaf) fail("has no known function");
            define(w[0], {operation, value(w[4]), 0, 0});
        } else {
            fail("is not a statement");
        }
    }

    void define(std::string_view name, Statement statement) {
        program_.push_back(statement);
        names_[std::string(name)] = values_++;
    }
    std::size_t value(std::string_view name) const {
        const auto found = names_.find(name);
        if (found == names_.end()) fail("uses " + std::string(name) + ", which is not defined");
        return found->second;
    }
    double number(std::string_view word) const {
        double result = 0;
        const auto [end, error] = std::from_chars(word.data(), word.data() + word.size(), result);
        if (error != std::errc() || end != word.data() + word.size() || !std::isfinite(result))
            fail("has " + std::string(word) + " where a number belongs");
        return result;
    }
    [[noreturn]] void fail(const std::string& reason) const {
        throw ValueError("parse: \"" + std::string(text_) + "\" " + reason);
    }

    Program program_;
    std::map<std::string, std::size_t, std::less<>> names_;
    std::size_t values_ = 0;
    std::string_view text_; // the statement being read
};

} // namespace detail

inline Program parse(const std::string& text) { return detail::Parser().parse(text); }

} // namespace mlcore::autograd
