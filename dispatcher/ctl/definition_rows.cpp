#include "dispatcher/ctl/definition_rows.hpp"

#include <google/protobuf/util/message_differencer.h>

#include <algorithm>
#include <map>

namespace yunke::ctl {
namespace {

using definitions::Definitions;
using definitions::Known;
using google::protobuf::util::MessageDifferencer;
using registry::Error;
using registry::Registry;
using registry::Result;

// The rows that stand and those to come under their provisional ids, so that all names can be told.
Known with_fresh(const Known& known, const Definitions& definitions) {
    Known all = known;
    const auto add = [](auto& rows, const auto& defined) {
        for (const auto& one : defined)
            if (one.fresh) rows.push_back(one.row);
    };
    add(all.skills, definitions.skills);
    add(all.groups, definitions.groups);
    add(all.queues, definitions.queues);
    return all;
}

class Writer {
public:
    Writer(Registry& registry, const std::string& pool, const Known& known, Definitions& definitions)
        : registry_(registry),
          pool_(pool),
          known_(known),
          definitions_(definitions),
          all_(with_fresh(known, definitions)),
          words_(all_) {}

    Result<std::vector<Change>> run() && {
        auto good = write_pool();
        if (good)
            good = write_keyed("skill", definitions_.skills, known_.skills, skill_ids_, &Registry::add_skill,
                               &Registry::update_skill);
        if (good)
            good = write_keyed("group", definitions_.groups, known_.groups, group_ids_, &Registry::add_group,
                               &Registry::update_group);
        for (auto& queue : definitions_.queues)
            if (good) good = write(queue);
        for (auto& agent : definitions_.agents)
            if (good) good = write(agent);
        if (!good) return std::unexpected(good.error());
        return std::move(changes_);
    }

private:
    using Ids = std::map<std::uint32_t, std::uint32_t>;  // provisional to real

    static std::uint32_t real(const Ids& ids, std::uint32_t id) {
        const auto found = ids.find(id);
        return found == ids.end() ? id : found->second;
    }
    template <class Fields>
    static void make_real(const Ids& ids, Fields& fields) {
        for (auto& id : fields)
            id = real(ids, id);
    }
    void make_skills_real(google::protobuf::RepeatedPtrField<v1::SkillLevel>& skills) const {
        for (auto& skill : skills)
            skill.set_skill(real(skill_ids_, skill.skill()));
    }
    // What the file is to blame for bears its line.
    std::unexpected<Error> blame(const definitions::Places& places, Error error) const {
        if (error.code != registry::Errc::unavailable && error.code != registry::Errc::database) {
            error.message = definitions_.explain(places, error);
        }
        return std::unexpected(std::move(error));
    }

    Result<void> write_pool() {
        if (!definitions_.pool) return {};
        if (MessageDifferencer::Equals(known_.pool, definitions_.pool->row)) return {};
        const auto set = registry_.set_pool_config(pool_, definitions_.pool->row);
        if (!set) return blame(definitions_.pool->places, set.error());
        changes_.push_back({"pool", 0, pool_, "changed", words_.changes(known_.pool, definitions_.pool->row)});
        return {};
    }

    template <class Row, class Add, class Update>
    Result<void> write_keyed(const std::string& kind, const std::vector<definitions::Defined<Row>>& all,
                             const std::vector<Row>& known, Ids& ids, Add add, Update update) {
        for (const auto& one : all) {
            const auto stands = std::ranges::find(known, one.row.key, &Row::key);
            const bool changed =
                stands != known.end() && (stands->name_zh != one.row.name_zh || stands->name_en != one.row.name_en);
            if (!one.fresh && !changed) continue;
            const auto written = one.fresh ? (registry_.*add)(one.row) : (registry_.*update)(one.row);
            if (!written) return blame(one.places, written.error());
            ids[one.row.id] = written->id;
            changes_.push_back(
                {kind, written->id, one.row.key, one.fresh ? "added" : "changed", {one.row.name_zh, one.row.name_en}});
        }
        return {};
    }

