// `yunke-swarm verify`: the checker over the records of a run that has ended.
#include <fmt/format.h>

#include <CLI/CLI.hpp>
#include <fstream>
#include <memory>
#include <vector>

#include "agent-gateway/swarm/check/stored.hpp"
#include "agent-gateway/swarm/program/commands.hpp"
#include "agent-gateway/swarm/program/installation.hpp"

namespace yunke::swarm {
namespace {

struct VerifyLine {
    std::string config;
    std::vector<std::string> files;
    bool others = false;
};

int run_verify(const VerifyLine& line) {
    const auto settings = read_settings(line.config);
    if (!settings) return refuse(settings.error());
    const auto endpoint =
        redis::load_endpoint(settings->redis.url, settings->redis.user, settings->redis.password_file);
    if (!endpoint) return refuse(endpoint.error().message());
    std::vector<Record> records;
    for (const std::string& name : line.files) {
        std::ifstream file(name);
        if (!file) return refuse(name + ": cannot be read");
        auto read = Record::read(file);
        if (!read) return refuse(name + ": " + read.error());
        for (Record& record : *read)
            records.push_back(std::move(record));
    }
    const auto transcripts = load_transcripts(*endpoint, settings->pool.name);
    if (!transcripts) return refuse(transcripts.error());
    std::vector<const Record*> all;
    all.reserve(records.size());
    for (const Record& record : records)
        all.push_back(&record);
    const Verdict verdict = check(all, *transcripts, {.all_recorded = !line.others});
    fmt::print("{}\n", verdict.summary());
    return verdict.good() ? exit_done : exit_faulty;
}

}  // namespace

void add_verify(CLI::App& app, Chosen& chosen) {
    auto line = std::make_shared<VerifyLine>();
    auto* command = app.add_subcommand(
        "verify", "Compare the records of a run with the transcripts in Redis\n将运行记录与 Redis 中的对话核对");
    command->add_option("--config", line->config, "Configuration of all processes (TOML)\n配置文件")
        ->required()
        ->check(CLI::ExistingFile);
    command->add_option("records", line->files, "Files that `load --record` wrote\n记录文件")
        ->required()
        ->check(CLI::ExistingFile);
    command->add_flag("--others", line->others,
                      "People without a record took part: their messages are no fault\n有未记录的人参与");
    command->callback([line, &chosen] { chosen = [line] { return run_verify(*line); }; });
}

}  // namespace yunke::swarm
