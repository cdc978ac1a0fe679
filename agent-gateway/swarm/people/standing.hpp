// How far a conversation has come, as its transcript tells it. Both simulated sides go by this alone.
#pragma once

#include <cstddef>
#include <string>

#include "agent-gateway/swarm/client/transcript.hpp"
#include "agent-gateway/swarm/people/dialogues.hpp"

namespace yunke::swarm {

struct Standing {
    std::string opening;                 // the shopper's first line; empty if it has not come yet
    const Dialogue* dialogue = nullptr;  // that it begins; nullptr if none does
    std::size_t shopper_lines = 0;
    std::size_t agent_since = 0;  // lines of agents after the shopper's last
};

inline Standing standing(const Transcript& transcript, const Dialogues& dialogues) {
    Standing result;
    for (const auto& [n, entry] : transcript.entries()) {
        if (entry.kind() != v1::MESSAGE) continue;
        if (entry.author() == v1::SHOPPER) {
            if (result.shopper_lines++ == 0) result.opening = entry.text();
            result.agent_since = 0;
        } else {
            ++result.agent_since;
        }
    }
    if (!result.opening.empty()) result.dialogue = dialogues.by_opening(result.opening);
    return result;
}

}  // namespace yunke::swarm
