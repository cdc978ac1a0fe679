#include "dispatcher/ledger/books.hpp"

#include <algorithm>
#include <string>
#include <utility>

#include "dispatcher/ledger/fact_check.hpp"
#include "dispatcher/ledger/memory.hpp"
#include "dispatcher/ledger/pay.hpp"

namespace yunke::ledger {
namespace {

// A fact's way through the memory. Each `load` asks for everything that its `price` touches.
class Pricing {
public:
    explicit Pricing(Memory& memory) : memory_(memory) {}

    Result<Posted> run(const v1::Fact& fact) {
        switch (fact.what_case()) {
            case v1::Fact::kWork:
                return run(fact.work());
            case v1::Fact::kPeriodEnded:
                return run(fact.period_ended());
            case v1::Fact::kAccepted:
                return run(fact.accepted());
            case v1::Fact::kHandedOn:
                return run(fact.handed_on());
            case v1::Fact::kEnded:
                return run(fact.ended());
            default:
                return Posted{};
        }
    }

private:
    template <class Fact>
    Result<Posted> run(const Fact& fact) {
        if (Result<void> loaded = load(fact); !loaded) return std::unexpected(std::move(loaded.error()));
        price(fact);
        for (const MerchantId id : memory_.merchants_touched())
            conclude(memory_.merchant(id), terms(id), step_);
        return Posted{std::move(step_.transfers), std::move(step_.alerts), memory_.finish(step_.at_ms)};
    }

    Month counts_in(Ms at_ms) const {
        return std::max(month_of(at_ms, memory_.setup().utc_offset_minutes), memory_.open_month);
    }
    void at(Ms from_ms, Ms at_ms) {
        from_ms_ = from_ms;
        day_ = memory_.setup().day_at(from_ms);
        step_.at_ms = at_ms;
        step_.month = counts_in(from_ms);
    }
    const MerchantTerms* terms(MerchantId id) const { return memory_.setup().terms_at(id, day_); }

    // ---- work ----

    Result<void> load(const v1::WorkInterval& work) {
        const AgentId agent{work.agent()};
        Result<void> loaded = memory_.load_agent(agent);
        if (!loaded) return loaded;
        if (loaded = check_follows(work, memory_.agent_now(agent)); !loaded) return loaded;
        if (loaded = memory_.load_period(waiting_period(agent)); !loaded) return loaded;
        if (loaded = memory_.load_period({agent, work.period_ms(), ShiftId{work.shift()}}); !loaded) return loaded;
        for (const v1::WorkInterval::Unit& unit : work.units()) {
            if (loaded = load_conversation(unit.conversation(), unit.shop()); !loaded) return loaded;
            if (loaded = memory_.load_usage(usage_key(work, unit)); !loaded) return loaded;
        }
        return {};
    }

    void price(const v1::WorkInterval& work) {
        at(work.from_ms(), work.to_ms());
        step_.month = counts_in(work.period_ms());
        pay_work(memory_, work, step_);
        step_.month = counts_in(work.from_ms());
        for (const v1::WorkInterval::Unit& unit : work.units()) {
            const UseKind kind = use_of(work, unit);
            memory_.usage(usage_key(work, unit)).ms.at(static_cast<std::size_t>(kind)) += unit.share_ms();
            const MerchantId merchant = memory_.setup().merchant_of(ShopId{unit.shop()});
            if (merchant == platform || !is_merchants(kind) || unit.share_ms() == 0) continue;
            consume(memory_.merchant(merchant), memory_.chat(ConversationId{unit.conversation()}),
                    {.share_ms = unit.share_ms(),
                     .from_ms = from_ms_,
                     .terms = terms(merchant),
                     .vat_bp = memory_.setup().vat_bp(merchant, day_)},
                    step_);
        }
    }

    UsageKey usage_key(const v1::WorkInterval& work, const v1::WorkInterval::Unit& unit) const {
        return {day_of_shop(unit.shop(), work.from_ms()), ShopId{unit.shop()}, QueueId{unit.queue()},
                AgentId{work.agent()}};
    }

    static UseKind use_of(const v1::WorkInterval& work, const v1::WorkInterval::Unit& unit) {
        if (work.line_lost()) return UseKind::grace;
        switch (unit.kind()) {
            case v1::WorkInterval::HANDLING:
                return UseKind::handling;
            case v1::WorkInterval::HOLD:
                return UseKind::hold;
            case v1::WorkInterval::WRAP_UP:
                return UseKind::wrap_up;
            case v1::WorkInterval::HELP:
                return UseKind::help;
            default:
                return UseKind::wrap_up_over;
        }
    }

    // ---- the end of a work period ----

    Result<void> load(const v1::PeriodEnded& ended) {
        const AgentId agent{ended.agent()};
        Result<void> loaded = memory_.load_agent(agent);
        if (!loaded) return loaded;
        if (loaded = memory_.load_period(waiting_period(agent)); !loaded) return loaded;
        return memory_.load_period({agent, ended.period_ms(), ShiftId{ended.shift()}});
    }

    void price(const v1::PeriodEnded& ended) {
        at(ended.at_ms(), ended.at_ms());
        step_.month = counts_in(ended.period_ms());
        pay_floor(memory_, ended, step_);
    }

    // ---- conversations ----

    Result<void> load_conversation(std::uint64_t conversation, std::uint32_t shop) {
        const ConversationId chat{conversation};
        const MerchantId merchant = memory_.setup().merchant_of(ShopId{shop});
        Result<void> loaded = memory_.load_chat(chat);
        if (loaded) loaded = memory_.load_merchant(merchant);
        if (!loaded || memory_.has_holds(chat, merchant)) return loaded;
        return std::unexpected(Error{Errc::malformed, "conversation " + std::to_string(conversation) +
                                                          " holds time of a merchant whose shop it is not in"});
    }

