#include "mutants.hpp"

#include <cctype>
#include <map>
#include <set>

namespace mlcore::mutation {
namespace {

struct Token {
    enum class Kind { name, number, symbol } kind;
    std::size_t begin;
    std::string text;
    bool spaced; // a space before and after it
};

bool is_name(char c) { return std::isalnum(static_cast<unsigned char>(c)) != 0 || c == '_'; }

// Longest first.
const char* const symbols[] = {"<=>", "<<=", ">>=", "->", "++", "--", "+=", "-=", "*=", "/=",
                               "==",  "!=",  "<=",  ">=", "&&", "||", "::", "<<", ">>"};

std::vector<Token> tokens(const std::string& s) {
    std::vector<Token> found;
    bool line_start = true;
    for (std::size_t i = 0; i < s.size();) {
        const char c = s[i];
        if (c == '\n') {
            line_start = true;
            ++i;
        } else if (std::isspace(static_cast<unsigned char>(c)) != 0) {
            ++i;
        } else if (c == '#' && line_start) {
            while (i < s.size() && s[i] != '\n') i += s[i] == '\\' && i + 1 < s.size() ? 2 : 1;
        } else if (s.compare(i, 2, "//") == 0) {
            while (i < s.size() && s[i] != '\n') ++i;
        } else if (s.compare(i, 2, "/*") == 0) {
            i = std::min(s.find("*/", i), s.size() - 2) + 2;
        } else if (c == '"' || c == '\'') {
            for (++i; i < s.size() && s[i] != c; ++i)
                if (s[i] == '\\') ++i;
            ++i;
        } else {
            line_start = false;
            Token token{Token::Kind::symbol, i, std::string(1, c), false};
            if (std::isdigit(static_cast<unsigned char>(c)) != 0) {
                token.kind = Token::Kind::number;
                std::size_t end = i;
                while (end < s.size() && (is_name(s[end]) || s[end] == '.' || s[end] == '\'' ||
                                          ((s[end] == '-' || s[end] == '+') &&
                                           (s[end - 1] == 'e' || s[end - 1] == 'p'))))
                    ++end;
                token.text = s.substr(i, end - i);
            } else if (is_name(c)) {
                token.kind = Token::Kind::name;
                std::size_t end = i;
                while (end < s.size() && is_name(s[end])) ++end;
                token.text = s.substr(i, end - i);
            } else {
                for (const char* symbol : symbols)
                    if (s.compare(i, std::string(symbol).size(), symbol) == 0) {
                        token.text = symbol;
                        break;
                    }
            }
            const std::size_t end = i + token.text.size();
            token.spaced = i > 0 && std::isspace(static_cast<unsigned char>(s[i - 1])) != 0 &&
                           end < s.size() && std::isspace(static_cast<unsigned char>(s[end])) != 0;
            found.push_back(token);
            i = end;
        }
    }
    return found;
}

std::vector<std::string> other_numbers(const std::string& text) {
    if (text.find_first_of("xX'") != std::string::npos) return {};
    const bool real = text.find_first_of(".e") != std::string::npos;
    if (!real) {
        if (text.find_first_not_of("0123456789") != std::string::npos || text.size() > 9) return {};
        const int value = std::stoi(text);
        std::vector<std::string> others{std::to_string(value + 1)};
        if (value > 0) others.push_back(std::to_string(value - 1));
        return others;
    }
    return {"(2 * " + text + " + 1)"};
}

class Maker {
public:
    explicit Maker(const std::string& source) : source_(source), tokens_(tokens(source)) {}

