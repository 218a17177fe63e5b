#include "timing/results.hpp"

#include "core/file.hpp"
#include "support/scratch_folder.hpp"
#include "timing/page.hpp"
#include "timing/run.hpp"
#include "timing/text.hpp"

#include <doctest/doctest.h>
#include <nlohmann/json.hpp>

using namespace mlcore;
using namespace mlcore::timing;

namespace {

/// A repetition as Google Benchmark writes it: `rates` are per second.
nlohmann::ordered_json run(const std::string& name, double real_us, double cpu_us,
                           const nlohmann::ordered_json& rates = {}) {
    nlohmann::ordered_json json{{"name", name + "/process_time/real_time"},
                                {"run_type", "iteration"},
                                {"real_time", real_us},
                                {"cpu_time", cpu_us},
                                {"time_unit", "us"}};
    json.update(rates);
    return json;
}

std::string document(const std::vector<nlohmann::ordered_json>& runs) {
    return nlohmann::ordered_json{{"context", {{"num_cpus", 4}}}, {"benchmarks", runs}}.dump();
}

const std::vector<std::string> order{
    "machine/multiply_add/double/one_core", "machine/multiply_add/double/all_cores",
    "machine/triad/double/one_core",        "kmeans/assign/naive/n:9/k:3",
    "kmeans/assign/parallel/n:9/k:3",       "kmeans/update/naive/n:9/k:3",
    "kmeans/assign/yours/n:99/k:3"};

// Interleaved: neither in the order of registration nor repetition by repetition.
Results results() {
    Results read = read_google_benchmark(
        document({
            run(order[4], 25, 50, {{"FLOP/s", 4e9}, {"B/s", 8e9}}),
            run(order[3], 90, 90, {{"FLOP/s", 100000 / 90e-6}}),
            run(order[6], 1000, 990, {{"label", "float"}, {"FLOP/s", 1e8}}),
            run(order[3], 110, 109, {{"FLOP/s", 100000 / 110e-6}}),
            run(order[0], 20, 10, {{"FLOP/s", 50e9}}),
            run(order[0], 10, 10, {{"FLOP/s", 100e9}}),
            run(order[1], 10, 20, {{"FLOP/s", 150e9}}),
            run(order[2], 10, 10, {{"B/s", 16e9}}),
            run(order[3], 100, 99, {{"FLOP/s", 1e9}}),
            run(order[5], 3, 3, {{"rows/s", 2e6}}),
            {{"name", order[3] + "_mean"}, {"run_type", "aggregate"}, {"real_time", 1}},
        }),
        order);
    read.exercise = "kmeans";
    read.when = "2026-01-02 03:04";
    read.processor = "Some <processor>";
    read.left_out = {{"lloyd", "does not pass"}};
    return read;
}

} // namespace

TEST_CASE("timing: medians, spread, cores and work out of Google Benchmark's repetitions") {
    const auto all = results();
    REQUIRE(all.measurements.size() == 4);
    const auto& naive = all.measurements[0];
    CHECK(naive.function == "assign");
    CHECK(naive.variant == "naive");
    CHECK(naive.size == "n:9/k:3");
    CHECK(naive.seconds == doctest::Approx(100e-6)); // the median, not the last
    CHECK(naive.spread == doctest::Approx(0.1));     // (110 − 90) / 2 of 100
    CHECK(naive.cores == doctest::Approx(0.99));
    CHECK(naive.flops == doctest::Approx(100000)); // of a call, whichever repetition tells it
    CHECK(naive.flops_per_second() == doctest::Approx(1e9));
    const auto& parallel = all.measurements[1];
    CHECK(parallel.cores == doctest::Approx(2));
    CHECK(parallel.bytes == doctest::Approx(200000));
    CHECK(all.measurements[2].item == "rows");
    CHECK(all.measurements[2].items == doctest::Approx(6));
    CHECK(all.measurements[3].in_float);
}

TEST_CASE("timing: the machine's peak is its fastest repetition, and waiting is noticed") {
    const auto all = results();
    CHECK(all.cores == 4);
    CHECK(all.flops_double.one_core == doctest::Approx(100e9));
    CHECK(all.flops_double.all_cores == doctest::Approx(150e9));
    CHECK(all.flops_double.for_cores(0.9) == doctest::Approx(100e9));
    CHECK(all.flops_double.for_cores(1.9) == doctest::Approx(150e9));
    CHECK(all.bytes.one_core == doctest::Approx(16e9));
    CHECK(all.bytes.all_cores == doctest::Approx(16e9)); // not measured: no less than one core
    CHECK(all.waited == doctest::Approx(0.5));           // 15 µs for 10 µs of work
    CHECK(trust_text(all).find("waited 50% as long as it ran") != std::string::npos);
    auto idle = all;
    idle.waited = 0.02;
    CHECK(trust_text(idle).find("waited") == std::string::npos);
}

