#include "dispatcher/ctl/office_desk.hpp"

#include <fmt/format.h>

#include <CLI/CLI.hpp>

#include "dispatcher/ctl/files.hpp"
#include "dispatcher/ledger/desk/request.hpp"
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
    if (account->role != registry::Role::finance) {
        return refuse(
            fmt::format("The account {} has the role {}; only finance books. `yunkectl account add LOGIN --name "
                        "NAME --role finance` adds such an account.",
                        account->login, registry::role_name(account->role)));
    }
    return ledger::Booker{.account = account->id, .at_ms = office.context.now_ms()};
}

// A command with what it was given: each option with its values, of a file what stands in it.
std::string asked(const CLI::App& command) {
    std::string text;
    for (const CLI::App* at = &command; at->get_parent() != nullptr; at = at->get_parent())
        text.insert(0, at->get_name() + " ");
    for (const CLI::Option* option : command.get_options()) {
        for (const std::string& value : option->results()) {
            const bool is_file = option->get_name() == "file";
            text +=
                option->get_name() + "=" + json_string(is_file ? read_text_file(value).value_or(value) : value) + "\n";
        }
    }
    return text;
}

std::string packed(const Printed& printed) {
    return std::to_string(printed.text.size()) + "\n" + printed.text + printed.json;
}

Printed unpacked(std::string_view kept) {
    const auto end = kept.find('\n');
    const auto size = runtime::parse_number<std::size_t>(kept.substr(0, end)).value_or(0);
    kept.remove_prefix(end + 1);
    return {std::string(kept.substr(0, size)), std::string(kept.substr(size))};
}

Outcome book_once(const CLI::App& command, const Office& office, ledger::Desk& desk, const ledger::Booker& by,
                  const Booking& action) {
    Context& context = office.context;
    if (!ledger::is_request_key(office.key))
        return std::unexpected(Refusal("--key must have 1 to 64 letters, digits or hyphens.", exit_usage));
    Outcome outcome;
    context.hold();
    const auto done =
        ledger::once(desk, by, {.key = office.key, .asked = asked(command)}, [&]() -> ledger::Result<std::string> {
            outcome = action(desk, by);
            if (!outcome) return std::unexpected(ledger::Error{ledger::Errc::refused, "nothing is booked"});
            return packed(context.take_held());
        });
    context.take_held();
    if (!outcome) return outcome;
    if (!done) return refuse_office(done.error());
    context.print_kept(unpacked(done->text));
    if (done->repeated) context.remark("This was booked before, with the same key; nothing was booked now.\n");
    return {};
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

void on_booking(CLI::App& command, const SharedOffice& office, Booking action, std::function<void()> afterwards) {
    on_desk(command, office,
            [&command, office, action = std::move(action),
             afterwards = std::move(afterwards)](ledger::Desk& desk) -> Outcome {
                const auto by = booker(*office, desk);
                if (!by) return std::unexpected(by.error());
                const auto done =
                    office->key.empty() ? action(desk, *by) : book_once(command, *office, desk, *by, action);
                if (done && afterwards) afterwards();
                return done;
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
