// What the ledger knows besides its transfers: the rows that pricing reads and changes, one struct for each SQL table.
// Every row has a key and counts up from nothing, so a row that is not there and a row of which only the key is not 0
// (blank()) mean the same; taking a fact back may leave blank rows.
#pragma once

#include <array>
#include <compare>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "dispatcher/ledger/account.hpp"
#include "dispatcher/ledger/calendar.hpp"
#include "dispatcher/ledger/money.hpp"

namespace yunke::ledger {

// ---- the agent's side; only facts change these ----

// What a line of pay is for. The numbers stand in stored rows: they never change.
enum class LineTerm : std::uint8_t {
    online = 1,           // ms of required-online time
    handled = 2,          // ms of the union of handling
    conversation = 3,     // conversations resolved
    floor = 4,            // ms of paid time; posted is the top-up
    rest = 5,             // ms of paid rest, at the online rate
    training = 6,         // ms of paid training
    training_unpaid = 7,  // ms of training that no card pays (card 0) or that is beyond a card's cap; at a rate of 0
};

struct LineKey {
    AgentId agent{};
    Ms period_ms = 0;  // begin of the work period; 0 = resolved before the first fact of the period that it belongs to
    ShiftId shift{};
    LineTerm term{};
    MerchantId merchant = platform;  // whose card it is
    CardVersion card{};

    auto operator<=>(const LineKey&) const = default;
};

// posted is always half-up(rate × quantity), in fen per hour or fen each; in a floor line it is the top-up.
struct Line {
    LineKey key{};
    Fen rate = 0;
    std::int64_t quantity = 0;  // ms, or how many
    Fen posted = 0;

    bool operator==(const Line&) const = default;
};

struct PeriodKey {
    AgentId agent{};
    Ms period_ms = 0;
    ShiftId shift{};

    auto operator<=>(const PeriodKey&) const = default;
};

struct Period {
    PeriodKey key{};
    Ms paid_ms = 0;        // union of required-online, handling, wrap-up, paid rest and paid training
    Ms rest_paid_ms = 0;   // of the allowance
    Ms rest_run_ms = 0;    // of the rest that runs
    Ms rest_until_ms = 0;  // to where it was followed
    Fen earned_fen = 0;    // without the floor
    Ms ended_ms = 0;       // 0 = it runs

    bool operator==(const Period&) const = default;
};

// A period with all of its lines.
struct PeriodBook {
    Period period{};
    std::vector<Line> lines{};
};

struct AgentRow {
    AgentId agent{};
    Ms period_ms = 0;  // of her latest work period
    ShiftId shift{};
    bool at_work = false;             // it runs
    Ms until_ms = 0;                  // end of her latest interval
    std::uint32_t waiting = 0;        // conversations in lines of period 0
    std::int32_t training_month = 0;  // 202610: the latest month in which a period with paid training began; 0 = none
    Ms training_ms = 0;               // paid in the periods that began in it

    bool operator==(const AgentRow&) const = default;
};

// ---- what both sides need of a conversation; only facts change it ----

struct Hold {
    PackageId package{};
    Ms ms = 0;

    bool operator==(const Hold&) const = default;
};

struct Chat {
    ConversationId conversation{};
    bool resolved = false;  // counted, and never again
    bool in_hands = false;  // somebody has it: a slice is held
    std::vector<Hold> holds{};

    bool operator==(const Chat&) const = default;
};

// ---- the merchant's side; facts and office entries change these ----

// The id of a merchant's n-th package, from 1: MerchantRow::packages_sold counts them.
constexpr PackageId package_id(MerchantId merchant, std::uint32_t n) {
    return PackageId{(std::uint64_t{raw(merchant)} << 24U) + n};
}
constexpr MerchantId merchant_of(PackageId id) {
    return MerchantId{static_cast<std::uint32_t>(raw(id) >> 24U)};
}

struct Package {
    PackageId id{};
    MerchantId merchant{};
    std::uint32_t plan = 0;    // version of the plan or terms that it was sold by
    Fen price_fen = 0;         // with value-added tax
    std::uint32_t vat_bp = 0;  // hundredths of a percent
    bool by_invoice = false;   // paid for later
    Ms sold_ms = 0;
    Ms expires_ms = 0;  // from then on nothing new is held of it
    Ms issued_ms = 0;   // = available + held + consumed + expired + refunded, always
    Ms available_ms = 0;
    Ms held_ms = 0;
    Ms consumed_ms = 0;
    Ms expired_ms = 0;
    Ms refunded_ms = 0;
    Fen recognised_fen = 0;  // revenue and tax so far
    Fen vat_fen = 0;         // of it, tax
    Fen refunded_fen = 0;

