// What the program has asked the heap for so far. routing_bench.cpp replaces operator new to count it.
#pragma once

#include <cstdint>

namespace yunke::bench {

std::uint64_t counted_allocations();

}  // namespace yunke::bench
