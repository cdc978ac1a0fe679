// ClientMachine while the line is open: what each frame from the gateway changes.
#include <algorithm>
#include <utility>

#include "agent-gateway/swarm/client/machine.hpp"
#include "agent-gateway/swarm/limits.hpp"

namespace yunke::swarm {
namespace {

// Problems that refuse one frame for good; all others concern the line or the moment.
bool refuses_frame(v1::ErrorCode code) {
    return code < v1::MALFORMED || code == v1::MALFORMED || code == v1::TOO_LARGE;
}

}  // namespace

void ClientMachine::received(const v1::ServerFrame& frame, std::int64_t now_ms) {
    if (phase_ != Phase::attaching && phase_ != Phase::online) return;
    silence_by_ms_ = 0;
    using Body = v1::ServerFrame::BodyCase;
    switch (frame.body_case()) {
        case Body::kAttached:
            return on_attached(frame.attached(), now_ms);
        case Body::kFresh:
            ++counts_.fresh;
            token_.clear();
            return;
        case Body::kHeartbeat:
            return;
        case Body::kAnswer:
            return on_answer(frame.answer());
        case Body::kBusy:
            return on_busy(frame.busy(), now_ms);
        case Body::kResend:
            return on_resend(frame.resend(), now_ms);
        case Body::kProblem:
            return on_problem(frame.problem());
        case Body::kEntries:
            return on_entries(frame.entries(), now_ms);
        case Body::kConversation:
            return on_view(frame.conversation());
        case Body::kConversationGone:
            return on_gone(frame.conversation_gone().conversation());
        case Body::kOffer:
            view_.offers[frame.offer().conversation()] = frame.offer();
            return listener_->on_offer(frame.offer());
        case Body::kOfferGone:
            view_.offers.erase(frame.offer_gone().conversation());
            return listener_->on_offer_gone(frame.offer_gone());
        case Body::kSelf:
            view_.self = frame.self();
            return listener_->on_self(frame.self());
        case Body::kTyping:
            return listener_->on_typing(frame.typing());
        case Body::kBoard:
            view_.board = frame.board();
            return listener_->on_board(frame.board());
        case Body::kAgentChoices:
            view_.choices = frame.agent_choices();
            return;
        case Body::kChats:
            view_.chats = frame.chats();
            return;
        case Body::kAgents:
            view_.agents = frame.agents();
            return;
        case Body::kNotice:
            view_.notices.push_back(frame.notice());
            return;
        case Body::BODY_NOT_SET:
            return;  // a newer server may say what this client does not know
    }
}

void ClientMachine::on_answer(const v1::Answer& answer) {
    protocol_closes_ = 0;
    commands_.answer(answer);
}

void ClientMachine::on_outcome(const Outcome& outcome) {
    if (outcome.answer != nullptr) {
        if (record_ != nullptr) record_->answered(outcome.id, *outcome.answer);
        if (outcome.answer->error() == v1::OK) add_own_entry(*outcome.frame, *outcome.answer);
    }
    if (!outcome.again) listener_->on_outcome(outcome);
}

void ClientMachine::on_busy(const v1::Busy& busy, std::int64_t now_ms) {
    ++counts_.busy;
    commands_.resend(busy.number());
    const double ms = busy.retry_after_ms() * (1 + chance_.unit() / 4) * timings_.backoff_scale;
    busy_until_ms_ = std::max(busy_until_ms_, now_ms + std::max<std::int64_t>(1, static_cast<std::int64_t>(ms)));
}

// Every command behind a hole is answered with the same Resend; one of them is enough.
void ClientMachine::on_resend(const v1::Resend& resend, std::int64_t now_ms) {
    if (resend_from_ == resend.from() && now_ms - resend_at_ms_ < timings_.again_ms) return;
    resend_from_ = resend.from();
    resend_at_ms_ = now_ms;
    ++counts_.resends;
    commands_.resend(resend.from());
}

void ClientMachine::on_problem(const v1::Problem& problem) {
    ++counts_.problems;
    if (problem.number() > 0 && refuses_frame(problem.code()))
        commands_.refused(problem.number(), problem.code(), problem.detail());
}

void ClientMachine::on_entries(const v1::Entries& entries, std::int64_t now_ms) {
    for (const v1::Entry& entry : entries.entries())
        add_entry(entries.conversation(), entry, entries.history());
    if (gap_at_ms_ == 0 && gaps() > 0) gap_at_ms_ = now_ms + timings_.gap_ms;
}

void ClientMachine::on_view(const v1::ConversationView& view) {
    view_.conversations[view.id()] = view;
    listener_->on_view(view);
}

void ClientMachine::on_gone(std::uint64_t conversation) {
    view_.conversations.erase(conversation);
    transcripts_.erase(conversation);
    listener_->on_gone(conversation);
}

// The author of an entry is told its number only; what stands there she knows.
void ClientMachine::add_own_entry(const v1::ClientFrame& frame, const v1::Answer& answer) {
    if (answer.entry() == 0) return;
    v1::Entry entry;
    entry.set_n(answer.entry());
    entry.set_at_ms(answer.at_ms());
    entry.set_kind(frame.has_rate() ? v1::RATED : frame.has_whisper() ? v1::WHISPERED : v1::MESSAGE);
    entry.set_author(role_);
    if (frame.has_send()) entry.set_text(frame.send().text());
    if (frame.has_open()) entry.set_text(frame.open().text());
    if (frame.has_whisper()) entry.set_text(frame.whisper().text());
    if (frame.has_reopen()) entry.set_text(frame.reopen().text());
    if (frame.has_rate()) entry.set_text(frame.rate().comment());
    if (frame.has_leave_message()) entry.set_text(frame.leave_message().open().text());
    add_entry(answer.conversation(), entry, false);
}

void ClientMachine::add_entry(std::uint64_t conversation, const v1::Entry& entry, bool history) {
    // Late entries of a chat that went to a colleague; a shopper's first entries come before the view.
    if (role_ == v1::AGENT && !view_.conversations.contains(conversation)) return;
    if (!transcripts_[conversation].add(entry)) {
        ++counts_.repeated;
        return;
    }
    if (record_ != nullptr) record_->received(conversation, entry);
    listener_->on_entry(conversation, entry, history);
}

const Transcript* ClientMachine::transcript(std::uint64_t conversation) const {
    const auto found = transcripts_.find(conversation);
    return found == transcripts_.end() ? nullptr : &found->second;
}

std::size_t ClientMachine::gaps() const {
    return static_cast<std::size_t>(
        std::ranges::count_if(transcripts_, [](const auto& held) { return held.second.has_gap(); }));
}

void ClientMachine::ask_for_gaps(std::int64_t now_ms) {
    for (const auto& [conversation, transcript] : transcripts_) {
        if (!transcript.has_gap()) continue;
        v1::ClientFrame frame;
        frame.mutable_history()->set_conversation(conversation);
        frame.mutable_history()->set_before(transcript.gap_end());
        frame.mutable_history()->set_count(
            std::min(limits::history_max, transcript.gap_end() - transcript.whole() - 1));
        command(std::move(frame));
        gap_at_ms_ = now_ms + timings_.gap_ms;
    }
}

}  // namespace yunke::swarm
