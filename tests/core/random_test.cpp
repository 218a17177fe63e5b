#include "mlcore/core/random.hpp"
#include "mlcore/core/types.hpp"

#include <doctest/doctest.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <map>
#include <vector>

using namespace mlcore;
using doctest::Approx;

namespace {

// Seeds are fixed, so these tests give one answer for ever. The bounds are five standard deviations
// of what is measured: a generator that is right passes with almost every seed.
constexpr double deviations = 5;

double chi_square(const std::vector<double>& counts, const std::vector<double>& expected) {
    double sum = 0;
    for (std::size_t i = 0; i < counts.size(); ++i)
        sum += (counts[i] - expected[i]) * (counts[i] - expected[i]) / expected[i];
    return sum;
}

// With k degrees of freedom the statistic has mean k and variance 2k. Too even is wrong as well.
void check_chi_square(const std::vector<double>& counts, const std::vector<double>& expected) {
    const auto degrees = static_cast<double>(counts.size() - 1);
    const double statistic = chi_square(counts, expected);
    CAPTURE(statistic);
    CHECK(statistic < degrees + deviations * std::sqrt(2 * degrees));
    CHECK(statistic > degrees / 1000);
}

void check_equally_likely(const std::vector<double>& counts) {
    double sum = 0;
    for (double count : counts) sum += count;
    check_chi_square(counts,
                     std::vector<double>(counts.size(), sum / static_cast<double>(counts.size())));
}

struct Moments {
    double mean = 0, variance = 0, skewness = 0, kurtosis = 0;
};
Moments moments(const std::vector<double>& values) {
    const auto n = static_cast<double>(values.size());
    Moments m;
    for (double x : values) m.mean += x / n;
    for (double x : values) m.variance += (x - m.mean) * (x - m.mean) / n;
    for (double x : values) {
        const double z = (x - m.mean) / std::sqrt(m.variance);
        m.skewness += z * z * z / n;
        m.kurtosis += z * z * z * z / n;
    }
    return m;
}

// Of neighbours `lag` apart.
double correlation(const std::vector<double>& values, std::size_t lag) {
    const Moments m = moments(values);
    double sum = 0;
    for (std::size_t i = lag; i < values.size(); ++i)
        sum += (values[i] - m.mean) * (values[i - lag] - m.mean);
    return sum / m.variance / static_cast<double>(values.size() - lag);
}

} // namespace

TEST_CASE("random: the first values are the documented ones") {
    Random random(7);
    CHECK(random.uniform() == 0.754385304152858);
    CHECK(random.uniform() == 0.9493012028926442);
    CHECK(random.uniform() == 0.11741428103451801);
    CHECK(Random(7).bits() == 13915952638675311015ull);

    Random indices(7);
    for (std::int64_t expected : {5, 0, 8, 6, 1, 8, 9, 8}) CHECK(indices.index(10) == expected);
    CHECK(Random(7).permutation(8) == std::vector<std::int64_t>{2, 3, 5, 6, 1, 0, 4, 7});

    // Logarithm, sine and cosine may differ in the last digit between libraries.
    Random normals(7);
    for (double expected :
         {1.5913998756469563, -0.52481323512949596, 0.38890323470535709, -0.31393152099566934})
        CHECK(normals.normal() == Approx(expected).epsilon(1e-14));
}

TEST_CASE("random: equal seeds give equal numbers, others do not, and a copy goes on alike") {
    Random a(12), b(12), c(13);
    int same = 0;
    for (int i = 0; i < 100; ++i) {
        const double x = a.normal();
        CHECK(x == b.normal());
        same += x == c.normal();
    }
    CHECK(same == 0);
    (void)a.normal(); // the second of the pair is now kept
    Random copy = a;
    for (int i = 0; i < 3; ++i) CHECK(copy.normal() == a.normal());
}

TEST_CASE("random: uniform") {
    Random random(1);
    const std::size_t n = 200'000;
    std::vector<double> values(n), counts(100);
    int outside = 0; // of [0, 1), or no multiple of 2⁻⁵³
    for (double& x : values) {
        x = random.uniform();
        outside += !(x >= 0 && x < 1 && x * 0x1.0p53 == std::floor(x * 0x1.0p53));
        ++counts[static_cast<std::size_t>(std::clamp(x, 0.0, 0.999) * 100)];
    }
    CHECK(outside == 0);
    check_equally_likely(counts);
    const Moments m = moments(values);
    const double root = std::sqrt(static_cast<double>(n));
    CHECK(std::abs(m.mean - 0.5) < deviations * std::sqrt(1.0 / 12) / root);
    // The variance of (x − ½)² is 1/80 − 1/144.
    CHECK(std::abs(m.variance - 1.0 / 12) < deviations * std::sqrt(1.0 / 80 - 1.0 / 144) / root);
    for (std::size_t lag : {1, 2, 3}) CHECK(std::abs(correlation(values, lag)) < deviations / root);

    double smallest = 10, largest = -10;
    for (int i = 0; i < 10'000; ++i) {
        const double x = random.uniform(-3, 5);
        smallest = std::min(smallest, x);
        largest = std::max(largest, x);
    }
    CHECK(smallest >= -3);
    CHECK(smallest < -2.98);
    CHECK(largest < 5);
    CHECK(largest > 4.98);
}

