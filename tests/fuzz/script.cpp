#include "tests/fuzz/script.hpp"

#include <algorithm>
#include <limits>

namespace yunke::fuzz {

using namespace core;

namespace {

constexpr std::uint32_t shops = 2;
constexpr std::uint32_t queues = 3;
constexpr std::uint32_t agents = 3;
constexpr std::uint32_t sessions_per_person = 100;
constexpr std::array languages{"zh-CN", "en", "zh-TW", ""};
// Around every default, and the ends of what a uint32 of milliseconds holds.
constexpr std::array<Ms, 16> durations{0,          1,          999,         1'000,        5'000,   20'000,
                                       30'000,     90'000,     120'000,     300'000,      600'001, 3'600'000,
                                       43'200'000, 86'400'000, 604'800'000, 4'294'967'295};
constexpr std::array<std::uint32_t, 8> counts{0, 1, 2, 3, 7, 200, 1'000'000, std::numeric_limits<std::uint32_t>::max()};
constexpr std::size_t batch_commands_max = 4;

}  // namespace

std::uint8_t Script::byte() {
    return at_ < bytes_.size() ? bytes_[at_++] : 0;
}

Ms Script::duration() {
    return durations[below(durations.size())];
}

std::string Script::text() {
    static constexpr std::array pieces{"", "a", "号", "does this run small? ", "\xF0\x9F\x99\x82"};
    std::string text;
    const std::uint32_t times = 1 + below(40);
    const char* piece = pieces[times % pieces.size()];
    for (std::uint32_t i = 0; i < times; ++i)
        text += piece;
    return text;
}

std::string Script::gateway() {
    return "g" + std::to_string(below(3)) + "-0.aa";
}

SessionId Script::session_of(std::size_t person) const {
    return SessionId{1 + person * sessions_per_person + people_[person].generation % sessions_per_person};
}

// Mostly one's own (0 and 255), else any that may exist.
ConversationId Script::conversation(const State& state, const Session* session) {
    const std::uint8_t choice = byte();
    if ((choice == 0 || choice == 255) && session != nullptr) return session->conversation;
    return ConversationId{choice % (state.pool.next_conversation + 1)};
}

std::vector<SkillLevel> Script::skills() {
    std::vector<SkillLevel> levels;
    const std::uint8_t bits = byte();
    for (std::uint32_t skill = 1; skill <= 3; ++skill)
        if ((bits >> skill & 1U) != 0) levels.push_back({SkillId{skill}, 1 + (bits >> 4 & 3U)});
    return levels;
}

ShopConfig Script::shop(std::uint32_t id) {
    constexpr std::array<std::int32_t, 4> offsets = {480, 105, 90, -300};  // midnights soon after the beginning
    const std::uint8_t bits = byte();
    return {ShopId{id}, "shop", id, bits % 8 != 7, offsets[bits / 8 % 4]};
}

QueueConfig Script::queue(std::uint32_t id) {
    QueueConfig config;
    config.id = QueueId{id};
    config.shop = ShopId{1 + id % shops};
    config.topic = "t" + std::to_string(id);
    config.skills = skills();
    const std::uint8_t settings = byte();
    config.open = settings % 8 != 7;
    config.waiting_max = settings % 4 == 3 ? 2 : 0;
    if (settings >= 128) {
        config.answer_target_ms = duration();
        config.idle_warn_ms = duration();
        config.idle_close_ms = duration();
    } else {
        config.answer_target_ms = 60'000;
        config.idle_warn_ms = 300'000;
        config.routing.reopen_ms = 240'000;
        config.routing.reply_ms = 90'000;
        config.idle_close_ms = 120'000;
    }
    return config;
}

AgentConfig Script::agent(std::uint32_t id) {
    AgentConfig config;
    config.id = AgentId{id};
    config.name = "agent " + std::to_string(id);
    config.skills = skills();
    const std::uint8_t settings = byte();
    config.languages.emplace_back(languages[settings % 3]);
    config.languages.emplace_back("zh-CN");
    config.capacity = settings >> 2 & 3U;
    config.auto_accept = (settings >> 4 & 1U) != 0;
    config.wrap_up = static_cast<WrapUpMode>((settings >> 5) % 3);
    const std::uint8_t more = byte();
    config.enabled = more % 8 != 7;
    config.misses_to_hold = more >> 3 & 3U;
    config.offer_timeout_ms = more >= 128 ? duration() : 30'000;
    config.wrap_up_ms = more >= 128 ? duration() : 60'000;
    return config;
}

PoolConfig Script::pool() {
    PoolConfig config;
    config.agent_grace_ms = duration();
    config.shopper_grace_ms = duration();
    config.decline_cooldown_ms = duration();
    config.agent_session_ms = duration();
    // From what was read already, so that what is kept of earlier runs still means the same.
    config.second_offer_percent = static_cast<std::uint32_t>(config.agent_grace_ms / 1'000 % 101);
    return config;
}

std::vector<Step> Script::founding() {
    std::vector<Step> steps;
    if (byte() == 0) return steps;
    std::uint64_t revision = 0;
    const auto change = [&](decltype(ConfigChange::change) what) {
        steps.push_back({Step::Kind::apply, {now_ms_, 0, 1}, {ConfigChange{++revision, std::move(what)}}});
    };
    for (std::uint32_t id = 1; id <= shops; ++id)
        change(ShopConfig{ShopId{id}, "shop", id, true});
    for (std::uint32_t id = 1; id <= queues; ++id)
        change(queue(id));
    for (std::uint32_t id = 1; id <= agents; ++id)
        change(agent(id));
    return steps;
}

Command Script::attach(const State& state) {
    const std::size_t who = somebody();
    const std::uint8_t how = byte();
    Person& person = people_[who];
    Attach attach;
    attach.by_ticket = how % 4 != 0;
    if (how % 4 == 3) ++person.generation;
    if (how % 16 == 8) ++person.instance;
    attach.session = session_of(who);
    attach.attach = AttachId{++attaches_};
    attach.gateway = gateway();
    attach.role = person.role;
    attach.subject = person.subject;
    attach.name = "somebody";
    attach.instance = person.instance;
    const auto it = state.sessions.find(attach.session);
    if (it != state.sessions.end()) attach.last_answer = it->second.last_number;
    attach.log_epoch = state.pool.log_epoch;
    if (how < 64) return attach;
    attach.last_answer = counts[below(counts.size())];
    attach.log_epoch = below(4);
    for (std::uint32_t i = below(4); i > 0; --i)
        attach.positions.push_back({conversation(state, nullptr), counts[below(counts.size())]});
    return attach;
}

Command Script::detach(const State& state) {
    const SessionId id = session_of(somebody());
    const auto it = state.sessions.find(id);
    const bool stale = byte() % 8 == 7;
    return Detach{id, stale || it == state.sessions.end() ? AttachId{1 + attaches_ / 2} : it->second.attach};
}

Command Script::config(const State& state) {
    const std::uint8_t what = byte();
    const std::uint64_t revision = what < 224 ? state.pool.config_revision + 1 : what % 8;
    switch (what % 7) {
        case 6: {
            ShiftConfig shift{ShiftId{1 + below(8)}, AgentId{1 + below(agents + 1)}, 0, 0, flag()};
            shift.from_ms = state.pool.now_ms + 60'000 * Ms{below(64)} - 600'000;
            shift.to_ms = shift.from_ms + 60'000 * Ms{below(128)};
            return ConfigChange{revision, shift};
        }
        case 5:
            return ConfigChange{revision, EndSessions{flag() ? Role::agent : Role::supervisor, 1 + below(agents)}};
        case 0:
            return ConfigChange{revision, shop(1 + below(shops + 1))};
        case 1:
            return ConfigChange{revision, queue(1 + below(queues + 1))};
        case 2:
            return ConfigChange{revision, agent(1 + below(agents + 1))};
        case 3:
            return ConfigChange{revision, pool()};
        default:
            return ConfigChange{revision, std::monostate{}};
    }
}

Open Script::open() {
    const std::uint8_t what = byte();
    Open open;
    if (what % 8 != 7) open.topic = "t" + std::to_string(1 + what % (queues + 1));
    open.name = "Lin";
    open.language = languages[what >> 4 & 3U];
    open.text = text();
    return open;
}

ClientBody Script::agents_body(std::uint8_t kind, ConversationId chat) {
    switch (kind) {
        case 0:
            return SetPresence{static_cast<Presence>(below(6))};
        case 1:
            return ResumeArrivals{};
        case 2:
            return Accept{chat};
        case 3:
            return Decline{chat, static_cast<DeclineReason>(below(5))};
        case 4:
            return Prolong{chat};
        case 5:
            return Hold{chat, flag()};
        case 6:
            return transfer(chat);
        case 7:
            return Resolve{chat};
        default:
            return WrapUpDone{chat};
    }
}

Transfer Script::transfer(ConversationId chat) {
    const std::uint8_t way = byte();
    return {chat, QueueId{way % 3 == 0 ? below(queues + 2) : 0}, text(), AgentId{way % 3 == 1 ? below(agents + 2) : 0},
            way % 3 == 2};
}

ClientBody Script::other_body(std::uint32_t kind, ConversationId chat) {
    switch (kind) {
        case 19:
            return FindAgents{chat};
        case 20:
            return AskHelp{chat, AgentId{below(agents + 2)}};
        case 21:
            return EndHelp{chat};
        case 22:
            return Whisper{chat, text()};
        case 23:
            return Reopen{chat, text()};
        case 24:
            return ListChats{QueueId{below(queues + 2)}};
        case 25:
            return ListAgents{AgentId{below(agents + 2)}, below(200), flag()};
        case 26:
            return Supervise{chat, static_cast<Part>(below(4))};
        case 27:
            return Raise{chat, static_cast<std::int32_t>(below(600)) - 300};
        case 28:
            return SetAgentPresence{AgentId{below(agents + 2)}, static_cast<Presence>(below(6))};
        case 29:
            return CloseQueue{QueueId{below(queues + 2)}, flag()};
        default:
            return Broadcast{text(), 1 + below(60)};
    }
}

ClientBody Script::body(const State& state, const Session* session) {
    const std::uint32_t kind = below(31);
    if (kind > 18) return other_body(kind, conversation(state, session));
    if (kind == 18) return Logout{};
    if (kind == 17) return WatchQueues{flag()};
    if (kind == 16) return open();
    const ConversationId chat = conversation(state, session);
    if (kind < 9) return agents_body(static_cast<std::uint8_t>(kind), chat);
    switch (kind) {
        case 9:
            return Send{chat, text()};
        case 10:
            return Typing{chat};
        case 11:
            return Read{chat, counts[below(counts.size())]};
        case 12:
            return Close{chat};
        case 13:
            return Rate{chat, below(8), "fine"};
        case 14:
            return LeaveMessage{flag() ? chat : ConversationId{0}, open(), "mail"};
        default:
            return History{chat, counts[below(counts.size())], counts[below(counts.size())]};
    }
}

Command Script::frame(const State& state) {
    const std::size_t who = somebody();
    const std::uint8_t how = byte();
    FromClient frame;
    frame.session = session_of(who);
    const auto it = state.sessions.find(frame.session);
    const Session* session = it == state.sessions.end() ? nullptr : &it->second;
    frame.attach = session != nullptr && how % 16 != 15 ? session->attach : AttachId{1 + attaches_ / 2};
    frame.number = session != nullptr ? session->last_number + 1 : 1;
    frame.answered = session != nullptr ? session->last_number : 0;
    frame.body_hash = 7;
    if (how >= 192) {
        frame.number = std::max(frame.number, 3U) - 2 + below(4);
        frame.answered = counts[below(counts.size())];
        frame.body_hash = below(3) + 6;
    }
    frame.body = body(state, session);
    if (std::holds_alternative<Typing>(frame.body)) frame.number = 0;
    return frame;
}

Command Script::command(std::uint8_t kind, const State& state) {
    switch (kind) {
        case 0:
        case 1:
            return attach(state);
        case 2:
            return detach(state);
        case 3:
            return config(state);
        case 4:
            switch (below(4)) {
                case 0:
                    return GatewayLost{gateway()};
                case 1:
                    return EndSessions{flag() ? Role::agent : Role::supervisor, 1 + below(agents)};
                default:
                    return MemoryPressure{flag()};
            }
        default:
            return frame(state);
    }
}

std::optional<Step> Script::next(const State& state, std::optional<Ms> due_ms) {
    if (at_ >= bytes_.size()) return std::nullopt;
    Step step;
    const std::uint8_t what = byte();
    const std::uint8_t kind = what % 16;
    if (kind == 15) {
        now_ms_ += duration();
    } else if (kind == 14) {
        // Exactly when the next timer is due, and a moment before and after.
        if (due_ms) now_ms_ = std::max(now_ms_, *due_ms) + static_cast<Ms>(below(3)) - 1;
    } else if (kind == 13) {
        step.kind = Step::Kind::reload;
    } else if (kind == 12) {
        const std::uint8_t which = byte();
        if (which % 4 == 0) step.kind = Step::Kind::skip;
        if (which % 4 == 1) step.header.gap_ms = duration();
        if (which % 4 == 2) step.header.new_log_epoch = state.pool.log_epoch + below(3);
        step.commands.push_back(command(static_cast<std::uint8_t>(which >> 4), state));
    } else {
        const std::size_t more = what >= 240 ? below(batch_commands_max) : 0;
        for (std::size_t i = 0; i <= more; ++i)
            step.commands.push_back(command(i == 0 ? kind : static_cast<std::uint8_t>(byte() % 12), state));
    }
    step.header.now_ms = now_ms_;
    return step;
}

}  // namespace yunke::fuzz
