// Agents: who answers, in which languages, with which skills, and the pace that suits her.
#include <array>
#include <map>

#include "runtime/registry/database.hpp"
#include "runtime/registry/outbox.hpp"
#include "runtime/registry/registry.hpp"
#include "runtime/registry/routing_rows.hpp"
#include "runtime/registry/skill_rows.hpp"
#include "runtime/registry/validate.hpp"

namespace yunke::registry {
namespace {

constexpr std::array<const char*, 3> wrap_up_names = {"none", "fixed", "until_done"};  // by WrapUpMode

v1::WrapUpMode wrap_up_mode(const std::string& name) {
    for (std::size_t mode = 0; mode < wrap_up_names.size(); ++mode) {
        if (name == wrap_up_names[mode]) return static_cast<v1::WrapUpMode>(mode);
    }
    return v1::WRAP_UP_NONE;
}

// An agent's own columns as the database takes and gives them.
struct AgentRow {
    AgentRow() = default;
    explicit AgentRow(const Agent& agent)
        : id(agent.config.id()),
          pool(agent.pool),
          name(agent.config.name()),
          capacity(static_cast<int>(agent.config.capacity())),
          offer_timeout_ms(agent.config.offer_timeout_ms()),
          auto_accept(agent.config.auto_accept() ? 1 : 0),
          misses_to_hold(static_cast<int>(agent.config.misses_to_hold())),
          wrap_up(wrap_up_names[static_cast<std::size_t>(agent.config.wrap_up())]),
          wrap_up_ms(agent.config.wrap_up_ms()),
          enabled(agent.config.enabled() ? 1 : 0),
          routing(agent.config.has_routing() ? to_text(agent.config.routing()) : "") {}

    Result<Agent> agent() const {
        Agent found{.pool = pool, .config = {}};
        found.config.set_id(static_cast<std::uint32_t>(id));
        found.config.set_name(name);
        found.config.set_capacity(static_cast<std::uint32_t>(capacity));
        found.config.set_offer_timeout_ms(static_cast<std::uint32_t>(offer_timeout_ms));
        found.config.set_auto_accept(auto_accept != 0);
        found.config.set_misses_to_hold(static_cast<std::uint32_t>(misses_to_hold));
        found.config.set_wrap_up(wrap_up_mode(wrap_up));
        found.config.set_wrap_up_ms(static_cast<std::uint32_t>(wrap_up_ms));
        found.config.set_enabled(enabled != 0);
        if (routing.empty()) return found;
        if (auto good = from_text(routing, *found.config.mutable_routing()); !good) {
            return std::unexpected(good.error());
        }
        return found;
    }

