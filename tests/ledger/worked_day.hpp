// A day of chats in the books of an installation that is there already: its shops and rates are entered, the chats are
// posted as the dispatcher would have told of them. For the tests of what people see of it and do with it over HTTP.
#pragma once

#include <cstdint>
#include <stdexcept>
#include <string>
#include <vector>

#include "dispatcher/ledger/setup.hpp"
#include "dispatcher/ledger/store.hpp"

namespace yunke::registry {
class Registry;
}

namespace yunke::testing {

// Monday 2026-03-02, 09:00 of the platform's clock.
constexpr ledger::Ms worked_hour_ms = 3'600'000;
constexpr ledger::Ms worked_begin_ms = 1'772'380'800'000 + 9 * worked_hour_ms;

// Online 10.00, handled 12.00, conversation 0.50, floor 30.00 an hour; a package "ten" of ten hours for 1,000 yuan.
extern const char* const worked_cards;

// A chat that its agent handled, resolved, and went home after: a work period of its own.
struct WorkedChat {
    std::uint64_t conversation = 0;
    std::uint32_t agent = 0;
    std::uint32_t shop = 0;
    std::uint32_t queue = 0;
    ledger::Ms from_ms = 0;
    ledger::Ms ms = 0;
};

// Shops, queues and the card file, and what then counts. Like the next one it throws when it fails.
ledger::Setup enter_cards(ledger::Store& store, registry::Registry& registry, const std::string& cards);
// `posted` facts of the pool are there already; returns how many there are then.
std::uint64_t post_chats(ledger::Store& store, const ledger::Setup& setup, const std::string& pool,
                         const std::vector<WorkedChat>& chats, std::uint64_t posted = 0);

template <class T>
T good(ledger::Result<T> result) {
    if (!result) throw std::runtime_error(result.error().what);
    return std::move(*result);
}
inline void good(const ledger::Result<void>& result) {
    if (!result) throw std::runtime_error(result.error().what);
}

}  // namespace yunke::testing
