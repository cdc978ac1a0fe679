#include "dispatcher/wire/frame.hpp"

#include "dispatcher/wire/convert.hpp"
#include "dispatcher/wire/write.hpp"

namespace yunke::wire {
namespace {

template <class... Cases>
struct Overloaded : Cases... {
    using Cases::operator()...;
};

void put_view(const core::ConversationView& from, v1::ConversationView& to) {
    to.set_id(core::raw(from.id));
    to.set_state(number<v1::ConversationState>(from.state));
    to.set_shop(core::raw(from.shop));
    to.set_shop_name(from.shop_name);
    to.set_queue(core::raw(from.queue));
    to.set_topic(from.topic);
    to.set_shopper_name(from.shopper_name);
    to.set_agent_name(from.agent_name);
    to.set_language(from.language);
    to.set_on_hold(from.on_hold);
    to.set_entries(from.entries);
    to.set_arrival_ms(from.arrival_ms);
    to.set_deadline_ms(from.deadline_ms);
    to.set_accepted_ms(from.accepted_ms);
    to.set_wrap_up_until_ms(from.wrap_up_until_ms);
    to.set_ahead(from.ahead);
    to.set_serving(from.serving);
    to.set_message_left(from.message_left);
    to.set_peer_online(from.peer_online);
    to.set_peer_read(from.peer_read);
    to.set_own_read(from.own_read);
    to.set_end_reason(number<v1::EndReason>(from.end_reason));
    to.set_stars(from.stars);
    to.set_contact(from.contact);
    to.set_reopen_until_ms(from.reopen_until_ms);
    to.set_helper_name(from.helper_name);
    to.set_helping(from.helping);
    to.set_help_asked(from.help_asked);
    to.set_former_name(from.former_name);
    to.mutable_supervisors()->Add(from.supervisors.begin(), from.supervisors.end());
    to.set_part(number<v1::Part>(from.part));
}

void put_offer(const core::OfferView& from, v1::Offer& to) {
    to.set_conversation(core::raw(from.conversation));
    to.set_shop(core::raw(from.shop));
    to.set_shop_name(from.shop_name);
    to.set_queue(core::raw(from.queue));
    to.set_topic(from.topic);
    to.set_shopper_name(from.shopper_name);
    to.set_language(from.language);
    to.set_opening(from.opening);
    to.set_arrival_ms(from.arrival_ms);
    to.set_expires_ms(from.expires_ms);
    to.set_prolongs_left(from.prolongs_left);
    to.set_message_left(from.message_left);
    to.set_returning(from.returning);
    to.set_help(from.help);
    to.set_from_name(from.from_name);
}

void put_self(const core::AgentSelf& from, v1::AgentSelf& to) {
    to.set_agent(core::raw(from.agent));
    to.set_presence(number<v1::Presence>(from.presence));
    to.set_presence_since_ms(from.presence_since_ms);
    to.set_arrivals_held(from.arrivals_held);
    to.set_misses(from.misses);
    to.set_misses_to_hold(from.misses_to_hold);
    to.set_capacity(from.capacity);
    to.set_load(from.load);
    to.set_limit(number<v1::Limit>(from.limit));
    to.set_limit_until_ms(from.limit_until_ms);
}

// QueueName, and a board's row, which begins with the same fields.
template <class Message>
void put_name(const core::QueueName& from, Message& to) {
    to.set_queue(core::raw(from.queue));
    to.set_shop(core::raw(from.shop));
    to.set_shop_name(from.shop_name);
    to.set_topic(from.topic);
    to.set_title_zh(from.title_zh);
    to.set_title_en(from.title_en);
    to.set_open(from.open);
}

void put_board(const core::QueueBoard& from, v1::QueueBoard& to) {
    for (const core::BoardRow& row : from.rows) {
        v1::QueueBoard::Row& one = *to.add_rows();
        put_name(row.name, one);
        one.set_waiting(row.waiting);
        one.set_offered(row.offered);
        one.set_oldest_arrival_ms(row.oldest_arrival_ms);
        one.set_overdue(row.overdue);
        one.set_active(row.active);
        one.set_serving(row.serving);
        one.set_closed(row.closed);
        one.set_unanswered(row.unanswered);
    }
    to.set_agents_available(from.available);
    to.set_agents_full(from.full);
    to.set_agents_finishing(from.finishing);
    to.set_agents_resting(from.resting);
    to.set_agents_held(from.held);
    to.set_agents_line_lost(from.line_lost);
    to.set_agents_training(from.training);
    to.set_now_ms(from.now_ms);
}

void put_attached(const core::Attached& from, v1::Attached& to) {
    to.set_session(core::raw(from.session));
    to.set_role(number<v1::Role>(from.role));
    to.set_name(from.name);
    to.set_log_epoch(from.log_epoch);
    to.set_last_number(from.last_number);
    for (const core::Answer& answer : from.answers)
        put(answer, *to.add_answers());
    to.set_now_ms(from.now_ms);
    for (const core::ConversationView& view : from.conversations)
        put_view(view, *to.add_conversations());
    for (const core::OfferView& offer : from.offers)
        put_offer(offer, *to.add_offers());
    if (from.has_self) put_self(from.self, *to.mutable_self());
    if (from.has_board) put_board(from.board, *to.mutable_board());
    for (const core::QueueName& queue : from.queues)
        put_name(queue, *to.add_queues());
    for (const core::Notice& notice : from.notices)
        put(notice, *to.add_notices());
}

void put_choices(const core::AgentChoices& from, v1::AgentChoices& to) {
    to.set_conversation(core::raw(from.conversation));
    for (const core::AgentChoices::Choice& choice : from.choices) {
        v1::AgentChoices::Choice& one = *to.add_choices();
        one.set_agent(core::raw(choice.agent));
        one.set_name(choice.name);
    }
}

void put_chats(const core::ChatList& from, v1::ChatList& to) {
    to.set_queue(core::raw(from.queue));
    to.set_now_ms(from.now_ms);
    for (const core::ChatList::Chat& chat : from.chats) {
        v1::ChatList::Chat& one = *to.add_chats();
        one.set_conversation(core::raw(chat.conversation));
        one.set_state(number<v1::ConversationState>(chat.state));
        one.set_shopper_name(chat.shopper_name);
        one.set_agent_name(chat.agent_name);
        one.set_arrival_ms(chat.arrival_ms);
        one.set_deadline_ms(chat.deadline_ms);
        one.set_entries(chat.entries);
        one.set_message_left(chat.message_left);
        one.set_unanswered_since_ms(chat.unanswered_since_ms);
        one.set_helper_name(chat.helper_name);
        one.mutable_supervisors()->Add(chat.supervisors.begin(), chat.supervisors.end());
    }
}

void put_agents(const core::AgentList& from, v1::AgentList& to) {
    for (const core::AgentList::Row& row : from.rows) {
        v1::AgentList::Row& one = *to.add_rows();
        one.set_agent(core::raw(row.agent));
        one.set_name(row.name);
        one.set_presence(number<v1::Presence>(row.presence));
        one.set_presence_since_ms(row.presence_since_ms);
        one.set_load(row.load);
        one.set_free(row.free);
        one.set_arrivals_held(row.arrivals_held);
        one.set_line_lost(row.line_lost);
    }
    to.set_next(core::raw(from.next));
}

// The ServerFrame of a payload; false if it has none.
bool put_frame(const core::Payload& payload, v1::ServerFrame& to) {
    const auto cases = Overloaded{
        [&](const core::Answer& p) { return put(p, *to.mutable_answer()), true; },
        [&](const core::Resend& p) { return to.mutable_resend()->set_from(p.from), true; },
        [](const core::NewEntry&) { return false; },  // needs its line; write_entry_out
        [&](const core::ConversationView& p) { return put_view(p, *to.mutable_conversation()), true; },
        [&](const core::ConversationGone& p) {
            return to.mutable_conversation_gone()->set_conversation(core::raw(p.conversation)), true;
        },
        [&](const core::OfferView& p) { return put_offer(p, *to.mutable_offer()), true; },
        [&](const core::OfferGone& p) {
            to.mutable_offer_gone()->set_conversation(core::raw(p.conversation));
            return to.mutable_offer_gone()->set_why(number<v1::OfferEnd>(p.why)), true;
        },
        [&](const core::AgentSelf& p) { return put_self(p, *to.mutable_self()), true; },
        [&](const core::TypingNotice& p) {
            to.mutable_typing()->set_conversation(core::raw(p.conversation));
            return to.mutable_typing()->set_who(number<v1::Role>(p.who)), true;
        },
        [&](const core::QueueBoard& p) { return put_board(p, *to.mutable_board()), true; },
        [&](const core::Attached& p) { return put_attached(p, *to.mutable_attached()), true; },
        [&](const core::AgentChoices& p) { return put_choices(p, *to.mutable_agent_choices()), true; },
        [&](const core::ChatList& p) { return put_chats(p, *to.mutable_chats()), true; },
        [&](const core::AgentList& p) { return put_agents(p, *to.mutable_agents()), true; },
        [&](const core::Notice& p) { return put(p, *to.mutable_notice()), true; },
        [](const core::ReadEntries&) { return false; },
        [&](const core::CloseSocket& p) {
            if (p.fresh == core::FreshReason::none) return false;
            return to.mutable_fresh()->set_reason(number<v1::Fresh::Reason>(p.fresh)), true;
        },
    };
    return std::visit(cases, payload);
}

void put_read(const core::ReadEntries& from, v1::ReadEntries& to) {
    to.set_conversation(core::raw(from.conversation));
    to.set_first(from.first);
    to.set_last(from.last);
    to.set_role(number<v1::Role>(from.role));
}

void put_work(const core::WorkInterval& from, v1::WorkInterval& to) {
    to.set_agent(core::raw(from.agent));
    to.set_from_ms(from.from_ms);
    to.set_to_ms(from.to_ms);
    to.set_presence(number<v1::Presence>(from.presence));
    to.set_held(from.held);
    to.set_line_lost(from.line_lost);
    to.set_period_ms(from.period_ms);
    to.set_shift(core::raw(from.shift));
    for (const core::WorkInterval::Unit& unit : from.units) {
        v1::WorkInterval::Unit& one = *to.add_units();
        one.set_conversation(core::raw(unit.conversation));
        one.set_shop(core::raw(unit.shop));
        one.set_queue(core::raw(unit.queue));
        one.set_kind(number<v1::WorkInterval::Kind>(unit.kind));
        one.set_share_ms(unit.share_ms);
    }
}

void put_accepted(const core::ConversationAccepted& from, v1::ConversationAccepted& to) {
    to.set_conversation(core::raw(from.conversation));
    to.set_shop(core::raw(from.shop));
    to.set_queue(core::raw(from.queue));
    to.set_agent(core::raw(from.agent));
    to.set_at_ms(from.at_ms);
}

void put_handed_on(const core::ConversationHandedOn& from, v1::ConversationHandedOn& to) {
    to.set_conversation(core::raw(from.conversation));
    to.set_shop(core::raw(from.shop));
    to.set_queue(core::raw(from.queue));
    to.set_agent(core::raw(from.agent));
    to.set_to_agent(core::raw(from.to_agent));
    to.set_at_ms(from.at_ms);
}

void put_period_ended(const core::PeriodEnded& from, v1::PeriodEnded& to) {
    to.set_agent(core::raw(from.agent));
    to.set_period_ms(from.period_ms);
    to.set_shift(core::raw(from.shift));
    to.set_at_ms(from.at_ms);
}

void put_supervised(const core::SupervisedInterval& from, v1::SupervisedInterval& to) {
    to.set_supervisor(from.supervisor);
    to.set_conversation(core::raw(from.conversation));
    to.set_shop(core::raw(from.shop));
    to.set_from_ms(from.from_ms);
    to.set_to_ms(from.to_ms);
}

void put_rated(const core::ConversationRated& from, v1::ConversationRated& to) {
    to.set_conversation(core::raw(from.conversation));
    to.set_shop(core::raw(from.shop));
    to.set_agent(core::raw(from.agent));
    to.set_stars(from.stars);
    to.set_at_ms(from.at_ms);
}

void put_reopened(const core::ConversationReopened& from, v1::ConversationReopened& to) {
    to.set_conversation(core::raw(from.conversation));
    to.set_shop(core::raw(from.shop));
    to.set_agent(core::raw(from.agent));
    to.set_at_ms(from.at_ms);
}

void put_ended(const core::ConversationEnded& from, v1::ConversationEnded& to) {
    to.set_conversation(core::raw(from.conversation));
    to.set_shop(core::raw(from.shop));
    to.set_queue(core::raw(from.queue));
    to.set_agent(core::raw(from.agent));
    to.set_reason(number<v1::EndReason>(from.reason));
    to.set_arrival_ms(from.arrival_ms);
    to.set_accepted_ms(from.accepted_ms);
    to.set_at_ms(from.at_ms);
    to.set_entries(from.entries);
}

void put_act(const core::SupervisorAct& from, v1::SupervisorAct& to) {
    to.set_kind(number<v1::SupervisorAct::Kind>(from.kind));
    to.set_supervisor(from.supervisor);
    to.set_name(from.name);
    to.set_conversation(core::raw(from.on.conversation));
    to.set_queue(core::raw(from.on.queue));
    to.set_agent(core::raw(from.on.agent));
    to.set_amount(from.on.amount);
    to.set_text(from.text);
    to.set_at_ms(from.at_ms);
}

}  // namespace

void put(const core::Out& from, v1::Out& to, v1::ServerFrame& scratch) {
    to.set_session(core::raw(from.session));
    to.set_attach(core::raw(from.attach));
    to.set_everybody(number<v1::Role>(from.everybody));
    scratch.Clear();
    const bool has_frame = put_frame(from.payload, scratch);
    if (const auto* read = std::get_if<core::ReadEntries>(&from.payload)) {
        put_read(*read, *to.mutable_read());
    } else if (const auto* close = std::get_if<core::CloseSocket>(&from.payload)) {
        to.mutable_close()->set_code(close->code);
        to.mutable_close()->set_reason(close->reason);
        if (has_frame) scratch.SerializeToString(to.mutable_close()->mutable_frame());
    } else if (std::holds_alternative<core::Attached>(from.payload)) {
        scratch.SerializeToString(to.mutable_attached());
    } else {
        scratch.SerializeToString(to.mutable_frame());
    }
}

void put(const core::Fact& from, v1::Fact& to) {
    const auto cases = Overloaded{
        [&](const core::EpochFact& f) {
            to.mutable_epoch()->set_old(f.old);
            to.mutable_epoch()->set_last(f.last);
        },
        [&](const core::WorkInterval& f) { put_work(f, *to.mutable_work()); },
        [&](const core::PeriodEnded& f) { put_period_ended(f, *to.mutable_period_ended()); },
        [&](const core::ConversationAccepted& f) { put_accepted(f, *to.mutable_accepted()); },
        [&](const core::ConversationHandedOn& f) { put_handed_on(f, *to.mutable_handed_on()); },
        [&](const core::ConversationEnded& f) { put_ended(f, *to.mutable_ended()); },
        [&](const core::ConversationRated& f) { put_rated(f, *to.mutable_rated()); },
        [&](const core::ConversationReopened& f) { put_reopened(f, *to.mutable_reopened()); },
        [&](const core::SupervisedInterval& f) { put_supervised(f, *to.mutable_supervised()); },
        [&](const core::SupervisorAct& f) { put_act(f, *to.mutable_act()); },
    };
    std::visit(cases, from);
}

void put(const core::Archived& from, v1::ArchivedConversation& to) {
    to.set_conversation(core::raw(from.conversation));
    to.set_shop(core::raw(from.shop));
    to.set_merchant(from.merchant);
    to.set_queue(core::raw(from.queue));
    to.set_session(core::raw(from.session));
    to.set_agent(core::raw(from.owner));
    to.set_former(core::raw(from.former));
    to.set_arrival_ms(from.arrival_ms);
    to.set_accepted_ms(from.accepted_ms);
    to.set_closed_ms(from.closed_ms);
    to.set_end_reason(number<v1::EndReason>(from.end_reason));
    to.set_stars(from.stars);
    to.set_message_left(from.message_left);
}

std::string encode_frame(const core::Payload& payload) {
    v1::ServerFrame frame;
    return put_frame(payload, frame) ? frame.SerializeAsString() : std::string();
}

std::string encode_entry(const core::Entry& entry) {
    std::string bytes;
    write(entry, bytes);
    return bytes;
}

Decoded<core::Entry> decode_entry(std::string_view bytes) {
    v1::Entry message;
    core::Entry entry;
    if (!message.ParseFromArray(bytes.data(), static_cast<int>(bytes.size())) || !take(message, entry))
        return std::unexpected(DecodeError{"Entry cannot be parsed, or holds an unknown enumeration number."});
    return entry;
}

std::string encode_fact(const core::Fact& fact) {
    v1::Fact message;
    put(fact, message);
    return message.SerializeAsString();
}

}  // namespace yunke::wire
