#include "agent-gateway/pool/out_reader.hpp"

#include "agent-gateway/app/gateway_metrics.hpp"
#include "agent-gateway/limits.hpp"
#include "agent-gateway/pool/gateway_identity.hpp"
#include "yunke/v1/effect.pb.h"

namespace yunke::gateway {

bool OutSequence::accept(const redis::StreamId& id) {
    const bool first = last_ == redis::StreamId{};
    const bool follows = first ? id.seq == 1 : id.ms == last_.ms && id.seq == last_.seq + 1;
    last_ = id;
    return follows;
}

OutReader::OutReader(net::io_context& io, redis::Endpoint endpoint, const PoolKeys& keys, const Timings& timings,
                     const GatewayIdentity& identity, const GatewayMetrics& metrics, Actions actions, runtime::Log log)
    : reader_(io, std::move(endpoint)),
      keys_(keys),
      timings_(timings),
      identity_(identity),
      metrics_(metrics),
      actions_(std::move(actions)),
      log_(std::move(log)),
      batch_(std::make_unique<v1::OutBatch>()) {}

OutReader::~OutReader() = default;

net::awaitable<void> OutReader::run() {
    std::uint64_t incarnation = 0;
    redis::ReadOptions options;
    options.block = std::chrono::milliseconds(timings_.out_block_ms);
    options.count = limits::out_entries_per_read;
    while (!stopping_) {
        if (incarnation != identity_.incarnation()) {
            incarnation = identity_.incarnation();
            sequence_ = OutSequence();
        }
        std::vector<redis::StreamPosition> positions;
        positions.push_back({keys_.out(identity_.name()), sequence_.last()});
        auto batches = co_await reader_.read(std::move(positions), options);
        if (stopping_) co_return;
        if (!batches) {
            if (batches.error().code == redis::errc::stopped) co_return;
            log_.debug("out_not_read", {{"why", batches.error().message()}});
            continue;
        }
        if (incarnation != identity_.incarnation()) continue;  // of the old name: nobody is there for it
        for (const redis::StreamBatch& batch : *batches) {
            for (const redis::StreamEntry& entry : batch.entries)
                take(entry);
        }
    }
}

void OutReader::take(const redis::StreamEntry& entry) {
    // One message for all batches: a parse then finds the memory of the one before.
    if (batch_->out_size() > limits::out_items_kept_max) batch_ = std::make_unique<v1::OutBatch>();
    const std::string* bytes = entry.field("o");
    const redis::StreamId before = sequence_.last();
    const bool whole = bytes && batch_->ParseFromString(*bytes);
    if (sequence_.accept(entry.id) && whole) return actions_.dispatch(*batch_);
    metrics_.out_gaps.add();
    log_.warn("out_gap", {{"gateway", identity_.name()},
                          {"after", before.to_string()},
                          {"came", entry.id.to_string()},
                          {"readable", whole}});
    actions_.broken();
}

void OutReader::stop() {
    stopping_ = true;
    reader_.stop();
}

}  // namespace yunke::gateway
