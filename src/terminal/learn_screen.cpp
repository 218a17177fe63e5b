#include "learn_screen.hpp"

#include "learn_loop.hpp"

#include <unistd.h>

namespace mlcore::terminal {

int run_learn_screen(const LearnActions& actions, const LearnOptions& options) {
    std::string slug;
    int signal = 0;
    {
        LearnLoop loop(actions, options);
        signal = loop.run();
        slug = loop.slug();
    }
    const std::string text = fmt::format("Your work is saved. {} goes on with {}.\n",
                                         options.style.bold(options.resume), escape(slug));
    if (signal == 0) {
        [[maybe_unused]] const ssize_t written = write(options.output, text.data(), text.size());
    }
    return signal;
}

} // namespace mlcore::terminal
