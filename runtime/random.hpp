// Randomness from the operating system, for ids and keys. Thread-safe. Never used inside the pure core.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>

namespace yunke::runtime {

std::uint64_t random_id();                   // 63 bits, never 0
std::string random_hex(std::size_t digits);  // lower-case hex digits
std::string random_bytes(std::size_t count);
std::uint64_t random_below(std::uint64_t bound);  // uniform in [0, bound); 0 if bound is 0

}  // namespace yunke::runtime
