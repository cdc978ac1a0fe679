// Answers, entries and live entities to and from the wire; see convert.hpp.
#include "dispatcher/wire/convert.hpp"

#include <algorithm>
#include <utility>

namespace yunke::wire {
namespace {

template <class Id>
Id id(auto number) {
    return static_cast<Id>(number);
}

bool take(const google::protobuf::RepeatedField<std::uint32_t>& from, core::DecisionKey& to) {
    if (static_cast<std::size_t>(from.size()) > core::DecisionKey::size_max) return false;
    to.size = static_cast<std::uint32_t>(from.size());
    std::ranges::copy(from, to.values.begin());
    return true;
}

bool take(const v1::Decision& from, core::Decision& to) {
    to.at_ms = from.at_ms();
    to.chosen = id<core::AgentId>(from.chosen());
    to.runner_up = id<core::AgentId>(from.runner_up());
    to.known = from.known();
    to.second = from.second();
    to.matching = from.matching();
    to.free = from.free();
    to.full = from.full();
    to.away = from.away();
    to.held = from.held();
    to.excluded = from.excluded();
    to.direct = from.direct();
    return take(from.chosen_key(), to.chosen_key) && take(from.runner_up_key(), to.runner_up_key);
}

bool take_people(v1::ConversationEntity& from, core::Conversation& to) {
    to.owner = id<core::AgentId>(from.owner());
    to.owner_name = std::move(*from.mutable_owner_name());
    to.helper = id<core::AgentId>(from.helper());
    to.helper_name = std::move(*from.mutable_helper_name());
    to.former = id<core::AgentId>(from.former());
    for (const v1::Attendance& one : from.attendance()) {
        core::Attendance& attendance = to.attendance.emplace_back();
        attendance.session = id<core::SessionId>(one.session());
        if (!take_enum(one.part(), core::Part::take, attendance.part)) return false;
    }
    for (v1::OfferEntity& offer : *from.mutable_offers())
        to.offers.push_back({id<core::AgentId>(offer.agent()), offer.since_ms(), offer.expires_ms(), offer.prolonged(),
                             std::move(*offer.mutable_from_name())});
    for (const v1::Exclusion& excluded : from.excluded())
        to.excluded.push_back({id<core::AgentId>(excluded.agent()), excluded.until_ms()});
    return true;
}

}  // namespace

// ---- answers and entries -------------------------------------------------------------------------------------------

void put(const core::Answer& from, v1::Answer& to) {
    to.set_number(from.number);
    to.set_error(number<v1::ErrorCode>(from.error));
    to.set_detail(from.detail);
    to.set_conversation(core::raw(from.conversation));
    to.set_entry(from.entry);
    to.set_at_ms(from.at_ms);
}

bool take(v1::Answer& from, core::Answer& to) {
    to.number = from.number();
    to.detail = std::move(*from.mutable_detail());
    to.conversation = id<core::ConversationId>(from.conversation());
    to.entry = from.entry();
    to.at_ms = from.at_ms();
    return take_enum(from.error(), core::ErrorCode::internal_error, to.error);
}

bool take(v1::Entry& from, core::Entry& to) {
    to.n = from.n();
    to.at_ms = from.at_ms();
    to.name = std::move(*from.mutable_name());
    to.text = std::move(*from.mutable_text());
    to.language = std::move(*from.mutable_language());
    return take_enum(from.kind(), core::EntryKind::reopened, to.kind) &&
           take_enum(from.author(), core::Role::administrator, to.author) &&
           take_enum(from.end_reason(), core::EndReason::nobody_free, to.end_reason);
}

// ---- live entities -------------------------------------------------------------------------------------------------

void put(const core::Notice& from, v1::Notice& to) {
    to.set_id(from.id);
    to.set_kind(number<v1::Notice::Kind>(from.kind));
    to.set_from_name(from.from_name);
    to.set_text(from.text);
    to.set_at_ms(from.at_ms);
    to.set_until_ms(from.until_ms);
}

bool take(v1::Notice& from, core::Notice& to) {
    to.id = from.id();
    to.from_name = std::move(*from.mutable_from_name());
    to.text = std::move(*from.mutable_text());
    to.at_ms = from.at_ms();
    to.until_ms = from.until_ms();
    return take_enum(from.kind(), core::Notice::Kind::presence_set, to.kind);
}

void put(const core::Pool& from, v1::PoolEntity& to) {
    to.set_next_conversation(from.next_conversation);
    to.set_facts(from.facts);
    to.set_now_ms(from.now_ms);
    to.set_config_revision(from.config_revision);
    to.set_memory_pressure(from.memory_pressure);
    to.set_log_epoch(from.log_epoch);
    put(from.config, *to.mutable_config());
    to.set_board_due_ms(from.board_due_ms);
    to.set_last_notice(from.last_notice);
    for (const core::Notice& notice : from.notices)
        put(notice, *to.add_notices());
}

bool take(v1::PoolEntity& from, core::Pool& to) {
    to.next_conversation = from.next_conversation();
    to.facts = from.facts();
    to.now_ms = from.now_ms();
    to.config_revision = from.config_revision();
    to.memory_pressure = from.memory_pressure();
    to.log_epoch = from.log_epoch();
    to.board_due_ms = from.board_due_ms();
    to.last_notice = from.last_notice();
    for (v1::Notice& notice : *from.mutable_notices())
        if (!take(notice, to.notices.emplace_back())) return false;
    return take(*from.mutable_config(), to.config);
}

void put(const core::Shop& from, v1::ShopEntity& to) {
    put(from.config, *to.mutable_config());
    to.set_unpaid(from.unpaid);
}

bool take(v1::ShopEntity& from, core::Shop& to) {
    to.unpaid = from.unpaid();
    return take(*from.mutable_config(), to.config);
}

void put(const core::Queue& from, v1::QueueEntity& to) {
    put(from.config, *to.mutable_config());
    to.set_positions_due_ms(from.positions_due_ms);
    to.set_after_hours(from.after_hours);
    to.set_closed(from.closed);
}

bool take(v1::QueueEntity& from, core::Queue& to) {
    to.positions_due_ms = from.positions_due_ms();
    to.after_hours = from.after_hours();
    to.closed = from.closed();
    return take(*from.mutable_config(), to.config);
}

void put(const core::Meter& from, v1::Meter& to) {
    to.set_since_ms(from.since_ms);
    to.set_presence(number<v1::Presence>(from.presence));
    to.set_held(from.held);
    to.set_line_lost(from.line_lost);
    to.set_period_ms(from.period_ms);
    to.set_shift(core::raw(from.shift));
    for (const core::MeterUnit& unit : from.units) {
        v1::Meter::Unit& one = *to.add_units();
        one.set_conversation(core::raw(unit.conversation));
        one.set_shop(core::raw(unit.shop));
        one.set_queue(core::raw(unit.queue));
        one.set_kind(number<v1::WorkInterval::Kind>(unit.kind));
        one.set_owed_ticks(unit.owed_ticks);
    }
}

bool take(const v1::Meter& from, core::Meter& to) {
    to.since_ms = from.since_ms();
    to.held = from.held();
    to.line_lost = from.line_lost();
    to.period_ms = from.period_ms();
    to.shift = id<core::ShiftId>(from.shift());
    for (const v1::Meter::Unit& unit : from.units()) {
        core::MeterUnit& one = to.units.emplace_back();
        one.conversation = id<core::ConversationId>(unit.conversation());
        one.shop = id<core::ShopId>(unit.shop());
        one.queue = id<core::QueueId>(unit.queue());
        one.owed_ticks = unit.owed_ticks();
        if (!take_enum(unit.kind(), core::UnitKind::wrap_up_over, one.kind)) return false;
    }
    return take_enum(from.presence(), core::Presence::training, to.presence);
}

void put(const core::Agent& from, v1::AgentEntity& to) {
    put(from.config, *to.mutable_config());
    to.set_presence(number<v1::Presence>(from.presence));
    to.set_presence_since_ms(from.presence_since_ms);
    to.set_idle_since_ms(from.idle_since_ms);
    to.set_misses(from.misses);
    to.set_arrivals_held(from.arrivals_held);
    to.set_session(core::raw(from.session));
    to.set_line_lost_ms(from.line_lost_ms);
    to.set_share_ms(from.share_ms);
    to.set_share_clock(from.share_clock);
    to.set_share_at_ms(from.share_at_ms);
    to.mutable_accepts_ms()->Add(from.accepts_ms.begin(), from.accepts_ms.end());
    to.set_stretch_ms(from.stretch_ms);
    to.set_worked_ms(from.worked_ms);
    to.set_worked_day(from.worked_day);
    to.set_rested_ms(from.rested_ms);
    to.set_limit(number<v1::Limit>(from.limit));
    to.set_limit_until_ms(from.limit_until_ms);
    if (from.meter != core::Meter{}) put(from.meter, *to.mutable_meter());
    for (const core::Shift& shift : from.shifts) {
        v1::Shift& one = *to.add_shifts();
        one.set_id(core::raw(shift.id));
        one.set_from_ms(shift.from_ms);
        one.set_to_ms(shift.to_ms);
    }
}

bool take(v1::AgentEntity& from, core::Agent& to) {
    to.presence_since_ms = from.presence_since_ms();
    to.idle_since_ms = from.idle_since_ms();
    to.misses = from.misses();
    to.arrivals_held = from.arrivals_held();
    to.session = id<core::SessionId>(from.session());
    to.line_lost_ms = from.line_lost_ms();
    to.share_ms = from.share_ms();
    to.share_clock = from.share_clock();
    to.share_at_ms = from.share_at_ms();
    to.accepts_ms.assign(from.accepts_ms().begin(), from.accepts_ms().end());
    to.stretch_ms = from.stretch_ms();
    to.worked_ms = from.worked_ms();
    to.worked_day = from.worked_day();
    to.rested_ms = from.rested_ms();
    to.limit_until_ms = from.limit_until_ms();
    for (const v1::Shift& shift : from.shifts())
        to.shifts.push_back({id<core::ShiftId>(shift.id()), shift.from_ms(), shift.to_ms()});
    return take(from.meter(), to.meter) && take_enum(from.limit(), core::Limit::quiet, to.limit) &&
           take_enum(from.presence(), core::Presence::training, to.presence) && take(*from.mutable_config(), to.config);
}

bool take(v1::SessionEntity& from, core::Session& to) {
    to.id = id<core::SessionId>(from.id());
    to.subject = from.subject();
    to.name = std::move(*from.mutable_name());
    to.attach = id<core::AttachId>(from.attach());
    to.gateway = std::move(*from.mutable_gateway());
    to.instance = from.instance();
    to.last_number = from.last_number();
    to.kept.reserve(static_cast<std::size_t>(from.kept_size()));
    for (v1::KeptAnswer& kept : *from.mutable_kept()) {
        core::KeptAnswer& one = to.kept.emplace_back();
        one.body_hash = kept.body_hash();
        if (!take(*kept.mutable_answer(), one.answer)) return false;
    }
    to.expires_ms = from.expires_ms();
    to.conversation = id<core::ConversationId>(from.conversation());
    to.watching = from.watching();
    to.ended = from.ended();
    to.known_agent = id<core::AgentId>(from.known_agent());
    to.known_until_ms = from.known_until_ms();
    to.line_lost_ms = from.line_lost_ms();
    return take_enum(from.role(), core::Role::administrator, to.role);
}

void put(const core::Gateway& from, v1::GatewayEntity& to) {
    to.set_name(from.name);
    to.set_out(from.out);
}

bool take(v1::GatewayEntity& from, core::Gateway& to) {
    to.name = std::move(*from.mutable_name());
    to.out = from.out();
    return true;
}

bool take(v1::ConversationEntity& from, core::Conversation& to) {
    to.id = id<core::ConversationId>(from.id());
    to.shop = id<core::ShopId>(from.shop());
    to.queue = id<core::QueueId>(from.queue());
    to.session = id<core::SessionId>(from.session());
    to.shopper_name = std::move(*from.mutable_shopper_name());
    to.language = std::move(*from.mutable_language());
    to.opening = std::move(*from.mutable_opening());
    to.on_hold = from.on_hold();
    to.arrival_ms = from.arrival_ms();
    to.deadline_ms = from.deadline_ms();
    to.visit = from.visit();
    to.entries = from.entries();
    to.accepted_ms = from.accepted_ms();
    to.shopper_at_ms = from.shopper_at_ms();
    to.idle_warned = from.idle_warned();
    to.idle_due_ms = from.idle_due_ms();
    to.shopper_gone_ms = from.shopper_gone_ms();
    to.shopper_read = from.shopper_read();
    to.agent_read = from.agent_read();
    to.closed_ms = from.closed_ms();
    to.wrap_up_until_ms = from.wrap_up_until_ms();
    to.stars = from.stars();
    to.message_left = from.message_left();
    to.contact = std::move(*from.mutable_contact());
    to.forget_ms = from.forget_ms();
    to.step = from.step();
    to.charged_ms = from.charged_ms();
    to.share_since = from.share_since();
    to.waiting_since_ms = from.waiting_since_ms();
    to.second = from.second();
    to.unanswered_ms = from.unanswered_ms();
    to.reply_due_ms = from.reply_due_ms();
    to.reply_overdue = from.reply_overdue();
    for (const v1::Decision& decision : from.decisions()) {
        if (!take(decision, to.decisions.emplace_back())) return false;
    }
    return take_people(from, to) && take_enum(from.state(), core::ConversationState::closed, to.state) &&
           take_enum(from.end_reason(), core::EndReason::nobody_free, to.end_reason);
}

}  // namespace yunke::wire
