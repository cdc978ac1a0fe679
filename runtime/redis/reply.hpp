// What Redis answered, as a value. At the top level of a result it is never an error (those become redis::Error);
// inside arrays, as EXEC gives them, it may be.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <variant>
#include <vector>

#include "runtime/numbers.hpp"

namespace yunke::redis {

class Reply {
public:
    enum class Kind : std::uint8_t { nil, status, error, integer, string, array };
    using Array = std::vector<Reply>;

    Reply() = default;  // nil
    static Reply status(std::string text) { return {Kind::status, std::move(text)}; }
    static Reply error(std::string text) { return {Kind::error, std::move(text)}; }
    static Reply string(std::string bytes) { return {Kind::string, std::move(bytes)}; }
    static Reply integer(std::int64_t number) { return {Kind::integer, number}; }
    static Reply array(Array items) { return {Kind::array, std::move(items)}; }

    Kind kind() const { return kind_; }
    bool is_nil() const { return kind_ == Kind::nil; }
    bool is_error() const { return kind_ == Kind::error; }
    bool is_array() const { return kind_ == Kind::array; }
    bool is_string() const { return kind_ == Kind::string; }
    bool is_integer() const { return kind_ == Kind::integer; }

    // Bytes of a string, status or error; empty for other kinds.
    std::string_view text() const {
        const auto* bytes = std::get_if<std::string>(&value_);
        return bytes ? std::string_view(*bytes) : std::string_view();
    }
    std::string take_text() && {
        auto* bytes = std::get_if<std::string>(&value_);
        return bytes ? std::move(*bytes) : std::string();
    }

    // An integer reply, or a text that is exactly one decimal number.
    std::optional<std::int64_t> to_i64() const {
        if (const auto* number = std::get_if<std::int64_t>(&value_)) return *number;
        return runtime::parse_i64(text());
    }
    std::optional<std::uint64_t> to_u64() const {
        if (const auto* number = std::get_if<std::int64_t>(&value_)) {
            if (*number < 0) return std::nullopt;
            return static_cast<std::uint64_t>(*number);
        }
        return runtime::parse_u64(text());
    }

    // Items of an array; none for other kinds. Out of range gives a nil, so that shapes can be checked in one go.
    std::size_t size() const { return items().size(); }
    const Reply& operator[](std::size_t index) const {
        static const Reply nil;
        return index < items().size() ? items()[index] : nil;
    }
    const Array& items() const {
        static const Array none;
        const auto* array = std::get_if<Array>(&value_);
        return array ? *array : none;
    }
    Array take_items() && {
        auto* array = std::get_if<Array>(&value_);
        return array ? std::move(*array) : Array();
    }

private:
    using Value = std::variant<std::monostate, std::int64_t, std::string, Array>;
    Reply(Kind kind, Value value) : kind_(kind), value_(std::move(value)) {}

    Kind kind_ = Kind::nil;
    Value value_;
};

}  // namespace yunke::redis
