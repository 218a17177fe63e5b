// What people get wrong, one function per misunderstanding. Each is recognised by its answers.
#pragma once

#include "solution.hpp"

#include <mlcore/grading/cases.hpp>

#include <cstdlib>
#include <functional>

namespace mistakes {
using namespace mlcore;
using namespace edit_distance;
using Text = const std::string&;

// The recurrence with its parts as parameters.
struct Rule {
    double border = 1;  // of one more letter in the first row and column
    double replace = 1; // two different letters
    double same = 0;    // two equal letters
    bool insert = true;
    bool remove = true;
    int shift = 1; // which letter belongs to row i
};

inline Matrix fill(Text a, Text b, const Rule& rule) {
    const auto m = static_cast<Index>(a.size()), n = static_cast<Index>(b.size());
    Matrix D(m + 1, n + 1);
    for (Index i = 0; i <= m; ++i)
        for (Index j = 0; j <= n; ++j) {
            if (i == 0 || j == 0) {
                D(i, j) = rule.border * static_cast<double>(i + j);
                continue;
            }
            // Past the end stands the zero that ends every std::string.
            const char x = a.c_str()[i - rule.shift], y = b.c_str()[j - rule.shift];
            D(i, j) = D(i - 1, j - 1) + (x == y ? rule.same : rule.replace);
            if (rule.remove) D(i, j) = std::min(D(i, j), D(i - 1, j) + 1);
            if (rule.insert) D(i, j) = std::min(D(i, j), D(i, j - 1) + 1);
        }
    return D;
}

inline double last(const Matrix& D) {
    return D(D.rows() - 1, D.cols() - 1);
}

inline const grading::Mistakes<Table> table{
    {"borders_of_zeros",
     "Your first row and column are 0. Turning i letters into none takes i deletions: they count "
     "up.",
     [](Text a, Text b) { return fill(a, b, {.border = 0}); }},
    {"replacing_costs_two",
     "A replacement costs you 2, as a deletion and an insertion would. Here it is one edit.",
     [](Text a, Text b) { return fill(a, b, {.replace = 2}); }},
    {"equal_letters_cost",
     "You pay for the diagonal step even where the letters are equal. Keeping a letter is free.",
     [](Text a, Text b) { return fill(a, b, {.same = 1}); }},
    {"never_inserts", "You never come from the left, so nothing is ever inserted.",
     [](Text a, Text b) { return fill(a, b, {.insert = false}); }},
    {"never_deletes", "You never come from above, so nothing is ever deleted.",
     [](Text a, Text b) { return fill(a, b, {.remove = false}); }},
    {"compares_the_next_letters",
     "You compare a[i] with b[j]. Row i stands for the first i letters, the last of which is a[i − "
     "1].",
     [](Text a, Text b) { return fill(a, b, {.shift = 0}); }},
    {"rows_and_columns_swapped",
     "Your table has b along its rows. The rows belong to a and the columns to b.",
     [](Text a, Text b) -> Matrix { return exercise::table(a, b).transpose(); }},
};

inline const grading::Mistakes<Distance> distance{
    {"letter_by_letter",
     "You compare the texts position by position. After one missing letter everything is shifted, "
     "and that is one edit.",
     [](Text a, Text b) {
         const std::size_t shared = std::min(a.size(), b.size());
         auto edits = static_cast<int>(std::max(a.size(), b.size()) - shared);
         for (std::size_t i = 0; i < shared; ++i) edits += a[i] == b[i] ? 0 : 1;
         return edits;
     }},
    {"one_letter_short",
     "You leave out the last letters: the answer stands in row m and column n, the table's last.",
     [](Text a, Text b) {
         const Matrix D = exercise::table(a, b);
         return static_cast<int>(
             D(std::max<Index>(D.rows() - 2, 0), std::max<Index>(D.cols() - 2, 0)));
     }},
    {"largest_entry", "You return the largest entry of the table instead of its last.",
     [](Text a, Text b) { return static_cast<int>(exercise::table(a, b).maxCoeff()); }},
};

inline const grading::Mistakes<Similarity> similarity{
    {"by_the_shorter_text",
     "You divide by the length of the shorter text. The distance can be as large as the longer "
     "one.",
     [](Text a, Text b) {
         const auto shorter = static_cast<double>(std::min(a.size(), b.size()));
         return shorter == 0 ? (a == b ? 1.0 : 0.0) : 1 - exercise::distance(a, b) / shorter;
     }},
    {"by_both_lengths", "You divide by the sum of both lengths instead of the longer one.",
     [](Text a, Text b) {
         const auto sum = static_cast<double>(a.size() + b.size());
         return sum == 0 ? 1 : 1 - exercise::distance(a, b) / sum;
     }},
    {"dissimilarity", "You return the share of edits. Similarity is 1 minus it.",
     [](Text a, Text b) { return 1 - exercise::similarity(a, b); }},
    {"empty_texts_divide_by_zero",
     "You are right but for two empty texts, where you divide 0 by 0. They are the same: 1.",
     [](Text a, Text b) {
         return 1 - exercise::distance(a, b) / static_cast<double>(std::max(a.size(), b.size()));
     }},
    {"whole_numbers",
     "You divide two integers, which drops the fraction. Make one of them a double first.",
     [](Text a, Text b) {
         const auto longer = static_cast<int>(std::max(a.size(), b.size()));
         return longer == 0 ? 1.0 : 1.0 - exercise::distance(a, b) / longer;
     }},
};

inline const grading::Mistakes<Script> script{
    {"back_to_front", "Your script runs from the end to the beginning. Turn it around.",
     [](Text a, Text b) {
         std::string edits = exercise::script(a, b);
         std::reverse(edits.begin(), edits.end());
         return edits;
     }},
    {"inserts_and_deletes_swapped",
     "Your d and i are swapped: d takes a letter of a away, i brings one of b in.",
     [](Text a, Text b) {
         std::string edits = exercise::script(a, b);
         for (char& edit : edits) edit = edit == 'd' ? 'i' : edit == 'i' ? 'd' : edit;
         return edits;
     }},
    {"keeps_are_left_out", "You note only the changes. A letter that stays is a step too: k.",
     [](Text a, Text b) {
         std::string edits = exercise::script(a, b);
         edits.erase(std::remove(edits.begin(), edits.end(), 'k'), edits.end());
         return edits;
     }},
    {"every_diagonal_is_kept",
     "You write k for every diagonal step. Where the letters differ it is r.",
     [](Text a, Text b) {
         std::string edits = exercise::script(a, b);
         std::replace(edits.begin(), edits.end(), 'r', 'k');
         return edits;
     }},
    {"stops_at_an_edge",
     "You stop at the first row or column. What is left of the other text has to be deleted or "
     "inserted.",
     [](Text a, Text b) {
         // The walk back, ended where one text is used up.
         const std::string edits = exercise::script(a, b);
         std::size_t rows = a.size(), columns = b.size(), at = edits.size();
         while (rows > 0 && columns > 0) {
             --at;
             rows -= edits[at] != 'i' ? 1 : 0;
             columns -= edits[at] != 'd' ? 1 : 0;
         }
         return edits.substr(at);
     }},
};

} // namespace mistakes
