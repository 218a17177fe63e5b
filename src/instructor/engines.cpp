#include "engines.hpp"

#include "slurm_engine.hpp"

#include <algorithm>
#include <stdexcept>
#include <thread>

namespace mlcore::instructor {

std::unique_ptr<Engine> make_engine(const toolchain::Layout& layout, const EngineChoice& choice) {
    if (choice.name == "local") {
        const unsigned cores = std::max(1u, std::thread::hardware_concurrency());
        return std::make_unique<LocalEngine>(layout, choice.jobs > 0 ? choice.jobs : cores);
    }
    if (choice.name == "slurm") {
        SlurmOptions options;
        options.at_a_time = choice.jobs;
        options.sbatch = choice.slurm_options;
        return std::make_unique<SlurmEngine>(std::move(options));
    }
    throw std::runtime_error("there is no engine \"" + choice.name +
                             "\"; there are local and slurm");
}

} // namespace mlcore::instructor
