// Whether bytes that come in pieces are UTF-8 (RFC 3629: shortest forms only, no surrogates, nothing above U+10FFFF).
// Tells at the first byte that cannot be. Used by FrameReader for text messages.
#pragma once

#include <cstdint>
#include <string_view>

namespace yunke::gateway {

class Utf8Check {
public:
    // False: what came so far is not, and cannot become, UTF-8.
    bool add(std::string_view bytes) {
        for (const char byte : bytes)
            if (!add(static_cast<unsigned char>(byte))) return false;
        return true;
    }

    // No character is under way.
    bool complete() const { return more_ == 0; }

private:
    bool add(unsigned char byte) {
        if (more_ == 0) return begin(byte);
        if (byte < least_ || byte > most_) return false;
        least_ = 0x80;
        most_ = 0xBF;
        --more_;
        return true;
    }

    // The first continuation byte's range tells overlong forms, surrogates and what lies beyond U+10FFFF.
    bool begin(unsigned char byte) {
        if (byte < 0x80) return true;
        if (byte < 0xC2 || byte > 0xF4) return false;
        more_ = byte < 0xE0 ? 1 : byte < 0xF0 ? 2 : 3;
        least_ = byte == 0xE0 ? 0xA0 : byte == 0xF0 ? 0x90 : 0x80;
        most_ = byte == 0xED ? 0x9F : byte == 0xF4 ? 0x8F : 0xBF;
        return true;
    }

    std::uint8_t more_ = 0;  // continuation bytes still to come
    std::uint8_t least_ = 0x80;
    std::uint8_t most_ = 0xBF;
};

}  // namespace yunke::gateway
