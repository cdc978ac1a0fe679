// What a programme officer is shown, as docs/openapi.yaml describes it: people who agreed, and the report of nobody.
// There is no room here for a person's number, chats, shops, amounts or circumstances. Called by ProgramApi.
#pragma once

#include <string>
#include <vector>

#include "dispatcher/ledger/reading/program_report.hpp"
#include "dispatcher/ledger/reading/progress.hpp"
#include "dispatcher/ledger/reading/statement.hpp"
#include "runtime/registry/program_types.hpp"

namespace yunke::gateway {

struct PersonShown {
    registry::ProgramMember member;
    ledger::Progress progress;
};

struct ProgramHead {
    std::string region;
    ledger::Ms as_of_ms = 0;
    std::int32_t utc_offset_minutes = 0;
};

// When she signed up; if nobody entered it, when she got her account.
ledger::Day signed_up_day(const registry::ProgramMember& member, std::int32_t utc_offset_minutes);

// `more`: there are others behind the last one.
std::string people_json(const ProgramHead& head, const std::vector<PersonShown>& people, bool more);
std::string report_json(const std::string& region, ledger::Month month, const ledger::AttributeReport& report);

// A line for each month of each person; UTF-8 with a byte order mark, nothing in it a formula.
class PeopleCsv {
public:
    explicit PeopleCsv(ledger::Language language);
    void add(const PersonShown& shown, std::int32_t utc_offset_minutes);
    std::string take() && { return std::move(text_); }

private:
    std::string text_;
};

}  // namespace yunke::gateway
