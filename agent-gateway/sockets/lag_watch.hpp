// How old the oldest command is that this thread appended and that the dispatcher has not answered. Above a bound new
// work is answered Busy, so that a dispatcher that lags is not buried in resends. Called by Peer when it appends and
// when answers come.
//
// The dispatcher answers in the order of the stream, so an answer shows that everything appended before it was dealt
// with, even where no answer is seen (its socket was replaced, say). Not thread-safe.
#pragma once

#include <cstddef>
#include <cstdint>
#include <deque>

namespace yunke::gateway {

class LagWatch {
public:
    explicit LagWatch(std::int64_t busy_after_ms) : busy_after_ms_(busy_after_ms) {}

    // A command is being appended; the number identifies it below.
    std::uint64_t appended(std::int64_t now_ms);
    // Its answer came: it and everything before it are done.
    void answered(std::uint64_t id);
    // Nobody waits for this one any more: its socket is gone, or it was not appended after all.
    void forget(std::uint64_t id);

    std::int64_t oldest_ms(std::int64_t now_ms) const;  // age; 0 = nothing unanswered
    bool busy(std::int64_t now_ms) const { return oldest_ms(now_ms) > busy_after_ms_; }
    std::size_t size() const { return waiting_.size(); }

private:
    struct Waiting {
        std::int64_t at_ms;
        bool forgotten;
    };
    void drop_forgotten();

    std::int64_t busy_after_ms_;
    std::uint64_t first_ = 1;  // id of waiting_.front()
    std::deque<Waiting> waiting_;
};

}  // namespace yunke::gateway
