#include "dispatcher/ledger/desk/request.hpp"

#include <algorithm>

#include "dispatcher/ledger/desk/booking.hpp"
#include "runtime/encoding.hpp"

namespace yunke::ledger {
namespace {

constexpr std::size_t key_bytes_max = 64;

std::string hash_of(const Request& request) {
    return hash_text(runtime::blake2b_256(request.asked));
}

// nullopt: the key is a new one.
Result<std::optional<std::string>> answered_before(soci::session& session, const Booker& by, const Request& request) {
    std::optional<std::string> answer;
    bool same = true;
    for_each<1, 2>(session,
                   "SELECT at_ms, asked, answer FROM ledger_request WHERE account = " + literal(by.account) +
                       " AND request_key = " + literal(std::string_view(request.key)),
                   [&](const auto&, const auto& words) {
                       same = words[0] == hash_of(request);
                       answer = runtime::base64url_decode(words[1]);
                   });
    if (!same) {
        return refused("the request key " + request.key +
                       " was used for another booking; look at what was booked, and give each booking a key of its "
                       "own");
    }
    return answer;
}

void keep_answer(Turn& turn, const Booker& by, const Request& request, const std::string& text) {
    BulkInsert row("INSERT INTO ledger_request (account, request_key, asked, at_ms, answer) VALUES ");
    row.row(by.account, std::string_view(request.key), std::string_view(hash_of(request)), by.at_ms,
            std::string_view(runtime::base64url_encode(text)));
    turn.run("request", row);
}

}  // namespace

bool is_request_key(std::string_view text) {
    const auto allowed = [](char c) {
        return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '-';
    };
    return !text.empty() && text.size() <= key_bytes_max && std::ranges::all_of(text, allowed);
}

Result<Answered> once(Desk& desk, const Booker& by, const Request& request,
                      const std::function<Result<std::string>()>& work) {
    if (!request.key.empty() && !is_request_key(request.key))
        return refused("a request key has 1 to 64 letters, digits or hyphens");
    auto done = take(desk, by, [&](Turn& turn) -> Result<Answered> {
        if (!request.key.empty()) {
            auto before = answered_before(turn.session(), by, request);
            if (!before) return std::unexpected(before.error());
            if (*before) return Answered{.text = std::move(**before), .repeated = true};
        }
        auto text = work();
        if (!text) return std::unexpected(text.error());
        if (!request.key.empty()) keep_answer(turn, by, request, *text);
        return Answered{.text = std::move(*text)};
    });
    desk.store().step("told");
    return done;
}

}  // namespace yunke::ledger
