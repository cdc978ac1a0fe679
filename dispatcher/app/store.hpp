// A pool in Redis, as the dispatcher uses it: the Functions' calls with their answers as types, loading, appending
// commands. No decisions are taken here. Not thread-safe: it uses the client of one io_context.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "dispatcher/app/cursor.hpp"
#include "dispatcher/app/error.hpp"
#include "dispatcher/app/keys.hpp"
#include "dispatcher/app/limits.hpp"
#include "dispatcher/core/core.hpp"
#include "runtime/redis/client.hpp"
#include "runtime/redis/stream.hpp"

namespace yunke::dispatcher {

enum class CommitAnswer : std::uint8_t { committed, already, fenced, newlog, noinput, mismatch };
std::string_view to_string(CommitAnswer answer);

struct LeaseAnswer {
    bool held = false;
    std::string holder;  // "<term> <name>"
    core::Ms ttl_left_ms = 0;
};

struct FenceAnswer {
    enum class Kind : std::uint8_t { ok, fenced, newlog } kind = Kind::fenced;
    Cursor cursor;
    std::uint32_t starts = 1;  // at this cursor, this one included
    std::string trying;        // the command that was being applied alone, "<id> <tries>"; empty = none
};

struct Memory {
    std::uint64_t used = 0;
    std::uint64_t max = 0;  // 0 = no bound
};

// A redis::Error as one of ours. Used by whoever speaks to Redis past the Store.
Error from_redis(const redis::Error& error);

class Store {
public:
    Store(redis::Client& redis, Keys keys) : redis_(redis), keys_(std::move(keys)) {}

    const Keys& keys() const { return keys_; }
    redis::Client& redis() { return redis_; }
    const std::string& run_id() const { return redis_.server().run_id; }
    std::uint64_t connection() const { return redis_.server().connection; }

    // Makes sure that the library is there and, with `replace`, that it is ours.
    net::awaitable<Result<void>> load_functions(bool replace);

    // False if a cursor, a command stream or a state exists already.
    net::awaitable<Result<bool>> create_pool(std::uint64_t log_epoch);

    // ttl_ms 0 gives the lease up. `when_down`: whether to wait for a connection.
    net::awaitable<Result<LeaseAnswer>> lease(std::string term, std::string name, core::Ms ttl_ms, core::Ms alive_ms,
                                              redis::WhenDown when_down = redis::WhenDown::wait);
    net::awaitable<Result<FenceAnswer>> fence(std::string term);

    // `request` comes from commit_request.hpp. Sent again by itself when the connection broke: the Function tells
    // ALREADY then.
    net::awaitable<Result<CommitAnswer>> commit(redis::Request request);

    // Errc::damaged if there is none.
    net::awaitable<Result<Cursor>> cursor();
    net::awaitable<Result<bool>> has_cursor();
    // Up to which sequence the commits that led to `ours` still stand: its own sequence unless Redis went back.
    net::awaitable<Result<std::uint64_t>> kept_of(Cursor ours);
    net::awaitable<Result<core::State>> load_state() { return load_state(keys_.state); }
    // From another hash of the same shape.
    net::awaitable<Result<core::State>> load_state(std::string key);
    // Has Redis write its append-only file anew, in the background. After a restart: if the file had been cut off
    // within a transaction, Redis 7.0 leaves that transaction's beginning in it, and the next start would carry it out
    // together with what was appended behind.
    net::awaitable<Result<void>> rewrite_file();

    // The pool's own commands, in this order. An entry may be appended although its answer was lost.
    net::awaitable<Result<void>> append(std::vector<std::string> commands);
    // Commands above the id, at most `count`, without waiting for any.
    net::awaitable<Result<std::vector<redis::StreamEntry>>> read_commands(std::string after, std::size_t count);

    // Which command is being applied alone, "<id> <tries>" (poison.hpp); empty = none.
    net::awaitable<Result<void>> set_trying(std::string what);

    net::awaitable<Result<Memory>> memory();
    // Gateways with their beat counters.
    net::awaitable<Result<std::vector<std::pair<std::string, std::string>>>> beats();

    // Up to limits::stream_page entries of a stream from `first` on.
    net::awaitable<Result<std::vector<redis::StreamEntry>>> page(std::string key, redis::StreamId first);
    // The first or the last entry of a stream.
    net::awaitable<Result<std::optional<redis::StreamEntry>>> edge(std::string key, bool first);

    // The settings that durability rests on, e.g. {"yes", "always"}; empty texts if CONFIG GET is not allowed.
    struct AppendOnly {
        std::string on, fsync;
    };
    net::awaitable<Result<AppendOnly>> append_only();

    // One request and its answer, for those who keep more than a pool's commits here.
    net::awaitable<Result<redis::Reply>> call(redis::Request request, redis::Options options = {});

private:
    redis::Client& redis_;
    Keys keys_;
};

}  // namespace yunke::dispatcher
