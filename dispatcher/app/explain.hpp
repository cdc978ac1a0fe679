// Why a conversation was offered to whom: for each offer (and each accept without one) everybody who was looked at, and
// what spoke against her. Recomputed from the past, so nothing is stored for it. Called by `yunkectl explain` and by
// dispatcher/why.
//
// A batch is applied again command by command, so that each decision is seen at its own moment: the state right after
// the deciding command, with the offers of that very step taken back.
#pragma once

#include <functional>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "dispatcher/app/replay.hpp"

namespace yunke::dispatcher {

// In the order in which the rules look; the first that applies is given.
enum class Verdict : std::uint8_t {
    chosen,
    also_offered,     // held the other of the conversation's two offers
    fits,             // could have taken it; another stood before her in the pool's order
    given_elsewhere,  // had room, but was given a chat that was due earlier in the same step
    disabled,
    offline,
    resting,
    finishing,
    line_lost,  // or not connected
    held,       // arrivals held after missed offers
    limit,      // her own settings asked for no more at that moment
    language,
    skill,
    content,
    certification,
    group,
    full,
    excluded,  // declined or missed this chat a short while ago
};

struct Candidate {
    core::AgentId agent{};
    std::string name;
    Verdict verdict{};
    core::Ms idle_since_ms = 0;
    std::uint32_t load = 0, capacity = 0;  // load without the offers of this step
    core::DecisionKey key;                 // her standing by the pool's criteria, if she fits
    core::Criterion behind{};              // Verdict::fits: what decided against her; unspecified = the higher number
    core::Limit limit{};                   // Verdict::limit
    core::SkillLevel needed;               // Verdict::skill: what the queue asks for
    std::uint32_t has_level = 0;           //   and what she has
    core::ConversationId elsewhere{};      // Verdict::given_elsewhere
    core::Ms until_ms = 0;                 // Verdict::excluded
};

struct Decision {
    std::uint64_t sequence = 0;  // of the commit
    core::Ms now_ms = 0;
    core::ConversationId conversation{};
    core::QueueId queue{};
    std::string topic, language;
    core::Ms waiting_ms = 0;
    core::Ms deadline_ms = 0;
    core::AgentId chosen{};
    bool auto_accepted = false;
    core::Decision recorded;                // as it was noted when it was made
    std::vector<core::Criterion> criteria;  // the pool's order
    std::vector<Candidate>
        candidates;  // the chosen one first, then those who fit in their order, then the others by id
};

struct Explanation {
    std::vector<Decision> decisions;
    std::uint64_t sequence = 0;  // reached
    bool seen = false;           // the conversation was there at some time
    core::Ms since_ms = 0;       // 0, or: it began earlier than what could be run, which is from this moment on
    std::string broken;          // as in ReplayReport
};

// A past that can be run through twice.
using OpenPast = std::function<Result<Replay>()>;

Result<Explanation> explain(const OpenPast& open, core::ConversationId conversation);

// In words, Chinese for a language that begins with "zh", else English: what was decided, and what spoke for or against
// one of those looked at.
std::string headline(const Decision& decision, std::string_view language);
std::string reason(const Candidate& candidate, const Decision& decision, std::string_view language);
// How many matched and what kept them, and who would have been next.
std::string counts(const Decision& decision, std::string_view language);

// The same as a supervisor may read it: what somebody's work must respect is not named, only that she was not asked.
std::string reason_for_supervisor(const Candidate& candidate, const Decision& decision, std::string_view language);

// The same as one of the agents may read it: her own reasons in full, the others only as somebody.
std::string headline_for(core::AgentId reader, const Decision& decision, std::string_view language);
std::string reason_for(const Candidate& reader, const Decision& decision, std::string_view language);

}  // namespace yunke::dispatcher
