// A number or a word of ours as it stands in a statement's text (sql_text.hpp says what may).
//
// Private to dispatcher/ledger: it includes SOCI.
#pragma once

#include <string>

#include "dispatcher/ledger/sql_text.hpp"

namespace yunke::archive {

template <class Value>
std::string literal(const Value& value) {
    std::string text;
    ledger::put(text, value);
    return text;
}

}  // namespace yunke::archive
