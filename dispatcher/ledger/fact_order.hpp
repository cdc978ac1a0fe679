// Puts facts into their one order, however they were delivered: shuffled, doubled, or cut off and begun again. Facts
// are numbered through a pool's whole life; a log epoch begins where the one before it survived. So after (epoch, n)
// comes either (epoch, n + 1), or the first fact of a later epoch: Epoch{old, last}, numbered last + 1, as soon as
// everything up to `last` has been seen. If more than that was posted, the rest is to be taken back.
//
// Pure: knows neither Redis nor SQL. Used by the fact reader, by rebuild and by tests of shuffled delivery.
#pragma once

#include <cstddef>
#include <cstdint>
#include <map>
#include <optional>
#include <string>

#include "dispatcher/ledger/error.hpp"
#include "dispatcher/ledger/transfer.hpp"
#include "yunke/v1/effect.pb.h"

namespace yunke::ledger {

// A fact with the bytes that it was written in.
struct OrderedFact {
    FactId id;
    std::string body;
    v1::Fact fact;
};

class FactOrder {
public:
    // `posted`: the last fact that was dealt with; {0, 0} before the first.
    explicit FactOrder(FactId posted) : posted_(posted) {}

    enum class Taken : std::uint8_t {
        held,     // it waits for its turn
        again,    // the same fact waits already
        earlier,  // not above `posted`: it was dealt with, or did not survive its epoch; compare it with what is stored
    };
    // Errc::malformed: bytes that are no fact, or an epoch's first fact that does not follow what it says.
    // Errc::damaged: the same id with another body.
    Result<Taken> take(FactId id, std::string body);

    // The next fact, if it is there; it counts as posted then.
    std::optional<OrderedFact> next();

    FactId posted() const { return posted_; }
    std::size_t held() const { return held_.size(); }
    // While facts wait behind a gap: the first that is missing.
    std::optional<FactId> missing() const;

private:
    std::optional<FactId> next_id() const;

    FactId posted_;
    std::map<FactId, OrderedFact> held_;
    std::map<FactId, v1::EpochFact> epochs_;  // those of held_ that begin an epoch
};

// What stands in two places under one id and should be the same.
std::unexpected<Error> another_body(FactId id);
std::string text_of(FactId id);  // "1700000000000-12"

}  // namespace yunke::ledger
