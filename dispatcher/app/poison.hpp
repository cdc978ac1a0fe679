// The rule for a command that ends whoever applies it. From the second start at one cursor on, commands are applied and
// committed one by one, each recorded in Redis before, with how often it was: "<id> <tries>". One that is found
// recorded but uncommitted after two tries is left out of the log for good; so the third start is the last one that it
// ends, and a leader that was killed from outside costs no innocent command. Without I/O; driven by leadership.cpp.
#pragma once

#include <algorithm>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "dispatcher/app/limits.hpp"
#include "runtime/numbers.hpp"
#include "runtime/redis/stream.hpp"

namespace yunke::dispatcher {

class Poison {
public:
    // `starts` counts the starts at this cursor, this one included; `trying` is the recorded id, empty = none.
    void start(std::uint32_t starts, std::string_view trying, std::string_view cursor, std::size_t batch_commands_max) {
        const std::size_t blank = std::min(trying.find(' '), trying.size());
        const auto recorded = redis::StreamId::parse(trying.substr(0, blank));
        const auto done = redis::StreamId::parse(cursor);
        tried_ = recorded && done && *recorded > *done ? recorded : std::nullopt;
        tries_ = blank < trying.size() ? runtime::parse_u64(trying.substr(blank + 1)).value_or(1) : 1;
        leave_out_ = tried_ && tries_ >= limits::tries_alone_max ? tried_ : std::nullopt;
        const bool careful = starts >= limits::starts_until_careful || tried_;
        left_ = careful ? std::max(batch_commands_max, limits::careful_commands_min) : 0;
    }

    // Commands are read one by one and recorded before they are applied.
    bool careful() const { return left_ > 0; }
    bool leaves_out(redis::StreamId id) const { return leave_out_ == id; }

    // What to record before this command is applied.
    std::string to_record(const std::string& id) const {
        const bool again = tried_ && redis::StreamId::parse(id) == tried_;
        return id + " " + std::to_string(again ? tries_ + 1 : 1);
    }

    // A command was committed, applied or left out. True when it was the last one of the careful time: what is recorded
    // can be forgotten then.
    bool committed(std::string_view id) {
        if (left_ == 0) return false;
        if (const auto done = redis::StreamId::parse(id); leave_out_ && done && *done >= *leave_out_)
            leave_out_.reset();
        return --left_ == 0;
    }

private:
    std::size_t left_ = 0;
    std::optional<redis::StreamId> tried_;  // recorded and uncommitted when this leader started
    std::uint64_t tries_ = 0;
    std::optional<redis::StreamId> leave_out_;
};

}  // namespace yunke::dispatcher
