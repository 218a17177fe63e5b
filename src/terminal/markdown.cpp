#include "markdown.hpp"

#include "cpp_colours.hpp"
#include "latex.hpp"
#include "markdown_tree.hpp"

#include <algorithm>
#include <numeric>

namespace mlcore::terminal {

namespace {

using Lines = std::vector<std::string>;

void append(Lines& lines, Lines more) {
    std::move(more.begin(), more.end(), std::back_inserter(lines));
}

Lines prefixed(const Lines& lines, const std::string& first, const std::string& next) {
    Lines result;
    for (const std::string& line : lines) {
        const std::string& prefix = result.empty() ? first : next;
        if (line.empty())
            result.push_back(prefix.substr(0, prefix.find_last_not_of(' ') + 1));
        else
            result.push_back(prefix + line);
    }
    return result;
}

class Renderer {
public:
    Renderer(const Style& style, bool unfold) : style_(style), unfold_(unfold) {}

    /// Blocks below one another, with an empty line between them unless `tight`.
    Lines blocks(const std::vector<Block>& blocks, int width, bool tight = false) const {
        Lines lines;
        const Block* before = nullptr;
        for (const Block& next : blocks) {
            Lines more = block(next, std::max(width, 1));
            if (more.empty()) continue;
            const bool under_rule =
                before != nullptr && before->kind == Block::Kind::heading && before->level <= 2;
            const bool folds = before != nullptr && !unfold_ && before->kind == Block::Kind::fold &&
                               next.kind == Block::Kind::fold;
            if (before != nullptr && !tight && !under_rule && !folds) lines.emplace_back();
            append(lines, std::move(more));
            before = &next;
        }
        return lines;
    }

private:
    Lines block(const Block& block, int width) const {
        using enum Block::Kind;
        switch (block.kind) {
        case quote:
            return prefixed(blocks(block.children, width - 2), bar(), bar());
        case bullets:
        case numbers:
            return list(block, width);
        case rule:
            return {style_.dim(repeat("─", width))};
        case heading:
            return heading_lines(block, width);
        case code:
            return code_lines(block, width);
        case paragraph:
            return paragraph_lines(block.text, width);
        case table:
            return table_lines(block, width);
        case fold:
            return fold_lines(block, width);
        default:
            return blocks(block.children, width);
        }
    }

    std::string bar() const { return style_.dim("│") + " "; }

    Lines paragraph_lines(const std::vector<Segment>& text, int width) const {
        Lines lines;
        for (std::size_t i = 0; i < text.size(); ++i) {
            if (i > 0) lines.emplace_back();
            append(lines,
                   text[i].display ? formula(text[i].text, width) : wrap(text[i].text, width));
        }
        return lines;
    }

    static Lines formula(const std::string& latex, int width) {
        const int indent = width >= 40 ? 4 : 0;
        const std::string spaces(static_cast<std::size_t>(indent), ' ');
        return prefixed(latex_display(latex, width - indent), spaces, spaces);
    }

    Lines heading_lines(const Block& block, int width) const {
        Lines lines;
        int longest = 0;
        for (const Segment& segment : block.text)
            for (const std::string& line : wrap(style_.bold(segment.text), width)) {
                longest = std::max(longest, display_width(line));
                lines.push_back(line);
            }
        if (block.level == 1) lines.push_back(style_.dim(repeat("═", longest)));
        if (block.level == 2) lines.push_back(style_.dim(repeat("─", longest)));
        return lines;
    }

    Lines code_lines(const Block& block, int width) const {
        std::string code;
        for (const Segment& segment : block.text) code += segment.text;
        while (code.ends_with('\n')) code.pop_back();
        if (block.language == "math") return formula(code, width);
        const bool cpp =
            block.language == "cpp" || block.language == "c++" || block.language == "c";
        const std::string indent = width >= 40 ? "    " : "  ";
        Lines lines;
        for (std::string& line :
             wrap(cpp ? colour_cpp(code, style_) : style_.cyan(code), width, indent, indent))
            lines.push_back(
                display_width(line) == static_cast<int>(indent.size()) ? "" : std::move(line));
        return lines;
    }

    Lines list(const Block& list, int width) const {
        Lines lines;
        int number = list.level;
        const std::size_t digits =
            std::to_string(number + static_cast<int>(list.children.size()) - 1).size();
        for (const Block& item : list.children) {
            std::string marker = "• ";
            if (list.kind == Block::Kind::numbers) {
                marker = std::to_string(number++) + ". ";
                marker.insert(0, digits + 2 - std::min(marker.size(), digits + 2), ' ');
            }
            if (item.task != 0) marker = item.task == ' ' ? "☐ " : "☑ ";
            const int indent = display_width(marker);
            Lines body = blocks(item.children, width - indent, list.tight);
            if (body.empty()) body.emplace_back();
            if (!lines.empty() && !list.tight) lines.emplace_back();
            append(lines,
                   prefixed(body, marker, std::string(static_cast<std::size_t>(indent), ' ')));
        }
        return lines;
    }

