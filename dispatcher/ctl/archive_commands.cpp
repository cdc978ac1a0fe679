// `yunkectl archive`: ended conversations in SQL, found and shown, and for how long each merchant's are kept. Message
// texts and people's names are shown only when asked for.
#include <fmt/format.h>
#include <CLI/CLI.hpp>

#include <algorithm>
#include <chrono>
#include <cstdio>
#include <memory>
#include <optional>

#include "dispatcher/app/keys.hpp"
#include "dispatcher/ctl/context.hpp"
#include "dispatcher/ctl/groups.hpp"
#include "dispatcher/ctl/output.hpp"
#include "dispatcher/ledger/archive/limits.hpp"
#include "dispatcher/ledger/archive/plain_name.hpp"
#include "dispatcher/ledger/archive/search.hpp"

namespace yunke::ctl {
namespace {

using archive::Found;
using archive::plain_name;
using archive::Scope;

std::expected<archive::Store, Refusal> open_archive(Context& context) {
    const auto settings = context.settings();
    if (!settings) return std::unexpected(settings.error());
    const std::string& url = (*settings)->ledger_url();
    if (url.empty())
        return refuse("No database is configured: set [sql] url, or [ledger] url if the archive has its own.");
    auto opened = archive::Store::open(url);
    if (!opened) return refuse(opened.error().what);
    return std::move(*opened);
}

// A day (from its beginning in China), or an instant as yunkectl prints it.
std::optional<std::int64_t> time_of(const std::string& text) {
    int year = 0, month = 0, day = 0, hour = 0, minute = 0, second = 0, end = 0;
    const bool whole = std::sscanf(text.c_str(), "%4d-%2d-%2d%n", &year, &month, &day, &end) == 3;
    if (!whole || end != 10) return std::nullopt;
    const std::chrono::year_month_day date{std::chrono::year(year), std::chrono::month(static_cast<unsigned>(month)),
                                           std::chrono::day(static_cast<unsigned>(day))};
    if (!date.ok()) return std::nullopt;
    const std::int64_t midnight_s = std::chrono::sys_days(date).time_since_epoch().count() * std::int64_t{86'400};
    if (text.size() == 10) return (midnight_s - 8 * 3'600) * 1'000;
    const std::string rest = text.substr(10);
    if (std::sscanf(rest.c_str(), "T%2d:%2d:%2d%n", &hour, &minute, &second, &end) != 3 || end != 9 ||
        !rest.ends_with('Z') || hour > 23 || minute > 59 || second > 59)
        return std::nullopt;
    return (midnight_s + hour * 3'600 + minute * 60 + second) * 1'000;
}

// ---- search --------------------------------------------------------------------------------------------------------

struct SearchOptions {
    archive::Query query;
    std::vector<std::string> words;
    std::string from, until;
};

Outcome take_time(const std::string& text, const char* option, std::int64_t& ms) {
    if (text.empty()) return {};
    const auto time = time_of(text);
    if (!time)
        return refuse(fmt::format("{} {} is no time: give a day as 2026-01-31, or an instant as 2026-01-31T08:00:00Z.",
                                  option, text));
    ms = *time;
    return {};
}

std::vector<Cell> row_of(const Found& found) {
    return {static_cast<std::uint64_t>(found.number),
            found.pool,
            found.conversation,
            std::uint64_t{found.merchant},
            std::uint64_t{found.shop},
            std::uint64_t{found.queue},
            std::uint64_t{found.agent},
            std::uint64_t{found.former},
            time_text(found.opened_ms),
            time_text(found.accepted_ms),
            time_text(found.closed_ms),
            plain_name(v1::EndReason_Name(found.end_reason)),
            std::uint64_t{found.stars},
            found.message_left,
            std::uint64_t{found.entries},
            found.shopper};
}

const std::vector<std::string> columns = {"number", "pool",         "conversation", "merchant", "shop",  "queue",
                                          "agent",  "former",       "opened",       "accepted", "ended", "reason",
                                          "stars",  "message_left", "entries",      "shopper"};

Outcome search(Context& context, SearchOptions& options) {
    if (auto good = take_time(options.from, "--from", options.query.from_ms); !good) return good;
    if (auto good = take_time(options.until, "--until", options.query.until_ms); !good) return good;
    auto store = open_archive(context);
    if (!store) return std::unexpected(store.error());
    options.query.words = fmt::format("{}", fmt::join(options.words, " "));
    const auto page = archive::search(*store, Scope::staff(), options.query);
    if (!page) return refuse(page.error().what);
    Table table{.columns = columns, .rows = {}};
    for (const Found& found : page->found)
        table.rows.push_back(row_of(found));
    context.print(table);
    if (page->next != 0)
        context.remark(fmt::format("There may be more: add --before {}\n可能还有更多：加上 --before {}\n", page->next,
                                   page->next));
    return {};
}

void add_search(CLI::App& group, Context& context) {
    auto options = std::make_shared<SearchOptions>();
    auto* command = group.add_subcommand(
        "search", "Ended conversations in which all of these words were said, latest first\n按关键词查找已结束的会话");
    command->add_option("words", options->words, "Words, in Chinese or English; none: any conversation\n关键词");
    command->add_option("--merchant", options->query.merchant, "Of this merchant\n商家编号")->type_name("ID");
    command->add_option("--shop", options->query.shop, "Of this shop\n店铺编号")->type_name("ID");
    command->add_option("--agent", options->query.agent, "That this agent had\n客服编号")->type_name("ID");
    command->add_option("--from", options->from, "Ended then or later: 2026-01-31 or 2026-01-31T08:00:00Z\n起始时间")
        ->type_name("TIME");
    command->add_option("--until", options->until, "Ended before that\n截止时间（不含）")->type_name("TIME");
    command->add_option("--count", options->query.count, "How many\n条数")
        ->check(CLI::Range(std::size_t{1}, archive::limits::found_max));
    command->add_option("--before", options->query.before, "Go on behind this number\n从该编号之后继续")
        ->type_name("NUMBER");
    context.on(*command, [&context, options] { return search(context, *options); });
}

// ---- show ----------------------------------------------------------------------------------------------------------

struct ShowOptions {
    std::uint64_t id = 0;
    bool text = false;
};

Table transcript_of(const v1::Entries& entries, bool text) {
    Table table{.columns = {"n", "time", "kind", "author", "characters"}, .rows = {}};
    if (text) table.columns.insert(table.columns.end(), {"name", "text"});
    for (const v1::Entry& entry : entries.entries()) {
        const auto characters =
            std::ranges::count_if(entry.text(), [](char c) { return (static_cast<unsigned char>(c) & 0xc0) != 0x80; });
        const std::string author = plain_name(v1::Role_Name(entry.author()));
        std::vector<Cell> row = {std::uint64_t{entry.n()}, time_text(entry.at_ms()),
                                 plain_name(v1::EntryKind_Name(entry.kind())), author.empty() ? "system" : author,
                                 static_cast<std::uint64_t>(characters)};
        if (text) row.insert(row.end(), {entry.name(), entry.text()});
        table.rows.push_back(std::move(row));
    }
    return table;
}

Outcome show(Context& context, const ShowOptions& options) {
    const auto pool = context.pool();
    if (!pool) return std::unexpected(pool.error());
    if (!dispatcher::is_pool_name(*pool)) return refuse("A pool's name is 1 to 32 of a-z, 0-9 and -.");
    auto store = open_archive(context);
    if (!store) return std::unexpected(store.error());
    const auto all = archive::show(*store, Scope::staff(), *pool, options.id);
    if (!all) return refuse(all.error().what);
    if (all->empty())
        return refuse(
            fmt::format("There is no conversation {0} of this pool in the archive; while it is live or has just "
                        "ended, `yunkectl show conversation {0}` shows it.",
                        options.id));
    for (const archive::Shown& one : *all) {
        context.print({.columns = columns, .rows = {row_of(one.about)}, .single = true});
        context.print(transcript_of(one.entries, options.text));
    }
    return {};
}

void add_show(CLI::App& group, Context& context) {
    auto options = std::make_shared<ShowOptions>();
    auto* command = group.add_subcommand("show", "An ended conversation and its lines\n查看一个已结束的会话");
    command->add_option("id", options->id, "Conversation\n会话编号")->required();
    command->add_flag("--text", options->text, "Also what was said and by whom\n同时显示姓名与内容");
    context.on(*command, [&context, options] { return show(context, *options); });
}

// ---- keep ----------------------------------------------------------------------------------------------------------

struct KeepOptions {
    std::uint32_t merchant = 0;
    std::optional<int> days;
    bool reset = false;
};

// A number that is nobody's would never matter, and the merchant meant would keep the default.
Outcome check_merchant(Context& context, std::uint32_t merchant) {
    if (merchant == 0) return {};
    const auto registry = context.registry();
    if (!registry) return std::unexpected(registry.error());
    const auto merchants = (*registry)->merchants();
    if (!merchants) return std::unexpected(Refusal(merchants.error()));
    if (std::ranges::none_of(*merchants, [&](const auto& each) { return each.id == merchant; }))
        return refuse(fmt::format("There is no merchant {}; `yunkectl merchant list` shows them.", merchant));
    return {};
}

Outcome keep(Context& context, const KeepOptions& options) {
    if (options.reset && options.merchant == 0) return refuse("--reset needs --merchant.");
    if (auto good = check_merchant(context, options.merchant); !good) return good;
    auto store = open_archive(context);
    if (!store) return std::unexpected(store.error());
    auto done = options.reset  ? store->unset_keep(options.merchant)
                : options.days ? store->set_keep(options.merchant, *options.days)
                               : archive::Result<void>();
    if (!done) return refuse(done.error().what);
    const auto keeps = store->keeps();
    if (!keeps) return refuse(keeps.error().what);
    Table table{.columns = {"merchant", "days"}, .rows = {}};
    for (const auto& each : *keeps) {
        const std::string merchant = each.merchant == 0 ? "default" : std::to_string(each.merchant);
        table.rows.push_back({merchant, static_cast<std::uint64_t>(each.days)});
    }
    context.print(table);
    return {};
}

void add_keep(CLI::App& group, Context& context) {
    auto options = std::make_shared<KeepOptions>();
    auto* command = group.add_subcommand(
        "keep",
        "For how many days conversations are kept after their end, then erased\n会话结束后保留的天数，到期删除");
    command->add_option("--merchant", options->merchant, "Of this merchant; without: of all who set nothing\n商家编号")
        ->type_name("ID");
    auto* days = command->add_option("--days", options->days, "Set it; without: show what is set\n设置天数")
                     ->check(CLI::Range(archive::limits::keep_days_min, archive::limits::keep_days_max));
    command->add_flag("--reset", options->reset, "The merchant goes back to the default\n恢复默认天数")->excludes(days);
    context.on(*command, [&context, options] { return keep(context, *options); });
}

}  // namespace

void add_archive_commands(CLI::App& app, Context& context) {
    auto* group = app.add_subcommand("archive", "Ended conversations in SQL\n会话存档");
    group->require_subcommand(1);
    add_search(*group, context);
    add_show(*group, context);
    add_keep(*group, context);
}

}  // namespace yunke::ctl
