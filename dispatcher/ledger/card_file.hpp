// Rates, packages, tax and holidays as people write them: one TOML file with [[card]], [[plan]], [[terms]], [[agent]],
// [[tax]], [[relief]], [[holidays]] and [[fund]] tables becomes the dated configuration that pricing goes by.
// docs/ledger.md describes every key. Read by whoever runs the ledger or checks a file; a file that is wrong anywhere
// gives nothing but its problems.
//
// A file is a history: what counted once stays in it, with its dates, so that facts of last year are priced again as
// they were. That is why cards, plans and terms carry version numbers that their author gives: a changed rate is a new
// table with a new number and a new start.
#pragma once

#include <cstdint>
#include <expected>
#include <filesystem>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "dispatcher/ledger/setup.hpp"
#include "dispatcher/ledger/tax.hpp"

namespace yunke::ledger {

// Whom the file may name, merchants and skills by name or number, agents by number only. A kind that is absent is not
// known here: numbers are then taken as they are, names refused.
struct CardFileNames {
    using ByName = std::multimap<std::string, std::uint32_t>;
    std::optional<ByName> merchants;
    std::optional<ByName> skills;  // by key
    std::optional<ByName> agents;
    // Numbers are taken as they are, whoever is known: those of a file that was taken were checked then.
    bool numbers_stand = false;
};

struct CardFile {
    std::int32_t utc_offset_minutes = default_utc_offset_minutes;
    Cards cards;
    Holidays holidays;
    std::map<FundId, std::string> funds;
    std::map<MerchantId, Dated<MerchantTerms>> terms;
    std::map<std::string, Dated<Plan>, std::less<>> plans;
    std::map<AgentId, Dated<std::uint32_t>> tiers;
    std::map<AgentId, Dated<std::string>> reliefs_of;  // key of the relief that a person is granted; "" = none any more
    std::vector<TaxTable> tax_tables;                  // the statutory ones if the file has none
    std::vector<TaxRelief> reliefs;
    // Whom it names, each with the number that was found for it; "" where the file has the number itself.
    CardFileNames named;

    // Replaces what the file speaks of; whose shop it is and what queues ask for is not its matter.
    void put_into(Setup& setup) const;
};

// The error is every problem of the file, each a sentence that begins with FILE:LINE and says what to do.
using ReadCardFile = std::expected<CardFile, std::vector<std::string>>;
ReadCardFile parse_card_file(std::string_view toml, const std::string& file, const CardFileNames& names = {});
ReadCardFile read_card_file(const std::filesystem::path& file, const CardFileNames& names = {});

}  // namespace yunke::ledger
