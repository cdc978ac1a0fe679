// A line of pay told to the person whose it is: what it is for, the sum with its numbers filled in so that she can do
// it again with a pocket calculator, and each fact behind it. Chinese and English. For the workbench (through the
// gateway) and statement.hpp. Pure.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "dispatcher/ledger/reading/earnings.hpp"
#include "dispatcher/ledger/tax_words.hpp"

namespace yunke::ledger {

std::string_view title(LineTerm term, Language language);
std::string_view title(AdjustmentKind kind, Language language);
bool in_ms(LineTerm term);  // a line's quantity is time; else it counts

// "1:30:00.000": hours, minutes, seconds; nothing rounded.
std::string clock_text(Ms duration_ms);
// "19:26:40" of the platform's clock.
std::string time_text(Ms at_ms, std::int32_t utc_offset_minutes);

std::string arithmetic(const OpenLine& line, Language language);

// What a fact says, as far as it is of her own work; a shopper's name or words are in no fact of work.
struct FactView {
    std::string_view kind;  // "work", "ended", "period_ended", "taken_back", "other"
    Ms from_ms = 0;
    Ms to_ms = 0;
    int chats = 0;  // in her hands
    std::string zh;
    std::string en;
};
FactView view_of(const PostedFact& fact, std::int32_t utc_offset_minutes);

}  // namespace yunke::ledger
