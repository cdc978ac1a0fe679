// yunke-earlier-month DATABASE MONTH AGENT:HOURS…: work of a month that is over, for tests of what finance does with
// one. It goes into the books of an installation that runs, under a pool of its own, so that the ledger's place in the
// pools that it follows stays as it is; each hour is a chat at the first shop, three a day.
#include <cstdio>
#include <exception>
#include <string_view>

#include "dispatcher/ledger/setup_rows.hpp"
#include "runtime/clock.hpp"
#include "runtime/numbers.hpp"
#include "runtime/registry/registry.hpp"
#include "tests/ledger/worked_day.hpp"

namespace {

using namespace yunke;
using testing::good;

constexpr std::uint32_t chats_a_day = 3;
constexpr std::uint64_t first_conversation = 1'000'000'000;

std::uint32_t number(std::string_view text) {
    const auto found = runtime::parse_number<std::uint32_t>(text);
    if (!found) throw std::runtime_error(std::string(text) + " is no number");
    return *found;
}

void work(const std::string& url, const std::string& month_text, const std::vector<std::string_view>& people) {
    auto registry = registry::Registry::open(url);
    if (!registry) throw std::runtime_error(registry.error().message);
    auto store = good(ledger::Store::open(url));
    const auto view = good(ledger::read_registry(*registry));
    const auto setup = good(ledger::load_setup(store, view.names)).setup;
    const auto month = ledger::parse_month(month_text);
    if (!month) throw std::runtime_error(month_text + " is no month");
    const auto begin_ms = ledger::begin_ms(ledger::first_day(*month), setup.utc_offset_minutes);
    std::vector<testing::WorkedChat> chats;
    for (const std::string_view who : people) {
        const auto colon = std::min(who.find(':'), who.size() - 1);
        const std::uint32_t hours = number(who.substr(colon + 1));
        for (std::uint32_t i = 0; i < hours; ++i) {
            const auto hour = 24 * (i / chats_a_day) + 9 + i % chats_a_day;
            chats.push_back({.conversation = first_conversation + chats.size(),
                             .agent = number(who.substr(0, colon)),
                             .shop = 1,
                             .queue = 1,
                             .from_ms = begin_ms + hour * testing::worked_hour_ms,
                             .ms = testing::worked_hour_ms});
        }
    }
    const std::string pool = "earlier";
    testing::post_chats(store, setup, pool, chats);
    good(store.note_level(pool, runtime::SystemClock().wall_ms()));
}

}  // namespace

int main(int argc, char** argv) {
    try {
        if (argc < 4) throw std::runtime_error("yunke-earlier-month DATABASE MONTH AGENT:HOURS...");
        work(argv[1], argv[2], {argv + 3, argv + argc});
        return 0;
    } catch (const std::exception& error) {
        std::fprintf(stderr, "%s\n", error.what());
        return 1;
    }
}
