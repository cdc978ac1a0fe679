// Configuration to and from the wire; see convert.hpp.
#include <utility>

#include "dispatcher/wire/convert.hpp"

namespace yunke::wire {
namespace {

template <class Id>
Id id(auto number) {
    return static_cast<Id>(number);
}

// Durations are 32 bits on the wire and Ms in the core.
std::uint32_t duration(core::Ms ms) {
    return static_cast<std::uint32_t>(ms);
}

void put_skills(const std::vector<core::SkillLevel>& from, google::protobuf::RepeatedPtrField<v1::SkillLevel>& to) {
    for (const core::SkillLevel& skill : from) {
        v1::SkillLevel& one = *to.Add();
        one.set_skill(core::raw(skill.skill));
        one.set_level(skill.level);
    }
}

void take_skills(const google::protobuf::RepeatedPtrField<v1::SkillLevel>& from, std::vector<core::SkillLevel>& to) {
    to.reserve(static_cast<std::size_t>(from.size()));
    for (const v1::SkillLevel& skill : from)
        to.push_back({id<core::SkillId>(skill.skill()), skill.level()});
}

template <class Id>
void put_ids(const std::vector<Id>& from, google::protobuf::RepeatedField<std::uint32_t>& to) {
    for (const Id one : from)
        to.Add(core::raw(one));
}

template <class Id>
void take_ids(const google::protobuf::RepeatedField<std::uint32_t>& from, std::vector<Id>& to) {
    for (const std::uint32_t one : from)
        to.push_back(id<Id>(one));
}

void put(const core::WeekHours& from, v1::WeekHours& to) {
    to.set_utc_offset_minutes(from.utc_offset_minutes);
    for (const auto& span : from.spans) {
        v1::WeekHours::Span& one = *to.add_spans();
        one.set_weekday(span.weekday);
        one.set_from_minute(span.from_minute);
        one.set_to_minute(span.to_minute);
    }
    to.mutable_closed_days()->Add(from.closed_days.begin(), from.closed_days.end());
}

void take(const v1::WeekHours& from, core::WeekHours& to) {
    to.utc_offset_minutes = from.utc_offset_minutes();
    for (const auto& span : from.spans())
        to.spans.push_back({span.weekday(), span.from_minute(), span.to_minute()});
    to.closed_days.assign(from.closed_days().begin(), from.closed_days().end());
}

void put(const core::Relaxation& from, v1::Relaxation& to) {
    using Kind = core::Relaxation::Kind;
    to.set_after_ms(duration(from.after_ms));
    if (from.kind == Kind::lower) {
        to.mutable_lower()->set_skill(core::raw(from.lower.skill));
        to.mutable_lower()->set_level(from.lower.level);
    }
    if (from.kind == Kind::any_group) to.set_any_group(true);
    if (from.kind == Kind::widen) to.set_widen_to(core::raw(from.widen_to));
}

core::Relaxation relaxation(const v1::Relaxation& from) {
    using Kind = core::Relaxation::Kind;
    core::Relaxation to;
    to.after_ms = from.after_ms();
    if (from.has_lower()) {
        to.kind = Kind::lower;
        to.lower = {id<core::SkillId>(from.lower().skill()), from.lower().level()};
    }
    if (from.any_group()) to.kind = Kind::any_group;
    if (from.has_widen_to()) {
        to.kind = Kind::widen;
        to.widen_to = id<core::GroupId>(from.widen_to());
    }
    return to;
}

void put(const core::QueueRouting& from, v1::QueueRouting& to) {
    to.set_language(from.language);
    to.set_needs(from.needs);
    to.set_certified(from.certified);
    put_ids(from.groups, *to.mutable_groups());
    to.set_groups_only(from.groups_only);
    to.set_priority_credit_ms(duration(from.priority_credit_ms));
    for (const core::Relaxation& step : from.relaxations)
        put(step, *to.add_relaxations());
    to.set_overflow_queue(core::raw(from.overflow_queue));
    to.set_overflow_after_ms(duration(from.overflow_after_ms));
    to.set_beyond(number<v1::Beyond>(from.beyond));
    to.set_wait_max_ms(duration(from.wait_max_ms));
    to.set_sticky_ms(duration(from.sticky_ms));
    to.set_handling_ms(duration(from.handling_ms));
    if (from.hours != core::WeekHours{}) put(from.hours, *to.mutable_hours());
    to.set_reopen_ms(duration(from.reopen_ms));
    to.set_reply_ms(duration(from.reply_ms));
    to.set_wrap_up_standard_ms(duration(from.wrap_up_standard_ms));
}

bool take(v1::QueueRouting& from, core::QueueRouting& to) {
    to.language = std::move(*from.mutable_language());
    to.needs = from.needs();
    to.certified = from.certified();
    take_ids(from.groups(), to.groups);
    to.groups_only = from.groups_only();
    to.priority_credit_ms = from.priority_credit_ms();
    for (const v1::Relaxation& step : from.relaxations())
        to.relaxations.push_back(relaxation(step));
    to.overflow_queue = id<core::QueueId>(from.overflow_queue());
    to.overflow_after_ms = from.overflow_after_ms();
    to.wait_max_ms = from.wait_max_ms();
    to.sticky_ms = from.sticky_ms();
    to.handling_ms = from.handling_ms();
    to.reopen_ms = from.reopen_ms();
    to.reply_ms = from.reply_ms();
    to.wrap_up_standard_ms = from.wrap_up_standard_ms();
    take(from.hours(), to.hours);
    return take_enum(from.beyond(), core::Beyond::close, to.beyond);
}

void put(const core::AgentRouting& from, v1::AgentRouting& to) {
    put_ids(from.groups, *to.mutable_groups());
    put_ids(from.certified_shops, *to.mutable_certified_shops());
    put_ids(from.direct_shops, *to.mutable_direct_shops());
    to.set_cannot(from.cannot);
    to.set_new_per_hour_max(from.new_per_hour_max);
    to.set_gap_ms(duration(from.gap_ms));
    to.set_rest_every_ms(duration(from.rest_every_ms));
    to.set_rest_ms(duration(from.rest_ms));
    to.set_day_max_ms(duration(from.day_max_ms));
    if (from.quiet != core::WeekHours{}) put(from.quiet, *to.mutable_quiet());
    to.set_wished_ms(duration(from.wished_ms));
    to.set_wished_chats(from.wished_chats);
    to.set_idle_allowance_ms(duration(from.idle_allowance_ms));
}

void take(const v1::AgentRouting& from, core::AgentRouting& to) {
    take_ids(from.groups(), to.groups);
    take_ids(from.certified_shops(), to.certified_shops);
    take_ids(from.direct_shops(), to.direct_shops);
    to.cannot = from.cannot();
    to.new_per_hour_max = from.new_per_hour_max();
    to.gap_ms = from.gap_ms();
    to.rest_every_ms = from.rest_every_ms();
    to.rest_ms = from.rest_ms();
    to.day_max_ms = from.day_max_ms();
    take(from.quiet(), to.quiet);
    to.wished_ms = from.wished_ms();
    to.wished_chats = from.wished_chats();
    to.idle_allowance_ms = from.idle_allowance_ms();
}

}  // namespace

void put(const core::ShopConfig& from, v1::ShopConfig& to) {
    to.set_id(core::raw(from.id));
    to.set_name(from.name);
    to.set_merchant(from.merchant);
    to.set_open(from.open);
    if (from.utc_offset_minutes != core::ShopConfig{}.utc_offset_minutes)
        to.set_utc_offset_minutes(from.utc_offset_minutes);
}

bool take(v1::ShopConfig& from, core::ShopConfig& to) {
    to.id = id<core::ShopId>(from.id());
    to.name = std::move(*from.mutable_name());
    to.merchant = from.merchant();
    to.open = from.open();
    if (from.has_utc_offset_minutes()) to.utc_offset_minutes = from.utc_offset_minutes();
    return true;
}

void put(const core::QueueConfig& from, v1::QueueConfig& to) {
    to.set_id(core::raw(from.id));
    to.set_shop(core::raw(from.shop));
    to.set_topic(from.topic);
    to.set_title_zh(from.title_zh);
    to.set_title_en(from.title_en);
    put_skills(from.skills, *to.mutable_skills());
    to.set_answer_target_ms(duration(from.answer_target_ms));
    to.set_idle_warn_ms(duration(from.idle_warn_ms));
    to.set_idle_close_ms(duration(from.idle_close_ms));
    to.set_waiting_max(from.waiting_max);
    to.set_open(from.open);
    if (from.routing != core::QueueRouting{}) put(from.routing, *to.mutable_routing());
}

bool take(v1::QueueConfig& from, core::QueueConfig& to) {
    to.id = id<core::QueueId>(from.id());
    to.shop = id<core::ShopId>(from.shop());
    to.topic = std::move(*from.mutable_topic());
    to.title_zh = std::move(*from.mutable_title_zh());
    to.title_en = std::move(*from.mutable_title_en());
    take_skills(from.skills(), to.skills);
    to.answer_target_ms = from.answer_target_ms();
    to.idle_warn_ms = from.idle_warn_ms();
    to.idle_close_ms = from.idle_close_ms();
    to.waiting_max = from.waiting_max();
    to.open = from.open();
    return !from.has_routing() || take(*from.mutable_routing(), to.routing);
}

void put(const core::AgentConfig& from, v1::AgentConfig& to) {
    to.set_id(core::raw(from.id));
    to.set_name(from.name);
    put_skills(from.skills, *to.mutable_skills());
    for (const std::string& language : from.languages)
        to.add_languages(language);
    to.set_capacity(from.capacity);
    to.set_offer_timeout_ms(duration(from.offer_timeout_ms));
    to.set_auto_accept(from.auto_accept);
    to.set_misses_to_hold(from.misses_to_hold);
    to.set_wrap_up(number<v1::WrapUpMode>(from.wrap_up));
    to.set_wrap_up_ms(duration(from.wrap_up_ms));
    to.set_enabled(from.enabled);
    if (from.routing != core::AgentRouting{}) put(from.routing, *to.mutable_routing());
}

bool take(v1::AgentConfig& from, core::AgentConfig& to) {
    to.id = id<core::AgentId>(from.id());
    to.name = std::move(*from.mutable_name());
    take_skills(from.skills(), to.skills);
    to.languages.assign(from.languages().begin(), from.languages().end());
    to.capacity = from.capacity();
    to.offer_timeout_ms = from.offer_timeout_ms();
    to.auto_accept = from.auto_accept();
    to.misses_to_hold = from.misses_to_hold();
    to.wrap_up_ms = from.wrap_up_ms();
    to.enabled = from.enabled();
    take(from.routing(), to.routing);
    return take_enum(from.wrap_up(), core::WrapUpMode::until_done, to.wrap_up);
}

void put(const core::PoolConfig& from, v1::PoolConfig& to) {
    to.set_agent_grace_ms(duration(from.agent_grace_ms));
    to.set_shopper_grace_ms(duration(from.shopper_grace_ms));
    to.set_decline_cooldown_ms(duration(from.decline_cooldown_ms));
    to.set_agent_session_ms(duration(from.agent_session_ms));
    for (const core::Criterion criterion : from.order)
        to.add_order(number<v1::Criterion>(criterion));
    to.set_single_offer(from.single_offer);
    to.set_second_offer_percent(from.second_offer_percent);
}

bool take(v1::PoolConfig& from, core::PoolConfig& to) {
    to.agent_grace_ms = from.agent_grace_ms();
    to.shopper_grace_ms = from.shopper_grace_ms();
    to.decline_cooldown_ms = from.decline_cooldown_ms();
    to.agent_session_ms = from.agent_session_ms();
    to.single_offer = from.single_offer();
    to.second_offer_percent = from.second_offer_percent();
    for (const int criterion : from.order())
        if (!take_enum(criterion, core::Criterion::longest_idle, to.order.emplace_back())) return false;
    return true;
}

void put(const core::ShiftConfig& from, v1::ShiftConfig& to) {
    to.set_id(core::raw(from.id));
    to.set_agent(core::raw(from.agent));
    to.set_from_ms(from.from_ms);
    to.set_to_ms(from.to_ms);
    to.set_cancelled(from.cancelled);
}

void take(const v1::ShiftConfig& from, core::ShiftConfig& to) {
    to.id = id<core::ShiftId>(from.id());
    to.agent = id<core::AgentId>(from.agent());
    to.from_ms = from.from_ms();
    to.to_ms = from.to_ms();
    to.cancelled = from.cancelled();
}

}  // namespace yunke::wire
