#include "dispatcher/ledger/desk/appeal_desk.hpp"

#include <algorithm>

#include "dispatcher/ledger/desk/appeal_rows.hpp"
#include "dispatcher/ledger/desk/appeal_rules.hpp"
#include "dispatcher/ledger/desk/booking.hpp"
#include "dispatcher/ledger/reading/earnings.hpp"
#include "runtime/registry/registry.hpp"

namespace yunke::ledger {
namespace {

constexpr int list_most = 1'000;

Result<Appeal> read_appeal(soci::session& session, std::uint64_t number) {
    if (number > INT64_MAX) return unknown("there is no appeal " + std::to_string(number));
    auto found = select_appeals(session, "p.number = " + literal(number));
    if (found.empty()) return unknown("there is no appeal " + std::to_string(number));
    return std::move(found.front());
}

// Her line, or why she cannot appeal against it.
Result<LineKey> line_of(soci::session& session, AgentId agent, std::string_view line_id) {
    const auto no_line = [&] { return unknown(agent_text(agent) + " has no line " + std::string(line_id)); };
    const auto key = parse_line_id(agent, line_id);
    if (!key) return no_line();
    const std::string period = "agent = " + literal(agent) + " AND period_ms = " + literal(key->period_ms) +
                               " AND shift = " + literal(key->shift);
    const auto lines = select<Line>(session, period + " AND term = " + literal(key->term) + " AND merchant = " +
                                                 literal(key->merchant) + " AND card = " + literal(key->card));
    if (lines.empty() || blank(lines.front())) return no_line();
    const auto periods = select<Period>(session, period);
    if (periods.empty() || periods.front().ended_ms == 0)
        return refused("the work period of this line has not ended; appeal when it has");
    return *key;
}

Result<void> check_words(const std::string& words, const std::string& what) {
    const bool empty = words.find_first_not_of(" \t\r\n") == std::string::npos;
    if (empty) return refused(what + " is empty; say why");
    if (words.size() > appeal_words_max)
        return refused(what + " is longer than " + std::to_string(appeal_words_max) + " bytes; make it shorter");
    if (words.find('\0') != std::string::npos) return refused(what + " is no plain text");
    return {};
}

Result<Appeal> open_in(Turn& turn, const DeskSetup& setup, AgentId agent, std::string_view line_id,
                       const std::string& words) {
    soci::session& session = turn.session();
    const auto line = line_of(session, agent, line_id);
    if (!line) return std::unexpected(line.error());
    const auto earlier = select_appeals(session, on_line(*line) + " ORDER BY p.number");
    const auto open = std::ranges::find(earlier, AppealState::open, &Appeal::state);
    if (open != earlier.end())
        return refused("appeal " + std::to_string(open->number) + " on this line is not answered yet; wait for it");
    const auto posted = line_transfers(session, *line);
    if (!posted) return std::unexpected(posted.error());
    Appeal appeal{.agent = agent,
                  .line = *line,
                  .month = month_of(line->period_ms, setup.setup.utc_offset_minutes),
                  .words = words,
                  .at_ms = turn.at_ms(),
                  .line_fen = line_comes_to(agent, *posted)};
    appeal.number = as<std::uint64_t>(number_of(session, "SELECT COALESCE(MAX(number), 0) + 1 FROM ledger_appeal"));
    turn.store().step("appeal");
    session << "INSERT INTO ledger_appeal (number, agent, period_ms, shift, term, merchant, card, month, line_fen, "
               "at_ms, words) VALUES (" +
                   literal(appeal.number) + ", " + literal(agent) + ", " + literal(line->period_ms) + ", " +
                   literal(line->shift) + ", " + literal(line->term) + ", " + literal(line->merchant) + ", " +
                   literal(line->card) + ", " + literal(month_number(appeal.month)) + ", " + literal(appeal.line_fen) +
                   ", " + literal(appeal.at_ms) + ", :words)",
        soci::use(words);
    return appeal;
}

// `hers`: the account is the person's own.
Result<Appeal> decidable(soci::session& session, std::uint64_t account, bool hers, const Appeal& appeal) {
    const std::string which = "appeal " + std::to_string(appeal.number);
    if (appeal.state != AppealState::open)
        return refused(which + " is " + std::string(appeal_state_name(appeal.state)) + " already");
    if (hers) return refused(which + " is this account's own; somebody else decides it");
    const auto say = earlier_say(session, account, appeal);
    if (!say.empty())
        return refused("account " + std::to_string(account) + " " + say + "; somebody else decides " + which);
    return appeal;
}

Result<Appeal> decide_in(Turn& turn, const Booker& by, const Decision& decision, const Appeal& appeal) {
    soci::session& session = turn.session();
    const auto posted = line_transfers(session, appeal.line);
    if (!posted) return std::unexpected(posted.error());
    Step step = turn.step(appeal.month);
    Fen amount = line_comes_to(appeal.agent, *posted);
    if (decision.upheld) {
        amount = decision.amount_fen;
        const bool approved =
            number_of(session, "SELECT COUNT(*) FROM ledger_approval WHERE agent = " + literal(appeal.agent) +
                                   " AND month = " + literal(month_number(appeal.month))) > 0;
        rebook(appeal.line, *posted, amount, approved, step);
    }
    const auto entry =
        turn.write({.kind = decision.upheld ? "appeal_upheld" : "appeal_declined",
                    .body = "appeal=" + std::to_string(appeal.number) + " fen=" + std::to_string(amount)},
                   step);
    if (!entry) return std::unexpected(entry.error());
    turn.store().step("appeal answer");
    session << "INSERT INTO ledger_appeal_answer (appeal, upheld, amount_fen, office_entry, reason) VALUES (" +
                   literal(appeal.number) + ", " + literal(decision.upheld) + ", " + literal(amount) + ", " +
                   literal(*entry) + ", :reason)",
        soci::use(decision.reason);
    Appeal answered = appeal;
    answered.state = decision.upheld ? AppealState::upheld : AppealState::declined;
    answered.account = by.account;
    answered.reason = decision.reason;
    answered.decided_ms = by.at_ms;
    answered.amount_fen = amount;
    answered.entry = *entry;
    return answered;
}

// Whether the account is that of the agent herself.
Result<bool> is_hers(Desk& desk, std::uint64_t account, AgentId agent) {
    if (account > UINT32_MAX) return unknown("there is no account " + std::to_string(account));
    const auto found = desk.registry().account(static_cast<std::uint32_t>(account));
    if (!found && found.error().code == sql::Errc::not_found)
        return unknown("there is no account " + std::to_string(account));
    if (!found) return std::unexpected(from_sql(found.error()));
    return found->agent == raw(agent);
}

}  // namespace

std::string_view appeal_state_name(AppealState state) {
    switch (state) {
        case AppealState::open:
            return "open";
        case AppealState::upheld:
            return "upheld";
        case AppealState::declined:
            break;
    }
    return "declined";
}

Result<Appeal> AppealDesk::open(AgentId agent, std::string_view line_id, const std::string& words, Ms at_ms) {
    if (auto good = check_words(words, "the appeal"); !good) return std::unexpected(good.error());
    const auto setup = desk_.setup();
    if (!setup) return std::unexpected(setup.error());
    return take(desk_, {.account = 0, .at_ms = at_ms},
                [&](Turn& turn) { return open_in(turn, *setup, agent, line_id, words); });
}

Result<std::vector<Appeal>> AppealDesk::list(const AppealFilter& filter) {
    std::string condition = "p.number > " + literal(std::min<std::uint64_t>(filter.after, INT64_MAX));
    if (filter.agent) condition += " AND p.agent = " + literal(*filter.agent);
    if (filter.state) {
        condition += *filter.state == AppealState::open     ? " AND a.upheld IS NULL"
                     : *filter.state == AppealState::upheld ? " AND a.upheld = 1"
                                                            : " AND a.upheld = 0";
    }
    condition += " ORDER BY p.number LIMIT " + literal(std::clamp(filter.limit, 1, list_most));
    return ask(
        desk_.store().database(), sql::Around::nothing,
        [&](soci::session& session) -> Result<std::vector<Appeal>> { return select_appeals(session, condition); });
}

Result<Appeal> AppealDesk::find(std::uint64_t number) {
    return ask(desk_.store().database(), sql::Around::nothing,
               [&](soci::session& session) { return read_appeal(session, number); });
}

Result<std::vector<Appeal>> AppealDesk::of_line(AgentId agent, std::string_view line_id) {
    const auto line = parse_line_id(agent, line_id);
    if (!line) return unknown(agent_text(agent) + " has no line " + std::string(line_id));
    return ask(desk_.store().database(), sql::Around::nothing,
               [&](soci::session& session) -> Result<std::vector<Appeal>> {
                   return select_appeals(session, on_line(*line) + " ORDER BY p.number");
               });
}

Result<void> AppealDesk::may_decide(std::uint64_t account, std::uint64_t number) {
    const auto appeal = find(number);
    if (!appeal) return std::unexpected(appeal.error());
    const auto hers = is_hers(desk_, account, appeal->agent);
    if (!hers) return std::unexpected(hers.error());
    const auto may = ask(desk_.store().database(), sql::Around::snapshot,
                         [&](soci::session& session) { return decidable(session, account, *hers, *appeal); });
    if (!may) return std::unexpected(may.error());
    return {};
}

Result<Appeal> AppealDesk::decide(const Booker& by, const Decision& decision) {
    if (auto good = check_words(decision.reason, "the reason"); !good) return std::unexpected(good.error());
    if (decision.amount_fen < 0 || decision.amount_fen > payment_fen_max)
        return refused(yuan_text(decision.amount_fen) + " yuan cannot be what a line comes to");
    const auto asked = find(decision.appeal);
    if (!asked) return std::unexpected(asked.error());
    const auto hers = is_hers(desk_, by.account, asked->agent);
    if (!hers) return std::unexpected(hers.error());
    return book(desk_, by, [&](Turn& turn) -> Result<Appeal> {
        const auto appeal = read_appeal(turn.session(), decision.appeal);
        if (!appeal) return std::unexpected(appeal.error());
        auto may = decidable(turn.session(), by.account, *hers, *appeal);
        if (!may) return may;
        return decide_in(turn, by, decision, *may);
    });
}

}  // namespace yunke::ledger
