#include "tests/sim/random_people.hpp"

#include <algorithm>

namespace yunke::sim {

using namespace core;

namespace {

constexpr std::uint32_t shops = 3;
constexpr const char* languages[] = {"zh-CN", "en", "zh-TW"};

}  // namespace

RandomPeople::RandomPeople(std::uint64_t seed) : random_(seed * 2 + 1) {}

std::string RandomPeople::gateway() {
    return "g" + std::to_string(pick(3)) + "-0.aa";
}

AgentConfig RandomPeople::random_agent(std::uint32_t id) {
    AgentConfig config;
    config.id = AgentId{id};
    config.name = "agent " + std::to_string(id);
    for (std::uint32_t skill = 1; skill <= 3; ++skill)
        if (chance(70)) config.skills.push_back({SkillId{skill}, static_cast<std::uint32_t>(1 + pick(5))});
    config.languages.emplace_back(languages[pick(2)]);
    if (chance(50)) config.languages.emplace_back(languages[pick(3)]);
    config.capacity = static_cast<std::uint32_t>(1 + pick(4));
    config.offer_timeout_ms = chance(10) ? 0 : static_cast<Ms>(20'000 + pick(60'000));
    config.auto_accept = chance(15);
    config.misses_to_hold = static_cast<std::uint32_t>(pick(4));
    config.wrap_up = static_cast<WrapUpMode>(pick(3));
    config.wrap_up_ms = static_cast<Ms>(pick(60'000));
    config.enabled = chance(95);
    return config;
}

QueueConfig RandomPeople::random_queue(std::uint32_t id) {
    QueueConfig config;
    config.id = QueueId{id};
    config.shop = ShopId{1 + id % shops};
    config.topic = "t" + std::to_string(id);
    for (std::uint32_t skill = 1; skill <= 3; ++skill)
        if (chance(25)) config.skills.push_back({SkillId{skill}, static_cast<std::uint32_t>(1 + pick(3))});
    config.answer_target_ms = static_cast<Ms>(pick(120'000));
    config.idle_warn_ms = static_cast<Ms>(pick(200'000));
    config.idle_close_ms = static_cast<Ms>(pick(100'000));
    config.waiting_max = chance(20) ? 3 : 0;
    config.open = chance(90);
    return config;
}

Batch RandomPeople::founding() {
    Batch batch;
    batch.header.now_ms = now_ms_;
    batch.header.new_log_epoch = epoch_;
    for (std::uint32_t id = 1; id <= shops; ++id)
        batch.commands.push_back(ConfigChange{++revision_, ShopConfig{ShopId{id}, "shop", id, true}});
    queues_ = static_cast<std::uint32_t>(3 + pick(5));
    for (std::uint32_t id = 1; id <= queues_; ++id)
        batch.commands.push_back(ConfigChange{++revision_, random_queue(id)});
    agents_ = static_cast<std::uint32_t>(2 + pick(6));
    for (std::uint32_t id = 1; id <= agents_; ++id)
        batch.commands.push_back(ConfigChange{++revision_, random_agent(id)});
    PoolConfig pool;
    pool.agent_grace_ms = static_cast<Ms>(10'000 + pick(100'000));
    pool.shopper_grace_ms = static_cast<Ms>(20'000 + pick(600'000));
    pool.decline_cooldown_ms = static_cast<Ms>(1'000 + pick(300'000));
    pool.agent_session_ms = static_cast<Ms>(600'000 + pick(10'000'000));
    pool.order = {Criterion::longest_idle};
    pool.single_offer = true;
    batch.commands.push_back(ConfigChange{++revision_, pool});
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
        if (kind < 8)
            batch.commands.push_back(connect_somebody(state));
        else if (kind < 12)
            batch.commands.push_back(line_event(state));
        else if (kind < 13)
            batch.commands.push_back(office(state));
        else if (kind < 17 && !late_.empty())
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
    if (!clients_.empty() && chance(45)) {
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

Command RandomPeople::office(const State& state) {
    const std::uint64_t next = chance(90) ? state.pool.config_revision + 1 : pick(20);
    switch (pick(5)) {
        case 0:
            return ConfigChange{next, random_agent(static_cast<std::uint32_t>(1 + pick(agents_ + 1)))};
        case 1:
            return ConfigChange{next, random_queue(static_cast<std::uint32_t>(1 + pick(queues_)))};
        case 2:
            return MemoryPressure{chance(30)};
        case 3:
            if (chance(20)) return ConfigChange{next, EndSessions{Role::supervisor, 1}};
            return EndSessions{Role::agent, static_cast<std::uint32_t>(1 + pick(agents_))};
        default:
            return ConfigChange{next,
                                ShopConfig{ShopId{static_cast<std::uint32_t>(1 + pick(shops))}, "shop", 1, chance(80)}};
    }
}

Command RandomPeople::client_frame(const State& state) {
    if (clients_.empty()) return MemoryPressure{false};
    // Mostly somebody whose line is up; now and then anybody.
    auto it = state.sessions.end();
    Client client;
    for (int tries = 0; tries < 6 && (it == state.sessions.end() || it->second.attach == no_attach); ++tries) {
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
    if (std::holds_alternative<Typing>(frame.body)) frame.number = 0;
    if (chance(20)) {
        if (late_.size() < 50)
            late_.emplace_back(frame);
        else
            late_[pick(50)] = frame;
    }
    return frame;
}

ConversationId RandomPeople::some_chat(const Session& session, const State& state) {
    if (chance(5)) return ConversationId{1 + pick(60)};
    if (session.role == Role::shopper) return session.conversation;
    std::vector<ConversationId> hers;
    for (const auto& [id, c] : state.conversations) {
        const bool offered =
            std::ranges::any_of(c.offers, [&](const OfferState& o) { return raw(o.agent) == session.subject; });
        if (offered || raw(c.owner) == session.subject) hers.push_back(id);
    }
    std::ranges::sort(hers);
    return hers.empty() ? ConversationId{0} : hers[pick(hers.size())];
}

ClientBody RandomPeople::body_for(const Session& session, const State& state) {
    if (pick(400) == 0) return Logout{};
    const std::string text = "text " + std::to_string(next_id_++);
    if (chance(25)) return Send{some_chat(session, state), text};
    if (chance(4)) return Typing{some_chat(session, state)};
    if (chance(8)) return Read{some_chat(session, state), static_cast<std::uint32_t>(pick(12))};
    if (chance(3))
        return History{some_chat(session, state), static_cast<std::uint32_t>(pick(12)),
                       static_cast<std::uint32_t>(pick(9))};
    if (session.role == Role::shopper) return shopper_body(session);
    if (session.role == Role::agent) return agent_body(session, state);
    return WatchQueues{chance(70)};
}

ClientBody RandomPeople::shopper_body(const Session& session) {
    Open open{"t" + std::to_string(1 + pick(queues_)), "Lin", languages[pick(3)],
              "opening " + std::to_string(next_id_)};
    if (chance(10)) open.topic.clear();
    switch (pick(12)) {
        case 0:
            return Close{session.conversation};
        case 1:
            return Rate{session.conversation, static_cast<std::uint32_t>(pick(7)), "fine"};
        case 2:
            return LeaveMessage{chance(50) ? session.conversation : ConversationId{0}, open, "mail"};
        case 3:
            return Accept{session.conversation};
        default:
            return open;
    }
}

ClientBody RandomPeople::agent_body(const Session& session, const State& state) {
    const ConversationId chat = some_chat(session, state);
    switch (pick(16)) {
        case 0:
        case 1:
        case 2:
            return SetPresence{static_cast<Presence>(chance(80) ? 1 : pick(4))};
        case 3:
            return ResumeArrivals{};
        case 4:
        case 5:
        case 6:
        case 7:
            return Accept{chat};
        case 8:
            return Decline{chat, DeclineReason::not_now};
        case 9:
            return Prolong{chat};
        case 10:
            return Hold{chat, chance(50)};
        case 11:
            return Transfer{chat, QueueId{static_cast<std::uint32_t>(1 + pick(queues_ + 1))}, "note"};
        case 12:
        case 13:
            return Resolve{chat};
        default:
            return WrapUpDone{chat};
    }
}

}  // namespace yunke::sim