TEST_CASE("random: normal") {
    Random random(2);
    const std::size_t n = 200'000;
    std::vector<double> values(n);
    for (double& x : values) x = random.normal();
    const Moments m = moments(values);
    const double root = std::sqrt(static_cast<double>(n));
    CHECK(std::abs(m.mean) < deviations / root);
    CHECK(std::abs(m.variance - 1) < deviations * std::sqrt(2.0) / root);
    CHECK(std::abs(m.skewness) < deviations * std::sqrt(6.0) / root);
    CHECK(std::abs(m.kurtosis - 3) < deviations * std::sqrt(24.0) / root);
    for (std::size_t lag : {1, 2, 3}) CHECK(std::abs(correlation(values, lag)) < deviations / root);

    // Bins of equal width over [−3, 3], and the two tails.
    const auto below = [](double x) { return 0.5 * std::erfc(-x / std::sqrt(2.0)); };
    std::vector<double> counts(26), expected(26);
    for (double x : values)
        ++counts[static_cast<std::size_t>(std::clamp(std::floor((x + 3) * 4) + 1, 0.0, 25.0))];
    for (std::size_t bin = 0; bin < 26; ++bin) {
        const double low = bin == 0 ? -INFINITY : -3 + (static_cast<double>(bin) - 1) / 4;
        const double high = bin == 25 ? INFINITY : -3 + static_cast<double>(bin) / 4;
        expected[bin] = static_cast<double>(n) * (below(high) - below(low));
    }
    check_chi_square(counts, expected);

    std::vector<double> scaled(50'000);
    for (double& x : scaled) x = random.normal(-4, 0.5);
    CHECK(std::abs(moments(scaled).mean + 4) < deviations * 0.5 / std::sqrt(50'000.0));
    CHECK(std::sqrt(moments(scaled).variance) == Approx(0.5).epsilon(0.02));
}

TEST_CASE("random: index") {
    Random random(3);
    for (std::int64_t n : {2, 6, 7, 100}) {
        CAPTURE(n);
        std::vector<double> counts(static_cast<std::size_t>(n));
        int outside = 0;
        for (int i = 0; i < 60'000; ++i) {
            const std::int64_t draw = random.index(n);
            outside += draw < 0 || draw >= n;
            ++counts[static_cast<std::size_t>(std::clamp<std::int64_t>(draw, 0, n - 1))];
        }
        CHECK(outside == 0);
        check_equally_likely(counts);
    }
    for (int i = 0; i < 10; ++i) CHECK(random.index(1) == 0);

    // 2⁶⁴ is 2⅔ times this n. Remainders alone would fall below 2⁶² three times in four; right is
    // two in three.
    const std::int64_t n = std::int64_t{3} << 61;
    int below = 0;
    for (int i = 0; i < 10'000; ++i) below += random.index(n) < std::int64_t{1} << 62;
    CHECK(std::abs(below / 1e4 - 2.0 / 3) < deviations * std::sqrt(2.0 / 9 / 1e4));
    CHECK(random.index(INT64_MAX) >= 0);

    CHECK_THROWS_WITH_AS(random.index(0), "index: n is 0, it must be positive", ValueError);
    CHECK_THROWS_WITH_AS(random.index(-3), "index: n is -3, it must be positive", ValueError);
}

TEST_CASE("random: every order of a shuffle is equally likely") {
    Random random(4);
    std::map<std::vector<int>, double> seen;
    for (int i = 0; i < 24'000; ++i) {
        std::vector<int> values{0, 1, 2, 3};
        random.shuffle(values);
        ++seen[values];
    }
    REQUIRE(seen.size() == 24);
    std::vector<double> counts;
    for (const auto& entry : seen) {
        auto sorted = entry.first;
        std::sort(sorted.begin(), sorted.end());
        CHECK(sorted == std::vector<int>{0, 1, 2, 3});
        counts.push_back(entry.second);
    }
    check_equally_likely(counts);

    std::vector<double> first(5);
    for (int i = 0; i < 20'000; ++i) ++first[static_cast<std::size_t>(random.permutation(5)[0])];
    check_equally_likely(first);

    CHECK(random.permutation(0).empty());
    CHECK_THROWS_WITH_AS(random.permutation(-1), "permutation: n is -1, it must not be negative",
                         ValueError);
    CHECK(random.permutation(1) == std::vector<std::int64_t>{0});
    std::vector<int> empty;
    random.shuffle(empty);
    CHECK(empty.empty());
    Labels labels(3);
    labels << 5, 6, 7;
    random.shuffle(labels);
    CHECK(labels.sum() == 18);
    CHECK(labels.maxCoeff() == 7);
}
