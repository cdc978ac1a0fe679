// The hash `{p}:cursor`: up to where a pool's commands are folded in, by whom, and the end of the hash chain. Read at
// take-over, after each reconnect, by record and by yunkectl.
#pragma once

#include <optional>
#include <string>

#include "dispatcher/app/error.hpp"
#include "dispatcher/wire/commit.hpp"
#include "runtime/redis/reply.hpp"

namespace yunke::dispatcher {

struct Cursor {
    std::string last_command = "0-0";
    std::string term;
    std::uint64_t sequence = 0;
    wire::Hash hash{};
    std::uint64_t log_epoch = 0;
    std::string run_id;
    std::uint64_t config_revision = 0;
    core::Ms alive_ms = 0;  // pool time of the leader's last sign of life
};

// From field, value, ... beginning at item `first` of an array. Errc::damaged names the field.
Result<Cursor> parse_cursor(const redis::Reply& fields, std::size_t first = 0);

std::string to_hex(const wire::Hash& hash);
std::optional<wire::Hash> hash_from_hex(std::string_view text);

// What this process knows to be committed, or to have been sent: the last commit and the one under way.
struct Remembered {
    std::uint64_t sequence = 0;
    wire::Hash hash{};
};

// True if Redis has lost commits that others may have seen, so that a new log epoch must begin: it is another process
// than the last commit's and holds something else than we do, or it is behind what we know to be committed.
bool redis_went_back(const Cursor& stored, std::string_view run_id, const std::optional<Remembered>& committed,
                     const std::optional<Remembered>& under_way);

// Later than the old epoch even if the clock was set back.
inline std::uint64_t mint_log_epoch(core::Ms wall_ms, std::uint64_t old) {
    const auto now = static_cast<std::uint64_t>(wall_ms > 0 ? wall_ms : 0);
    return now > old ? now : old + 1;
}

}  // namespace yunke::dispatcher
