// What the commands of LaTeX's mathematics stand for in Unicode.
#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace mlcore::terminal::latex {

/// What a piece of a formula is decides the spaces around it.
enum class Class {
    ordinary,
    prefix,   // ∂ ∇: nothing between it and what follows
    word,     // log, max, softmax: a space before its argument unless that is in parentheses
    big,      // Σ ∏ ∫
    binary,   // + · ×: spaces on both sides, or a sign
    relation, // = ≤ ∈ →: spaces on both sides
    open,
    close,
    punctuation, // a space after it
    space
};

struct Symbol {
    std::string text;
    Class kind = Class::ordinary;
};

/// `name` without its backslash. Nothing where the command is unknown or takes arguments.
std::optional<Symbol> find_symbol(std::string_view name);

/// A character that stands for itself in LaTeX: '+' is binary, '<' a relation, …
Symbol character_symbol(std::string_view utf8);

/// Every code point of `text` as sub- or superscript; nothing where one of them has none.
std::optional<std::string> subscript(std::string_view text);
std::optional<std::string> superscript(std::string_view text);

/// Letters of another alphabet: "mathbb", "mathcal", "mathbf", …; letters it lacks stay.
bool is_alphabet(std::string_view command);
std::string in_alphabet(std::string_view command, std::string_view text);

/// "hat", "bar", "vec", …: the text with the mark over its letters.
bool is_accent(std::string_view command);
std::string with_accent(std::string_view command, std::string_view text);

} // namespace mlcore::terminal::latex
