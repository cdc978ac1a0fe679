#include "agent-gateway/http/program_api.hpp"

#include "agent-gateway/http/parameters.hpp"
#include "agent-gateway/http/program_json.hpp"
#include "dispatcher/ledger/reading/program_work.hpp"
#include "runtime/clock.hpp"
#include "runtime/registry/limits.hpp"
#include "runtime/registry/registry.hpp"

namespace yunke::gateway {

namespace {

using ledger::AgentId;
using registry::ProgramMember;

constexpr std::uint32_t page_default = 50;
constexpr auto page_max = static_cast<std::uint32_t>(registry::limits::people_per_look_max);

struct Found {
    std::string body;
    std::size_t people = 0;
};

struct Page {
    std::vector<PersonShown> people{};
    bool more = false;
    ProgramHead head;
};

// Who is shown is settled, and written down, before anything of her work is read.
registry::Result<Page> look(ledger::Reader& reader, const registry::LookWish& wish, std::int64_t now_ms) {
    auto shown = reader.registry().look_at_people(wish, now_ms);
    if (!shown) return std::unexpected(shown.error());
    std::vector<ledger::InProgram> agents;
    for (const ProgramMember& one : shown->people)
        agents.push_back({.agent = AgentId{one.person.agent}, .income = one.income});
    auto progress = reader.progress(agents, now_ms);
    if (!progress) return std::unexpected(progress.error());
    const auto setup = reader.setup();
    if (!setup) return std::unexpected(setup.error());
    Page page{.more = shown->more,
              .head = {.region = wish.region, .as_of_ms = now_ms, .utc_offset_minutes = (*setup)->utc_offset_minutes}};
    for (std::size_t i = 0; i < shown->people.size(); ++i)
        page.people.push_back({std::move(shown->people[i]), std::move((*progress)[i])});
    return page;
}

registry::Result<Found> one_page(ledger::Reader& reader, const registry::LookWish& wish, std::int64_t now_ms) {
    const auto page = look(reader, wish, now_ms);
    if (!page) return std::unexpected(page.error());
    return Found{people_json(page->head, page->people, page->more), page->people.size()};
}

registry::Result<Found> whole_file(ledger::Reader& reader, registry::LookWish wish, std::int64_t now_ms,
                                   ledger::Language language) {
    PeopleCsv csv(language);
    Found found;
    for (bool more = true; more;) {
        const auto page = look(reader, wish, now_ms);
        if (!page) return std::unexpected(page.error());
        for (const PersonShown& person : page->people)
            csv.add(person, page->head.utc_offset_minutes);
        found.people += page->people.size();
        more = page->more;
        if (more) wish.after = page->people.back().member.person.agent;
    }
    found.body = std::move(csv).take();
    return found;
}

// As far as she had come at the month's end; nullopt: she had not signed up yet.
std::optional<ledger::Stage> stage_at(const ProgramMember& member, ledger::Day last, std::int32_t utc_offset_minutes) {
    const auto reached = [&](const registry::KnownDay& day) { return day && *day <= static_cast<std::int32_t>(last); };
    if (reached(member.person.passed_day)) return ledger::Stage::passed;
    if (reached(member.person.trained_day)) return ledger::Stage::trained;
    if (signed_up_day(member, utc_offset_minutes) <= last) return ledger::Stage::signed_up;
    return std::nullopt;
}

struct ReportWish {
    std::string pool, region;
    std::optional<ledger::Month> month;
    bool csv = false;
};

registry::Result<Found> report_of(ledger::Reader& reader, const ReportWish& wish, std::int64_t now_ms) {
    const auto setup = reader.setup();
    if (!setup) return std::unexpected(setup.error());
    const std::int32_t offset = (*setup)->utc_offset_minutes;
    const ledger::Month month = wish.month.value_or(month_of((*setup)->day_at(now_ms)));
    const auto members = reader.registry().program_members(wish.pool, wish.region);
    if (!members) return std::unexpected(members.error());
    const auto last = ledger::Day{static_cast<std::int32_t>(first_day(next(month))) - 1};
    std::vector<ledger::ProgramEntry> entries;
    for (const ProgramMember& member : *members) {
        const auto stage = stage_at(member, last, offset);
        if (!stage) continue;
        ledger::ProgramEntry& entry = entries.emplace_back();
        entry.agent = AgentId{member.person.agent};
        entry.about.attributes["region"] = wish.region;
        entry.about.stage = *stage;
        entry.about.progress_known = member.progress;
        entry.about.income_known = member.income;
    }
    if (auto added = add_work(reader, month, entries); !added) return std::unexpected(added.error());
    std::vector<ledger::Participant> people;
    people.reserve(entries.size());
    for (ledger::ProgramEntry& entry : entries)
        people.push_back(std::move(entry.about));
    const auto reports = program_report(people, {"region"});
    return Found{wish.csv ? program_report_csv(reports) : report_json(wish.region, month, reports.front()), 0};
}

}  // namespace

net::awaitable<HttpAnswer> ProgramApi::people(const HttpRequest& request) {
    auto account = co_await access_.account(request, registry::Role::officer);
    if (!account) co_return std::move(account.error());
    auto format = choice_parameter(request, "format", {"json", "csv"});
    if (!format) co_return std::move(format.error());
    auto language = choice_parameter(request, "lang", {"zh", "en"});
    if (!language) co_return std::move(language.error());
    auto after = number_parameter(request, "after", NumberRange(), 0);
    if (!after) co_return std::move(after.error());
    auto limit = number_parameter(request, "limit", NumberRange(1, page_max), page_default);
    if (!limit) co_return std::move(limit.error());
    registry::LookWish wish;
    wish.account = account->id;
    wish.pool = context_.pool;
    wish.region = account->region;
    wish.as_file = *format == "csv";
    wish.after = wish.as_file ? 0 : *after;
    wish.limit = static_cast<int>(wish.as_file ? page_max : *limit);
    const std::uint32_t id = account->id;
    const bool csv = wish.as_file;
    auto work = [wish, now_ms = context_.clock.wall_ms(),
                 words = *language == "zh" ? ledger::Language::zh : ledger::Language::en](ledger::Reader& reader) {
        return wish.as_file ? whole_file(reader, wish, now_ms, words) : one_page(reader, wish, now_ms);
    };
    auto found = co_await access_.read(std::move(*account), std::move(work));
    if (!found) co_return std::move(found.error());
    context_.log.info("program", {{"account", id}, {"path", request.path}, {"people", found->people}, {"file", csv}});
    if (csv) co_return csv_file("yunke-people.csv", std::move(found->body));
    co_return json_answer(200, std::move(found->body));
}

net::awaitable<HttpAnswer> ProgramApi::report(const HttpRequest& request) {
    auto account = co_await access_.account(request, registry::Role::officer);
    if (!account) co_return std::move(account.error());
    auto month = month_parameter(request);
    if (!month) co_return std::move(month.error());
    auto format = choice_parameter(request, "format", {"json", "csv"});
    if (!format) co_return std::move(format.error());
    ReportWish wish;
    wish.pool = context_.pool;
    wish.region = account->region;
    wish.month = *month;
    wish.csv = *format == "csv";
    const std::uint32_t id = account->id;
    const bool csv = wish.csv;
    auto work = [wish, now_ms = context_.clock.wall_ms()](ledger::Reader& reader) {
        return report_of(reader, wish, now_ms);
    };
    auto found = co_await access_.read(std::move(*account), std::move(work));
    if (!found) co_return std::move(found.error());
    context_.log.info("program", {{"account", id}, {"path", request.path}, {"file", csv}});
    if (csv) co_return csv_file("yunke-program.csv", std::move(found->body));
    co_return json_answer(200, std::move(found->body));
}

}  // namespace yunke::gateway