    Lines fold_lines(const Block& fold, int width) const {
        std::string summary;
        for (const Segment& segment : fold.text) summary += segment.text + " ";
        if (summary.empty()) summary = "more ";
        summary.pop_back();
        Lines lines = wrap(style_.bold(summary), width, style_.cyan(unfold_ ? "▾ " : "▸ "), "  ");
        if (!unfold_) return lines;
        for (const std::string& line : prefixed(blocks(fold.children, width - 4), "    ", "    "))
            lines.push_back(style_.dim(line));
        return lines;
    }

    // ---- tables ---------------------------------------------------------------------------------

    struct Cell {
        std::string text;
        char alignment = 'l';
    };

    std::vector<std::vector<Cell>> cells(const Block& table) const {
        std::vector<std::vector<Cell>> rows;
        for (const Block& part : table.children)
            for (const Block& row : part.children) {
                rows.emplace_back();
                for (const Block& cell : row.children) {
                    std::string text;
                    for (const Segment& segment : cell.text) text += segment.text;
                    if (part.kind == Block::Kind::head) text = style_.bold(text);
                    rows.back().push_back({text, cell.alignment});
                }
            }
        return rows;
    }

    /// Every column its natural width where that fits; else the widest give way first, all of them
    /// down to the same width.
    static std::vector<int> column_widths(const std::vector<std::vector<Cell>>& rows,
                                          int available) {
        std::vector<int> natural;
        for (const auto& row : rows)
            for (std::size_t j = 0; j < row.size(); ++j) {
                if (natural.size() <= j) natural.push_back(1);
                for (const std::string& line : split_lines(row[j].text))
                    natural[j] = std::max(natural[j], display_width(line));
            }
        if (std::accumulate(natural.begin(), natural.end(), 0) <= available) return natural;
        int level = 1;
        const auto total = [&](int limit) {
            int sum = 0;
            for (const int width : natural) sum += std::min(width, limit);
            return sum;
        };
        while (total(level + 1) <= available) ++level;
        int spare = available - total(level);
        for (int& width : natural) {
            if (width > level) width = level + (spare-- > 0 ? 1 : 0);
        }
        return natural;
    }

    Lines table_lines(const Block& table, int width) const {
        const auto rows = cells(table);
        if (rows.empty()) return {};
        const int columns = static_cast<int>(rows[0].size());
        const int gap = width >= 4 * columns ? 2 : 1;
        const std::vector<int> widths = column_widths(rows, width - gap * (columns - 1));
        std::vector<Lines> printed; // the lines of each row
        bool several = false;
        for (const auto& row : rows) {
            printed.push_back(table_row(row, widths, gap));
            several = several || printed.back().size() > 1;
        }
        Lines lines = printed[0];
        std::string rule;
        for (std::size_t j = 0; j < widths.size(); ++j)
            rule += (j > 0 ? std::string(static_cast<std::size_t>(gap), ' ') : "") +
                    repeat("─", widths[j]);
        lines.push_back(style_.dim(truncate(rule, width)));
        for (std::size_t i = 1; i < printed.size(); ++i) {
            if (several && i > 1) lines.emplace_back(); // else rows of several lines run together
            append(lines, printed[i]);
        }
        for (std::string& line : lines) line = truncate(line, width); // more columns than room
        return lines;
    }

    static Lines table_row(const std::vector<Cell>& row, const std::vector<int>& widths, int gap) {
        std::vector<Lines> wrapped;
        std::size_t height = 1;
        for (std::size_t j = 0; j < row.size(); ++j) {
            wrapped.push_back(wrap(row[j].text, widths[j]));
            height = std::max(height, wrapped.back().size());
        }
        Lines lines;
        for (std::size_t i = 0; i < height; ++i) {
            std::string line;
            for (std::size_t j = 0; j < row.size(); ++j) {
                if (j > 0) line.append(static_cast<std::size_t>(gap), ' ');
                const std::string text = i < wrapped[j].size() ? wrapped[j][i] : "";
                const int space = std::max(widths[j] - display_width(text), 0);
                const int left = row[j].alignment == 'r'   ? space
                                 : row[j].alignment == 'c' ? space / 2
                                                           : 0;
                line.append(static_cast<std::size_t>(left), ' ');
                line += text;
                if (j + 1 < row.size()) line.append(static_cast<std::size_t>(space - left), ' ');
            }
            lines.push_back(line);
        }
        return lines;
    }

    const Style& style_;
    bool unfold_;
};

bool any_fold(const std::vector<Block>& blocks) {
    return std::any_of(blocks.begin(), blocks.end(), [](const Block& block) {
        return block.kind == Block::Kind::fold || any_fold(block.children);
    });
}

} // namespace

std::string render_markdown(const std::string& markdown, int width, const Style& style,
                            bool unfold) {
    const Block document = parse_markdown(markdown, style);
    return join_lines(Renderer(style, unfold).blocks(document.children, std::max(width, 10)));
}

bool has_folds(const std::string& markdown) {
    return any_fold(parse_markdown(markdown, Style{}).children);
}

} // namespace mlcore::terminal
