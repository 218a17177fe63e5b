// What an exercise's cases.cpp and mistakes.hpp include: the inputs on which answers are compared,
// the tolerances, and the wrong answers that are recognised.
//
//     void mlcore::grading::write_cases(Exercise& exercise, Random& random) {
//         auto& dot = exercise.task("dot", {"a", "b"}, dot_variants, mistakes::dot,
//                                   within(1e-12, "one rounding per term"));
//         dot.add("the lesson's example", vector({1, 2, 3}), vector({4, -5, 6}));
//         dot.throws<ShapeError>("lengths differ", vector({1, 2}), vector({1}));
//     }
#pragma once

#include "mlcore/core/random.hpp"
#include "mlcore/core/variants.hpp"
#include "mlcore/grading/function.hpp"

#include <deque>
#include <functional>
#include <string>
#include <vector>

namespace mlcore::grading {

// ---- mistakes.hpp -------------------------------------------------------------------------------

/// One misunderstanding: a short id in snake_case, one sentence that tells the learner what they
/// did ("You divide by n instead of n − 1."), and the function written that way.
template <class F>
struct Mistake {
    std::string id;
    std::string sentence;
    F* function;
};

template <class F>
using Mistakes = std::vector<Mistake<F>>;

// ---- tolerance ----------------------------------------------------------------------------------

/// got and expected agree where |got − expected| ≤ absolute + relative·|expected|, entry by entry.
/// Integers, booleans and texts must be equal. NaN agrees with nothing; infinities with themselves.
struct Tolerance {
    double relative = 0;
    double absolute = 0;
    std::string reason;
};

/// The same number serves as relative tolerance and, for values near zero, as absolute one.
inline Tolerance within(double tolerance, std::string reason) {
    return {tolerance, tolerance, std::move(reason)};
}
inline Tolerance exactly(std::string reason = "integers and texts have no rounding") {
    return {0, 0, std::move(reason)};
}

// ---- inputs -------------------------------------------------------------------------------------

inline Vector vector(std::initializer_list<double> values) {
    return Eigen::Map<const Vector>(values.begin(), static_cast<Index>(values.size()));
}
inline Labels labels(std::initializer_list<int> values) {
    return Eigen::Map<const Labels>(values.begin(), static_cast<Index>(values.size()));
}
/// matrix({{1, 2}, {3, 4}})
inline Matrix matrix(std::initializer_list<std::initializer_list<double>> rows) {
    return Matrix(rows);
}
inline Vector normal_vector(Random& random, Index n, double scale = 1) {
    Vector v(n);
    for (Index i = 0; i < n; ++i) v(i) = scale * random.normal();
    return v;
}
inline Matrix normal_matrix(Random& random, Index rows, Index columns, double scale = 1) {
    Matrix m(rows, columns);
    for (Index i = 0; i < m.size(); ++i) m.data()[i] = scale * random.normal();
    return m;
}
inline Labels random_labels(Random& random, Index n, int classes) {
    Labels v(n);
    for (Index i = 0; i < n; ++i) v(i) = static_cast<int>(random.index(classes));
    return v;
}
template <std::size_t N>
Tensor<double, N> normal_tensor(Random& random, const std::array<std::size_t, N>& shape,
                                double scale = 1) {
    Tensor<double, N> tensor(shape);
    for (std::size_t i = 0; i < tensor.size(); ++i) tensor.data()[i] = scale * random.normal();
    return tensor;
}

/// A numeric table from examples/data (CSV with one header line), for cases on real data.
/// Throws ValueError with file, line and reason where it cannot be read.
Value read_table_value(const std::string& file_name);
inline Matrix read_table(const std::string& file_name) {
    return from_value<Matrix>(read_table_value(file_name));
}

// ---- speed --------------------------------------------------------------------------------------

/// An input that is drawn afresh for every timed run.
struct Draw {
    enum class Kind : std::uint8_t { fixed, normal, uniform, integers } kind = Kind::fixed;
    std::vector<std::int64_t> shape;
    double low = 0;
    double high = 1;
    Value value; // fixed
};
inline Draw draw_normal(std::vector<std::int64_t> shape) {
    return {Draw::Kind::normal, std::move(shape), 0, 1, {}};
}
inline Draw draw_uniform(std::vector<std::int64_t> shape, double low, double high) {
    return {Draw::Kind::uniform, std::move(shape), low, high, {}};
}
/// Integers in {low, …, high − 1}.
inline Draw draw_integers(std::vector<std::int64_t> shape, int low, int high) {
    return {Draw::Kind::integers, std::move(shape), double(low), double(high), {}};
}
template <class T>
Draw always(const T& value) {
    return {Draw::Kind::fixed, {}, 0, 0, to_value(value)};
}

/// "At most `at_most` times as long as the library's `against` variant of the task `of`."
struct Speed {
    std::string of;
    std::string against = "vectorized";
    double at_most = 2;
};

// ---- the exercise -------------------------------------------------------------------------------

using MakeFunction = std::function<std::unique_ptr<Function>()>;

/// A task without its types: what the pack is made from.
struct TaskRecord {
    struct NamedFunction {
        std::string name;     // variant's name or mistake's id
        std::string sentence; // of a mistake
        MakeFunction make;
    };
    struct Case {
        std::string label;
        std::vector<Value> inputs;
        std::string throws; // the expected error's type, empty where an answer is expected
    };
    std::string name;
    std::vector<std::string> arguments;
    Tolerance tolerance;
    std::vector<NamedFunction> variants;
    std::vector<NamedFunction> mistakes;
    std::vector<Case> cases;
};

struct SpeedRecord {
    std::string name;
    Speed rule;
    std::vector<Draw> inputs;
};

/// The cases of one task, typed by its function: inputs that do not fit do not compile.
template <class F>
class Task;

template <class R, class... P>
class Task<R(P...)> {
public:
    explicit Task(TaskRecord& record) : record_(&record) {}

