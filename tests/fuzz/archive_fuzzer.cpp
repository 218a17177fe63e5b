// What students upload: read_student_archive() never throws, read_class_archive() gives submissions
// or throws std::runtime_error, and neither ever gives a name or a size that was not allowed.
#include "submissions/archive.hpp"

#include <cstdint>
#include <cstdlib>
#include <stdexcept>

using namespace mlcore::submissions;

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    const std::string_view bytes(reinterpret_cast<const char*>(data), size);
    const Slugs exercises{"vectors", "linear_regression"};
    Limits limits;
    limits.file_bytes = 1 << 12;
    limits.entries = 100;
    limits.small_bytes = 1 << 16;
    limits.unpacked_bytes = 1 << 18;
    const Sink sink{
        [&](const Submission& submission) {
            if (submission.bytes.size() > limits.file_bytes) std::abort();
            if (submission.refused.empty() && !fault_of_name(submission.student).empty())
                std::abort();
            if (submission.exercise != "vectors" && submission.exercise != "linear_regression")
                std::abort();
            if (!submission.bytes.empty() && !submission.refused.empty()) std::abort();
        },
        [](const std::string& remark) {
            for (const char c : remark)
                if (static_cast<unsigned char>(c) < 32 && c != '\n') std::abort();
        }};
    read_student_archive(bytes, "ada.zip", "ada", 0, exercises, sink, limits);
    try {
        read_class_archive(bytes, "class.zip", exercises, sink, limits);
    } catch (const std::runtime_error&) {
    }
    return 0;
}