    Result<void> write(definitions::Defined<v1::QueueConfig>& defined) {
        auto& queue = defined.row;
        v1::QueueConfig before;
        if (!defined.fresh) before = *std::ranges::find(known_.queues, queue.id(), &v1::QueueConfig::id);
        if (MessageDifferencer::Equals(before, queue)) return {};
        auto fields = words_.changes(before, queue);
        make_skills_real(*queue.mutable_skills());
        if (queue.has_routing()) {
            auto& routing = *queue.mutable_routing();
            make_real(group_ids_, *routing.mutable_groups());
            for (auto& step : *routing.mutable_relaxations()) {
                if (step.has_lower()) step.mutable_lower()->set_skill(real(skill_ids_, step.lower().skill()));
                if (step.has_widen_to()) step.set_widen_to(real(group_ids_, step.widen_to()));
            }
            routing.set_overflow_queue(real(queue_ids_, routing.overflow_queue()));
        }
        const auto written = defined.fresh ? registry_.add_queue(queue) : registry_.update_queue(queue);
        if (!written) return blame(defined.places, written.error());
        if (defined.fresh) queue_ids_[queue.id()] = written->id();
        changes_.push_back(
            {"queue", written->id(), queue.topic(), defined.fresh ? "added" : "changed", std::move(fields)});
        return {};
    }

    Result<void> write(definitions::Defined<v1::AgentConfig>& defined) {
        auto& agent = defined.row;
        v1::AgentConfig before;
        if (!defined.fresh) before = *std::ranges::find(known_.agents, agent.id(), &v1::AgentConfig::id);
        if (MessageDifferencer::Equals(before, agent)) return {};
        auto fields = words_.changes(before, agent);
        make_skills_real(*agent.mutable_skills());
        if (agent.has_routing()) {
            auto& groups = *agent.mutable_routing()->mutable_groups();
            make_real(group_ids_, groups);
            std::ranges::sort(groups);
        }
        const registry::Agent row{.pool = pool_, .config = agent};
        const auto written = defined.fresh ? registry_.add_agent(row) : registry_.update_agent(row);
        if (!written) return blame(defined.places, written.error());
        changes_.push_back(
            {"agent", written->config.id(), agent.name(), defined.fresh ? "added" : "changed", std::move(fields)});
        return {};
    }

    Registry& registry_;
    const std::string& pool_;
    const Known& known_;
    Definitions& definitions_;
    const Known all_;
    const definitions::Words words_;
    Ids skill_ids_, group_ids_, queue_ids_;
    std::vector<Change> changes_;
};

// Puts the value of a result into `to`.
template <class T>
Result<void> take(Result<T> from, T& to) {
    if (!from) return std::unexpected(from.error());
    to = std::move(*from);
    return {};
}

}  // namespace

Result<Known> known_names(Registry& registry, std::string_view pool) {
    Known known;
    std::vector<registry::Shop> shops;
    auto good = take(registry.pool_config(pool), known.pool);
    if (good) good = take(registry.skills(), known.skills);
    if (good) good = take(registry.groups(), known.groups);
    if (good) good = take(registry.shops(pool), shops);
    if (good) good = take(registry.queues(pool), known.queues);
    if (!good) return std::unexpected(good.error());
    for (auto& shop : shops)
        known.shops.push_back(std::move(shop.config));
    return known;
}

Result<Known> known_whole(Registry& registry, std::string_view pool) {
    auto known = known_names(registry, pool);
    if (!known) return known;
    const auto agents = registry.agents(pool);
    if (!agents) return std::unexpected(agents.error());
    for (const auto& agent : *agents)
        known->agents.push_back(agent.config);
    return known;
}

Result<std::vector<Change>> write_definitions(Registry& registry, const std::string& pool, const Known& known,
                                              Definitions definitions) {
    return Writer(registry, pool, known, definitions).run();
}

}  // namespace yunke::ctl
