#include "wire.hpp"

namespace mlcore::grading {
namespace {

// Questions and answers are lists; their entries are read in order, each of the kind that is due.
class Entries {
public:
    explicit Entries(const Value& list) : list_(list) {
        if (list.kind != Value::Kind::list) throw WireError("a message is no list");
    }
    const Value& next() {
        if (next_ >= list_.members.size()) throw WireError("a message is too short");
        return list_.members[next_++].value;
    }
    const Value& next(Value::Kind kind) {
        const Value& value = next();
        if (value.kind != kind) throw WireError("an entry of a message has another type");
        return value;
    }
    std::int64_t integer() { return next(Value::Kind::integer).integers[0]; }

private:
    const Value& list_;
    std::size_t next_ = 0;
};

Value list_of(std::initializer_list<Value> entries) {
    Value list = Value::list();
    for (const Value& entry : entries) list.members.push_back({"", entry});
    return list;
}

} // namespace

Bytes frame_header(std::uint64_t length) {
    Bytes header(frame_header_bytes);
    for (std::size_t i = 0; i < frame_header_bytes; ++i)
        header[i] = static_cast<std::uint8_t>(length >> (8 * i));
    return header;
}

std::uint64_t frame_length(const std::uint8_t* header) {
    std::uint64_t length = 0;
    for (std::size_t i = 0; i < frame_header_bytes; ++i)
        length |= static_cast<std::uint64_t>(header[i]) << (8 * i);
    return length;
}

Bytes encode(const Question& question) {
    Value inputs = Value::list();
    for (const Value& input : question.inputs) inputs.members.push_back({"", input});
    return encode(list_of(
        {Value::integer(question.id), Value::integer(static_cast<std::int64_t>(question.step)),
         Value::of_text(question.task), std::move(inputs), Value::integer(question.fill),
         Value::integer(static_cast<std::int64_t>(question.key))}));
}

Question decode_question(const Bytes& bytes) {
    const Value message = decode(bytes);
    Entries entries(message);
    Question question;
    question.id = entries.integer();
    question.step = static_cast<Question::Step>(entries.integer());
    question.task = entries.next(Value::Kind::text).text;
    for (const auto& input : entries.next(Value::Kind::list).members)
        question.inputs.push_back(input.value);
    question.fill = static_cast<int>(entries.integer());
    question.key = static_cast<std::uint64_t>(entries.integer());
    return question;
}

Bytes encode(const Answer& answer) {
    return encode(
        list_of({Value::integer(answer.id), answer.value, Value::integer(answer.changed_input),
                 Value::array({static_cast<std::int64_t>(answer.frames.size())}, answer.frames)}));
}

Answer decode_answer(const Bytes& bytes) {
    const Value message = decode(bytes, max_answer_items);
    Entries entries(message);
    Answer answer;
    answer.id = entries.integer();
    answer.value = entries.next();
    answer.changed_input = static_cast<int>(entries.integer());
    answer.frames = entries.next(Value::Kind::integers).integers;
    return answer;
}

namespace {
// SplitMix64 (Steele, Lea and Flood, 2014): a full-period mix of 64 bits, made for such a use.
double next_weight(std::uint64_t& state) {
    std::uint64_t z = state += 0x9e3779b97f4a7c15u;
    z = (z ^ z >> 30) * 0xbf58476d1ce4e5b9u;
    z = (z ^ z >> 27) * 0x94d049bb133111ebu;
    return static_cast<double>(static_cast<std::int64_t>(z ^ z >> 31)) * 0x1.0p-63;
}

double digest(const Value& value, std::uint64_t& state, int depth) {
    double sum = 0;
    for (double x : value.reals) sum += next_weight(state) * x;
    for (std::int64_t x : value.integers) sum += next_weight(state) * static_cast<double>(x);
    if (depth < 32)
        for (const auto& member : value.members) sum += digest(member.value, state, depth + 1);
    return sum;
}
} // namespace

double digest(const Value& value, std::uint64_t key) { return digest(value, key, 0); }

} // namespace mlcore::grading