    long long id = 0;
    std::string pool;
    std::string name;
    int capacity = 0;
    long long offer_timeout_ms = 0;
    int auto_accept = 0;
    int misses_to_hold = 0;
    std::string wrap_up;
    long long wrap_up_ms = 0;
    int enabled = 0;
    std::string routing;
};

// Adds skills and languages to agents that were just read with the same condition.
template <class Key>
void select_children(soci::session& sql, const std::string& condition, const Key& key,
                     const std::map<long long, v1::AgentConfig*>& agents) {
    long long id = 0;
    long long skill = 0;
    int level = 0;
    soci::statement skills = (sql.prepare << "SELECT l.agent_id, l.skill_id, l.level FROM agent_skill l JOIN agent a "
                                             "ON a.id = l.agent_id WHERE "
                                          << condition << " ORDER BY l.agent_id, l.place",
                              soci::use(key, "key"), soci::into(id), soci::into(skill), soci::into(level));
    for_each_row(skills, [&] {
        auto* held = agents.at(id)->add_skills();
        held->set_skill(static_cast<std::uint32_t>(skill));
        held->set_level(static_cast<std::uint32_t>(level));
    });
    std::string language;
    soci::statement languages = (sql.prepare << "SELECT l.agent_id, l.language FROM agent_language l JOIN agent a "
                                                "ON a.id = l.agent_id WHERE "
                                             << condition << " ORDER BY l.agent_id, l.place",
                                 soci::use(key, "key"), soci::into(id), soci::into(language));
    for_each_row(languages, [&] { agents.at(id)->add_languages(language); });
}

// The agents `a` for which `condition` holds; it names the value of `key` as :key.
template <class Key>
Result<std::vector<Agent>> select_agents(soci::session& sql, const std::string& condition, const Key& key) {
    std::vector<Agent> agents;
    AgentRow row;
    soci::statement rows =
        (sql.prepare << "SELECT a.id, a.pool, a.name, a.capacity, a.offer_timeout_ms, "
                        "a.auto_accept, a.misses_to_hold, a.wrap_up, a.wrap_up_ms, a.enabled, a.routing "
                        "FROM agent a WHERE "
                     << condition << " ORDER BY a.id",
         soci::use(key, "key"), soci::into(row.id), soci::into(row.pool), soci::into(row.name),
         soci::into(row.capacity), soci::into(row.offer_timeout_ms), soci::into(row.auto_accept),
         soci::into(row.misses_to_hold), soci::into(row.wrap_up), soci::into(row.wrap_up_ms), soci::into(row.enabled),
         soci::into(row.routing));
    Result<void> good;
    for_each_row(rows, [&] {
        auto agent = row.agent();
        if (agent) agents.push_back(std::move(*agent));
        if (!agent) good = std::unexpected(agent.error());
    });
    if (!good) return std::unexpected(good.error());
    std::map<long long, v1::AgentConfig*> by_id;
    for (auto& agent : agents)
        by_id[agent.config.id()] = &agent.config;
    select_children(sql, condition, key, by_id);
    return agents;
}

Result<Agent> select_agent(soci::session& sql, std::uint32_t id) {
    auto found = select_agents(sql, "a.id = :key", static_cast<long long>(id));
    if (!found) return std::unexpected(found.error());
    if (found->empty()) return not_found("agent", std::to_string(id));
    return std::move(found->front());
}

void insert(soci::session& sql, const AgentRow& row) {
    sql << "INSERT INTO agent (id, pool, name, capacity, offer_timeout_ms, auto_accept, misses_to_hold, wrap_up, "
           "wrap_up_ms, enabled, routing) VALUES (:id, :pool, :name, :capacity, :timeout, :auto, :misses, :wrap_up, "
           ":wrap_up_ms, :enabled, :routing)",
        soci::use(row.id, "id"), soci::use(row.pool, "pool"), soci::use(row.name, "name"),
        soci::use(row.capacity, "capacity"), soci::use(row.offer_timeout_ms, "timeout"),
        soci::use(row.auto_accept, "auto"), soci::use(row.misses_to_hold, "misses"), soci::use(row.wrap_up, "wrap_up"),
        soci::use(row.wrap_up_ms, "wrap_up_ms"), soci::use(row.enabled, "enabled"), soci::use(row.routing, "routing");
}

void update(soci::session& sql, const AgentRow& row) {
    sql << "UPDATE agent SET name = :name, capacity = :capacity, offer_timeout_ms = :timeout, auto_accept = :auto, "
           "misses_to_hold = :misses, wrap_up = :wrap_up, wrap_up_ms = :wrap_up_ms, enabled = :enabled, "
           "routing = :routing WHERE id = :id",
        soci::use(row.name, "name"), soci::use(row.capacity, "capacity"), soci::use(row.offer_timeout_ms, "timeout"),
        soci::use(row.auto_accept, "auto"), soci::use(row.misses_to_hold, "misses"), soci::use(row.wrap_up, "wrap_up"),
        soci::use(row.wrap_up_ms, "wrap_up_ms"), soci::use(row.enabled, "enabled"), soci::use(row.routing, "routing"),
        soci::use(row.id, "id");
}

// What the routing names: groups, and shops of the agent's own pool.
Result<void> check_names(soci::session& sql, const Agent& agent) {
    const auto& routing = agent.config.routing();
    for (int i = 0; i < routing.groups_size(); ++i) {
        auto good = check_group_stands(sql, "routing.groups[" + std::to_string(i) + "]", routing.groups(i));
        if (!good) return good;
    }
    auto good = check_shops_stand(sql, agent.pool, "routing.certified_shops", routing.certified_shops());
    return good ? check_shops_stand(sql, agent.pool, "routing.direct_shops", routing.direct_shops()) : good;
}

// Skills, languages and the outbox row of an agent whose own row stands already.
Result<void> finish(soci::session& sql, const Agent& agent, std::uint64_t revision) {
    const auto& config = agent.config;
    if (auto good = check_names(sql, agent); !good) return good;
    if (auto good = write_skills(sql, "agent", config.id(), config.skills()); !good) return good;
    const long long id = config.id();
    sql << "DELETE FROM agent_language WHERE agent_id = :agent", soci::use(id, "agent");
    int place = 0;
    for (const auto& language : config.languages()) {
        sql << "INSERT INTO agent_language (agent_id, place, language) VALUES (:agent, :place, :language)",
            soci::use(id, "agent"), soci::use(place, "place"), soci::use(language, "language");
        ++place;
    }
    v1::ConfigChange change;
    change.set_revision(revision);
    *change.mutable_agent() = config;
    write_outbox(sql, agent.pool, change);
    return {};
}

}  // namespace

Result<Agent> Registry::add_agent(const Agent& agent) {
    if (auto good = check_agent(agent.config); !good) return std::unexpected(good.error());
    return db_->run(Around::write, [&](soci::session& sql) -> Result<Agent> {
        const auto revision = take_revision(sql, agent.pool);
        if (!revision) return std::unexpected(revision.error());
        const auto id = next_id(sql, "agent");
        if (!id) return std::unexpected(id.error());
        auto added = agent;
        added.config.set_id(*id);
        insert(sql, AgentRow(added));
        if (auto good = finish(sql, added, *revision); !good) return std::unexpected(good.error());
        return added;
    });
}

Result<Agent> Registry::update_agent(const Agent& agent) {
    if (auto good = check_agent(agent.config); !good) return std::unexpected(good.error());
    return db_->run(Around::write, [&](soci::session& sql) -> Result<Agent> {
        auto updated = select_agent(sql, agent.config.id());
        if (!updated) return updated;
        const auto revision = take_revision(sql, updated->pool);
        if (!revision) return std::unexpected(revision.error());
        updated->config = agent.config;
        update(sql, AgentRow(*updated));
        if (auto good = finish(sql, *updated, *revision); !good) return std::unexpected(good.error());
        return updated;
    });
}

Result<Agent> Registry::agent(std::uint32_t id) {
    return db_->run(Around::snapshot, [&](soci::session& sql) { return select_agent(sql, id); });
}

Result<std::vector<Agent>> Registry::agents(std::string_view pool) {
    const std::string name(pool);
    return db_->run(Around::snapshot, [&](soci::session& sql) -> Result<std::vector<Agent>> {
        return select_agents(sql, "a.pool = :key", name);
    });
}

}  // namespace yunke::registry
