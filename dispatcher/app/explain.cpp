#include "dispatcher/app/explain.hpp"

#include <algorithm>
#include <optional>
#include <ranges>
#include <set>
#include <span>
#include <unordered_map>

#include "dispatcher/core/index.hpp"
#include "dispatcher/core/matching.hpp"
#include "dispatcher/core/needs.hpp"
#include "dispatcher/core/turn.hpp"

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
        if (chat.helper != core::no_agent) hold(chat.helper);
    }
    return hands;
}

// The first thing that she lacks, each asked for by itself.
Verdict lacking(const core::AgentConfig& agent, const core::Needs& needs, Candidate& out) {
    core::Needs only;
    only.language = needs.language;
    if (!core::meets(agent, only)) return Verdict::language;
    for (const core::SkillLevel& needed : needs.skills) {
        core::Needs skill;
        skill.skills = {needed};
        if (core::meets(agent, skill)) continue;
        out.needed = needed;
        const auto held = std::ranges::find(agent.skills, needed.skill, &core::SkillLevel::skill);
        out.has_level = held == agent.skills.end() ? 0 : held->level;
        return Verdict::skill;
    }
    only.content = needs.content;
    if (!core::meets(agent, only)) return Verdict::content;
    only.certified = needs.certified;
    only.shop = needs.shop;
    if (!core::meets(agent, only)) return Verdict::certification;
    return Verdict::group;
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
    return agent.arrivals_held ? Verdict::held : Verdict::fits;
}

// What was asked of everybody, and at which moment.
struct Question {
    const core::Conversation& chat;  // as before the decision
    core::Needs needs;
    core::TurnOrder order;
    const Hands& hands;
    core::Ms now_ms = 0;
};

// Her standing by the pool's criteria.
core::Turn turn_of(const core::Agent& agent, const Candidate& candidate, const Question& asked) {
    return asked.order.of(core::standing_of(agent, candidate.load), candidate.agent) |
           asked.order.of(core::fit_of(agent.config, asked.needs));
}

// `agent` as before the decision: idle since, share and load are those that the rules looked at.
Candidate judge(const core::Agent& agent, const Question& asked) {
    const auto load = asked.hands.load.find(agent.config.id);
    Candidate out;
    out.agent = agent.config.id;
    out.name = agent.config.name;
    out.idle_since_ms = agent.idle_since_ms;
    out.load = load == asked.hands.load.end() ? 0 : load->second;
    out.capacity = core::capacity_now(agent);
    const bool meets = core::meets(agent.config, asked.needs);
    if (meets) out.key = asked.order.explain(turn_of(agent, out, asked), asked.now_ms);
    out.verdict = presence_verdict(agent);
    if (out.verdict != Verdict::fits) return out;
    const core::Conversation& chat = asked.chat;
    const auto given = asked.hands.given.find(out.agent);
    const bool elsewhere = given != asked.hands.given.end() && given->second != chat.id;
    if (!meets) {
        out.verdict = lacking(agent.config, asked.needs, out);
    } else if (out.load >= out.capacity) {
        out.verdict = Verdict::full;
    } else if (const auto it = std::ranges::find(chat.excluded, out.agent, &core::Exclusion::agent);
               core::is_excluded(chat, out.agent, asked.now_ms) && it != chat.excluded.end()) {
        out.verdict = Verdict::excluded;
        out.until_ms = it->until_ms;
    } else if (elsewhere && (out.load + 1 >= out.capacity || agent.limit != core::Limit::none)) {
        out.verdict = Verdict::given_elsewhere;
        out.elsewhere = given->second;
    } else if (agent.limit != core::Limit::none) {
        out.verdict = Verdict::limit;
        out.limit = agent.limit;
    }
    return out;
}

// What put the chosen one before her.
core::Criterion decided_by(std::span<const core::Criterion> criteria, const Candidate& chosen, const Candidate& other) {
    for (std::size_t i = 0; i < criteria.size(); ++i) {
        const bool differs = criteria[i] == core::Criterion::longest_idle
                                 ? chosen.idle_since_ms != other.idle_since_ms
                                 : chosen.key.values.at(i) != other.key.values.at(i);
        if (differs) return criteria[i];
    }
    return core::Criterion::unspecified;
}

// Smaller comes first, by the pool's criteria.
std::vector<std::int64_t> place_of(std::span<const core::Criterion> criteria, const Candidate& c) {
    std::vector<std::int64_t> place;
    for (std::size_t i = 0; i < criteria.size(); ++i) {
        const std::int64_t value = c.key.values.at(i);
        place.push_back(criteria[i] == core::Criterion::longest_idle ? c.idle_since_ms
                        : criteria[i] == core::Criterion::most_load  ? -value
                                                                     : value);
    }
    return place;
}

void sort_candidates(Decision& decision) {
    const auto rank = [&](const Candidate& c) {
        const bool fitting = c.verdict == Verdict::fits || c.verdict == Verdict::given_elsewhere;
        const int group = c.verdict == Verdict::chosen ? 0 : c.verdict == Verdict::also_offered ? 1 : fitting ? 2 : 3;
        return std::tuple(group, group == 2 ? place_of(decision.criteria, c) : std::vector<std::int64_t>(), c.agent);
    };
    std::ranges::sort(decision.candidates, {}, rank);
    if (decision.candidates.empty()) return;
    for (Candidate& c : decision.candidates)
        if (c.verdict == Verdict::fits) c.behind = decided_by(decision.criteria, decision.candidates.front(), c);
}

