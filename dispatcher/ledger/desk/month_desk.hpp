// A month's pay, and its end. preview() tells everything that approve() would book and what still keeps the month open;
// approve() books it, and refuses if the sum is not the one that was looked at; close() ends the month once everybody's
// pay is approved.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "dispatcher/ledger/desk/desk.hpp"
#include "dispatcher/ledger/office.hpp"

namespace yunke::ledger {

struct MonthRow {
    MonthWork work{};
    MonthPay pay{};        // what approve() would book now; payable_fen 0: nothing
    Fen approved_fen = 0;  // for payment so far
    bool pending = false;  // there is something to approve
};

struct MonthPreview {
    Month month{};
    bool closed = false;
    std::vector<MonthRow> agents{};  // who worked in it or has something accrued for it, by number
    Fen total_fen = 0;               // payable_fen of all of them: what approve() of all wants to be told
    // Why nothing can be approved, and the month not be closed, now: sentences with what to do; empty: nothing keeps
    // it.
    std::vector<std::string> blockers{};
    // How many have something that is not approved: these keep the month from being closed.
    std::uint32_t pending = 0;
};

struct Approval {
    Month month{};
    std::vector<AgentId> agents{};  // empty: everybody
    Fen total_fen = 0;              // the sum of their payable_fen, as preview() told it
};

struct Approved {
    std::uint64_t entry = 0;
    std::uint32_t agents = 0;
    Fen total_fen = 0;
};

class MonthDesk {
public:
    explicit MonthDesk(Desk& desk) : desk_(desk) {}

    // One consistent state of the books. `now_ms`: a month that is not over has a blocker that says so.
    Result<MonthPreview> preview(Month month, Ms now_ms);

    // changed: the sum is not `total_fen` any more; look at it again. unknown: an agent is not in the preview.
    // refused: a blocker, or nothing is pending.
    Result<Approved> approve(const Booker& by, const Approval& approval);

    // The entry's number. refused: a blocker, or pay that is not approved.
    Result<std::uint64_t> close(const Booker& by, Month month);

private:
    Desk& desk_;
};

}  // namespace yunke::ledger
