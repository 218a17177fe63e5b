// The part of a learner's program that speaks with the grader. It holds no expected value and
// decides nothing.
#pragma once

namespace mlcore::grading {

/// Answers questions about the bound functions until the pipe closes, then ends the program. File
/// descriptors: 3 questions, 4 answers, 5 where a crash happened; standard output and error belong
/// to the learner.
[[noreturn]] void answer_questions();

} // namespace mlcore::grading
