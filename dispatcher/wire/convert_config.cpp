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

}  // namespace

void put(const core::ShopConfig& from, v1::ShopConfig& to) {
    to.set_id(core::raw(from.id));
    to.set_name(from.name);
    to.set_merchant(from.merchant);
    to.set_open(from.open);
}

bool take(v1::ShopConfig& from, core::ShopConfig& to) {
    to.id = id<core::ShopId>(from.id());
    to.name = std::move(*from.mutable_name());
    to.merchant = from.merchant();
    to.open = from.open();
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
    return true;
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
    return take_enum(from.wrap_up(), core::WrapUpMode::until_done, to.wrap_up);
}

void put(const core::PoolConfig& from, v1::PoolConfig& to) {
    to.set_agent_grace_ms(duration(from.agent_grace_ms));
    to.set_shopper_grace_ms(duration(from.shopper_grace_ms));
    to.set_decline_cooldown_ms(duration(from.decline_cooldown_ms));
    to.set_agent_session_ms(duration(from.agent_session_ms));
}

bool take(v1::PoolConfig& from, core::PoolConfig& to) {
    to.agent_grace_ms = from.agent_grace_ms();
    to.shopper_grace_ms = from.shopper_grace_ms();
    to.decline_cooldown_ms = from.decline_cooldown_ms();
    to.agent_session_ms = from.agent_session_ms();
    return true;
}

}  // namespace yunke::wire
