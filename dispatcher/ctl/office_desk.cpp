#include "dispatcher/ctl/office_desk.hpp"

#include <fmt/format.h>

#include <CLI/CLI.hpp>
#include <fstream>
#include <iterator>

#include "runtime/numbers.hpp"

namespace yunke::ctl {
namespace {

std::expected<ledger::Desk, Refusal> open_desk(Context& context) {
    const auto settings = context.settings();
    if (!settings) return std::unexpected(settings.error());
    if ((*settings)->ledger_url().empty() || (*settings)->sql.url.empty())
        return refuse("No database is configured: name a configuration with --config FILE whose [sql] url is set.");
    auto desk = ledger::Desk::open((*settings)->ledger_url(), (*settings)->sql.url);
    if (!desk) return refuse_office(desk.error());
    return std::move(*desk);
}

std::expected<ledger::Booker, Refusal> booker(const Office& office, ledger::Desk& desk) {
    constexpr const char* hint = "`yunkectl account list` shows the accounts.";
    if (office.as.empty()) {
        return std::unexpected(Refusal(
            "Name who books this with --as ACCOUNT, a number or login: it stands in the books. " + std::string(hint),
            exit_usage));
    }
    const auto number = runtime::parse_number<std::uint32_t>(office.as);
    const auto account = number ? desk.registry().account(*number) : desk.registry().account_by_login(office.as);
    if (!account) return refuse(account.error(), hint);
    if (!account->enabled) return refuse(fmt::format("The account {} is disabled.", account->login));
    if (account->role == registry::Role::agent || account->role == registry::Role::merchant)
        return refuse(fmt::format("The account {} is {}'s; name somebody of the platform.", account->login,
                                  registry::role_name(account->role)));
    return ledger::Booker{.account = account->id, .at_ms = office.context.now_ms()};
}

}  // namespace

std::unexpected<Refusal> refuse_office(const ledger::Error& error) {
    Refusal refusal(error.what);
    if (error.code == ledger::Errc::unknown) refusal.code = "not_found";
    if (error.code == ledger::Errc::changed) refusal.code = "changed";
    if (error.code == ledger::Errc::away) {
        refusal.code = "unavailable";
        refusal.message +=
            " Check that the database can be reached, and look whether it was booked before you book it again.";
    }
    return std::unexpected(std::move(refusal));
}

void on_desk(CLI::App& command, const SharedOffice& office, std::function<Outcome(ledger::Desk&)> action) {
    office->context.on(command, [office, action = std::move(action)]() -> Outcome {
        auto desk = open_desk(office->context);
        if (!desk) return std::unexpected(desk.error());
        return action(*desk);
    });
}

void on_booking(CLI::App& command, const SharedOffice& office,
                std::function<Outcome(ledger::Desk&, const ledger::Booker&)> action) {
    on_desk(command, office, [office, action = std::move(action)](ledger::Desk& desk) -> Outcome {
        const auto by = booker(*office, desk);
        if (!by) return std::unexpected(by.error());
        return action(desk, *by);
    });
}

std::expected<ledger::Month, Refusal> read_month(const std::string& text) {
    const auto month = ledger::parse_month(text);
    if (!month) return std::unexpected(Refusal("The month must be written like 2026-11.", exit_usage));
    return *month;
}

std::expected<ledger::Fen, Refusal> read_yuan(const std::string& option, const std::string& text) {
    const auto fen = ledger::parse_yuan(text);
    if (!fen)
        return std::unexpected(
            Refusal(fmt::format("{} is \"{}\"; write yuan with at most two decimals, such as 1234.50.", option, text),
                    exit_usage));
    return *fen;
}

std::expected<std::string, Refusal> read_text_file(const std::string& file) {
    std::ifstream in(file, std::ios::binary);
    std::string text((std::istreambuf_iterator<char>(in)), std::istreambuf_iterator<char>());
    if (!in) return refuse("Cannot read " + file + ".");
    return text;
}

std::vector<ledger::AgentId> agent_ids(const std::vector<std::uint32_t>& numbers) {
    std::vector<ledger::AgentId> ids;
    ids.reserve(numbers.size());
    for (const std::uint32_t number : numbers)
        ids.push_back(ledger::AgentId{number});
    return ids;
}

std::string hours_text(ledger::Ms ms) {
    const auto hundredths = ms / 36'000;
    return fmt::format("{}.{:02}", hundredths / 100, hundredths % 100);
}

}  // namespace yunke::ctl
