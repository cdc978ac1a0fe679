// What is to happen, earliest first; at the same millisecond in the order in which it was planned.
#pragma once

#include <cstdint>
#include <queue>
#include <vector>

#include "dispatcher/core/types.hpp"

namespace yunke::sim {

enum class EventKind : std::uint32_t {
    arrival,    // who: queue
    retry,      // who: queue; version: its number there; also: which attempt
    patience,   // who: chat's place
    finish,     // who: chat's place
    answer,     // who: chat's place; also: agent. She accepts an offer.
    resume,     // who: agent. She lets chats come again.
    shift_on,   // who: agent
    shift_off,  // who: agent
    staff,      // who: group, also: index of the step
    wrapped,    // who: agent, also: conversation. Her notes are done.
    rest_over,  // who: agent. She means to be ready again.
};

struct Event {
    core::Ms at_ms = 0;
    std::uint64_t order = 0;
    EventKind kind{};
    std::uint32_t who = 0;
    std::uint64_t version = 0;  // of what it is about; another one since then, and the event is void
    std::uint64_t also = 0;
};

class EventQueue {
public:
    void add(Event event) {
        event.order = next_++;
        heap_.push(event);
    }
    bool empty() const { return heap_.empty(); }
    const Event& top() const { return heap_.top(); }
    void pop() { heap_.pop(); }

private:
    struct Later {
        bool operator()(const Event& a, const Event& b) const {
            return a.at_ms != b.at_ms ? a.at_ms > b.at_ms : a.order > b.order;
        }
    };
    std::priority_queue<Event, std::vector<Event>, Later> heap_;
    std::uint64_t next_ = 0;
};

}  // namespace yunke::sim
