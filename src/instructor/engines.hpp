// Which engine carries out the jobs, by name.
#pragma once

#include "engine.hpp"

#include <memory>
#include <string>
#include <vector>

namespace mlcore::instructor {

struct EngineChoice {
    std::string name = "local"; // "local", "slurm"
    unsigned jobs = 0;          // local: cores; slurm: tasks at a time; 0 for what there is
    std::vector<std::string> slurm_options; // handed to sbatch: "--partition=teaching"
};

/// Throws std::runtime_error where there is no such engine, or it is not installed here.
std::unique_ptr<Engine> make_engine(const toolchain::Layout& layout, const EngineChoice& choice);

} // namespace mlcore::instructor
