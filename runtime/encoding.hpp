// base64url without padding (RFC 4648 section 5) and lower-case hex, for tokens, hashes and ids.
#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace yunke::runtime {

std::string base64url_encode(std::string_view bytes);

// nullopt for any character outside the alphabet, padding, or a length or trailing bits that no encoder produces.
std::optional<std::string> base64url_decode(std::string_view text);

std::string hex_encode(std::string_view bytes);

// Either case; nullopt for an odd length or another character.
std::optional<std::string> hex_decode(std::string_view text);

}  // namespace yunke::runtime
