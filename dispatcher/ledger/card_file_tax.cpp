// [[tax]] and [[relief]] of a card file. A tax table is the statutory one of its method but for what it says.
#include <fmt/format.h>

#include "dispatcher/ledger/card_values.hpp"

namespace yunke::ledger {
namespace {

constexpr Fen bracket_fen_max = 100'000'000'000;  // a billion yuan

void read_brackets(Values& values, TaxTable& table) {
    auto rows = values.reader().tables("brackets", "brackets");
    if (!rows) return;
    table.brackets.clear();
    for (auto& row : *rows) {
        auto one = values.within(row);
        TaxBracket bracket;
        bracket.up_to_fen = one.yuan("up_to", bracket_fen_max);
        if (one.needed("rate", "write the bracket's percentage, such as \"10\".")) {
            bracket.rate_bp = one.percent("rate").value_or(0);
        }
        bracket.quick_fen = one.yuan("quick", bracket_fen_max).value_or(0);
        one.finish();
        table.brackets.push_back(bracket);
    }
}

std::optional<TaxTable> table_of_method(Values& values) {
    if (!values.needed("method", "write \"per-payment\" or \"cumulative\".")) return std::nullopt;
    const auto method = values.text("method");
    if (!method) return std::nullopt;
    if (*method == "per-payment") return per_payment_table();
    if (*method == "cumulative") return cumulative_table();
    values.refuse("method", fmt::format("is \"{}\"; allowed is per-payment or cumulative.", *method));
    return std::nullopt;
}

}  // namespace

std::optional<TaxTable> read_tax_table(Values& values) {
    auto table = table_of_method(values);
    if (!table) return std::nullopt;
    if (values.needed("key", "name the table, such as \"cumulative-2025\".")) {
        table->key = values.text("key").value_or("");
    }
    table->from = values.from();
    read_brackets(values, *table);
    if (const auto bp = values.percent("expenses")) table->expenses_bp = *bp;
    if (table->method == TaxMethod::cumulative) {
        if (const auto fen = values.yuan("month", bracket_fen_max)) table->month_fen = *fen;
        if (const auto flag = values.flag("gap_restarts")) table->gap_restarts = *flag;
    } else {
        if (const auto fen = values.yuan("free", bracket_fen_max)) table->free_fen = *fen;
        if (const auto fen = values.yuan("small", bracket_fen_max)) table->small_fen = *fen;
    }
    values.finish();
    return table;
}

TaxRelief read_tax_relief(Values& values) {
    TaxRelief relief;
    if (values.needed("key", "name the relief, such as the province's.")) relief.key = values.text("key").value_or("");
    relief.from = values.from();
    relief.until = values.day("until");
    relief.percent_bp = values.percent("percent");
    relief.cap_fen = values.yuan("cap_year", bracket_fen_max);
    if (const auto flag = values.flag("at_withholding")) relief.at_withholding = *flag;
    values.finish();
    return relief;
}

}  // namespace yunke::ledger
