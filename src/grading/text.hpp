// Text that came out of somebody else's program, made safe to show and to store.
#pragma once

#include <cstddef>
#include <string>

namespace mlcore::grading {

/// The same text with everything that steers a terminal or hides characters spelled out: control
/// characters ("\x1b", "\n"), bytes that are not UTF-8 ("\xff") and marks that change the direction
/// of writing ("\u202e"). `keep_newlines` leaves line feeds and tabs as they are.
std::string escape_controls(const std::string& text, bool keep_newlines = false);

/// The same text with only the bytes that are not UTF-8 spelled out, because JSON cannot hold them.
std::string valid_utf8(const std::string& text);

/// At most `characters` characters, the last of them "…" where something was cut. Needs valid
/// UTF-8.
std::string cut(const std::string& text, std::size_t characters);

/// How many characters a valid UTF-8 text has: what it takes on a screen, accents and CJK aside.
std::size_t character_count(const std::string& text);

} // namespace mlcore::grading
