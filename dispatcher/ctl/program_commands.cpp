// `yunkectl program`: who is in the programme, of which region, and how far they came. What an agent agrees to be seen
// of is hers alone to say, on her own page: no command gives or takes it, except that another region ends it.
#include <fmt/format.h>

#include <CLI/CLI.hpp>
#include <memory>

#include "dispatcher/ctl/context.hpp"
#include "dispatcher/ctl/files.hpp"
#include "dispatcher/ctl/groups.hpp"
#include "dispatcher/ledger/calendar.hpp"
#include "runtime/csv.hpp"
#include "runtime/numbers.hpp"

namespace yunke::ctl {
namespace {

using registry::KnownDay;
using registry::ProgramMember;
using registry::ProgramPerson;
using registry::Registry;

std::string day_text(const KnownDay& day) {
    return day ? text_of(ledger::Day{*day}) : std::string();
}

// "" = not known.
std::expected<KnownDay, Refusal> parse_known_day(const std::string& name, const std::string& text) {
    if (text.empty()) return KnownDay();
    const auto day = ledger::parse_day(text);
    if (day) return KnownDay(static_cast<std::int32_t>(*day));
    return std::unexpected(Refusal(name + " must be a day such as 2026-11-29.", exit_usage));
}

struct PersonOptions {
    std::uint32_t agent = 0;
    std::string region, signed_up, trained, passed;
};

std::expected<ProgramPerson, Refusal> person_of(const PersonOptions& options) {
    ProgramPerson person{.agent = options.agent, .region = options.region};
    for (const auto& [name, text, day] : {std::tuple{"signed_up", &options.signed_up, &person.signed_up_day},
                                          std::tuple{"trained", &options.trained, &person.trained_day},
                                          std::tuple{"passed", &options.passed, &person.passed_day}}) {
        const auto known = parse_known_day(name, *text);
        if (!known) return std::unexpected(known.error());
        *day = *known;
    }
    return person;
}

void add_set(CLI::App& group, Context& context) {
    auto options = std::make_shared<PersonOptions>();
    auto* command = group.add_subcommand(
        "set",
        "Enter an agent, or replace what was entered; another region ends her consents\n登记或更改；换地区则同意失效");
    command->add_option("agent", options->agent, "Id of the agent\n坐席编号")->required();
    command->add_option("--region", options->region, "Whose officer may ask for her consent\n地区")->required();
    command->add_option("--signed-up", options->signed_up, "Day, such as 2026-11-29\n报名日期");
    command->add_option("--trained", options->trained, "Day\n完成培训日期");
    command->add_option("--passed", options->passed, "Day\n考核通过日期");
    context.on_registry(*command, [&context, options](Registry& registry) -> Outcome {
        const auto person = person_of(*options);
        if (!person) return std::unexpected(person.error());
        if (auto set = registry.set_program_person(*person, context.now_ms()); !set)
            return refuse(set.error(), "`yunkectl agent list` shows the agents.");
        return {};
    });
}

void add_remove(CLI::App& group, Context& context) {
    auto agent = std::make_shared<std::uint32_t>(0);
    auto* command = group.add_subcommand("remove", "Take an agent out; this ends her consents\n移出项目，同意随之失效");
    command->add_option("agent", *agent, "Id of the agent\n坐席编号")->required();
    context.on_registry(*command, [&context, agent](Registry& registry) -> Outcome {
        if (auto removed = registry.remove_program_person(*agent, context.now_ms()); !removed)
            return std::unexpected(Refusal(removed.error()));
        return {};
    });
}

std::expected<std::vector<PersonOptions>, Refusal> read_people(const std::string& path) {
    const auto csv = read_csv_file(path, "agent");
    if (!csv) return std::unexpected(csv.error());
    const auto agent = csv->column({"agent"});
    const auto region = csv->column({"region"});
    if (region == runtime::Csv::npos) return wrong_line(path, csv->columns_line, "a column \"region\" is needed.");
    std::vector<PersonOptions> people;
    for (const runtime::CsvRow& row : csv->rows) {
        const auto at = [&](std::string_view name) {
            const auto column = csv->column({name});
            return column == runtime::Csv::npos ? std::string() : row.fields[column];
        };
        if (row.fields[agent].empty()) continue;  // not at work yet: as in `report program`
        const auto id = runtime::parse_number<std::uint32_t>(row.fields[agent]);
        if (!id) return wrong_line(path, row.line, "agent is no number.");
        people.push_back({.agent = *id,
                          .region = row.fields[region],
                          .signed_up = at("signed_up"),
                          .trained = at("trained"),
                          .passed = at("passed")});
    }
    return people;
}

// All of them, or none.
Outcome load(Context& context, Registry& registry, const std::string& path) {
    const auto people = read_people(path);
    if (!people) return std::unexpected(people.error());
    std::vector<ProgramPerson> entries;
    const auto wrong = [&](std::uint32_t agent, const Refusal& why) {
        return std::unexpected(
            Refusal(fmt::format("{}: agent {}: {} Nobody was entered.", path, agent, why.message), why.exit_code));
    };
    for (const PersonOptions& options : *people) {
        const auto person = person_of(options);
        if (!person) return wrong(options.agent, person.error());
        entries.push_back(*person);
    }
    std::uint32_t at = 0;
    const auto done = registry.atomically([&]() -> registry::Result<void> {
        for (const ProgramPerson& person : entries) {
            at = person.agent;
            if (auto set = registry.set_program_person(person, context.now_ms()); !set) return set;
        }
        return {};
    });
    if (!done) return wrong(at, Refusal(done.error()));
    context.print({.columns = {"entered"}, .rows = {{std::uint64_t{people->size()}}}, .single = true});
    return {};
}

void add_load(CLI::App& group, Context& context) {
    auto path = std::make_shared<std::string>();
    auto* command = group.add_subcommand(
        "load",
        "Enter everybody of a CSV file: agent, region, and if known the days signed_up, trained, passed\n"
        "按 CSV 文件登记：agent、region，以及 signed_up、trained、passed 日期（可缺）");
    command->add_option("file", *path, "May be that of `report program`; other columns are not stored\nCSV 文件")
        ->required();
    context.on_registry(*command, [&context, path](Registry& registry) { return load(context, registry, *path); });
}

void add_list_command(CLI::App& group, Context& context) {
    auto* command = group.add_subcommand(
        "list", "Who is entered, and whether she agrees to be seen; nobody's progress\n已登记的人员及其是否同意");
    context.on_registry(*command, [&context](Registry& registry) -> Outcome {
        const auto pool = context.pool();
        if (!pool) return std::unexpected(pool.error());
        const auto members = registry.program_members(*pool, "");
        if (!members) return std::unexpected(Refusal(members.error()));
        Table table{.columns = {"agent", "region", "signed_up", "trained", "passed", "progress", "income"}, .rows = {}};
        for (const ProgramMember& one : *members) {
            table.rows.push_back({std::uint64_t{one.person.agent}, one.person.region,
                                  day_text(one.person.signed_up_day), day_text(one.person.trained_day),
                                  day_text(one.person.passed_day), one.progress, one.income});
        }
        context.print(table);
        return {};
    });
}

void add_looks(CLI::App& group, Context& context) {
    auto agent = std::make_shared<std::uint32_t>(0);
    auto* command = group.add_subcommand("looks", "Who looked at an agent's progress, latest first\n谁查看过某位坐席");
    command->add_option("agent", *agent, "Id of the agent\n坐席编号")->required();
    context.on_registry(*command, [&context, agent](Registry& registry) -> Outcome {
        const auto looks = registry.looks_at(*agent);
        if (!looks) return std::unexpected(Refusal(looks.error()));
        Table table{.columns = {"time", "account", "name", "file", "income"}, .rows = {}};
        for (const registry::Look& look : looks->latest)
            table.rows.push_back(
                {time_text(look.at_ms), std::uint64_t{look.account}, look.name, look.as_file, look.income});
        context.print(table);
        return {};
    });
}

}  // namespace

void add_program_commands(CLI::App& app, Context& context) {
    auto* group = app.add_subcommand(
        "program", "The programme's people: regions, milestones, who looked\n项目人员：地区、进展日期、查看记录");
    group->require_subcommand(1);
    add_set(*group, context);
    add_remove(*group, context);
    add_load(*group, context);
    add_list_command(*group, context);
    add_looks(*group, context);
}

}  // namespace yunke::ctl
