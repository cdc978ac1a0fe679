#include "dispatcher/ledger/tax_words.hpp"

#include <fmt/format.h>

namespace yunke::ledger {
namespace {

// At least two decimals; what is beyond, as far as it goes.
std::string parts_text(std::int64_t parts) {
    auto text = fmt::format("{}.{:06}", parts / 1'000'000, parts % 1'000'000);
    while (text.ends_with('0') && text[text.size() - 3] != '.')
        text.pop_back();
    return text;
}

class Words {
public:
    Words(const TaxTable& table, const TaxRelief* relief, const Withholding& paid, Language language)
        : table_(table), relief_(relief), paid_(paid), language_(language) {}

    std::string all() const {
        const auto amount = yuan_text(paid_.payment.amount_fen);
        if (paid_.payment.amount_fen <= 0) return nothing_paid();
        const bool cumulative = paid_.method == TaxMethod::cumulative;
        return fmt::format(fmt::runtime(say("{}：支付 {} 元。{}{}{}{}", "{}: {} yuan paid. {}{}{}{}")),
                           text_of(paid_.payment.month), amount, cumulative ? taxable_of_year() : taxable_of_month(),
                           tax(), relief(), result());
    }

private:
    const char* say(const char* zh, const char* en) const { return language_ == Language::zh ? zh : en; }
    std::string percent(std::int32_t bp) const { return percent_text(bp, language_); }

    std::string nothing_paid() const {
        const auto month = text_of(paid_.payment.month);
        if (paid_.method == TaxMethod::per_payment) {
            return month + say("：未支付报酬，税额为 0.00 元。", ": nothing paid, so the tax is 0.00 yuan.");
        }
        const char* begins = say("连续月数、累计收入、累计减免和已预扣税额均从下次支付起重新计算。",
                                 "Months, income, relief and tax withheld count anew from the next payment on.");
        const char* goes_on = say("本月不计入月数，此前的累计继续有效。",
                                  "The month is not counted, and what was counted before goes on.");
        return month + say("：未支付报酬，预扣 0.00 元。", ": nothing paid, 0.00 yuan withheld. ") +
               (table_.gap_restarts ? begins : goes_on);
    }

    // " - exempt 100.00 - other deductions 20.00", as far as there are any.
    std::string lawful() const {
        std::string text;
        if (paid_.total.exempt_fen > 0) {
            text += fmt::format(fmt::runtime(say(" − 免税收入 {}", " - exempt income {}")),
                                yuan_text(paid_.total.exempt_fen));
        }
        if (paid_.total.deductions_fen > 0) {
            text += fmt::format(fmt::runtime(say(" − 其他依法扣除 {}", " - other lawful deductions {}")),
                                yuan_text(paid_.total.deductions_fen));
        }
        return text;
    }

    std::string floor_at_zero() const {
        return paid_.taxable_parts == 0 ? say("（为负时按 0 计）", " (0 when negative)") : "";
    }

    std::string taxable_of_year() const {
        const auto& total = paid_.total;
        return fmt::format(
            fmt::runtime(say("累计应纳税所得额 = 累计收入 {0} − {1} × {0}{2} − {3} × {4} 个月 = {5}{6}；",
                             "Cumulative taxable income = income {0} - {1} x {0}{2} - {3} x {4} month(s) = {5}{6}; ")),
            yuan_text(total.income_fen), percent(table_.expenses_bp), lawful(), yuan_text(table_.month_fen),
            total.months, parts_text(paid_.taxable_parts), floor_at_zero());
    }

    std::string taxable_of_month() const {
        const auto& total = paid_.total;
        std::string text;
        if (paid_.before.income_fen > 0) {
            text = fmt::format(fmt::runtime(say("当月各次支付合并计算：{} + {} = {}。",
                                                "Payments of one month count as one: {} + {} = {}. ")),
                               yuan_text(paid_.before.income_fen), yuan_text(paid_.payment.amount_fen),
                               yuan_text(total.income_fen));
        }
        const char* form =
            say("应纳税所得额 = {0} − {1} × {0}{2} = {3}{4}；", "Taxable income = {0} - {1} x {0}{2} = {3}{4}; ");
        auto deducted = percent(table_.expenses_bp);
        if (total.income_fen <= table_.small_fen) {
            form = say("应纳税所得额 = {0} − 减除费用 {1}{2} = {3}{4}；", "Taxable income = {0} - {1}{2} = {3}{4}; ");
            deducted = yuan_text(table_.free_fen);
        }
        text += fmt::format(fmt::runtime(form), yuan_text(total.income_fen), deducted, lawful(),
                            parts_text(paid_.taxable_parts), floor_at_zero());
        return text;
    }

