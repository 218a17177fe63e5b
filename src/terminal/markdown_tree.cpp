#include "markdown_tree.hpp"

#include "latex.hpp"

#include <md4c.h>

#include <algorithm>
#include <cstdlib>
#include <stdexcept>

namespace mlcore::terminal {

namespace {

constexpr int keep_together = 24; // formulas and code of up to so many columns are not broken

std::string unbroken(std::string text) {
    if (display_width(text) > keep_together) return text;
    for (std::size_t at = 0; (at = text.find(' ', at)) != std::string::npos;)
        text.replace(at, 1, "\u00a0");
    return text;
}

std::string entity(const std::string& name) {
    if (name == "&lt;") return "<";
    if (name == "&gt;") return ">";
    if (name == "&amp;") return "&";
    if (name == "&quot;") return "\"";
    if (name == "&apos;") return "'";
    if (name == "&nbsp;") return "\u00a0";
    if (name.starts_with("&#")) {
        const bool hexadecimal = name.size() > 2 && (name[2] == 'x' || name[2] == 'X');
        const unsigned long code =
            std::strtoul(name.c_str() + (hexadecimal ? 3 : 2), nullptr, hexadecimal ? 16 : 10);
        if (code == 0 || code > 0x10FFFF || (code >= 0xD800 && code < 0xE000)) return "\uFFFD";
        std::string text;
        append_utf8(text, static_cast<char32_t>(code));
        return escape(text); // a number can name a control character
    }
    return name;
}

/// Receives md4c's events.
class Builder {
public:
    explicit Builder(const Style& style) : style_(style) {}

    Block document() { return std::move(root_); }

    void enter_block(MD_BLOCKTYPE type, void* detail) {
        flush();
        Block block;
        block.kind = kind_of(type);
        if (type == MD_BLOCK_UL)
            block.tight = static_cast<MD_BLOCK_UL_DETAIL*>(detail)->is_tight != 0;
        if (type == MD_BLOCK_OL) {
            block.tight = static_cast<MD_BLOCK_OL_DETAIL*>(detail)->is_tight != 0;
            block.level = static_cast<int>(static_cast<MD_BLOCK_OL_DETAIL*>(detail)->start);
        }
        if (type == MD_BLOCK_LI && static_cast<MD_BLOCK_LI_DETAIL*>(detail)->is_task != 0)
            block.task = static_cast<MD_BLOCK_LI_DETAIL*>(detail)->task_mark;
        if (type == MD_BLOCK_H)
            block.level = static_cast<int>(static_cast<MD_BLOCK_H_DETAIL*>(detail)->level);
        if (type == MD_BLOCK_CODE) {
            const MD_ATTRIBUTE& language = static_cast<MD_BLOCK_CODE_DETAIL*>(detail)->lang;
            if (language.text != nullptr) block.language.assign(language.text, language.size);
        }
        if (type == MD_BLOCK_TH || type == MD_BLOCK_TD) {
            const MD_ALIGN align = static_cast<MD_BLOCK_TD_DETAIL*>(detail)->align;
            block.alignment = align == MD_ALIGN_RIGHT ? 'r' : align == MD_ALIGN_CENTER ? 'c' : 'l';
        }
        open_.push_back(std::move(block));
    }

    void leave_block() {
        flush();
        Block block = std::move(open_.back());
        open_.pop_back();
        if (open_.empty())
            root_ = std::move(block);
        else
            open_.back().children.push_back(std::move(block));
    }

    void enter_span() { spans_.emplace_back(); }

    void leave_span(MD_SPANTYPE type, void* detail) {
        const std::string inside = std::move(spans_.back());
        spans_.pop_back();
        switch (type) {
        case MD_SPAN_EM:
            add(style_.italic(inside));
            break;
        case MD_SPAN_STRONG:
            add(style_.bold(inside));
            break;
        case MD_SPAN_DEL:
            add(style_.enabled ? style_.strike(inside) : "~~" + inside + "~~");
            break;
        case MD_SPAN_U:
            add(style_.underline(inside));
            break;
        case MD_SPAN_CODE:
            add(style_.enabled ? style_.cyan(unbroken(inside)) : unbroken("`" + inside + "`"));
            break;
        case MD_SPAN_LATEXMATH:
            add(style_.italic(unbroken(latex_to_unicode(inside))));
            break;
        case MD_SPAN_LATEXMATH_DISPLAY:
            if (spans_.size() > 1 || open_.back().kind == Block::Kind::cell ||
                open_.back().kind == Block::Kind::heading) {
                add(latex_to_unicode(inside));
            } else {
                flush();
                target().text.push_back({true, inside});
            }
            break;
        case MD_SPAN_A:
            add(link(inside, static_cast<MD_SPAN_A_DETAIL*>(detail)->href));
            break;
        case MD_SPAN_IMG:
            add(link("[picture: " + inside + "]", static_cast<MD_SPAN_IMG_DETAIL*>(detail)->src));
            break;
        default:
            add(inside);
        }
    }

