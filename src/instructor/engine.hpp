// What carries out jobs: the cores of this machine, or a cluster.
#pragma once

#include "job.hpp"

#include <filesystem>
#include <functional>
#include <string>
#include <vector>

namespace mlcore::instructor {

struct EngineHooks {
    /// The bytes of a submission, by its hash. Called from any thread, one at a time.
    std::function<std::string(const std::string& hash)> submission;
    /// A job's result, as soon as it is known; one at a time, each job once.
    std::function<void(const Job&, gradebook::Grading)> done;
    /// For the progress line: "3 jobs wait for a node".
    std::function<void(const std::string&)> note;
    toolchain::Stop stop;
};

class Engine {
public:
    virtual ~Engine() = default;
    virtual std::string name() const = 0;
    /// Returns when every job is done, or soon after `stop` became true. `work` is a folder of its
    /// own, which it may leave for a later run to go on from; the caller removes it when all is
    /// done. Throws std::runtime_error where it cannot work at all.
    virtual void run(const std::vector<Job>& jobs, const std::filesystem::path& work,
                     const EngineHooks& hooks) = 0;
};

/// `cores` of this machine.
class LocalEngine : public Engine {
public:
    LocalEngine(toolchain::Layout layout, unsigned cores)
        : layout_(std::move(layout)), cores_(cores) {}
    std::string name() const override { return "local"; }
    void run(const std::vector<Job>& jobs, const std::filesystem::path& work,
             const EngineHooks& hooks) override;

private:
    toolchain::Layout layout_;
    unsigned cores_;
};

} // namespace mlcore::instructor
