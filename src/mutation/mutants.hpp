// One-token edits of C++ source: what a grader must notice.
#pragma once

#include <string>
#include <vector>

namespace mlcore::mutation {

struct Mutant {
    int line = 0;
    std::string edit;     // "`<` to `<=`", "dropped `sum += …;`"
    std::string original; // the line, trimmed
    std::string mutated;  // the same line after the edit, trimmed
    std::string source;   // the whole text with the edit
};

/// All edits of operators, comparisons, constants, indices, a few opposite names (rows and columns,
/// minimum and maximum) and of statements left out. Comments, preprocessor lines and texts are left
/// alone. Relies on clang-format's spacing: a binary operator has spaces around it.
std::vector<Mutant> make_mutants(const std::string& source);

} // namespace mlcore::mutation
