// `yunkectl report program`: what a funder may know of the programme. Hours and income come from the ledger; who signed
// up, how far they came, and what they are told apart by (grade, region, …) from a file that the caller keeps: nothing
// of it is stored. Small numbers are hidden, so that the report tells of nobody (program_report.hpp).
#include <fmt/format.h>

#include <CLI/CLI.hpp>
#include <algorithm>
#include <fstream>
#include <memory>
#include <sstream>

#include "dispatcher/ctl/context.hpp"
#include "dispatcher/ctl/groups.hpp"
#include "dispatcher/ledger/reading/program_work.hpp"
#include "runtime/numbers.hpp"

namespace yunke::ctl {
namespace {

using ledger::ProgramEntry;
using ledger::Stage;

struct ReportOptions {
    std::string month;
    std::string people;
    std::vector<std::string> attributes;
};

// One line of a CSV file; quoted fields may hold commas, and quotes doubled.
std::vector<std::string> fields_of(const std::string& line) {
    std::vector<std::string> fields(1);
    bool quoted = false;
    for (std::size_t i = 0; i < line.size(); ++i) {
        const char c = line[i];
        if (c == '"' && quoted && i + 1 < line.size() && line[i + 1] == '"') {
            fields.back() += line[++i];
        } else if (c == '"') {
            quoted = !quoted;
        } else if (c == ',' && !quoted) {
            fields.emplace_back();
        } else if (c != '\r') {
            fields.back() += c;
        }
    }
    return fields;
}

bool has(const std::vector<std::string>& columns, const std::string& name) {
    return std::ranges::find(columns, name) != columns.end();
}

std::unexpected<Refusal> wrong_line(const ReportOptions& options, std::size_t line, const std::string& what) {
    return std::unexpected(Refusal(fmt::format("{}:{}: {}", options.people, line, what), exit_usage));
}

// Everything up to `passed` is the file's to say; who is on duty, the ledger's.
std::optional<Stage> stage_of(const std::string& text) {
    for (const Stage stage : {Stage::signed_up, Stage::trained, Stage::passed})
        if (text == stage_name(stage)) return stage;
    return std::nullopt;
}

std::expected<std::vector<ProgramEntry>, Refusal> read_people(const ReportOptions& options) {
    std::ifstream file(options.people);
    std::string line;
    if (!file || !std::getline(file, line)) {
        return std::unexpected(
            Refusal(fmt::format("{} cannot be read, or is empty; it must be CSV whose first line names the columns.",
                                options.people),
                    exit_usage));
    }
    if (line.starts_with("\xEF\xBB\xBF")) line.erase(0, 3);
    const std::vector<std::string> columns = fields_of(line);
    for (const std::string& needed : {std::string("agent"), std::string("stage")})
        if (!has(columns, needed)) return wrong_line(options, 1, "a column \"" + needed + "\" is needed.");
    for (const std::string& attribute : options.attributes)
        if (!has(columns, attribute))
            return wrong_line(options, 1, "there is no column \"" + attribute + "\" to tell people apart by.");
    std::vector<ProgramEntry> people;
    for (std::size_t number = 2; std::getline(file, line); ++number) {
        if (line.empty() || line == "\r") continue;
        const std::vector<std::string> fields = fields_of(line);
        if (fields.size() != columns.size())
            return wrong_line(options, number,
                              fmt::format("{} fields, but there are {} columns.", fields.size(), columns.size()));
        ProgramEntry person;
        for (std::size_t i = 0; i < fields.size(); ++i)
            person.about.attributes[columns[i]] = fields[i];
        const std::string& agent = person.about.attributes["agent"];
        const auto id = agent.empty() ? std::optional<std::uint32_t>(0) : runtime::parse_number<std::uint32_t>(agent);
        if (!id) return wrong_line(options, number, "agent is no number; leave it empty for who is not at work yet.");
        person.agent = ledger::AgentId{*id};
        const auto stage = stage_of(person.about.attributes["stage"]);
        if (!stage) return wrong_line(options, number, "stage must be signed_up, trained or passed.");
        person.about.stage = *stage;
        people.push_back(std::move(person));
    }
    return people;
}

Outcome run_program(Context& context, const ReportOptions& options) {
    const auto month = ledger::parse_month(options.month);
    if (!month) return std::unexpected(Refusal("--month must be written like 2026-11.", exit_usage));
    auto people = read_people(options);
    if (!people) return std::unexpected(people.error());
    const auto settings = context.settings();
    if (!settings) return std::unexpected(settings.error());
    if ((*settings)->sql.url.empty())
        return refuse("No database is configured: name a configuration with --config FILE whose [sql] url is set.");
    auto reader = ledger::Reader::open((*settings)->ledger_url(), (*settings)->sql.url);
    if (!reader) return std::unexpected(Refusal(reader.error()));
    if (auto added = add_work(*reader, *month, *people); !added) return std::unexpected(Refusal(added.error()));
    std::vector<ledger::Participant> participants;
    for (ProgramEntry& person : *people)
        participants.push_back(std::move(person.about));
    context.print(program_report_csv(program_report(participants, options.attributes)));
    return {};
}

}  // namespace

void add_report_commands(CLI::App& app, Context& context) {
    auto* group = app.add_subcommand("report", "Reports that tell of nobody alone\n不涉及任何个人的统计报表");
    group->require_subcommand(1);
    auto options = std::make_shared<ReportOptions>();
    auto* command =
        group->add_subcommand("program",
                              "Sign-ups, stages, hours and income of a month as CSV; 1 to 10 people are hidden (*)\n"
                              "项目月报（CSV）：报名、各阶段人数、工时与收入分布；1 至 10 人的数字不显示（*）");
    command->add_option("--month", options->month, "Such as 2026-11\n月份，例如 2026-11")->required();
    command
        ->add_option(
            "--people", options->people,
            "CSV with the columns agent, stage (signed_up, trained, passed) and what people are told apart by\n"
            "CSV 文件：agent、stage（signed_up、trained、passed）及分组列")
        ->required();
    command->add_option("--by", options->attributes, "Columns, each a table of its own\n分组列，每列一张表")
        ->delimiter(',')
        ->required();
    context.on(*command, [&context, options] { return run_program(context, *options); });
}

}  // namespace yunke::ctl
