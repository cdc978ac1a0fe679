// The names of a pool's keys in Redis. All bear the pool's hash tag, so that they live on one node of a cluster. Used
// by everything in dispatcher/ that speaks to Redis.
#pragma once

#include <string>
#include <string_view>

#include "dispatcher/core/types.hpp"

namespace yunke::dispatcher {

struct Keys {
    explicit Keys(std::string_view pool)
        : tag("{" + std::string(pool) + "}:"),
          cmd(tag + "cmd"),
          state(tag + "state"),
          cursor(tag + "cursor"),
          log(tag + "log"),
          facts(tag + "facts"),
          archive(tag + "archive"),
          gateways(tag + "gateways"),
          leader(tag + "leader"),
          starts(tag + "starts"),
          trying(tag + "trying"),
          snapshots(tag + "snapshots") {}

    std::string conv(core::ConversationId id) const { return tag + "conv:" + std::to_string(core::raw(id)); }
    std::string out(std::string_view gateway) const { return tag + "out:" + std::string(gateway); }
    std::string snapshot(std::uint64_t sequence) const { return tag + "snapshot:" + std::to_string(sequence); }
    // One that is being written.
    std::string new_snapshot(std::string_view writer) const { return tag + "snapshot:new:" + std::string(writer); }

    std::string tag;  // "{pool}:"
    std::string cmd, state, cursor, log, facts, archive, gateways, leader;
    std::string starts;     // hash: how often a leader began at which cursor
    std::string trying;     // string: the command being applied while commands commit one by one
    std::string snapshots;  // hash: which states of before are kept (snapshots.hpp)
};

// [a-z0-9-]{1,32}: nothing that could end the hash tag.
inline bool is_pool_name(std::string_view name) {
    return !name.empty() && name.size() <= 32 &&
           name.find_first_not_of("abcdefghijklmnopqrstuvwxyz0123456789-") == name.npos;
}

}  // namespace yunke::dispatcher
