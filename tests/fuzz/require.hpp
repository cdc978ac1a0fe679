// What a fuzz target says when a property does not hold: one sentence, then abort, which libFuzzer reports together
// with the input. Used by all targets.
#pragma once

#include <cstdio>
#include <cstdlib>
#include <string_view>

namespace yunke::fuzz {

inline void require(bool holds, std::string_view what) {
    if (holds) return;
    std::fprintf(stderr, "property broken: %.*s\n", static_cast<int>(what.size()), what.data());
    std::abort();
}

}  // namespace yunke::fuzz
