// `yunkectl acts`: what supervisors did, as the pool's facts say it, in Redis and further back in the books. Reads
// only.
#include <CLI/CLI.hpp>

#include <array>
#include <limits>
#include <memory>
#include <ranges>

#include "dispatcher/app/pool_access.hpp"
#include "dispatcher/ctl/groups.hpp"
#include "dispatcher/ctl/ledger_store.hpp"
#include "dispatcher/ctl/output.hpp"
#include "dispatcher/ctl/redis_pool.hpp"
#include "runtime/redis/stream.hpp"
#include "yunke/v1/effect.pb.h"

namespace yunke::ctl {
namespace {

constexpr int page = 500;  // facts read at a time: most are not acts
constexpr int books_page = 10'000;
constexpr std::array kind_names = {
    "", "transfer", "supervise", "whisper", "raise", "set-presence", "close-queue", "broadcast", "resolve"};

struct Options {
    std::uint32_t count = 50;
    bool text = false;
};

std::string kind_of(const v1::SupervisorAct& act) {
    const auto kind = static_cast<std::size_t>(act.kind());
    return kind < kind_names.size() ? kind_names.at(kind) : std::to_string(act.kind());
}

std::vector<Cell> row(const v1::SupervisorAct& act, bool text) {
    std::vector<Cell> cells{time_text(act.at_ms()),
                            std::uint64_t{act.supervisor()},
                            act.name(),
                            kind_of(act),
                            std::uint64_t{act.conversation()},
                            std::uint64_t{act.queue()},
                            std::uint64_t{act.agent()},
                            std::to_string(act.amount())};
    if (text) cells.emplace_back(act.text());
    return cells;
}

// Acts, the latest first, as many as are wanted.
class Acts {
public:
    explicit Acts(std::size_t wanted) : wanted_(wanted) {}

    void add(std::string_view bytes) {
        v1::Fact fact;
        const bool is_act = fact.ParseFromArray(bytes.data(), static_cast<int>(bytes.size())) && fact.has_act();
        if (is_act && !enough()) found_.push_back(std::move(*fact.mutable_act()));
    }
    bool enough() const { return found_.size() >= wanted_; }
    const std::vector<v1::SupervisorAct>& found() const { return found_; }

private:
    std::size_t wanted_;
    std::vector<v1::SupervisorAct> found_;
};

// The facts that Redis still holds. Returns the earliest one that was looked at.
std::expected<redis::StreamId, Refusal> look_in_stream(dispatcher::PoolAccess& pool, Acts& acts) {
    redis::StreamId earliest{std::numeric_limits<std::int64_t>::max(), 0};
    std::string before = "+";
    while (!acts.enough()) {
        auto reply = pool.call(redis::Request("XREVRANGE", pool.store().keys().facts, before, "-", "COUNT", page));
        if (!reply) return refuse_redis(reply.error());
        const auto entries = redis::take_entries(std::move(*reply));
        if (!entries || entries->empty()) break;
        for (const redis::StreamEntry& entry : *entries)
            if (const std::string* bytes = entry.field("f")) acts.add(*bytes);
        earliest = entries->back().id;
        before = "(" + earliest.to_string();
    }
    return earliest;
}

// What was posted and cut off the stream stands in the books for good.
Outcome look_in_books(Context& context, redis::StreamId before, Acts& acts) {
    auto store = open_ledger_store(context);
    if (!store) return std::unexpected(store.error());
    const auto pool = context.pool();
    if (!pool) return std::unexpected(pool.error());
    ledger::FactId earliest{before.ms, before.seq};
    while (!acts.enough()) {
        const auto facts = store->facts_before(*pool, earliest, books_page);
        if (!facts) return refuse_ledger(facts.error());
        if (facts->empty()) break;
        for (const ledger::StoredFact& fact : *facts)
            acts.add(fact.body);
        earliest = facts->back().id;
    }
    return {};
}

Outcome show(Context& context, const Options& options) {
    auto opened = open_redis_pool(context);
    if (!opened) return std::unexpected(opened.error());
    Acts acts(options.count);
    const auto earliest = look_in_stream(**opened, acts);
    if (!earliest) return std::unexpected(earliest.error());
    if (!acts.enough())
        if (auto looked = look_in_books(context, *earliest, acts); !looked) return looked;
    Table table{.columns = {"time", "account", "name", "act", "conversation", "queue", "agent", "amount"}, .rows = {}};
    if (options.text) table.columns.emplace_back("text");
    for (const v1::SupervisorAct& act : acts.found() | std::views::reverse)
        table.rows.push_back(row(act, options.text));
    context.print(table);
    return {};
}

}  // namespace

void add_act_commands(CLI::App& app, Context& context) {
    auto options = std::make_shared<Options>();
    auto* command = app.add_subcommand("acts", "What supervisors did last, oldest first\n主管最近的操作");
    command->add_option("--count", options->count, "How many\n条数")->check(CLI::Range(1, 10'000));
    command->add_flag("--text", options->text, "Also the words of broadcasts\n同时显示广播内容");
    context.on(*command, [&context, options] { return show(context, *options); });
}

}  // namespace yunke::ctl
