// From atoms to text: the spaces TeX would set, parentheses where a fraction needs them, and the
// few layouts that take several lines.
#include "latex.hpp"

#include "latex_parser.hpp"
#include "text.hpp"

#include <algorithm>
#include <cctype>

namespace mlcore::terminal {

namespace latex {

namespace {
bool begins_with_letter(const std::string& text) {
    return !text.empty() && (std::isalnum(static_cast<unsigned char>(text[0])) != 0 ||
                             static_cast<unsigned char>(text[0]) >= 0x80);
}
bool ends_with_digit(const std::string& text) {
    return !text.empty() && std::isdigit(static_cast<unsigned char>(text.back())) != 0;
}

/// A + or − with nothing before it to add to is a sign.
bool is_sign(const Row& row, std::size_t i) {
    if (row[i].kind != Class::binary) return false;
    while (i > 0 && row[i - 1].kind == Class::space) --i;
    if (i == 0) return true;
    const Class before = row[i - 1].kind;
    return before == Class::binary || before == Class::relation || before == Class::open ||
           before == Class::punctuation || before == Class::big || before == Class::word ||
           before == Class::prefix;
}

/// Whether a/b at `i` is a factor beside another: (a/b) c.
bool fraction_needs_parentheses(const Row& row, std::size_t i) {
    if (i + 1 < row.size()) {
        const Atom& next = row[i + 1];
        if (next.kind == Class::ordinary || next.kind == Class::open || next.kind == Class::big ||
            next.kind == Class::word || next.kind == Class::prefix)
            return !next.text.starts_with('|') && !next.text.starts_with('!');
    }
    if (i == 0) return false;
    const Atom& before = row[i - 1];
    return before.kind == Class::word || before.text == "/" || ends_with_digit(before.text);
}

bool space_between(const Atom& before, const Atom& next) {
    using enum Class;
    if (before.kind == open || next.kind == close || next.kind == punctuation) return false;
    if (before.kind == prefix) return before.script;
    if (before.kind == big || next.kind == big) return true;
    if (before.kind == word) return next.kind != open || next.spaced || before.text.ends_with(')');
    if (next.kind == word) return true;
    if (next.kind == open) return before.fraction || next.spaced;
    if (before.fraction || next.fraction) return true;
    if (before.kind == close) return next.spaced;
    if (before.text.ends_with(' ') || next.text.starts_with(' ')) return false;
    if ((before.lettered || next.lettered || before.script) && begins_with_letter(next.text))
        return true;
    return next.spaced;
}
} // namespace

std::string join(const Row& row) {
    std::string text;
    const Atom* before = nullptr; // none after a space: nothing more to set
    for (std::size_t i = 0; i < row.size(); ++i) {
        Atom atom = row[i];
        if (atom.kind == Class::space) {
            // A thin space after a space adds nothing; two columns and more are meant to be seen.
            if (atom.text.size() > 1 || (!text.empty() && !text.ends_with(' '))) text += atom.text;
            if (!atom.text.empty()) before = nullptr;
            continue;
        }
        if (atom.text.empty()) continue;
        if (is_sign(row, i)) {
            if (before != nullptr && !text.ends_with(' ') && before->kind != Class::open)
                text += ' ';
            text += atom.text;
            before = nullptr;
            continue;
        }
        if (atom.fraction && fraction_needs_parentheses(row, i)) {
            atom.text = "(" + atom.text + ")";
        }
        const bool apart = atom.kind == Class::binary || atom.kind == Class::relation;
        if (apart) {
            if (!text.empty() && !text.ends_with(' ')) text += ' ';
            text += atom.text;
            if (i + 1 < row.size()) text += ' ';
            before = nullptr;
            continue;
        }
        if (before != nullptr && !text.ends_with(' ') && space_between(*before, atom)) text += ' ';
        text += atom.text;
        if (atom.kind == Class::punctuation) {
            if (i + 1 < row.size()) text += ' ';
            before = nullptr;
        } else {
            before = &row[i];
        }
    }
    return text;
}

bool is_sum(const Row& row) {
    return std::any_of(row.begin(), row.end(), [](const Atom& atom) {
        return atom.kind == Class::relation || atom.kind == Class::punctuation ||
               atom.kind == Class::big || atom.kind == Class::word || atom.several ||
               atom.text == "+" || atom.text == "−" || atom.text == "±" || atom.text == "∓";
    });
}

bool is_single(const Row& row) {
    std::size_t first = 0;
    while (first < row.size() && row[first].kind == Class::prefix) ++first; // ∂w
    const std::size_t count = row.size() - first;
    if (count == 0) return true;
    const Atom& head = row[first];
    if (head.several) return false;
    if (count == 1) return true;
    if (count == 2 && head.text == "d" && row.back().kind == Class::ordinary) return true; // dL
    // f(x), ‖x‖: one pair of brackets up to the end
    const bool function = head.kind == Class::ordinary || head.kind == Class::word;
    const std::size_t bracket = first + (function ? 1 : 0);
    if (bracket >= row.size() || row[bracket].kind != Class::open) return false;
    int open = 0;
    for (std::size_t i = bracket; i + 1 < row.size(); ++i) {
        if (row[i].kind == Class::open) ++open;
        if (row[i].kind == Class::close && --open == 0) return false;
    }
    return row.back().kind == Class::close;
}

std::string fraction(const Row& numerator, const Row& denominator) {
    std::string above = join(numerator);
    std::string below = join(denominator);
    if (above.size() == 1 && below.size() == 1) {
        const std::string both = above + below;
        if (both == "12") return "½";
        if (both == "13") return "⅓";
        if (both == "23") return "⅔";
        if (both == "14") return "¼";
        if (both == "34") return "¾";
    }
    const auto is_fraction = [](const Row& row) { return row.size() == 1 && row[0].fraction; };
    const bool above_bare = (is_single(numerator) || !is_sum(numerator)) && !is_fraction(numerator);
    const bool below_bare = is_single(denominator) && !is_fraction(denominator);
    const bool wide = above_bare && above.find(' ') != std::string::npos;
    if (!above_bare) above = "(" + above + ")";
    if (!below_bare) below = "(" + below + ")";
    return above + (wide ? " / " : "/") + below;
}

std::string inline_block(const Block& block) {
    std::vector<std::vector<std::string>> lines;
    bool spaces = false; // inside a cell: then commas must part the cells
    for (const auto& line : block.lines) {
        lines.emplace_back();
        for (const Row& cell : line) {
            lines.back().push_back(join(cell));
            spaces = spaces || lines.back().back().find(' ') != std::string::npos;
        }
    }
    const auto all = [&](const char* between_cells, const char* between_lines) {
        std::string text;
        for (std::size_t i = 0; i < lines.size(); ++i) {
            if (i > 0) text += between_lines;
            for (std::size_t j = 0; j < lines[i].size(); ++j) {
                if (j > 0 && !lines[i][j].empty() && !text.ends_with(' ')) text += between_cells;
                text += lines[i][j];
            }
        }
        return text;
    };
    const std::string& name = block.name;
    if (name.ends_with("cases")) return "{ " + all(" ", "; ") + " }";
    if (name.ends_with("matrix") || name == "array") {
        const std::string text = all(spaces ? ", " : " ", "; ");
        if (name == "vmatrix") return "|" + text + "|";
        if (name == "Vmatrix") return "‖" + text + "‖";
        return "[" + text + "]";
    }
    return all(" ", "; "); // aligned, gathered, …
}

} // namespace latex

using namespace latex;

std::string latex_to_unicode(std::string_view source) {
    std::string text;
    for (const Row& row : Parser(source).parse()) {
        if (!text.empty()) text += "; ";
        text += join(row);
    }
    return text;
}

namespace {
/// The parts of a formula that \quad sets apart, each on a line of its own; broken at spaces where
/// even that is too wide.
std::vector<std::string> fit(const std::string& formula, int width) {
    if (display_width(formula) <= width) return {formula};
    std::vector<std::string> lines;
    for (std::size_t at = 0; at < formula.size();) {
        const std::size_t gap = std::min(formula.find("  ", at), formula.size());
        if (gap > at)
            for (std::string& line : wrap(formula.substr(at, gap - at), width, "", "    "))
                lines.push_back(std::move(line));
        at = std::min(formula.find_first_not_of(' ', gap), formula.size());
    }
    return lines;
}

/// Every second column is set against the one before it: right-aligned, then left-aligned.
std::vector<std::string> aligned(const Block& block) {
    std::vector<int> widths;
    std::vector<std::vector<std::string>> cells;
    for (const auto& line : block.lines) {
        cells.emplace_back();
        for (std::size_t column = 0; column < line.size(); ++column) {
            cells.back().push_back(join(line[column]));
            if (widths.size() <= column) widths.push_back(0);
            widths[column] = std::max(widths[column], display_width(cells.back().back()));
        }
    }
    std::vector<std::string> lines;
    for (const auto& row : cells) {
        std::string line;
        for (std::size_t column = 0; column < row.size(); ++column) {
            if (column > 0) line += column % 2 == 0 ? "    " : widths[column - 1] > 0 ? " " : "";
            line += column % 2 == 0 ? pad_left(row[column], widths[column])
                                    : pad(row[column], widths[column]);
        }
        line.erase(line.find_last_not_of(' ') + 1);
        lines.push_back(line);
    }
    return lines;
}

/// f(x) = ⎧ x   if x > 0
///        ⎩ 0   otherwise
std::vector<std::string> cases(const std::string& before, const Block& block,
                               const std::string& after) {
    int first_column = 0;
    for (const auto& line : block.lines)
        if (!line.empty()) first_column = std::max(first_column, display_width(join(line[0])));
    std::vector<std::string> lines;
    const std::size_t count = block.lines.size();
    for (std::size_t i = 0; i < count; ++i) {
        const auto& line = block.lines[i];
        std::string text = i == (count - 1) / 2 ? before : std::string();
        text =
            pad(text, display_width(before)) + (before.empty() || before.ends_with(' ') ? "" : " ");
        text += count == 1       ? "{ "
                : i == 0         ? "⎧ "
                : i + 1 == count ? "⎩ "
                : i == count / 2 ? "⎨ "
                                 : "⎪ ";
        text += line.size() > 1 ? pad(join(line[0]), first_column)
                : line.empty()  ? ""
                                : join(line[0]);
        for (std::size_t column = 1; column < line.size(); ++column)
            text += "   " + join(line[column]);
        if (i == (count - 1) / 2) text += after;
        lines.push_back(text);
    }
    return lines;
}

std::vector<std::string> display_row(const Row& row) {
    for (std::size_t i = 0; i < row.size(); ++i) {
        if (row[i].block.empty()) continue;
        const Block& block = row[i].block[0];
        const Row before(row.begin(), row.begin() + static_cast<std::ptrdiff_t>(i));
        const Row after(row.begin() + static_cast<std::ptrdiff_t>(i) + 1, row.end());
        if (block.name.ends_with("cases")) {
            const std::string suffix = join(after);
            const bool attached = suffix.empty() || after[0].kind == Class::punctuation;
            return cases(join(before) + (before.empty() ? "" : " "), block,
                         (attached ? "" : " ") + suffix);
        }
        const bool in_lines = !block.name.ends_with("matrix") && block.name != "array";
        if (in_lines && before.empty() && after.empty()) return aligned(block);
    }
    return {join(row)};
}
} // namespace

std::vector<std::string> latex_display(std::string_view source, int width) {
    std::vector<std::string> lines;
    for (const Row& row : Parser(source).parse())
        for (const std::string& line : display_row(row))
            for (std::string& part : fit(line, width)) lines.push_back(std::move(part));
    return lines;
}

} // namespace mlcore::terminal