    /// A case that must be answered. Smallest first, by habit; the label says what it is there for.
    void add(std::string label, const detail::stored_t<P>&... inputs) {
        record_->cases.push_back({std::move(label), {to_value(inputs)...}, ""});
    }

    /// A case that must be refused with that error: throws<ShapeError>(…) or throws<ValueError>(…).
    template <class Error>
    void throws(std::string label, const detail::stored_t<P>&... inputs) {
        static_assert(std::same_as<Error, ShapeError> || std::same_as<Error, ValueError>);
        record_->cases.push_back({std::move(label),
                                  {to_value(inputs)...},
                                  std::same_as<Error, ShapeError> ? "ShapeError" : "ValueError"});
    }

private:
    TaskRecord* record_;
};

class Exercise {
public:
    /// A correctness task. The first variant is the answer key. `arguments` names the parameters as
    /// a verdict shows them.
    template <class F>
    Task<F> task(std::string name, std::vector<std::string> arguments, const Variants<F>& variants,
                 const std::type_identity_t<Mistakes<F>>& mistakes, Tolerance tolerance) {
        TaskRecord& record = tasks.emplace_back();
        record.name = std::move(name);
        record.arguments = std::move(arguments);
        record.tolerance = std::move(tolerance);
        for (const auto& variant : variants)
            record.variants.push_back(
                {variant.name, "", [f = variant.function] { return grading::bind<F>(f); }});
        for (const auto& mistake : mistakes)
            record.mistakes.push_back({mistake.id, mistake.sentence,
                                       [f = mistake.function] { return grading::bind<F>(f); }});
        return Task<F>(record);
    }

    /// A speed task: the learner's `rule.of` against a variant of the library, on fresh inputs.
    void speed(std::string name, Speed rule, std::vector<Draw> inputs) {
        speeds.push_back({std::move(name), std::move(rule), std::move(inputs)});
    }

    std::deque<TaskRecord> tasks;
    std::vector<SpeedRecord> speeds;
};

/// Defined by each exercise's cases.cpp. `random` is seeded from the pack's seed: what is drawn
/// from it differs between the public and a hidden pack.
void write_cases(Exercise& exercise, Random& random);

} // namespace mlcore::grading
