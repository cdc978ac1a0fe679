// Large books: so many people with so many work periods in one month, in a SQLite file. How long it takes to open a
// statement, and to preview, approve and close that month. Called by yunke-bench-ledger --people.
#pragma once

#include <cstdint>

namespace yunke::ledger::testing {

struct MonthBench {
    std::uint32_t people = 50'000;
    std::uint32_t periods = 50;  // of each, four facts each
    int statements = 200;        // opened, of people by chance
};

// Prints what it found; throws a sentence.
void bench_month(const MonthBench& size);

}  // namespace yunke::ledger::testing
