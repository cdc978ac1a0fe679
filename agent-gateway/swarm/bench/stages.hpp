// The systems that the message benchmark measures, each started anew with its pairs connected and ready to talk: ours,
// and the Socket.IO relay of tests/bench/peers/. Both have two nodes with one thread each; shoppers stand at the first,
// agents at the second, and each agent has one shopper.
#pragma once

#include <expected>
#include <filesystem>
#include <memory>
#include <string>

#include "agent-gateway/swarm/bench/talk.hpp"

namespace yunke::swarm {

struct StageOptions {
    std::uint32_t pairs = 500;
    std::size_t text_bytes = 200;
    bool always = true;  // ours only: durability
    int gateways = 2;    // ours only
};

using StageOr = std::expected<std::unique_ptr<Stage>, std::string>;

StageOr start_yunke_stage(const StageOptions& options);

// `peer` is the folder made by install_peer().
StageOr start_relay_stage(const StageOptions& options, const std::filesystem::path& peer);

// Copies package.json, the lock file and the relay from `sources` to `build` and runs `npm ci` there, unless that was
// done for the same files. The error is a sentence.
std::expected<void, std::string> install_peer(const std::filesystem::path& sources, const std::filesystem::path& build);

}  // namespace yunke::swarm
