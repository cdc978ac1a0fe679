// What a bank says of a batch's rows, out of its file.
#include <algorithm>
#include <array>

#include "dispatcher/ledger/desk/payout_desk.hpp"
#include "runtime/csv.hpp"
#include "runtime/numbers.hpp"

namespace yunke::ledger {
namespace {

constexpr std::array<std::string_view, 4> paid_words{"paid", "confirmed", "成功", "已支付"};
constexpr std::array<std::string_view, 3> failed_words{"failed", "失败", "支付失败"};

bool is_among(const auto& words, const std::string& text) {
    return std::ranges::find(words, text) != words.end();
}

}  // namespace

Result<std::vector<RowAnswer>> parse_answers(std::string_view text) {
    const auto csv = runtime::parse_csv(text, {"row", "序号"});
    if (!csv) return std::unexpected(Error{Errc::refused, csv.error()});
    const auto numbers = csv->column({"row", "序号"});
    const auto results = csv->column({"answer", "结果"});
    if (results == runtime::Csv::npos) {
        return std::unexpected(
            Error{Errc::refused, "line " + std::to_string(csv->columns_line) + ": a column \"answer\" is needed"});
    }
    std::vector<RowAnswer> answers;
    for (const runtime::CsvRow& row : csv->rows) {
        const std::string& result = row.fields[results];
        if (row.fields[numbers].empty() && result.empty()) continue;
        const auto wrong = [&](const std::string& what) {
            return std::unexpected(Error{Errc::refused, "line " + std::to_string(row.line) + ": " + what});
        };
        const auto number = runtime::parse_number<std::uint32_t>(row.fields[numbers]);
        if (!number) return wrong("the row's number is none");
        if (!is_among(paid_words, result) && !is_among(failed_words, result))
            return wrong("the answer must be paid or failed (成功 or 失败)");
        if (std::ranges::find(answers, *number, &RowAnswer::number) != answers.end())
            return wrong("row " + std::to_string(*number) + " is answered twice");
        answers.push_back({.number = *number, .paid = is_among(paid_words, result)});
    }
    if (answers.empty()) return std::unexpected(Error{Errc::refused, "the file answers no row"});
    return answers;
}

}  // namespace yunke::ledger
