// A long text on a screen, to be read with the arrow keys.
#pragma once

#include "keys.hpp"
#include "screen.hpp"
#include "text.hpp"

#include <functional>
#include <string>
#include <vector>

namespace mlcore::terminal {

class Pager {
public:
    /// `text` lays itself out for a width; `unfold` asks for folded answers to be shown.
    using Text = std::function<std::string(int width, bool unfold)>;

    /// With `folds`, the key u shows and hides the answers.
    Pager(std::string title, Text text, bool folds = false)
        : title_(std::move(title)), text_(std::move(text)), folds_(folds) {}

    enum class Outcome { stays, closed, ignored };
    Outcome press(const Key& key);

    /// The lines of the whole window: title, text, `notice` (or nothing), keys.
    std::vector<std::string> frame(Size size, const Style& style, const std::string& notice);

private:
    void layout(Size size);
    int last_offset() const;

    std::string title_;
    Text text_;
    bool folds_;
    bool unfolded_ = false;
    bool stale_ = true;
    int width_ = 0;
    int height_ = 1; // rows for the text
    int offset_ = 0;
    std::vector<std::string> lines_;
};

/// Shows `pager` until it is closed; for commands that have nothing else to watch.
void run_pager(Pager& pager, int input, int output, const Style& style);

} // namespace mlcore::terminal
