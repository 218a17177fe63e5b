// The screen of `mlcore learn`: one exercise, checked whenever its file is saved.
#pragma once

#include "learn_actions.hpp"
#include "text.hpp"

#include <string>

namespace mlcore::terminal {

struct LearnOptions {
    Style style;
    int input = 0;
    int output = 1;
    std::string resume = "mlcore learn"; // the command that comes back here
};

/// Runs until the learner quits and prints how to go on. Keys answer while a check runs. Returns 0,
/// or the signal that ended it (the terminal is restored, the check stopped; the caller finishes
/// and raises it again). Throws std::runtime_error where the input is no terminal.
int run_learn_screen(const LearnActions& actions, const LearnOptions& options);

} // namespace mlcore::terminal
