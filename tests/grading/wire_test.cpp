#include "grading/wire.hpp"

#include "mlcore/core/random.hpp"

#include <doctest/doctest.h>

#include <cmath>
#include <limits>

using namespace mlcore;
using namespace mlcore::grading;

namespace {

Value sample() {
    Value record = Value::record();
    record.members.push_back(
        {"numbers",
         Value::array({2, 3}, std::vector<double>{1, -0.0, INFINITY, NAN, 5e-324, 0.1})});
    record.members.push_back(
        {"labels", Value::array({2}, std::vector<std::int64_t>{
                                         -1, std::numeric_limits<std::int64_t>::min()})});
    record.members.push_back({"empty", Value::array({0, 4}, std::vector<double>{})});
    Value list = Value::list();
    list.members.push_back({"", Value::boolean(true)});
    list.members.push_back({"", Value::of_text(std::string("any bytes \0 \xff", 13))});
    list.members.push_back({"", Value::error("ShapeError", "a has 2")});
    list.members.push_back({"", Value()});
    record.members.push_back({"list", list});
    record.members.push_back({"x", Value::real(0.1)});
    return record;
}

} // namespace

TEST_CASE("wire: every value comes back bit for bit") {
    CHECK(decode(encode(sample())) == sample());
    Question question;
    question.id = 7;
    question.step = Question::Step::run;
    question.task = "dot";
    question.inputs = {sample(), Value::integer(3)};
    question.fill = 255;
    question.key = ~std::uint64_t{0};
    const Question back = decode_question(encode(question));
    CHECK(back.id == 7);
    CHECK(back.step == Question::Step::run);
    CHECK(back.task == "dot");
    CHECK(back.inputs == question.inputs);
    CHECK(back.key == question.key);
    const Answer answer = decode_answer(encode(Answer{9, sample(), 2, {1, -5}}));
    CHECK(answer.id == 9);
    CHECK(answer.changed_input == 2);
    CHECK(answer.frames == std::vector<std::int64_t>{1, -5});
    CHECK(frame_length(frame_header(0x8000000000000001u).data()) == 0x8000000000000001u);
}

TEST_CASE("wire: damaged bytes are refused, never more") {
    const std::uint64_t seed = 11;
    CAPTURE(seed);
    Random random(seed);
    const Bytes good = encode(Answer{1, sample(), -1, {4, 5, 6}});
    for (int round = 0; round < 20000; ++round) {
        Bytes bad = good;
        for (int edits = 1 + static_cast<int>(random.index(4)); edits > 0; --edits)
            bad[static_cast<std::size_t>(random.index(static_cast<std::int64_t>(bad.size())))] =
                static_cast<std::uint8_t>(random.index(256));
        if (random.index(3) == 0)
            bad.resize(
                static_cast<std::size_t>(random.index(static_cast<std::int64_t>(bad.size()))));
        try {
            (void)decode_answer(bad);
        } catch (const WireError&) {
        } // anything else fails the test
    }
}

TEST_CASE("wire: bytes made to hurt are refused before anything is allocated or recursed into") {
    const auto refused = [](const Bytes& bytes) {
        CHECK_THROWS_AS((void)decode(bytes), WireError);
    };
    refused({});
    refused(Bytes(1 << 20, 0x81)); // arrays in arrays in …
    refused(Bytes(1 << 20, 0xa1)); // maps in maps
    refused(Bytes(1 << 20, 0x5f)); // texts of indefinite length, nested
    refused(Bytes(1 << 20, 0x7f));
    refused(Bytes(1 << 20, 0xc6));                                   // tags
    refused({0x9b, 0x80, 0, 0, 0, 0, 0, 0, 0});                      // an array of 2⁶³ entries
    refused({0x5b, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff}); // bytes beyond the end
    refused({0x82, 0x03, 0x40});                                     // a real without its bytes
    refused({0x83, 0x06, 0x81, 0x1b, 0x7f, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff,
             0x40});                         // shape of 2⁶³ − 1
    refused({0x83, 0x06, 0x81, 0x20, 0x40}); // a negative shape
    refused({0x81, 0x18, 0x63});             // an unknown kind
    Bytes trailing = encode(Value::integer(1));
    trailing.push_back(0);
    refused(trailing);
}

TEST_CASE("digest: knows every number, and depends on the key") {
    const Value a = Value::array({3}, std::vector<double>{1, 2, 3});
    const Value b = Value::array({3}, std::vector<double>{1, 2, 3.000001});
    CHECK(digest(a, 5) == digest(a, 5));
    CHECK(digest(a, 5) != digest(a, 6));
    CHECK(digest(a, 5) != digest(b, 5));
}
