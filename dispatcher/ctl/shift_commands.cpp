// `yunkectl shift`: hours that agents book. Days and times are local, eight hours ahead of UTC.
#include <CLI/CLI.hpp>

#include <chrono>
#include <cstdio>
#include <memory>
#include <optional>

#include "dispatcher/core/limits.hpp"
#include "dispatcher/ctl/context.hpp"
#include "dispatcher/ctl/groups.hpp"

namespace yunke::ctl {
namespace {

using registry::Registry;

constexpr std::int64_t minute_ms = 60'000, day_ms = 86'400'000;

struct Options {
    std::uint32_t agent = 0, id = 0;
    std::string day, from, to;
};

std::vector<std::string> columns() {
    return {"id", "agent", "from", "to", "cancelled"};
}

std::vector<Cell> row(const v1::ShiftConfig& shift) {
    return {std::uint64_t{shift.id()}, std::uint64_t{shift.agent()}, time_text(shift.from_ms()),
            time_text(shift.to_ms()), shift.cancelled()};
}

// When a local day begins; none if the text is no date.
std::optional<std::int64_t> day_begins_ms(const std::string& text) {
    int year = 0, month = 0, day = 0, end = 0;
    if (std::sscanf(text.c_str(), "%4d-%2d-%2d%n", &year, &month, &day, &end) != 3 ||
        static_cast<std::size_t>(end) != text.size())
        return std::nullopt;
    const std::chrono::year_month_day date{std::chrono::year{year}, std::chrono::month{static_cast<unsigned>(month)},
                                           std::chrono::day{static_cast<unsigned>(day)}};
    if (!date.ok()) return std::nullopt;
    return std::int64_t{std::chrono::sys_days{date}.time_since_epoch().count()} * day_ms -
           std::int64_t{core::limits::utc_offset_minutes} * minute_ms;
}

std::optional<std::int64_t> time_of_day_ms(const std::string& text) {
    int hour = 0, minute = 0, end = 0;
    if (std::sscanf(text.c_str(), "%2d:%2d%n", &hour, &minute, &end) != 2 ||
        static_cast<std::size_t>(end) != text.size() || hour < 0 || minute < 0 || minute > 59 ||
        hour * 60 + minute > 1'440)
        return std::nullopt;
    return (hour * 60 + minute) * minute_ms;
}

std::expected<v1::ShiftConfig, Refusal> shift_of(const Options& options) {
    const auto day = day_begins_ms(options.day);
    if (!day) return refuse("--day must be a date such as 2026-12-01.");
    const auto from = time_of_day_ms(options.from), to = time_of_day_ms(options.to);
    if (!from || !to) return refuse("--from and --to must be times of day such as 09:00; 24:00 is the day's end.");
    v1::ShiftConfig shift;
    shift.set_agent(options.agent);
    shift.set_from_ms(*day + *from);
    shift.set_to_ms(*day + *to + (*to <= *from ? day_ms : 0));
    return shift;
}

void add_book(CLI::App& commands, Context& context) {
    auto options = std::make_shared<Options>();
    auto* command = commands.add_subcommand("book", "Book hours for an agent\n为坐席预约班次");
    command->add_option("agent", options->agent, "The agent's id\n坐席编号")->required();
    command->add_option("--day", options->day, "Local date, such as 2026-12-01\n日期")->required();
    command->add_option("--from", options->from, "Begin, such as 09:00\n开始时间")->required();
    command
        ->add_option("--to", options->to,
                     "End, such as 12:00 or 24:00; not after --from = on the next day\n结束时间，不晚于开始即为次日")
        ->required();
    context.on_registry(*command, [&context, options](Registry& registry) -> Outcome {
        const auto shift = shift_of(*options);
        if (!shift) return std::unexpected(shift.error());
        const auto booked = registry.book_shift(*shift, context.now_ms());
        if (!booked) return std::unexpected(booked.error());
        context.print({.columns = columns(), .rows = {row(*booked)}, .single = true});
        return {};
    });
}

void add_cancel(CLI::App& commands, Context& context) {
    auto options = std::make_shared<Options>();
    auto* command = commands.add_subcommand(
        "cancel", "Call a shift off; what was worked of it stays paid\n取消班次，已工作的部分照常计酬");
    command->add_option("id", options->id, "The shift's id\n班次编号")->required();
    context.on_registry(*command, [&context, options](Registry& registry) -> Outcome {
        const auto cancelled = registry.cancel_shift(options->id, context.now_ms());
        if (!cancelled) return refuse(cancelled.error(), "`yunkectl shift list AGENT` shows an agent's shifts.");
        context.print({.columns = columns(), .rows = {row(*cancelled)}, .single = true});
        return {};
    });
}

void add_list_command(CLI::App& commands, Context& context) {
    auto options = std::make_shared<Options>();
    auto* command = commands.add_subcommand(
        "list", "An agent's shifts of the last 31 days and those to come\n列出坐席近 31 天及以后的班次");
    command->add_option("agent", options->agent, "The agent's id\n坐席编号")->required();
    context.on_registry(*command, [&context, options](Registry& registry) -> Outcome {
        const auto shifts =
            registry.shifts(options->agent, context.now_ms() - 31 * day_ms, context.now_ms() + 366 * day_ms);
        if (!shifts) return std::unexpected(shifts.error());
        Table table{.columns = columns(), .rows = {}};
        for (const v1::ShiftConfig& shift : *shifts)
            table.rows.push_back(row(shift));
        context.print(table);
        return {};
    });
}

}  // namespace

void add_shift_commands(CLI::App& app, Context& context) {
    auto* commands = app.add_subcommand("shift", "Hours that agents book ahead\n班次");
    commands->require_subcommand(1);
    add_book(*commands, context);
    add_cancel(*commands, context);
    add_list_command(*commands, context);
}

}  // namespace yunke::ctl
