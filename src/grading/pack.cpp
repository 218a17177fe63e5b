#include "pack.hpp"

#include "core/file.hpp"
#include "wire.hpp"

#include <zlib.h>

#include <algorithm>
#include <charconv>
#include <stdexcept>

namespace mlcore::grading {
namespace {

namespace fs = std::filesystem;

// A pack file: this line; the SHA-256 of the encoded Value in hexadecimal; its size; and the Value,
// compressed: numbers repeat, and nobody reads the sentences by opening the file by chance.
constexpr const char* first_line = "mlcore pack 2\n";
constexpr std::size_t largest_pack = std::size_t{1} << 30;

// One description of the layout serves both directions: Write turns fields into members of a
// record, Read takes them back in the same order.
struct Write {
    Value record = Value::record();

    void operator()(const char* name, const std::string& text) { put(name, Value::of_text(text)); }
    void operator()(const char* name, double number) { put(name, Value::real(number)); }
    void operator()(const char* name, std::uint64_t number) {
        put(name, Value::integer(static_cast<std::int64_t>(number)));
    }
    void operator()(const char* name, Draw::Kind kind) {
        put(name, Value::integer(static_cast<std::int64_t>(kind)));
    }
    void operator()(const char* name, const Value& value) { put(name, value); }
    void operator()(const char* name, const std::vector<std::int64_t>& numbers) {
        put(name, Value::array({static_cast<std::int64_t>(numbers.size())}, numbers));
    }
    template <class T>
    void operator()(const char* name, const std::vector<T>& entries) {
        Value list = Value::list();
        for (const T& entry : entries) {
            Write inner;
            inner("", entry);
            list.members.push_back(std::move(inner.record.members.front()));
        }
        put(name, std::move(list));
    }
    template <class T>
    requires requires(Write& write, T& value) { fields(write, value); }
    void operator()(const char* name, const T& value) {
        Write inner;
        fields(inner, const_cast<T&>(value)); // fields() only reads through Write
        put(name, std::move(inner.record));
    }

private:
    void put(const char* name, Value value) { record.members.push_back({name, std::move(value)}); }
};

struct Read {
    const Value& record;
    std::size_t next = 0;

    const Value& take(const char* name, Value::Kind kind) {
        const Value& value = any(name);
        if (value.kind != kind) throw WireError(std::string(name) + " has another type");
        return value;
    }
    const Value& any(const char* name) {
        if (next >= record.members.size() || record.members[next].name != name)
            throw WireError(std::string(name) + " is missing");
        return record.members[next++].value;
    }

