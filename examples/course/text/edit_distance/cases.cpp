#include "mistakes.hpp"
#include "solution.hpp"

#include <mlcore/grading/cases.hpp>

namespace {

using namespace mlcore;

// The first variant is the answer key.
const Variants<edit_distance::Table> table_variants{{"naive", exercise::table}};
const Variants<edit_distance::Distance> distance_variants{{"naive", exercise::distance}};
const Variants<edit_distance::Similarity> similarity_variants{{"naive", exercise::similarity}};
const Variants<edit_distance::Script> script_variants{{"naive", exercise::script}};

// Few different letters, so that many of them agree by chance.
std::string draw_text(Random& random, Index length) {
    std::string text;
    for (Index i = 0; i < length; ++i) text += "abcd"[random.index(4)];
    return text;
}

// Pairs that tell every mistake apart; smallest first.
template <class Task>
void add_pairs(Task& task, Random& random) {
    task.add("two different letters", std::string("a"), std::string("b"));
    task.add("the lesson's example", std::string("ab"), std::string("xb"));
    task.add("two empty texts", std::string(), std::string());
    task.add("nothing into something", std::string(), std::string("abc"));
    task.add("something into nothing", std::string("abcd"), std::string());
    task.add("one letter missing in front", std::string("edit"), std::string("dit"));
    task.add("one letter more in front", std::string("dit"), std::string("edit"));
    task.add("sunday and saturday", std::string("sunday"), std::string("saturday"));
    task.add("kitten and sitting", std::string("kitten"), std::string("sitting"));
    task.add("equal texts", std::string("same"), std::string("same"));
    for (const Index m : {5, 9}) task.add("random", draw_text(random, m), draw_text(random, m - 2));
    task.add("random", draw_text(random, 6), draw_text(random, 11));
}

} // namespace

namespace mlcore::grading {

void write_cases(Exercise& exercise, Random& random) {
    auto table = exercise.task("table", {"a", "b"}, table_variants, mistakes::table,
                               exactly("every entry is a whole number"));
    add_pairs(table, random);
    auto distance = exercise.task("distance", {"a", "b"}, distance_variants, mistakes::distance,
                                  exactly("a whole number"));
    add_pairs(distance, random);
    auto similarity =
        exercise.task("similarity", {"a", "b"}, similarity_variants, mistakes::similarity,
                      within(1e-12, "one division and one subtraction, in any order"));
    add_pairs(similarity, random);
    auto script = exercise.task("script", {"a", "b"}, script_variants, mistakes::script,
                                exactly("a text has no rounding"));
    add_pairs(script, random);
}

} // namespace mlcore::grading
