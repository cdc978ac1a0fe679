#include "runtime/random.hpp"

#include <sodium.h>

#include "runtime/encoding.hpp"

namespace yunke::runtime {

std::uint64_t random_id() {
    for (;;) {
        std::uint64_t id = 0;
        randombytes_buf(&id, sizeof id);
        id &= 0x7fff'ffff'ffff'ffffULL;
        if (id != 0) return id;
    }
}

std::string random_bytes(std::size_t count) {
    std::string bytes(count, '\0');
    randombytes_buf(bytes.data(), count);
    return bytes;
}

std::string random_hex(std::size_t digits) {
    std::string text = hex_encode(random_bytes((digits + 1) / 2));
    text.resize(digits);
    return text;
}

std::uint64_t random_below(std::uint64_t bound) {
    if (bound == 0) return 0;
    // Values under this many would favour small results; they are drawn again.
    const std::uint64_t unfair = (0 - bound) % bound;
    for (;;) {
        std::uint64_t draw = 0;
        randombytes_buf(&draw, sizeof draw);
        if (draw >= unfair) return draw % bound;
    }
}

}  // namespace yunke::runtime
