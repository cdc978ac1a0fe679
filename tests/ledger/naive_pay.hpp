// The same facts priced another way: all facts of a person are looked at together, each sum is made once and rounded
// once, nothing is carried from fact to fact. Slow, simple, and sharing nothing with the pricing but the choice of
// cards.
#pragma once

#include <cstdint>
#include <map>
#include <vector>

#include "dispatcher/ledger/setup.hpp"
#include "yunke/v1/effect.pb.h"

namespace yunke::ledger::testing {

struct NaivePay {
    std::map<std::uint32_t, Fen> pay;       // by agent: all that she is owed
    std::map<std::uint32_t, Ms> online_ms;  // by agent
    std::map<std::uint32_t, Ms> rest_ms;
    std::map<std::uint32_t, Ms> training_ms;  // paid
    std::map<std::uint32_t, Ms> training_unpaid_ms;
    std::map<std::uint32_t, Ms> union_ms;   // with anything in her hands
    std::map<std::uint32_t, Ms> shared_ms;  // sum of all parts of it
    std::map<MerchantId, Ms> billed_ms;
    std::map<MerchantId, std::int64_t> resolved_for;
};

NaivePay naive_pay(const std::vector<v1::Fact>& facts, const Setup& setup);

}  // namespace yunke::ledger::testing
