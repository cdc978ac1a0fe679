// A withholding told in words with its numbers filled in, so that whoever was taxed, and whoever does her accounts, can
// do the sum again with a pocket calculator. One line of text. For `yunkectl tax explain` and statements.
#pragma once

#include <cstdint>
#include <string>

#include "dispatcher/ledger/tax.hpp"

namespace yunke::ledger {

enum class Language : std::uint8_t { zh, en };

// `table` and `relief` (nullptr: none) are those that the withholding was made with.
std::string tax_words(const TaxTable& table, const TaxRelief* relief, const Withholding& paid, Language language);

// "2.5 %"; "2.5%" in Chinese.
std::string percent_text(std::int32_t bp, Language language);

}  // namespace yunke::ledger
