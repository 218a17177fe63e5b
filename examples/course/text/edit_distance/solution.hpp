// The answer key. It stays with the instructor: a handout holds no line of it.
#pragma once

#include <mlcore/core/shapes.hpp>
#include <text/edit_distance/interface.hpp>

#include <algorithm>
#include <string>

namespace exercise {
using namespace mlcore;

inline edit_distance::Table table;
inline edit_distance::Distance distance;
inline edit_distance::Similarity similarity;
inline edit_distance::Script script;

inline Matrix table(const std::string& a, const std::string& b) {
    const auto m = static_cast<Index>(a.size()), n = static_cast<Index>(b.size());
    Matrix D(m + 1, n + 1);
    for (Index i = 0; i <= m; ++i)
        for (Index j = 0; j <= n; ++j) {
            if (i == 0 || j == 0) {
                D(i, j) = static_cast<double>(i + j);
                continue;
            }
            const bool same =
                a[static_cast<std::size_t>(i - 1)] == b[static_cast<std::size_t>(j - 1)];
            D(i, j) =
                std::min({D(i - 1, j) + 1, D(i, j - 1) + 1, D(i - 1, j - 1) + (same ? 0 : 1)});
        }
    return D;
}

inline int distance(const std::string& a, const std::string& b) {
    const Matrix D = table(a, b);
    return static_cast<int>(D(D.rows() - 1, D.cols() - 1));
}

inline double similarity(const std::string& a, const std::string& b) {
    const auto longer = static_cast<double>(std::max(a.size(), b.size()));
    return longer == 0 ? 1 : 1 - distance(a, b) / longer;
}

inline std::string script(const std::string& a, const std::string& b) {
    const Matrix D = table(a, b);
    std::string edits;
    for (Index i = D.rows() - 1, j = D.cols() - 1; i > 0 || j > 0;) {
        const bool both = i > 0 && j > 0;
        const bool same =
            both && a[static_cast<std::size_t>(i - 1)] == b[static_cast<std::size_t>(j - 1)];
        if (both && D(i, j) == D(i - 1, j - 1) + (same ? 0 : 1)) {
            edits += same ? 'k' : 'r';
            --i, --j;
        } else if (i > 0 && D(i, j) == D(i - 1, j) + 1) {
            edits += 'd';
            --i;
        } else {
            edits += 'i';
            --j;
        }
    }
    std::reverse(edits.begin(), edits.end());
    return edits;
}

} // namespace exercise
