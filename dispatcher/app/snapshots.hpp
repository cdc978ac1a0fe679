// States of a pool as they once were, kept in Redis so that the log can be run from there on: without them, nothing of
// it could be run any more once its first commands are cut off. `{p}:snapshots` lists them, `{p}:snapshot:<sequence>`
// is shaped like `{p}:state`. Whoever runs a part of the log may write the state that it reached: it is the same for
// everybody, and a wrong one shows at the first commit behind it, by the hash chain.
//
// Written by the leader's SnapshotMaker and at take-over; read by past.hpp; dropped by trimming.hpp.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "dispatcher/app/store.hpp"

namespace yunke::dispatcher {

// Where in the past it stands. A default-made one is the beginning of a pool: no commit, an empty state.
struct SnapshotAt {
    std::uint64_t sequence = 0;        // the last commit that it holds
    std::string last_command = "0-0";  // and the last command
    wire::Hash hash{};
    std::uint64_t next_conversation = 1;  // this number and those above came later
    std::uint64_t commands = 0;           // that the pool had been given by then, about
    std::uint64_t fields = 0;             // of its hash
    bool operator==(const SnapshotAt&) const = default;
};

class Snapshots {
public:
    explicit Snapshots(Store& store) : store_(store) {}

    // Oldest first.
    net::awaitable<Result<std::vector<SnapshotAt>>> list();

    // Errc::damaged if it is not there any more, or not whole.
    net::awaitable<Result<core::State>> load(SnapshotAt at);

    // Takes as long as the state is large. Listed only when it is whole; returned as it is listed, `fields` counted.
    net::awaitable<Result<SnapshotAt>> keep(SnapshotAt at, const core::State& state);

    // Takes the state as it stands, in one step of Redis. For the leader before its first commit: nobody else commits.
    // False if this term may no longer commit, or something was committed.
    net::awaitable<Result<bool>> keep_present(std::string term, SnapshotAt at);

    // Taking over, before the first commit. What the log holds from before can be run from a snapshot only, and only by
    // the core that made it: where there is none, or another core led last, the past begins anew with the state as it
    // stands. Whether it did.
    net::awaitable<Result<bool>> begin_past(std::string term, Cursor cursor, const core::State& state);

    // None of them may be the newest: without one, the past ends.
    net::awaitable<Result<void>> drop(std::vector<SnapshotAt> old);

    // Where the log can be run from: these, before them the beginning of the pool if the log still holds that.
    net::awaitable<Result<std::vector<SnapshotAt>>> starts();

    // Commands that the pool was ever given.
    net::awaitable<Result<std::uint64_t>> commands_given();

private:
    Store& store_;
};

}  // namespace yunke::dispatcher