// As it was noted when it was made: the last one that chose her.
core::Decision recorded(const core::Conversation& chat, AgentId chosen) {
    for (const core::Decision& decision : std::views::reverse(chat.decisions))
        if (decision.chosen == chosen) return decision;
    return {};
}

// One step's decision about the conversation.
Decision decide(const State& before, const State& after, const core::Conversation& chat, const Given& given,
                core::Ms batch_ms) {
    const core::Conversation* old = find(before, chat.id);
    Decision out;
    out.recorded = recorded(chat, given.agent);
    out.now_ms = out.recorded.at_ms > 0 ? out.recorded.at_ms : batch_ms;
    out.conversation = chat.id;
    out.queue = chat.queue;
    out.language = chat.language;
    out.waiting_ms = out.now_ms - chat.arrival_ms;
    out.deadline_ms = chat.deadline_ms;
    out.chosen = given.agent;
    out.auto_accepted = given.auto_accepted;
    const auto queue = after.queues.find(chat.queue);
    const core::QueueConfig config = queue == after.queues.end() ? core::QueueConfig{} : queue->second.config;
    out.topic = config.topic;
    // An accept without an offer clears the exclusions, so the earlier ones count.
    const core::Conversation& seen = given.auto_accepted && old != nullptr ? *old : chat;
    const Hands hands = hands_before(before, after);
    const Question asked{seen, core::needs_of(config, core::primary_language(chat.language), chat.step),
                         core::TurnOrder(after.pool.config.order), hands, out.now_ms};
    out.criteria.assign(asked.order.criteria().begin(), asked.order.criteria().end());
    for (const auto& [id, agent] : after.agents) {
        const auto earlier = before.agents.find(id);
        const bool moved = given.auto_accepted && id == given.agent && earlier != before.agents.end();
        Candidate candidate = judge(moved ? earlier->second : agent, asked);
        if (id == given.agent)
            candidate.verdict = Verdict::chosen;
        else if (std::ranges::any_of(chat.offers, [&](const core::OfferState& o) { return o.agent == id; }))
            candidate.verdict = Verdict::also_offered;
        out.candidates.push_back(std::move(candidate));
    }
    sort_candidates(out);
    return out;
}

// Applies a batch again in steps: first the timers that were due, then one command at a time. `before` and `after` see
// each step.
template <class Before, class After>
void in_steps(const State& before_batch, const PastBatch& batch, const Before& before, const After& after) {
    core::Core core{State(before_batch)};
    core::BatchHeader header = batch.header;
    for (std::size_t step = 0; step <= batch.commands.size(); ++step) {
        before(step, core.state());
        const auto commands = std::span(batch.commands).subspan(step == 0 ? 0 : step - 1, step == 0 ? 0 : 1);
        core.apply(header, commands);
        header.gap_ms = 0;
        header.new_log_epoch = 0;
        after(step, core.state(), header.now_ms);
    }
}

// Notes what each step of a batch decided about the conversation. Twice through, so that whole states are kept of the
// deciding steps only.
void look_inside(const State& before_batch, const PastBatch& batch, ConversationId id, std::vector<Decision>& out) {
    std::set<std::size_t> deciding;
    std::optional<core::Conversation> chat_before;
    in_steps(
        before_batch, batch,
        [&](std::size_t, const State& state) {
            const core::Conversation* chat = find(state, id);
            chat_before = chat == nullptr ? std::nullopt : std::optional(*chat);
        },
        [&](std::size_t step, const State& state, core::Ms) {
            const core::Conversation* chat = find(state, id);
            if (chat != nullptr && !newly_given(chat_before ? &*chat_before : nullptr, *chat).empty())
                deciding.insert(step);
        });
    State before;
    in_steps(
        before_batch, batch,
        [&](std::size_t step, const State& state) {
            if (deciding.contains(step)) before = state;
        },
        [&](std::size_t step, const State& state, core::Ms now_ms) {
            if (!deciding.contains(step)) return;
            const core::Conversation& chat = *find(state, id);
            for (const Given& given : newly_given(find(before, id), chat)) {
                Decision decision = decide(before, state, chat, given, now_ms);
                decision.sequence = batch.record.header.sequence;
                out.push_back(std::move(decision));
            }
        });
}

// The commits in which the conversation was given to somebody. What they rest on is compared in the second run.
Result<std::set<std::uint64_t>> find_commits(Replay& past, ConversationId id, Explanation& out) {
    std::set<std::uint64_t> commits;
    if (core::raw(id) < past.state().pool.next_conversation) out.since_ms = past.state().pool.now_ms;
    while (true) {
        const auto batch = past.next();
        if (!batch) return std::unexpected(batch.error());
        if (!*batch) break;
        const core::Conversation* found = find(past.state(), id);
        const std::optional<core::Conversation> before = found ? std::optional(*found) : std::nullopt;
        past.pass(**batch);
        const core::Conversation* after = find(past.state(), id);
        out.seen |= found != nullptr || after != nullptr;
        if (after != nullptr && !newly_given(before ? &*before : nullptr, *after).empty())
            commits.insert((*batch)->record.header.sequence);
        if (found != nullptr && after == nullptr) break;  // it ended for good
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
        if (!second->apply(**batch)) {
            out.broken =
                "Commit " + std::to_string((*batch)->record.header.sequence) + " gave another hash than the log holds.";
            break;
        }
    }
    return out;
}

}  // namespace yunke::dispatcher
