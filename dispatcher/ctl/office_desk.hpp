// What the commands of `yunkectl office` share: the desk, and who books at it.
#pragma once

#include <cstdint>
#include <expected>
#include <functional>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "dispatcher/ctl/context.hpp"
#include "dispatcher/ledger/desk/desk.hpp"

namespace yunke::ctl {

// The group's option, for all of its commands.
struct Office {
    Context& context;
    std::string as{};   // --as
    std::string key{};  // --key
};
using SharedOffice = std::shared_ptr<Office>;

std::unexpected<Refusal> refuse_office(const ledger::Error& error);

// What `command` does at the desk.
void on_desk(CLI::App& command, const SharedOffice& office, std::function<Outcome(ledger::Desk&)> action);
// The same for what makes an office entry: --as names who books it, by number or login. With --key it is booked once:
// what `action` printed is kept with the booking (desk/request.hpp) and printed again when the same is asked for again.
// So it prints no name or account of a person; `afterwards` does that, from the command's own options.
using Booking = std::function<Outcome(ledger::Desk&, const ledger::Booker&)>;
void on_booking(CLI::App& command, const SharedOffice& office, Booking action,
                std::function<void()> afterwards = nullptr);

std::expected<ledger::Month, Refusal> read_month(const std::string& text);
// Yuan with at most two decimals.
std::expected<ledger::Fen, Refusal> read_yuan(const std::string& option, const std::string& text);
std::vector<ledger::AgentId> agent_ids(const std::vector<std::uint32_t>& numbers);
std::string hours_text(ledger::Ms ms);  // "12.50": hundredths, cut off

void add_office_months(CLI::App& group, const SharedOffice& office);
void add_office_payouts(CLI::App& group, const SharedOffice& office);
void add_office_tax(CLI::App& group, const SharedOffice& office);
void add_office_appeals(CLI::App& group, const SharedOffice& office);

}  // namespace yunke::ctl
