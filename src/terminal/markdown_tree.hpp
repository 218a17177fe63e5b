// What md4c reports, gathered into a tree of blocks. Used by markdown.cpp alone.
#pragma once

#include "text.hpp"

#include <string>
#include <vector>

namespace mlcore::terminal {

/// A stretch of a paragraph: text with its styles already in it, or the LaTeX of a formula that
/// stands on lines of its own.
struct Segment {
    bool display = false;
    std::string text;
};

struct Block {
    enum class Kind {
        document,
        quote,
        bullets,
        numbers,
        item,
        rule,
        heading,
        code,
        html,
        paragraph,
        table,
        head,
        body,
        row,
        cell,
        fold
    } kind = Kind::document;
    int level = 0;            // heading: 1…6; numbers: the first number
    bool tight = false;       // lists: no empty lines between the items
    char task = 0;            // item: 'x' or ' ' where it is a box to tick
    char alignment = 'l';     // cell: l, c, r
    std::string language;     // code
    bool closes_fold = false; // paragraph: ends with </details>
    std::vector<Segment> text;
    std::vector<Block> children; // fold: the answer; its `text` is the summary
};

/// The whole of it: escaped, parsed, folds gathered.
/// Throws std::runtime_error where md4c runs out of memory.
Block parse_markdown(const std::string& markdown, const Style& style);

/// One step of it: what md4c says, HTML as it is written. The text has to be escaped already.
Block parse_blocks(const std::string& markdown, const Style& style);

/// Puts what stands between <details> and </details> into blocks of kind fold, drops other tags.
std::vector<Block> gather_folds(std::vector<Block> blocks, const Style& style);

/// Without spaces and newlines around it.
std::string trimmed(std::string text);

} // namespace mlcore::terminal
