// Reading what was posted out of SQL, for the store's files. Private to dispatcher/ledger: it includes SOCI.
#pragma once

#include <soci/soci.h>

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "dispatcher/ledger/fact_order.hpp"
#include "dispatcher/ledger/sql_text.hpp"
#include "dispatcher/ledger/store.hpp"

namespace yunke::ledger {

// A value as it stands in a statement.
template <class Value>
std::string literal(const Value& value) {
    std::string text;
    put(text, value);
    return text;
}

inline FactId fact_id(long long epoch, long long number) {
    return {static_cast<std::uint64_t>(epoch), static_cast<std::uint64_t>(number)};
}

// 202610, as months are stored.
inline std::int32_t month_number(Month month) {
    return month.year * 100 + static_cast<std::int32_t>(month.month);
}
inline Month month_of_number(long long number) {
    return {static_cast<std::int32_t>(number / 100), static_cast<std::uint32_t>(number % 100)};
}

std::optional<runtime::Hash256> parse_hash(std::string_view text);  // base64url
std::string hash_text(const runtime::Hash256& hash);
inline std::string hash_literal(const runtime::Hash256& hash) {
    return literal(std::string_view(hash_text(hash)));
}

inline std::string in_chain(const ChainKey& chain) {
    return "pool = " + literal(chain.pool) + " AND chain = " + literal(chain.number);
}

// What follows WHERE is the caller's. damaged: a row that nobody of ours wrote.
Result<std::vector<PostedTransfer>> select_transfers(soci::session& session, const std::string& rest);
Result<std::vector<Chat>> select_chats(soci::session& session, const std::string& condition);
std::optional<Month> read_closed_month(soci::session& session);

}  // namespace yunke::ledger
