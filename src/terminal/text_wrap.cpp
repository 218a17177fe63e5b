// wrap(): words are collected and put on the line while they fit; the styles that are open at a
// line's end are closed there and opened again on the next line.
#include "text.hpp"

#include <algorithm>
#include <utility>

namespace mlcore::terminal {

namespace {

/// The attributes that the escape sequences seen so far have left switched on.
class OpenStyles {
public:
    void see(std::string_view sequence) {
        if (!sequence.starts_with("\x1b[") || !sequence.ends_with('m')) return;
        const std::string_view parameters = sequence.substr(2, sequence.size() - 3);
        if (parameters.starts_with("38;") || parameters.starts_with("48;")) { // extended colour
            set(parameters[0], parameters);
            return;
        }
        int number = 0;
        for (std::size_t i = 0; i <= parameters.size(); ++i) {
            if (i < parameters.size() && parameters[i] >= '0' && parameters[i] <= '9') {
                number = std::min(number * 10 + (parameters[i] - '0'), 1000);
                continue;
            }
            attribute(number);
            number = 0;
        }
    }
    bool any() const { return !on_.empty(); }
    std::string reopen() const {
        std::string codes;
        for (const auto& [slot, code] : on_) codes += "\x1b[" + code + "m";
        return codes;
    }

private:
    void set(char slot, std::string_view code) {
        clear(slot);
        on_.emplace_back(slot, code);
    }
    void clear(char slot) {
        std::erase_if(on_, [&](const auto& entry) { return entry.first == slot; });
    }
    void attribute(int number) {
        if (number == 0) on_.clear();
        if (number >= 1 && number <= 9) set(static_cast<char>(number), std::to_string(number));
        if (number == 22) {
            clear(1);
            clear(2);
        } else if (number >= 23 && number <= 29) {
            clear(static_cast<char>(number - 20));
        }
        if ((number >= 30 && number <= 37) || (number >= 90 && number <= 97))
            set('3', std::to_string(number));
        if ((number >= 40 && number <= 47) || (number >= 100 && number <= 107))
            set('4', std::to_string(number));
        if (number == 39) clear('3');
        if (number == 49) clear('4');
    }
    std::vector<std::pair<char, std::string>> on_; // what it sets, its code
};

class Wrapper {
public:
    Wrapper(int width, std::string_view first_prefix, std::string_view next_prefix)
        : width_(std::max(width, 1)), prefix_(first_prefix), next_prefix_(next_prefix) {
        begin_line();
    }

    void feed(std::string_view text) {
        while (!text.empty()) {
            if (const std::size_t length = escape_sequence(text)) {
                word_ += text.substr(0, length); // belongs to what follows it
                text.remove_prefix(length);
                continue;
            }
            const CodePoint code = decode(text);
            const std::string_view bytes = text.substr(0, static_cast<std::size_t>(code.bytes));
            text.remove_prefix(bytes.size());
            if (code.value == ' ')
                space();
            else if (code.value == '\n')
                new_line();
            else if (code.value == 0xA0 && code.valid)
                character(" ", 1);
            else
                character(bytes, code.valid ? width_of(code.value) : 1);
        }
    }

    std::vector<std::string> finish() {
        end_word();
        end_line();
        return std::move(lines_);
    }

private:
    void character(std::string_view bytes, int columns) {
        if (columns == 2) end_word(); // East Asian text may break before and after any character
        if (prefix_width_ + word_width_ + columns > width_ && word_width_ > 0) end_word();
        word_ += bytes;
        word_width_ += columns;
        if (columns == 2) end_word();
    }

    void space() {
        end_word();
        ++spaces_;
    }

    void new_line() {
        end_word();
        spaces_ = 0;
        end_line();
        begin_line();
    }

    void begin_line() {
        line_ = prefix_;
        prefix_width_ = std::min(display_width(prefix_), width_ - 1);
        used_ = prefix_width_;
        line_ += open_.reopen();
        prefix_ = next_prefix_;
        empty_ = true;
    }

    void end_line() {
        if (open_.any()) line_ += "\x1b[0m";
        lines_.push_back(std::move(line_));
    }

    void end_word() {
        if (word_width_ > 0 && !(empty_ && spaces_ == 0) &&
            used_ + spaces_ + word_width_ > width_) {
            spaces_ = 0;
            if (!empty_) {
                end_line();
                begin_line();
                if (prefix_width_ + word_width_ > width_) { // fitted behind the first prefix alone
                    const std::string word = std::exchange(word_, {});
                    word_width_ = 0;
                    feed(word);
                    end_word();
                    return;
                }
            }
        }
        if (word_width_ > 0) {
            line_.append(static_cast<std::size_t>(spaces_), ' ');
            used_ += spaces_ + word_width_;
            spaces_ = 0;
            empty_ = false;
        }
        line_ += word_;
        for (std::string_view rest = word_; !rest.empty();) {
            const std::size_t sequence = escape_sequence(rest);
            open_.see(rest.substr(0, sequence));
            rest.remove_prefix(std::max<std::size_t>(sequence, 1));
        }
        word_.clear();
        word_width_ = 0;
    }

    int width_;
    std::string prefix_, next_prefix_;
    int prefix_width_ = 0;
    OpenStyles open_;
    std::vector<std::string> lines_;
    std::string line_, word_;
    int used_ = 0;
    int word_width_ = 0;
    int spaces_ = 0;
    bool empty_ = true;
};

} // namespace

std::vector<std::string> wrap(std::string_view text, int width, std::string_view first_prefix,
                              std::string_view next_prefix) {
    Wrapper wrapper(width, first_prefix, next_prefix);
    wrapper.feed(text);
    return wrapper.finish();
}

} // namespace mlcore::terminal
