#include "latex_symbols.hpp"

#include "text.hpp"

#include <unordered_map>

namespace mlcore::terminal::latex {

namespace {
using enum Class;

// clang-format off
const std::unordered_map<std::string_view, Symbol> symbols{
    // Greek
    {"alpha", {"α"}}, {"beta", {"β"}}, {"gamma", {"γ"}}, {"delta", {"δ"}}, {"epsilon", {"ϵ"}},
    {"varepsilon", {"ε"}}, {"zeta", {"ζ"}}, {"eta", {"η"}}, {"theta", {"θ"}}, {"vartheta", {"ϑ"}},
    {"iota", {"ι"}}, {"kappa", {"κ"}}, {"lambda", {"λ"}}, {"mu", {"μ"}}, {"nu", {"ν"}}, {"xi", {"ξ"}},
    {"omicron", {"ο"}}, {"pi", {"π"}}, {"varpi", {"ϖ"}}, {"rho", {"ρ"}}, {"varrho", {"ϱ"}},
    {"sigma", {"σ"}}, {"varsigma", {"ς"}}, {"tau", {"τ"}}, {"upsilon", {"υ"}}, {"phi", {"φ"}},
    {"varphi", {"φ"}}, {"chi", {"χ"}}, {"psi", {"ψ"}}, {"omega", {"ω"}}, {"Gamma", {"Γ"}},
    {"Delta", {"Δ"}}, {"Theta", {"Θ"}}, {"Lambda", {"Λ"}}, {"Xi", {"Ξ"}}, {"Pi", {"Π"}},
    {"Sigma", {"Σ"}}, {"Upsilon", {"Υ"}}, {"Phi", {"Φ"}}, {"Psi", {"Ψ"}}, {"Omega", {"Ω"}},
    // large operators
    {"sum", {"Σ", big}}, {"prod", {"∏", big}}, {"coprod", {"∐", big}}, {"int", {"∫", big}},
    {"iint", {"∬", big}}, {"iiint", {"∭", big}}, {"oint", {"∮", big}}, {"bigcup", {"⋃", big}},
    {"bigcap", {"⋂", big}}, {"bigoplus", {"⨁", big}}, {"bigotimes", {"⨂", big}}, {"bigvee", {"⋁", big}},
    {"bigwedge", {"⋀", big}},
    // binary operators
    {"cdot", {"·", binary}}, {"times", {"×", binary}}, {"div", {"÷", binary}}, {"pm", {"±", binary}},
    {"mp", {"∓", binary}}, {"odot", {"⊙", binary}}, {"otimes", {"⊗", binary}}, {"oplus", {"⊕", binary}},
    {"ominus", {"⊖", binary}}, {"circ", {"∘", binary}}, {"bullet", {"•", binary}}, {"ast", {"∗", binary}},
    {"star", {"⋆", binary}}, {"cup", {"∪", binary}}, {"cap", {"∩", binary}}, {"setminus", {"∖", binary}},
    {"backslash", {"∖", binary}}, {"wedge", {"∧", binary}}, {"land", {"∧", binary}}, {"vee", {"∨", binary}},
    {"lor", {"∨", binary}}, {"bmod", {"mod", binary}},
    // relations
    {"le", {"≤", relation}}, {"leq", {"≤", relation}}, {"leqslant", {"≤", relation}},
    {"ge", {"≥", relation}}, {"geq", {"≥", relation}}, {"geqslant", {"≥", relation}},
    {"ne", {"≠", relation}}, {"neq", {"≠", relation}}, {"lt", {"<", relation}}, {"gt", {">", relation}},
    {"approx", {"≈", relation}}, {"simeq", {"≃", relation}}, {"cong", {"≅", relation}},
    {"equiv", {"≡", relation}}, {"sim", {"∼", relation}}, {"propto", {"∝", relation}},
    {"in", {"∈", relation}}, {"notin", {"∉", relation}}, {"ni", {"∋", relation}},
    {"subset", {"⊂", relation}}, {"subseteq", {"⊆", relation}}, {"supset", {"⊃", relation}},
    {"supseteq", {"⊇", relation}}, {"ll", {"≪", relation}}, {"gg", {"≫", relation}},
    {"prec", {"≺", relation}}, {"succ", {"≻", relation}}, {"preceq", {"⪯", relation}},
    {"succeq", {"⪰", relation}}, {"to", {"→", relation}}, {"rightarrow", {"→", relation}},
    {"longrightarrow", {"→", relation}}, {"leftarrow", {"←", relation}}, {"gets", {"←", relation}},
    {"longleftarrow", {"←", relation}}, {"leftrightarrow", {"↔", relation}},
    {"Rightarrow", {"⇒", relation}}, {"implies", {"⇒", relation}}, {"Longrightarrow", {"⇒", relation}},
    {"Leftarrow", {"⇐", relation}}, {"Leftrightarrow", {"⇔", relation}}, {"iff", {"⇔", relation}},
    {"mapsto", {"↦", relation}}, {"mid", {"|", relation}}, {"parallel", {"∥", relation}},
    {"perp", {"⊥", relation}}, {"models", {"⊨", relation}}, {"vdash", {"⊢", relation}},
    {"coloneqq", {":=", relation}}, {"triangleq", {"≜", relation}}, {"doteq", {"≐", relation}},
    // brackets
    {"lVert", {"‖", open}}, {"rVert", {"‖", close}}, {"lvert", {"|", open}}, {"rvert", {"|", close}},
    {"langle", {"⟨", open}}, {"rangle", {"⟩", close}}, {"lfloor", {"⌊", open}}, {"rfloor", {"⌋", close}},
    {"lceil", {"⌈", open}}, {"rceil", {"⌉", close}}, {"lbrace", {"{", open}}, {"rbrace", {"}", close}},
    {"{", {"{", open}}, {"}", {"}", close}}, {"lbrack", {"[", open}}, {"rbrack", {"]", close}},
    {"|", {"‖"}}, {"Vert", {"‖"}}, {"vert", {"|"}},
    // single signs
    {"infty", {"∞"}}, {"partial", {"∂", prefix}}, {"nabla", {"∇", prefix}}, {"neg", {"¬", prefix}},
    {"lnot", {"¬", prefix}}, {"forall", {"∀", prefix}}, {"exists", {"∃", prefix}}, {"top", {"⊤"}},
    {"bot", {"⊥"}}, {"emptyset", {"∅"}}, {"varnothing", {"∅"}}, {"ell", {"ℓ"}}, {"hbar", {"ℏ"}},
    {"Re", {"ℜ"}}, {"Im", {"ℑ"}}, {"aleph", {"ℵ"}}, {"prime", {"′"}}, {"dagger", {"†"}}, {"ldots", {"…"}},
    {"dots", {"…"}}, {"dotsc", {"…"}}, {"dotsb", {"⋯"}}, {"cdots", {"⋯"}}, {"vdots", {"⋮"}},
    {"ddots", {"⋱"}}, {"angle", {"∠"}}, {"degree", {"°"}}, {"uparrow", {"↑"}}, {"downarrow", {"↓"}},
    {"checkmark", {"✓"}}, {"square", {"□"}}, {"blacksquare", {"■"}}, {"therefore", {"∴"}},
    {"imath", {"ı"}}, {"jmath", {"ȷ"}}, {"colon", {":", punctuation}}, {"%", {"%"}}, {"$", {"$"}},
    {"#", {"#"}}, {"_", {"_"}}, {"&", {"&"}},
    // functions
    {"log", {"log", word}}, {"ln", {"ln", word}}, {"lg", {"lg", word}}, {"exp", {"exp", word}},
    {"sin", {"sin", word}}, {"cos", {"cos", word}}, {"tan", {"tan", word}}, {"cot", {"cot", word}},
    {"sinh", {"sinh", word}}, {"cosh", {"cosh", word}}, {"tanh", {"tanh", word}},
    {"arcsin", {"arcsin", word}}, {"arccos", {"arccos", word}}, {"arctan", {"arctan", word}},
    {"max", {"max", word}}, {"min", {"min", word}}, {"sup", {"sup", word}}, {"inf", {"inf", word}},
    {"lim", {"lim", word}}, {"limsup", {"lim sup", word}}, {"liminf", {"lim inf", word}},
    {"arg", {"arg", word}}, {"argmax", {"arg max", word}}, {"argmin", {"arg min", word}},
    {"det", {"det", word}}, {"dim", {"dim", word}}, {"rank", {"rank", word}}, {"ker", {"ker", word}},
    {"Pr", {"Pr", word}}, {"gcd", {"gcd", word}}, {"deg", {"deg", word}}, {"mod", {"mod", word}},
    // spaces; two columns and more set formulas apart
    {",", {" ", space}}, {";", {" ", space}}, {":", {" ", space}}, {">", {" ", space}}, {" ", {" ", space}},
    {"quad", {"  ", space}}, {"qquad", {"    ", space}}, {"enspace", {" ", space}},
    {"thinspace", {" ", space}}, {"!", {"", space}}, {"negthinspace", {"", space}},
    // commands that only say how to set what follows
    {"displaystyle", {"", space}}, {"textstyle", {"", space}}, {"scriptstyle", {"", space}},
    {"limits", {"", space}}, {"nolimits", {"", space}}, {"nonumber", {"", space}},
    {"notag", {"", space}}, {"hline", {"", space}}, {"big", {"", space}}, {"Big", {"", space}},
    {"bigg", {"", space}}, {"Bigg", {"", space}}, {"bigl", {"", space}}, {"bigr", {"", space}},
    {"Bigl", {"", space}}, {"Bigr", {"", space}}, {"biggl", {"", space}}, {"biggr", {"", space}},
};

using Map = std::unordered_map<char32_t, char32_t>;
const Map subscripts{
    {U'0', U'₀'}, {U'1', U'₁'}, {U'2', U'₂'}, {U'3', U'₃'}, {U'4', U'₄'}, {U'5', U'₅'}, {U'6', U'₆'},
    {U'7', U'₇'}, {U'8', U'₈'}, {U'9', U'₉'}, {U'+', U'₊'}, {U'-', U'₋'}, {U'−', U'₋'}, {U'=', U'₌'},
    {U'(', U'₍'}, {U')', U'₎'}, {U'a', U'ₐ'}, {U'e', U'ₑ'}, {U'h', U'ₕ'}, {U'i', U'ᵢ'}, {U'j', U'ⱼ'},
    {U'k', U'ₖ'}, {U'l', U'ₗ'}, {U'm', U'ₘ'}, {U'n', U'ₙ'}, {U'o', U'ₒ'}, {U'p', U'ₚ'}, {U'r', U'ᵣ'},
    {U's', U'ₛ'}, {U't', U'ₜ'}, {U'u', U'ᵤ'}, {U'v', U'ᵥ'}, {U'x', U'ₓ'}, {U'β', U'ᵦ'}, {U'γ', U'ᵧ'},
    {U'ρ', U'ᵨ'}, {U'φ', U'ᵩ'}, {U'χ', U'ᵪ'},
};
const Map superscripts{
    {U'0', U'⁰'}, {U'1', U'¹'}, {U'2', U'²'}, {U'3', U'³'}, {U'4', U'⁴'}, {U'5', U'⁵'}, {U'6', U'⁶'},
    {U'7', U'⁷'}, {U'8', U'⁸'}, {U'9', U'⁹'}, {U'+', U'⁺'}, {U'-', U'⁻'}, {U'−', U'⁻'}, {U'=', U'⁼'},
    {U'(', U'⁽'}, {U')', U'⁾'}, {U'a', U'ᵃ'}, {U'b', U'ᵇ'}, {U'c', U'ᶜ'}, {U'd', U'ᵈ'}, {U'e', U'ᵉ'},
    {U'f', U'ᶠ'}, {U'g', U'ᵍ'}, {U'h', U'ʰ'}, {U'i', U'ⁱ'}, {U'j', U'ʲ'}, {U'k', U'ᵏ'}, {U'l', U'ˡ'},
    {U'm', U'ᵐ'}, {U'n', U'ⁿ'}, {U'o', U'ᵒ'}, {U'p', U'ᵖ'}, {U'r', U'ʳ'}, {U's', U'ˢ'}, {U't', U'ᵗ'},
    {U'u', U'ᵘ'}, {U'v', U'ᵛ'}, {U'w', U'ʷ'}, {U'x', U'ˣ'}, {U'y', U'ʸ'}, {U'z', U'ᶻ'}, {U'A', U'ᴬ'},
    {U'B', U'ᴮ'}, {U'D', U'ᴰ'}, {U'E', U'ᴱ'}, {U'G', U'ᴳ'}, {U'H', U'ᴴ'}, {U'I', U'ᴵ'}, {U'J', U'ᴶ'},
    {U'K', U'ᴷ'}, {U'L', U'ᴸ'}, {U'M', U'ᴹ'}, {U'N', U'ᴺ'}, {U'O', U'ᴼ'}, {U'P', U'ᴾ'}, {U'R', U'ᴿ'},
    {U'T', U'ᵀ'}, {U'U', U'ᵁ'}, {U'V', U'ⱽ'}, {U'W', U'ᵂ'}, {U'β', U'ᵝ'}, {U'γ', U'ᵞ'}, {U'δ', U'ᵟ'},
    {U'θ', U'ᶿ'}, {U'φ', U'ᵠ'}, {U'χ', U'ᵡ'}, {U'⊤', U'ᵀ'}, {U'*', U'*'}, {U'∗', U'*'}, {U'⋆', U'*'},
    {U'′', U'′'}, {U'†', U'†'}, {U'∘', U'°'}, {U'°', U'°'}, {U'·', U'˙'}, {U'×', U'ˣ'},
};

// Letters that Unicode gave a place before the alphabets came.
const Map early_double_struck{{U'C', U'ℂ'}, {U'H', U'ℍ'}, {U'N', U'ℕ'}, {U'P', U'ℙ'},
                              {U'Q', U'ℚ'}, {U'R', U'ℝ'}, {U'Z', U'ℤ'}};
const Map early_script{{U'B', U'ℬ'}, {U'E', U'ℰ'}, {U'F', U'ℱ'}, {U'H', U'ℋ'}, {U'I', U'ℐ'}, {U'L', U'ℒ'},
                       {U'M', U'ℳ'}, {U'R', U'ℛ'}, {U'e', U'ℯ'}, {U'g', U'ℊ'}, {U'o', U'ℴ'}};
const Map none{};

struct Alphabet {
    char32_t capital, small, digit, greek; // the code point of its A, a, 0 and α; 0 where it has none
    const Map& early;
};
const std::unordered_map<std::string_view, Alphabet> alphabets{
    {"mathbb", {U'𝔸', U'𝕒', U'𝟘', 0, early_double_struck}}, {"mathcal", {U'𝒜', U'𝒶', 0, 0, early_script}},
    {"mathscr", {U'𝒜', U'𝒶', 0, 0, early_script}}, {"mathbf", {U'𝐀', U'𝐚', U'𝟎', U'𝛂', none}},
    {"boldsymbol", {U'𝐀', U'𝐚', U'𝟎', U'𝛂', none}}, {"bm", {U'𝐀', U'𝐚', U'𝟎', U'𝛂', none}},
    {"mathfrak", {U'𝕬', U'𝖆', 0, 0, none}},
};

struct Accent {
    char32_t mark;
    std::u32string_view bare, composed; // letters that have a code point with the mark
};
const std::unordered_map<std::string_view, Accent> accents{
    {"hat", {0x302, U"aceghijosuwyzACEGHIJOSUWYZ", U"âĉêĝĥîĵôŝûŵŷẑÂĈÊĜĤÎĴÔŜÛŴŶẐ"}},
    {"widehat", {0x302, U"aceghijosuwyzACEGHIJOSUWYZ", U"âĉêĝĥîĵôŝûŵŷẑÂĈÊĜĤÎĴÔŜÛŴŶẐ"}},
    {"bar", {0x304, U"aegiouyAEGIOUY", U"āēḡīōūȳĀĒḠĪŌŪȲ"}},
    {"overline", {0x305, U"", U""}},
    {"tilde", {0x303, U"ainouvyAINOUVY", U"ãĩñõũṽỹÃĨÑÕŨṼỸ"}},
    {"widetilde", {0x303, U"ainouvyAINOUVY", U"ãĩñõũṽỹÃĨÑÕŨṼỸ"}},
    {"vec", {0x20D7, U"", U""}}, {"dot", {0x307, U"", U""}}, {"ddot", {0x308, U"", U""}},
    {"check", {0x30C, U"", U""}}, {"breve", {0x306, U"", U""}}, {"acute", {0x301, U"", U""}},
    {"grave", {0x300, U"", U""}}, {"underline", {0x332, U"", U""}}, {"mathring", {0x30A, U"", U""}},
};
// clang-format on

/// Maps each code point; stops at the first without an image.
std::optional<std::string> map_all(std::string_view text, const Map& map) {
    std::string result;
    while (!text.empty()) {
        const CodePoint code = decode(text);
        text.remove_prefix(static_cast<std::size_t>(code.bytes));
        if (code.value == ' ') continue;
        const auto image = map.find(code.value);
        if (image == map.end()) return std::nullopt;
        append_utf8(result, image->second);
    }
    return result;
}
} // namespace

std::optional<Symbol> find_symbol(std::string_view name) {
    const auto found = symbols.find(name);
    if (found == symbols.end()) return std::nullopt;
    return found->second;
}

Symbol character_symbol(std::string_view utf8) {
    if (utf8 == "-" || utf8 == "−") return {"−", binary};
    if (utf8 == "+" || utf8 == "*" || utf8 == "·" || utf8 == "×")
        return {std::string(utf8), binary};
    if (utf8 == "=" || utf8 == "<" || utf8 == ">" || utf8 == "≤" || utf8 == "≥" || utf8 == "≠" ||
        utf8 == "≈" || utf8 == "∈" || utf8 == "→")
        return {std::string(utf8), relation};
    if (utf8 == "(" || utf8 == "[") return {std::string(utf8), open};
    if (utf8 == ")" || utf8 == "]") return {std::string(utf8), close};
    if (utf8 == "," || utf8 == ";") return {std::string(utf8), punctuation};
    if (utf8 == "~") return {" ", space};
    return {std::string(utf8), ordinary};
}

std::optional<std::string> subscript(std::string_view text) { return map_all(text, subscripts); }
std::optional<std::string> superscript(std::string_view text) {
    return map_all(text, superscripts);
}

bool is_alphabet(std::string_view command) { return alphabets.contains(command); }

std::string in_alphabet(std::string_view command, std::string_view text) {
    const Alphabet& alphabet = alphabets.at(command);
    const auto shift = [](char32_t code, char32_t from, char32_t first, char32_t last,
                          char32_t to) -> char32_t {
        return to != 0 && code >= first && code <= last ? to + (code - from) : 0;
    };
    std::string result;
    while (!text.empty()) {
        const CodePoint code = decode(text);
        text.remove_prefix(static_cast<std::size_t>(code.bytes));
        char32_t image = 0;
        if (const auto early = alphabet.early.find(code.value); early != alphabet.early.end())
            image = early->second;
        if (image == 0) image = shift(code.value, U'A', U'A', U'Z', alphabet.capital);
        if (image == 0) image = shift(code.value, U'a', U'a', U'z', alphabet.small);
        if (image == 0) image = shift(code.value, U'0', U'0', U'9', alphabet.digit);
        if (image == 0) image = shift(code.value, U'α', U'α', U'ω', alphabet.greek);
        append_utf8(result, image == 0 ? code.value : image);
    }
    return result;
}

bool is_accent(std::string_view command) { return accents.contains(command); }

std::string with_accent(std::string_view command, std::string_view text) {
    const bool one_letter = decode(text).bytes == static_cast<int>(text.size());
    const Accent& accent = accents.at(command == "overline" && one_letter ? "bar" : command);
    std::string result;
    while (!text.empty()) {
        const CodePoint code = decode(text);
        text.remove_prefix(static_cast<std::size_t>(code.bytes));
        if (const auto at = accent.bare.find(code.value); at != std::u32string_view::npos) {
            append_utf8(result, accent.composed[at]);
            continue;
        }
        append_utf8(result, code.value);
        if (width_of(code.value) > 0 && code.value != ' ') append_utf8(result, accent.mark);
    }
    return result;
}

} // namespace mlcore::terminal::latex
