// An upheld appeal as transfers. Pure, as office.hpp.
//
// A line's transfers stand in the chain of the pool that its facts came from, and what the office corrected of it in
// the office's own. Those that are in effect are the ones that take nothing back and were not taken back. The latest of
// them are reversed until no more than the right amount is left (one at least, so that each answer shows what it
// corrects), and the rest is booked anew. A reversal names what it takes back by Transfer::reverses: above 0 the
// sequence number in the office's chain, below 0 that in the chain of the line's pool.
#pragma once

#include <string>
#include <vector>

#include "dispatcher/ledger/chain.hpp"
#include "dispatcher/ledger/packages.hpp"
#include "dispatcher/ledger/rows.hpp"

namespace yunke::ledger {

// What the line comes to for her, corrections included; of transfers of this line only.
Fen line_comes_to(AgentId agent, const std::vector<PostedTransfer>& posted);

// `posted`: all transfers of the line, the pool's in order, then the office's in order. `approved`: the line's month
// was approved; what is against her is then the platform's. amount_fen is what the line should come to, not below 0.
void rebook(const LineKey& line, const std::vector<PostedTransfer>& posted, Fen amount_fen, bool approved, Step& step);

}  // namespace yunke::ledger
