// The edit distance of Levenshtein: how many letters have to be inserted, deleted or replaced to
// turn one text into the other.
//
//     D(i, 0) = i      D(0, j) = j
//     D(i, j) = min( D(i−1, j) + 1,                      delete aᵢ
//                    D(i, j−1) + 1,                      insert bⱼ
//                    D(i−1, j−1) + [aᵢ ≠ bⱼ] )           keep or replace
//
// Source: Wagner and Fischer, "The string-to-string correction problem", Journal of the ACM 21
// (1974). Cost for texts of m and n letters: O(m·n) time and memory each. A letter is one char.
#pragma once

#include <mlcore/core/types.hpp>

#include <string>

namespace edit_distance {

/// The (m+1)×(n+1) table D: entry (i, j) is the distance between the first i letters of `a` and the
/// first j letters of `b`.
using Table = mlcore::Matrix(const std::string& a, const std::string& b);

/// The distance between the whole texts.
using Distance = int(const std::string& a, const std::string& b);

/// 1 − distance / length of the longer text, in [0, 1]; 1 for two empty texts.
using Similarity = double(const std::string& a, const std::string& b);

/// The shortest list of edits, from left to right: k keeps a letter, r replaces one, d deletes one
/// of `a`, i inserts one of `b`. Where several are as short, the one found by walking back from the
/// end and preferring the diagonal, then up (d), then left (i).
using Script = std::string(const std::string& a, const std::string& b);

} // namespace edit_distance
