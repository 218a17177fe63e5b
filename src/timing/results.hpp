// What a benchmark program measured: times of variants of functions, beside what the machine can do
// at most.
#pragma once

#include <nlohmann/json_fwd.hpp>

#include <filesystem>
#include <string>
#include <utility>
#include <vector>

namespace mlcore::timing {

/// One variant of one function on one size.
struct Measurement {
    std::string function; // "assign"
    std::string variant;  // "naive", "vectorized", "parallel", "yours"
    std::string size;     // "n:1000/d:8/k:8"; empty where there is only one
    double seconds = 0;   // of a call, the median of the repetitions
    double spread = 0;    // half of slowest − fastest repetition, relative to the median
    double cores = 1;     // processor time by real time
    double flops = 0;     // of a call, by the formula; 0 where they are not counted
    double bytes = 0;     // of a call, inputs and outputs once
    bool in_float = false;
    double items = 0; // of a call, such as nodes of a graph
    std::string item; // "nodes"

    double flops_per_second() const { return flops / seconds; }
    double bytes_per_second() const { return bytes / seconds; }
};

/// The most that one core and all cores together reached in the same run.
struct Peak {
    double one_core = 0, all_cores = 0;
    double for_cores(double busy) const { return busy > 1.2 ? all_cores : one_core; }
};

struct Results {
    std::string exercise;
    std::string processor; // "AMD EPYC 9R14", as the machine names it
    int cores = 1;
    std::string when; // local time, "2026-03-01 14:05"
    int repetitions = 0;
    Peak flops_double, flops_float; // FLOP/s
    Peak bytes;                     // B/s, from memory
    std::vector<Measurement> measurements;
    std::vector<std::pair<std::string, std::string>> left_out; // the learner's tasks, and why

    const Peak& flops_peak(const Measurement& of) const {
        return of.in_float ? flops_float : flops_double;
    }
    /// By how much the machine was busy with other things: 1 where a program on one core had to
    /// wait as long as it ran.
    double waited = 0;
};

/// The measurements of one function on one size; the first is the reference (naive), where it was
/// measured.
struct Group {
    std::string function, size;
    std::vector<const Measurement*> variants;
    const Measurement* reference() const {
        return variants.front()->variant == "naive" ? variants.front() : nullptr;
    }
};
/// Function by function in the order they were registered, from the first size to the last. Points
/// into `results`.
std::vector<Group> groups(const Results& results);

/// From Google Benchmark's JSON (--benchmark_out), each repetition in it. `order` has the names as
/// they were registered: interleaved repetitions come in another. Throws std::runtime_error.
Results read_google_benchmark(const std::string& json, const std::vector<std::string>& order);

nlohmann::ordered_json to_json(const Results& results);
/// Throws std::runtime_error with the file's name where it holds something else.
Results read_results(const std::filesystem::path& file);

} // namespace mlcore::timing
