#include "agent-gateway/http/earnings_json.hpp"

#include <boost/json/serialize.hpp>
#include <boost/json/value.hpp>

#include "dispatcher/ledger/reading/line_words.hpp"
#include "runtime/registry/registry.hpp"

namespace yunke::gateway {

namespace {

namespace json = boost::json;
using ledger::Language;
using ledger::raw;

json::string text(std::string_view from) {
    return json::string(from);
}

json::object hours_json(const ledger::Hours& hours) {
    return {{"paid_ms", hours.paid_ms},         {"online_ms", hours.online_ms},
            {"handled_ms", hours.handled_ms},   {"rest_ms", hours.rest_ms},
            {"training_ms", hours.training_ms}, {"training_unpaid_ms", hours.training_unpaid_ms}};
}

void add(json::object& to, const ledger::Earned& earned) {
    to["estimate_fen"] = earned.estimate_fen;
    to["confirmed_fen"] = earned.confirmed_fen;
    to["hours"] = hours_json(earned.hours);
    to["conversations"] = earned.conversations;
}

json::value period_json(const std::optional<ledger::RunningPeriod>& period) {
    if (!period) return nullptr;
    return {{"begin_ms", period->key.period_ms},
            {"shift", raw(period->key.shift)},
            {"paid_ms", period->paid_ms},
            {"earned_fen", period->earned_fen},
            {"floor_fen", period->floor_fen}};
}

json::object one_line(const ledger::MonthLine& month_line, const MerchantNames& names, std::int32_t offset) {
    const ledger::Line& line = month_line.line;
    json::object object;
    object["id"] = line_id(line.key);
    object["day"] = line.key.period_ms == 0 ? json::value(nullptr)
                                            : json::value(text(text_of(ledger::day_of(line.key.period_ms, offset))));
    object["begin_ms"] = line.key.period_ms;
    object["shift"] = raw(line.key.shift);
    object["ended"] = month_line.ended;
    object["term"] = text(term_name(line.key.term));
    object["title_zh"] = text(title(line.key.term, Language::zh));
    object["title_en"] = text(title(line.key.term, Language::en));
    object["unit"] = ledger::in_ms(line.key.term) ? "ms" : "count";
    object["quantity"] = line.quantity;
    object["rate_fen"] = line.rate;
    object["amount_fen"] = month_line.amount_fen;
    object["merchant"] = raw(line.key.merchant);
    const auto name = names.find(raw(line.key.merchant));
    object["merchant_name"] = name == names.end() ? json::value(nullptr) : json::value(text(name->second));
    object["rule_version"] = raw(line.key.card);
    return object;
}

json::value rule_json(const ledger::OpenLine& line) {
    if (!line.card) return nullptr;
    json::object object;
    object["version"] = raw(line.card->version);
    object["key"] = line.card->key;
    object["from"] = text(text_of(line.card->from));
    object["until"] = line.card->until ? json::value(text(text_of(*line.card->until))) : json::value(nullptr);
    object["rate_fen"] = line.line.line.rate;
    return object;
}

json::object fact_json(const ledger::PostedFact& fact, std::int32_t offset) {
    const ledger::FactView view = view_of(fact, offset);
    return {{"id", fact.pool + "/" + std::to_string(fact.id.epoch) + "-" + std::to_string(fact.id.number)},
            {"kind", view.kind},
            {"from_ms", view.from_ms},
            {"to_ms", view.to_ms},
            {"amount_fen", fact.amount_fen},
            {"chats", view.chats},
            {"text_zh", view.zh},
            {"text_en", view.en}};
}

}  // namespace

sql::Result<MerchantNames> merchant_names(ledger::Reader& reader) {
    const auto merchants = reader.registry().merchants();
    if (!merchants) return std::unexpected(merchants.error());
    MerchantNames names;
    for (const registry::Merchant& merchant : *merchants)
        names[merchant.id] = merchant.name;
    return names;
}

std::string earnings_json(const ledger::Earnings& earnings, ledger::Ms now_ms, std::int32_t utc_offset_minutes) {
    json::object today{{"day", text(text_of(earnings.day))}};
    add(today, earnings.today);
    json::object month{{"month", text(text_of(earnings.month))}};
    add(month, earnings.this_month);
    month["approved_fen"] = earnings.approved_fen;
    month["closed"] = earnings.closed;
    json::object object;
    object["as_of_ms"] = now_ms;
    object["utc_offset_minutes"] = utc_offset_minutes;
    object["worked_until_ms"] =
        earnings.worked_until_ms == 0 ? json::value(nullptr) : json::value(earnings.worked_until_ms);
    object["period"] = period_json(earnings.period);
    object["today"] = std::move(today);
    object["month"] = std::move(month);
    return json::serialize(object);
}

std::string lines_json(const ledger::MonthLines& month, const MerchantNames& names, std::int32_t utc_offset_minutes) {
    json::array lines;
    for (const ledger::MonthLine& line : month.lines)
        lines.emplace_back(one_line(line, names, utc_offset_minutes));
    json::array adjustments;
    for (const ledger::Adjustment& adjustment : month.adjustments) {
        json::object object;
        object["kind"] = adjustment.kind == ledger::AdjustmentKind::correction ? "correction" : "bonus";
        object["title_zh"] = text(title(adjustment.kind, Language::zh));
        object["title_en"] = text(title(adjustment.kind, Language::en));
        object["amount_fen"] = adjustment.amount_fen;
        object["at_ms"] = adjustment.at_ms;
        object["entry"] = std::to_string(adjustment.entry) + "-" + std::to_string(adjustment.sequence);
        object["line"] = adjustment.line ? json::value(text(line_id(*adjustment.line))) : json::value(nullptr);
        adjustments.emplace_back(std::move(object));
    }
    json::object object;
    object["month"] = text(text_of(month.month));
    object["closed"] = month.closed;
    object["total_fen"] = month.total_fen;
    object["approved_fen"] = month.approved_fen;
    object["paid"] = {
        {"gross_fen", month.paid.gross_fen}, {"tax_fen", month.paid.tax_fen}, {"net_fen", month.paid.net_fen}};
    object["lines"] = std::move(lines);
    object["adjustments"] = std::move(adjustments);
    return json::serialize(object);
}

json::object open_line_json(const ledger::OpenLine& line, const MerchantNames& names, std::int32_t utc_offset_minutes) {
    json::object object = one_line(line.line, names, utc_offset_minutes);
    object["rule"] = rule_json(line);
    object["arithmetic_zh"] = arithmetic(line, Language::zh);
    object["arithmetic_en"] = arithmetic(line, Language::en);
    json::array facts;
    for (const ledger::PostedFact& fact : line.facts)
        facts.emplace_back(fact_json(fact, utc_offset_minutes));
    object["facts"] = std::move(facts);
    object["facts_left_out"] = line.facts_left_out;
    return object;
}

std::string line_json(const ledger::OpenLine& line, const MerchantNames& names, std::int32_t utc_offset_minutes) {
    return json::serialize(open_line_json(line, names, utc_offset_minutes));
}

}  // namespace yunke::gateway
