// A terminal small enough to read in a minute: keeps the cells that a program has drawn, so that a
// test can ask what a learner would see. Understands what src/terminal sends, and remembers
// whatever else arrives as `unknown`.
#pragma once

#include "terminal/text.hpp"

#include <algorithm>
#include <string>
#include <string_view>
#include <vector>

namespace mlcore::test {

class VirtualTerminal {
public:
    VirtualTerminal(int columns, int rows) { resize(columns, rows); }

    bool cursor_visible = true;
    bool alternate = false; // the alternate screen is shown
    bool wraps = true;
    bool marks_paste = false;
    std::vector<std::string> unknown;

    /// What was shown is lost: no terminal promises what it keeps.
    void resize(int columns, int rows) {
        for (Cells* cells : {&main_, &other_}) {
            cells->resize(static_cast<std::size_t>(rows));
            const std::string left = columns_ == 0 ? " " : "▒";
            for (auto& row : *cells) row.assign(static_cast<std::size_t>(columns), left);
        }
        columns_ = columns;
        rows_ = rows;
        move(row_, column_);
    }

    void feed(std::string_view bytes) {
        pending_ += bytes;
        std::string_view rest = pending_;
        while (!rest.empty()) {
            const std::size_t used = one(rest);
            if (used == 0) break; // the rest of it is on its way
            rest.remove_prefix(used);
        }
        pending_ = std::string(rest);
    }

    int columns() const { return columns_; }
    int rows() const { return rows_; }

    /// A row without the spaces at its end.
    std::string row(int number) const {
        std::string text;
        for (const std::string& cell : cells()[static_cast<std::size_t>(number)]) text += cell;
        text.erase(text.find_last_not_of(' ') + 1);
        return text;
    }
    std::string text() const {
        std::string all;
        for (int i = 0; i < rows_; ++i) all += row(i) + "\n";
        return all;
    }
    bool shows(std::string_view wanted) const { return text().find(wanted) != std::string::npos; }

private:
    using Cells = std::vector<std::vector<std::string>>;

    const Cells& cells() const { return alternate ? other_ : main_; }
    Cells& cells() { return alternate ? other_ : main_; }

    void move(int row, int column) {
        row_ = std::clamp(row, 0, rows_ - 1);
        column_ = std::clamp(column, 0, columns_ - 1);
        past_end_ = false;
    }

    void line_feed() {
        if (row_ + 1 < rows_) {
            ++row_;
            return;
        }
        cells().erase(cells().begin());
        cells().emplace_back(static_cast<std::size_t>(columns_), " ");
    }

    void put(std::string_view bytes, int width) {
        auto& row = cells()[static_cast<std::size_t>(row_)];
        if (width == 0) { // a mark on the character before
            const int before = past_end_ ? column_ : column_ - 1;
            if (before >= 0) row[static_cast<std::size_t>(before)] += bytes;
            return;
        }
        if (past_end_ && wraps) {
            line_feed();
            move(row_, 0);
            put(bytes, width);
            return;
        }
        row[static_cast<std::size_t>(column_)] = bytes;
        if (width == 2 && column_ + 1 < columns_) row[static_cast<std::size_t>(++column_)] = "";
        if (column_ + 1 < columns_)
            ++column_;
        else
            past_end_ = true;
    }

    std::size_t one(std::string_view rest) {
        const char first = rest[0];
        if (first == '\x1b') return sequence(rest);
        if (first == '\r') return move(row_, 0), 1;
        if (first == '\n') return line_feed(), 1;
        if (first == '\a') return 1;
        if (static_cast<unsigned char>(first) < 0x20) {
            unknown.push_back("control " + std::to_string(first));
            return 1;
        }
        const terminal::CodePoint code = terminal::decode(rest);
        if (!code.valid && rest.size() < 4) return 0;
        if (!code.valid) unknown.emplace_back("not UTF-8");
        const auto bytes = static_cast<std::size_t>(code.bytes);
        put(rest.substr(0, bytes), code.valid ? terminal::width_of(code.value) : 1);
        return bytes;
    }

    std::size_t sequence(std::string_view rest) {
        if (rest.size() < 2) return 0;
        if (rest[1] != '[') {
            unknown.emplace_back(rest.substr(0, 2));
            return 2;
        }
        std::size_t end = 2;
        while (end < rest.size() && (rest[end] < '@' || rest[end] > '~')) ++end;
        if (end == rest.size()) return 0;
        const std::string parameters(rest.substr(2, end - 2));
        run(parameters, rest[end]);
        return end + 1;
    }

    void run(const std::string& parameters, char command) {
        if (command == 'm') return; // colours do not matter here
        if (command == 'H') {
            const std::size_t semicolon = parameters.find(';');
            const auto number = [](const std::string& text) {
                return text.empty() ? 1 : std::stoi(text);
            };
            const std::string column =
                semicolon == std::string::npos ? "" : parameters.substr(semicolon + 1);
            move(number(parameters.substr(0, semicolon)) - 1, number(column) - 1);
        } else if (command == 'K' && parameters.empty()) {
            auto& row = cells()[static_cast<std::size_t>(row_)];
            std::fill(row.begin() + column_, row.end(), " ");
        } else if (command == 'J' && parameters == "2") {
            for (auto& row : cells()) std::fill(row.begin(), row.end(), " ");
        } else if (!set_mode(parameters, command)) {
            unknown.push_back("ESC [ " + parameters + command);
        }
    }

    bool set_mode(const std::string& mode, char command) {
        if (command != 'h' && command != 'l') return false;
        const bool on = command == 'h';
        if (mode == "?1049") {
            alternate = on;
            move(on ? 0 : row_, 0);
        } else if (mode == "?25") {
            cursor_visible = on;
        } else if (mode == "?7") {
            wraps = on;
        } else if (mode == "?2004") {
            marks_paste = on;
        } else {
            return false;
        }
        return true;
    }

    int columns_ = 0, rows_ = 0, row_ = 0, column_ = 0;
    bool past_end_ = false;
    Cells main_, other_;
    std::string pending_;
};

} // namespace mlcore::test
