#include "dispatcher/ledger/posted_rows.hpp"

#include "dispatcher/ledger/row_tables.hpp"
#include "runtime/encoding.hpp"
#include "runtime/numbers.hpp"

namespace yunke::ledger {

std::optional<runtime::Hash256> parse_hash(std::string_view text) {
    const auto bytes = runtime::base64url_decode(text);
    if (!bytes) return std::nullopt;
    return runtime::Hash256::from_bytes(*bytes);
}

std::string hash_text(const runtime::Hash256& hash) {
    return runtime::base64url_encode(hash.view());
}

Result<std::vector<PostedTransfer>> select_transfers(soci::session& session, const std::string& rest) {
    std::vector<PostedTransfer> found;
    std::string bad;
    for_each<16, 3>(
        session,
        "SELECT chain, sequence, ledger, debit_kind, debit_owner, credit_kind, credit_owner, amount, at_ms, "
        "month, rule_version, reverses, fact_epoch, fact_number, office_entry, tx, pool, line, hash "
        "FROM ledger_transfer WHERE " +
            rest,
        [&](const auto& n, const auto& words) {
            const auto hash = parse_hash(words[2]);
            PostedTransfer& row = found.emplace_back();
            row.chain = {words[0], as<std::uint8_t>(n[0])};
            row.sequence = as<std::uint64_t>(n[1]);
            row.transfer.ledger = as<Ledger>(n[2]);
            row.transfer.debit = {as<AccountKind>(n[3]), as<std::uint64_t>(n[4])};
            row.transfer.credit = {as<AccountKind>(n[5]), as<std::uint64_t>(n[6])};
            row.transfer.amount = n[7];
            row.transfer.at_ms = n[8];
            row.transfer.month = month_of_number(n[9]);
            row.transfer.rule_version = as<std::uint32_t>(n[10]);
            row.transfer.reverses = n[11];
            row.origin = {fact_id(n[12], n[13]), as<std::uint64_t>(n[14]), as<std::uint64_t>(n[15])};
            row.transfer.line = words[1];
            row.hash = hash.value_or(runtime::Hash256{});
            if (!hash && bad.empty()) bad = text_of(row.chain) + " " + std::to_string(row.sequence);
        });
    if (!bad.empty()) return std::unexpected(Error{Errc::damaged, "The hash of transfer " + bad + " cannot be read."});
    return found;
}

std::optional<Month> read_closed_month(soci::session& session) {
    std::optional<Month> month;
    for_each<1, 0>(session, "SELECT COALESCE(MAX(month), 0) FROM ledger_closed_month", [&](const auto& n) {
        if (n[0] > 0) month = month_of_number(n[0]);
    });
    return month;
}

Result<std::vector<Chat>> select_chats(soci::session& session, const std::string& condition) {
    std::vector<Chat> found;
    bool good = true;
    for_each<3, 1>(
        session,
        "SELECT conversation, resolved, in_hands, holds FROM ledger_chat WHERE " + condition + " ORDER BY conversation",
        [&](const auto& n, const auto& words) {
            auto holds = parse_holds(words[0]);
            good = good && holds;
            found.push_back({.conversation = as<ConversationId>(n[0]),
                             .resolved = n[1] != 0,
                             .in_hands = n[2] != 0,
                             .holds = std::move(holds).value_or(std::vector<Hold>())});
        });
    if (!good) return std::unexpected(Error{Errc::damaged, "What a chat holds in ledger_chat cannot be read."});
    return found;
}

std::string holds_text(const std::vector<Hold>& holds) {
    std::string text;
    for (const Hold& hold : holds)
        text.append(text.empty() ? "" : " ")
            .append(std::to_string(raw(hold.package)))
            .append("-")
            .append(std::to_string(hold.ms));
    return text;
}

std::optional<std::vector<Hold>> parse_holds(std::string_view text) {
    std::vector<Hold> holds;
    while (!text.empty()) {
        const auto one = text.substr(0, text.find(' '));
        text.remove_prefix(std::min(one.size() + 1, text.size()));
        const auto dash = one.find('-');
        if (dash == std::string_view::npos) return std::nullopt;
        const auto package = runtime::parse_u64(one.substr(0, dash));
        const auto ms = runtime::parse_i64(one.substr(dash + 1));
        if (!package || !ms) return std::nullopt;
        holds.push_back({PackageId{*package}, *ms});
    }
    return holds;
}

}  // namespace yunke::ledger
