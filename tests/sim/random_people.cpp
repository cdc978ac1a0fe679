#include "tests/sim/random_people.hpp"

#include <algorithm>

namespace yunke::sim {

using namespace core;

namespace {

constexpr std::uint32_t shops = 3;
constexpr std::uint32_t groups = 4;
constexpr Ms second_ms = 1'000, minute_ms = 60'000, hour_ms = 3'600'000;
// Where people live: midnight comes a few minutes after the beginning, an hour after it, or in the afternoon.
constexpr std::int32_t offsets[] = {105, 60, 480, 90, -300};

}  // namespace

RandomPeople::RandomPeople(std::uint64_t seed, bool hands) : random_(seed * 2 + 1), hands_(hands) {}

std::string RandomPeople::gateway() {
    return "g" + std::to_string(pick(3)) + "-0.aa";
}

AgentConfig RandomPeople::random_agent(std::uint32_t id) {
    AgentConfig config;
    config.id = AgentId{id};
    config.name = "agent " + std::to_string(id);
    for (std::uint32_t skill = 1; skill <= 3; ++skill)
        if (chance(85)) config.skills.push_back({SkillId{skill}, static_cast<std::uint32_t>(1 + pick(5))});
    config.languages.emplace_back(languages[pick(2)]);
    if (chance(70)) config.languages.emplace_back(languages[pick(3)]);
    config.capacity = static_cast<std::uint32_t>(1 + pick(4));
    config.offer_timeout_ms = chance(10) ? 0 : static_cast<Ms>(20'000 + pick(60'000));
    config.auto_accept = chance(15);
    config.misses_to_hold = static_cast<std::uint32_t>(pick(4));
    config.wrap_up = static_cast<WrapUpMode>(pick(3));
    config.wrap_up_ms = static_cast<Ms>(pick(60'000));
    config.enabled = chance(95);
    config.routing = random_ways(id);
    return config;
}

Ms RandomPeople::between(Ms least, Ms most) {
    return least + static_cast<Ms>(pick(static_cast<std::uint64_t>(most - least)));
}

std::vector<GroupId> RandomPeople::random_groups() {
    std::vector<GroupId> some;
    for (std::uint32_t group = 1; group <= groups; ++group)
        if (chance(40)) some.push_back(GroupId{group});
    return some;
}

// What somebody's work must respect. Nobody moves to another clock.
AgentRouting RandomPeople::random_ways(std::uint32_t id) {
    AgentRouting ways;
    ways.groups = random_groups();
    for (std::uint32_t shop = 1; shop <= shops; ++shop) {
        if (chance(60)) ways.certified_shops.push_back(ShopId{shop});
        if (chance(25)) ways.direct_shops.push_back(ShopId{shop});
    }
    for (const ContentSet content : {1u, 2u, 4u})
        if (chance(15)) ways.cannot |= content;
    if (chance(15)) ways.new_per_hour_max = static_cast<std::uint32_t>(1 + pick(5));
    if (chance(15)) ways.gap_ms = between(1, minute_ms);
    if (chance(20)) {
        ways.rest_every_ms = between(minute_ms, 10 * minute_ms);
        ways.rest_ms = between(5 * second_ms, 2 * minute_ms);
    }
    if (chance(12)) ways.day_max_ms = between(5 * minute_ms, 25 * minute_ms);
    ways.quiet.utc_offset_minutes = offsets[id % std::size(offsets)];
    if (chance(15)) ways.quiet = random_hours(ways.quiet.utc_offset_minutes);
    if (chance(50)) ways.wished_ms = between(hour_ms, 11 * hour_ms);
    if (chance(20)) ways.wished_chats = static_cast<std::uint32_t>(1 + pick(60));
    if (hands_ && chance(30)) ways.idle_allowance_ms = between(1, 3 * minute_ms);
    return ways;
}

// One to three spans about now.
WeekHours RandomPeople::random_hours(std::int32_t utc_offset_minutes) {
    WeekHours hours;
    hours.utc_offset_minutes = utc_offset_minutes;
    Ms minute = now_ms_ / minute_ms + utc_offset_minutes - static_cast<Ms>(pick(60));
    for (std::uint64_t i = 0; i < 1 + pick(3); ++i) {
        const Ms end = minute + 5 + static_cast<Ms>(pick(60));
        const Ms day = minute / 1'440;
        const auto weekday = static_cast<std::uint32_t>((day + 3) % 7 + 1);
        hours.spans.push_back({weekday, static_cast<std::uint32_t>(minute % 1'440),
                               static_cast<std::uint32_t>(std::min<Ms>(end - day * 1'440, 1'440))});
        minute = end + 1 + static_cast<Ms>(pick(30));
        if (chance(5)) hours.closed_days = {static_cast<std::uint32_t>(day)};
    }
    if (chance(5)) hours.spans.clear();
    return hours;
}

QueueConfig RandomPeople::random_queue(std::uint32_t id) {
    QueueConfig config;
    config.id = QueueId{id};
    config.shop = ShopId{1 + id % shops};
    config.topic = "t" + std::to_string(id);
    for (std::uint32_t skill = 1; skill <= 3; ++skill)
        if (chance(20)) config.skills.push_back({SkillId{skill}, static_cast<std::uint32_t>(1 + pick(3))});
    config.answer_target_ms = static_cast<Ms>(pick(120'000));
    config.idle_warn_ms = static_cast<Ms>(pick(200'000));
    config.idle_close_ms = static_cast<Ms>(pick(100'000));
    config.waiting_max = chance(35) ? static_cast<std::uint32_t>(1 + pick(3)) : 0;
    config.open = chance(90);
    config.routing = random_routing(id);
    return config;
}

QueueRouting RandomPeople::random_routing(std::uint32_t id) {
    QueueRouting routing;
    if (chance(10)) routing.language = languages[pick(3)];
    for (const ContentSet content : {1u, 2u, 4u})
        if (chance(10)) routing.needs |= content;
    routing.certified = chance(15);
    if (chance(60)) {
        routing.groups = random_groups();
        std::ranges::shuffle(routing.groups, random_);
        routing.groups_only = !routing.groups.empty() && chance(30);
    }
    if (chance(30)) routing.priority_credit_ms = chance(10) ? 24 * hour_ms : between(0, 200 * second_ms);
    if (chance(50)) routing.relaxations = random_steps();
    // Mostly to the shop's next queue, now and then in a circle.
    const std::uint32_t next = chance(90) || id <= shops ? id + shops : id - shops;
    if (chance(60) && (next <= queues_ || chance(10))) {
        routing.overflow_queue = QueueId{next};  // a few are not known to the pool
        if (chance(50)) routing.overflow_after_ms = between(5 * second_ms, 100 * second_ms);
        routing.beyond = Beyond::overflow;
    }
    if (chance(50)) routing.beyond = chance(50) ? Beyond::leave_message : Beyond::close;
    if (chance(25)) routing.wait_max_ms = between(10 * second_ms, 5 * minute_ms);
    if (chance(70)) routing.sticky_ms = between(minute_ms, 60 * minute_ms);
    if (chance(50)) routing.handling_ms = between(1, 15 * minute_ms);
    if (hands_ && chance(50)) routing.reopen_ms = between(1, 15 * minute_ms);
    if (hands_ && chance(50)) routing.reply_ms = between(1, 3 * minute_ms);
    if (hands_ && chance(50)) routing.wrap_up_standard_ms = between(1, 2 * minute_ms);
    if (chance(25)) routing.hours = random_hours(offsets[pick(std::size(offsets))]);
    return routing;
}

std::vector<Relaxation> RandomPeople::random_steps() {
    std::vector<Relaxation> steps;
    Ms after = 0;
    for (std::uint64_t i = 0; i < 1 + pick(3); ++i) {
        Relaxation step;
        step.after_ms = after += between(1, 60 * second_ms);
        step.kind = static_cast<Relaxation::Kind>(1 + pick(3));
        if (step.kind == Relaxation::Kind::lower)
            step.lower = {SkillId{static_cast<std::uint32_t>(1 + pick(3))}, static_cast<std::uint32_t>(pick(3))};
        if (step.kind == Relaxation::Kind::widen) step.widen_to = GroupId{static_cast<std::uint32_t>(1 + pick(groups))};
        steps.push_back(step);
    }
    return steps;
}

ShopConfig RandomPeople::random_shop(std::uint32_t id, bool open) {
    return {ShopId{id}, "shop", id, open, offsets[pick(std::size(offsets))]};
}

PoolConfig RandomPeople::random_pool() {
    PoolConfig config = pool_;
    config.order.clear();
    for (std::uint64_t i = chance(40) ? 0 : 1 + pick(6); i > 0; --i)
        config.order.push_back(static_cast<Criterion>(1 + pick(6)));
    config.single_offer = chance(30);
    config.second_offer_percent = chance(40) ? 0 : static_cast<std::uint32_t>(1 + pick(100));
    return config;
}

Batch RandomPeople::founding() {
    Batch batch;
    batch.header.now_ms = now_ms_;
    batch.header.new_log_epoch = epoch_;
    for (std::uint32_t id = 1; id <= shops; ++id)
        batch.commands.emplace_back(ConfigChange{++revision_, random_shop(id, true)});
    queues_ = static_cast<std::uint32_t>(4 + pick(6));
    for (std::uint32_t id = 1; id <= queues_; ++id)
        batch.commands.emplace_back(ConfigChange{++revision_, random_queue(id)});
    agents_ = static_cast<std::uint32_t>(3 + pick(7));
    for (std::uint32_t id = 1; id <= agents_; ++id)
        batch.commands.emplace_back(ConfigChange{++revision_, random_agent(id)});
    pool_.agent_grace_ms = static_cast<Ms>(10'000 + pick(100'000));
    pool_.shopper_grace_ms = static_cast<Ms>(20'000 + pick(600'000));
    pool_.decline_cooldown_ms = static_cast<Ms>(1'000 + pick(300'000));
    pool_.agent_session_ms = static_cast<Ms>(600'000 + pick(10'000'000));
    batch.commands.emplace_back(ConfigChange{++revision_, random_pool()});
    return batch;
}

Batch RandomPeople::next(const State& state) {
    Batch batch;
    now_ms_ += chance(2) ? static_cast<Ms>(pick(700'000)) : static_cast<Ms>(pick(4'000));
    if (chance(2)) now_ms_ -= 5'000;  // a header below the last one counts as the last one
    batch.header.now_ms = now_ms_;
    if (chance(1)) batch.header.gap_ms = static_cast<Ms>(5'001 + pick(120'000));
    if (chance(1)) batch.header.new_log_epoch = ++epoch_;
    const std::uint64_t count = pick(9);
    for (std::uint64_t i = 0; i < count; ++i) {
        const std::uint64_t kind = pick(100);
        if (kind < 11)
            batch.commands.push_back(connect_somebody(state));
        else if (kind < 14)
            batch.commands.push_back(line_event(state));
        else if (kind < 15)
            batch.commands.push_back(office(state));
        else if (kind < 19 && !late_.empty())
            batch.commands.push_back(late_[pick(late_.size())]);
        else
            batch.commands.push_back(client_frame(state));
    }
    return batch;
}

Command RandomPeople::make_attach(const Client& client, bool by_ticket, const State& state) {
    Attach attach;
    attach.session = client.session;
    attach.attach = AttachId{next_id_++};
    attach.gateway = gateway();
    attach.by_ticket = by_ticket;
    attach.role = client.role;
    attach.subject = client.subject;
    attach.name = "somebody";
    attach.instance = client.instance;
    attach.last_answer = static_cast<std::uint32_t>(pick(20));
    attach.log_epoch = chance(80) ? state.pool.log_epoch : pick(5);
    for (std::uint64_t i = 0; i < pick(3); ++i)
        attach.positions.push_back({ConversationId{1 + pick(40)}, static_cast<std::uint32_t>(pick(30))});
    return attach;
}

Command RandomPeople::connect_somebody(const State& state) {
    if (!clients_.empty() && chance(55)) {
        Client& client = clients_[pick(clients_.size())];
        if (chance(20)) ++client.instance;
        return make_attach(client, chance(5), state);
    }
    Client client;
    client.session = SessionId{next_id_++};
    const std::uint64_t kind = pick(12);
    client.role = kind < 7 ? Role::shopper : kind < 11 ? Role::agent : Role::supervisor;
    client.subject = static_cast<std::uint32_t>(client.role == Role::agent ? 1 + pick(agents_) : 1 + pick(shops));
    clients_.push_back(client);
    return make_attach(client, true, state);
}

Command RandomPeople::line_event(const State& state) {
    if (chance(3)) return GatewayLost{gateway()};
    if (clients_.empty()) return MemoryPressure{false};
    const Client& client = clients_[pick(clients_.size())];
    const auto it = state.sessions.find(client.session);
    const AttachId attach = it == state.sessions.end() || chance(10) ? AttachId{next_id_} : it->second.attach;
    return Detach{client.session, attach};
}

// Some overlap, some are over, some are called off.
ShiftConfig RandomPeople::random_shift(const State& state) {
    ShiftConfig shift;
    shift.id = ShiftId{static_cast<std::uint32_t>(1 + pick(20))};
    shift.agent = AgentId{static_cast<std::uint32_t>(1 + pick(agents_ + 1))};
    shift.from_ms = state.pool.now_ms + static_cast<Ms>(pick(20 * minute_ms)) - 5 * minute_ms;
    shift.to_ms = shift.from_ms + static_cast<Ms>(pick(30 * minute_ms));
    shift.cancelled = chance(20);
    return shift;
}

Command RandomPeople::office(const State& state) {
    const std::uint64_t next = chance(90) ? state.pool.config_revision + 1 : pick(20);
    // Shifts are metered and move no chat: nothing for the plain model.
    switch (pick(hands_ ? 9 : 8)) {
        case 8:
            return ConfigChange{next, random_shift(state)};
        case 0:
        case 5:
            return ConfigChange{next, random_agent(static_cast<std::uint32_t>(1 + pick(agents_ + 1)))};
        case 1:
        case 6:
            return ConfigChange{next, random_queue(static_cast<std::uint32_t>(1 + pick(queues_ + 1)))};
        case 2:
            return MemoryPressure{chance(30)};
        case 7:
            return ConfigChange{next, random_pool()};
        case 3:
            if (chance(20)) return ConfigChange{next, EndSessions{Role::supervisor, 1}};
            if (chance(30)) return ShopBalance{ShopId{static_cast<std::uint32_t>(1 + pick(shops))}, chance(40)};
            return EndSessions{Role::agent, static_cast<std::uint32_t>(1 + pick(agents_))};
        default: {
            const auto id = static_cast<std::uint32_t>(1 + pick(shops));
            return ConfigChange{next, random_shop(id, chance(80))};
        }
    }
}

Command RandomPeople::client_frame(const State& state) {
    if (clients_.empty()) return MemoryPressure{false};
    // Mostly somebody whose line is up; now and then anybody.
    auto it = state.sessions.end();
    Client client;
    const bool agent = chance(50);
    const auto may = [&] {
        return it != state.sessions.end() && it->second.attach != no_attach &&
               (!agent || it->second.role == Role::agent);
    };
    for (int tries = 0; tries < 8 && !may(); ++tries) {
        client = clients_[clients_.size() - 1 - pick(std::min<std::size_t>(clients_.size(), 30))];
        it = state.sessions.find(client.session);
    }
    FromClient frame;
    frame.session = client.session;
    if (it == state.sessions.end()) {
        frame.attach = AttachId{next_id_};
        frame.number = 1;
        frame.body = Logout{};
        return frame;
    }
    const Session& session = it->second;
    frame.attach = chance(97) ? session.attach : AttachId{next_id_};
    frame.number = session.last_number + 1;
    if (chance(4)) frame.number += static_cast<std::uint32_t>(pick(3));
    if (chance(3) && frame.number > 1) --frame.number;
    frame.answered = session.last_number - static_cast<std::uint32_t>(pick(std::min(session.last_number, 4U) + 1));
    frame.body_hash = random_();
    frame.body = body_for(session, state);
    if (const auto* send = std::get_if<Send>(&frame.body)) texts_[send->text] = session.id;
    if (const auto* again = std::get_if<Reopen>(&frame.body)) texts_[again->text] = session.id;
    if (std::holds_alternative<Typing>(frame.body)) frame.number = 0;
    if (chance(20)) {
        if (late_.size() < 50)
            late_.emplace_back(frame);
        else
            late_[pick(50)] = frame;
    }
    return frame;
}

}  // namespace yunke::sim
