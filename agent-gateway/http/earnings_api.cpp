#include "agent-gateway/http/earnings_api.hpp"

#include "agent-gateway/http/earnings_json.hpp"
#include "dispatcher/ledger/reading/statement.hpp"
#include "runtime/clock.hpp"
#include "runtime/registry/registry.hpp"

namespace yunke::gateway {

namespace {

using ledger::AgentId;

constexpr std::string_view line_prefix = "/api/earnings/lines/";

// The month that was asked for, or that of now.
ledger::Month month_or_now(std::optional<ledger::Month> asked, const ledger::Setup& setup, std::int64_t now_ms) {
    return asked ? *asked : month_of(setup.day_at(now_ms));
}

HttpAnswer html_page(std::string body) {
    HttpAnswer answer;
    answer.body = std::move(body);
    answer.header("Content-Type", "text/html; charset=utf-8");
    answer.header("Cache-Control", "no-store");
    // The page holds its own style, so that it can be kept as one file; it has nothing else.
    answer.header("Content-Security-Policy",
                  "default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'; "
                  "frame-ancestors 'none'");
    return answer;
}

}  // namespace

net::awaitable<HttpAnswer> EarningsApi::now(const HttpRequest& request) {
    auto account = co_await access_.account(request, registry::Role::agent);
    if (!account) co_return std::move(account.error());
    const AgentId agent{account->agent};
    auto work = [agent, now_ms = context_.clock.wall_ms()](ledger::Reader& reader) -> registry::Result<std::string> {
        const auto earnings = reader.earnings(agent, now_ms);
        if (!earnings) return std::unexpected(earnings.error());
        const auto setup = reader.setup();
        if (!setup) return std::unexpected(setup.error());
        return earnings_json(*earnings, now_ms, (*setup)->utc_offset_minutes);
    };
    auto body = co_await access_.read(std::move(*account), std::move(work));
    if (!body) co_return std::move(body.error());
    co_return json_answer(200, std::move(*body));
}

net::awaitable<HttpAnswer> EarningsApi::lines(const HttpRequest& request) {
    auto account = co_await access_.account(request, registry::Role::agent);
    if (!account) co_return std::move(account.error());
    auto month = month_parameter(request);
    if (!month) co_return std::move(month.error());
    const AgentId agent{account->agent};
    auto work = [agent, asked = *month,
                 now_ms = context_.clock.wall_ms()](ledger::Reader& reader) -> registry::Result<std::string> {
        const auto setup = reader.setup();
        if (!setup) return std::unexpected(setup.error());
        const auto lines = reader.month(agent, month_or_now(asked, **setup, now_ms));
        if (!lines) return std::unexpected(lines.error());
        const auto names = merchant_names(reader);
        if (!names) return std::unexpected(names.error());
        return lines_json(*lines, *names, (*setup)->utc_offset_minutes);
    };
    auto body = co_await access_.read(std::move(*account), std::move(work));
    if (!body) co_return std::move(body.error());
    co_return json_answer(200, std::move(*body));
}

net::awaitable<HttpAnswer> EarningsApi::line(const HttpRequest& request) {
    auto account = co_await access_.account(request, registry::Role::agent);
    if (!account) co_return std::move(account.error());
    const AgentId agent{account->agent};
    auto work =
        [agent, id = request.path.substr(line_prefix.size())](ledger::Reader& reader) -> registry::Result<std::string> {
        const auto line = reader.line(agent, id);
        if (!line) return std::unexpected(line.error());
        const auto setup = reader.setup();
        if (!setup) return std::unexpected(setup.error());
        const auto names = merchant_names(reader);
        if (!names) return std::unexpected(names.error());
        return line_json(*line, *names, (*setup)->utc_offset_minutes);
    };
    auto body = co_await access_.read(std::move(*account), std::move(work));
    if (!body) co_return std::move(body.error());
    co_return json_answer(200, std::move(*body));
}

net::awaitable<HttpAnswer> EarningsApi::statement(const HttpRequest& request) {
    auto account = co_await access_.account(request, registry::Role::agent);
    if (!account) co_return std::move(account.error());
    auto month = month_parameter(request);
    if (!month) co_return std::move(month.error());
    auto format = choice_parameter(request, "format", {"html", "csv"});
    if (!format) co_return std::move(format.error());
    auto language = choice_parameter(request, "lang", {"zh", "en"});
    if (!language) co_return std::move(language.error());
    struct Document {
        std::string month, body;
    };
    ledger::StatementHead head;
    head.name = account->name;
    head.agent = AgentId{account->agent};
    head.made_ms = context_.clock.wall_ms();
    auto work = [head, asked = *month, csv = *format == "csv",
                 words = *language == "zh" ? ledger::Language::zh : ledger::Language::en](
                    ledger::Reader& reader) mutable -> registry::Result<Document> {
        const auto setup = reader.setup();
        if (!setup) return std::unexpected(setup.error());
        head.utc_offset_minutes = (*setup)->utc_offset_minutes;
        const auto lines = reader.month(head.agent, month_or_now(asked, **setup, head.made_ms));
        if (!lines) return std::unexpected(lines.error());
        return Document{text_of(lines->month),
                        csv ? statement_csv(head, *lines, words) : statement_html(head, *lines, words)};
    };
    auto document = co_await access_.read(std::move(*account), std::move(work));
    if (!document) co_return std::move(document.error());
    if (*format == "csv") co_return csv_file("yunke-" + document->month + ".csv", std::move(document->body));
    co_return html_page(std::move(document->body));
}

}  // namespace yunke::gateway
