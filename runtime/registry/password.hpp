// Passwords as argon2id hashes (libsodium). Pure computation of some 30 ms and 19 MiB each: thread-safe, to be run on
// a small pool of the caller's own, never on an I/O thread. Called by the gateway's login and by yunkectl.
#pragma once

#include <string>
#include <string_view>

#include "runtime/registry/error.hpp"

namespace yunke::registry {

// invalid: not 8 to 256 bytes. unavailable: not enough memory.
Result<std::string> hash_password(std::string_view password);

// False for any hash that hash_password() did not make.
bool verify_password(const std::string& hash, std::string_view password);

// A hash of the same cost that belongs to nobody's password, for logins that do not exist.
const std::string& nobodys_password_hash();

// A new password of `letters` characters out of 32 that cannot be mistaken for one another (5 bits each); 16 by
// default.
std::string random_password(int letters = 16);

}  // namespace yunke::registry
