// The commands that take arguments.
#include "latex_parser.hpp"
#include "text.hpp"

namespace mlcore::terminal::latex {

Atom Parser::command(const std::string& name) {
    if (name.empty()) return ordinary("\\");
    if (name == "frac" || name == "dfrac" || name == "tfrac" || name == "cfrac") {
        const Row numerator = argument();
        const Row denominator = argument();
        Atom atom = ordinary(fraction(numerator, denominator));
        atom.fraction = atom.text.find('/') != std::string::npos;
        return atom;
    }
    if (name == "binom" || name == "dbinom" || name == "tbinom") {
        const std::string n = join(argument());
        return ordinary("(" + n + " choose " + join(argument()) + ")");
    }
    if (name == "sqrt") {
        const std::string index = optional_argument();
        const Row inside = argument();
        std::string sign = index.empty() ? "√" : index == "3" ? "∛" : index == "4" ? "∜" : "";
        if (sign.empty()) sign = superscript(index).value_or("(" + index + ")") + "√";
        const std::string text = join(inside);
        const bool bare = is_single(inside) && !(inside.size() == 1 && inside[0].fraction);
        return ordinary(sign + (bare ? text : "(" + text + ")"));
    }
    if (name == "left" || name == "right")
        return delimiter(name == "left" ? Class::open : Class::close);
    if (name == "middle") return delimiter(Class::relation);
    if (name == "begin") return environment(raw_argument());
    if (name == "text" || name == "mathrm" || name == "textrm" || name == "mathsf" ||
        name == "mathtt" || name == "texttt" || name == "mathit" || name == "textit" ||
        name == "textbf" || name == "mbox" || name == "operatorname" || name == "mathop" ||
        name == "mathnormal") {
        const bool function = name == "operatorname" || name == "mathop";
        if (rest_.starts_with('*')) rest_.remove_prefix(1);
        Atom atom = ordinary(name.starts_with("math") ? join(argument()) : text_argument());
        atom.lettered = true;
        if (function) atom.kind = Class::word;
        return atom;
    }
    if (is_alphabet(name)) {
        const Row inner = argument();
        Atom atom = ordinary(in_alphabet(name, join(inner)));
        atom.several = !is_single(inner);
        return atom;
    }
    if (is_accent(name)) return ordinary(with_accent(name, join(argument())));
    if (name == "underbrace" || name == "overbrace") { // its label is set like a script
        Row inner = argument();
        std::string text = join(inner);
        skip_spaces();
        if (rest_.starts_with('_') || rest_.starts_with('^')) {
            rest_.remove_prefix(1);
            const std::string label = join(argument());
            text = (is_sum(inner) ? "(" + text + ")" : text) + " ⟨" + label + "⟩";
        }
        return ordinary(text);
    }
    if (name == "overset" || name == "stackrel" || name == "underset") {
        const std::string mark = join(argument());
        Row inner = argument();
        Atom atom = inner.empty() ? ordinary("") : inner.back();
        atom.text = join(inner);
        const auto small = name == "underset" ? subscript(mark) : superscript(mark);
        atom.text += small ? *small : (name == "underset" ? "_(" : "^(") + mark + ")";
        return atom;
    }
    if (name == "not") {
        const Row negated = argument();
        Atom atom = negated.empty() ? ordinary("not") : negated[0];
        if (!negated.empty()) append_utf8(atom.text, 0x338); // a stroke through it
        return atom;
    }
    if (name == "tag") return ordinary("  (" + text_argument() + ")");
    if (name == "color" || name == "label" || name == "phantom" || name == "hspace" ||
        name == "vspace") {
        raw_argument();
        return of_symbol({"", Class::space});
    }
    if (auto symbol = find_symbol(name)) return of_symbol(*symbol);
    Atom unknown = ordinary(name);
    unknown.lettered = true;
    return unknown;
}

} // namespace mlcore::terminal::latex
