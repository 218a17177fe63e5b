#include "value_bytes.hpp"

#include <nlohmann/json.hpp>

#include <bit>
#include <cstring>

namespace mlcore {
namespace {

using nlohmann::json;

constexpr int max_nesting = 32;

[[noreturn]] void refuse(const std::string& why) {
    throw WireError("a message cannot be read: " + why);
}

// nlohmann-json recurses into nested and indefinite-length items without a limit. This walk over
// the item heads (RFC 8949, section 3) admits only what encode() writes: definite lengths that fit
// into the bytes that are there, and little nesting.
void check_heads(const Bytes& bytes, std::size_t max_items) {
    std::size_t at = 0, items = 0;
    std::vector<std::uint64_t> open{1}; // items still to come on each level
    while (!open.empty()) {
        if (open.back() == 0) {
            open.pop_back();
            continue;
        }
        --open.back();
        if (++items > max_items) refuse("it has too many parts");
        if (at >= bytes.size()) refuse("it ends too early");
        const int major = bytes[at] >> 5, info = bytes[at] & 31;
        ++at;
        std::uint64_t argument = static_cast<std::uint64_t>(info);
        if (info >= 24) {
            if (info > 27) refuse("an item has no definite length");
            const std::size_t width = std::size_t{1} << (info - 24);
            if (bytes.size() - at < width) refuse("it ends too early");
            argument = 0;
            for (std::size_t i = 0; i < width; ++i) argument = argument << 8 | bytes[at++];
        }
        switch (major) {
        case 0:
        case 1:
        case 7:
            break; // numbers, booleans, null
        case 2:
        case 3:
            if (argument > bytes.size() - at) refuse("a length goes past the end");
            at += argument;
            break;
        case 4:
        case 5: {
            if (argument > bytes.size() - at) refuse("a count goes past the end");
            open.push_back(major == 4 ? argument : 2 * argument);
            if (open.size() > max_nesting) refuse("it is nested too deep");
            break;
        }
        default:
            refuse("it has a tag");
        }
    }
    if (at != bytes.size()) refuse("something follows its end");
}

template <class T>
json binary(const std::vector<T>& numbers) {
    static_assert(std::endian::native == std::endian::little, "numbers travel lowest byte first");
    std::vector<std::uint8_t> bytes(numbers.size() * sizeof(T));
    if (!bytes.empty()) std::memcpy(bytes.data(), numbers.data(), bytes.size());
    return json::binary(std::move(bytes));
}

template <class T>
std::vector<T> numbers(const json& j) {
    const auto& bytes = j.get_binary();
    if (bytes.size() % sizeof(T) != 0) refuse("an array is cut");
    std::vector<T> result(bytes.size() / sizeof(T));
    if (!bytes.empty()) std::memcpy(result.data(), bytes.data(), bytes.size());
    return result;
}

json to_json(const Value& value) {
    json j = json::array({static_cast<int>(value.kind)});
    switch (value.kind) {
    case Value::Kind::none:
        break;
    case Value::Kind::boolean:
    case Value::Kind::integer:
        j.push_back(value.integers.at(0));
        break;
    case Value::Kind::real:
        j.push_back(binary(value.reals));
        break;
    case Value::Kind::text:
        j.push_back(binary(std::vector<char>(value.text.begin(), value.text.end())));
        break;
    case Value::Kind::integers:
        j.push_back(value.shape);
        j.push_back(binary(value.integers));
        break;
    case Value::Kind::reals:
        j.push_back(value.shape);
        j.push_back(binary(value.reals));
        break;
    case Value::Kind::record:
    case Value::Kind::list:
        for (const auto& [name, member] : value.members) {
            if (value.kind == Value::Kind::record) j.push_back(name);
            j.push_back(to_json(member));
        }
        break;
    case Value::Kind::error:
        j.push_back(binary(std::vector<char>(value.type.begin(), value.type.end())));
        j.push_back(binary(std::vector<char>(value.text.begin(), value.text.end())));
        break;
    }
    return j;
}

// Texts travel as bytes: they may hold anything, not only UTF-8.
std::string text(const json& j) {
    const auto characters = numbers<char>(j);
    return {characters.begin(), characters.end()};
}

// Any other number would be converted, and not every one can be.
std::int64_t integer(const json& j) {
    if (!j.is_number_integer()) refuse("a number is no integer");
    return j.get<std::int64_t>();
}

std::vector<std::int64_t> shape_of(const json& j) {
    if (!j.is_array()) refuse("a shape is no list");
    std::vector<std::int64_t> shape;
    for (const auto& extent : j) shape.push_back(integer(extent));
    return shape;
}

void check_shape(const std::vector<std::int64_t>& shape, std::size_t entries) {
    std::uint64_t product = 1;
    for (std::int64_t extent : shape) {
        if (extent < 0) refuse("a shape is negative");
        if (extent != 0 && product > max_value_bytes / static_cast<std::uint64_t>(extent))
            refuse("a shape is too large");
        product *= static_cast<std::uint64_t>(extent);
    }
    if (product != entries) refuse("a shape does not fit its entries");
}

std::uint8_t kind_of(const json& j) {
    const auto kind = integer(j.at(0));
    if (kind < 0 || kind > static_cast<std::int64_t>(Value::Kind::error))
        refuse("it has a value of an unknown kind");
    return static_cast<std::uint8_t>(kind);
}

Value from_json(const json& j) {
    const auto kind = static_cast<Value::Kind>(kind_of(j));
    switch (kind) {
    case Value::Kind::none:
        return {};
    case Value::Kind::boolean:
        return Value::boolean(integer(j.at(1)) != 0);
    case Value::Kind::integer:
        return Value::integer(integer(j.at(1)));
    case Value::Kind::real:
        return Value::real(numbers<double>(j.at(1)).at(0));
    case Value::Kind::text:
        return Value::of_text(text(j.at(1)));
    case Value::Kind::integers: {
        auto shape = shape_of(j.at(1));
        auto entries = numbers<std::int64_t>(j.at(2));
        check_shape(shape, entries.size());
        return Value::array(std::move(shape), std::move(entries));
    }
    case Value::Kind::reals: {
        auto shape = shape_of(j.at(1));
        auto entries = numbers<double>(j.at(2));
        check_shape(shape, entries.size());
        return Value::array(std::move(shape), std::move(entries));
    }
    case Value::Kind::record: {
        Value record = Value::record();
        for (std::size_t i = 1; i < j.size(); i += 2)
            record.members.push_back({j[i].get<std::string>(), from_json(j.at(i + 1))});
        return record;
    }
    case Value::Kind::list: {
        Value list = Value::list();
        for (std::size_t i = 1; i < j.size(); ++i) list.members.push_back({"", from_json(j[i])});
        return list;
    }
    case Value::Kind::error:
        return Value::error(text(j.at(1)), text(j.at(2)));
    }
    refuse("it has a value of an unknown kind");
}

json parse(const Bytes& bytes, std::size_t max_items) {
    check_heads(bytes, max_items);
    try {
        return json::from_cbor(bytes);
    } catch (const json::exception& error) {
        refuse(error.what());
    }
}

// Whatever is not as expected inside well-formed CBOR (a text for a number, a missing entry).
template <class Read>
auto reading(const Bytes& bytes, std::size_t max_items, Read read) {
    const json j = parse(bytes, max_items);
    try {
        return read(j);
    } catch (const json::exception& error) {
        refuse(error.what());
    } catch (const std::out_of_range&) {
        refuse("an entry is missing");
    }
}

} // namespace

Bytes encode(const Value& value) { return json::to_cbor(to_json(value)); }

Value decode(const Bytes& bytes, std::size_t max_items) {
    return reading(bytes, max_items, [](const json& j) { return from_json(j); });
}

} // namespace mlcore
