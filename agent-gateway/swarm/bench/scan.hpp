// The few fields that the message benchmark needs of a serialized frame, read in place: parsing every frame into
// messages would cost the generator more than sending it. Anything unexpected reads as "not there".
#pragma once

#include <cstdint>
#include <optional>
#include <string_view>

namespace yunke::swarm {

// Walks the fields of one serialized message.
class Scan {
public:
    explicit Scan(std::string_view bytes) : rest_(bytes) {}

    bool next() {
        const auto key = varint();
        if (!key) return false;
        field = static_cast<std::uint32_t>(*key >> 3);
        value = 0;
        bytes = {};
        switch (*key & 7) {
            case 0: {
                const auto number = varint();
                if (!number) return false;
                value = *number;
                return true;
            }
            case 2: {
                const auto length = varint();
                if (!length || *length > rest_.size()) return false;
                bytes = rest_.substr(0, *length);
                rest_.remove_prefix(*length);
                return true;
            }
            default:
                return false;  // our messages have no other kind
        }
    }

    std::uint32_t field = 0;
    std::uint64_t value = 0;  // of a number
    std::string_view bytes;   // of a string or message

private:
    std::optional<std::uint64_t> varint() {
        std::uint64_t number = 0;
        for (unsigned i = 0; i < 10 && i < rest_.size(); ++i) {
            const auto byte = static_cast<unsigned char>(rest_[i]);
            number |= static_cast<std::uint64_t>(byte & 0x7F) << (7 * i);
            if (byte < 0x80) {
                rest_.remove_prefix(i + 1);
                return number;
            }
        }
        return std::nullopt;
    }

    std::string_view rest_;
};

}  // namespace yunke::swarm
