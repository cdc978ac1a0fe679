// The programme's people as the registry keeps them: of which region an agent is and when she got how far, what she
// agreed that the programme officer of her region may see, and who looked. What is agreed and who looked is only ever
// added to; the database itself refuses to change it. Read by registry.hpp's callers.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace yunke::registry {

// Days since 1970-01-01 of the platform's clock; nullopt: not known.
using KnownDay = std::optional<std::int32_t>;

// An agent in the programme, as those who run it enter her. On duty and stable are the ledger's to say.
struct ProgramPerson {
    std::uint32_t agent = 0;
    std::string region{};  // one line of 1 to 40 code points, compared letter by letter
    KnownDay signed_up_day{};
    KnownDay trained_day{};
    KnownDay passed_day{};
};

// What she may agree to, each by itself; income only together with progress.
enum class ConsentTo : std::uint8_t { progress, income };
constexpr std::size_t consents = 2;
std::string_view consent_name(ConsentTo what);  // "progress", "income": as stored in SQL

// Why a consent began or ended: she said so, or her region became another one, whose officer she was never asked about.
enum class ConsentCause : std::uint8_t { herself, moved };

struct ConsentChange {
    ConsentTo what = ConsentTo::progress;
    bool given = false;
    ConsentCause cause = ConsentCause::herself;
    std::string region{};  // hers at that time; whose officer may look
    std::int64_t at_ms = 0;
};

// What counts now. Nothing is given until she gives it.
struct Consent {
    std::string region{};                           // hers; empty: none is known, and nobody could see her
    std::optional<std::int64_t> progress_since_ms;  // nullopt: not given
    std::optional<std::int64_t> income_since_ms;
    std::vector<ConsentChange> history{};  // latest first
};

struct ConsentWish {
    bool progress = false;
    bool income = false;
};

// Somebody of a region, with what counts of her consent: who cannot log in cannot take it back, and is not shown.
struct ProgramMember {
    ProgramPerson person{};
    std::string name{};           // of her account
    std::int64_t created_ms = 0;  // of her account
    bool progress = false;
    bool income = false;
};

// Who wants to see a list of names, and which part of it.
struct LookWish {
    std::uint32_t account = 0;
    std::string pool{};
    std::string region{};
    std::uint32_t after = 0;  // agents with a higher number
    int limit = 1;            // 1 to limits::people_per_look_max
    bool as_file = false;
};

struct Shown {
    std::vector<ProgramMember> people;
    bool more = false;
};

// Somebody saw her name and progress.
struct Look {
    std::int64_t at_ms = 0;
    std::uint32_t account = 0;
    std::string name{};    // of the account, as it is called now
    bool as_file = false;  // she left the page with it
    bool income = false;   // her bands of income too
};

struct Looks {
    std::vector<Look> latest;  // first
    std::int64_t left_out = 0;
};

}  // namespace yunke::registry