    bool operator==(const Package&) const = default;
};

struct OverageKey {
    MerchantId merchant{};
    std::uint32_t terms = 0;  // version of the merchant's terms; 0 = it has none, and the rate is 0
    std::uint32_t vat_bp = 0;

    auto operator<=>(const OverageKey&) const = default;
};

// Overage of one merchant at one rate. posted_fen is half-up(rate × ms).
struct Overage {
    OverageKey key{};
    Fen rate = 0;
    Ms ms = 0;
    Fen posted_fen = 0;  // with tax
    Fen vat_fen = 0;

    bool operator==(const Overage&) const = default;
};

struct MerchantRow {
    MerchantId merchant{};
    // Raised by every office entry that changes the merchant or a package of it. A fact's transaction writes the row
    // only over the version that it read; if there is a newer one, what was priced is forgotten and priced again.
    std::uint64_t version = 0;
    std::uint32_t packages_sold = 0;   // numbers the next one
    Fen spare_fen = 0;                 // of Prepaid, what belongs to no package: gifts come from it
    std::uint32_t gifts_unfunded = 0;  // gifts not made because too little of it was left
    Ms alert_base_ms = 0;              // what was left right after the latest top-up
    std::uint32_t alerts_told = 0;     // of 50, 20, 5 %
    bool used_up = false;              // its shops take no new chats

    bool operator==(const MerchantRow&) const = default;
};

// A merchant with all of its packages and overage.
struct Merchant {
    MerchantRow row{};
    std::vector<Package> packages{};  // by id
    std::vector<Overage> overage{};   // by key
};

// ---- use, for the portal and for the sum of shares; only facts change it ----

enum class UseKind : std::uint8_t {
    handling = 0,  // the merchant's
    hold = 1,
    wrap_up = 2,
    help = 3,  // the platform's, from here on
    wrap_up_over = 4,
    grace = 5,  // any kind while the agent's line was lost
};
constexpr std::size_t use_kinds = 6;
constexpr bool is_merchants(UseKind kind) {
    return kind <= UseKind::wrap_up;
}

struct UsageKey {
    Day day{};  // of the shop's merchant
    ShopId shop{};
    QueueId queue{};
    AgentId agent{};

    auto operator<=>(const UsageKey&) const = default;
};

// Over all rows of an agent, the sum of ms is the union of the time in which she had conversations in her hands.
struct Usage {
    UsageKey key{};
    std::array<Ms, use_kinds> ms{};  // by UseKind
    std::uint32_t resolved = 0;

    bool operator==(const Usage&) const = default;
};

// Nothing but the key: the same as no row.
bool blank(const Line& row);  // also one whose rate is known already
bool blank(const Period& row);
bool blank(const AgentRow& row);
bool blank(const Chat& row);
bool blank(const Package& row);
bool blank(const Overage& row);
bool blank(const MerchantRow& row);
bool blank(const Usage& row);

// As Transfer::line has it.
std::string text_of(const LineKey& key);                  // "pay/AGENT/PERIOD_MS/SHIFT/TERM/MERCHANT/CARD"
std::string text_of(PackageId id);                        // "package/ID"
std::string text_of(const OverageKey& key);               // "overage/MERCHANT/TERMS/VAT_BP"
std::string gift_text(MerchantId merchant, FundId fund);  // "gift/MERCHANT/FUND"
std::string_view term_name(LineTerm term);                // "online", …
std::string_view use_name(UseKind kind);

}  // namespace yunke::ledger