TEST_CASE("timing: groups are of one function and size, in the order of registration") {
    const auto all = results();
    const auto grouped = groups(all);
    REQUIRE(grouped.size() == 3);
    CHECK(grouped[0].function == "assign");
    CHECK(grouped[0].variants.size() == 2);
    CHECK(grouped[1].size == "n:99/k:3"); // assign again, before update
    CHECK(grouped[1].reference() == nullptr);
    CHECK(grouped[2].function == "update");
    REQUIRE(grouped[0].reference() != nullptr);
    CHECK(grouped[0].reference()->variant == "naive");
}

TEST_CASE("timing: what is written is read again; anything else is refused with its file") {
    const test::ScratchFolder folder;
    const auto file = folder / "kmeans.json";
    const auto json = to_json(results());
    CHECK(json["measurements"][1]["ratio"].get<double>() == doctest::Approx(4));
    core::write_atomically(file, json.dump());
    CHECK(to_json(read_results(file)) == json);
    for (const std::string text : {"", "{}", "[1]", "{\"exercise\": 3}"}) {
        core::write_atomically(file, text);
        CHECK_THROWS_WITH_AS((void)read_results(file), doctest::Contains(file.c_str()),
                             std::runtime_error);
    }
    CHECK_THROWS_AS((void)read_google_benchmark("nothing", order), std::runtime_error);
}

TEST_CASE("timing: times and rates have three digits and the unit that fits") {
    CHECK(time_text(1.234e-9) == "1.23 ns");
    CHECK(time_text(61.24e-6) == "61.2 µs");
    CHECK(time_text(999.6e-6) == "1.00 ms");
    CHECK(time_text(0.1234) == "123 ms");
    CHECK(time_text(12.34) == "12.3 s");
    CHECK(rate_text(31.44e9) == "31.4");
    CHECK(rate_text(0.034e9) == "0.03");
    CHECK(size_text("n:9/k:3") == "n:9 k:3");
}

TEST_CASE("timing: the table shows ratio, rates and shares within 80 columns") {
    const std::string text = render(results(), {});
    for (const auto& line : terminal::split_lines(text))
        CHECK_MESSAGE(terminal::display_width(line) <= 80, line);
    const auto row = [&](const std::string& name) {
        for (const auto& line : terminal::split_lines(text))
            if (line.find("    " + name + " ") == 0) return line;
        return std::string();
    };
    CHECK(row("parallel").find("25.0 µs") != std::string::npos);
    CHECK(row("parallel").find("4.00×") != std::string::npos);
    CHECK(row("parallel").find("3%") != std::string::npos); // 4 of 150 GFLOP/s: two cores
    CHECK(row("yours").find("–") != std::string::npos);     // naive was not timed there
    CHECK(text.find("2.00 million rows/s") != std::string::npos);
    CHECK(text.find("does not pass") != std::string::npos);
}

TEST_CASE("timing: the page stands alone and shows names as text") {
    const std::string html = page(results());
    CHECK(html.find("<svg") != std::string::npos);
    CHECK(html.find("Some &lt;processor&gt;") != std::string::npos);
    CHECK(html.find("<processor>") == std::string::npos);
    CHECK(html.find("4× naive") != std::string::npos);
    CHECK(html.find("prefers-color-scheme: dark") != std::string::npos);
    for (const char* loaded : {"<script", "http://", "https://", "url(", "<link"})
        CHECK(html.find(loaded) == std::string::npos);
    // The bars of the first group: four times as fast is four times as long, 340 at most.
    CHECK(html.find("width=\"85.0\"") != std::string::npos);
    CHECK(html.find("width=\"340.0\"") != std::string::npos);
}

TEST_CASE("timing: a learner's function has a place where the benchmark loops over its table") {
    const std::string source = "for (auto& v : kmeans::assign_variants) {}\n"
                               "for (auto& v : attention_variants<float>) {}\n"
                               "for (auto& v : refit_variants) {}";
    CHECK(has_table(source, "assign"));
    CHECK_FALSE(has_table(source, "attention")); // of floats
    CHECK_FALSE(has_table(source, "fit"));
    CHECK_FALSE(has_table(source, "update"));
}
