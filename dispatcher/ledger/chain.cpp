#include "dispatcher/ledger/chain.hpp"

#include <utility>

namespace yunke::ledger {
namespace {

std::uint64_t bits(std::int64_t number) {
    return static_cast<std::uint64_t>(number);
}

}  // namespace

std::string text_of(const ChainKey& key) {
    if (key.pool.empty()) return "office";
    return key.pool + (key.number == static_cast<std::uint8_t>(Ledger::cny) ? "/cny" : "/time");
}

// Numbers are 8 bytes each and texts bear their length, so that no two rows read alike.
runtime::Hash256 link(const runtime::Hash256& previous, const PostedTransfer& posted) {
    const Transfer& moved = posted.transfer;
    runtime::Blake2b hash;
    hash.update(previous.view());
    hash.update_framed(posted.chain.pool);
    hash.update_u64(posted.chain.number);
    hash.update_u64(posted.sequence);
    hash.update_u64(posted.origin.fact.epoch);
    hash.update_u64(posted.origin.fact.number);
    hash.update_u64(posted.origin.office);
    hash.update_u64(posted.origin.tx);
    hash.update_u64(static_cast<std::uint64_t>(moved.ledger));
    hash.update_u64(static_cast<std::uint64_t>(moved.debit.kind));
    hash.update_u64(moved.debit.owner);
    hash.update_u64(static_cast<std::uint64_t>(moved.credit.kind));
    hash.update_u64(moved.credit.owner);
    hash.update_u64(bits(moved.amount));
    hash.update_u64(bits(moved.at_ms));
    hash.update_u64(bits(moved.month.year));
    hash.update_u64(moved.month.month);
    hash.update_framed(moved.line);
    hash.update_u64(moved.rule_version);
    hash.update_u64(bits(moved.reverses));
    return hash.finish();
}

runtime::Hash256 link(const runtime::Hash256& previous, FactId id, std::string_view body) {
    runtime::Blake2b hash;
    hash.update(previous.view());
    hash.update_u64(id.epoch);
    hash.update_u64(id.number);
    hash.update_framed(body);
    return hash.finish();
}

PostedTransfer append(ChainHead& head, const ChainKey& chain, const Origin& origin, Transfer transfer) {
    PostedTransfer posted{chain, head.sequence + 1, origin, std::move(transfer), {}};
    posted.hash = link(head.hash, posted);
    head = {posted.sequence, posted.hash};
    return posted;
}

}  // namespace yunke::ledger
