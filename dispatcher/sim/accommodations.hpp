// Whether agents' own settings are respected, seen from outside: by what is put before each agent, whoever puts it
// there. Knows nothing of how a policy decides and shares no rule with the core, so it judges both alike. The engine
// tells it what happens; what was broken goes into the measures.
#pragma once

#include <cstdint>
#include <deque>
#include <vector>

#include "dispatcher/sim/measures.hpp"

namespace yunke::sim {

class AccommodationWatch {
public:
    // Both must outlive it.
    AccommodationWatch(const Scenario& scenario, Measures& measures);

    void presence(std::uint32_t worker, core::Presence presence, Ms at_ms);
    // A chat is put before her: offered, pushed, or taken for her at once.
    void shown(std::uint32_t worker, std::uint32_t queue, Ms at_ms);
    // It is hers from now on.
    void given(std::uint32_t worker, Ms at_ms);
    // It is hers without having been offered, although she wants to be asked.
    void pushed(std::uint32_t worker, Ms at_ms);
    // The pool took an offer back after so long, while she was ready and the chat was still waiting.
    void taken_back(std::uint32_t worker, Ms shown_ms, Ms at_ms);
    // Offer or chat left her, for whatever reason.
    void gone(std::uint32_t worker);
    // The batch has been told in full: only now does it show who has more than she takes, as chats that come may be
    // told before those that go.
    void settle(Ms at_ms);

private:
    struct Desk {
        const core::AgentConfig* config = nullptr;
        std::uint32_t chats = 0;  // with offers
        std::deque<Ms> taken_ms;  // within the last hour
        Ms last_ms = 0;
        bool had_one = false;
        bool works = false;
        Ms since_ms = 0;    // of working, or of not
        Ms stretch_ms = 0;  // worked since the last rest that was one, up to since_ms
        Ms rested_ms = 0;
        std::int64_t day = -1;
        Ms worked_ms = 0;  // on that day, up to since_ms
    };

    void broken(Accommodation kind, Ms at_ms);
    void book(Desk& desk, Ms until_ms);

    const Scenario& scenario_;
    Measures& measures_;
    std::vector<Desk> desks_;
    std::vector<std::uint32_t> fuller_;  // who got something in this batch
};

}  // namespace yunke::sim
