#include "runtime/tokens.hpp"

#include <sodium.h>
#include <sys/stat.h>

#include <cerrno>
#include <cstring>
#include <fstream>
#include <iterator>
#include <optional>

#include "runtime/encoding.hpp"
#include "runtime/limits.hpp"
#include "yunke/v1/effect.pb.h"

namespace yunke::runtime {
namespace {

constexpr char token_version = 1;
constexpr std::string_view ticket_purpose = "ticket";
constexpr std::string_view resume_purpose = "resume";
constexpr std::string_view shop_key_purpose = "shopkey";

const unsigned char* raw(std::string_view bytes) {
    return reinterpret_cast<const unsigned char*>(bytes.data());
}

std::string sign_payload(const TokenKey& key, std::string_view purpose, const google::protobuf::MessageLite& message) {
    std::string signed_part(purpose);
    signed_part.push_back(token_version);
    message.AppendToString(&signed_part);
    std::array<unsigned char, crypto_auth_BYTES> mac{};
    crypto_auth(mac.data(), raw(signed_part), signed_part.size(), key.data());
    std::string token = signed_part.substr(purpose.size());
    token.append(reinterpret_cast<const char*>(mac.data()), mac.size());
    return base64url_encode(token);
}

// The serialized message inside a token whose signature fits.
std::expected<std::string, token_errc> open_payload(const TokenKey& key, std::string_view purpose,
                                                    std::string_view token) {
    if (token.size() > limits::token_chars_max) return std::unexpected(token_errc::malformed);
    const auto decoded = base64url_decode(token);
    if (!decoded || decoded->size() < 1 + crypto_auth_BYTES) return std::unexpected(token_errc::malformed);
    if (decoded->front() != token_version) return std::unexpected(token_errc::version);
    const std::string_view all = *decoded;
    const std::string_view body = all.substr(0, all.size() - crypto_auth_BYTES);
    const std::string_view mac = all.substr(body.size());
    const std::string signed_part = std::string(purpose).append(body);
    if (crypto_auth_verify(raw(mac), raw(signed_part), signed_part.size(), key.data()) != 0)
        return std::unexpected(token_errc::forged);
    return std::string(body.substr(1));
}

template <class Message>
std::expected<Message, token_errc> open_message(const TokenKey& key, std::string_view purpose, std::string_view token) {
    const auto payload = open_payload(key, purpose, token);
    if (!payload) return std::unexpected(payload.error());
    Message message;
    if (!message.ParseFromString(*payload)) return std::unexpected(token_errc::malformed);
    return message;
}

template <class Message>
std::expected<Message, token_errc> unexpired(std::expected<Message, token_errc> message, std::int64_t now_ms) {
    if (message && message->expires_ms() <= now_ms) return std::unexpected(token_errc::expired);
    return message;
}

std::optional<std::string> key_bytes(std::string content) {
    if (content.size() == TokenKey::size) return content;
    while (!content.empty() && (content.back() == '\n' || content.back() == '\r'))
        content.pop_back();
    if (content.size() == TokenKey::size) return content;
    if (content.size() != 2 * TokenKey::size) return std::nullopt;
    return hex_decode(content);
}

}  // namespace

std::string_view describe(token_errc code) {
    switch (code) {
        case token_errc::malformed:
            return "this is not a token";
        case token_errc::version:
            return "the token was made by another version of this program";
        case token_errc::forged:
            return "the token's signature does not fit";
        case token_errc::expired:
            return "the token has expired";
    }
    return "unknown token error";
}

TokenKey::TokenKey(const std::array<std::uint8_t, size>& bytes) : bytes_(bytes) {}

TokenKey::~TokenKey() {
    sodium_memzero(bytes_.data(), bytes_.size());
}

std::expected<TokenKey, std::string> load_token_key(const std::filesystem::path& file) {
    const std::string name = "the token key file " + file.string();
    struct stat status{};
    if (::stat(file.c_str(), &status) != 0)
        return std::unexpected(name + " cannot be read: " + std::strerror(errno) +
                               "; make one with: umask 077; head -c 32 /dev/urandom > " + file.string());
    if (!S_ISREG(status.st_mode)) return std::unexpected(name + " is not a regular file");
    if ((status.st_mode & S_IRWXO) != 0)
        return std::unexpected(name + " is open to everybody on this machine; close it with: chmod 600 " +
                               file.string());
    std::ifstream stream(file, std::ios::binary);
    if (!stream) return std::unexpected(name + " cannot be read: " + std::strerror(errno));
    if (status.st_size > 1024) return std::unexpected(name + " holds neither 32 raw bytes nor 64 hex digits");
    auto bytes = key_bytes(std::string(std::istreambuf_iterator<char>(stream), {}));
    if (!bytes) return std::unexpected(name + " holds neither 32 raw bytes nor 64 hex digits");
    std::array<std::uint8_t, TokenKey::size> key{};
    std::memcpy(key.data(), bytes->data(), key.size());
    sodium_memzero(bytes->data(), bytes->size());
    TokenKey loaded(key);
    sodium_memzero(key.data(), key.size());
    return loaded;
}

std::string Tokens::sign(const v1::Ticket& ticket) const {
    return sign_payload(key_, ticket_purpose, ticket);
}

std::string Tokens::sign(const v1::ResumeToken& token) const {
    return sign_payload(key_, resume_purpose, token);
}

std::string Tokens::sign(const v1::ShopKey& key) const {
    return sign_payload(key_, shop_key_purpose, key);
}

std::expected<v1::Ticket, token_errc> Tokens::ticket(std::string_view token, std::int64_t now_ms) const {
    return unexpired(open_message<v1::Ticket>(key_, ticket_purpose, token), now_ms);
}

std::expected<v1::ResumeToken, token_errc> Tokens::resume(std::string_view token, std::int64_t now_ms) const {
    return unexpired(open_message<v1::ResumeToken>(key_, resume_purpose, token), now_ms);
}

std::expected<v1::ShopKey, token_errc> Tokens::shop_key(std::string_view token) const {
    return open_message<v1::ShopKey>(key_, shop_key_purpose, token);
}

}  // namespace yunke::runtime
