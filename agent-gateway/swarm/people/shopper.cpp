#include "agent-gateway/swarm/people/shopper.hpp"

#include <utility>

#include "agent-gateway/swarm/client/frames.hpp"
#include "agent-gateway/swarm/people/standing.hpp"
#include "agent-gateway/swarm/people/words.hpp"

namespace yunke::swarm {

SimulatedShopper::SimulatedShopper(net::io_context& io, ClientOptions options, ShopperSurroundings surroundings,
                                   Errand errand, std::uint64_t seed, std::function<void()> done)
    : surroundings_(std::move(surroundings)),
      habits_(surroundings_.habits),
      errand_(std::move(errand)),
      chance_(seed),
      plans_(surroundings_.agenda),
      done_(std::move(done)),
      client_(io, std::move(options), this),
      falls_silent_(chance_.happens(habits_.falls_silent)),
      drops_line_(chance_.happens(habits_.drops_line)) {}

const v1::ConversationView* SimulatedShopper::view() const {
    const auto& all = client_.machine().view().conversations;
    const auto found = all.find(conversation_);
    return found == all.end() ? nullptr : &found->second;
}

v1::ConversationState SimulatedShopper::state() const {
    const v1::ConversationView* now = view();
    return now == nullptr ? v1::CONVERSATION_STATE_UNSPECIFIED : now->state();
}

double SimulatedShopper::waiting_seconds() const {
    return waiting() ? static_cast<double>(steady_ms() - opened_ms_) / 1'000 : 0;
}

// ---- the line ------------------------------------------------------------------------------------------------------

void SimulatedShopper::on_attached(const v1::Attached& attached, bool same_session) {
    if (!same_session && asked_to_open_) return leave();  // the chat of before is over for her
    if (conversation_ == 0 && attached.conversations_size() > 0) conversation_ = attached.conversations(0).id();
    if (!asked_to_open_) {
        asked_to_open_ = true;
        plans_.after(seconds(habits_.open_after), [this] { open(); });
    }
    consider();
}

void SimulatedShopper::on_down(std::uint16_t code) {
    if (code != 1000) ++surroundings_.counts.downs;
}

// ---- opening and waiting -------------------------------------------------------------------------------------------

void SimulatedShopper::open() {
    const Dialogue& dialogue = *errand_.dialogue;
    client_.command(frames::open(errand_.topic, dialogue.shopper, dialogue.language, dialogue.turns.front().text));
}

void SimulatedShopper::opened(const v1::Answer& answer) {
    if (answer.error() == v1::OK || answer.error() == v1::HAS_CONVERSATION) {
        ++surroundings_.counts.opened;
        conversation_ = answer.conversation();
        opened_ms_ = steady_ms();
        plans_.after(habits_.nobody_serves_after, [this] { wait_for_agent(); });
        plans_.after(seconds(habits_.patience), [this] { lose_patience(); });
        return consider();
    }
    if (answer.error() != v1::QUEUE_CLOSED && answer.error() != v1::QUEUE_FULL) return leave();
    const Dialogue& dialogue = *errand_.dialogue;
    const v1::ClientFrame frame =
        frames::open(errand_.topic, dialogue.shopper, dialogue.language, dialogue.turns.front().text);
    client_.command(frames::leave_message(frame.open(), words::contact(chance_.below(1'000))));
}

// Nobody of this queue is at work: no use in waiting.
void SimulatedShopper::wait_for_agent() {
    if (waiting() && view()->serving() == 0) leave_message();
}

void SimulatedShopper::lose_patience() {
    if (!waiting()) return;
    if (chance_.happens(habits_.leaves_message)) return leave_message();
    ++surroundings_.counts.abandoned;
    client_.command(frames::close(conversation_));
}

void SimulatedShopper::leave_message() {
    left_message_ = true;
    client_.command(frames::leave_message(conversation_, words::contact(chance_.below(1'000))));
}

// ---- talking -------------------------------------------------------------------------------------------------------

void SimulatedShopper::on_entry(std::uint64_t, const v1::Entry& entry, bool) {
    if (entry.author() == v1::AGENT && entry.kind() == v1::MESSAGE) plan_read();
    if (entry.kind() == v1::IDLE_WARNED && silent_ && chance_.happens(habits_.comes_back)) silent_ = false;
    consider();
}

void SimulatedShopper::on_view(const v1::ConversationView&) {
    consider();
}

void SimulatedShopper::on_outcome(const Outcome& outcome) {
    if (outcome.answer == nullptr) {
        if (outcome.frame->has_send()) line_planned_ = false;
        return;
    }
    const v1::Answer& answer = *outcome.answer;
    const bool good = answer.error() == v1::OK;
    if (!good) surroundings_.counts.refused(answer.error());
    if (outcome.frame->has_open()) opened(answer);
    if (outcome.frame->has_send()) {
        line_planned_ = false;
        if (good) ++surroundings_.counts.sent;
        consider();
    }
    if (outcome.frame->has_leave_message()) {
        if (good) ++surroundings_.counts.messages_left;
        left_message_ = good;
        if (good) leave();
    }
    if (outcome.frame->has_rate()) {
        if (good) ++surroundings_.counts.rated;
        leave();
    }
}

void SimulatedShopper::consider() {
    const v1::ConversationView* now = view();
    const Transcript* transcript = client_.machine().transcript(conversation_);
    if (now == nullptr || transcript == nullptr || leaving_ || left_message_) return;
    if (now->state() == v1::CLOSED || now->state() == v1::WRAP_UP) return rate();
    if (line_planned_ || silent_ || transcript->has_gap() || transcript->whole() < now->entries()) return;
    const Standing standing = swarm::standing(*transcript, surroundings_.dialogues);
    const Dialogue& dialogue = *errand_.dialogue;
    const std::size_t awaited = dialogue.replies_after(standing.shopper_lines).size();
    const Turn* next = dialogue.shopper_turn(standing.shopper_lines);
    if (standing.agent_since >= awaited) {
        if (next != nullptr) return go_on(*next, seconds(habits_.answer_after));
        if (now->state() == v1::ACTIVE)
            end_talk(chance_.happens(habits_.closes_herself) ? seconds(habits_.close_after)
                                                             : seconds(habits_.close_at_last));
        return;
    }
    if (standing.agent_since == 0 || quiet_since_ == transcript->last()) return;
    // Somebody answers in other words than the dialogue: go on when nothing more comes.
    quiet_since_ = transcript->last();
    plans_.after(habits_.go_on_after, [this, last = quiet_since_, line = next] {
        const Transcript* then = client_.machine().transcript(conversation_);
        if (line_planned_ || leaving_ || then == nullptr || then->last() != last || state() != v1::ACTIVE) return;
        if (line != nullptr) return go_on(*line, 0);
        end_talk(seconds(habits_.close_at_last));
    });
}

void SimulatedShopper::go_on(const Turn& line, double after) {
    if (std::exchange(drops_line_, false) && chance_.happens(0.5))
        client_.drop(static_cast<std::int64_t>(seconds(habits_.line_away) * 1'000 / surroundings_.agenda.pace()));
    if (std::exchange(falls_silent_, false) && chance_.happens(0.5)) {
        silent_ = true;
        return;
    }
    line_planned_ = true;
    const double begin = after;
    plans_.after(begin, [this] { client_.notify(frames::typing(conversation_)); });
    plans_.after(begin + typing_seconds(line.text), [this, text = line.text] {
        if (state() != v1::ACTIVE && state() != v1::WAITING) {
            line_planned_ = false;
            return consider();
        }
        if (client_.command(frames::send(conversation_, text)) == 0) line_planned_ = false;
    });
}

void SimulatedShopper::end_talk(double after) {
    if (std::exchange(end_planned_, true)) return;
    plans_.after(after, [this] {
        end_planned_ = false;
        if (state() == v1::ACTIVE) client_.command(frames::close(conversation_));
    });
}

void SimulatedShopper::plan_read() {
    if (std::exchange(read_planned_, true)) return;
    plans_.after(seconds(habits_.read_after), [this] {
        read_planned_ = false;
        const Transcript* transcript = client_.machine().transcript(conversation_);
        if (transcript != nullptr && transcript->whole() > 0 && client_.online())
            client_.command(frames::read(conversation_, transcript->whole()));
    });
}

// ---- the end -------------------------------------------------------------------------------------------------------

void SimulatedShopper::rate() {
    if (std::exchange(rate_planned_, true)) return;
    ++surroundings_.counts.ended;
    const bool served = view()->accepted_ms() > 0;
    if (!served || !chance_.happens(habits_.rates)) return leave();
    plans_.after(seconds(habits_.rate_after), [this] {
        const double luck = chance_.unit();
        const unsigned stars = luck < 0.7 ? 5 : luck < 0.9 ? 4 : 3;
        const std::string& language = errand_.dialogue->language;
        const std::string comment =
            chance_.happens(habits_.comments) ? words::comment(language, chance_.below(100), stars) : std::string();
        client_.command(frames::rate(conversation_, stars, comment));
    });
}

void SimulatedShopper::leave() {
    if (std::exchange(leaving_, true)) return;
    plans_.after(seconds(habits_.leave_after), [this] {
        client_.stop();
        if (done_) done_();
    });
}

}  // namespace yunke::swarm
