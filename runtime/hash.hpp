// BLAKE2b-256: the hash of the commit chain (dispatcher) and of command bodies (gateway).
#pragma once

#include <array>
#include <compare>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace yunke::runtime {

struct Hash256 {
    std::array<std::uint8_t, 32> bytes{};

    std::string hex() const;  // 64 lower-case digits
    std::string_view view() const { return {reinterpret_cast<const char*>(bytes.data()), bytes.size()}; }
    static std::optional<Hash256> from_hex(std::string_view text);
    static std::optional<Hash256> from_bytes(std::string_view raw);  // exactly 32

    auto operator<=>(const Hash256&) const = default;
};

Hash256 blake2b_256(std::string_view bytes);

// The same in pieces. update() parts are concatenated without separators: frame variable parts with update_framed().
class Blake2b {
public:
    Blake2b();
    Blake2b& update(std::string_view bytes);
    Blake2b& update_u64(std::uint64_t number);       // 8 bytes, little-endian
    Blake2b& update_framed(std::string_view bytes);  // its length as u64, then the bytes
    Hash256 finish();                                // once; the object is spent then

private:
    alignas(64) std::array<std::byte, 384> state_;
};

// A command body's fingerprint: the first 8 bytes of its BLAKE2b-256, little-endian.
std::uint64_t body_hash(std::string_view bytes);

}  // namespace yunke::runtime
