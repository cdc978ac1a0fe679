// Signed tokens: Ticket (from HTTP login to the socket), ResumeToken (from socket to socket), ShopKey (in a shop's
// script tag). A token names all that a gateway must know, so gateways look nothing up and any gateway serves any
// client.
//
//   token = base64url( version byte 1 | serialized message | MAC of 32 bytes )
//   MAC   = crypto_auth (HMAC-SHA512-256) over: purpose ("ticket", "resume", "shopkey") | version byte | message
//
// The purpose in the MAC keeps one kind from passing as another. Comparison takes constant time.
// Callers check the pool, the role and, for shop keys, the version against the shop's own.
#pragma once

#include <array>
#include <cstdint>
#include <expected>
#include <filesystem>
#include <string>
#include <string_view>

namespace yunke::v1 {
class Ticket;
class ResumeToken;
class ShopKey;
}  // namespace yunke::v1

namespace yunke::runtime {

enum class token_errc {
    malformed,  // not base64url, too short, too long, or no such message inside
    version,    // made by another version of this program
    forged,     // the signature does not fit: another key, another purpose, or changed
    expired,
};
std::string_view describe(token_errc code);

// 32 secret bytes; wiped when destroyed.
class TokenKey {
public:
    static constexpr std::size_t size = 32;
    explicit TokenKey(const std::array<std::uint8_t, size>& bytes);
    TokenKey(const TokenKey& other) = default;
    TokenKey& operator=(const TokenKey& other) = default;
    ~TokenKey();

    const std::uint8_t* data() const { return bytes_.data(); }

private:
    std::array<std::uint8_t, size> bytes_;
};

// The file holds 32 raw bytes or 64 hex digits (a final newline is allowed). Files that others than the owner and
// group may read are refused. The error is a whole sentence with the path.
std::expected<TokenKey, std::string> load_token_key(const std::filesystem::path& file);

// Thread-safe: it only reads its key.
class Tokens {
public:
    explicit Tokens(const TokenKey& key) : key_(key) {}

    std::string sign(const v1::Ticket& ticket) const;
    std::string sign(const v1::ResumeToken& token) const;
    std::string sign(const v1::ShopKey& key) const;

    // A token whose expires_ms is at or before now_ms is expired. Shop keys do not expire.
    std::expected<v1::Ticket, token_errc> ticket(std::string_view token, std::int64_t now_ms) const;
    std::expected<v1::ResumeToken, token_errc> resume(std::string_view token, std::int64_t now_ms) const;
    std::expected<v1::ShopKey, token_errc> shop_key(std::string_view token) const;

private:
    TokenKey key_;
};

}  // namespace yunke::runtime
