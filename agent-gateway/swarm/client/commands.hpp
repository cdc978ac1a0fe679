// The numbered commands of one client: those that wait for a place, those sent and unanswered, and the last answered
// ones, kept in case the pool's storage goes back. It decides which number goes out next and touches no socket;
// ClientMachine asks it. The rules are the protocol's:
//   - numbers are 1, 2, 3 ... without a hole; a number is given when the command is first sent;
//   - at most limits::unanswered_max are out at once;
//   - what is above the server's last number is sent again after a reconnect, and only then (or after Resend, Busy).
#pragma once

#include <cstddef>
#include <cstdint>
#include <deque>
#include <functional>
#include <optional>
#include <string>

#include "yunke/v1/client.pb.h"

namespace yunke::swarm {

using CommandId = std::uint64_t;  // of one client, rising in the order in which commands were given; never 0

// What became of a command. `answer` is null when the session ended before one came.
struct Outcome {
    CommandId id = 0;
    const v1::ClientFrame* frame = nullptr;  // as it was sent, number included; 0 if it never was
    const v1::Answer* answer = nullptr;
    // It was told of before, and was carried out anew because the storage had lost it: its place may be another one.
    bool again = false;
};

class Commands {
public:
    // `settled` is called once for each command, from within the call that settles it; and once more, with `again`, for
    // each that a new log epoch made it send anew.
    explicit Commands(std::function<void(const Outcome&)> settled) : settled_(std::move(settled)) {}

    // 0 if too many wait already.
    CommandId add(v1::ClientFrame frame);

    // A frame to send now, if one may go; `first` tells that it goes out for the first time.
    struct Taken {
        CommandId id;
        v1::ClientFrame frame;
        bool first;
    };
    std::optional<Taken> take();

    void answer(const v1::Answer& answer);

    // A connection begins; the server has carried out everything up to `last_number`. After a new log epoch answered
    // commands above it go out again. Without one, a server that knows less than it answered has forgotten this
    // instance (somebody else resumed the session): then nothing may be repeated.
    void attached(std::uint32_t last_number, bool epoch_changed);

    void resend(std::uint32_t from);
    // The gateway refused this command for good; it never reached the pool, so those behind move up.
    void refused(std::uint32_t number, v1::ErrorCode error, const std::string& detail);

    // Numbers begin again at 1; what was sent and unanswered stays unknown. Queued commands stay.
    void new_instance();
    // The session is over: queued commands go as well.
    void reset();

    std::uint32_t last_answer() const { return answered_; }
    std::size_t unanswered() const;  // sent at least once, no answer yet
    std::size_t queued() const { return queue_.size(); }
    std::size_t retained() const { return sent_.size(); }

private:
    struct Command {
        CommandId id;
        v1::ClientFrame frame;
        bool done = false;  // carried out, as far as this connection's log epoch knows
        bool told = false;  // settled() was called
    };

    Command* find(std::uint32_t number);
    void settle(Command& command, const v1::Answer* answer);
    void abandon();
    void note_answered();
    void renumber(std::size_t from_index, std::uint32_t number);

    std::function<void(const Outcome&)> settled_;
    std::deque<Command> sent_;  // consecutive numbers
    std::deque<Command> queue_;
    CommandId ids_ = 0;
    std::uint32_t next_ = 1;  // the number that goes out next on this connection
    std::uint32_t answered_ = 0;
};

}  // namespace yunke::swarm
