// A merchant's balance, use and invoice as docs/openapi.yaml describes them. Called by MerchantApi and the
// finance side's handlers.
#pragma once

#include <boost/json/object.hpp>
#include <boost/json/value.hpp>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "agent-gateway/http/shop_names.hpp"
#include "dispatcher/ledger/reading/balance.hpp"
#include "dispatcher/ledger/reading/invoice.hpp"
#include "dispatcher/ledger/reading/usage.hpp"

namespace yunke::gateway {

struct MerchantHead {
    std::uint32_t id = 0;
    std::string name;
};

// What a merchant has left and its packages, for its own page and for the finance side's.
boost::json::object money_json(const ledger::Balance& balance, const MerchantHead& head, const ledger::Setup& setup,
                               ledger::Ms now_ms);
boost::json::object package_json(const ledger::Package& package, const ledger::Setup& setup, ledger::Ms now_ms);
// What something is sold for less than; null: at its price.
boost::json::value discount_json(const std::optional<ledger::Discount>& discount);

std::string balance_json(const ledger::Balance& balance, const MerchantHead& head, const ledger::Setup& setup,
                         ledger::Ms now_ms);
std::string usage_json(const std::vector<ledger::UsageSum>& rows, const ShopNames& names, ledger::Day from,
                       ledger::Day to);
// UTF-8 with a byte order mark; the same rows.
std::string usage_csv(const std::vector<ledger::UsageSum>& rows, const ShopNames& names);
std::string invoice_json(const ledger::Invoice& invoice, const MerchantHead& head, const ledger::Setup& setup);

}  // namespace yunke::gateway
