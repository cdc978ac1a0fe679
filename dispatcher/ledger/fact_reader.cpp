#include "dispatcher/ledger/fact_reader.hpp"

#include <algorithm>
#include <utility>

#include "dispatcher/app/keys.hpp"
#include "dispatcher/ledger/limits.hpp"

namespace yunke::ledger {

FactReader::FactReader(net::io_context& io, const redis::Endpoint& endpoint, const std::string& pool)
    : reader_(io, endpoint), key_(dispatcher::Keys(pool).facts), order_(FactId{}) {}

void FactReader::restart(FactId posted) {
    order_ = FactOrder(posted);
    after_ = {posted.epoch, posted.number > 0 ? posted.number - 1 : 0};
}

void FactReader::stop() {
    reader_.stop();
}

Result<void> FactReader::take(std::vector<redis::StreamBatch>& batches, Read& read) {
    for (redis::StreamBatch& batch : batches) {
        for (redis::StreamEntry& entry : batch.entries) {
            const FactId id{entry.id.ms, entry.id.seq};
            const std::string* body = entry.field("f");
            if (body == nullptr)
                return std::unexpected(
                    Error{Errc::malformed, "Entry " + entry.id.to_string() + " of " + key_ + " is no fact."});
            const auto taken = order_.take(id, *body);
            if (!taken) return std::unexpected(taken.error());
            if (*taken == FactOrder::Taken::earlier) read.earlier.push_back({id, *body});
            after_ = entry.id;
        }
    }
    return {};
}

net::awaitable<Result<FactReader::Read>> FactReader::read(std::size_t count, std::chrono::milliseconds wait) {
    Read read;
    redis::ReadOptions options;
    options.block = wait;
    options.count = count;
    std::vector<redis::StreamPosition> positions(1);
    positions[0].key = key_;
    positions[0].after = after_;
    auto batches = co_await reader_.read(std::move(positions), options);
    if (!batches) {
        Error error{Errc::away, batches.error().message()};
        co_return std::unexpected(std::move(error));
    }
    if (auto taken = take(*batches, read); !taken) co_return std::unexpected(taken.error());
    while (read.facts.size() < count) {
        auto fact = order_.next();
        if (!fact) break;
        read.facts.push_back(std::move(*fact));
    }
    if (read.facts.empty()) read.missing = order_.missing();
    // What is missing can only come in front of what was read: look again from there.
    if (read.missing || order_.held() > limits::held_max) restart(order_.posted());
    co_return read;
}

}  // namespace yunke::ledger
