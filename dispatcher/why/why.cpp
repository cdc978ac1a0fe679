#include "dispatcher/why/why.hpp"

#include <algorithm>
#include <chrono>
#include <limits>

#include "dispatcher/app/explain.hpp"
#include "dispatcher/app/past.hpp"
#include "dispatcher/why/limits.hpp"
#include "dispatcher/wire/entity.hpp"

namespace yunke::why {
namespace {

using core::AgentId;
using core::Conversation;
using dispatcher::PoolAccess;
using dispatcher::Result;

std::string_view tag_of(Language language) {
    return language == Language::zh ? "zh" : "en";
}

// A live entity; nullopt if there is none.
template <class Entity, class Id>
Result<std::optional<Entity>> read_entity(PoolAccess& pool, Id id) {
    const auto reply = pool.call(redis::Request("HGET", pool.store().keys().state, wire::state_field(id)));
    if (!reply) return std::unexpected(reply.error());
    if (reply->is_nil()) return std::optional<Entity>();
    auto entity = wire::decode_entity<Entity>(reply->text());
    if (!entity) return std::unexpected(dispatcher::Error{dispatcher::Errc::damaged, entity.error().what});
    return std::optional<Entity>(std::move(*entity));
}

// Whether it is, or lately was, hers or offered to her.
bool concerns(const Conversation& chat, AgentId agent) {
    const auto is_hers = [&](const auto& one) { return one.agent == agent; };
    return chat.owner == agent || chat.helper == agent || chat.former == agent ||
           std::ranges::any_of(chat.offers, is_hers) || std::ranges::any_of(chat.excluded, is_hers) ||
           std::ranges::any_of(chat.decisions, [&](const core::Decision& one) { return one.chosen == agent; });
}

Decision for_supervisor(const dispatcher::Decision& decision, std::string_view language, bool complete) {
    Decision out;
    out.at_ms = decision.now_ms;
    out.headline = dispatcher::headline(decision, language);
    out.counts = dispatcher::counts(decision, language);
    if (!complete) return out;
    for (const dispatcher::Candidate& candidate : decision.candidates) {
        if (out.people.size() == limits::people_max) break;
        out.people.push_back({core::raw(candidate.agent), candidate.name,
                              candidate.verdict == dispatcher::Verdict::chosen,
                              dispatcher::reason_for_supervisor(candidate, decision, language)});
    }
    out.left_out = decision.candidates.size() - out.people.size();
    return out;
}

Decision for_agent(AgentId reader, const dispatcher::Decision& decision, std::string_view language, bool complete) {
    Decision out;
    out.at_ms = decision.now_ms;
    out.headline = dispatcher::headline_for(reader, decision, language);
    const auto own = std::ranges::find(decision.candidates, reader, &dispatcher::Candidate::agent);
    if (complete && own != decision.candidates.end()) out.own = dispatcher::reason_for(*own, decision, language);
    return out;
}

// `complete`: they were recomputed, and everybody's reasons are known.
void tell(Told& out, const std::vector<dispatcher::Decision>& decisions, Reader reader, Language language,
          bool complete) {
    const std::string_view tag = tag_of(language);
    for (const dispatcher::Decision& decision : decisions)
        out.decisions.push_back(reader.agent == 0 ? for_supervisor(decision, tag, complete)
                                                  : for_agent(AgentId{reader.agent}, decision, tag, complete));
}

// What can be said without running anything again: the last few decisions up to a moment, as they were noted.
Result<std::vector<dispatcher::Decision>> noted_until(PoolAccess& pool, const Conversation& chat, core::Ms until_ms) {
    const auto queue = read_entity<core::Queue>(pool, chat.queue);
    if (!queue) return std::unexpected(queue.error());
    std::vector<dispatcher::Decision> decisions;
    for (const core::Decision& noted : chat.decisions) {
        if (noted.at_ms > until_ms) break;
        dispatcher::Decision& decision = decisions.emplace_back();
        decision.now_ms = noted.at_ms;
        decision.conversation = chat.id;
        decision.queue = chat.queue;
        if (*queue) decision.topic = (*queue)->config.topic;
        decision.language = chat.language;
        decision.waiting_ms = std::max<core::Ms>(noted.at_ms - chat.arrival_ms, 0);
        decision.chosen = noted.chosen;
        decision.recorded = noted;
        for (const AgentId id : {noted.chosen, noted.runner_up}) {
            if (id == core::no_agent) continue;
            const auto agent = read_entity<core::Agent>(pool, id);
            if (!agent) return std::unexpected(agent.error());
            dispatcher::Candidate& candidate = decision.candidates.emplace_back();
            candidate.agent = id;
            if (*agent) candidate.name = (*agent)->config.name;
        }
    }
    return decisions;
}

std::string only_noted(Language language) {
    return language == Language::zh ? "这里只有当时记下的内容：调度记录已清理或太长，无法重新算出每个人当时的情况。"
                                    : "This is what was noted at that time. What each person had in the way can no "
                                      "longer be worked out: the log was cut off or is too long.";
}

std::string began_earlier(Language language) {
    return language == Language::zh ? "这个会话开始的时候早于现存的调度记录：较早的派单只有当时记下的内容。"
                                    : "This chat began earlier than the log that is still kept: of its first decisions "
                                      "there is only what was noted at that time.";
}

}  // namespace

std::expected<std::optional<Told>, std::string> Why::tell(std::uint64_t conversation, Reader reader,
                                                          Language language) {
    const auto deadline = std::chrono::steady_clock::now() + limits::within;
    const auto give_up = [stop = stop_, deadline] {
        return stop->load() || std::chrono::steady_clock::now() >= deadline;
    };
    const core::ConversationId id{conversation};
    PoolAccess pool(redis_, pool_);
    const auto chat = read_entity<Conversation>(pool, id);
    if (!chat) return std::unexpected(chat.error().what);
    // What an agent is told of goes by the conversation as it stands, before anything is run through for her.
    if (reader.agent > 0 && !(*chat && concerns(**chat, AgentId{reader.agent}))) return std::nullopt;

    const auto from = dispatcher::start_before(pool, id);
    const auto explained = from ? dispatcher::explain([&] { return dispatcher::run_from(pool, *from, give_up); }, id)
                                : Result<dispatcher::Explanation>(std::unexpected(from.error()));
    const bool run = explained && explained->broken.empty();
    if (run && !explained->seen && !*chat) return std::nullopt;
    Told out;
    out.complete = run && explained->since_ms == 0;
    if (!out.complete) {
        out.why_not_complete = run ? began_earlier(language) : only_noted(language);
        if (!run && !*chat) return std::nullopt;
        const core::Ms until_ms = run ? explained->since_ms : std::numeric_limits<core::Ms>::max();
        const auto noted = *chat ? noted_until(pool, **chat, until_ms) : std::vector<dispatcher::Decision>();
        if (!noted) return std::unexpected(noted.error().what);
        why::tell(out, *noted, reader, language, false);
    }
    if (run) why::tell(out, explained->decisions, reader, language, true);
    return out;
}

}  // namespace yunke::why
