// Reads one pool's facts from `{p}:facts` in Redis and gives them in their one order (fact_order.hpp). Whoever posts
// them says where to begin; what is missing in between is waited for. It begins at the last fact posted, not behind it:
// if that one stands in Redis with another body than in SQL, this is not the stream that was posted from.
//
// Not thread-safe; one read at a time.
#pragma once

#include <chrono>
#include <cstddef>
#include <optional>
#include <string>
#include <vector>

#include "dispatcher/ledger/fact_order.hpp"
#include "dispatcher/ledger/store.hpp"
#include "runtime/asio.hpp"
#include "runtime/redis/stream_reader.hpp"

namespace yunke::ledger {

class FactReader {
public:
    FactReader(net::io_context& io, const redis::Endpoint& endpoint, const std::string& pool);

    // Forgets what it holds and begins again behind `posted`.
    void restart(FactId posted);

    struct Read {
        std::vector<OrderedFact> facts;   // the next ones, in order
        std::vector<StoredFact> earlier;  // posted before: to be compared with what is stored
        std::optional<FactId> missing;    // facts stand behind this one, which did not come
    };
    // At most `count` facts; none when `wait` passed without any. away: Redis could not be asked. malformed, damaged:
    // as FactOrder::take.
    net::awaitable<Result<Read>> read(std::size_t count, std::chrono::milliseconds wait);

    void stop();

private:
    Result<void> take(std::vector<redis::StreamBatch>& batches, Read& read);

    redis::StreamReader reader_;
    std::string key_;
    FactOrder order_;
    redis::StreamId after_;
};

}  // namespace yunke::ledger
