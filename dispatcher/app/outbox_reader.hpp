// Reads the outbox of configuration changes from SQL on a thread of its own, because the registry's calls block. The
// leader asks for the rows after a revision and waits for them on its own thread. One question at a time.
#pragma once

#include <chrono>
#include <cstdint>
#include <expected>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "runtime/asio.hpp"

namespace yunke::dispatcher {

struct OutboxRows {
    std::uint64_t after = 0;            // the revision asked for
    std::uint64_t last = 0;             // of the last row; `after` if there are none
    std::vector<std::string> commands;  // serialized yunke.v1.Command, in rising revision without gaps
};

class OutboxReader {
public:
    using Answer = std::expected<OutboxRows, std::string>;

    // `sql_url` as in the configuration. Opens the registry with the first question, and again after a failure.
    OutboxReader(net::io_context& io, std::string sql_url, std::string pool);
    ~OutboxReader();  // waits for the call under way: at most the registry's time-outs
    OutboxReader(const OutboxReader&) = delete;
    OutboxReader& operator=(const OutboxReader&) = delete;

    // Asks and waits; nullopt if the answer did not come in time: it is thrown away when it comes.
    net::awaitable<std::optional<Answer>> after(std::uint64_t revision, std::chrono::milliseconds within);

private:
    struct Impl;
    std::shared_ptr<Impl> impl_;
};

}  // namespace yunke::dispatcher
