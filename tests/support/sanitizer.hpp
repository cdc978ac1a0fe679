// What a sanitizer adds to measured memory: freed blocks that AddressSanitizer keeps for a while to catch late uses
// (its quarantine, 256 MB) and the margins that it lays around live ones. 0 in other builds.
#pragma once

#include <cstddef>

namespace yunke::testing {

#if __has_feature(address_sanitizer)
inline constexpr std::size_t sanitizer_memory = 400'000'000;
#else
inline constexpr std::size_t sanitizer_memory = 0;
#endif

}  // namespace yunke::testing