    std::vector<Mutant> run() {
        for (std::size_t i = 0; i < tokens_.size(); ++i) {
            operators(i);
            names(i);
            if (tokens_[i].kind == Token::Kind::number)
                for (const auto& other : other_numbers(tokens_[i].text)) replace(tokens_[i], other);
            swapped_arguments(i);
        }
        dropped_statements();
        return std::move(mutants_);
    }

private:
    void operators(std::size_t i) {
        static const std::multimap<std::string, std::string> binary{
            {"+", "-"},   {"-", "+"},   {"*", "/"},   {"/", "*"},   {"<", "<="},  {"<", ">"},
            {">", ">="},  {">", "<"},   {"<=", "<"},  {">=", ">"},  {"==", "!="}, {"!=", "=="},
            {"&&", "||"}, {"||", "&&"}, {"+=", "-="}, {"-=", "+="}, {"*=", "/="}, {"/=", "*="},
            {"+=", "="},  {"*=", "="},  {"%", "/"}};
        const Token& token = tokens_[i];
        if (token.kind != Token::Kind::symbol) return;
        if (token.spaced) {
            const auto [first, last] = binary.equal_range(token.text);
            for (auto it = first; it != last; ++it) replace(token, it->second);
        } else if ((token.text == "-" || token.text == "!") &&
                   (i == 0 || tokens_[i - 1].kind == Token::Kind::symbol ||
                    tokens_[i - 1].text == "return")) {
            replace(token, ""); // the sign or the negation
        }
    }

    void names(std::size_t i) {
        static const std::multimap<std::string, std::string> opposite{
            {"rows", "cols"},  {"cols", "rows"},  {"row", "col"},    {"col", "row"},
            {"min", "max"},    {"max", "min"},    {"true", "false"}, {"false", "true"},
            {"sin", "cos"},    {"cos", "sin"},    {"exp", "log"},    {"log", "exp"},
            {"sqrt", ""},      {"abs", ""},       {"Zero", "Ones"},  {"Ones", "Zero"},
            {"ceil", "floor"}, {"floor", "ceil"}, {"break", ""},     {"continue", ""},
            {"head", "tail"},  {"tail", "head"}};
        const Token& token = tokens_[i];
        if (token.kind != Token::Kind::name) return;
        const auto [first, last] = opposite.equal_range(token.text);
        for (auto it = first; it != last; ++it) {
            if (!it->second.empty() || token.text == "break" || token.text == "continue") {
                replace(token, it->second);
            } else if (i >= 2 && tokens_[i - 1].text == "::" && tokens_[i - 2].text == "std") {
                // std::sqrt(x) to (x)
                const std::size_t begin = tokens_[i - 2].begin;
                replace_range(begin, token.begin + token.text.size() - begin, "",
                              "`std::" + token.text + "` left out");
            }
        }
    }

    // f(a, b) to f(b, a), where both are plain names or numbers.
    void swapped_arguments(std::size_t i) {
        if (i + 5 >= tokens_.size() || tokens_[i].kind != Token::Kind::name ||
            tokens_[i + 1].text != "(" || tokens_[i + 3].text != "," || tokens_[i + 5].text != ")")
            return;
        const Token &a = tokens_[i + 2], &b = tokens_[i + 4];
        if (a.kind == Token::Kind::symbol || b.kind == Token::Kind::symbol || a.text == b.text)
            return;
        const std::size_t end = b.begin + b.text.size();
        replace_range(a.begin, end - a.begin, b.text + ", " + a.text,
                      "`" + tokens_[i].text + "(" + a.text + ", " + b.text +
                          ")` with its arguments swapped");
    }

    // Statements that are neither declarations nor returns: from one of ; { } ) to a ;
    void dropped_statements() {
        std::size_t begin = 0;
        int parentheses = 0;
        for (std::size_t i = 0; i < tokens_.size(); ++i) {
            const std::string& text = tokens_[i].text;
            if (text == "(" || text == "[") ++parentheses;
            if (text == ")" || text == "]") --parentheses;
            if (parentheses == 0 && (text == "{" || text == "}")) begin = i + 1;
            // After the head of a loop or a condition its statement begins.
            if (parentheses == 0 && text == ")" && head(i)) begin = i + 1;
            if (parentheses != 0 || text != ";") continue;
            if (begin < i && statement(begin, i)) {
                const std::size_t from = tokens_[begin].begin, to = tokens_[i].begin + 1;
                const std::string dropped = source_.substr(from, to - from);
                replace_range(from, to - from, ";", "dropped `" + one_line(dropped) + "`");
            }
            begin = i + 1;
        }
    }

