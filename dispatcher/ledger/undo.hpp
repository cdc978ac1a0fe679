// How a fact is taken back that did not survive a fall-back of Redis.
//
// Facts are priced strictly in order, and an Epoch fact always names a point behind which everything goes: what is
// taken back is the end of what was priced, latest fact first. So each fact keeps what it changed:
//   - rows that only facts change (lines, periods, agents, chats, usage): the row as it was before. Latest first, that
//     is exact, whatever the fact did.
//   - rows that office entries change as well (packages, overage, merchants): what was added to each number, which is
//     subtracted again; so what an office entry or another pool's fact did in between stays. A merchant's own row that
//     nobody else changed since is as it was before; else used_up and alerts are found anew from what is left.
// After it, every row equals that of books that never saw the fact (a row that was not there is blank()). The fact's
// transfers are answered by swapped ones, so posted = sum of the line's transfers goes on to hold.
//
// Two limits. A month that is closed keeps what the agent was accrued: the platform bears the reversal. And where an
// office entry refunded or expired time that the fact had set free, taking back would leave less than nothing: refused,
// until that entry is reversed.
//
// The store keeps write_undo()'s text with each fact as far back as Redis may fall; older texts may go.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "dispatcher/ledger/error.hpp"
#include "dispatcher/ledger/rows.hpp"

namespace yunke::ledger {

struct MerchantStep {
    MerchantRow before;
    MerchantRow after;

    bool operator==(const MerchantStep&) const = default;
};

struct Undo {
    Ms at_ms = 0;
    std::vector<Line> lines{};  // before
    std::vector<Period> periods{};
    std::vector<AgentRow> agents{};
    std::vector<Chat> chats{};
    std::vector<Usage> usage{};
    std::vector<Package> packages{};  // fen and ms: after minus before; the rest as it is
    std::vector<Overage> overage{};   // the same; of a rate it is the rate
    std::vector<MerchantStep> merchants{};

    bool operator==(const Undo&) const = default;
};

// Digits, letters, '-' and blanks only: fit to stand in a statement as it is. read_undo(write_undo(x)) == x.
std::string write_undo(const Undo& undo);
Result<Undo> read_undo(std::string_view text);

}  // namespace yunke::ledger