    Result<void> load(const v1::ConversationAccepted& accepted) {
        return load_conversation(accepted.conversation(), accepted.shop());
    }

    void price(const v1::ConversationAccepted& accepted) {
        at(accepted.at_ms(), accepted.at_ms());
        const MerchantId merchant = memory_.setup().merchant_of(ShopId{accepted.shop()});
        Chat& chat = memory_.chat(ConversationId{accepted.conversation()});
        chat.in_hands = true;
        if (merchant != platform) hold_slice(memory_.merchant(merchant), chat, from_ms_, step_);
    }

    Result<void> load(const v1::ConversationHandedOn& handed_on) {
        return load_conversation(handed_on.conversation(), handed_on.shop());
    }

    void price(const v1::ConversationHandedOn& handed_on) {
        at(handed_on.at_ms(), handed_on.at_ms());
        if (handed_on.to_agent() == 0) leave_hands(handed_on.conversation(), handed_on.shop());
    }

    void leave_hands(std::uint64_t conversation, std::uint32_t shop) {
        const MerchantId merchant = memory_.setup().merchant_of(ShopId{shop});
        Chat& chat = memory_.chat(ConversationId{conversation});
        chat.in_hands = false;
        if (merchant != platform) release(memory_.merchant(merchant), chat, step_);
    }

    Result<void> load(const v1::ConversationEnded& ended) {
        Result<void> loaded = load_conversation(ended.conversation(), ended.shop());
        if (!loaded || ended.agent() == 0) return loaded;
        const AgentId agent{ended.agent()};
        if (loaded = memory_.load_agent(agent); !loaded) return loaded;
        const AgentRow& row = memory_.agent_now(agent);
        if (loaded = memory_.load_period(waiting_period(agent)); !loaded) return loaded;
        if (loaded = memory_.load_period({agent, row.period_ms, row.shift}); !loaded) return loaded;
        return memory_.load_usage(usage_key(ended));
    }

    void price(const v1::ConversationEnded& ended) {
        at(ended.at_ms(), ended.at_ms());
        leave_hands(ended.conversation(), ended.shop());
        const bool counts = ended.reason() == v1::RESOLVED || ended.reason() == v1::SHOPPER_CLOSED;
        Chat& chat = memory_.chat(ConversationId{ended.conversation()});
        if (!counts || ended.agent() == 0 || chat.resolved) return;
        chat.resolved = true;
        ++memory_.usage(usage_key(ended)).resolved;
        const AgentRow& agent = memory_.agent_now(AgentId{ended.agent()});
        step_.month = counts_in(agent.at_work ? agent.period_ms : ended.at_ms());
        pay_resolved(memory_, ended, step_);
        step_.month = counts_in(ended.at_ms());
        make_gift(ended);
    }

    void make_gift(const v1::ConversationEnded& ended) {
        const Setup& setup = memory_.setup();
        const MerchantId merchant = setup.merchant_of(ShopId{ended.shop()});
        if (merchant == platform) return;
        const RateCard* card = setup.card(Term::gift, merchant, QueueId{ended.queue()}, AgentId{ended.agent()}, day_);
        if (card == nullptr) return;
        give(memory_.merchant(merchant), card->fund, *card->amount(Term::gift), raw(card->version), step_);
    }

    UsageKey usage_key(const v1::ConversationEnded& ended) const {
        return {day_of_shop(ended.shop(), ended.at_ms()), ShopId{ended.shop()}, QueueId{ended.queue()},
                AgentId{ended.agent()}};
    }

    Day day_of_shop(std::uint32_t shop, Ms at_ms) const {
        const Setup& setup = memory_.setup();
        return setup.day_for(setup.merchant_of(ShopId{shop}), at_ms);
    }

    Memory& memory_;
    Step step_;
    Ms from_ms_ = 0;
    Day day_{};
};

// What answers a transfer. An agent's month that is approved stays as it is: then the platform bears it.
Transfer answer(const ChainedTransfer& chained, Month open_month) {
    const Transfer& taken_back = chained.transfer;
    const bool closed = taken_back.month < open_month;
    Transfer transfer = taken_back;
    transfer.debit = taken_back.credit;
    transfer.credit = taken_back.debit;
    if (closed && transfer.debit.kind == AccountKind::accrued) transfer.debit = Account{AccountKind::platform, 0};
    transfer.month = std::max(taken_back.month, open_month);
    transfer.reverses = chained.sequence;
    return transfer;
}

}  // namespace

Books::Books(const Setup& setup, Source& source) : memory_(std::make_unique<Memory>(setup, source)) {}

Books::~Books() = default;

Result<Posted> Books::apply(const v1::Fact& fact) {
    if (Result<void> sound = check(fact); !sound) return std::unexpected(std::move(sound.error()));
    return Pricing(*memory_).run(fact);
}

Result<std::vector<Transfer>> Books::take_back(const Undo& undo, std::span<const ChainedTransfer> transfers) {
    Result<void> done = memory_->load_all(undo);
    if (done) done = memory_->take_back(undo);
    if (!done) return std::unexpected(std::move(done.error()));
    std::vector<Transfer> answers;
    for (auto chained = transfers.rbegin(); chained != transfers.rend(); ++chained)
        answers.push_back(answer(*chained, memory_->open_month));
    return answers;
}

void Books::set_open_month(Month month) {
    memory_->open_month = month;
}

Changes Books::take_changes() {
    return memory_->take_changes();
}

void Books::settle() {
    memory_->settle();
}

void Books::forget() {
    memory_->forget();
}

}  // namespace yunke::ledger
