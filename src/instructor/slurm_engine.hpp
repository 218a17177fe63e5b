// Jobs as tasks of a Slurm job array. Nothing but sbatch, squeue, scontrol and scancel is asked of
// the cluster, and a folder that all its nodes see: `work`, which lies in --out.
//
//     work/shared/              packs and exercises, once for all jobs
//     work/jobs/<name>/         a bundle each, see bundle.hpp, and its result.json
//     work/array-<n>.list, .sh  the folders of an array's tasks, and what each task runs
//     work/arrays.json          the arrays submitted: a later run goes on following them
//     work/output/              what the tasks printed
//
// A result that lies there is a job done, whatever became of the task. A task that Slurm no longer
// knows and that left no result (its node died and was not requeued, it was cancelled or ran out of
// time) is submitted again, a few times.
#pragma once

#include "engine.hpp"

#include <map>
#include <set>
#include <string>
#include <vector>

namespace mlcore::instructor {

struct SlurmOptions {
    unsigned at_a_time = 0;          // tasks running side by side; 0 for no limit
    std::vector<std::string> sbatch; // handed to sbatch
    double poll_seconds = 2;
    int submissions = 3; // of one job, before it is given up
};

class SlurmEngine : public Engine {
public:
    /// Throws std::runtime_error where Slurm is not installed or does not answer.
    explicit SlurmEngine(SlurmOptions options);
    std::string name() const override { return "slurm"; }
    void run(const std::vector<Job>& jobs, const std::filesystem::path& work,
             const EngineHooks& hooks) override;

private:
    SlurmOptions options_;
    std::size_t array_size_ = 1000; // the most tasks of one array
};

} // namespace mlcore::instructor
