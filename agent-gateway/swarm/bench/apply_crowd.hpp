// The crowd of the apply benchmark: a pool at work, written down as batches of core commands before anything is
// measured. It plays them into a core of its own while it writes, because what people do depends on what they were
// offered. Deterministic.
#pragma once

#include <cstdint>
#include <deque>
#include <memory>
#include <random>
#include <string>
#include <vector>

#include "dispatcher/core/core.hpp"

namespace yunke::swarm {

struct ApplyBatch {
    core::BatchHeader header;
    std::vector<core::Command> commands;
};

// What one command in a thousand of the benchmark is; printed with the result.
extern const char* const apply_mix;

class ApplyCrowd {
public:
    ApplyCrowd(std::uint32_t agents, std::uint32_t chats);
    ~ApplyCrowd();

    // The pool with all agents at work and all chats accepted.
    const core::State& state() const { return core_.state(); }
    std::uint32_t live() const { return static_cast<std::uint32_t>(chats_.size()); }

    std::uint64_t refused() const { return refused_; }  // commands so far that the core answered with an error

    // What happens next: at least so many commands, in batches of `batch_commands`.
    std::vector<ApplyBatch> write(std::uint64_t commands, std::size_t batch_commands);

private:
    struct Person {
        core::SessionId session{};
        core::AttachId attach{};
        std::uint32_t subject = 0;
        std::uint32_t number = 0;
    };
    struct Chat {
        core::ConversationId id{};
        std::uint32_t agent = 0;  // index into agents_
        Person shopper;
    };
    enum class Deed : std::uint8_t {
        shopper_says,
        agent_says,
        shopper_types,
        agent_types,
        shopper_reads,
        agent_reads,
        arrive,
        open,
        accept,
        resolve,
        leave,
        drop,
        resume,
        rest,
        work
    };

    void found_pool(std::uint32_t agents);
    void fill(std::uint32_t chats);
    void shuffle_deck();
    void play(ApplyBatch& batch);
    void take_offers();
    core::Command command_for(Deed deed);
    core::Command frame(Person& person, core::ClientBody body);
    core::Command attach(Person& person, core::Role role, bool by_ticket);
    core::Command says(bool by_shopper);
    core::Command arrive();
    core::Command open();
    core::Command accept();
    core::Command resolve();
    core::Command presence(core::Presence wanted);
    Chat take_chat();
    Chat& any_chat() { return chats_[random_() % chats_.size()]; }
    std::string text();

    std::mt19937_64 random_{20'240'601};
    core::Core core_;
    core::Ms now_ms_ = 1'700'000'000'000;
    std::uint64_t next_id_ = 1;
    std::vector<Deed> deck_;
    std::size_t drawn_ = 0;
    std::vector<Person> agents_;
    std::vector<Chat> chats_;            // accepted ones
    std::deque<Person> arrived_;         // attached, without a chat
    std::deque<Chat> opening_;           // opened in the batch under way or before, not offered yet
    std::deque<Chat> offered_;           // to the agent named
    std::deque<Person> done_;            // whose chat has ended
    std::deque<Chat> dropped_;           // whose shopper's line is down
    std::deque<std::uint32_t> resting_;  // agents
    std::uint64_t conversations_ = 0;
    std::uint64_t refused_ = 0;
};

}  // namespace yunke::swarm
