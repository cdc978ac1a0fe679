// Tax withheld: what is owed to the tax office, month by month, and that it was paid.
#include <boost/json/array.hpp>
#include <boost/json/object.hpp>
#include <boost/json/serialize.hpp>

#include "agent-gateway/http/body_members.hpp"
#include "agent-gateway/http/finance_handlers.hpp"
#include "dispatcher/ledger/desk/tax_desk.hpp"

namespace yunke::gateway {

namespace {

namespace json = boost::json;

json::object month_json(const ledger::TaxMonth& month) {
    json::object object;
    object["month"] = json::string(text_of(month.month));
    object["agents"] = month.agents;
    object["withheld_fen"] = month.withheld_fen;
    object["remitted_fen"] = month.remitted_fen;
    object["owed_fen"] = month.owed_fen;
    object["owed_until_fen"] = month.owed_until_fen;
    return object;
}

}  // namespace

HttpAnswer show_tax(const FinanceCall&, Office& office) {
    const auto due = ledger::TaxDesk(office.desk).due();
    if (!due) return failed(office, due.error());
    json::array months;
    for (auto month = due->months.rbegin(); month != due->months.rend(); ++month)
        months.emplace_back(month_json(*month));
    json::object object;
    object["withheld_fen"] = due->withheld_fen;
    object["remitted_fen"] = due->remitted_fen;
    object["owed_fen"] = due->owed_fen;
    object["ahead_fen"] = due->ahead_fen;
    object["months"] = std::move(months);
    return json_answer(200, json::serialize(object));
}

HttpAnswer remit_tax(const FinanceCall& call, Office& office) {
    BodyMembers body(call.body, {"until", "amount_fen"});
    ledger::Remittance paid;
    if (body.has("until")) {
        paid.until = ledger::parse_month(body.text("until"));
        if (!paid.until)
            body.refuse("until must be a month, written like 2026-11.", "until 必须是 2026-11 这样的月份。");
    }
    paid.fen = body.integer_if("amount_fen", 1);
    if (body.fault()) return *body.fault();
    const auto done = ledger::TaxDesk(office.desk).remit(call.by(), paid);
    if (!done) return failed(office, done.error());
    const json::object object{{"entry", done->entry}, {"agents", done->agents}, {"total_fen", done->fen}};
    return json_answer(200, json::serialize(object));
}

}  // namespace yunke::gateway
