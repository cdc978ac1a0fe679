#include "tests/ledger/worked_day.hpp"

#include "dispatcher/ledger/posting.hpp"
#include "dispatcher/ledger/setup_rows.hpp"

namespace yunke::testing {
namespace {

v1::Fact work_of(const WorkedChat& chat) {
    v1::Fact fact;
    auto& work = *fact.mutable_work();
    work.set_agent(chat.agent);
    work.set_from_ms(chat.from_ms);
    work.set_to_ms(chat.from_ms + chat.ms);
    work.set_presence(v1::AVAILABLE);
    work.set_period_ms(chat.from_ms);
    auto& unit = *work.add_units();
    unit.set_conversation(chat.conversation);
    unit.set_shop(chat.shop);
    unit.set_queue(chat.queue);
    unit.set_kind(v1::WorkInterval::HANDLING);
    unit.set_share_ms(chat.ms);
    return fact;
}

v1::Fact end_of(const WorkedChat& chat) {
    v1::Fact fact;
    auto& ended = *fact.mutable_ended();
    ended.set_conversation(chat.conversation);
    ended.set_shop(chat.shop);
    ended.set_queue(chat.queue);
    ended.set_agent(chat.agent);
    ended.set_reason(v1::RESOLVED);
    ended.set_at_ms(chat.from_ms + chat.ms);
    return fact;
}

v1::Fact period_end_of(const WorkedChat& chat) {
    v1::Fact fact;
    auto& over = *fact.mutable_period_ended();
    over.set_agent(chat.agent);
    over.set_period_ms(chat.from_ms);
    over.set_at_ms(chat.from_ms + chat.ms);
    return fact;
}

}  // namespace

const char* const worked_cards = R"(
[[card]]
key = "platform"
version = 1
from = 2020-01-01
online = "10.00"
handled = "12.00"
conversation = "0.50"
floor = "30.00"
vat = "6"

[[plan]]
key = "ten"
version = 1
from = 2020-01-01
name = "十小时包"
hours = 10
price = "1000.00"
days = 365
)";

ledger::Setup enter_cards(ledger::Store& store, registry::Registry& registry, const std::string& cards) {
    const auto view = good(ledger::read_registry(registry));
    good(ledger::keep(store, view, ledger::Day{0}));
    good(ledger::add_card_file(store, cards, "cards.toml", view.names, 0));
    return good(ledger::load_setup(store, view.names)).setup;
}

std::uint64_t post_chats(ledger::Store& store, const ledger::Setup& setup, const std::string& pool,
                         const std::vector<WorkedChat>& chats, std::uint64_t posted) {
    std::vector<v1::Fact> facts;
    if (posted == 0) facts.emplace_back().mutable_epoch();
    for (const WorkedChat& chat : chats) {
        facts.push_back(work_of(chat));
        facts.push_back(end_of(chat));
        facts.push_back(period_end_of(chat));
    }
    std::vector<ledger::OrderedFact> ordered;
    for (const v1::Fact& fact : facts)
        ordered.push_back({{1'700'000'000'000, posted + ordered.size() + 1}, fact.SerializeAsString(), fact});
    ledger::SharedMerchants shared;
    ledger::Posting posting(store, setup, shared, pool);
    ledger::PostingOutcome outcome;
    good(posting.post(ordered, outcome));
    return posted + ordered.size();
}

}  // namespace yunke::testing
