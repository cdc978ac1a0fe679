// `yunkectl report program`: what a funder may know of the programme. Hours and income come from the ledger; who signed
// up, how far they came, and what they are told apart by (grade, region, …) from a file that the caller keeps: nothing
// of it is stored. Small numbers are hidden, so that the report tells of nobody (program_report.hpp).
#include <fmt/format.h>

#include <CLI/CLI.hpp>
#include <memory>

#include "dispatcher/ctl/context.hpp"
#include "dispatcher/ctl/files.hpp"
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

// Everything up to `passed` is the file's to say; who is on duty, the ledger's.
std::optional<Stage> stage_of(const std::string& text) {
    for (const Stage stage : {Stage::signed_up, Stage::trained, Stage::passed})
        if (text == stage_name(stage)) return stage;
    return std::nullopt;
}

std::expected<std::vector<ProgramEntry>, Refusal> read_people(const ReportOptions& options) {
    const auto csv = read_csv_file(options.people, "agent");
    if (!csv) return std::unexpected(csv.error());
    const auto wrong = [&](std::size_t line, const std::string& what) {
        return wrong_line(options.people, line, what);
    };
    if (csv->column({"stage"}) == runtime::Csv::npos) return wrong(csv->columns_line, "a column \"stage\" is needed.");
    for (const std::string& attribute : options.attributes)
        if (csv->column({attribute}) == runtime::Csv::npos)
            return wrong(csv->columns_line, "there is no column \"" + attribute + "\" to tell people apart by.");
    std::vector<ProgramEntry> people;
    for (const runtime::CsvRow& row : csv->rows) {
        ProgramEntry person;
        for (std::size_t i = 0; i < row.fields.size(); ++i)
            person.about.attributes[csv->columns[i]] = row.fields[i];
        const std::string& agent = person.about.attributes["agent"];
        const auto id = agent.empty() ? std::optional<std::uint32_t>(0) : runtime::parse_number<std::uint32_t>(agent);
        if (!id) return wrong(row.line, "agent is no number; leave it empty for who is not at work yet.");
        person.agent = ledger::AgentId{*id};
        const auto stage = stage_of(person.about.attributes["stage"]);
        if (!stage) return wrong(row.line, "stage must be signed_up, trained or passed.");
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
