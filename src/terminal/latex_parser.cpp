#include "latex_parser.hpp"

#include "text.hpp"

#include <algorithm>
#include <cctype>
#include <utility>

namespace mlcore::terminal::latex {

namespace {
constexpr int deepest = 60; // nested groups; what is deeper is shown as it is written

bool is_digit(char c) { return c >= '0' && c <= '9'; }

int code_points(std::string_view text) {
    int count = 0;
    for (; !text.empty(); ++count) text.remove_prefix(static_cast<std::size_t>(decode(text).bytes));
    return count;
}
} // namespace

Atom of_symbol(const Symbol& symbol) {
    Atom atom;
    atom.text = symbol.text;
    atom.kind = symbol.kind;
    return atom;
}

Atom ordinary(std::string text) { return of_symbol({std::move(text), Class::ordinary}); }

bool Parser::skip_spaces() {
    const std::size_t spaces = std::min(rest_.find_first_not_of(" \t\r\n"), rest_.size());
    rest_.remove_prefix(spaces);
    return spaces > 0;
}

std::vector<Row> Parser::parse() {
    std::vector<Row> rows{{}};
    while (!rest_.empty()) {
        for (Atom& next : row(Until::end)) rows.back().push_back(std::move(next));
        if (rest_.starts_with("\\\\")) {
            rest_.remove_prefix(2);
            optional_argument(); // \\[4pt]
            rows.emplace_back();
        } else if (!rest_.empty()) {
            rest_.remove_prefix(rest_.starts_with("\\end") ? 4 : 1); // an & or } of nothing
        }
    }
    if (rows.size() > 1 && rows.back().empty()) rows.pop_back();
    return rows;
}

bool Parser::at_end_of(Until until) const {
    return rest_.empty() || rest_[0] == '}' || rest_[0] == '&' || rest_.starts_with("\\\\") ||
           (rest_.starts_with("\\end") &&
            (rest_.size() == 4 || std::isalpha(static_cast<unsigned char>(rest_[4])) == 0)) ||
           (until == Until::bracket && rest_[0] == ']');
}

Row Parser::row(Until until) {
    Row row;
    while (true) {
        const bool spaced = skip_spaces();
        if (at_end_of(until)) break;
        Atom next = with_scripts(atom());
        next.spaced = spaced;
        row.push_back(std::move(next));
    }
    return row;
}

Atom Parser::atom() {
    const char first = rest_[0];
    if (first == '\\') return command();
    if (first == '{') return group();
    if (first == '_' || first == '^') return ordinary(""); // a script without a base
    if (is_digit(first)) {
        std::size_t end = 1;
        while (end < rest_.size() &&
               (is_digit(rest_[end]) ||
                (rest_[end] == '.' && end + 1 < rest_.size() && is_digit(rest_[end + 1]))))
            ++end;
        Atom number = ordinary(std::string(rest_.substr(0, end)));
        rest_.remove_prefix(end);
        return number;
    }
    const auto bytes = static_cast<std::size_t>(decode(rest_).bytes);
    const std::string_view character = rest_.substr(0, bytes);
    rest_.remove_prefix(bytes);
    if (character == "%" || character == "$") return ordinary(std::string(character));
    return of_symbol(character_symbol(character));
}

Atom Parser::group() {
    rest_.remove_prefix(1);
    if (++depth_ > deepest) {
        Atom all = ordinary(std::string(rest_));
        rest_ = {};
        return all;
    }
    const Row inner = row(Until::brace);
    --depth_;
    if (rest_.starts_with('}')) rest_.remove_prefix(1);
    if (inner.size() == 1) return inner[0];
    Atom atom = ordinary(join(inner));
    atom.several = !is_single(inner);
    return atom;
}

/// {…} or the one atom that follows.
Row Parser::argument() {
    skip_spaces();
    if (rest_.empty() || rest_[0] == '}') return {};
    if (rest_[0] == '{') {
        rest_.remove_prefix(1);
        if (++depth_ > deepest) return {ordinary(std::string(std::exchange(rest_, {})))};
        Row inner = row(Until::brace);
        --depth_;
        if (rest_.starts_with('}')) rest_.remove_prefix(1);
        return inner;
    }
    if (at_end_of(Until::brace)) return {};
    if (is_digit(rest_[0])) { // \frac12 is one half
        Row digit{ordinary(std::string(rest_.substr(0, 1)))};
        rest_.remove_prefix(1);
        return digit;
    }
    return {atom()};
}

Atom Parser::with_scripts(Atom base) {
    bool parenthesised = false;
    while (true) {
        const std::string_view before = rest_; // the space counts where no script follows
        skip_spaces();
        const bool prime = rest_.starts_with('\'');
        if (!prime && !rest_.starts_with('_') && !rest_.starts_with('^')) {
            rest_ = before;
            return base;
        }
        const bool below = rest_[0] == '_';
        rest_.remove_prefix(1);
        if (prime) {
            base.text += "′";
            continue;
        }
        const Row script = argument();
        std::string text = join(script);
        for (std::size_t comma; (comma = text.find(", ")) != std::string::npos;)
            text.erase(comma + 1, 1); // x_(i,j)
        if ((base.several || base.fraction) && !parenthesised) {
            base.text = "(" + base.text + ")";
            base.several = base.fraction = false;
        }
        parenthesised = true;
        if (text.empty()) continue;
        // Small letters for whole words are hard to read: x_train, but xᵢⱼ.
        const bool word = script.size() == 1 && script[0].lettered && code_points(text) > 1;
        const auto small = word && below ? std::nullopt
                           : below       ? subscript(text)
                                         : superscript(text);
        if (small) {
            base.text += *small;
        } else {
            const bool bare = code_points(text) == 1 || (word && below);
            base.text += below ? "_" : "^";
            base.text += bare ? text : "(" + text + ")";
            base.script = bare;
        }
    }
}

std::string Parser::command_name() {
    rest_.remove_prefix(1); // the backslash
    std::size_t end = 0;
    while (end < rest_.size() && std::isalpha(static_cast<unsigned char>(rest_[end])) != 0) ++end;
    if (end == 0 && !rest_.empty()) end = static_cast<std::size_t>(decode(rest_).bytes);
    std::string name(rest_.substr(0, end));
    rest_.remove_prefix(end);
    return name;
}

Atom Parser::command() { return command(command_name()); }

/// ( in \left( — a bracket, a command, or . for none.
Atom Parser::delimiter(Class side) {
    skip_spaces();
    if (rest_.empty()) return ordinary("");
    Atom bracket = atom();
    if (bracket.text == ".") bracket.text.clear();
    bracket.kind = side;
    return bracket;
}

/// The characters between the braces, nested ones included.
std::string Parser::raw_argument() {
    skip_spaces();
    if (!rest_.starts_with('{')) return {};
    int open = 0;
    std::size_t end = 0;
    for (; end < rest_.size(); ++end) {
        if (rest_[end] == '\\')
            ++end;
        else if (rest_[end] == '{')
            ++open;
        else if (rest_[end] == '}' && --open == 0)
            break;
    }
    end = std::min(end, rest_.size());
    std::string inside(rest_.substr(1, end - 1));
    rest_.remove_prefix(std::min(end + 1, rest_.size()));
    return inside;
}

std::string Parser::optional_argument() {
    if (!rest_.starts_with('[')) return {};
    rest_.remove_prefix(1);
    const std::string inside = join(row(Until::bracket));
    if (rest_.starts_with(']')) rest_.remove_prefix(1);
    return inside;
}

/// Text mode: spaces count, and $…$ is mathematics again.
std::string Parser::text_argument() {
    if (!rest_.starts_with('{')) return join(argument());
    std::string raw = raw_argument();
    std::string text;
    for (std::size_t at = 0; at < raw.size();) {
        const std::size_t end = raw[at] == '$' ? raw.find('$', at + 1) : std::string::npos;
        if (end != std::string::npos) {
            for (const Row& formula :
                 Parser(std::string_view(raw).substr(at + 1, end - at - 1)).parse())
                text += join(formula);
            at = end + 1;
        } else {
            if (raw[at] == '\\' && at + 1 < raw.size())
                ++at; // \_ \% \&
            else if (raw[at] == '~')
                raw[at] = ' ';
            if (raw[at] != '{' && raw[at] != '}') text += raw[at];
            ++at;
        }
    }
    return text;
}

Atom Parser::environment(const std::string& name) {
    if (name == "array" || name == "tabular") raw_argument(); // the columns' alignment
    Block block{name, {{}}};
    if (++depth_ > deepest) return ordinary(std::string(std::exchange(rest_, {})));
    while (true) {
        block.lines.back().push_back(row(Until::cell));
        if (rest_.starts_with('&')) {
            rest_.remove_prefix(1);
        } else if (rest_.starts_with("\\\\")) {
            rest_.remove_prefix(2);
            optional_argument();
            block.lines.emplace_back();
        } else if (rest_.starts_with('}')) {
            rest_.remove_prefix(1); // of nothing
        } else {
            break;
        }
    }
    --depth_;
    if (rest_.starts_with("\\end")) {
        rest_.remove_prefix(4);
        raw_argument();
    }
    const auto is_empty = [](const std::vector<Row>& line) {
        return std::all_of(line.begin(), line.end(), [](const Row& cell) { return cell.empty(); });
    };
    if (block.lines.size() > 1 && is_empty(block.lines.back())) block.lines.pop_back();
    Atom atom = ordinary(inline_block(block));
    atom.block.push_back(std::move(block));
    return atom;
}

} // namespace mlcore::terminal::latex
