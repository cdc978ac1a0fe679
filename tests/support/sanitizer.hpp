// What a sanitizer does to what a test measures.
#pragma once

#include <cstddef>

namespace yunke::testing {

// Freed blocks that AddressSanitizer keeps for a while to catch late uses (its quarantine, 256 MB) and the margins that
// it lays around live ones.
#if __has_feature(address_sanitizer)
inline constexpr std::size_t sanitizer_memory = 400'000'000;
#else
inline constexpr std::size_t sanitizer_memory = 0;
#endif

// How many times longer everything takes, about.
#if __has_feature(address_sanitizer) || __has_feature(thread_sanitizer)
inline constexpr int sanitizer_slowness = 10;
#else
inline constexpr int sanitizer_slowness = 1;
#endif

}  // namespace yunke::testing
