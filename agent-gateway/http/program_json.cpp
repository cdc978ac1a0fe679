#include "agent-gateway/http/program_json.hpp"

#include <boost/json/array.hpp>
#include <boost/json/object.hpp>
#include <boost/json/serialize.hpp>
#include <boost/json/value.hpp>

namespace yunke::gateway {

namespace {

namespace json = boost::json;
using ledger::AttributeReport;
using ledger::bands;
using ledger::CountTable;
using ledger::Day;

json::string text(std::string_view from) {
    return json::string(from);
}

std::optional<Day> day_of(const registry::KnownDay& day) {
    if (!day) return std::nullopt;
    return Day{*day};
}

// Days and months; null: not known.
template <class Date>
json::value known(const std::optional<Date>& date) {
    return date ? json::value(text(text_of(*date))) : json::value(nullptr);
}

// A band's ends; the first begins at 0, the last has no end.
template <class Bounds>
json::object band_json(std::size_t band, const Bounds& bounds, std::string_view unit) {
    json::object object;
    object["from_" + std::string(unit)] = band == 0 ? 0 : bounds.at(band - 1);
    object["to_" + std::string(unit)] = band < bounds.size() ? json::value(bounds.at(band)) : json::value(nullptr);
    return object;
}

json::object month_json(const ledger::WorkMonth& month) {
    json::object object;
    object["month"] = text(text_of(month.month));
    object["worked_ms"] = month.paid_ms;
    object["days"] = month.days;
    object["income"] =
        month.income ? json::value(band_json(*month.income, ledger::income_bounds_fen, "fen")) : json::value(nullptr);
    return object;
}

json::object person_json(const PersonShown& shown, std::int32_t utc_offset_minutes) {
    const registry::ProgramPerson& person = shown.member.person;
    json::array months;
    for (const ledger::WorkMonth& month : shown.progress.months)
        months.emplace_back(month_json(month));
    json::object object;
    object["name"] = shown.member.name;
    object["signed_up"] = text(text_of(signed_up_day(shown.member, utc_offset_minutes)));
    object["trained"] = known(day_of(person.trained_day));
    object["passed"] = known(day_of(person.passed_day));
    object["first_duty"] = known(shown.progress.first_duty);
    object["stable"] = known(shown.progress.stable);
    object["income_agreed"] = shown.member.income;
    object["months"] = std::move(months);
    return object;
}

// Of everybody in the region; null: hidden.
json::value people_in(const CountTable& table, std::size_t column) {
    const auto shown = table.shown(table.rows(), column);
    return shown ? json::value(*shown) : json::value(nullptr);
}

template <class Bounds>
json::array bands_json(const CountTable& table, const Bounds& bounds, std::string_view unit) {
    json::array array;
    for (std::size_t band = 0; band < bands; ++band) {
        json::object object = band_json(band, bounds, unit);
        object["people"] = people_in(table, band);
        array.emplace_back(std::move(object));
    }
    return array;
}

json::value percentiles_json(const std::optional<ledger::Percentiles>& values) {
    if (!values) return nullptr;
    return {{"p10", values->p10}, {"median", values->median}, {"p90", values->p90}};
}

std::string hundredths(std::int64_t value) {
    const std::string cents = std::to_string(value % 100);
    return std::to_string(value / 100) + (cents.size() < 2 ? ".0" : ".") + cents;
}

// "500.00-1000.00", "10000.00-"; empty: not told.
std::string band_text(const std::optional<std::size_t>& band) {
    if (!band) return {};
    const auto& bounds = ledger::income_bounds_fen;
    return ledger::yuan_text(*band == 0 ? 0 : bounds.at(*band - 1)) + "-" +
           (*band < bounds.size() ? ledger::yuan_text(bounds.at(*band)) : std::string());
}

template <class Date>
std::string date_text(const std::optional<Date>& date) {
    return date ? text_of(*date) : std::string();
}

}  // namespace

Day signed_up_day(const registry::ProgramMember& member, std::int32_t utc_offset_minutes) {
    if (member.person.signed_up_day) return Day{*member.person.signed_up_day};
    return ledger::day_of(member.created_ms, utc_offset_minutes);
}

std::string people_json(const ProgramHead& head, const std::vector<PersonShown>& people, bool more) {
    json::array list;
    for (const PersonShown& one : people)
        list.emplace_back(person_json(one, head.utc_offset_minutes));
    json::object object;
    object["as_of_ms"] = head.as_of_ms;
    object["utc_offset_minutes"] = head.utc_offset_minutes;
    object["region"] = head.region;
    object["people"] = std::move(list);
    object["next"] = more ? json::value(people.back().member.person.agent) : json::value(nullptr);
    return json::serialize(object);
}

std::string report_json(const std::string& region, ledger::Month month, const AttributeReport& report) {
    json::array by_stage;
    for (std::size_t i = 0; i < ledger::stages; ++i) {
        json::object one;
        one["stage"] = text(stage_name(static_cast<ledger::Stage>(i)));
        one["people"] = people_in(report.by_stage, i);
        by_stage.emplace_back(std::move(one));
    }
    json::object object;
    object["region"] = region;
    object["month"] = text(text_of(month));
    object["people"] = people_in(report.by_stage, ledger::stages);
    object["worked"] = people_in(report.by_hours, bands);
    object["stages"] = std::move(by_stage);
    object["hours"] = bands_json(report.by_hours, ledger::hour_bounds_ms, "ms");
    object["income"] = bands_json(report.by_income, ledger::income_bounds_fen, "fen");
    object["hours_ms"] = percentiles_json(report.groups.back().worked_ms);
    object["income_fen"] = percentiles_json(report.groups.back().income_fen);
    return json::serialize(object);
}

PeopleCsv::PeopleCsv(ledger::Language language)
    : text_(language == ledger::Language::zh
                ? "\xEF\xBB\xBF姓名,报名,培训,考核,首次上岗,稳定上岗,月份,工时（小时）,出勤天数,收入档（元）\r\n"
                : "\xEF\xBB\xBFname,signed up,trained,passed,first on duty,stable,month,hours,days,income band (yuan)"
                  "\r\n") {}

void PeopleCsv::add(const PersonShown& shown, std::int32_t utc_offset_minutes) {
    const registry::ProgramPerson& person = shown.member.person;
    std::string head = ledger::csv_field(shown.member.name);
    head += "," + text_of(signed_up_day(shown.member, utc_offset_minutes));
    for (const std::string& date : {date_text(day_of(person.trained_day)), date_text(day_of(person.passed_day)),
                                    date_text(shown.progress.first_duty), date_text(shown.progress.stable)})
        head += "," + date;
    for (const ledger::WorkMonth& month : shown.progress.months) {
        text_ += head + "," + text_of(month.month) + "," + hundredths(month.paid_ms * 100 / ledger::ms_per_hour) + "," +
                 std::to_string(month.days) + "," + band_text(month.income) + "\r\n";
    }
}

}  // namespace yunke::gateway
