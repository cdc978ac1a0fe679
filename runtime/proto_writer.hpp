// Appends protobuf fields to a string, as the generated code would write them: rising field numbers, nothing for a
// value at its default. For the few messages that every command writes; going through generated messages would copy
// each text twice and cost three times as much. Used by dispatcher/wire/write.cpp and the gateway's frame codec.
#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <string_view>

namespace yunke::runtime {

class ProtoWriter {
public:
    explicit ProtoWriter(std::string& to) : to_(to) {}

    // uint32, uint64, int64, bool and enumerations.
    void number(std::uint32_t field, std::uint64_t value) {
        if (value == 0) return;
        char bytes[20];
        char* end = varint(bytes, field << 3);
        to_.append(bytes, static_cast<std::size_t>(varint(end, value) - bytes));
    }

    // string and bytes.
    void text(std::uint32_t field, std::string_view value) {
        if (!value.empty()) always_text(field, value);
    }

    // One that stands in a oneof, or in a list, is written even if it is empty.
    void always_text(std::uint32_t field, std::string_view value) {
        char bytes[20];
        char* end = varint(bytes, field << 3 | 2);
        to_.append(bytes, static_cast<std::size_t>(varint(end, value.size()) - bytes));
        to_.append(value);
    }

    // A list of numbers.
    void packed(std::uint32_t field, std::span<const std::uint32_t> values) {
        if (values.empty()) return;
        message(field, [&](ProtoWriter& w) {
            char bytes[20];
            for (const std::uint32_t value : values)
                w.to_.append(bytes, static_cast<std::size_t>(varint(bytes, value) - bytes));
        });
    }

    // A message whose fields `fill` writes.
    template <class Fill>
    void message(std::uint32_t field, Fill fill) {
        char bytes[20];
        to_.append(bytes, static_cast<std::size_t>(varint(bytes, field << 3 | 2) - bytes));
        const std::size_t at = to_.size();
        fill(*this);
        const char* end = varint(bytes, to_.size() - at);
        to_.insert(at, bytes, static_cast<std::size_t>(end - bytes));
    }

    std::string& bytes() { return to_; }

private:
    static char* varint(char* at, std::uint64_t value) {
        for (; value >= 0x80; value >>= 7)
            *at++ = static_cast<char>(value | 0x80);
        *at++ = static_cast<char>(value);
        return at;
    }

    std::string& to_;
};

}  // namespace yunke::runtime
