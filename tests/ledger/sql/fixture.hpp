// The ledger's books in a real database: a script of facts with their ids, merchants with packages, and short ways to
// post. Each test program links one implementation of TestDatabase (tests/registry), so that the same tests run on
// SQLite and PostgreSQL.
#pragma once

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <memory>
#include <span>
#include <stdexcept>
#include <string>
#include <vector>

#include "dispatcher/ledger/posting.hpp"
#include "dispatcher/ledger/rebuild.hpp"
#include "dispatcher/ledger/verify.hpp"
#include "tests/ledger/random_month.hpp"
#include "tests/registry/support.hpp"

namespace yunke::ledger::testing {

using registry::testing::TestDatabase;

// The value of a result that has to be there.
template <class T>
T good(Result<T> result) {
    if (!result) throw std::runtime_error("unexpected error: " + result.error().what);
    return std::move(*result);
}
inline void good(const Result<void>& result) {
    if (!result) throw std::runtime_error("unexpected error: " + result.error().what);
}

inline constexpr std::uint64_t first_epoch = 1'700'000'000'000;

// A fact under an id.
OrderedFact as_fact(FactId id, const v1::Fact& fact);
v1::Fact epoch_fact(std::uint64_t old, std::uint64_t last);

// A pool's stream: the Epoch fact that begins it, then a random month's, numbered on. The same seed is the same script.
std::vector<OrderedFact> script(std::uint64_t seed, std::size_t facts);

class BooksTest : public ::testing::Test {
protected:
    BooksTest() : setup(random_setup(7)) {}

    Store open() const { return good(Store::open(database->url())); }
    // A package for each of the three merchants, booked by the office.
    static void sell_packages(Store& store, const ledger::Setup& setup, Ms ms = 40 * 3'600'000);
    // Posts all of it in transactions of `batch` facts.
    PostingOutcome post(Store& store, std::span<const OrderedFact> facts, std::size_t batch = 25,
                        const std::string& pool = "main") const;

    // What the chains ended with; the same heads mean the same books.
    static std::string heads(Store& store);
    static std::vector<std::string> faults(Store& store) { return good(verify(store)).faults; }
    std::vector<std::string> differences(Store& store) const { return good(rebuild(store, setup)).told; }

    std::unique_ptr<TestDatabase> database = TestDatabase::create();
    ledger::Setup setup;
};

}  // namespace yunke::ledger::testing
