#include "terminal/latex.hpp"
#include "terminal/text.hpp"

#include <doctest/doctest.h>

#include <string>
#include <utility>
#include <vector>

using namespace mlcore::terminal;

TEST_CASE("latex: formulas of lessons read as they are spoken") {
    const std::vector<std::pair<const char*, const char*>> formulas{
        {R"(a \cdot b = \sum_{i=1}^{n} a_i b_i)", "a · b = Σᵢ₌₁ⁿ aᵢ bᵢ"},
        {R"(\lVert a \rVert = \sqrt{a \cdot a})", "‖a‖ = √(a · a)"},
        {R"(\cos(a, b) = \frac{a \cdot b}{\lVert a \rVert \, \lVert b \rVert})",
         "cos(a, b) = a · b / (‖a‖ ‖b‖)"},
        {R"(1 \cdot 4 + 2 \cdot (-3) + 2 \cdot 0 = -2)", "1 · 4 + 2 · (−3) + 2 · 0 = −2"},
        {R"(10^{154})", "10¹⁵⁴"},
        {R"(\frac{a+b}{c+d})", "(a + b)/(c + d)"},
        {R"(\frac{a}{b})", "a/b"},
        {R"(\frac12 x)", "½ x"},
        {R"(\frac{1}{2\sigma^2})", "1/(2σ²)"},
        {R"(\frac{\frac{a}{b}}{c})", "(a/b)/c"},
        {R"(\frac{1}{n} \sum_{i=1}^n (y_i - \hat{y}_i)^2)", "(1/n) Σᵢ₌₁ⁿ (yᵢ − ŷᵢ)²"},
        {R"(\frac{\partial L}{\partial w_{ij}})", "∂L/∂wᵢⱼ"},
        {R"(\frac{dL}{dW})", "dL/dW"},
        {R"(\sigma(z) = \frac{1}{1 + e^{-z}})", "σ(z) = 1/(1 + e⁻ᶻ)"},
        {R"(\frac{\exp(z_i)}{\sum_{j} \exp(z_j)})", "exp(zᵢ)/(Σⱼ exp(zⱼ))"},
        {R"(e^{-x} + x_1 + x_i + x^n + A^\top + A^T + W^{-1})",
         "e⁻ˣ + x₁ + xᵢ + xⁿ + Aᵀ + Aᵀ + W⁻¹"},
        {R"(\hat{\theta} = \arg\max_\theta \log p(x \mid \theta))",
         "θ\u0302 = arg max_θ log p(x | θ)"},
        {R"(\operatorname{softmax}\left(\frac{Q K^\top}{\sqrt{d_k}}\right) V)",
         "softmax(Q Kᵀ / √dₖ) V"},
        {R"(X \in \mathbb{R}^{n \times d})", "X ∈ ℝⁿˣᵈ"},
        {R"(\mathcal{N}(\mu, \sigma^2))", "𝒩(μ, σ²)"},
        {R"(\mathbf{w}^\top \mathbf{x} + b)", "𝐰ᵀ 𝐱 + b"},
        {R"(\begin{bmatrix}1 & 2 \\ 3 & 4\end{bmatrix})", "[1 2; 3 4]"},
        {R"(\begin{pmatrix} a+b & c \\ d & e \end{pmatrix})", "[a + b, c; d, e]"},
        {R"(f(x) = \begin{cases} x & \text{if } x > 0 \\ 0 & \text{otherwise} \end{cases})",
         "f(x) = { x if x > 0; 0 otherwise }"},
        {R"(\nabla_\theta L)", "∇_θ L"},
        {R"(w \leftarrow w - \eta \nabla L(w))", "w ← w − η ∇L(w)"},
        {R"(d_{\text{model}} x_{\text{train}} W_Q x_{i,j})", "d_model x_train W_Q x_(i,j)"},
        {R"(\int_0^\infty e^{-x^2} dx)", "∫₀^∞ e^(−x²) dx"},
        {R"(\lim_{n \to \infty} \left(1 + \frac{1}{n}\right)^n = e)", "lim_(n → ∞) (1 + 1/n)ⁿ = e"},
        {R"(x \odot y \otimes z \propto w)", "x ⊙ y ⊗ z ∝ w"},
        {R"(x_1, x_2, \ldots, x_n)", "x₁, x₂, …, xₙ"},
        {R"(\bar{x} \tilde{n} \vec{v})", "x\u0304 ñ v\u20d7"},
        {R"(\overline{ab})", "a\u0305b\u0305"},
        {R"(\underbrace{a + b}_{\text{scores}} + c)", "(a + b) ⟨scores⟩ + c"},
        {R"(\sqrt[3]{x+1})", "∛(x + 1)"},
        {R"(H(p) = -\sum_x p(x) \log_2 p(x))", "H(p) = −Σₓ p(x) log₂ p(x)"},
        {R"(D_{\mathrm{KL}}(p \,\|\, q) = \log \frac{p}{q})", "D_KL(p ‖ q) = log (p/q)"},
        {R"(\hat{\beta} = (X^\top X)^{-1} X^\top y)", "β\u0302 = (Xᵀ X)⁻¹ Xᵀ y"},
        {R"(\{x : x > 0\})", "{x : x > 0}"},
        {R"(O(n d^2))", "O(n d²)"},
        {R"(\lvert x \rvert \le 1, x \ne 0, x \approx 1)", "|x| ≤ 1, x ≠ 0, x ≈ 1"},
        {R"(\binom{n}{k} p^k (1-p)^{n-k})", "(n choose k) pᵏ (1 − p)ⁿ⁻ᵏ"},
        {R"(\sum_{k \in C} x_k)", "Σ_(k ∈ C) xₖ"},
        {R"(P(A|B) = \frac{P(B|A)P(A)}{P(B)})", "P(A|B) = P(B|A)P(A)/P(B)"},
        {R"(\mathbb{E}[X] = \mathbb{1}\{y_i = k\})", "𝔼[X] = 𝟙{yᵢ = k}"},
        {R"(x^{(t+1)} = x^{(t)} - \alpha g)", "x⁽ᵗ⁺¹⁾ = x⁽ᵗ⁾ − α g"},
        {R"({a+b}^2)", "(a + b)²"},
        {R"(\frac{a}{b}^2)", "(a/b)²"},
        {R"(a \not= b)", "a =\u0338 b"},
        {R"(f'(x))", "f′(x)"},
        {R"(w^*)", "w*"},
        {R"(2\pi r)", "2π r"},
        {R"(50\% \text{ of \$5})", "50% of $5"},
        {R"(\tfrac{1}{3} + \dfrac{x}{2})", "⅓ + x/2"},
    };
    for (const auto& formula : formulas) {
        const std::string latex = formula.first; // clang 14 cannot capture a structured binding
        const std::string unicode = formula.second;
        CAPTURE(latex);
        CHECK(latex_to_unicode(latex) == unicode);
    }
}