    void text(MD_TEXTTYPE type, std::string_view text) {
        switch (type) {
        case MD_TEXT_BR:
            add("\n");
            break;
        case MD_TEXT_SOFTBR:
            add(" ");
            break;
        case MD_TEXT_ENTITY:
            add(entity(std::string(text)));
            break;
        case MD_TEXT_NULLCHAR:
            add("\uFFFD");
            break;
        case MD_TEXT_HTML:
            if (open_.back().kind == Block::Kind::html)
                add(text);
            else if (text.starts_with("<br"))
                add("\n");
            else if (text == "</details>")
                open_.back().closes_fold = true;
            break;
        default:
            add(text);
        }
    }

private:
    static Block::Kind kind_of(MD_BLOCKTYPE type) {
        using enum Block::Kind;
        switch (type) {
        case MD_BLOCK_QUOTE:
            return quote;
        case MD_BLOCK_UL:
            return bullets;
        case MD_BLOCK_OL:
            return numbers;
        case MD_BLOCK_LI:
            return item;
        case MD_BLOCK_HR:
            return rule;
        case MD_BLOCK_H:
            return heading;
        case MD_BLOCK_CODE:
            return code;
        case MD_BLOCK_HTML:
            return html;
        case MD_BLOCK_P:
            return paragraph;
        case MD_BLOCK_TABLE:
            return table;
        case MD_BLOCK_THEAD:
            return head;
        case MD_BLOCK_TBODY:
            return body;
        case MD_BLOCK_TR:
            return row;
        case MD_BLOCK_TH:
        case MD_BLOCK_TD:
            return cell;
        default:
            return document;
        }
    }

    void add(std::string_view text) { spans_.back() += text; }

    /// Where inline text goes: a tight list's item has no paragraph, so it gets one here.
    Block& target() {
        Block& block = open_.back();
        if (block.kind != Block::Kind::item) return block;
        if (block.children.empty() || block.children.back().kind != Block::Kind::paragraph) {
            block.children.emplace_back();
            block.children.back().kind = Block::Kind::paragraph;
        }
        return block.children.back();
    }

    void flush() {
        std::string text = std::move(spans_.front());
        spans_.assign(1, {});
        if (open_.empty() || text.empty()) return;
        const bool verbatim =
            open_.back().kind == Block::Kind::code || open_.back().kind == Block::Kind::html;
        if (!verbatim) text = trimmed(std::move(text));
        if (!text.empty()) target().text.push_back({false, std::move(text)});
    }

    std::string link(const std::string& text, const MD_ATTRIBUTE& attribute) const {
        const std::string url =
            attribute.text == nullptr ? "" : std::string(attribute.text, attribute.size);
        const std::string shown = plain(text);
        if (url.empty() || url.starts_with('#') || url == shown || url == "mailto:" + shown ||
            url == "http://" + shown || url == "https://" + shown)
            return style_.underline(text);
        return style_.underline(text) + " " + style_.dim("(" + url + ")");
    }

    const Style& style_;
    Block root_;
    std::vector<Block> open_;
    std::vector<std::string> spans_{1}; // the text of the block, then of each open span
};

} // namespace

std::string trimmed(std::string text) {
    const std::size_t first = text.find_first_not_of(" \n");
    if (first == std::string::npos) return {};
    return text.substr(first, text.find_last_not_of(" \n") - first + 1);
}

Block parse_blocks(const std::string& markdown, const Style& style) {
    MD_PARSER parser{};
    parser.flags = MD_DIALECT_GITHUB | MD_FLAG_LATEXMATHSPANS;
    parser.enter_block = [](MD_BLOCKTYPE type, void* detail, void* builder) {
        static_cast<Builder*>(builder)->enter_block(type, detail);
        return 0;
    };
    parser.leave_block = [](MD_BLOCKTYPE, void*, void* builder) {
        static_cast<Builder*>(builder)->leave_block();
        return 0;
    };
    parser.enter_span = [](MD_SPANTYPE, void*, void* builder) {
        static_cast<Builder*>(builder)->enter_span();
        return 0;
    };
    parser.leave_span = [](MD_SPANTYPE type, void* detail, void* builder) {
        static_cast<Builder*>(builder)->leave_span(type, detail);
        return 0;
    };
    parser.text = [](MD_TEXTTYPE type, const MD_CHAR* text, MD_SIZE size, void* builder) {
        static_cast<Builder*>(builder)->text(type, {text, size});
        return 0;
    };
    Builder builder(style);
    if (md_parse(markdown.data(), static_cast<MD_SIZE>(markdown.size()), &parser, &builder) != 0)
        throw std::runtime_error("render_markdown: out of memory");
    return builder.document();
}

Block parse_markdown(const std::string& markdown, const Style& style) {
    Block document = parse_blocks(escape(markdown, Keep::lines), style);
    document.children = gather_folds(std::move(document.children), style);
    return document;
}

} // namespace mlcore::terminal
