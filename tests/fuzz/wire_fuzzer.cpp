// What a learner's program sends: decode_answer() and decode_question() take any bytes and either
// give a value that encodes to the same meaning or throw WireError.
#include "grading/wire.hpp"

#include <cstdint>
#include <cstdlib>

using namespace mlcore;
using namespace mlcore::grading;

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    const Bytes bytes(data, data + size);
    try {
        const Answer answer = decode_answer(bytes);
        (void)digest(answer.value, 7);
        (void)describe(answer.value);
        const Answer again = decode_answer(encode(answer));
        if (!(again.value == answer.value) || again.id != answer.id ||
            again.changed_input != answer.changed_input || again.frames != answer.frames)
            std::abort();
    } catch (const WireError&) {
    }
    try {
        const Question question = decode_question(bytes);
        const Question again = decode_question(encode(question));
        if (again.inputs != question.inputs || again.task != question.task) std::abort();
    } catch (const WireError&) {
    }
    if (size >= frame_header_bytes) {
        const auto length = frame_length(data);
        if (frame_length(frame_header(length).data()) != length) std::abort();
    }
    return 0;
}
