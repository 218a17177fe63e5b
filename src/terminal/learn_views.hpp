// The pictures of `mlcore learn`: from what is known to the lines of a window. Nothing here waits,
// asks or draws.
#pragma once

#include "learn_actions.hpp"
#include "screen.hpp"
#include "text.hpp"

#include <optional>
#include <string>
#include <vector>

namespace mlcore::terminal {

constexpr Size smallest_window{40, 10};

struct ShownHint {
    std::string task;
    int number = 0;
    Hint hint;
};

struct ExerciseView {
    const LearnState& state;
    std::optional<ShownHint> hint;
    std::string status; // styled: the line above the keys
};

struct Frame {
    std::vector<std::string> lines;
    bool complete = true; // false where details were left out
};

/// Header, verdict (or what to do first), hint, status, keys.
Frame exercise_frame(const ExerciseView& view, Size size, const Style& style);

/// All exercises with their points; `selected` is an index of `entries`.
std::vector<std::string> list_frame(const std::vector<ExerciseEntry>& entries, std::size_t selected,
                                    const std::string& current, const std::string& status,
                                    Size size, const Style& style);

std::vector<std::string> too_small_frame(Size size);

/// What the key ? shows.
std::string keys_help(int width, const Style& style);

/// "✓ All 5 points, 3 exercises in a row.  n goes on"; empty where points are missing.
std::string celebration(const LearnState& state, const Style& style);

/// The state once, for output that is no terminal.
std::string learn_text(const LearnState& state, int width, const Style& style);

/// A path cut from the left: "…/foundations/vectors.hpp".
std::string short_path(const std::filesystem::path& path, int width);

} // namespace mlcore::terminal
