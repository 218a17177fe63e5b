// What changed against naive: the nodes lie one after another in an array, the tape, and a Value is
// a position on it. An operation appends its node behind its inputs, so the tape is a topological
// order as it stands: backward() is one loop from the result to the front, without a search, a hash
// set or a pointer to follow. A node costs no allocation of its own (naive: one for the node, one
// for its edges), and clear() keeps the memory for the next pass. Expected gain: the allocator's
// and the hash set's share of the time, which is most of it.
//
// What it costs: a Value is good only while its tape is, and nothing on the tape is freed before
// all of it is.
#pragma once

#include "mlcore/nn/autograd/interface.hpp"

#include <array>
#include <cmath>
#include <cstdint>
#include <limits>
#include <vector>

namespace mlcore::autograd::tape {

class Tape;

/// A position on a tape. Valid until the tape is cleared or destroyed.
class Value {
public:
    double data() const;
    double grad() const;
    double derivative(const Value& input) const;
    void backward() const;

private:
    friend class Tape;
    Value(Tape* tape, std::int32_t position) : tape_(tape), position_(position) {}

    Tape* tape_;
    std::int32_t position_;

    friend Value operator+(const Value& a, const Value& b);
    friend Value operator*(const Value& a, const Value& b);
    friend Value unary(const Value& a, double value, double derivative);
};

/// Holds the values of one computation: Tape tape; auto x = tape.leaf(3); (x * x).backward().
class Tape {
public:
    Tape() = default;
    Tape(const Tape&) = delete;
    Tape& operator=(const Tape&) = delete;

    Value leaf(double number) { return append({number, {none, none}, {0, 0}}); }
    /// Forgets all values; the memory stays for the next ones.
    void clear() {
        entries_.clear();
        gradients_.clear();
    }
    std::size_t size() const { return entries_.size(); }

private:
    friend class Value;
    friend Value operator+(const Value& a, const Value& b);
    friend Value operator*(const Value& a, const Value& b);
    friend Value unary(const Value& a, double value, double derivative);

    static constexpr std::int32_t none = -1;
    struct Entry {
        double data;
        std::array<std::int32_t, 2> inputs; // none where there are fewer
        std::array<double, 2> derivatives;
    };

    Value append(const Entry& entry) {
        if (entries_.size() == std::numeric_limits<std::int32_t>::max())
            throw ValueError("Tape: more than 2³¹ − 1 values");
        entries_.push_back(entry);
        return {this, static_cast<std::int32_t>(entries_.size() - 1)};
    }
    /// Throws ValueError where the values lie on different tapes.
    static Tape& common(const Value& a, const Value& b) {
        if (a.tape_ != b.tape_) throw ValueError("Tape: the two values lie on different tapes");
        return *a.tape_;
    }
    const Entry& entry(std::int32_t position) const {
        return entries_[static_cast<std::size_t>(position)];
    }

    std::vector<Entry> entries_;
    std::vector<double> gradients_; // of the values up to the last backward()'s result
};

inline double Value::data() const { return tape_->entry(position_).data; }

inline double Value::grad() const {
    const auto at = static_cast<std::size_t>(position_);
    return at < tape_->gradients_.size() ? tape_->gradients_[at] : 0;
}

inline double Value::derivative(const Value& input) const {
    const auto& entry = tape_->entry(position_);
    double sum = 0;
    for (std::size_t i = 0; i < 2; ++i)
        if (tape_ == input.tape_ && entry.inputs[i] == input.position_) sum += entry.derivatives[i];
    return sum;
}

inline void Value::backward() const {
    auto& gradients = tape_->gradients_;
    gradients.assign(static_cast<std::size_t>(position_) + 1, 0);
    gradients.back() = 1;
    for (std::int32_t position = position_; position >= 0; --position) {
        const auto& [data, inputs, derivatives] = tape_->entry(position);
        const double gradient = gradients[static_cast<std::size_t>(position)];
        for (std::size_t i = 0; i < 2; ++i)
            if (inputs[i] != Tape::none)
                gradients[static_cast<std::size_t>(inputs[i])] += gradient * derivatives[i];
    }
}

inline Value operator+(const Value& a, const Value& b) {
    return Tape::common(a, b).append({a.data() + b.data(), {a.position_, b.position_}, {1, 1}});
}

inline Value operator*(const Value& a, const Value& b) {
    return Tape::common(a, b).append(
        {a.data() * b.data(), {a.position_, b.position_}, {b.data(), a.data()}});
}

inline Value unary(const Value& a, double value, double derivative) {
    return a.tape_->append({value, {a.position_, Tape::none}, {derivative, 0}});
}

/// a^exponent. Throws ValueError where that is not a real number (see check_power).
inline Value pow(const Value& a, double exponent) {
    check_power(a.data(), exponent);
    const double slope = exponent == 0 ? 0 : exponent * std::pow(a.data(), exponent - 1);
    return unary(a, std::pow(a.data(), exponent), slope);
}

inline Value exp(const Value& a) {
    const double value = std::exp(a.data());
    return unary(a, value, value);
}

inline Value tanh(const Value& a) {
    const double value = std::tanh(a.data());
    return unary(a, value, 1 - value * value);
}

inline Value relu(const Value& a) {
    return unary(a, a.data() <= 0 ? 0 : a.data(), a.data() > 0 ? 1 : 0);
}

// A number needs no node of its own: it is no input that anyone asks a gradient of.
inline Value operator+(const Value& a, double b) { return unary(a, a.data() + b, 1); }
inline Value operator+(double a, const Value& b) { return b + a; }
inline Value operator*(const Value& a, double b) { return unary(a, a.data() * b, b); }
inline Value operator*(double a, const Value& b) { return b * a; }
inline Value operator-(const Value& a) { return a * -1; }
inline Value operator-(const Value& a, const Value& b) { return a + -b; }
inline Value operator-(const Value& a, double b) { return a + -b; }
inline Value operator-(double a, const Value& b) { return -b + a; }
inline Value operator/(const Value& a, const Value& b) { return a * pow(b, -1); }
inline Value operator/(const Value& a, double b) { return unary(a, a.data() / b, 1 / b); }
inline Value operator/(double a, const Value& b) { return pow(b, -1) * a; }

} // namespace mlcore::autograd::tape
