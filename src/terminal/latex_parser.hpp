// A formula as a row of atoms, each already text, with what is needed to set spaces and parentheses
// between them. Used by latex.cpp alone.
#pragma once

#include "latex_symbols.hpp"

#include <string>
#include <string_view>
#include <vector>

namespace mlcore::terminal::latex {

struct Atom;
using Row = std::vector<Atom>;

/// What stands between \begin{name} and \end{name}: its lines, each a list of cells.
struct Block {
    std::string name;
    std::vector<std::vector<Row>> lines;
};

struct Atom {
    std::string text;
    Class kind = Class::ordinary;
    bool spaced = false;      // the source has a space before it
    bool fraction = false;    // a/b: may need parentheses where something is multiplied to it
    bool several = false;     // of a group {…}: more than one atom
    bool lettered = false;    // \text{model}: a word, not a product of letters
    bool script = false;      // ends in _x, so the next letter needs a space
    std::vector<Block> block; // at most one
};

Atom ordinary(std::string text);
Atom of_symbol(const Symbol& symbol);

class Parser {
public:
    explicit Parser(std::string_view source) : rest_(source) {}

    /// The lines of the whole formula, split at \\.
    std::vector<Row> parse();

private:
    enum class Until { end, brace, bracket, cell };

    Row row(Until until);
    bool at_end_of(Until until) const;
    Atom atom();
    Atom command();
    Atom command(const std::string& name);
    Atom group();
    Row argument();
    Atom with_scripts(Atom base);
    std::string raw_argument();
    std::string optional_argument();
    std::string text_argument();
    Atom environment(const std::string& name);
    Atom delimiter(Class side);
    std::string command_name();
    bool skip_spaces();

    std::string_view rest_;
    int depth_ = 0;
};

/// One line of text with its spaces.
std::string join(const Row& row);

/// Whether a row needs parentheses as the factor of a product: a + b does, a b does not.
bool is_sum(const Row& row);
/// Whether it is one thing: x, ‖x‖, f(x), ∂w, dL.
bool is_single(const Row& row);

std::string fraction(const Row& numerator, const Row& denominator);
/// The block in one line: [1 2; 3 4].
std::string inline_block(const Block& block);

} // namespace mlcore::terminal::latex
