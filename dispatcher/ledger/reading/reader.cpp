#include "dispatcher/ledger/reading/reader.hpp"

#include <chrono>

#include "dispatcher/ledger/posted_rows.hpp"
#include "dispatcher/ledger/reading/agent_rows.hpp"
#include "dispatcher/ledger/reading/merchant_rows.hpp"
#include "dispatcher/ledger/reading/progress_rows.hpp"
#include "dispatcher/ledger/setup_rows.hpp"
#include "dispatcher/ledger/store.hpp"
#include "runtime/registry/registry.hpp"
#include "runtime/sql/database.hpp"

namespace yunke::ledger {
namespace {

using sql::Around;

// Card files, shops and skills change a few times a day; a file is parsed in some milliseconds.
constexpr std::chrono::seconds setup_fresh{10};
// What is posted after a month was closed counts in a later one: lines of so many months before may have a part there.
constexpr int months_back = 3;

std::unexpected<sql::Error> failure(const Error& error) {
    const auto code = error.code == Errc::away ? sql::Errc::unavailable : sql::Errc::database;
    return std::unexpected(sql::Error{code, "", error.what});
}

}  // namespace

struct Reader::Impl {
    Impl(Store opened, registry::Registry accounts) : store(std::move(opened)), registry(std::move(accounts)) {}

    Ms begin_of(Month month) const { return begin_ms(first_day(month), setup.utc_offset_minutes); }

    // One consistent state; `work` may only read.
    template <class Work>
    auto look(const Work& work) {
        using Value = std::invoke_result_t<Work, soci::session&>;
        return store.database().run(Around::snapshot,
                                    [&](soci::session& session) -> sql::Result<Value> { return work(session); });
    }

