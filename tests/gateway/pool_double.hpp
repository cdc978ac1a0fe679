// The dispatcher's side of a pool, played by a test: creates the pool's command stream, loads the real Functions, reads
// what gateways append, and writes out entries. It decides nothing; each test says what is answered.
#pragma once

#include <chrono>
#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "runtime/asio.hpp"
#include "runtime/redis/client.hpp"
#include "runtime/redis/stream.hpp"
#include "yunke/v1/command.pb.h"
#include "yunke/v1/effect.pb.h"

namespace yunke::gateway::testing {

class PoolDouble {
public:
    PoolDouble(const std::string& redis_url, std::string pool);

    void load_functions();
    void create();  // functions and an empty command stream

    // The next command of this kind; others before it are dropped. Throws when the time is up.
    v1::Command next(v1::Command::WhatCase what, std::chrono::milliseconds within = std::chrono::seconds(5));
    // The next command if one comes in time.
    std::optional<v1::Command> next_any(std::chrono::milliseconds within);

    // One out entry with these items, under the next number.
    void put(const std::string& gateway, const std::vector<v1::Out>& items);
    void skip_number(const std::string& gateway) { ++numbers_[gateway]; }
    std::uint64_t epoch = 1'780'000'000'000;

    void put_transcript(std::uint64_t conversation, const std::vector<v1::Entry>& entries);

    redis::Reply exec(redis::Request request);  // throws on an error

private:
    std::string key(const std::string& name) const { return "{" + pool_ + "}:" + name; }

    std::string pool_;
    net::io_context io_{1};
    redis::Client client_;
    redis::StreamId seen_;
    std::vector<redis::StreamEntry> waiting_;
    std::map<std::string, std::uint64_t> numbers_;
};

}  // namespace yunke::gateway::testing
