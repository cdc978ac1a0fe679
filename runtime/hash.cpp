#include "runtime/hash.hpp"

#include <sodium.h>

#include <cstring>

#include "runtime/encoding.hpp"

namespace yunke::runtime {
namespace {

static_assert(sizeof(crypto_generichash_state) <= 384 && alignof(crypto_generichash_state) <= 64);

crypto_generichash_state* as_state(std::array<std::byte, 384>& bytes) {
    return reinterpret_cast<crypto_generichash_state*>(bytes.data());
}

const unsigned char* raw(std::string_view bytes) {
    return reinterpret_cast<const unsigned char*>(bytes.data());
}

}  // namespace

std::string Hash256::hex() const {
    return hex_encode(view());
}

std::optional<Hash256> Hash256::from_bytes(std::string_view raw_bytes) {
    Hash256 hash;
    if (raw_bytes.size() != hash.bytes.size()) return std::nullopt;
    std::memcpy(hash.bytes.data(), raw_bytes.data(), raw_bytes.size());
    return hash;
}

std::optional<Hash256> Hash256::from_hex(std::string_view text) {
    const auto decoded = hex_decode(text);
    return decoded ? from_bytes(*decoded) : std::nullopt;
}

Hash256 blake2b_256(std::string_view bytes) {
    Hash256 hash;
    crypto_generichash(hash.bytes.data(), hash.bytes.size(), raw(bytes), bytes.size(), nullptr, 0);
    return hash;
}

Blake2b::Blake2b() {
    crypto_generichash_init(as_state(state_), nullptr, 0, sizeof(Hash256::bytes));
}

Blake2b& Blake2b::update(std::string_view bytes) {
    crypto_generichash_update(as_state(state_), raw(bytes), bytes.size());
    return *this;
}

Blake2b& Blake2b::update_u64(std::uint64_t number) {
    std::array<unsigned char, 8> little{};
    for (std::size_t i = 0; i < little.size(); ++i)
        little[i] = static_cast<unsigned char>(number >> (8 * i));
    crypto_generichash_update(as_state(state_), little.data(), little.size());
    return *this;
}

Blake2b& Blake2b::update_framed(std::string_view bytes) {
    return update_u64(bytes.size()).update(bytes);
}

Hash256 Blake2b::finish() {
    Hash256 hash;
    crypto_generichash_final(as_state(state_), hash.bytes.data(), hash.bytes.size());
    return hash;
}

std::uint64_t body_hash(std::string_view bytes) {
    const Hash256 hash = blake2b_256(bytes);
    std::uint64_t number = 0;
    for (std::size_t i = 0; i < 8; ++i)
        number |= static_cast<std::uint64_t>(hash.bytes[i]) << (8 * i);
    return number;
}

}  // namespace yunke::runtime