    std::string tax() const {
        const char* zh = "应纳税额 = {} × {} − 速算扣除数 {} = {}";
        const char* zh_year = "累计应纳税额 = {} × {} − 速算扣除数 {} = {}";
        const char* en = "tax = {} x {} - quick deduction {} = {}";
        const char* en_year = "cumulative tax = {} x {} - quick deduction {} = {}";
        const bool year = paid_.method == TaxMethod::cumulative;
        return fmt::format(fmt::runtime(say(year ? zh_year : zh, year ? en_year : en)), parts_text(paid_.taxable_parts),
                           percent(paid_.bracket.rate_bp), yuan_text(paid_.bracket.quick_fen),
                           yuan_text(paid_.tax_fen));
    }

    std::string relief() const {
        if (paid_.relief_kept) {
            return fmt::format(fmt::runtime(say("；此前已减免 {}，继续有效", "; relief {}, as granted earlier")),
                               yuan_text(paid_.relief_fen));
        }
        if (relief_ == nullptr) return {};
        if (!relief_->at_withholding) {
            return say("；减免由本人在年度汇算时申请", "; relief is claimed with the yearly return");
        }
        auto share = yuan_text(paid_.tax_fen);
        if (relief_->percent_bp) {
            share = fmt::format(fmt::runtime(say("{} × {}", "{} x {}")), percent(*relief_->percent_bp), share);
        }
        const char* form = say("；减免 = {0} = {2}", "; relief = {0} = {2}");
        if (relief_->cap_fen) {
            form = say("；减免 = min({0}，年度限额 {1}{3}) = {2}", "; relief = min({0}, yearly cap {1}{3}) = {2}");
        }
        std::string used;
        if (paid_.relieved_elsewhere_fen > 0) {
            used = fmt::format(fmt::runtime(say(" − 本年已减免 {}", " - {} relieved earlier this year")),
                               yuan_text(paid_.relieved_elsewhere_fen));
        }
        return fmt::format(fmt::runtime(form), share, yuan_text(relief_->cap_fen.value_or(0)),
                           yuan_text(paid_.relief_fen), used);
    }

    std::string result() const {
        std::string sum = yuan_text(paid_.tax_fen);
        if (paid_.relief_fen > 0) {
            sum += fmt::format(fmt::runtime(say(" − 减免 {}", " - relief {}")), yuan_text(paid_.relief_fen));
        }
        if (paid_.before.withheld_fen > 0) {
            sum += fmt::format(fmt::runtime(say(" − 已预扣 {}", " - already withheld {}")),
                               yuan_text(paid_.before.withheld_fen));
        }
        const bool whole = paid_.result_fen == paid_.withhold_fen;
        std::string why;
        if (!whole && paid_.result_fen < 0) {
            why = say("，为负，余额留待以后月份抵扣", ", which is negative and lowers later months");
        } else if (!whole) {
            why = say("，超出本次支付，余额以后月份预扣", ", which is more than the payment; the rest follows later");
        }
        const auto withheld = yuan_text(paid_.withhold_fen);
        if (sum == withheld)
            return fmt::format(fmt::runtime(say("；预扣 {} 元。", "; withheld now: {} yuan.")), withheld);
        return fmt::format(
            fmt::runtime(say("；本次预扣 = {} = {}{}；预扣 {} 元。", "; withheld now = {} = {}{}: {} yuan.")), sum,
            yuan_text(paid_.result_fen), why, withheld);
    }

    const TaxTable& table_;
    const TaxRelief* relief_;
    const Withholding& paid_;
    Language language_;
};

}  // namespace

std::string percent_text(std::int32_t bp, Language language) {
    auto text = fmt::format("{}.{:02}", bp / 100, bp % 100);
    while (text.ends_with('0'))
        text.pop_back();
    if (text.ends_with('.')) text.pop_back();
    return text + (language == Language::zh ? "%" : " %");
}

std::string tax_words(const TaxTable& table, const TaxRelief* relief, const Withholding& paid, Language language) {
    return Words(table, relief, paid, language).all();
}

}  // namespace yunke::ledger
