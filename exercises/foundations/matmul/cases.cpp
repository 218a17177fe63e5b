#include <mlcore/foundations/matmul.hpp>
#include <mlcore/grading/cases.hpp>

#include "mistakes.hpp"

namespace mlcore::grading {

void write_cases(Exercise& exercise, Random& random) {
    const Matrix A = matrix({{1, 2, 0}, {-1, 3, 4}}); // the lesson's
    const Matrix B = matrix({{2, 1}, {0, -1}, {5, 3}});

    auto matvec = exercise.task("matvec", {"A", "x"}, matmul::matvec_variants, mistakes::matvec,
                                within(1e-12, "sums of a few dozen products in another order"));
    matvec.add("one entry", matrix({{3}}), vector({-2}));
    matvec.add("the lesson's example", A, vector({2, 0, 5}));
    matvec.add("one row", matrix({{1, -2, 4}}), vector({3, 1, -0.5}));
    matvec.add("one column", matrix({{2}, {-1}, {0.5}}), vector({4}));
    matvec.add("square, not symmetric", matrix({{1, 2}, {-3, 5}}), vector({7, -2}));
    matvec.add("no columns: every sum is empty", Matrix(2, 0), vector({}));
    matvec.add("no rows", Matrix(0, 2), vector({1, 2}));
    for (const auto& [n, p] : {std::pair<Index, Index>{3, 5}, {7, 2}, {20, 33}}) {
        const Matrix M = normal_matrix(random, n, p);
        matvec.add("random, " + shape_text(M), M, normal_vector(random, p));
    }
    matvec.throws<ShapeError>("x is shorter than a row of A", A, vector({1, 2}));
    matvec.throws<ShapeError>("x is longer than a row of A", A, vector({1, 2, 3, 4}));

    // 500 products is the longest sum that the speed tasks check.
    auto matmul = exercise.task("matmul", {"A", "B"}, matmul::matmul_variants, mistakes::matmul,
                                within(1e-11, "sums of up to 500 products in another order"));
    matmul.add("one entry each", matrix({{3}}), matrix({{-2}}));
    matmul.add("the lesson's example", A, B);
    matmul.add("a row by a column", matrix({{1, -2, 4}}), matrix({{3}, {1}, {-0.5}}));
    matmul.add("a column by a row", matrix({{2}, {-1}, {0.5}}), matrix({{4, 3}}));
    matmul.add("square, not symmetric", matrix({{1, 2}, {-3, 5}}), matrix({{0, 1}, {4, -2}}));
    matmul.add("the identity on the left", matrix({{1, 0, 0}, {0, 1, 0}, {0, 0, 1}}),
               matrix({{1, 2}, {3, -4}, {5, 6}}));
    matmul.add("inner size 0: every sum is empty", Matrix(2, 0), Matrix(0, 3));
    matmul.add("no rows", Matrix(0, 3), matrix({{1}, {2}, {3}}));
    struct Shape {
        Index n, p, m;
    };
    for (const auto& [n, p, m] :
         {Shape{2, 3, 5}, Shape{5, 3, 2}, Shape{4, 4, 4}, Shape{1, 6, 7}, Shape{23, 9, 17}}) {
        const Matrix left = normal_matrix(random, n, p), right = normal_matrix(random, p, m);
        matmul.add("random, " + shape_text(left) + " by " + shape_text(right), left, right);
    }
    matmul.throws<ShapeError>("A has fewer columns than B has rows", matrix({{1, 2}, {3, 4}}), B);
    matmul.throws<ShapeError>("A has more columns than B has rows", A, matrix({{1, 2}, {3, 4}}));
    matmul.throws<ShapeError>("equal shapes that do not fit", A, A);

    // Rows of B that lie 4096 bytes apart are the worst that a walk down its columns can meet: all
    // of a column competes for the same few places of the first-level cache.
    exercise.speed("speed_loop_order", {.of = "matmul", .against = "reordered", .at_most = 6},
                   {draw_normal({180, 300}), draw_normal({300, 512})});
    exercise.speed("speed_gemm", {.of = "matmul", .against = "vectorized", .at_most = 2},
                   {draw_normal({400, 500}), draw_normal({500, 450})});
}

} // namespace mlcore::grading
