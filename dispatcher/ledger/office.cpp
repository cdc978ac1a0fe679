#include "dispatcher/ledger/office.hpp"

#include <algorithm>

namespace yunke::ledger {
namespace {

std::unexpected<Error> refused(std::string what) {
    return std::unexpected(Error{Errc::refused, std::move(what)});
}

bool meets(const BonusRule& rule, const MonthWork& work) {
    if (work.paid_ms < rule.paid_ms_min || work.ratings < rule.ratings_min) return false;
    if (rule.stars_hundredths_min == 0) return true;
    return work.ratings > 0 && work.stars * 100 >= std::uint64_t{rule.stars_hundredths_min} * work.ratings;
}

Bonus bonus_of(const Setup& setup, const MonthWork& work, Term term) {
    const auto* card = setup.card(term, platform, QueueId{}, work.agent, first_day(work.month));
    if (card == nullptr) return {};
    const auto& rule = term == Term::tier_bonus ? card->tier_rule : card->quality_rule;
    const bool earned = meets(rule, work);
    return {.card = card->version, .fen = earned ? *card->amount(term) : 0, .earned = earned};
}

// "bonus/12/2026-07/tier".
std::string month_line(std::string_view what, AgentId agent, Month month, std::string_view part = {}) {
    auto text = std::string(what) + '/' + std::to_string(raw(agent)) + '/' + text_of(month);
    if (!part.empty()) text.append("/").append(part);
    return text;
}

const MerchantTerms* terms_of(const Merchant& merchant, const Setup& setup, const Step& step) {
    return setup.terms_at(merchant.row.merchant, setup.day_at(step.at_ms));
}

}  // namespace

Month booking_month(Month month, std::optional<Month> closed) {
    return closed && month <= *closed ? next(*closed) : month;
}

Result<void> may_close(Month month, std::optional<Month> closed, std::span<const PeriodKey> running,
                       std::span<const PoolMark> pools, std::int32_t utc_offset_minutes) {
    if (closed && month <= *closed) return refused(text_of(month) + " is closed already");
    if (closed && month != next(*closed)) {
        return refused(text_of(month) + " cannot be closed before " + text_of(next(*closed)) + "; close that first");
    }
    const auto open = std::ranges::find_if(
        running, [&](const PeriodKey& one) { return month_of(one.period_ms, utc_offset_minutes) <= month; });
    if (open != running.end()) {
        return refused("a work period of agent " + std::to_string(raw(open->agent)) + " begun on " +
                       text_of(day_of(open->period_ms, utc_offset_minutes)) +
                       " has not ended; close the month when it has");
    }
    const auto end_ms = begin_ms(first_day(next(month)), utc_offset_minutes);
    const auto behind = std::ranges::find_if(pools, [&](const PoolMark& one) { return one.posted_to_ms < end_ms; });
    if (behind != pools.end()) {
        return refused("pool " + behind->pool + " is not posted beyond " + text_of(month) +
                       "; close the month when its facts are");
    }
    return {};
}

MonthPay preview(const Setup& setup, const MonthWork& work) {
    MonthPay pay{.agent = work.agent, .month = work.month, .accrued_fen = work.accrued_fen};
    if (!work.approved) {
        pay.tier = bonus_of(setup, work, Term::tier_bonus);
        pay.quality = bonus_of(setup, work, Term::quality_bonus);
    }
    // What is against her is not taken from her bonus either.
    pay.borne_fen = std::max<Fen>(0, -work.accrued_fen);
    pay.payable_fen = pay.accrued_fen + pay.borne_fen + pay.tier.fen + pay.quality.fen;
    return pay;
}

Result<void> approve(const MonthWork& work, const MonthPay& pay, Step& step) {
    if (work.running > 0) {
        return refused(std::to_string(work.running) + " work period(s) of agent " + std::to_string(raw(work.agent)) +
                       " have not ended; approve the month when they have");
    }
    if (step.month != pay.month) {
        return refused(text_of(pay.month) + " takes no postings any more, so its pay cannot be approved");
    }
    const bool bonus_twice = work.approved && pay.tier.fen + pay.quality.fen > 0;
    if (work.agent != pay.agent || work.month != pay.month || work.accrued_fen != pay.accrued_fen || bonus_twice) {
        return refused("the pay of agent " + std::to_string(raw(work.agent)) + " for " + text_of(work.month) +
                       " is not what was previewed any more; look at it again");
    }
    const auto accrued = account(AccountKind::accrued, pay.agent);
    step.move(Ledger::cny, account(AccountKind::bonus, pay.agent), accrued, pay.tier.fen,
              month_line("bonus", pay.agent, pay.month, "tier"), raw(pay.tier.card));
    step.move(Ledger::cny, account(AccountKind::bonus, pay.agent), accrued, pay.quality.fen,
              month_line("bonus", pay.agent, pay.month, "quality"), raw(pay.quality.card));
    step.move(Ledger::cny, Account{AccountKind::platform, 0}, accrued, pay.borne_fen,
              month_line("borne", pay.agent, pay.month), 0);
    step.move(Ledger::cny, accrued, account(AccountKind::payable, pay.agent), pay.payable_fen,
              month_line("approved", pay.agent, pay.month), 0);
    return {};
}

void correct(AgentId agent, Fen fen, bool approved, const std::string& line, Step& step) {
    const auto accrued = account(AccountKind::accrued, agent);
    step.move(Ledger::cny, account(AccountKind::agent_pay, agent), accrued, fen, line, 0);
    if (fen < 0 && approved) step.move(Ledger::cny, Account{AccountKind::platform, 0}, accrued, -fen, line, 0);
}

Result<PackageId> top_up(Merchant& merchant, const Setup& setup, std::string_view plan, Step& step) {
    const auto day = setup.day_at(step.at_ms);
    const auto* offered = setup.plan_at(plan, day, merchant.row.merchant);
    if (offered == nullptr) {
        return refused("the package " + std::string(plan) + " is not on offer on " + text_of(day) +
                       "; name one of the card file's [[plan]] tables");
    }
    const auto id = sell(merchant, sale_of(*offered, step.at_ms, setup.vat_bp(merchant.row.merchant, day)), step);
    conclude(merchant, terms_of(merchant, setup, step), step);
    return id;
}

Result<Fen> refund_unused(Merchant& merchant, const Setup& setup, PackageId package, Ms ms, Step& step) {
    auto back = refund(merchant, package, ms, step);
    if (back) conclude(merchant, terms_of(merchant, setup, step), step);
    return back;
}

bool expiry_run(Merchant& merchant, const Setup& setup, Step& step) {
    const auto before = step.transfers.size();
    expire(merchant, step);
    conclude(merchant, terms_of(merchant, setup, step), step);
    return step.transfers.size() != before;
}

}  // namespace yunke::ledger
