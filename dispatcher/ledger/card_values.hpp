// The kinds of values that card files have, taken from one table: money, shares, dates, names. What is of another kind
// or out of bounds becomes a problem with line, key and what to do, and is nullopt. Private to the
// files card_file*.cpp, each of which reads some kinds of tables.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "dispatcher/ledger/card_file.hpp"
#include "runtime/definitions/reader.hpp"

namespace yunke::ledger {

struct Bounds {
    std::int64_t least = 0;
    std::int64_t most = 0;
};

class Values {
public:
    // All outlive it. Whom the table names is added to `named`, which has all three kinds.
    Values(definitions::Reader& reader, const CardFileNames& names, CardFileNames& named)
        : reader_(reader), names_(names), named_(named) {}

    std::optional<std::string> text(std::string_view key);  // not empty
    std::optional<bool> flag(std::string_view key);
    std::optional<std::int64_t> whole(std::string_view key, Bounds bounds);
    std::optional<Ms> duration(std::string_view key);
    std::optional<Fen> yuan(std::string_view key, Fen most);
    // "50", "6.25" or 50: hundredths of a percent.
    std::optional<std::int32_t> percent(std::string_view key);
    std::optional<std::uint32_t> stars(std::string_view key);  // hundredths
    std::optional<Day> day(std::string_view key);
    std::optional<Day> day(std::string_view key, const definitions::Node& node);
    std::optional<MerchantId> merchant(std::string_view key);
    std::vector<MerchantId> merchants(std::string_view key);  // a list of them, each once
    std::optional<SkillId> skill(std::string_view key);
    std::optional<AgentId> agent(std::string_view key);

    // Keys that every dated table must have; 0 and the first day of 1970 if it became a problem.
    std::uint32_t version();
    Day from();
    // A table inside of this one.
    Values within(definitions::Reader& reader) const { return {reader, names_, named_}; }

    // For what a table must have: a problem if the key is not there at all.
    bool needed(std::string_view key, std::string_view what);
    bool has(std::string_view key) const;
    bool has_table(std::string_view key) const;
    std::size_t line_of(std::string_view key) const;  // the table's own if it is not there
    void refuse(std::string_view key, const std::string& sentence);
    void finish() { reader_.finish(); }
    definitions::Reader& reader() { return reader_; }

private:
    // Hundredths of a unit, written "12", "12.5", "12.50" or as a whole number.
    std::optional<std::int64_t> hundredths(std::string_view key, std::int64_t most, std::string_view example);
    struct Kind {
        std::string_view name;
        const std::optional<CardFileNames::ByName>& known;
        CardFileNames::ByName& named;
    };
    std::optional<std::uint32_t> numbered(std::string_view key, std::int64_t number, const Kind& kind);
    std::optional<std::uint32_t> named(std::string_view key, const Kind& kind);
    std::optional<std::uint32_t> meant(std::string_view key, const definitions::Node& node, const Kind& kind);

    definitions::Reader& reader_;
    const CardFileNames& names_;
    CardFileNames& named_;
};

constexpr std::int64_t tiers_max = 99;

RateCard read_rate_card(Values& values, const std::map<FundId, std::string>& funds);

struct PackagePlan {
    std::string key;
    Day from{};
    Plan plan;
};
PackagePlan read_package_plan(Values& values);

struct TermsOfMerchant {
    std::optional<MerchantId> merchant;
    Day from{};
    MerchantTerms terms;
};
TermsOfMerchant read_merchant_terms(Values& values);

std::optional<TaxTable> read_tax_table(Values& values);  // nullopt without a method
TaxRelief read_tax_relief(Values& values);

}  // namespace yunke::ledger
