// A client of the gateway as a person's program would be, without sockets or clocks: fed with frames and the time, it
// says what to send, when to connect and when to ask for a ticket. It numbers commands, sends unanswered ones again
// after reconnecting only, keeps the last answered ones for a change of the log epoch, follows Resend and Busy, beats,
// backs off with full jitter, and holds every conversation's entries by number. Client (client.hpp) is its shell;
// tests step it.
#pragma once

#include <cstdint>
#include <functional>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "agent-gateway/swarm/chance.hpp"
#include "agent-gateway/swarm/check/record.hpp"
#include "agent-gateway/swarm/client/commands.hpp"
#include "agent-gateway/swarm/client/listener.hpp"
#include "agent-gateway/swarm/client/timings.hpp"
#include "agent-gateway/swarm/client/transcript.hpp"

namespace yunke::swarm {

enum class Phase : std::uint8_t {
    idle,        // not started, or stopped by its owner
    ticket,      // needs a ticket: the shell calls ticket() or ticket_failed()
    connecting,  // needs a socket: the shell calls opened() or closed()
    attaching,   // Hello is out
    online,
    waiting,     // until due_ms(), then ticket or connecting
    replaced,    // another client took the session over (4001); never tried again by itself
    logged_out,  // 4010
    refused,     // the server will not have us: 4008, or a third close in a row that blames our frames
};

// What the person may see now.
struct ClientView {
    std::map<std::uint64_t, v1::ConversationView> conversations;
    std::map<std::uint64_t, v1::Offer> offers;
    v1::AgentSelf self;
    std::optional<v1::QueueBoard> board;
    // The last answer to each of these questions.
    v1::AgentChoices choices;
    v1::ChatList chats;
    v1::AgentList agents;
    std::vector<v1::Notice> notices;
    google::protobuf::RepeatedPtrField<v1::QueueName> queues;
};

struct ClientCounts {
    std::uint64_t connections = 0;  // that reached Attached
    std::uint64_t resumed = 0;      // of these, with the session of before
    std::uint64_t fresh = 0;        // sessions that were no more
    std::uint64_t busy = 0;
    std::uint64_t resends = 0;
    std::uint64_t problems = 0;
    std::uint64_t epochs = 0;    // changes of the log epoch
    std::uint64_t repeated = 0;  // entries that came twice and were dropped
};

class ClientMachine {
public:
    // The listener may be set later, and must live as long as the machine is used. The record may be absent.
    ClientMachine(std::string client, ClientTimings timings, std::uint64_t seed, ClientListener* listener = nullptr,
                  Record* record = nullptr);

    // ---- what the person does ----
    void start(std::int64_t now_ms);
    void stop(std::int64_t now_ms);  // closes the line and keeps the session; start() resumes it
    // Numbered. 0 if too many wait already.
    CommandId command(v1::ClientFrame frame);
    // Not numbered (typing); dropped while the line is down.
    void notify(v1::ClientFrame frame);

    // ---- what the shell asks ----
    Phase phase() const { return phase_; }
    // The socket that is wanted; changes with every connection, 0 = none. A shell holding another one cuts it.
    std::uint64_t connection() const { return connection_; }
    // How many sockets in a row failed before Attached: a shell with several addresses goes on to the next.
    std::uint64_t failures() const { return failures_; }
    std::int64_t due_ms() const;  // when tick() has something to do; INT64_MAX = nothing
    std::optional<v1::ClientFrame> next_frame(std::int64_t now_ms);

    // ---- what the shell tells ----
    void tick(std::int64_t now_ms);
    void ticket(std::string ticket, std::int64_t now_ms);
    void ticket_failed(std::int64_t retry_after_ms, std::int64_t now_ms);  // 0 = by the usual back-off
    void opened(std::int64_t now_ms);
    void received(const v1::ServerFrame& frame, std::int64_t now_ms);
    void closed(std::uint16_t code, std::int64_t now_ms);  // 1006 when no close frame came

    // ---- what is known ----
    const ClientView& view() const { return view_; }
    const Transcript* transcript(std::uint64_t conversation) const;
    const std::map<std::uint64_t, Transcript>& transcripts() const { return transcripts_; }
    // Conversations whose entries have a hole at this moment.
    std::size_t gaps() const;
    std::size_t unanswered() const { return commands_.unanswered(); }
    std::size_t queued() const { return commands_.queued(); }
    std::uint64_t session() const { return session_; }
    std::uint64_t log_epoch() const { return epoch_; }
    std::uint16_t last_close() const { return last_close_; }
    bool busy(std::int64_t now_ms) const { return busy_until_ms_ > now_ms; }
    const ClientCounts& counts() const { return counts_; }
    const std::string& resume_token() const { return token_; }
    // Takes up a session that somebody else began, as a second tab does.
    void set_resume_token(std::string token) { token_ = std::move(token); }
    void set_listener(ClientListener* listener) { listener_ = listener != nullptr ? listener : &nobody_; }

private:
    void connect();
    void go_down(std::uint16_t code, std::int64_t now_ms);
    void wait(std::int64_t ms, std::int64_t now_ms);
    void end_session(std::int64_t now_ms);
    void forget_session();
    void line_dead(std::int64_t now_ms);
    v1::ClientFrame hello();

    void on_attached(const v1::Attached& attached, std::int64_t now_ms);
    void take_view(const v1::Attached& attached);
    void on_answer(const v1::Answer& answer);
    void on_outcome(const Outcome& outcome);
    void on_busy(const v1::Busy& busy, std::int64_t now_ms);
    void on_resend(const v1::Resend& resend, std::int64_t now_ms);
    void on_problem(const v1::Problem& problem);
    void on_entries(const v1::Entries& entries, std::int64_t now_ms);
    void on_view(const v1::ConversationView& view);
    void on_gone(std::uint64_t conversation);
    void add_own_entry(const v1::ClientFrame& frame, const v1::Answer& answer);
    void add_entry(std::uint64_t conversation, const v1::Entry& entry, bool history);
    void ask_for_gaps(std::int64_t now_ms);

    std::string client_;
    ClientTimings timings_;
    Chance chance_;
    ClientListener nobody_;
    ClientListener* listener_;
    Record* record_;

    Phase phase_ = Phase::idle;
    Commands commands_;
    std::map<std::uint64_t, Transcript> transcripts_;
    ClientView view_;
    ClientCounts counts_;

    std::string ticket_;
    std::string token_;
    std::uint64_t instance_;
    std::uint64_t session_ = 0;
    v1::Role role_ = v1::ROLE_UNSPECIFIED;
    std::uint64_t epoch_ = 0;
    std::uint64_t epoch_seen_ = 0;  // the last one of any session
    std::uint64_t connection_ = 0;
    std::uint64_t connections_ = 0;
    std::uint64_t failures_ = 0;
    std::uint16_t last_close_ = 0;
    int attempt_ = 0;
    int protocol_closes_ = 0;
    std::optional<v1::ClientFrame> hello_;
    std::vector<v1::ClientFrame> notices_;  // heartbeats and typing, to be sent now
    std::uint32_t resend_from_ = 0;
    std::int64_t resend_at_ms_ = 0;

    // Deadlines; 0 = not running.
    std::int64_t retry_at_ms_ = 0;
    std::int64_t attach_by_ms_ = 0;
    std::int64_t beat_at_ms_ = 0;
    std::int64_t silence_by_ms_ = 0;
    std::int64_t stable_at_ms_ = 0;
    std::int64_t busy_until_ms_ = 0;
    std::int64_t gap_at_ms_ = 0;
};

}  // namespace yunke::swarm
