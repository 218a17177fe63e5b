// A lesson on a terminal: Markdown with tables, formulas and folded answers.
#pragma once

#include "text.hpp"

#include <string>

namespace mlcore::terminal {

/// Lines of at most `width` columns, each ending with a newline. `$…$` and `$$…$$` become Unicode
/// (latex.hpp); tables shrink and wrap their cells; `<details>` shows its summary behind ▸ and,
/// with `unfold`, what it hides. The text is escaped first, so a course from elsewhere can do no
/// harm.
std::string render_markdown(const std::string& markdown, int width, const Style& style,
                            bool unfold = false);

/// Whether there is anything to unfold.
bool has_folds(const std::string& markdown);

} // namespace mlcore::terminal
