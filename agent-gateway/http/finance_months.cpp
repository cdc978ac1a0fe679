// Months: how far each is, what approval would book, approve and close.
#include <boost/json/array.hpp>
#include <boost/json/object.hpp>
#include <boost/json/serialize.hpp>
#include <expected>

#include "agent-gateway/http/body_members.hpp"
#include "agent-gateway/http/finance_handlers.hpp"
#include "agent-gateway/http/refusal_words.hpp"

namespace yunke::gateway {

namespace {

namespace json = boost::json;
using ledger::Fen;
using ledger::Month;
using ledger::MonthPreview;
using ledger::raw;

constexpr std::int32_t months_told_max = 24;
constexpr std::size_t agents_max = 5'000;  // a body holds no more

json::string text(std::string_view from) {
    return json::string(from);
}

std::expected<Month, HttpAnswer> named_month(const FinanceCall& call) {
    const auto month = ledger::parse_month(call.named.at(0));
    if (month) return *month;
    return std::unexpected(
        bad_request("The month in the address must be written like 2026-11.", "地址中的月份必须写成 2026-11 这样。"));
}

Month before(Month month) {
    return month.month == 1 ? Month{month.year - 1, 12} : Month{month.year, month.month - 1};
}

Fen approved_of(const MonthPreview& month) {
    Fen sum = 0;
    for (const ledger::MonthRow& row : month.agents)
        sum += row.approved_fen;
    return sum;
}

std::string_view state_of(const MonthPreview& month, Month now) {
    if (month.closed) return "closed";
    if (month.month >= now) return "running";
    return month.blockers.empty() && month.pending == 0 ? "closable" : "open";
}

json::object head_json(const MonthPreview& month, std::size_t agents, Fen approved_fen, Month now) {
    json::array blockers;
    for (const std::string& blocker : month.blockers) {
        Bilingual both = in_both(blocker);
        blockers.emplace_back(json::object{{"text_en", both.en}, {"text_zh", both.zh}});
    }
    json::object object;
    object["month"] = text(text_of(month.month));
    object["state"] = text(state_of(month, now));
    object["agents"] = agents;
    object["pending"] = month.pending;
    object["total_fen"] = month.total_fen;
    object["approved_fen"] = approved_fen;
    object["blockers"] = std::move(blockers);
    return object;
}

json::object bonus_json(const ledger::Bonus& bonus) {
    return {{"card", raw(bonus.card)}, {"fen", bonus.fen}, {"earned", bonus.earned}};
}

json::object row_json(const ledger::MonthRow& row) {
    json::object object;
    object["agent"] = raw(row.work.agent);
    object["paid_ms"] = row.work.paid_ms;
    object["earned_fen"] = row.work.earned_fen;
    object["floor_fen"] = row.work.floor_fen;
    object["accrued_fen"] = row.work.accrued_fen;
    object["ratings"] = row.work.ratings;
    object["stars"] = row.work.stars;
    object["running"] = row.work.running;
    object["tier_bonus"] = bonus_json(row.pay.tier);
    object["quality_bonus"] = bonus_json(row.pay.quality);
    object["borne_fen"] = row.pay.borne_fen;
    object["payable_fen"] = row.pay.payable_fen;
    object["approved_fen"] = row.approved_fen;
    object["pending"] = row.pending;
    return object;
}

// Closed months come from what was kept of them.
std::expected<json::object, HttpAnswer> month_head(Office& office, Month month, Month now, std::int64_t now_ms) {
    if (const auto kept = office.closed_months.find(month); kept != office.closed_months.end())
        return head_json(kept->second.preview, kept->second.agents, kept->second.approved_fen, now);
    auto preview = ledger::MonthDesk(office.desk).preview(month, now_ms);
    if (!preview) return std::unexpected(failed(office, preview.error()));
    const std::size_t agents = preview->agents.size();
    const Fen approved_fen = approved_of(*preview);
    auto object = head_json(*preview, agents, approved_fen, now);
    if (preview->closed) {
        preview->agents.clear();
        office.closed_months[month] = {.preview = std::move(*preview), .agents = agents, .approved_fen = approved_fen};
    }
    return object;
}

}  // namespace

HttpAnswer list_months(const FinanceCall& call, Office& office) {
    const auto setup = office.reader.setup();
    if (!setup) return failed(office, setup.error());
    const std::int32_t offset = (*setup)->utc_offset_minutes;
    const Month now = month_of((*setup)->day_at(call.now_ms));
    if (!office.first_month) {
        const auto first = office.reader.first_month();
        if (!first) return failed(office, first.error());
        office.first_month = *first;
    }
    json::array months;
    Month month = now;
    for (int told = 0; told < months_told_max; ++told, month = before(month)) {
        if (told > 0 && (!office.first_month || month < *office.first_month)) break;
        auto head = month_head(office, month, now, call.now_ms);
        if (!head) return std::move(head.error());
        months.emplace_back(std::move(*head));
    }
    json::object object;
    object["as_of_ms"] = call.now_ms;
    object["utc_offset_minutes"] = offset;
    object["months"] = std::move(months);
    return json_answer(200, json::serialize(object));
}

HttpAnswer show_month(const FinanceCall& call, Office& office) {
    auto month = named_month(call);
    if (!month) return std::move(month.error());
    const auto setup = office.reader.setup();
    if (!setup) return failed(office, setup.error());
    const std::int32_t offset = (*setup)->utc_offset_minutes;
    const Month now = month_of((*setup)->day_at(call.now_ms));
    const auto preview = ledger::MonthDesk(office.desk).preview(*month, call.now_ms);
    if (!preview) return failed(office, preview.error());
    json::object object = head_json(*preview, preview->agents.size(), approved_of(*preview), now);
    json::array rows;
    for (const ledger::MonthRow& row : preview->agents)
        rows.emplace_back(row_json(row));
    object["as_of_ms"] = call.now_ms;
    object["utc_offset_minutes"] = offset;
    object["rows"] = std::move(rows);
    return json_answer(200, json::serialize(object));
}

HttpAnswer approve_month(const FinanceCall& call, Office& office) {
    auto month = named_month(call);
    if (!month) return std::move(month.error());
    BodyMembers body(call.body, {"agents", "seen_fen"});
    ledger::Approval approval;
    approval.month = *month;
    approval.agents = body.agents("agents", agents_max);
    approval.total_fen = body.integer("seen_fen", 0);
    if (body.fault()) return *body.fault();
    const auto done = ledger::MonthDesk(office.desk).approve(call.by(), approval);
    if (!done) return failed(office, done.error());
    const json::object object{{"entry", done->entry},
                              {"month", text(text_of(*month))},
                              {"agents", done->agents},
                              {"total_fen", done->total_fen}};
    return json_answer(200, json::serialize(object));
}

HttpAnswer close_month(const FinanceCall& call, Office& office) {
    auto month = named_month(call);
    if (!month) return std::move(month.error());
    const BodyMembers body(call.body, {});
    if (body.fault()) return *body.fault();
    const auto entry = ledger::MonthDesk(office.desk).close(call.by(), *month);
    if (!entry) return failed(office, entry.error());
    const json::object object{{"entry", *entry}, {"month", text(text_of(*month))}};
    return json_answer(200, json::serialize(object));
}

}  // namespace yunke::gateway