    Store store;
    registry::Registry registry;
    Setup setup;
    bool has_setup = false;
    std::chrono::steady_clock::time_point setup_read;
};

Reader::Reader(std::unique_ptr<Impl> impl) : impl_(std::move(impl)) {}
Reader::Reader(Reader&&) noexcept = default;
Reader& Reader::operator=(Reader&&) noexcept = default;
Reader::~Reader() = default;

sql::Result<Reader> Reader::open(const std::string& ledger_url, const std::string& registry_url) {
    auto accounts = registry::Registry::open(registry_url);
    if (!accounts) return std::unexpected(accounts.error());
    auto store = Store::open(ledger_url);
    if (!store) return failure(store.error());
    return Reader(std::make_unique<Impl>(std::move(*store), std::move(*accounts)));
}

registry::Registry& Reader::registry() {
    return impl_->registry;
}

sql::Result<const Setup*> Reader::setup() {
    Impl& my = *impl_;
    const auto now = std::chrono::steady_clock::now();
    if (my.has_setup && now < my.setup_read + setup_fresh) return &my.setup;
    const auto view = read_registry(my.registry);
    if (!view) return failure(view.error());
    auto stored = load_setup(my.store, view->names);
    if (!stored) return failure(stored.error());
    my.setup = std::move(stored->setup);
    my.has_setup = true;
    my.setup_read = now;
    return &my.setup;
}

// ---- an agent's ----------------------------------------------------------------------------------------------------

sql::Result<Earnings> Reader::earnings(AgentId agent, Ms now_ms) {
    if (const auto known = setup(); !known) return std::unexpected(known.error());
    const Day today = impl_->setup.day_at(now_ms);
    const Month month = month_of(today);
    const auto book = impl_->look([&](soci::session& session) {
        const AgentRows rows(session, agent);
        const Ms from_ms = impl_->begin_of(month);
        const Ms to_ms = impl_->begin_of(next(month));
        AgentMonth found{.agent = rows.row(),
                         .periods = rows.periods(from_ms, to_ms),
                         .lines = rows.lines(from_ms, to_ms),
                         .moves = rows.office_moves(),
                         .closed = read_closed_month(session)};
        // A period that runs through the month's first midnight belongs to the month before, and runs all the same.
        if (found.agent.at_work && found.agent.period_ms < from_ms) {
            for (const Period& period : rows.periods(found.agent.period_ms, found.agent.period_ms + 1))
                found.periods.push_back(period);
        }
        for (const Line& line : rows.waiting_lines())
            found.lines.push_back(line);
        return found;
    });
    if (!book) return std::unexpected(book.error());
    return earnings_of(*book, impl_->setup, today);
}

sql::Result<MonthLines> Reader::month(AgentId agent, Month month) {
    if (const auto known = setup(); !known) return std::unexpected(known.error());
    return impl_->look([&](soci::session& session) {
        const AgentRows rows(session, agent);
        const Ms from_ms = impl_->begin_of(month_before(month, months_back));
        const Ms to_ms = impl_->begin_of(next(month));
        AgentMonth book{.agent = rows.row(),
                        .periods = rows.periods(from_ms, to_ms),
                        .lines = rows.lines(from_ms, to_ms),
                        .moves = rows.office_moves(),
                        .closed = read_closed_month(session)};
        const auto accrued = rows.accrued(book.lines, month);
        // Of earlier months only what counts in this one.
        std::erase_if(book.lines, [&](const Line& line) {
            return line.key.period_ms < impl_->begin_of(month) && !accrued.contains(text_of(line.key));
        });
        return month_lines(month, book, accrued, impl_->setup.utc_offset_minutes);
    });
}

sql::Result<OpenLine> Reader::line(AgentId agent, std::string_view id) {
    if (const auto known = setup(); !known) return std::unexpected(known.error());
    const auto key = parse_line_id(agent, id);
    const auto open = impl_->look([&](soci::session& session) {
        const AgentRows rows(session, agent);
        std::optional<OpenLine> found;
        const auto line = key ? rows.line(*key) : std::nullopt;
        if (!line) return found;
        found.emplace();
        found->period = rows.period(*key);
        const Month month = month_of(key->period_ms, impl_->setup.utc_offset_minutes);
        const auto accrued = rows.accrued({*line}, month);
        found->line = {.line = *line,
                       .amount_fen = accrued.empty() ? 0 : accrued.begin()->second,
                       .ended = found->period && found->period->ended_ms != 0};
        found->facts = rows.facts(*key, facts_told_max);
        found->facts_left_out = rows.count_facts(*key) - static_cast<std::int64_t>(found->facts.size());
        return found;
    });
    if (!open) return std::unexpected(open.error());
    if (!*open) return std::unexpected(sql::Error{sql::Errc::not_found, "", "There is no such line."});
    OpenLine found = **open;
    if (const RateCard* card = impl_->setup.cards.find(key->card)) found.card = *card;
    return found;
}

// ---- a merchant's --------------------------------------------------------------------------------------------------

sql::Result<Balance> Reader::balance(MerchantId merchant, Ms now_ms) {
    if (const auto known = setup(); !known) return std::unexpected(known.error());
    const Day today = impl_->setup.day_for(merchant, now_ms);
    auto book = impl_->look([&](soci::session& session) {
        const MerchantRows rows(session, merchant);
        return MerchantBook{.rows = rows.rows(),
                            .alerts = rows.alerts(alerts_told_max),
                            .used = rows.used(Day{static_cast<std::int32_t>(today) - use_days}, today)};
    });
    if (!book) return std::unexpected(book.error());
    return balance_of(std::move(*book), impl_->setup, now_ms);
}

sql::Result<std::vector<UsageSum>> Reader::usage(MerchantId merchant, Day from, Day to) {
    return impl_->look([&](soci::session& session) { return MerchantRows(session, merchant).usage(from, to); });
}

sql::Result<Invoice> Reader::invoice(MerchantId merchant, Month month) {
    return impl_->look([&](soci::session& session) {
        const MerchantRows reading(session, merchant);
        const Merchant rows = reading.rows();
        const auto closed = read_closed_month(session);
        return invoice_of(rows, reading.sums(rows, month), month, closed && month <= *closed);
    });
}

// ---- everybody's ---------------------------------------------------------------------------------------------------

sql::Result<std::map<AgentId, MonthSum>> Reader::worked_in(Month month) {
    if (const auto known = setup(); !known) return std::unexpected(known.error());
    const std::string began = " WHERE period_ms >= " + literal(impl_->begin_of(month)) + " AND period_ms < " +
                              literal(impl_->begin_of(next(month))) + " GROUP BY agent";
    return impl_->look([&](soci::session& session) {
        std::map<AgentId, MonthSum> found;
        for_each<2, 0>(session, "SELECT agent, CAST(SUM(paid_ms) AS BIGINT) FROM ledger_period" + began,
                       [&](const auto& n) { found[static_cast<AgentId>(n[0])].paid_ms = n[1]; });
        for_each<2, 0>(session, "SELECT agent, CAST(SUM(posted) AS BIGINT) FROM ledger_line" + began,
                       [&](const auto& n) { found[static_cast<AgentId>(n[0])].earned_fen = n[1]; });
        return found;
    });
}

sql::Result<std::set<AgentId>> Reader::ever_worked(Month until) {
    if (const auto known = setup(); !known) return std::unexpected(known.error());
    return impl_->look([&](soci::session& session) {
        std::set<AgentId> found;
        for_each<1, 0>(session,
                       "SELECT DISTINCT agent FROM ledger_period WHERE paid_ms > 0 AND period_ms < " +
                           literal(impl_->begin_of(next(until))),
                       [&](const auto& n) { found.insert(static_cast<AgentId>(n[0])); });
        return found;
    });
}

// ---- for a programme officer ---------------------------------------------------------------------------------------

sql::Result<std::vector<Progress>> Reader::progress(const std::vector<InProgram>& people, Ms now_ms) {
    if (const auto known = setup(); !known) return std::unexpected(known.error());
    const Month now = month_of(impl_->setup.day_at(now_ms));
    std::vector<AgentId> all, with_income;
    for (const InProgram& one : people) {
        all.push_back(one.agent);
        if (one.income) with_income.push_back(one.agent);
    }
    return impl_->look([&](soci::session& session) {
        const ProgressRows rows(session, impl_->setup.utc_offset_minutes);
        auto days = rows.days(all);
        auto earned = rows.earned(with_income, impl_->begin_of(month_before(now, progress_months - 1)),
                                  impl_->begin_of(next(now)));
        std::vector<Progress> found;
        found.reserve(people.size());
        for (const InProgram& one : people)
            found.push_back(progress_of(days[one.agent], one.income ? &earned[one.agent] : nullptr, now));
        return found;
    });
}

// ---- for the finance side and the funds' public page ----------------------------------------------------------------

sql::Result<std::optional<Month>> Reader::first_month() {
    if (const auto known = setup(); !known) return std::unexpected(known.error());
    return impl_->look([&](soci::session& session) {
        std::optional<Month> found;
        for_each<2, 0>(session, "SELECT COUNT(*), COALESCE(MIN(period_ms), 0) FROM ledger_period WHERE period_ms > 0",
                       [&](const auto& n) {
                           if (n[0] > 0) found = month_of(n[1], impl_->setup.utc_offset_minutes);
                       });
        return found;
    });
}

sql::Result<Fen> Reader::given_to(FundId fund, const std::vector<MerchantId>& merchants) {
    return impl_->look([&](soci::session& session) {
        Fen sum = 0;
        // By line, which an index finds; what was taken back stands on the same one, the other way round.
        for (const MerchantId merchant : merchants) {
            const std::string line = gift_text(merchant, fund);
            for_each<1, 0>(
                session,
                "SELECT CAST(COALESCE(SUM(CASE WHEN credit_kind = " + literal(AccountKind::fund) +
                    " THEN amount ELSE -amount END), 0) AS BIGINT) FROM ledger_transfer WHERE chain <> 2 AND "
                    "(credit_kind = " +
                    literal(AccountKind::fund) + " OR debit_kind = " + literal(AccountKind::fund) +
                    ") AND line = " + literal(std::string_view(line)),
                [&](const auto& n) { sum += n[0]; });
        }
        return sum;
    });
}

}  // namespace yunke::ledger
