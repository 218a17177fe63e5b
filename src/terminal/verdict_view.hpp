// A verdict as a learner reads it. Names, messages, values and prints come from files and programs
// nobody vouches for: all of them are escaped here.
#pragma once

#include "../grading/verdict.hpp"
#include "text.hpp"

#include <limits>
#include <string>
#include <vector>

namespace mlcore::terminal {

/// Where in the course an exercise stands.
struct Place {
    int position = 0; // from 1; 0 where the exercise belongs to no course
    int total = 0;
    double share = 0; // of the course's points that the learner has, from 0 to 1
};

/// "mlcore  vectors  (1 of 21)          ███░░░░░░░  15%", one line of at most `width` columns.
std::string exercise_header(const std::string& exercise, const Place& place, int width,
                            const Style& style);

struct VerdictLines {
    std::vector<std::string> lines;
    bool complete = true; // false where something was left out to fit
};

/// Tasks, diagnosis, smallest failing case, prints, and the sum. Where that is more than `height`
/// lines, details are kept for the first failing task alone and the others take a line each.
VerdictLines verdict_lines(const grading::Verdict& verdict, int width, const Style& style,
                           int height = std::numeric_limits<int>::max());

/// Header and lines as text, for output that is not a screen.
std::string render_verdict(const grading::Verdict& verdict, const Place& place, int width,
                           const Style& style);

/// "2", "0.5": points without trailing zeros.
std::string points_text(double points);

} // namespace mlcore::terminal
