// The rule for a command that ends whoever applies it. From the third start at one cursor on, commands are applied and
// committed one by one, the id of each recorded in Redis before; an id that is found recorded but uncommitted at a
// start is left out of the log for good. Without I/O; driven by leadership.cpp.
#pragma once

#include <algorithm>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "dispatcher/app/limits.hpp"
#include "runtime/redis/stream.hpp"

namespace yunke::dispatcher {

class Poison {
public:
    // `starts` counts the starts at this cursor, this one included; `trying` is the recorded id, empty = none.
    void start(std::uint32_t starts, std::string_view trying, std::string_view cursor, std::size_t batch_commands_max) {
        const auto recorded = redis::StreamId::parse(trying);
        const auto done = redis::StreamId::parse(cursor);
        leave_out_ = recorded && done && *recorded > *done ? recorded : std::nullopt;
        const bool careful = starts >= limits::starts_until_careful || leave_out_;
        left_ = careful ? std::max(batch_commands_max, limits::careful_commands_min) : 0;
    }

    // Commands are read one by one and recorded before they are applied.
    bool careful() const { return left_ > 0; }
    bool leaves_out(redis::StreamId id) const { return leave_out_ == id; }

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
    std::optional<redis::StreamId> leave_out_;
};

}  // namespace yunke::dispatcher
