#include "dispatcher/ledger/rows.hpp"

namespace yunke::ledger {
namespace {

template <class Id>
std::string number(Id id) {
    return std::to_string(raw(id));
}

}  // namespace

bool blank(const Line& row) {
    return row.quantity == 0 && row.posted == 0;
}

bool blank(const Period& row) {
    return row == Period{.key = row.key};
}

bool blank(const AgentRow& row) {
    return row == AgentRow{.agent = row.agent};
}

bool blank(const Chat& row) {
    return row == Chat{.conversation = row.conversation};
}

bool blank(const Package& row) {
    return row == Package{.id = row.id};
}

bool blank(const Overage& row) {
    return row.ms == 0 && row.posted_fen == 0 && row.vat_fen == 0;
}

bool blank(const MerchantRow& row) {
    return row == MerchantRow{.merchant = row.merchant, .version = row.version};
}

bool blank(const Usage& row) {
    return row == Usage{.key = row.key};
}

std::string text_of(const LineKey& key) {
    return "pay/" + number(key.agent) + "/" + std::to_string(key.period_ms) + "/" + number(key.shift) + "/" +
           std::string(term_name(key.term)) + "/" + number(key.merchant) + "/" + number(key.card);
}

std::string text_of(PackageId id) {
    return "package/" + number(id);
}

std::string text_of(const OverageKey& key) {
    return "overage/" + number(key.merchant) + "/" + std::to_string(key.terms) + "/" + std::to_string(key.vat_bp);
}

std::string gift_text(MerchantId merchant, FundId fund) {
    return "gift/" + number(merchant) + "/" + number(fund);
}

std::string_view term_name(LineTerm term) {
    constexpr std::array<std::string_view, 8> names{"",      "online", "handled",  "conversation",
                                                    "floor", "rest",   "training", "training_unpaid"};
    return names.at(static_cast<std::size_t>(term));
}

std::string_view use_name(UseKind kind) {
    constexpr std::array<std::string_view, use_kinds> names{"handling", "hold",         "wrap_up",
                                                            "help",     "wrap_up_over", "grace"};
    return names.at(static_cast<std::size_t>(kind));
}

}  // namespace yunke::ledger
