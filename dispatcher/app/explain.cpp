#include "dispatcher/app/explain.hpp"

#include <algorithm>
#include <set>
#include <unordered_map>

#include "dispatcher/core/index.hpp"
#include "dispatcher/core/matching.hpp"

namespace yunke::dispatcher {
namespace {

using core::AgentId;
using core::ConversationId;
using core::ConversationState;
using core::State;

const core::Conversation* find(const State& state, ConversationId id) {
    const auto it = state.conversations.find(id);
    return it == state.conversations.end() ? nullptr : &it->second;
}

struct Given {
    AgentId agent{};
    bool auto_accepted = false;
};

// Whom this conversation was newly offered to, or who took it without an offer, between two states.
std::vector<Given> newly_given(const core::Conversation* before, const core::Conversation& after) {
    std::vector<Given> given;
    const auto offered_before = [&](const core::OfferState& offer) {
        return before != nullptr && std::ranges::any_of(before->offers, [&](const core::OfferState& o) {
                   return o.agent == offer.agent && o.since_ms == offer.since_ms;
               });
    };
    for (const core::OfferState& offer : after.offers)
        if (!offered_before(offer)) given.push_back({offer.agent, false});
    const bool owned_before = before != nullptr && before->owner == after.owner && before->visit == after.visit;
    const bool was_offered = before != nullptr && std::ranges::any_of(before->offers, [&](const core::OfferState& o) {
                                 return o.agent == after.owner;
                             });
    if (after.owner != core::no_agent && after.state == ConversationState::active && !owned_before && !was_offered)
        given.push_back({after.owner, true});
    return given;
}

// What each agent held before the step's decisions, and what the step gave her.
struct Hands {
    std::unordered_map<AgentId, std::uint32_t> load;
    std::unordered_map<AgentId, ConversationId> given;
};

Hands hands_before(const State& before, const State& after) {
    Hands hands;
    for (const auto& [id, chat] : after.conversations) {
        const auto fresh = newly_given(find(before, id), chat);
        const auto is_fresh = [&](AgentId agent) {
            return std::ranges::any_of(fresh, [&](const Given& g) { return g.agent == agent; });
        };
        const auto hold = [&](AgentId agent) {
            if (is_fresh(agent))
                hands.given.emplace(agent, id);
            else
                ++hands.load[agent];
        };
        for (const core::OfferState& offer : chat.offers)
            hold(offer.agent);
        if (chat.owner != core::no_agent &&
            (chat.state == ConversationState::active || chat.state == ConversationState::wrap_up))
            hold(chat.owner);
    }
    return hands;
}

// The first skill that she lacks, if any.
const core::SkillLevel* lacking(const core::AgentConfig& agent, const core::QueueConfig& queue, std::uint32_t& has) {
    for (const core::SkillLevel& needed : queue.skills) {
        has = 0;
        for (const core::SkillLevel& held : agent.skills)
            if (held.skill == needed.skill) has = std::max(has, held.level);
        if (has < needed.level) return &needed;
    }
    return nullptr;
}

bool speaks(const core::AgentConfig& agent, std::string_view language) {
    const std::string wanted = core::primary_language(language);
    return std::ranges::any_of(agent.languages,
                               [&](const std::string& tag) { return core::primary_language(tag) == wanted; });
}

Verdict presence_verdict(const core::Agent& agent) {
    if (!agent.config.enabled) return Verdict::disabled;
    switch (agent.presence) {
        case core::Presence::offline:
            return Verdict::offline;
        case core::Presence::finishing:
            return Verdict::finishing;
        case core::Presence::resting:
            return Verdict::resting;
        case core::Presence::available:
        case core::Presence::on_demand:
            break;
    }
    if (agent.session == core::no_session || agent.line_lost_ms > 0) return Verdict::line_lost;
    return agent.arrivals_held || agent.limit != core::Limit::none ? Verdict::held : Verdict::fits;
}

// `chat` and `agent` as before the decision: idle since, exclusions and load are those that the rules looked at.
Candidate judge(const core::Agent& agent, const core::Conversation& chat, const core::QueueConfig& queue,
                const Hands& hands, core::Ms now_ms) {
    const auto load = hands.load.find(agent.config.id);
    Candidate out;
    out.agent = agent.config.id;
    out.name = agent.config.name;
    out.idle_since_ms = agent.idle_since_ms;
    out.load = load == hands.load.end() ? 0 : load->second;
    out.capacity = agent.config.capacity;
    out.verdict = presence_verdict(agent);
    if (out.verdict != Verdict::fits) return out;
    if (!speaks(agent.config, chat.language)) {
        out.verdict = Verdict::language;
    } else if (const auto* needed = lacking(agent.config, queue, out.has_level)) {
        out.verdict = Verdict::skill;
        out.needed = *needed;
    } else if (out.load >= out.capacity) {
        out.verdict = Verdict::full;
    } else if (const auto it = std::ranges::find(chat.excluded, out.agent, &core::Exclusion::agent);
               core::is_excluded(chat, out.agent, now_ms) && it != chat.excluded.end()) {
        out.verdict = Verdict::excluded;
        out.until_ms = it->until_ms;
    } else if (const auto given = hands.given.find(out.agent);
               given != hands.given.end() && given->second != chat.id && out.load + 1 >= out.capacity) {
        out.verdict = Verdict::given_elsewhere;
        out.elsewhere = given->second;
    }
    return out;
}

void sort_candidates(std::vector<Candidate>& candidates) {
    const auto rank = [](const Candidate& c) {
        const bool fitting = c.verdict == Verdict::fits || c.verdict == Verdict::given_elsewhere;
        const int group = c.verdict == Verdict::chosen ? 0 : c.verdict == Verdict::also_offered ? 1 : fitting ? 2 : 3;
        return std::tuple(group, group == 2 ? c.idle_since_ms : 0, c.agent);
    };
    std::ranges::sort(candidates, {}, rank);
}

// One step's decision about the conversation.
Decision decide(const State& before, const State& after, const core::Conversation& chat, const Given& given,
                core::Ms now_ms) {
    const core::Conversation* old = find(before, chat.id);
    Decision out;
    out.now_ms = now_ms;
    out.conversation = chat.id;
    out.queue = chat.queue;
    out.language = chat.language;
    out.waiting_ms = now_ms - chat.arrival_ms;
    out.deadline_ms = chat.deadline_ms;
    out.chosen = given.agent;
    out.auto_accepted = given.auto_accepted;
    const auto queue = after.queues.find(chat.queue);
    const core::QueueConfig config = queue == after.queues.end() ? core::QueueConfig{} : queue->second.config;
    out.topic = config.topic;
    // An accept without an offer clears the exclusions, so the earlier ones count.
    const core::Conversation& seen = given.auto_accepted && old != nullptr ? *old : chat;
    const Hands hands = hands_before(before, after);
    for (const auto& [id, agent] : after.agents) {
        const auto earlier = before.agents.find(id);
        const bool moved = given.auto_accepted && id == given.agent && earlier != before.agents.end();
        Candidate candidate = judge(moved ? earlier->second : agent, seen, config, hands, now_ms);
        if (id == given.agent)
            candidate.verdict = Verdict::chosen;
        else if (std::ranges::any_of(chat.offers, [&](const core::OfferState& o) { return o.agent == id; }))
            candidate.verdict = Verdict::also_offered;
        out.candidates.push_back(std::move(candidate));
    }
    sort_candidates(out.candidates);
    return out;
}

// Applies a batch again, one command at a time, and notes what each step decided about the conversation.
void look_inside(const State& before_batch, const PastBatch& batch, ConversationId id, std::vector<Decision>& out) {
    core::Core core{State(before_batch)};
    core::BatchHeader header = batch.header;
    State before = before_batch;
    const auto step = [&](std::span<const core::Command> commands) {
        core.apply(header, commands);
        header.gap_ms = 0;
        header.new_log_epoch = 0;
        const State& after = core.state();
        if (const core::Conversation* chat = find(after, id))
            for (const Given& given : newly_given(find(before, id), *chat)) {
                Decision decision = decide(before, after, *chat, given, header.now_ms);
                decision.sequence = batch.record.header.sequence;
                out.push_back(std::move(decision));
            }
        before = after;
    };
    step({});  // timers that were due
    for (const core::Command& command : batch.commands)
        step({&command, 1});
}

// The commits in which the conversation was given to somebody.
Result<std::set<std::uint64_t>> find_commits(Replay& past, ConversationId id, Explanation& out) {
    std::set<std::uint64_t> commits;
    while (true) {
        const auto batch = past.next();
        if (!batch) return std::unexpected(batch.error());
        if (!*batch) break;
        const core::Conversation* found = find(past.state(), id);
        const std::optional<core::Conversation> before = found ? std::optional(*found) : std::nullopt;
        if (!past.apply(**batch)) {
            out.broken =
                "Commit " + std::to_string((*batch)->record.header.sequence) + " gave another hash than the log holds.";
            break;
        }
        const core::Conversation* after = find(past.state(), id);
        out.seen |= found != nullptr || after != nullptr;
        if (after != nullptr && !newly_given(before ? &*before : nullptr, *after).empty())
            commits.insert((*batch)->record.header.sequence);
    }
    out.sequence = past.sequence();
    return commits;
}

}  // namespace

Result<Explanation> explain(const OpenPast& open, ConversationId conversation) {
    Explanation out;
    auto first = open();
    if (!first) return std::unexpected(std::move(first.error()));
    const auto commits = find_commits(*first, conversation, out);
    if (!commits) return std::unexpected(commits.error());
    if (commits->empty()) return out;
    auto second = open();
    if (!second) return std::unexpected(std::move(second.error()));
    while (second->sequence() < *commits->rbegin()) {
        const auto batch = second->next();
        if (!batch) return std::unexpected(batch.error());
        if (!*batch) break;
        if (commits->contains((*batch)->record.header.sequence))
            look_inside(second->state(), **batch, conversation, out.decisions);
        if (!second->apply(**batch)) break;
    }
    return out;
}

}  // namespace yunke::dispatcher
