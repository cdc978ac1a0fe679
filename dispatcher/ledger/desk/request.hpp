// Bookings that may be asked for twice: a double click, a request sent again because its answer was lost. Whoever asks
// gives a key of her own for each booking, and it is kept with what was asked for and what was answered, in the
// booking's own transaction. The same key with the same request is answered as the first time and books nothing; with
// another request it is refused. Whatever was refused keeps no key: it may be asked for again.
//
// Everything between looking and booking is one transaction behind the office's turn, with a key or without: of two who
// ask at once the second one looks at what the first one booked. Called by the gateway's finance side and by
// `yunkectl office`.
#pragma once

#include <functional>
#include <string>
#include <string_view>

#include "dispatcher/ledger/desk/desk.hpp"

namespace yunke::ledger {

struct Request {
    std::string key{};    // an account's own; empty: booked as often as it is asked for
    std::string asked{};  // all that was asked for, any bytes; only its hash is kept
};
bool is_request_key(std::string_view text);  // 1 to 64 of [A-Za-z0-9-]

struct Answered {
    std::string text{};
    bool repeated = false;  // nothing was booked now
};

// `work` books at this desk, on this thread, and says what is answered; it must hold no name or account of a person,
// because it is kept for ever. Its error is handed on, and nothing is booked then. refused: the key was used for
// something else.
Result<Answered> once(Desk& desk, const Booker& by, const Request& request,
                      const std::function<Result<std::string>()>& work);

}  // namespace yunke::ledger
