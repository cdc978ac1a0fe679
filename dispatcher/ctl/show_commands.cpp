// `yunkectl show`: what stands in Redis about a pool, a conversation or an agent, at this moment. Reads only. Message
// texts and people's names are shown only when asked for.
#include <fmt/format.h>
#include <CLI/CLI.hpp>

#include <algorithm>
#include <array>
#include <memory>

#include "dispatcher/app/pool_access.hpp"
#include "dispatcher/ctl/groups.hpp"
#include "dispatcher/ctl/output.hpp"
#include "dispatcher/ctl/redis_pool.hpp"
#include "dispatcher/wire/entity.hpp"
#include "dispatcher/wire/frame.hpp"
#include "yunke/v1/effect.pb.h"

namespace yunke::ctl {
namespace {

using dispatcher::PoolAccess;

constexpr std::array presence_names = {"offline", "available", "finishing", "resting", "on-demand", "training"};
constexpr std::array state_names = {"unspecified", "waiting", "active", "wrap-up", "closed"};
constexpr std::array kind_names = {
    "unspecified", "message",           "opened",          "joined",       "requeued", "transferred", "held",
    "unheld",      "idle-warned",       "ended",           "message-left", "rated",    "whispered",   "helper-joined",
    "helper-left", "supervisor-joined", "supervisor-left", "reopened"};
constexpr std::array role_names = {"system", "shopper", "agent", "supervisor", "merchant", "administrator"};

template <class Names, class Enum>
std::string name_of(const Names& names, Enum value) {
    return names.at(static_cast<std::size_t>(value));
}

std::uint64_t count_of(const dispatcher::Result<redis::Reply>& reply) {
    return reply ? reply->to_u64().value_or(0) : 0;
}

// ---- show pool -----------------------------------------------------------------------------------------------------

struct Census {
    std::array<std::uint64_t, 5> chats{};
    std::array<std::uint64_t, presence_names.size()> people{};
    core::Ms oldest_wait_ms = 0;
};

Census census_of(const core::State& state) {
    Census census;
    for (const auto& [id, chat] : state.conversations) {
        ++census.chats.at(static_cast<std::size_t>(chat.state));
        if (chat.state == core::ConversationState::waiting)
            census.oldest_wait_ms = std::max(census.oldest_wait_ms, state.pool.now_ms - chat.arrival_ms);
    }
    for (const auto& [id, agent] : state.agents)
        ++census.people.at(static_cast<std::size_t>(agent.presence));
    return census;
}

Outcome show_pool(Context& context) {
    auto opened = open_redis_pool(context);
    if (!opened) return std::unexpected(opened.error());
    PoolAccess& pool = **opened;
    const auto& keys = pool.store().keys();
    const auto cursor = pool.run(pool.store().cursor());
    if (!cursor) return refuse_redis(cursor.error());
    const auto state = pool.run(pool.store().load_state());
    if (!state) return refuse_redis(state.error());
    const auto leader = pool.call(redis::Request("GET", keys.leader));
    const std::string holder = leader && leader->text().size() > 17 ? std::string(leader->text().substr(17)) : "";
    const Census census = census_of(*state);
    context.print({.columns = {"leader",
                               "sequence",
                               "hash",
                               "log_epoch",
                               "last_command",
                               "time",
                               "config_revision",
                               "memory_pressure",
                               "gateways",
                               "sessions",
                               "waiting",
                               "oldest_wait_ms",
                               "active",
                               "wrap_up",
                               "closed",
                               "agents_available",
                               "agents_finishing",
                               "agents_resting",
                               "agents_on_demand",
                               "agents_training",
                               "agents_offline",
                               "shops",
                               "queues",
                               "commands_kept",
                               "facts",
                               "archived"},
                   .rows = {{holder,
                             cursor->sequence,
                             dispatcher::to_hex(cursor->hash),
                             cursor->log_epoch,
                             cursor->last_command,
                             time_text(state->pool.now_ms),
                             cursor->config_revision,
                             state->pool.memory_pressure,
                             std::uint64_t{state->gateways.size()},
                             std::uint64_t{state->sessions.size()},
                             census.chats[1],
                             static_cast<std::uint64_t>(census.oldest_wait_ms),
                             census.chats[2],
                             census.chats[3],
                             census.chats[4],
                             census.people[1],
                             census.people[2],
                             census.people[3],
                             census.people[4],
                             census.people[5],
                             census.people[0],
                             std::uint64_t{state->shops.size()},
                             std::uint64_t{state->queues.size()},
                             count_of(pool.call(redis::Request("XLEN", keys.cmd))),
                             state->pool.facts,
                             count_of(pool.call(redis::Request("HLEN", keys.archive)))}},
                   .single = true});
    return {};
}

// ---- show conversation ---------------------------------------------------------------------------------------------

struct ConversationOptions {
    std::uint64_t id = 0;
    bool text = false;
};

Table conversation_table(const core::Conversation& c, bool text) {
    std::vector<std::string> offers, excluded;
    for (const core::OfferState& offer : c.offers)
        offers.push_back(fmt::format("agent {} until {}", core::raw(offer.agent), time_text(offer.expires_ms)));
    for (const core::Exclusion& one : c.excluded)
        excluded.push_back(fmt::format("agent {} until {}", core::raw(one.agent), time_text(one.until_ms)));
    Table table{
        .columns = {"conversation", "state",        "shop",       "queue",    "language", "session", "owner",
                    "visit",        "arrival",      "deadline",   "accepted", "closed",   "on_hold", "message_left",
                    "entries",      "shopper_read", "agent_read", "offers",   "excluded", "stars"},
        .rows = {{std::uint64_t{core::raw(c.id)},
                  name_of(state_names, c.state),
                  std::uint64_t{core::raw(c.shop)},
                  std::uint64_t{core::raw(c.queue)},
                  c.language,
                  std::to_string(core::raw(c.session)),
                  std::uint64_t{core::raw(c.owner)},
                  std::uint64_t{c.visit},
                  time_text(c.arrival_ms),
                  time_text(c.deadline_ms),
                  time_text(c.accepted_ms),
                  time_text(c.closed_ms),
                  c.on_hold,
                  c.message_left,
                  std::uint64_t{c.entries},
                  std::uint64_t{c.shopper_read},
                  std::uint64_t{c.agent_read},
                  offers,
                  excluded,
                  std::uint64_t{c.stars}}},
        .single = true};
    if (text) {
        table.columns.insert(table.columns.end(), {"shopper_name", "owner_name", "contact"});
        table.rows[0].insert(table.rows[0].end(), {c.shopper_name, c.owner_name, c.contact});
    }
    return table;
}

std::expected<Table, Refusal> transcript_table(PoolAccess& pool, core::ConversationId id, bool text) {
    auto reply = pool.call(redis::Request("XRANGE", pool.store().keys().conv(id), "-", "+"));
    if (!reply) return refuse_redis(reply.error());
    const auto entries = redis::take_entries(std::move(*reply));
    if (!entries) return refuse("The transcript in Redis is damaged.");
    Table table{.columns = {"n", "time", "kind", "author", "characters"}, .rows = {}};
    if (text) table.columns.insert(table.columns.end(), {"name", "text"});
    for (const redis::StreamEntry& stored : *entries) {
        const std::string* bytes = stored.field("e");
        const auto entry = wire::decode_entry(bytes ? *bytes : std::string());
        if (!entry) return refuse("Entry " + stored.id.to_string() + " of the transcript is damaged.");
        const auto characters =
            std::ranges::count_if(entry->text, [](char c) { return (static_cast<unsigned char>(c) & 0xc0) != 0x80; });
        std::vector<Cell> row = {std::uint64_t{entry->n}, time_text(entry->at_ms), name_of(kind_names, entry->kind),
                                 name_of(role_names, entry->author), static_cast<std::uint64_t>(characters)};
        if (text) row.insert(row.end(), {entry->name, entry->text});
        table.rows.push_back(std::move(row));
    }
    return table;
}

Outcome show_conversation(Context& context, const ConversationOptions& options) {
    auto opened = open_redis_pool(context);
    if (!opened) return std::unexpected(opened.error());
    PoolAccess& pool = **opened;
    const core::ConversationId id{options.id};
    const auto bytes = pool.call(redis::Request("HGET", pool.store().keys().state, wire::state_field(id)));
    if (!bytes) return refuse_redis(bytes.error());
    const auto transcript = transcript_table(pool, id, options.text);
    if (!transcript) return std::unexpected(transcript.error());
    if (bytes->is_nil()) {
        const auto held = pool.call(redis::Request("HGET", pool.store().keys().archive, options.id));
        v1::ArchivedConversation ended;
        if (!held || held->is_nil())
            return refuse(
                fmt::format("There is no conversation {0} in this pool; if it ended more than a few minutes "
                            "ago, `yunkectl archive show {0}` has it.",
                            options.id));
        if (!ended.ParseFromArray(held->text().data(), static_cast<int>(held->text().size())))
            ended.set_closed_ms(held->to_i64().value_or(0));  // as programs wrote it that kept nothing but that
        context.print({.columns = {"conversation", "state", "closed"},
                       .rows = {{options.id, std::string("archived"), time_text(ended.closed_ms())}},
                       .single = true});
    } else {
        const auto chat = wire::decode_entity<core::Conversation>(bytes->text());
        if (!chat) return refuse(chat.error().what);
        context.print(conversation_table(*chat, options.text));
    }
    context.print(*transcript);
    return {};
}

// ---- show agent ----------------------------------------------------------------------------------------------------

Outcome show_agent(Context& context, std::uint32_t id) {
    auto opened = open_redis_pool(context);
    if (!opened) return std::unexpected(opened.error());
    PoolAccess& pool = **opened;
    const auto state = pool.run(pool.store().load_state());
    if (!state) return refuse_redis(state.error());
    const auto found = state->agents.find(core::AgentId{id});
    if (found == state->agents.end())
        return refuse(fmt::format("There is no agent {} in this pool; `yunkectl agent list` shows them.", id));
    const core::Agent& agent = found->second;
    std::vector<std::string> owned, offered;
    for (const auto& [chat_id, chat] : state->conversations) {
        if (chat.owner == agent.config.id && chat.state != core::ConversationState::closed)
            owned.push_back(std::to_string(core::raw(chat_id)));
        if (std::ranges::find(chat.offers, agent.config.id, &core::OfferState::agent) != chat.offers.end())
            offered.push_back(std::to_string(core::raw(chat_id)));
    }
    std::ranges::sort(owned);
    std::ranges::sort(offered);
    const auto session = state->sessions.find(agent.session);
    const bool connected = session != state->sessions.end() && session->second.attach != core::no_attach;
    context.print({.columns = {"agent", "name", "enabled", "presence", "since", "connected", "line_lost", "idle_since",
                               "capacity", "chats", "offers", "misses", "arrivals_held", "gateway"},
                   .rows = {{std::uint64_t{id}, agent.config.name, agent.config.enabled,
                             name_of(presence_names, agent.presence), time_text(agent.presence_since_ms), connected,
                             time_text(agent.line_lost_ms), time_text(agent.idle_since_ms),
                             std::uint64_t{agent.config.capacity}, owned, offered, std::uint64_t{agent.misses},
                             agent.arrivals_held, connected ? session->second.gateway : std::string()}},
                   .single = true});
    return {};
}

}  // namespace

void add_show_commands(CLI::App& app, Context& context) {
    auto* group = app.add_subcommand("show", "What stands in Redis at this moment\n查看运行中的数据");
    group->require_subcommand(1);
    auto* pool = group->add_subcommand("pool", "The pool as a whole\n调度池总览");
    context.on(*pool, [&context] { return show_pool(context); });

    auto chat_options = std::make_shared<ConversationOptions>();
    auto* chat = group->add_subcommand("conversation", "A conversation and its entries\n查看会话及其记录");
    chat->add_option("id", chat_options->id, "Its number\n会话编号")->required();
    chat->add_flag("--text", chat_options->text, "Also what was written, and names\n同时显示文字内容与姓名");
    context.on(*chat, [&context, chat_options] { return show_conversation(context, *chat_options); });

    auto agent_id = std::make_shared<std::uint32_t>(0);
    auto* agent = group->add_subcommand("agent", "An agent at work\n查看坐席当前状态");
    agent->add_option("id", *agent_id, "Its number\n坐席编号")->required();
    context.on(*agent, [&context, agent_id] { return show_agent(context, *agent_id); });
}

}  // namespace yunke::ctl
