#include "results.hpp"

#include "core/file.hpp"

#include <nlohmann/json.hpp>

#include <algorithm>
#include <map>
#include <sstream>
#include <stdexcept>

namespace mlcore::timing {
namespace {

using nlohmann::ordered_json;

std::vector<std::string> split(const std::string& text, char at) {
    std::vector<std::string> parts;
    std::istringstream stream(text);
    for (std::string part; std::getline(stream, part, at);) parts.push_back(part);
    return parts;
}

// "kmeans/assign/naive/n:1000/k:8/process_time/real_time" without what Google Benchmark appends.
std::string registered_name(std::string name) {
    for (const char* suffix : {"/real_time", "/process_time"}) {
        const std::string end = suffix;
        if (name.size() > end.size() &&
            name.compare(name.size() - end.size(), end.size(), end) == 0)
            name.resize(name.size() - end.size());
    }
    return name;
}

double median(std::vector<double> values) {
    std::sort(values.begin(), values.end());
    const std::size_t half = values.size() / 2;
    return values.size() % 2 == 1 ? values[half] : (values[half - 1] + values[half]) / 2;
}

double seconds_in(const std::string& unit) {
    static const std::map<std::string, double> units{
        {"ns", 1e-9}, {"us", 1e-6}, {"ms", 1e-3}, {"s", 1}};
    return units.at(unit);
}

struct Repetitions {
    std::vector<double> real, processor; // seconds of a call
    ordered_json last;
};

// The rates of a repetition are amounts of a call by its time.
double amount(const Repetitions& of, const std::string& counter) {
    return of.last.contains(counter) ? of.last[counter].get<double>() * of.real.back() : 0;
}

Measurement measurement(const std::string& name, const Repetitions& of) {
    const auto parts = split(name, '/');
    if (parts.size() < 3)
        throw std::runtime_error("the benchmark " + name +
                                 " is not named algorithm/function/variant/size");
    Measurement m;
    m.function = parts[1];
    m.variant = parts[2];
    for (std::size_t i = 3; i < parts.size(); ++i) m.size += (i > 3 ? "/" : "") + parts[i];
    m.seconds = median(of.real);
    const auto [fastest, slowest] = std::minmax_element(of.real.begin(), of.real.end());
    m.spread = (*slowest - *fastest) / 2 / m.seconds;
    m.cores = median(of.processor) / m.seconds;
    m.flops = amount(of, "FLOP/s");
    m.bytes = amount(of, "B/s");
    m.in_float = of.last.value("label", "") == "float";
    for (const auto& [key, value] : of.last.items())
        if (key.size() > 2 && key.compare(key.size() - 2, 2, "/s") == 0 && key != "FLOP/s" &&
            key != "B/s") {
            m.item = key.substr(0, key.size() - 2);
            m.items = amount(of, key);
        }
    return m;
}

// A measurement of the machine itself: its fastest repetition is what it can do.
void note_machine(Results& results, const std::string& name, const Repetitions& of) {
    const double fastest = *std::min_element(of.real.begin(), of.real.end());
    const double flops = amount(of, "FLOP/s") / fastest, bytes = amount(of, "B/s") / fastest;
    const bool one = name.find("/one_core") != std::string::npos;
    Peak& peak = name.find("/triad/") != std::string::npos   ? results.bytes
                 : name.find("/float/") != std::string::npos ? results.flops_float
                                                             : results.flops_double;
    (one ? peak.one_core : peak.all_cores) = flops + bytes; // one of them is 0
    if (one && flops > 0)
        results.waited = std::max(results.waited, median(of.real) / median(of.processor) - 1);
}

ordered_json to_json(const Peak& peak) {
    return {{"one_core", peak.one_core}, {"all_cores", peak.all_cores}};
}
Peak read_peak(const ordered_json& json) {
    return {json.at("one_core").get<double>(), json.at("all_cores").get<double>()};
}

} // namespace

std::vector<Group> groups(const Results& results) {
    std::vector<std::string> functions;
    for (const auto& m : results.measurements)
        if (std::find(functions.begin(), functions.end(), m.function) == functions.end())
            functions.push_back(m.function);
    std::vector<Group> all;
    for (const auto& function : functions) {
        const std::size_t first = all.size();
        for (const auto& m : results.measurements) {
            if (m.function != function) continue;
            auto group = std::find_if(all.begin() + static_cast<std::ptrdiff_t>(first), all.end(),
                                      [&](const Group& g) { return g.size == m.size; });
            if (group == all.end()) group = all.insert(all.end(), {function, m.size, {}});
            group->variants.push_back(&m);
        }
    }
    return all;
}

Results read_google_benchmark(const std::string& json, const std::vector<std::string>& order) {
    Results results;
    try {
        const auto all = ordered_json::parse(json);
        results.cores = all.at("context").at("num_cpus").get<int>();
        std::map<std::string, Repetitions> found;
        for (const auto& run : all.at("benchmarks")) {
            if (run.value("run_type", "iteration") != "iteration") continue;
            auto& repetitions = found[registered_name(run.at("name").get<std::string>())];
            const double unit = seconds_in(run.at("time_unit").get<std::string>());
            repetitions.real.push_back(run.at("real_time").get<double>() * unit);
            repetitions.processor.push_back(run.at("cpu_time").get<double>() * unit);
            repetitions.last = run;
        }
        for (const auto& name : order) {
            const auto of = found.find(name);
            if (of == found.end()) continue;
            results.repetitions = static_cast<int>(of->second.real.size());
            if (name.rfind("machine/", 0) == 0)
                note_machine(results, name, of->second);
            else
                results.measurements.push_back(measurement(name, of->second));
        }
        // Cores that other programs hold are none of ours.
        for (Peak* peak : {&results.flops_double, &results.flops_float, &results.bytes})
            peak->all_cores = std::max(peak->all_cores, peak->one_core);
    } catch (const nlohmann::json::exception& error) {
        throw std::runtime_error(std::string("what Google Benchmark wrote cannot be read: ") +
                                 error.what());
    }
    return results;
}

ordered_json to_json(const Results& results) {
    ordered_json measurements = ordered_json::array(), left_out = ordered_json::array();
    for (const auto& group : groups(results))
        for (const auto* m : group.variants) {
            ordered_json one{{"function", m->function}, {"variant", m->variant},
                             {"size", m->size},         {"seconds", m->seconds},
                             {"spread", m->spread},     {"cores", m->cores}};
            if (const auto* reference = group.reference(); reference != nullptr)
                one["ratio"] = reference->seconds / m->seconds;
            if (m->flops > 0) {
                one["flops"] = m->flops;
                one["flops_per_second"] = m->flops_per_second();
                one["precision"] = m->in_float ? "float" : "double";
            }
            if (m->bytes > 0) {
                one["bytes"] = m->bytes;
                one["bytes_per_second"] = m->bytes_per_second();
            }
            if (m->items > 0) {
                one["items"] = m->items;
                one["item"] = m->item;
            }
            measurements.push_back(std::move(one));
        }
    for (const auto& [task, why] : results.left_out)
        left_out.push_back({{"task", task}, {"why", why}});
    return {{"exercise", results.exercise},
            {"when", results.when},
            {"processor", results.processor},
            {"cores", results.cores},
            {"repetitions", results.repetitions},
            {"waited", results.waited},
            {"peak",
             {{"flops_per_second_double", to_json(results.flops_double)},
              {"flops_per_second_float", to_json(results.flops_float)},
              {"memory_bytes_per_second", to_json(results.bytes)}}},
            {"measurements", std::move(measurements)},
            {"left_out", std::move(left_out)}};
}

Results read_results(const std::filesystem::path& file) {
    Results results;
    try {
        const auto json = ordered_json::parse(core::read_file(file));
        results.exercise = json.at("exercise").get<std::string>();
        results.when = json.at("when").get<std::string>();
        results.processor = json.at("processor").get<std::string>();
        results.cores = json.at("cores").get<int>();
        results.repetitions = json.at("repetitions").get<int>();
        results.waited = json.at("waited").get<double>();
        const auto& peak = json.at("peak");
        results.flops_double = read_peak(peak.at("flops_per_second_double"));
        results.flops_float = read_peak(peak.at("flops_per_second_float"));
        results.bytes = read_peak(peak.at("memory_bytes_per_second"));
        for (const auto& one : json.at("measurements")) {
            Measurement m;
            m.function = one.at("function").get<std::string>();
            m.variant = one.at("variant").get<std::string>();
            m.size = one.at("size").get<std::string>();
            m.seconds = one.at("seconds").get<double>();
            m.spread = one.at("spread").get<double>();
            m.cores = one.at("cores").get<double>();
            m.flops = one.value("flops", 0.0);
            m.bytes = one.value("bytes", 0.0);
            m.in_float = one.value("precision", "double") == "float";
            m.items = one.value("items", 0.0);
            m.item = one.value("item", "");
            if (!(m.seconds > 0)) throw std::runtime_error("a call took no time");
            results.measurements.push_back(std::move(m));
        }
        for (const auto& one : json.at("left_out"))
            results.left_out.emplace_back(one.at("task").get<std::string>(),
                                          one.at("why").get<std::string>());
    } catch (const std::exception& error) {
        throw std::runtime_error(file.string() +
                                 " does not hold what mlcore bench measured: " + error.what());
    }
    return results;
}

} // namespace mlcore::timing
