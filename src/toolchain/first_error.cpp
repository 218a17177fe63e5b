// The compiler's first error in plain words. g++ and clang word the same things differently; both
// are matched.
#include "compile.hpp"

#include "core/file.hpp"

#include <algorithm>
#include <cctype>
#include <regex>
#include <sstream>

namespace mlcore::toolchain {
namespace {

using grading::CompileError;

struct Message {
    std::string file;
    int line = 0;
    int column = 0;
    std::string kind; // "error", "note", "required from here" counts as "note"
    std::string text;
};

bool in_learner_file(const std::string& file) {
    const std::string name = "/exercise.hpp";
    return file.size() >= name.size() &&
           file.compare(file.size() - name.size(), name.size(), name) == 0;
}

// A learner's file decides what the compiler says: a line of a megabyte, or a million lines.
// Regular expressions recurse along a line, so what they meet is cut.
std::string cut(const std::string& messages) {
    constexpr std::size_t longest_line = 1000, most_lines = 500;
    std::istringstream lines(messages);
    std::string text, line;
    for (std::size_t count = 0; count < most_lines && std::getline(lines, line); ++count) {
        if (line.size() > longest_line) line.replace(longest_line, std::string::npos, " …");
        text += line + "\n";
    }
    return text;
}

// "path:12:5: error: text" → its parts. Kinds other than these are context.
std::vector<Message> parse(const std::string& messages) {
    static const std::regex form(
        R"(^(.+?):(\d+)(?::(\d+))?: (?:(fatal error|error|warning|note): )?(.*)$)");
    std::vector<Message> parsed;
    std::istringstream lines(messages);
    for (std::string line; std::getline(lines, line);) {
        std::smatch match;
        if (!std::regex_match(line, match, form)) continue;
        Message message{match[1], std::atoi(match[2].str().c_str()),
                        std::atoi(match[3].str().c_str()),
                        match[4].matched ? match[4].str() : "context", match[5]};
        if (message.kind == "fatal error") message.kind = "error";
        parsed.push_back(std::move(message));
    }
    return parsed;
}

// "‘x’" and "'x'" alike.
std::string plain_quotes(std::string text) {
    for (const char* quote : {"‘", "’"})
        for (std::size_t at; (at = text.find(quote)) != std::string::npos;)
            text.replace(at, std::string(quote).size(), "'");
    return text;
}

struct Rule {
    const char* pattern;
    const char* words; // $1, $2: what the pattern's groups matched
};

// The first that matches speaks. Only what is certain; else the compiler's own text stands alone.
const Rule rules[] = {
    {R"(expected '?;'?(?: .*)?$|expected ',' or ';'.*|expected ';' .*)",
     "A semicolon is missing here or at the end of the line before."},
    {R"(expected '?\}'? at end of input|expected '\}')",
     "A closing brace } is missing: every { needs one."},
    {R"(expected '?\)'?.*)", "A closing parenthesis ) is missing."},
    {R"(extraneous closing brace.*|expected declaration before '\}' token)",
     "There is one closing brace } too many."},
    {R"(missing terminating (["'>]).*)", "A $1 is missing: the text that begins here never ends."},
    {R"('(\w+)' was not declared in this scope; did you mean '([\w:]+)'\?)",
     "Nothing is called $1 here. Did you mean $2?"},
    {R"(use of undeclared identifier '(\w+)'; did you mean '([\w:]+)'\?)",
     "Nothing is called $1 here. Did you mean $2?"},
    {R"('(\w+)' was not declared in this scope.*)",
     "Nothing is called $1 here: a typing mistake, a missing declaration, or one inside other "
     "braces."},
    {R"(use of undeclared identifier '(\w+)')", "Nothing is called $1 here: a typing mistake, a "
                                                "missing declaration, or one inside other braces."},
    {R"('(\w+)' is not a member of 'std'.*|no member named '(\w+)' in namespace 'std'.*)",
     "The standard library has no $1$2 here: a typing mistake, or its #include is missing."},
    {R"('(\w+)' is not a member of 'exercise'.*|no member named '(\w+)' in namespace 'exercise'.*)",
     "Your file no longer has the function $1$2. `mlcore reset` shows the stub again; your file is "
     "kept as a backup."},
    {R"(.*has no member named '(\w+)'.*|no member named '(\w+)' in .*)",
     "What stands left of the dot has nothing called $1$2."},
    {R"('class [^']*' has no .*)", ""},
    {R"(no return statement in function returning non-void.*|non-void function does not return a value.*|control reaches end of non-void function.*)",
     "This function can end without returning a value: every path needs its return."},
    {R"(ambiguating new declaration of '([^']*)'.*|functions that differ only in their return type cannot be overloaded)",
     "The return type of this function was changed. Its signature is given: take it from the "
     "stub."},
    {R"(redefinition of '([^']*)'.*)", "This is defined twice."},
    {R"(assignment of read-only .*|cannot assign to (?:variable|return value|read-only).*|.*discards qualifiers.*|.*passing 'const .* as 'this' argument.*)",
     "This may only be read. Inputs are not yours to change: work on a copy."},
    {R"(lvalue required as left operand of assignment|expression is not assignable)",
     "What stands left of = may only be read. Inputs are not yours to change: work on a copy."},
    {R"(cannot convert '([^']*)' to '([^']*)'.*)", "A $1 stands where a $2 is needed."},
    {R"(could not convert '[^']*' from '([^']*)' to '([^']*)'.*)",
     "A $1 stands where a $2 is needed."},
    {R"(no viable conversion from(?: returned value of type)? '([^']*)'.* to .*'([^']*)'.*)",
     "A $1 stands where a $2 is needed."},
    {R"(invalid operands (?:of types|to binary expression).*|no match for 'operator(.{1,3})'.*)",
     "These two cannot be combined by this operator: look at what each of them is."},
    {R"(too (few|many) arguments to function.*)", "This function is called with too $1 arguments."},
    {R"(no matching function for call to '([^'(]*).*)",
     "No function $1 takes these arguments: look at their number and types."},
    {R"(([^ ]+): No such file or directory|'([^']+)' file not found)",
     "There is no file $1$2 to include."},
    {R"(stray '.*' in program|unexpected character.*)",
     "A character that C++ does not know: often a quotation mark or dash pasted from a text."},
    {R"(static assertion failed: YOU_MIXED_MATRICES_OF_DIFFERENT_SIZES.*|.*YOU_MIXED_MATRICES_OF_DIFFERENT_SIZES.*)",
     "A matrix and a vector are mixed where both must have the same kind of shape."},
    {R"(.*THE_EXPRESSION_A_EQUALS_B.*|.*YOU_ARE_TRYING_TO_USE_AN_INDEX_BASED_ACCESSOR.*)",
     "A matrix is read with two indices, M(i, j), a vector with one, v(i)."},
    {R"(.*INVALID_MATRIX_PRODUCT__IF_YOU_WANTED_A_DOT_PRODUCT.*)",
     "Two column vectors cannot be multiplied as matrices. a.dot(b) is the inner product."},
    {R"(.*INVALID_MATRIX_PRODUCT__IF_YOU_WANTED_A_COEFF_WISE.*|.*INVALID_MATRIX_PRODUCT.*)",
     "The inner sizes of this product do not fit. a.cwiseProduct(b) multiplies entry by entry."},
    {R"(expected unqualified-id.*)",
     "Something stands outside of every function: look for a brace that closes too early."},
    {R"(expected (?:primary-)?expression.*)",
     "Something is missing or left over just before this place."},
};

std::string explain(const std::string& raw) {
    const std::string text = plain_quotes(raw);
    for (const auto& rule : rules) {
        std::smatch match;
        if (!std::regex_match(text, match, std::regex(rule.pattern))) continue;
        std::string words = rule.words;
        for (int group = 1; group <= 2; ++group)
            for (std::size_t at;
                 (at = words.find("$" + std::to_string(group))) != std::string::npos;)
                words.replace(at, 2,
                              group < static_cast<int>(match.size())
                                  ? match[static_cast<std::size_t>(group)].str()
                                  : "");
        return words;
    }
    return "";
}

// "undefined reference to `exercise::dot(…)'": declared as the exercise wants it, but defined with
// other parameters, or not at all.
std::optional<std::string> missing_function(const std::string& messages) {
    static const std::regex form(R"(undefined (?:reference to|symbol:) [`']?exercise::(\w+)\()");
    static const std::regex unused(
        R"(inline function '\S* ?(?:\w+ )?exercise::(\w+)\([^']*' used but never defined)");
    std::istringstream lines(plain_quotes(messages));
    std::smatch match;
    for (std::string line; std::getline(lines, line);)
        if (std::regex_search(line, match, form) || std::regex_search(line, match, unused))
            return match[1].str();
    return std::nullopt;
}

int line_of_function(const std::string& source, const std::string& name) {
    std::istringstream lines(source);
    int number = 0, found = 0;
    const std::regex definition("\\b" + name + "\\s*\\(");
    for (std::string line; std::getline(lines, line);) {
        ++number;
        const auto comment = line.find("//");
        if (comment != std::string::npos) line.resize(comment);
        if (found == 0 && std::regex_search(line, definition)) found = number;
    }
    return found;
}

std::string line_of(const std::string& source, int number) {
    std::istringstream lines(source);
    std::string line;
    while (number-- > 0)
        if (!std::getline(lines, line)) return "";
    return line;
}

} // namespace

CompileError first_error(const std::string& all_messages, const std::filesystem::path& file) {
    const std::string messages = cut(all_messages);
    CompileError error;
    error.raw = messages;
    error.file = file.filename().string();
    std::string source;
    try {
        source = core::read_file(file);
    } catch (const std::exception&) {
    } // shown without its line
    const auto parsed = parse(messages);

    const Message* first = nullptr;
    const Message* place = nullptr;
    for (const auto& message : parsed) {
        if (message.kind == "error" && first == nullptr) first = &message;
        // An error inside a header of Eigen belongs to the line of the learner that asked for it,
        // which g++ prints before the error ("required from here") and clang after it (a note).
        if (place == nullptr && in_learner_file(message.file) &&
            (message.kind == "error" || message.kind == "context" || message.kind == "note") &&
            message.text.rfind("In file included", 0) != 0)
            place = &message;
        if (first != nullptr && place != nullptr) break;
    }
    if (const auto name = missing_function(messages);
        name && (first == nullptr || !in_learner_file(first->file))) {
        error.line = line_of_function(source, *name);
        error.message = "exercise::" + *name + " is declared but not defined";
        error.explanation =
            "Your " + *name +
            " has other parameters than the exercise's. Its signature is given: take it "
            "from the stub.";
        error.source_line = line_of(source, error.line);
        return error;
    }
    if (first == nullptr) {
        error.message = messages.substr(0, messages.find('\n'));
        if (error.message.empty()) error.message = "the compiler failed without a message";
        return error;
    }
    error.message = plain_quotes(first->text);
    error.explanation = explain(first->text);
    if (place != nullptr) {
        error.line = place->line;
        error.column = place->column;
        error.source_line = line_of(source, error.line);
    }
    return error;
}

} // namespace mlcore::toolchain
