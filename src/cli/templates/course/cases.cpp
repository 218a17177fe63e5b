#include "mistakes.hpp"
#include "solution.hpp"

#include <mlcore/grading/cases.hpp>

namespace {

// The first variant is the answer key.
const mlcore::Variants<@slug@::DoubleIt> double_it_variants{{"naive", exercise::double_it}};

} // namespace

namespace mlcore::grading {

void write_cases(Exercise& exercise, Random& random) {
    auto double_it = exercise.task("double_it", {"x"}, double_it_variants, mistakes::double_it,
                                   within(1e-12, "FILL IN: why legal answers may differ by so much"));
    // The smallest first, then the lesson's example, then the edges, then what is drawn.
    double_it.add("zero", 0.0);
    double_it.add("the lesson's example", 3.0);
    double_it.add("negative", -1.5);
    for (int i = 0; i < 3; ++i) double_it.add("random", random.normal(0, 10));
    // double_it.throws<ValueError>("what must be refused", …);
}

} // namespace mlcore::grading
