// What one client sent, what was answered, what it received: enough for the checker to prove afterwards that every
// acknowledged message stands exactly once, in order, and that every reader saw one prefix. Filled by ClientMachine,
// kept in memory, written as JSON lines on request. Texts are kept as hashes only.
#pragma once

#include <cstdint>
#include <expected>
#include <iosfwd>
#include <string>
#include <string_view>
#include <vector>

#include "yunke/v1/client.pb.h"

namespace yunke::swarm {

std::uint64_t text_hash(std::string_view text);

// One numbered command that bears a text (Open, Send, LeaveMessage with an opening, Rate).
struct SentText {
    enum class Fate : std::uint8_t {
        open,     // no answer has come: it may stand in the transcript or not
        done,     // answered OK with its place
        applied,  // answered "already applied": it stands somewhere
        refused,  // answered with an error: it must not stand
    };
    std::uint64_t order = 0;  // rising over all that this client gave, across sessions
    std::uint64_t session = 0;
    std::uint32_t number = 0;          // as last sent
    v1::EntryKind kind = v1::MESSAGE;  // of the entry that it makes
    std::uint64_t text = 0;            // hash
    std::uint64_t conversation = 0;    // 0 while an Open is unanswered
    Fate fate = Fate::open;
    std::uint32_t entry = 0;  // Fate::done
    // Nobody could send it again when the storage lost it: its session is no more, or did not want it any more.
    bool unmendable = false;
};

// One entry as the client has it, its own included.
struct ReceivedEntry {
    std::uint64_t conversation = 0;
    std::uint32_t n = 0;
    v1::EntryKind kind = v1::ENTRY_KIND_UNSPECIFIED;
    std::uint64_t text = 0;  // hash
};

class Record {
public:
    Record(std::string client, v1::Role role) : client_(std::move(client)), role_(role) {}

    // A command goes out; again for each time. Commands without a text are not kept.
    void sent(std::uint64_t order, std::uint64_t session, const v1::ClientFrame& frame);
    void answered(std::uint64_t order, const v1::Answer& answer);
    // The server knows this session no more; what it sent cannot be sent again.
    void session_ended(std::uint64_t session);
    void received(std::uint64_t conversation, const v1::Entry& entry);
    // The pool's storage went back: what was received before may not exist any more and comes again.
    void new_epoch() { received_.clear(); }

    const std::string& client() const { return client_; }
    v1::Role role() const { return role_; }
    const std::vector<SentText>& sent() const { return sent_; }
    const std::vector<ReceivedEntry>& received() const { return received_; }

    void write(std::ostream& out) const;  // JSON lines, the first names the client
    // All records of such a file, one after the other. The error names the line.
    static std::expected<std::vector<Record>, std::string> read(std::istream& in);

private:
    friend class RecordReader;

    std::string client_;
    v1::Role role_;
    std::vector<SentText> sent_;  // in rising order
    std::vector<ReceivedEntry> received_;
};

}  // namespace yunke::swarm
