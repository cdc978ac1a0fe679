#include "dispatcher/ledger/archive/chat.hpp"

#include <algorithm>

#include "dispatcher/ledger/archive/limits.hpp"
#include "runtime/encoding.hpp"
#include "runtime/hash.hpp"
#include "runtime/numbers.hpp"
#include "yunke/v1/effect.pb.h"

namespace yunke::archive {
namespace {

constexpr std::uint32_t stars_max = 5;

std::string pseudonym(const std::string& pool, std::uint64_t session) {
    if (session == 0) return {};
    const auto hash =
        runtime::Blake2b().update_framed("yunke archive shopper").update_framed(pool).update_u64(session).finish();
    return runtime::base64url_encode(hash.view().substr(0, 16));
}

std::string digest_of(const Held& held) {
    runtime::Blake2b hash;
    hash.update_framed(held.bytes).update_u64(held.entries.size());
    for (const std::string& entry : held.entries)
        hash.update_framed(entry);
    return runtime::base64url_encode(hash.finish().view());
}

bool is_number(std::string_view bytes) {
    return std::ranges::all_of(bytes, [](char c) { return c >= '0' && c <= '9'; });
}

// What `{p}:archive` holds. A serialized message begins with its first field's tag, which is no digit.
Result<v1::ArchivedConversation> account_of(const Held& held) {
    v1::ArchivedConversation account;
    if (!held.bytes.empty() && is_number(held.bytes)) {
        account.set_conversation(held.conversation);
        account.set_closed_ms(runtime::parse_i64(held.bytes).value_or(0));
        return account;
    }
    if (held.bytes.empty() || !account.ParseFromString(held.bytes) || account.conversation() != held.conversation ||
        account.stars() > stars_max)
        return std::unexpected(Error{ledger::Errc::malformed,
                                     "What the archive's hash holds of the conversation is "
                                     "no account of it."});
    return account;
}

const v1::Entry* first_of(const v1::Entries& entries, v1::EntryKind kind) {
    const auto found = std::ranges::find(entries.entries(), kind, &v1::Entry::kind);
    return found == entries.entries().end() ? nullptr : &*found;
}

v1::EndReason last_reason(const v1::Entries& entries) {
    v1::EndReason reason = v1::END_REASON_UNSPECIFIED;
    for (const v1::Entry& entry : entries.entries())
        if (entry.kind() == v1::ENDED) reason = entry.end_reason();
    return reason;
}

}  // namespace

Result<Chat> read_chat(const Held& held) {
    const auto account = account_of(held);
    if (!account) return std::unexpected(account.error());
    Chat chat;
    for (const std::string& bytes : held.entries) {
        if (!chat.entries.add_entries()->ParseFromString(bytes))
            return std::unexpected(Error{ledger::Errc::malformed, "A line of the transcript cannot be read."});
    }
    chat.entries.set_conversation(held.conversation);
    chat.pool = held.pool;
    chat.conversation = held.conversation;
    chat.digest = digest_of(held);
    chat.shopper = pseudonym(held.pool, account->session());
    chat.merchant = account->merchant();
    chat.shop = account->shop();
    chat.queue = account->queue();
    chat.agent = account->agent();
    chat.former = account->former();
    chat.opened_ms = chat.entries.entries_size() > 0 ? chat.entries.entries(0).at_ms() : account->arrival_ms();
    const v1::Entry* joined = first_of(chat.entries, v1::JOINED);
    chat.accepted_ms = joined != nullptr ? joined->at_ms() : account->accepted_ms();
    chat.closed_ms = account->closed_ms();
    chat.end_reason =
        account->end_reason() != v1::END_REASON_UNSPECIFIED ? account->end_reason() : last_reason(chat.entries);
    chat.stars = account->stars();
    chat.message_left = account->message_left();
    return chat;
}

bool is_for_everybody(const v1::Entry& entry) {
    return entry.kind() != v1::WHISPERED && entry.kind() != v1::TRANSFERRED;
}

std::vector<std::u32string> searchable(const v1::Entries& entries) {
    std::vector<std::u32string> texts;
    for (const v1::Entry& entry : entries.entries()) {
        if (entry.text().empty() || !is_for_everybody(entry)) continue;
        texts.push_back(folded(entry.text()));
    }
    return texts;
}

std::vector<Token> tokens_of(const v1::Entries& entries) {
    std::vector<Token> tokens;
    for (const std::u32string& text : searchable(entries)) {
        add_tokens(text, tokens);
        if (tokens.size() < 2 * limits::tokens_max) continue;
        std::ranges::sort(tokens);
        tokens.erase(std::ranges::unique(tokens).begin(), tokens.end());
        if (tokens.size() >= limits::tokens_max) break;
    }
    std::ranges::sort(tokens);
    tokens.erase(std::ranges::unique(tokens).begin(), tokens.end());
    if (tokens.size() > limits::tokens_max) tokens.resize(limits::tokens_max);
    return tokens;
}

}  // namespace yunke::archive
