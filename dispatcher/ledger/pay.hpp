// The agent's side of pricing: what she did becomes lines of pay, one for each (work period, term, card version), and
// each line's posting is half-up(rate × quantity so far) less what it posted before, so that no rounding adds up.
// Called by books.cpp with every row loaded.
//
// Of a work interval from_ms to to_ms, of d ms:
//   - required-online, at the platform's online rate: available or on demand with arrivals not held; or her line lost
//     within grace, paid once whatever else she did; or any conversation in her hands, wrap-up and rests included.
//   - handling, when any conversation is in handling, on hold, or she helps: d once, whatever their number. Each such
//     conversation's part is paid by the card for its merchant and skill, help by the platform's; see divide().
//   - rest, with nothing in her hands and her line up: the first 20 minutes of each rest at the online rate, while the
//     allowance of the work period lasts. A rest is a run of adjacent intervals of resting; what she worked in between
//     neither ends it nor uses up its 20 minutes.
//   - training, with nothing in her hands and her line up: at the platform's training rate, up to the card's cap in the
//     work periods that began in one month. What no card pays, and what is beyond the cap, is a line at a rate of 0, so
//     that she sees it. Nothing of training is a merchant's.
// Paid time, for the floor, is required-online, paid rest and paid training (a rate of 0 that a card says is paid: the
// floor makes it up); handling and wrap-up lie within required-online.
// A conversation resolved belongs to the work period that runs; facts of a period may come after a conversation that
// was resolved in it, so without one it waits for the next.
#pragma once

#include <cstdint>
#include <vector>

#include "dispatcher/ledger/memory.hpp"

namespace yunke::ledger {

// In whose lines a person's conversations wait for the first fact of their period.
PeriodKey waiting_period(AgentId agent);

void pay_work(Memory& memory, const v1::WorkInterval& work, Step& step);
void pay_floor(Memory& memory, const v1::PeriodEnded& ended, Step& step);
// One conversation more; asks for the agent's row and for the period that it names.
void pay_resolved(Memory& memory, const v1::ConversationEnded& ended, Step& step);

// `total` in proportion to the weights: each gets the floor of its part, and what is left goes by one to the largest
// remainders, the first among equals. Weights that are all 0 count as equal. The parts sum to total exactly.
std::vector<Ms> divide(Ms total, std::vector<Ms> weights);

}  // namespace yunke::ledger
