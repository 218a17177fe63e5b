// <details> and </details> stand in the tree as HTML; here they become blocks of their own.
#include "markdown_tree.hpp"

#include <algorithm>
#include <string_view>

namespace mlcore::terminal {

namespace {

/// Puts what stands between <details> and </details> into blocks of their own, and drops every
/// other tag. md4c reports HTML as it is written.
class FoldGatherer {
public:
    explicit FoldGatherer(const Style& style) : style_(style) {}

    std::vector<Block> gather(std::vector<Block> blocks) {
        for (Block& block : blocks) {
            const bool closes = block.closes_fold;
            if (block.kind == Block::Kind::html) {
                std::string source;
                for (const Segment& segment : block.text) source += segment.text;
                html(source);
                continue;
            }
            if (!block.children.empty())
                block.children = FoldGatherer(style_).gather(std::move(block.children));
            current().push_back(std::move(block));
            if (closes) close();
        }
        while (!open_.empty()) close();
        return std::move(done_);
    }

private:
    std::vector<Block>& current() { return open_.empty() ? done_ : open_.back().children; }

    void close() {
        if (open_.empty()) return;
        Block fold = std::move(open_.back());
        open_.pop_back();
        current().push_back(std::move(fold));
    }

    void markdown(const std::string& source) {
        if (trimmed(source).empty()) return;
        for (Block& block : parse_blocks(trimmed(source), style_).children)
            if (block.kind != Block::Kind::html) current().push_back(std::move(block));
    }

    void html(std::string_view rest) {
        while (!rest.empty()) {
            const std::size_t tag = std::min(rest.find('<'), rest.size());
            markdown(std::string(rest.substr(0, tag)));
            rest.remove_prefix(tag);
            const char* close_mark = rest.starts_with("<!--") ? "-->" : ">";
            const std::size_t end = rest.find(close_mark);
            if (end == std::string_view::npos) {
                if (!rest.empty()) current().push_back(paragraph(std::string(rest)));
                return;
            }
            const std::string_view name = rest.substr(0, end);
            rest.remove_prefix(end + std::string_view(close_mark).size());
            if (name.starts_with("<details")) {
                open_.emplace_back();
                open_.back().kind = Block::Kind::fold;
            } else if (name.starts_with("</details")) {
                close();
            } else if (name.starts_with("<summary") && !open_.empty()) {
                const std::size_t summary_end = std::min(rest.find("</summary>"), rest.size());
                const Block summary =
                    parse_blocks(trimmed(std::string(rest.substr(0, summary_end))), style_);
                for (const Block& part : summary.children)
                    open_.back().text.insert(open_.back().text.end(), part.text.begin(),
                                             part.text.end());
                rest.remove_prefix(summary_end);
            }
        }
    }

    static Block paragraph(std::string text) {
        Block block;
        block.kind = Block::Kind::paragraph;
        block.text.push_back({false, trimmed(std::move(text))});
        return block;
    }

    const Style& style_;
    std::vector<Block> done_;
    std::vector<Block> open_;
};

} // namespace

std::vector<Block> gather_folds(std::vector<Block> blocks, const Style& style) {
    return FoldGatherer(style).gather(std::move(blocks));
}

} // namespace mlcore::terminal
