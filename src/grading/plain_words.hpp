// What signals, exceptions and failed assertions mean to a learner.
#pragma once

#include <string>

namespace mlcore::grading {

/// What the runtime of a learner's program reports for a full stack, which the kernel reports as
/// any segmentation fault.
inline constexpr int stack_overflow_signal = 1000;

/// "an integer was divided by zero", …
std::string signal_in_words(int signal);
/// What usually is behind it.
std::string crash_in_words(int signal);

/// "an index is out of range", "throws std::bad_alloc: …"
std::string exception_in_words(const std::string& type, const std::string& message);
/// What to look for; empty where nothing sure can be said.
std::string exception_advice(const std::string& type, const std::string& message);

} // namespace mlcore::grading
