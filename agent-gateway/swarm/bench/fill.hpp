// Fills a pool with live chats without any socket: attaches, presences and openings are written straight into the
// command stream, by a gateway that exists in name only and beats as one. Commands are written in pipelined chunks, and
// never far ahead of what the dispatcher has folded in, so that neither side's memory grows with the number of chats.
#pragma once

#include <cstdint>
#include <expected>
#include <functional>
#include <string>

#include "agent-gateway/swarm/load/ground.hpp"
#include "runtime/redis/endpoint.hpp"

namespace yunke::swarm {

struct FillOptions {
    redis::Endpoint endpoint;
    std::string pool;
    LoadGround ground;  // agents for so many chats, who accept by themselves
    std::uint32_t chats = 10'000;
    std::uint64_t config_revision = 0;  // that the pool must have before the agents can come
    double hold_seconds = 0;  // to go on beating: without beats the dispatcher takes the people's lines for lost
    std::function<void(const std::string&)> say;
};

struct FillReport {
    std::uint32_t live = 0;  // chats that an agent has, as Redis holds them
    std::uint64_t commands = 0;
    double seconds = 0;  // until the last command was folded in

    std::string text() const;
    std::string json() const;
};

// The error is a sentence.
std::expected<FillReport, std::string> run_fill(const FillOptions& options);

}  // namespace yunke::swarm