    // Whether the parenthesis that closes at i belongs to for, if or while.
    bool head(std::size_t i) const {
        int depth = 0;
        for (std::size_t k = i + 1; k-- > 0;) {
            if (tokens_[k].text == ")") ++depth;
            if (tokens_[k].text == "(" && --depth == 0)
                return k > 0 && (tokens_[k - 1].text == "for" || tokens_[k - 1].text == "if" ||
                                 tokens_[k - 1].text == "while");
        }
        return false;
    }

    // An assignment or a call, not a declaration.
    bool statement(std::size_t begin, std::size_t end) const {
        static const std::set<std::string> no_statement{
            "return",  "using", "namespace", "inline",   "template", "struct", "const", "auto",
            "double",  "int",   "break",     "continue", "throw",    "static", "else",  "public",
            "private", "class", "constexpr", "bool",     "explicit", "friend"};
        if (tokens_[begin].kind != Token::Kind::name && tokens_[begin].text != "++" &&
            tokens_[begin].text != "--" && tokens_[begin].text != "*" && tokens_[begin].text != "(")
            return false;
        if (no_statement.count(tokens_[begin].text) == 1) return false;
        // "Vector v(n);", "Index i = 0;": a name after a name or a type's > is declared.
        int angle = 0;
        for (std::size_t k = begin; k + 1 < end; ++k) {
            if (tokens_[k].text == "(" || tokens_[k].text == "=" || tokens_[k].text == "[") break;
            if (tokens_[k].text == "<" && !tokens_[k].spaced) ++angle;
            const bool type_end = tokens_[k].kind == Token::Kind::name || tokens_[k].text == ">" ||
                                  tokens_[k].text == "&";
            if (tokens_[k].text == ">" && angle > 0) --angle;
            if (angle == 0 && type_end && tokens_[k + 1].kind == Token::Kind::name) return false;
        }
        return true;
    }

    void replace(const Token& token, const std::string& with) {
        replace_range(token.begin, token.text.size(), with,
                      with.empty() ? "`" + token.text + "` left out"
                                   : "`" + token.text + "` to `" + with + "`");
    }

    void replace_range(std::size_t begin, std::size_t size, const std::string& with,
                       std::string edit) {
        Mutant mutant;
        mutant.source = source_;
        mutant.source.replace(begin, size, with);
        for (std::size_t i = 0; i < begin; ++i) mutant.line += source_[i] == '\n' ? 1 : 0;
        ++mutant.line;
        mutant.edit = std::move(edit);
        mutant.original = line_at(source_, begin);
        mutant.mutated = line_at(mutant.source, begin);
        mutants_.push_back(std::move(mutant));
    }

    static std::string line_at(const std::string& text, std::size_t at) {
        std::size_t begin = at == 0 ? 0 : text.rfind('\n', at - 1);
        begin = begin == std::string::npos ? 0 : begin;
        return one_line(text.substr(begin, text.find('\n', at) - begin));
    }

    static std::string one_line(const std::string& text) {
        std::string line;
        for (const char c : text)
            if (std::isspace(static_cast<unsigned char>(c)) == 0)
                line += c;
            else if (!line.empty() && line.back() != ' ')
                line += ' ';
        while (!line.empty() && line.back() == ' ') line.pop_back();
        return line;
    }

    const std::string& source_;
    std::vector<Token> tokens_;
    std::vector<Mutant> mutants_;
};

} // namespace

std::vector<Mutant> make_mutants(const std::string& source) { return Maker(source).run(); }

} // namespace mlcore::mutation
