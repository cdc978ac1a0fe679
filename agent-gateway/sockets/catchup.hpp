// What a socket is owed out of transcripts, and the order in which it gets that: of each read the newest page first,
// with all later frames behind it, then the older pages as the writer drains, between live frames. A page is only read
// when little waits for the socket, so a slow reader makes no memory grow. Peer makes one when the first ReadEntries
// comes and drops it when all is sent. Pure apart from the two functions that it is given.
#pragma once

#include <cstdint>
#include <deque>
#include <functional>
#include <optional>
#include <string>
#include <variant>

#include "agent-gateway/pool/transcript_reader.hpp"
#include "yunke/v1/client.pb.h"

namespace yunke::gateway {

class Catchup {
public:
    struct Actions {
        std::function<void(const PageRange&)> read;  // page() must be called with the outcome
        std::function<void(const v1::ServerFrame&)> send_page;
        std::function<void(const std::string&)> send_frame;  // a serialized ServerFrame that was held
    };

    explicit Catchup(Actions actions) : actions_(std::move(actions)) {}

    // False: too much is held already (limits::outbox_frames_max, outbox_bytes_max).
    bool add_read(const PageRange& whole);
    // Holds the frame if a first page is still to come; false if it need not wait: the caller sends it itself.
    enum class Hold : std::uint8_t { sent_by_caller, held, full };
    Hold add_frame(std::string_view serialized);

    // A page arrived.
    void page(v1::ServerFrame page);

    // Goes on as far as is possible now. `writer_drained` = little waits for the socket.
    void step(bool writer_drained);

    bool done() const { return !reading_ && queue_.empty() && older_.empty(); }
    std::size_t held_frames() const { return queue_.size(); }

private:
    using Item = std::variant<PageRange, std::string>;

    bool blocked() const { return !queue_.empty() || (reading_ && reading_first_); }
    void read_newest(const PageRange& range, bool first);

    Actions actions_;
    std::deque<Item> queue_;
    std::size_t queue_bytes_ = 0;
    std::deque<PageRange> older_;  // what is left of reads whose first page went out
    std::optional<PageRange> reading_;
    std::uint32_t rest_first_ = 0;  // of the read under way: its lowest entry
    bool reading_first_ = false;
};

}  // namespace yunke::gateway
