// A pack file: parse_pack() takes any text and either gives a pack that can be used or throws
// std::runtime_error with the file's name. The first byte says whether the rest is a whole file or
// only a body, for which the first line and the checksum are made here.
#include "core/file.hpp"
#include "core/value_bytes.hpp"
#include "grading/pack.hpp"

#include <cstdint>
#include <cstdlib>
#include <stdexcept>

using namespace mlcore;

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    if (size == 0) return 0;
    std::string text(reinterpret_cast<const char*>(data) + 1, size - 1);
    if (data[0] % 2 == 1) text = grading::pack_text({text.begin(), text.end()});
    try {
        const grading::Pack pack = grading::parse_pack(text, "this file");
        for (const auto& task : pack.tasks) {
            if (pack.find(task.name) == nullptr) std::abort();
            for (const auto& one : task.cases)
                if (one.inputs.size() != task.arguments.size()) std::abort();
            for (const auto& mistake : task.mistakes)
                if (mistake.answers.size() != task.cases.size()) std::abort();
        }
        for (const auto& task : pack.speed_tasks)
            if (pack.find(task.rule.of) == nullptr) std::abort();
    } catch (const std::runtime_error& error) {
        if (std::string(error.what()).rfind("this file", 0) != 0) std::abort();
    }
    return 0;
}
