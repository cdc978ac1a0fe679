#include "agent-gateway/swarm/client/machine.hpp"

#include <algorithm>
#include <array>
#include <limits>
#include <utility>

#include "agent-gateway/swarm/limits.hpp"

namespace yunke::swarm {
namespace {

constexpr std::uint16_t no_close_frame = 1006;
constexpr std::uint16_t replaced = 4001;
constexpr std::uint16_t unauthorised = 4003;
constexpr std::uint16_t number_reused = 4006;
constexpr std::uint16_t session_gone = 4007;
constexpr std::uint16_t forbidden = 4008;
constexpr std::uint16_t logged_out = 4010;

bool blames_our_frames(std::uint16_t code) {
    constexpr std::array codes{1002, 1003, 1007, 1009, 4004, 4006};
    return std::ranges::find(codes, code) != codes.end();
}

}  // namespace

ClientMachine::ClientMachine(std::string client, ClientTimings timings, std::uint64_t seed, ClientListener* listener,
                             Record* record)
    : client_(std::move(client)),
      timings_(timings),
      chance_(seed),
      listener_(listener != nullptr ? listener : &nobody_),
      record_(record),
      commands_([this](const Outcome& outcome) { on_outcome(outcome); }),
      instance_(chance_.id()) {}

// ---- what the person does ------------------------------------------------------------------------------------------

void ClientMachine::start(std::int64_t) {
    if (phase_ == Phase::connecting || phase_ == Phase::attaching || phase_ == Phase::online) return;
    attempt_ = 0;
    protocol_closes_ = 0;
    connect();
}

void ClientMachine::stop(std::int64_t now_ms) {
    const bool was_online = phase_ == Phase::online;
    go_down(1000, now_ms);
    phase_ = Phase::idle;
    if (was_online) listener_->on_down(1000);
}

CommandId ClientMachine::command(v1::ClientFrame frame) {
    return commands_.add(std::move(frame));
}

void ClientMachine::notify(v1::ClientFrame frame) {
    if (phase_ == Phase::online) notices_.push_back(std::move(frame));
}

// ---- what the shell asks -------------------------------------------------------------------------------------------

std::int64_t ClientMachine::due_ms() const {
    std::int64_t due = std::numeric_limits<std::int64_t>::max();
    for (const std::int64_t at :
         {retry_at_ms_, attach_by_ms_, beat_at_ms_, silence_by_ms_, stable_at_ms_, busy_until_ms_, gap_at_ms_})
        if (at != 0) due = std::min(due, at);
    return due;
}

std::optional<v1::ClientFrame> ClientMachine::next_frame(std::int64_t now_ms) {
    if (hello_) return std::exchange(hello_, std::nullopt);
    if (phase_ != Phase::online) return std::nullopt;
    if (!notices_.empty()) {
        v1::ClientFrame frame = std::move(notices_.front());
        notices_.erase(notices_.begin());
        frame.set_answered(commands_.last_answer());
        return frame;
    }
    if (busy(now_ms)) return std::nullopt;
    auto taken = commands_.take();
    if (!taken) return std::nullopt;
    if (record_ != nullptr) record_->sent(taken->id, session_, taken->frame);
    return std::move(taken->frame);
}

// ---- opening -------------------------------------------------------------------------------------------------------

void ClientMachine::connect() {
    retry_at_ms_ = 0;
    ++attempt_;
    if (token_.empty() && ticket_.empty()) {
        phase_ = Phase::ticket;
        return;
    }
    phase_ = Phase::connecting;
    connection_ = ++connections_;
}

void ClientMachine::ticket(std::string ticket, std::int64_t) {
    if (phase_ != Phase::ticket) return;
    ticket_ = std::move(ticket);
    --attempt_;  // connect() counts this try once
    connect();
}

void ClientMachine::ticket_failed(std::int64_t retry_after_ms, std::int64_t now_ms) {
    if (phase_ != Phase::ticket) return;
    wait(std::max(retry_after_ms, backoff_ms(timings_, attempt_, 1013, chance_.unit())), now_ms);
}

void ClientMachine::opened(std::int64_t now_ms) {
    if (phase_ != Phase::connecting) return;
    phase_ = Phase::attaching;
    attach_by_ms_ = now_ms + timings_.attach_ms;
    hello_ = hello();
}

v1::ClientFrame ClientMachine::hello() {
    v1::ClientFrame frame;
    v1::Hello& hello = *frame.mutable_hello();
    if (!token_.empty())
        hello.set_resume_token(token_);
    else
        hello.set_ticket(std::exchange(ticket_, {}));
    hello.set_instance(instance_);
    hello.set_log_epoch(epoch_);
    for (const auto& [conversation, transcript] : transcripts_) {
        if (hello.positions_size() == limits::positions_max) break;
        v1::Position& position = *hello.add_positions();
        position.set_conversation(conversation);
        position.set_entry(transcript.whole());
    }
    hello.set_last_answer(commands_.last_answer());
    hello.set_client(client_);
    return frame;
}

void ClientMachine::on_attached(const v1::Attached& attached, std::int64_t now_ms) {
    const bool same_session = session_ == attached.session();
    if (session_ != 0 && !same_session) {
        commands_.new_instance();
        transcripts_.clear();
    }
    const bool epoch_changed = same_session && epoch_ != 0 && epoch_ != attached.log_epoch();
    if (epoch_ != 0 && epoch_ != attached.log_epoch()) {
        ++counts_.epochs;
        transcripts_.clear();
    }
    // Of any session: a session that was lost with the storage's tail does not hear of the new epoch.
    if (record_ != nullptr && epoch_seen_ != 0 && epoch_seen_ != attached.log_epoch()) record_->new_epoch();
    epoch_seen_ = attached.log_epoch();
    session_ = attached.session();
    role_ = attached.role();
    epoch_ = attached.log_epoch();
    if (!attached.resume_token().empty()) token_ = attached.resume_token();
    phase_ = Phase::online;
    attach_by_ms_ = 0;
    busy_until_ms_ = 0;
    resend_from_ = 0;
    failures_ = 0;
    stable_at_ms_ = now_ms + timings_.stable_ms;
    beat_at_ms_ = now_ms + static_cast<std::int64_t>(chance_.unit() * static_cast<double>(timings_.heartbeat_ms));
    ++counts_.connections;
    if (same_session) ++counts_.resumed;
    take_view(attached);
    for (const v1::Answer& answer : attached.answers())
        on_answer(answer);
    commands_.attached(attached.last_number(), epoch_changed);
    listener_->on_attached(attached, same_session);
}

void ClientMachine::take_view(const v1::Attached& attached) {
    view_.conversations.clear();
    view_.offers.clear();
    for (const v1::ConversationView& each : attached.conversations())
        view_.conversations[each.id()] = each;
    for (const v1::Offer& offer : attached.offers())
        view_.offers[offer.conversation()] = offer;
    view_.self = attached.self();
    view_.board.reset();
    if (attached.has_board()) view_.board = attached.board();
    view_.queues = attached.queues();
    view_.notices.assign(attached.notices().begin(), attached.notices().end());
    std::erase_if(transcripts_, [&](const auto& held) { return !view_.conversations.contains(held.first); });
}

// ---- time and closing ----------------------------------------------------------------------------------------------

void ClientMachine::tick(std::int64_t now_ms) {
    const auto due = [now_ms](std::int64_t& at) { return at != 0 && at <= now_ms && std::exchange(at, 0) != 0; };
    if (due(busy_until_ms_)) resend_from_ = 0;
    if (due(stable_at_ms_)) attempt_ = 0;
    if (due(gap_at_ms_)) ask_for_gaps(now_ms);
    if (due(beat_at_ms_)) {
        v1::ClientFrame frame;
        frame.mutable_heartbeat()->set_sent_ms(now_ms);
        notify(std::move(frame));
        silence_by_ms_ = now_ms + timings_.silence_ms;
        beat_at_ms_ = now_ms + timings_.heartbeat_ms;
    }
    const bool never_attached = due(attach_by_ms_);
    if (due(silence_by_ms_) || never_attached) return line_dead(now_ms);
    if (due(retry_at_ms_) && phase_ == Phase::waiting) connect();
}

void ClientMachine::line_dead(std::int64_t now_ms) {
    closed(no_close_frame, now_ms);
}

// The line is no more, whatever comes next.
void ClientMachine::go_down(std::uint16_t code, std::int64_t) {
    if (phase_ == Phase::attaching || phase_ == Phase::connecting) ++failures_;
    connection_ = 0;
    last_close_ = code;
    hello_.reset();
    notices_.clear();
    for (std::int64_t* at :
         {&retry_at_ms_, &attach_by_ms_, &beat_at_ms_, &silence_by_ms_, &stable_at_ms_, &busy_until_ms_, &gap_at_ms_})
        *at = 0;
}

void ClientMachine::wait(std::int64_t ms, std::int64_t now_ms) {
    phase_ = Phase::waiting;
    retry_at_ms_ = now_ms + std::max<std::int64_t>(1, ms);
}

void ClientMachine::closed(std::uint16_t code, std::int64_t now_ms) {
    if (phase_ != Phase::connecting && phase_ != Phase::attaching && phase_ != Phase::online) return;
    const bool was_online = phase_ == Phase::online;
    go_down(code, now_ms);
    if (code == replaced) {
        phase_ = Phase::replaced;
    } else if (code == unauthorised || code == session_gone) {
        end_session(now_ms);
    } else if (code == logged_out) {
        forget_session();
        commands_.reset();
        phase_ = Phase::logged_out;
    } else if (code == forbidden || (blames_our_frames(code) && ++protocol_closes_ >= limits::protocol_closes_max)) {
        phase_ = Phase::refused;
    } else {
        if (code == number_reused) {
            instance_ = chance_.id();
            commands_.new_instance();
        }
        wait(backoff_ms(timings_, std::max(1, attempt_), code, chance_.unit()), now_ms);
    }
    if (was_online) listener_->on_down(code);
}

// A new ticket: at once the first time, by the back-off when that fails as well.
void ClientMachine::end_session(std::int64_t now_ms) {
    forget_session();
    if (attempt_ > 1)
        wait(backoff_ms(timings_, attempt_, no_close_frame, chance_.unit()), now_ms);
    else
        connect();
}

void ClientMachine::forget_session() {
    if (record_ != nullptr) record_->session_ended(session_);
    token_.clear();
    ticket_.clear();
    commands_.new_instance();
    instance_ = chance_.id();
    session_ = 0;
    epoch_ = 0;
    transcripts_.clear();
    view_ = {};
}

}  // namespace yunke::swarm
