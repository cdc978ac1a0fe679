// Counts what `new` is asked for, so that the apply benchmark can say how often a command allocates. Everything else in
// the program pays one addition for it.
#include <cstdlib>
#include <new>

#include "agent-gateway/swarm/program/commands.hpp"

namespace {
thread_local std::uint64_t allocated = 0;
}

// All forms of `new` for plain types stand here, since the one `delete` below takes back what any of them gave.
// ThreadSanitizer brings its own, which cannot be replaced; there nothing is counted.
#if !__has_feature(thread_sanitizer)
void* operator new(std::size_t bytes, const std::nothrow_t&) noexcept {
    ++allocated;
    return std::malloc(bytes == 0 ? 1 : bytes);
}
void* operator new(std::size_t bytes) {
    if (void* memory = operator new(bytes, std::nothrow)) return memory;
    throw std::bad_alloc();
}
void operator delete(void* memory) noexcept {
    std::free(memory);
}
void operator delete(void* memory, std::size_t) noexcept {
    std::free(memory);
}
#endif

namespace yunke::swarm {

std::uint64_t allocations() {
    return allocated;
}

}  // namespace yunke::swarm
