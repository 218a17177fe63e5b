// Signs of right entries in wrong places: transposed, axes swapped, reversed, shifted, cut short,
// permuted, renamed.
#include "evidence.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <map>
#include <numeric>

namespace mlcore::grading {
namespace {

using Shape = std::vector<std::int64_t>;

// Where each entry of the answer comes from. A coordinate outside the expected array leaves the
// entry free: the sign says nothing of it.
std::optional<Prediction> rearranged(const Leaf& expected, const Shape& shape,
                                     const std::function<void(Shape&)>& source) {
    Prediction prediction{shape, {}, {}};
    const std::int64_t size =
        std::accumulate(shape.begin(), shape.end(), std::int64_t{1}, std::multiplies<>{});
    Shape at(shape.size());
    for (std::int64_t flat = 0; flat < size; ++flat) {
        std::int64_t left = flat;
        for (std::size_t axis = shape.size(); axis-- > 0;) {
            at[axis] = left % shape[axis];
            left /= shape[axis];
        }
        source(at);
        std::int64_t from = 0;
        bool inside = true;
        for (std::size_t axis = 0; axis < shape.size(); ++axis) {
            inside = inside && at[axis] >= 0 && at[axis] < expected.shape[axis];
            from = from * expected.shape[axis] + at[axis];
        }
        prediction.values.push_back(inside ? expected.values[static_cast<std::size_t>(from)] : 0);
        prediction.free.push_back(!inside);
    }
    return prediction;
}

std::optional<Prediction> as_it_is(const Leaf& expected) {
    return Prediction{expected.shape, expected.values, {}};
}

// Rearranging needs more evidence than arithmetic: one wrong entry among equal ones looks shifted.
bool enough(const Support& support) { return support.enough() && support.telling_entries >= 3; }

std::size_t largest_rank(const Evidence& evidence) {
    std::size_t rank = 0;
    for (const Sample& sample : evidence.samples)
        for (const LeafPair& pair : sample.pairs) rank = std::max(rank, pair.expected.shape.size());
    return rank;
}

// "rows", "columns", "slices along axis 2", "entries"
std::string slices(std::size_t rank, std::size_t axis) {
    if (rank == 1) return "entries";
    if (rank == 2) return axis == 0 ? "rows" : "columns";
    return "slices along axis " + std::to_string(axis);
}

std::string slice(std::size_t rank, std::size_t axis) {
    if (rank == 1) return "entry";
    if (rank == 2) return axis == 0 ? "row" : "column";
    return "slice along axis " + std::to_string(axis);
}

std::optional<Sign> find_swapped_axes(const Evidence& evidence, std::size_t rank) {
    for (std::size_t a = 0; a < rank; ++a)
        for (std::size_t b = a + 1; b < rank; ++b) {
            const Support support = support_for(evidence, [=](const Sample&, const LeafPair& pair) {
                if (pair.expected.shape.size() <= b) return as_it_is(pair.expected);
                Shape shape = pair.expected.shape;
                std::swap(shape[a], shape[b]);
                return rearranged(pair.expected, shape,
                                  [=](Shape& at) { std::swap(at[a], at[b]); });
            });
            if (!enough(support)) continue;
            if (rank == 2)
                return evidence.sign("transposed", "is", "the transpose of the expected one",
                                     "Rows and columns have changed places.");
            return evidence.sign("axes_swapped", "has", fmt::format("axes {} and {} swapped", a, b),
                                 "Axes are counted from 0.");
        }
    return {};
}

std::optional<Sign> find_reversed(const Evidence& evidence, std::size_t rank) {
    for (std::size_t axis = 0; axis < rank; ++axis) {
        const Support support = support_for(evidence, [=](const Sample&, const LeafPair& pair) {
            const Shape& shape = pair.expected.shape;
            if (shape.size() <= axis) return as_it_is(pair.expected);
            return rearranged(pair.expected, shape,
                              [&](Shape& at) { at[axis] = shape[axis] - 1 - at[axis]; });
        });
        if (enough(support))
            return evidence.sign("reversed", "has",
                                 fmt::format("its {} in reverse order", slices(rank, axis)),
                                 "The last comes first.");
    }
    return {};
}

// Shifted by one, or one slice short or long at either end: got[i] = expected[i + offset], with
// `longer` more slices than expected.
struct Shift {
    const char* id;
    int offset;
    int longer;
    const char* verb;
    const char* predicate; // with {0} for "row"
    const char* text;
};

const Shift shifts[] = {
    {"first_missing", 1, -1, "is", "right, but the first {0} is missing",
     "As if a loop started one too late."},
    {"last_missing", 0, -1, "is", "right, but the last {0} is missing",
     "As if a loop stopped one too early."},
    {"one_more_in_front", -1, 1, "is", "right, but with one {0} too many in front",
     "As if a loop started one too early."},
    {"one_more_at_the_end", 0, 1, "is", "right, but with one {0} too many at the end",
     "As if a loop ran one step too far."},
    {"shifted", 1, 0, "is", "shifted by one: each {0} holds what the one after it should",
     "As if an index were one too large."},
    {"shifted", -1, 0, "is", "shifted by one: each {0} holds what the one before it should",
     "As if an index were one too small."},
};

std::optional<Sign> find_shifted(const Evidence& evidence, std::size_t rank) {
    for (const Shift& shift : shifts)
        for (std::size_t axis = 0; axis < rank; ++axis) {
            bool long_enough = false; // an overlap of two says something, of one nothing
            const Support support = support_for(evidence, [&](const Sample&, const LeafPair& pair) {
                if (pair.expected.shape.size() <= axis) return as_it_is(pair.expected);
                Shape shape = pair.expected.shape;
                long_enough = long_enough || shape[axis] >= 3;
                shape[axis] = std::max<std::int64_t>(0, shape[axis] + shift.longer);
                return rearranged(pair.expected, shape,
                                  [&](Shape& at) { at[axis] += shift.offset; });
            });
            if (enough(support) && long_enough)
                return evidence.sign(shift.id, shift.verb,
                                     fmt::format(fmt::runtime(shift.predicate), slice(rank, axis)),
                                     shift.text);
        }
    return {};
}

// ---- permutations
// ---------------------------------------------------------------------------------

// Matching rows is quadratic; beyond this many nothing is said.
constexpr std::int64_t most_rows = 400;

std::optional<Prediction> permuted_slices(const LeafPair& pair, std::size_t axis) {
    const Shape& shape = pair.expected.shape;
    if (shape.size() <= axis) return as_it_is(pair.expected);
    if (shape != pair.got.shape || shape[axis] > most_rows) return {};
    const double tolerance = 1e-6 * largest(pair.expected.values);
    const auto size = static_cast<std::int64_t>(pair.expected.values.size());
    const std::int64_t extent = std::max<std::int64_t>(shape[axis], 1);
    std::int64_t stride = 1;
    for (std::size_t a = axis + 1; a < shape.size(); ++a) stride *= shape[a];
    const auto entry = [&](std::int64_t s, std::int64_t i) { // i counts within the slice s
        return static_cast<std::size_t>((i / stride * extent + s) * stride + i % stride);
    };
    std::vector<bool> used(static_cast<std::size_t>(extent));
    Prediction prediction{shape, pair.expected.values, {}};
    for (std::int64_t to = 0; size > 0 && to < extent; ++to) {
        std::int64_t from = -1;
        for (std::int64_t s = 0; s < extent && from < 0; ++s) {
            bool same = !used[static_cast<std::size_t>(s)];
            for (std::int64_t i = 0; same && i < size / extent; ++i)
                same = std::abs(pair.expected.values[entry(s, i)] -
                                pair.got.values[entry(to, i)]) <= tolerance;
            if (same) from = s;
        }
        if (from < 0) return {};
        used[static_cast<std::size_t>(from)] = true;
        for (std::int64_t i = 0; i < size / extent; ++i)
            prediction.values[entry(to, i)] = pair.expected.values[entry(from, i)];
    }
    return prediction;
}

// The k-th smallest of one belongs to the k-th smallest of the other.
std::optional<Prediction> permuted_entries(const LeafPair& pair) {
    if (pair.expected.shape != pair.got.shape || pair.got.kind == Leaf::Kind::boolean) return {};
    const auto order = [](const std::vector<double>& values) {
        std::vector<std::size_t> indices(values.size());
        std::iota(indices.begin(), indices.end(), std::size_t{0});
        std::stable_sort(indices.begin(), indices.end(),
                         [&](std::size_t a, std::size_t b) { return values[a] < values[b]; });
        return indices;
    };
    for (const double x : pair.got.values)
        if (std::isnan(x)) return {};
    const auto from = order(pair.expected.values), to = order(pair.got.values);
    Prediction prediction{pair.expected.shape, pair.expected.values, {}};
    for (std::size_t k = 0; k < from.size(); ++k)
        prediction.values[to[k]] = pair.expected.values[from[k]];
    return prediction;
}

std::optional<Sign> find_permuted(const Evidence& evidence, std::size_t rank) {
    for (std::size_t axis = 0; rank >= 2 && axis < rank; ++axis) {
        const Support support = support_for(evidence, [=](const Sample&, const LeafPair& pair) {
            return permuted_slices(pair, axis);
        });
        // Rows of one small whole number each are entries, and few of those differ by chance.
        if (enough(support) && support.distinct >= 4)
            return evidence.sign(rank > 2    ? "permuted_slices"
                                 : axis == 0 ? "permuted_rows"
                                             : "permuted_columns",
                                 "has",
                                 fmt::format("the right {} in another order", slices(rank, axis)),
                                 fmt::format("No {} is wrong, only its place.", slice(rank, axis)));
    }
    const Support support = support_for(
        evidence, [](const Sample&, const LeafPair& pair) { return permuted_entries(pair); });
    if (enough(support) && support.distinct >= 4)
        return evidence.sign("permuted_entries", "has", "the right numbers in other places",
                             rank < 2
                                 ? "Only the order is wrong."
                                 : "As if indices or axes were mixed up, or an array were given "
                                   "another shape without moving its entries.");
    return {};
}

std::optional<Sign> find_reshaped(const Evidence& evidence) {
    bool reshaped = false;
    const Support support = support_for(evidence, [&](const Sample&, const LeafPair& pair) {
        if (pair.expected.values.size() != pair.got.values.size())
            return std::optional<Prediction>{};
        reshaped = reshaped || pair.expected.shape != pair.got.shape;
        return std::optional(Prediction{pair.got.shape, pair.expected.values, {}});
    });
    if (!enough(support) || !reshaped) return {};
    return evidence.sign("reshaped", "has",
                         "the right numbers in the right order, in another shape",
                         "Give the result the shape that is asked.");
}

// Groups that are right under other names: cluster 0 is called 2.
std::optional<Sign> find_renamed(const Evidence& evidence) {
    std::size_t repeats = 0;
    const Support support = support_for(evidence, [&](const Sample&, const LeafPair& pair) {
        std::optional<Prediction> nothing;
        if (pair.got.kind != Leaf::Kind::integer || pair.expected.shape != pair.got.shape ||
            pair.expected.shape.size() != 1)
            return nothing;
        std::map<double, double> name, original;
        bool moved = false;
        for (std::size_t i = 0; i < pair.got.values.size(); ++i) {
            const double expected = pair.expected.values[i], got = pair.got.values[i];
            if (name.emplace(expected, got).first->second != got ||
                original.emplace(got, expected).first->second != expected)
                return nothing;
            moved = moved || expected != got;
        }
        if (moved && name.size() >= 2) repeats += pair.got.values.size() - name.size();
        return std::optional(Prediction{pair.got.shape, pair.got.values, {}});
    });
    // The first entry of each group gives it its name; only the repeats are evidence.
    if (!enough(support) || repeats < 3) return {};
    return evidence.sign(
        "renamed_labels", "has", "the right groups under other labels",
        "Entries that belong together have the same label in yours too; only which "
        "label differs.");
}

} // namespace

std::optional<Sign> find_order_sign(const Evidence& evidence) {
    const std::size_t rank = largest_rank(evidence);
    if (rank == 0) return {};
    if (auto sign = find_swapped_axes(evidence, rank)) return sign;
    if (auto sign = find_reversed(evidence, rank)) return sign;
    if (auto sign = find_shifted(evidence, rank)) return sign;
    if (auto sign = find_reshaped(evidence)) return sign;
    if (auto sign = find_renamed(evidence)) return sign;
    return find_permuted(evidence, rank);
}

} // namespace mlcore::grading
