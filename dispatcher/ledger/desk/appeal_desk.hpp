// Appeals: what a person says against a line of her statement, and what somebody else than those who had a say in it
// before answers. Appeals and answers are only ever added: an answer is a row of its own, and who is not content may
// appeal against the line again, once the one before is answered.
//
// Her pay stays as it is meanwhile. An upheld appeal is booked as reversal of the line's latest transfers, as far as
// they are corrected, and what is right anew, in the line's month or, if that is closed, in the open one; what is
// against her after the month was approved is the platform's.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "dispatcher/ledger/desk/desk.hpp"
#include "dispatcher/ledger/rows.hpp"

namespace yunke::ledger {

enum class AppealState : std::uint8_t { open = 0, upheld = 1, declined = 2 };
std::string_view appeal_state_name(AppealState state);  // "open", "upheld", "declined"

// Bytes of UTF-8, of her words and of a reason.
constexpr std::size_t appeal_words_max = 4'000;

struct Appeal {
    std::uint64_t number = 0;
    AgentId agent{};
    LineKey line{};  // line_id() makes the id that people see (reading/earnings.hpp)
    Month month{};   // the line's
    std::string words{};
    Ms at_ms = 0;
    Fen line_fen = 0;  // what the line came to when she appealed, corrections included
    // The answer; nothing of it counts while the state is open.
    AppealState state = AppealState::open;
    std::uint64_t account = 0;  // of the decider
    std::string reason{};
    Ms decided_ms = 0;
    Fen amount_fen = 0;       // what the line comes to by it
    std::uint64_t entry = 0;  // that booked it
};

struct Decision {
    std::uint64_t appeal = 0;
    bool upheld = false;
    Fen amount_fen = 0;    // upheld: what the whole line should come to, not below 0
    std::string reason{};  // for her to read; never empty
};

struct AppealFilter {
    std::optional<AgentId> agent{};
    std::optional<AppealState> state{};
    std::uint64_t after = 0;  // numbers above it
    int limit = 200;
};

class AppealDesk {
public:
    explicit AppealDesk(Desk& desk) : desk_(desk) {}

    // `line_id` as line_id() gives it. unknown: no such line of hers. refused: one is open on the line already, the
    // line's work period has not ended, no words or too many. Makes no office entry: nothing is booked.
    Result<Appeal> open(AgentId agent, std::string_view line_id, const std::string& words, Ms at_ms);

    // By number.
    Result<std::vector<Appeal>> list(const AppealFilter& filter);
    Result<Appeal> find(std::uint64_t number);
    // All on one line of hers, by number.
    Result<std::vector<Appeal>> of_line(AgentId agent, std::string_view line_id);

    // Whether this account may decide it: it is open, and the account is not hers, did not approve that month of hers,
    // and decided no earlier appeal on the line. refused: why not.
    Result<void> may_decide(std::uint64_t account, std::uint64_t number);
    // The appeal with its answer.
    Result<Appeal> decide(const Booker& by, const Decision& decision);

private:
    Desk& desk_;
};

}  // namespace yunke::ledger
