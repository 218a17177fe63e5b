// LaTeX formulas as one line of Unicode, or as the few lines a display needs: ∑ᵢ₌₁ⁿ aᵢ bᵢ, √(a ·
// a), (a + b)/(c + d). Covers what lessons use. An unknown command shows its name: content is never
// lost.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace mlcore::terminal {

/// For running text: one line. The text is not escaped here (see text.hpp).
std::string latex_to_unicode(std::string_view latex);

/// For a formula on lines of its own: `aligned` in columns, `cases` behind a brace, formulas set
/// apart by \quad on lines of their own where they do not fit side by side. No line is wider than
/// `width`.
std::vector<std::string> latex_display(std::string_view latex, int width);

} // namespace mlcore::terminal
