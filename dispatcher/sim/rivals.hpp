// How other products decide who gets which chat, each as its own sources or documentation describe it, for comparison
// with the pool's own policy. A rival says who; RivalPool (rival_pool.hpp) keeps the books and does it. What was
// simplified, always in the rival's favour, stands at each class and in docs/routing.md.
//
// All of them respect skills, languages, certification and how many chats somebody takes at once. None knows of offer
// times, pace, gaps, rests, days, quiet hours, or contents that somebody does not work with.
#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <string_view>
#include <vector>

#include "dispatcher/core/types.hpp"

namespace yunke::sim {

using core::Ms;

// What a rival may look at and do. Agents and queues are indices from 0.
class RivalDesk {
public:
    virtual ~RivalDesk() = default;
    virtual Ms now_ms() const = 0;
    virtual std::uint32_t queues() const = 0;
    virtual Ms priority_of(std::uint32_t queue) const = 0;
    // Chats that nobody has yet: how many, and the oldest.
    virtual std::size_t waiting(std::uint32_t queue) const = 0;
    virtual core::ConversationId oldest(std::uint32_t queue) const = 0;
    // Who has the skills, in the order of ids.
    virtual const std::vector<std::uint32_t>& members(std::uint32_t queue) const = 0;
    virtual const std::vector<std::uint32_t>& queues_of(std::uint32_t agent) const = 0;
    // Whether she is online and below her number of chats.
    virtual bool has_room(std::uint32_t agent) const = 0;
    virtual std::uint32_t load(std::uint32_t agent) const = 0;
    // When she last got a chat; when she last got or ended one or came to work.
    virtual Ms assigned_ms(std::uint32_t agent) const = 0;
    virtual Ms idle_since_ms(std::uint32_t agent) const = 0;
    // Puts the chat on her desk, or reserves her for it, by the rival's kind.
    virtual void assign(core::ConversationId chat, std::uint32_t agent) = 0;
};

class Rival {
public:
    Rival() = default;
    virtual ~Rival() = default;
    Rival(const Rival&) = delete;
    Rival& operator=(const Rival&) = delete;

    // How often tick() is wanted, at multiples of it; 0 = never.
    virtual Ms period_ms() const { return 0; }
    // How long a chat is reserved for somebody before it is taken away and she is taken for absent; 0 = chats are
    // pushed.
    virtual Ms reservation_ms() const { return 0; }

    virtual void tick(RivalDesk& /*desk*/) {}
    // A chat came to this queue, or came back to it.
    virtual void arrived(RivalDesk& /*desk*/, std::uint32_t /*queue*/) {}
    // A chat of this queue was ended by its agent.
    virtual void ended(RivalDesk& /*desk*/, std::uint32_t /*queue*/) {}
    // She has room that she had not.
    virtual void freed(RivalDesk& /*desk*/, std::uint32_t /*agent*/) {}
};

// least_busy_poll, round_robin_batch, priority_longest_idle; nullptr for any other name.
std::unique_ptr<Rival> make_rival(std::string_view name);
const std::vector<std::string_view>& rival_names();

}  // namespace yunke::sim
