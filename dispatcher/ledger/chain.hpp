// The hash chains over posted transfers: one for each (pool, ledger), one for what people book in the office. Each
// transfer's hash is the BLAKE2b-256 of the hash before it and of everything that the row says, so that whoever changes
// a stored row, takes one out or puts one in breaks every hash from there on; the head alone then tells that two
// ledgers hold the same. Called by the store (store.cpp), which numbers and links what it writes, and by verify.cpp.
#pragma once

#include <compare>
#include <cstdint>
#include <string>
#include <string_view>

#include "dispatcher/ledger/transfer.hpp"
#include "runtime/hash.hpp"

namespace yunke::ledger {

// `pool` is empty and `number` 0 in the office's chain, which runs over both ledgers; else `number` is the ledger's.
struct ChainKey {
    std::string pool;
    std::uint8_t number = 0;

    auto operator<=>(const ChainKey&) const = default;
};

inline ChainKey chain_of(const std::string& pool, Ledger ledger) {
    return {pool, static_cast<std::uint8_t>(ledger)};
}
inline ChainKey office_chain() {
    return {};
}
std::string text_of(const ChainKey& key);  // "main/cny", "main/time", "office"

struct ChainHead {
    std::uint64_t sequence = 0;  // of the last transfer; the first has 1
    runtime::Hash256 hash;       // all zero before the first

    bool operator==(const ChainHead&) const = default;
};

// What a transfer came from. `tx` groups the transfers of one fact or office entry: it counts up from 1 within the
// pool, and is the entry's number in the office.
struct Origin {
    FactId fact;               // {0, 0} in the office
    std::uint64_t office = 0;  // office entry; 0 = a fact
    std::uint64_t tx = 0;

    bool operator==(const Origin&) const = default;
};

// A transfer as it stands in SQL.
struct PostedTransfer {
    ChainKey chain;
    std::uint64_t sequence = 0;
    Origin origin;
    Transfer transfer;
    runtime::Hash256 hash;

    bool operator==(const PostedTransfer&) const = default;
};

// The hash of a transfer that follows one with the hash `previous`.
runtime::Hash256 link(const runtime::Hash256& previous, const PostedTransfer& posted);

// The hash over all facts of a pool after one more. Many facts move nothing, so that the chains of transfers do not
// show whether one was changed; each transaction keeps this hash as of its end.
runtime::Hash256 link(const runtime::Hash256& previous, FactId id, std::string_view body);

// Numbers and links a transfer behind the head, and moves the head on.
PostedTransfer append(ChainHead& head, const ChainKey& chain, const Origin& origin, Transfer transfer);

}  // namespace yunke::ledger