    void operator()(const char* name, std::string& text) {
        text = take(name, Value::Kind::text).text;
    }
    void operator()(const char* name, double& number) {
        number = take(name, Value::Kind::real).reals[0];
    }
    void operator()(const char* name, std::uint64_t& number) {
        number = static_cast<std::uint64_t>(take(name, Value::Kind::integer).integers[0]);
    }
    void operator()(const char* name, Draw::Kind& kind) {
        kind = static_cast<Draw::Kind>(take(name, Value::Kind::integer).integers[0]);
    }
    void operator()(const char* name, Value& value) { value = any(name); }
    void operator()(const char* name, std::vector<std::int64_t>& numbers) {
        numbers = take(name, Value::Kind::integers).integers;
    }
    template <class T>
    void operator()(const char* name, std::vector<T>& entries) {
        const Value& list = take(name, Value::Kind::list);
        entries.clear();
        Read inner{list};
        while (inner.next < list.members.size()) inner("", entries.emplace_back());
    }
    template <class T>
    requires requires(Read& read, T& value) { fields(read, value); }
    void operator()(const char* name, T& value) {
        Read inner{take(name, Value::Kind::record)};
        fields(inner, value);
    }
};

template <class Visit>
void fields(Visit& visit, Tolerance& tolerance) {
    visit("relative", tolerance.relative);
    visit("absolute", tolerance.absolute);
    visit("reason", tolerance.reason);
}
template <class Visit>
void fields(Visit& visit, Pack::Case& one) {
    visit("label", one.label);
    visit("inputs", one.inputs);
    visit("expected", one.expected);
}
template <class Visit>
void fields(Visit& visit, Pack::Mistake& mistake) {
    visit("id", mistake.id);
    visit("sentence", mistake.sentence);
    visit("answers", mistake.answers);
}
template <class Visit>
void fields(Visit& visit, Pack::Task& task) {
    visit("name", task.name);
    visit("points", task.points);
    visit("arguments", task.arguments);
    visit("needs", task.needs);
    visit("hints", task.hints);
    visit("tolerance", task.tolerance);
    visit("cases", task.cases);
    visit("mistakes", task.mistakes);
}
template <class Visit>
void fields(Visit& visit, Speed& rule) {
    visit("of", rule.of);
    visit("against", rule.against);
    visit("at_most", rule.at_most);
}
template <class Visit>
void fields(Visit& visit, Draw& draw) {
    visit("kind", draw.kind);
    visit("shape", draw.shape);
    visit("low", draw.low);
    visit("high", draw.high);
    visit("value", draw.value);
}
template <class Visit>
void fields(Visit& visit, Pack::SpeedTask& task) {
    visit("name", task.name);
    visit("points", task.points);
    visit("needs", task.needs);
    visit("hints", task.hints);
    visit("rule", task.rule);
    visit("inputs", task.inputs);
}
template <class Visit>
void fields(Visit& visit, Pack& pack) {
    visit("exercise", pack.exercise);
    visit("title", pack.title);
    visit("seed", pack.seed);
    visit("tasks", pack.tasks);
    visit("speed_tasks", pack.speed_tasks);
}

// A pack that is well-formed may still not make sense; the grader relies on what is checked here.
void check(const Pack& pack) {
    for (const auto& task : pack.tasks) {
        for (const auto& one : task.cases)
            if (one.inputs.size() != task.arguments.size())
                throw WireError("a case of " + task.name + " has another number of inputs");
        for (const auto& mistake : task.mistakes)
            if (mistake.answers.size() != task.cases.size())
                throw WireError("a mistake of " + task.name + " has another number of answers");
    }
    for (const auto& task : pack.speed_tasks)
        if (pack.find(task.rule.of) == nullptr)
            throw WireError("the speed task " + task.name + " is of an unknown task");
}

std::string compressed(const Bytes& body) {
    uLongf size = compressBound(static_cast<uLong>(body.size()));
    std::string text(size, '\0');
    if (compress2(reinterpret_cast<Bytef*>(text.data()), &size, body.data(),
                  static_cast<uLong>(body.size()), Z_BEST_COMPRESSION) != Z_OK)
        throw std::runtime_error("a pack of " + std::to_string(body.size()) +
                                 " bytes cannot be compressed");
    text.resize(size);
    return text;
}

// Nothing where it is not exactly `size` bytes that come out.
Bytes uncompressed(std::string_view text, std::size_t size) {
    Bytes body(size);
    uLongf got = static_cast<uLongf>(size);
    if (uncompress(body.data(), &got, reinterpret_cast<const Bytef*>(text.data()),
                   static_cast<uLong>(text.size())) != Z_OK ||
        got != size)
        return {};
    return body;
}

std::string_view characters(const Bytes& body) {
    return {reinterpret_cast<const char*>(body.data()), body.size()};
}

} // namespace

const Pack::Task* Pack::find(const std::string& task) const {
    for (const auto& candidate : tasks)
        if (candidate.name == task) return &candidate;
    return nullptr;
}

void write_pack(Pack& pack, const fs::path& file) {
    check(pack);
    Write write;
    fields(write, pack);
    const Bytes body = encode(write.record);
    pack.hash = core::sha256(characters(body));
    core::write_atomically(file, pack_text(body));
}

std::string pack_text(const Bytes& body) {
    return first_line + core::sha256(characters(body)) + "\n" + std::to_string(body.size()) + "\n" +
           compressed(body);
}

Pack parse_pack(std::string_view text, const std::string& name) {
    const std::string_view start = first_line;
    if (text.substr(0, 12) != "mlcore pack ") throw std::runtime_error(name + " is not a pack");
    if (text.substr(0, start.size()) != start)
        throw std::runtime_error(name + " is a pack of another version of mlcore; build it again");
    const std::size_t size_at = start.size() + 65;
    const std::size_t size_end = text.find('\n', std::min(size_at, text.size()));
    Bytes body;
    Pack pack;
    pack.hash = text.substr(start.size(), 64);
    if (size_end != std::string::npos) {
        std::size_t size = 0;
        std::from_chars(text.data() + size_at, text.data() + size_end, size);
        if (size <= largest_pack) body = uncompressed(text.substr(size_end + 1), size);
    }
    if (pack.hash != core::sha256(characters(body)))
        throw std::runtime_error(
            name +
            " is damaged: its checksum does not fit. Delete it; it is built again when needed");
    try {
        const Value record = decode(body);
        Read read{record};
        fields(read, pack);
        check(pack);
    } catch (const WireError& error) {
        throw std::runtime_error(name + " is damaged: " + error.what());
    }
    return pack;
}

Pack read_pack(const fs::path& file) { return parse_pack(core::read_file(file), file.string()); }

} // namespace mlcore::grading
