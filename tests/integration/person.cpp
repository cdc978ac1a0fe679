#include "tests/integration/person.hpp"

#include <algorithm>

namespace yunke::testing {

bool Person::has(std::uint64_t conversation, const std::string& text) {
    const swarm::Transcript* transcript = machine().transcript(conversation);
    return transcript != nullptr &&
           std::ranges::any_of(transcript->entries(), [&](const auto& each) { return each.second.text() == text; });
}

bool Person::has(std::uint64_t conversation, v1::EntryKind kind) {
    const swarm::Transcript* transcript = machine().transcript(conversation);
    return transcript != nullptr &&
           std::ranges::any_of(transcript->entries(), [&](const auto& each) { return each.second.kind() == kind; });
}

bool Person::at_rest() {
    const swarm::ClientMachine& now = machine();
    if (now.phase() != swarm::Phase::online || now.unanswered() > 0 || now.queued() > 0 || now.gaps() > 0) return false;
    return std::ranges::all_of(now.view().conversations, [&](const auto& each) {
        const swarm::Transcript* transcript = now.transcript(each.first);
        return (transcript == nullptr ? 0 : transcript->whole()) >= each.second.entries();
    });
}

}  // namespace yunke::testing
