// Payouts: batches, their files and the bank's answers; whose accounts pay goes to.
#include <algorithm>
#include <boost/json/array.hpp>
#include <boost/json/object.hpp>
#include <boost/json/serialize.hpp>
#include <expected>

#include "agent-gateway/http/body_members.hpp"
#include "agent-gateway/http/finance_handlers.hpp"
#include "agent-gateway/http/pay_access.hpp"
#include "agent-gateway/http/query.hpp"
#include "dispatcher/ledger/desk/payee_desk.hpp"
#include "dispatcher/ledger/desk/payout_desk.hpp"
#include "runtime/numbers.hpp"

namespace yunke::gateway {

namespace {

namespace json = boost::json;
using ledger::Fen;
using ledger::PayoutDesk;
using ledger::PayoutProgress;
using ledger::PayoutState;
using ledger::raw;

constexpr std::size_t answers_max = 2'000;  // a body holds no more

json::string text(std::string_view from) {
    return json::string(from);
}

std::string_view state_name(PayoutState state) {
    switch (state) {
        case PayoutState::confirmed:
            return "confirmed";
        case PayoutState::failed:
            return "failed";
        case PayoutState::sent:
            break;
    }
    return "sent";
}

json::object batch_json(const PayoutProgress& batch) {
    json::object object;
    object["batch"] = batch.payout.batch;
    object["name"] = batch_text(batch.payout);
    object["month"] = text(text_of(batch.payout.month));
    object["made_ms"] = batch.at_ms;
    object["made_by"] = batch.account;
    object["entry"] = batch.entry;
    object["rows"] = batch.sent + batch.confirmed + batch.failed;
    object["total_fen"] = batch.payout.total_fen;
    object["sent"] = batch.sent;
    object["confirmed"] = batch.confirmed;
    object["failed"] = batch.failed;
    object["open_fen"] = batch.open_fen;
    return object;
}

json::object open_batch_json(const PayoutProgress& batch) {
    json::array templates;
    for (const ledger::PayoutTemplate& one : ledger::payout_templates())
        templates.emplace_back(text(one.name));
    json::array items;
    for (const ledger::PayoutRow& row : batch.payout.rows) {
        items.emplace_back(json::object{{"row", row.number},
                                        {"agent", raw(row.agent)},
                                        {"gross_fen", row.gross_fen},
                                        {"tax_fen", row.withheld_fen},
                                        {"net_fen", row.net_fen},
                                        {"state", text(state_name(row.state))}});
    }
    json::object object = batch_json(batch);
    object["templates"] = std::move(templates);
    object["items"] = std::move(items);
    return object;
}

json::object payee_json(const ledger::KnownPayee& payee) {
    return {{"agent", raw(payee.agent)}, {"name", payee.payee.name}, {"account", payee.payee.account},
            {"version", payee.version},  {"set_by", payee.account},  {"set_ms", payee.at_ms}};
}

std::expected<std::uint64_t, HttpAnswer> named_batch(const FinanceCall& call) {
    const auto number = runtime::parse_u64(call.named.at(0));
    if (number && *number > 0) return *number;
    return std::unexpected(
        error_answer(404, "unknown", "Batches are named by their number, such as 12.", "批次用编号表示，例如 12。"));
}

HttpAnswer shown(Office& office, std::uint64_t batch) {
    const auto found = PayoutDesk(office.desk).show(batch);
    if (!found) return failed(office, found.error());
    return json_answer(200, json::serialize(open_batch_json(*found)));
}

}  // namespace

HttpAnswer list_payouts(const FinanceCall&, Office& office) {
    PayoutDesk desk(office.desk);
    const auto payable = desk.payable();
    if (!payable) return failed(office, payable.error());
    const auto list = desk.list();
    if (!list) return failed(office, list.error());
    Fen payable_fen = 0;
    json::array people;
    for (const ledger::Payable& one : *payable) {
        payable_fen += one.fen;
        people.emplace_back(json::object{{"agent", raw(one.agent)}, {"fen", one.fen}, {"has_payee", one.has_payee}});
    }
    std::uint64_t last = 0;
    json::array batches;
    for (const PayoutProgress& batch : *list) {
        last = std::max(last, batch.payout.batch);
        batches.emplace_back(batch_json(batch));
    }
    json::object object;
    object["payable"] = std::move(people);
    object["payable_fen"] = payable_fen;
    object["next_batch"] = last + 1;
    object["batches"] = std::move(batches);
    return json_answer(200, json::serialize(object));
}

HttpAnswer make_payout_batch(const FinanceCall& call, Office& office) {
    BodyMembers body(call.body, {"batch", "agents"});
    ledger::PayoutAsk ask;
    ask.batch = static_cast<std::uint64_t>(body.integer_if("batch", 1).value_or(0));
    ask.agents = body.agents("agents", ledger::payout_rows_max);
    if (body.fault()) return *body.fault();
    const auto made = PayoutDesk(office.desk).make(call.by(), ask);
    if (!made) return failed(office, made.error());
    json::object object = batch_json(made->batch);
    object["left_out"] = made->left_out;
    return json_answer(201, json::serialize(object));
}

HttpAnswer show_payout(const FinanceCall& call, Office& office) {
    auto batch = named_batch(call);
    if (!batch) return std::move(batch.error());
    return shown(office, *batch);
}

HttpAnswer payout_batch_file(const FinanceCall& call, Office& office) {
    auto batch = named_batch(call);
    if (!batch) return std::move(batch.error());
    const auto& templates = ledger::payout_templates();
    std::string wanted = templates.front().name;
    if (has_query(call.query, "template")) wanted = query_value(call.query, "template").value_or("");
    if (std::ranges::find(templates, wanted, &ledger::PayoutTemplate::name) == templates.end()) {
        std::string list;
        for (const ledger::PayoutTemplate& one : templates)
            list.append(list.empty() ? "" : ", ").append(one.name);
        return bad_request("template must be one of: " + list + ".", "template 只能是：" + list + "。");
    }
    auto file = PayoutDesk(office.desk).file(*batch, wanted);
    if (!file) return failed(office, file.error());
    return csv_file(file->name, std::move(file->text));
}

HttpAnswer answer_payout(const FinanceCall& call, Office& office) {
    auto batch = named_batch(call);
    if (!batch) return std::move(batch.error());
    BodyMembers body(call.body, {"rows"});
    std::vector<ledger::RowAnswer> answers;
    for (BodyMembers& row : body.objects("rows", answers_max, {"row", "paid"})) {
        const auto number = static_cast<std::uint32_t>(row.integer("row", 1, UINT32_MAX));
        answers.push_back({.number = number, .paid = row.flag("paid")});
        body.take_fault(row);
    }
    if (body.fault()) return *body.fault();
    const auto entry = PayoutDesk(office.desk).answer(call.by(), *batch, answers);
    if (!entry) return failed(office, entry.error());
    return shown(office, *batch);
}

HttpAnswer list_payees(const FinanceCall&, Office& office) {
    const auto known = ledger::PayeeDesk(office.desk).list();
    if (!known) return failed(office, known.error());
    const auto payable = PayoutDesk(office.desk).payable();
    if (!payable) return failed(office, payable.error());
    json::array payees;
    for (const ledger::KnownPayee& payee : *known)
        payees.emplace_back(payee_json(payee));
    json::array missing;
    for (const ledger::Payable& one : *payable) {
        if (!one.has_payee) missing.emplace_back(raw(one.agent));
    }
    const json::object object{{"payees", std::move(payees)}, {"missing", std::move(missing)}};
    return json_answer(200, json::serialize(object));
}

HttpAnswer set_payee(const FinanceCall& call, Office& office) {
    const auto number = runtime::parse_number<std::uint32_t>(call.named.at(0));
    if (!number || *number == 0)
        return error_answer(404, "unknown", "Agents are named by their number, such as 12.",
                            "坐席用编号表示，例如 12。");
    BodyMembers body(call.body, {"name", "account"});
    ledger::Payee payee;
    payee.name = body.text("name");
    payee.account = body.text("account");
    if (body.fault()) return *body.fault();
    const ledger::AgentId agent{*number};
    ledger::PayeeDesk desk(office.desk);
    const auto done = desk.set(call.by(), agent, payee);
    if (!done) return failed(office, done.error());
    const auto known = desk.list();
    if (!known) return failed(office, known.error());
    const auto at = std::ranges::find(*known, agent, &ledger::KnownPayee::agent);
    if (at == known->end()) return unavailable();
    return json_answer(200, json::serialize(payee_json(*at)));
}

}  // namespace yunke::gateway
