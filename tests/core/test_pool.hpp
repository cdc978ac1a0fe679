// A pool in a test's hands: people who connect, speak and wait, over the real core. Every step checks the invariants.
#pragma once

#include <string>
#include <vector>

#include "dispatcher/core/core.hpp"

namespace yunke::core::testing {

inline constexpr ShopId shop_a{1};
inline constexpr ShopId shop_b{2};
inline constexpr QueueId sizes_a{11};    // shop_a, needs skill 1 at level 2
inline constexpr QueueId returns_a{12};  // shop_a, needs skills 1 and 2
inline constexpr QueueId sizes_b{21};    // shop_b, needs nothing special

struct Person {
    SessionId session{};
    AttachId attach{};
    Role role{};
    std::uint32_t subject = 0;
    std::uint32_t number = 0;
    std::string gateway = "g1-0.aa";
    std::uint64_t instance = 7;
};

AgentConfig agent_config(std::uint32_t id, std::uint32_t capacity = 2);

class TestPool {
public:
    // Two shops, three queues, no agents.
    TestPool();

    void configure(decltype(ConfigChange::change) change);
    void wait(Ms ms);
    void apply(Command command);
    void apply_batch(std::vector<Command> commands, BatchHeader header = {});
    // Writes nothing down but what the entities say, and starts anew from that, as a take-over does.
    void crash();

    Person shopper(ShopId shop = shop_a);
    // An agent who is connected; available unless told otherwise.
    Person agent(AgentConfig config, Presence presence = Presence::available);
    Person agent(std::uint32_t id, std::uint32_t capacity = 2) { return agent(agent_config(id, capacity)); }
    Person connect(Role role, std::uint32_t subject);
    void resume(Person& person, std::vector<Position> positions = {});
    void drop(const Person& person);

    // Sends a numbered frame and returns its answer.
    Answer say(Person& person, ClientBody body);
    // A shopper opens a chat in the topic's queue.
    ConversationId open(Person& shopper, const std::string& topic = "sizes", const std::string& language = "zh-CN");

    const State& state() const { return core_.state(); }
    const Conversation& conversation(ConversationId id) const { return core_.state().conversations.at(id); }
    // Who considers it now.
    std::vector<AgentId> offered_to(ConversationId id) const;
    const Agent& agent_state(std::uint32_t id) const { return core_.state().agents.at(AgentId{id}); }
    Ms now() const { return now_ms_; }
    const Effects& last() const { return last_; }

    // Payloads of one kind told to a person by the last step.
    template <class T>
    std::vector<T> told(const Person& person) const {
        std::vector<T> found;
        for (const auto& [gateway, outs] : last_.outs)
            for (const Out& out : outs)
                if (out.session == person.session)
                    if (const T* payload = std::get_if<T>(&out.payload)) found.push_back(*payload);
        return found;
    }
    // Transcript entries told to a person by the last step, as that person sees them.
    std::vector<Entry> heard(const Person& person) const;
    template <class T>
    std::vector<T> facts() const {
        std::vector<T> found;
        for (const Fact& fact : all_facts_)
            if (const T* wanted = std::get_if<T>(&fact)) found.push_back(*wanted);
        return found;
    }
    // How long a conversation was in an agent's hands as this kind, by its shares of her work intervals.
    Ms metered(AgentId agent, ConversationId id, UnitKind kind) const;
    std::vector<Entry> transcript(ConversationId id) const;

private:
    void note(Effects effects);

    Core core_;
    Ms now_ms_ = 1'000'000;
    std::uint64_t next_id_ = 100;
    Effects last_;
    std::vector<Fact> all_facts_;
    std::vector<TranscriptEntry> all_entries_;
};

using Agents = std::vector<AgentId>;

// A queue's configuration as it is, with one thing changed.
QueueConfig changed(const TestPool& pool, QueueId id, auto change) {
    QueueConfig config = pool.state().queues.at(id).config;
    change(config);
    return config;
}

}  // namespace yunke::core::testing
