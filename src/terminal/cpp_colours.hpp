// Light colours for C++ in lessons and solutions: comments, texts, numbers, keywords.
#pragma once

#include "text.hpp"

#include <string>
#include <string_view>

namespace mlcore::terminal {

/// The same text with colours; unchanged where styles are off. Wrong or unfinished code is fine.
std::string colour_cpp(std::string_view code, const Style& style);

} // namespace mlcore::terminal
