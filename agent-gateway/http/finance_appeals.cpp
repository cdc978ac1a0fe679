// What people say against their lines, and the answers.
#include <boost/json/array.hpp>
#include <boost/json/object.hpp>
#include <boost/json/serialize.hpp>
#include <expected>

#include "agent-gateway/http/appeal_json.hpp"
#include "agent-gateway/http/body_members.hpp"
#include "agent-gateway/http/earnings_json.hpp"
#include "agent-gateway/http/finance_handlers.hpp"
#include "agent-gateway/http/query.hpp"
#include "agent-gateway/http/refusal_words.hpp"
#include "dispatcher/ledger/reading/earnings.hpp"
#include "runtime/numbers.hpp"

namespace yunke::gateway {

namespace {

namespace json = boost::json;
using ledger::Appeal;
using ledger::AppealDesk;
using ledger::AppealState;

constexpr int appeals_told_max = 200;

std::expected<std::uint64_t, HttpAnswer> named_appeal(const FinanceCall& call) {
    const auto number = runtime::parse_u64(call.named.at(0));
    if (number && *number > 0) return *number;
    return std::unexpected(
        error_answer(404, "unknown", "Appeals are named by their number, such as 7.", "申诉用编号表示，例如 7。"));
}

std::expected<ledger::AppealFilter, HttpAnswer> filter_of(const FinanceCall& call) {
    ledger::AppealFilter filter;
    filter.limit = appeals_told_max;
    const std::string state = has_query(call.query, "state") ? query_value(call.query, "state").value_or("") : "open";
    for (const AppealState one : {AppealState::open, AppealState::upheld, AppealState::declined})
        if (state == appeal_state_name(one)) filter.state = one;
    if (!filter.state && state != "all") {
        return std::unexpected(bad_request("state must be one of: open, upheld, declined, all.",
                                           "state 只能是：open、upheld、declined、all。"));
    }
    if (!has_query(call.query, "after")) return filter;
    const auto after = runtime::parse_u64(query_value(call.query, "after").value_or(""));
    if (!after || *after > static_cast<std::uint64_t>(json_integer_max))
        return std::unexpected(bad_request("after must be the number of an appeal.", "after 必须是申诉编号。"));
    filter.after = *after;
    return filter;
}

}  // namespace

HttpAnswer list_appeals(const FinanceCall& call, Office& office) {
    auto filter = filter_of(call);
    if (!filter) return std::move(filter.error());
    const auto found = AppealDesk(office.desk).list(*filter);
    if (!found) return failed(office, found.error());
    json::array appeals;
    for (const Appeal& appeal : *found)
        appeals.emplace_back(appeal_json(appeal));
    json::object object;
    object["more"] = appeals.size() >= static_cast<std::size_t>(appeals_told_max);
    object["appeals"] = std::move(appeals);
    return json_answer(200, json::serialize(object));
}

HttpAnswer show_appeal(const FinanceCall& call, Office& office) {
    auto number = named_appeal(call);
    if (!number) return std::move(number.error());
    AppealDesk desk(office.desk);
    const auto appeal = desk.find(*number);
    if (!appeal) return failed(office, appeal.error());
    const std::string line = line_id(appeal->line);
    const auto others = desk.of_line(appeal->agent, line);
    if (!others) return failed(office, others.error());
    const auto opened = office.reader.line(appeal->agent, line);
    if (!opened) return failed(office, opened.error());
    const auto names = merchant_names(office.reader);
    if (!names) return failed(office, names.error());
    const auto setup = office.reader.setup();
    if (!setup) return failed(office, setup.error());
    json::array earlier;
    for (const Appeal& one : *others)
        if (one.number < appeal->number) earlier.emplace_back(appeal_json(one));
    const auto may = desk.may_decide(call.account, *number);
    if (!may && may.error().code != ledger::Errc::refused) return failed(office, may.error());
    const Bilingual why = may ? Bilingual() : in_both(may.error().what);
    json::object object = appeal_json(*appeal);
    object["may_decide"] = may.has_value();
    object["may_not_en"] = may ? json::value(nullptr) : json::value(json::string(why.en));
    object["may_not_zh"] = may ? json::value(nullptr) : json::value(json::string(why.zh));
    object["opened"] = open_line_json(*opened, *names, (*setup)->utc_offset_minutes);
    object["earlier"] = std::move(earlier);
    return json_answer(200, json::serialize(object));
}

HttpAnswer decide_appeal(const FinanceCall& call, Office& office) {
    auto number = named_appeal(call);
    if (!number) return std::move(number.error());
    BodyMembers body(call.body, {"uphold", "amount_fen", "reason"});
    ledger::Decision decision;
    decision.appeal = *number;
    decision.upheld = body.flag("uphold");
    decision.reason = body.text("reason", ledger::appeal_words_max);
    if (decision.upheld) decision.amount_fen = body.integer("amount_fen", 0);
    if (!decision.upheld && body.has("amount_fen")) {
        body.refuse("amount_fen belongs to an appeal that is upheld; leave it out.",
                    "amount_fen 只用于支持申诉的决定；请去掉它。");
    }
    if (body.fault()) return *body.fault();
    const auto decided = AppealDesk(office.desk).decide(call.by(), decision);
    if (!decided) return failed(office, decided.error());
    return json_answer(200, json::serialize(appeal_json(*decided)));
}

}  // namespace yunke::gateway