TEST_CASE("latex: what is unknown or broken is shown, never lost") {
    CHECK(latex_to_unicode(R"(\foo{bar} baz)") == "foo bar baz");
    CHECK(latex_to_unicode(R"(\frac{a)") == "a/");
    CHECK(latex_to_unicode(R"(x^)") == "x");
    CHECK(latex_to_unicode(R"(\begin{bmatrix} 1 & 2)") == "[1 2]");
    CHECK(latex_to_unicode(R"(\left( x)") == "(x");
    CHECK(latex_to_unicode("}}&x") == "x");
    CHECK(latex_to_unicode("\\").find('\\') != std::string::npos);
    CHECK(latex_to_unicode("") == "");
    std::string deep(10000, '{');
    deep += 'x';
    deep.append(10000, '}');
    CHECK(latex_to_unicode(deep).find('x') != std::string::npos);
    std::string fractions;
    for (int i = 0; i < 5000; ++i) fractions += "\\frac{1}{";
    CHECK_FALSE(latex_to_unicode(fractions + "x").empty());
    // Any cut of a formula has to end as well.
    const std::string whole =
        R"(\begin{cases} \frac{\sqrt[3]{x}_{i}^{2}}{\hat{y}} & \text{if $x$} \\ \left[ 0 \right. \end{cases})";
    for (std::size_t length = 0; length <= whole.size(); ++length)
        CHECK_NOTHROW(latex_to_unicode(whole.substr(0, length)));
}

TEST_CASE("latex: displays keep columns, braces and the width") {
    using Lines = std::vector<std::string>;
    CHECK(latex_display(
              R"(f(x) = \begin{cases} x & \text{if } x > 0 \\ 0 & \text{otherwise} \end{cases})",
              72) == Lines{"f(x) = ⎧ x   if x > 0", "       ⎩ 0   otherwise"});
    CHECK(latex_display(R"(\begin{cases} 1 & a \\ 2 & b \\ 30 & c \end{cases})", 72) ==
          Lines{"⎧ 1    a", "⎨ 2    b", "⎩ 30   c"});
    CHECK(
        latex_display(
            R"(\begin{aligned} L &= -\sum_i y_i \\ \frac{\partial L}{\partial w} &= X^\top (p - y) \end{aligned})",
            72) == Lines{"    L = −Σᵢ yᵢ", "∂L/∂w = Xᵀ (p − y)"});
    CHECK(latex_display(R"(a = b \qquad c = d)", 72) == Lines{"a = b    c = d"});
    CHECK(latex_display(R"(a = b \qquad c = d)", 10) == Lines{"a = b", "c = d"});
    CHECK(latex_display(R"(a = b \\ c = d)", 72) == Lines{"a = b", "c = d"});
    for (int width = 12; width < 60; ++width)
        for (
            const std::string& line : latex_display(
                R"(\cos(a, b) = \frac{a \cdot b}{\lVert a \rVert} \quad f(x) = \begin{cases} xxxxxxxxx & \text{if it is so} \\ 0 \end{cases})",
                width)) {
            CAPTURE(width);
            CHECK(display_width(line) <= width);
        }
}
