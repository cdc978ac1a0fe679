#include "runtime/registry/password.hpp"

#include <fmt/format.h>
#include <sodium.h>

#include <array>

#include "runtime/registry/limits.hpp"

namespace yunke::registry {
namespace {

bool sodium_ready() {
    static const bool ready = sodium_init() >= 0;
    return ready;
}

}  // namespace

Result<std::string> hash_password(std::string_view password) {
    if (password.size() < limits::password_bytes_min || password.size() > limits::password_bytes_max) {
        return std::unexpected(Error{Errc::invalid, "password",
                                     fmt::format("A password must have {} to {} bytes.", limits::password_bytes_min,
                                                 limits::password_bytes_max)});
    }
    std::array<char, crypto_pwhash_STRBYTES> hash{};
    const bool hashed =
        sodium_ready() && crypto_pwhash_str_alg(hash.data(), password.data(), password.size(), limits::password_passes,
                                                limits::password_memory_bytes, crypto_pwhash_ALG_ARGON2ID13) == 0;
    if (!hashed)
        return std::unexpected(Error{Errc::unavailable, "", "Not enough memory to hash a password; try again."});
    return std::string(hash.data());
}

bool verify_password(const std::string& hash, std::string_view password) {
    if (password.size() > limits::password_bytes_max || hash.size() >= crypto_pwhash_STRBYTES) return false;
    return sodium_ready() && crypto_pwhash_str_verify(hash.c_str(), password.data(), password.size()) == 0;
}

const std::string& nobodys_password_hash() {
    // Of 32 random bytes that were thrown away, with the costs of hash_password().
    static const std::string hash =
        "$argon2id$v=19$m=19456,t=2,p=1$nHSFPvXj7IP8bTQi6idb4A$UlmTer3qPsG0AvVrFgCASRUTp7uH3iuj96EmgIxEaUs";
    return hash;
}

std::string random_password(int letters) {
    constexpr std::string_view alphabet = "abcdefghijkmnpqrstuvwxyz23456789";  // without l, o, 0 and 1
    static_assert(alphabet.size() == 32);
    std::string password;
    if (!sodium_ready()) return password;
    for (int i = 0; i < letters; ++i)
        password += alphabet[randombytes_uniform(alphabet.size())];
    return password;
}

}  // namespace yunke::registry
