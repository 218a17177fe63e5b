#include "plain_words.hpp"

#include <csignal>

namespace mlcore::grading {
namespace {

bool contains(const std::string& text, const char* part) {
    return text.find(part) != std::string::npos;
}

// Eigen's assertions are conditions over its own variables; these are the ones learners meet.
enum class Assertion { other, index, shapes };

Assertion kind_of(const std::string& condition) {
    if (contains(condition, "index >= 0 && index < size()") ||
        contains(condition, "row >= 0 && row < rows()") || contains(condition, "col >= 0") ||
        contains(condition, "(i>=0)") || contains(condition, "startRow >= 0") ||
        contains(condition, "start >= 0") || contains(condition, "vecSize >= 0"))
        return Assertion::index;
    if (contains(condition, "lhs.cols() == rhs.rows()") ||
        contains(condition, "aLhs.rows() == aRhs.rows()") ||
        contains(condition, "invalid matrix product") ||
        contains(condition, "size() == other.size()") ||
        contains(condition, "rows() == other.rows()") ||
        contains(condition, "dst.rows() == src.rows()") ||
        contains(condition, "this->rows() == other.rows()"))
        return Assertion::shapes;
    return Assertion::other;
}

bool is_assertion(const std::string& type) { return type == "mlcore::AssertionError"; }

} // namespace

std::string signal_in_words(int signal) {
    switch (signal) {
    case stack_overflow_signal:
        return "the stack is full";
    case SIGSEGV:
    case SIGBUS:
        return "memory was used that is not yours";
    case SIGFPE:
        return "an integer was divided by zero";
    case SIGABRT:
        return "the program gave up (abort)";
    case SIGILL:
        return "an invalid instruction was met";
    case SIGKILL:
        return "it was ended from outside, most likely for lack of memory";
    case SIGXCPU:
        return "it used up its processor time";
    default:
        return "signal " + std::to_string(signal);
    }
}

std::string crash_in_words(int signal) {
    switch (signal) {
    case stack_overflow_signal:
        return "A function calls itself without end, or so often that its calls do not fit on the "
               "stack "
               "(8 MB). Is there a case in which it stops? For deep structures use a loop and a "
               "list of "
               "what is still to do.";
    case SIGSEGV:
    case SIGBUS:
        return "Most often: an index past the end of an array, a recursion that never ends, or a "
               "reference to something that is gone. mlcore check --sanitize names the access.";
    case SIGFPE:
        return "An integer division or % by zero. Is a count zero, or meant to be a double?";
    case SIGABRT:
        return "Most often: an index past the end of a std::vector, or memory freed twice. mlcore "
               "check "
               "--sanitize names the access.";
    case SIGILL:
        return "Most often: a function that ends without its return statement.";
    default:
        return "";
    }
}

std::string exception_in_words(const std::string& type, const std::string& message) {
    if (is_assertion(type)) {
        switch (kind_of(message)) {
        case Assertion::index:
            return "an index is out of range";
        case Assertion::shapes:
            return "shapes do not fit in a matrix operation";
        case Assertion::other:
            return "Eigen refuses an operation: " + message;
        }
    }
    if (type == "std::out_of_range") return "an index is out of range: " + message;
    if (type == "std::bad_alloc" || type == "std::bad_array_new_length")
        return "more memory was asked for than there is";
    return "throws " + type + (message.empty() ? "" : ": " + message);
}

std::string exception_advice(const std::string& type, const std::string& message) {
    if (type == "std::out_of_range" || (is_assertion(type) && kind_of(message) == Assertion::index))
        return "Indices run from 0 to size − 1. Look at where your loop ends, and at rows and "
               "columns "
               "taken for each other.";
    if (is_assertion(type) && kind_of(message) == Assertion::shapes)
        return "A product A·B needs as many columns in A as rows in B; sums need equal shapes.";
    if (type == "std::bad_alloc" || type == "std::bad_array_new_length")
        return "A size that became negative or was never set is read as a huge one.";
    return "";
}

} // namespace mlcore::grading
