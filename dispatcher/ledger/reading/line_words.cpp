#include "dispatcher/ledger/reading/line_words.hpp"

#include <fmt/format.h>

#include <array>

#include "yunke/v1/effect.pb.h"

namespace yunke::ledger {
namespace {

struct Both {
    std::string_view zh, en;
    std::string_view in(Language language) const { return language == Language::zh ? zh : en; }
};

constexpr std::array<Both, 8> term_titles{{{"", ""},
                                           {"按约在线", "Required online"},
                                           {"接待顾客", "Handling chats"},
                                           {"解决会话", "Chats resolved"},
                                           {"保底补足", "Top-up to the guaranteed pay"},
                                           {"带薪休息", "Paid rest"},
                                           {"带薪培训", "Paid training"},
                                           {"培训（不计酬）", "Training that is not paid"}}};
constexpr std::array<Both, 3> adjustment_titles{
    {{"等级奖励", "Bonus for the tier"}, {"质量奖励", "Bonus for quality"}, {"更正", "Correction"}}};

Both presence_words(const v1::WorkInterval& work) {
    if (work.line_lost()) return {"连接中断（照常计酬）", "connection lost, paid all the same"};
    switch (work.presence()) {
        case v1::AVAILABLE:
            return work.held() ? Both{"在线，暂停接新会话", "available, new chats held"} : Both{"在线", "available"};
        case v1::ON_DEMAND:
            return {"按需在线", "available for one chat"};
        case v1::FINISHING:
            return {"收尾", "finishing"};
        case v1::RESTING:
            return {"休息", "resting"};
        case v1::TRAINING:
            return {"培训", "in training"};
        default:
            return {"离线", "offline"};
    }
}

FactView work_view(const v1::WorkInterval& work, std::int32_t offset) {
    FactView view;
    view.kind = "work";
    view.from_ms = work.from_ms();
    view.to_ms = work.to_ms();
    view.chats = work.units_size();
    const std::string from = time_text(work.from_ms(), offset);
    const std::string to = time_text(work.to_ms(), offset);
    const Both presence = presence_words(work);
    view.zh = fmt::format("{} 至 {}，{}", from, to, presence.zh);
    view.en = fmt::format("{} to {}, {}", from, to, presence.en);
    if (view.chats > 0) {
        view.zh += fmt::format("，手上有 {} 个会话", view.chats);
        view.en += fmt::format(", {} chat{} in hand", view.chats, view.chats == 1 ? "" : "s");
    }
    view.zh += "。";
    view.en += ".";
    return view;
}

FactView ended_view(const v1::ConversationEnded& ended, std::int32_t offset) {
    const std::string at = time_text(ended.at_ms(), offset);
    const bool by_shopper = ended.reason() == v1::SHOPPER_CLOSED;
    return {.kind = "ended",
            .from_ms = ended.at_ms(),
            .to_ms = ended.at_ms(),
            .zh = fmt::format("{} 会话 {} {}。", at, ended.conversation(), by_shopper ? "由顾客结束" : "已解决"),
            .en = fmt::format("{}: chat {} was {}.", at, ended.conversation(),
                              by_shopper ? "closed by the shopper" : "resolved")};
}

FactView period_view(const v1::PeriodEnded& ended, std::int32_t offset) {
    const std::string at = time_text(ended.at_ms(), offset);
    return {.kind = "period_ended",
            .from_ms = ended.at_ms(),
            .to_ms = ended.at_ms(),
            .zh = fmt::format("{} 工作时段结束。", at),
            .en = fmt::format("{}: the work period ended.", at)};
}

FactView moment(std::string_view kind, Ms at_ms, std::string zh, std::string en) {
    return {.kind = kind, .from_ms = at_ms, .to_ms = at_ms, .zh = std::move(zh), .en = std::move(en)};
}

std::string floor_sum(const OpenLine& open, Language language) {
    const Line& line = open.line.line;
    const Fen guaranteed = pay_of(line.quantity, line.rate);
    const Fen earned = open.period ? open.period->earned_fen : guaranteed - line.posted;
    const bool zh = language == Language::zh;
    const std::string sums =
        zh ? fmt::format(
                 "保底：计酬时间 {}（{} 毫秒 ÷ 3600000）× 每小时 {} 元 = {} 元（四舍五入到分）；"
                 "该时段不含奖励已得 {} 元；",
                 clock_text(line.quantity), line.quantity, yuan_text(line.rate), yuan_text(guaranteed),
                 yuan_text(earned))
           : fmt::format(
                 "Guaranteed: paid time {} ({} ms ÷ 3600000) × {} yuan per hour = {} yuan, rounded to the fen; "
                 "earned in the period without bonus: {} yuan; ",
                 clock_text(line.quantity), line.quantity, yuan_text(line.rate), yuan_text(guaranteed),
                 yuan_text(earned));
    if (earned >= guaranteed) {
        return sums +
               (zh ? "已达到保底，补足 0.00 元。" : "that is the guaranteed pay already, so 0.00 yuan is added.");
    }
    return sums + (zh ? fmt::format("补足 {} − {} = {} 元。", yuan_text(guaranteed), yuan_text(earned),
                                    yuan_text(guaranteed - earned))
                      : fmt::format("added: {} - {} = {} yuan.", yuan_text(guaranteed), yuan_text(earned),
                                    yuan_text(guaranteed - earned)));
}

std::string plain_sum(const Line& line, Language language) {
    const bool zh = language == Language::zh;
    if (!in_ms(line.key.term)) {
        const Fen amount = line.rate * line.quantity;
        return zh ? fmt::format("{} 个 × 每个 {} 元 = {} 元。", line.quantity, yuan_text(line.rate), yuan_text(amount))
                  : fmt::format("{} × {} yuan each = {} yuan.", line.quantity, yuan_text(line.rate), yuan_text(amount));
    }
    const Fen amount = pay_of(line.quantity, line.rate);
    return zh ? fmt::format("{}（{} 毫秒 ÷ 3600000）× 每小时 {} 元 = {} 元（四舍五入到分）。",
                            clock_text(line.quantity), line.quantity, yuan_text(line.rate), yuan_text(amount))
              : fmt::format("{} ({} ms ÷ 3600000) × {} yuan per hour = {} yuan, rounded to the fen.",
                            clock_text(line.quantity), line.quantity, yuan_text(line.rate), yuan_text(amount));
}

// Why training earned nothing.
std::string unpaid_sum(const OpenLine& open, Language language) {
    const Line& line = open.line.line;
    const bool zh = language == Language::zh;
    const auto cap = open.card ? open.card->amount(Term::training_cap) : std::nullopt;
    const std::string time = fmt::format(fmt::runtime(zh ? "培训 {}（{} 毫秒）" : "Training of {} ({} ms)"),
                                         clock_text(line.quantity), line.quantity);
    if (cap) {
        return fmt::format(fmt::runtime(zh ? "{}超出费率规定的每月带薪培训上限 {}，不计酬：0.00 元。"
                                           : "{} beyond the {} that the rate card pays in a month: 0.00 yuan."),
                           time, clock_text(*cap));
    }
    return time + (zh ? "：费率没有为培训规定报酬，不计酬：0.00 元。"
                      : ": the rate card says no pay for training, so it is not paid: 0.00 yuan.");
}

// Where the sum is not what the line's month has.
std::string rest_of(const OpenLine& open, Language language) {
    const MonthLine& line = open.line;
    const bool zh = language == Language::zh;
    if (line.line.key.period_ms == 0) {
        return zh ? "会话在两个工作时段之间解决，将计入您的下一个时段。"
                  : " Resolved between two work periods; it is paid in your next one.";
    }
    if (line.amount_fen == line.line.posted) return {};
    return zh ? fmt::format("本月计入 {} 元，其余因当月已结账而计入其他月份或由平台承担。", yuan_text(line.amount_fen))
              : fmt::format(
                    " Of it {} yuan counts in this month; the month was closed when the rest came, which counts "
                    "in another one or is borne by the platform.",
                    yuan_text(line.amount_fen));
}

}  // namespace

std::string_view title(LineTerm term, Language language) {
    return term_titles.at(static_cast<std::size_t>(term)).in(language);
}

std::string_view title(AdjustmentKind kind, Language language) {
    return adjustment_titles.at(static_cast<std::size_t>(kind)).in(language);
}

bool in_ms(LineTerm term) {
    return term != LineTerm::conversation;
}

std::string clock_text(Ms duration_ms) {
    const auto seconds = duration_ms / 1'000;
    return fmt::format("{}:{:02}:{:02}.{:03}", seconds / 3'600, seconds / 60 % 60, seconds % 60, duration_ms % 1'000);
}

std::string time_text(Ms at_ms, std::int32_t utc_offset_minutes) {
    const Ms of_day_ms = at_ms - begin_ms(day_of(at_ms, utc_offset_minutes), utc_offset_minutes);
    const auto seconds = of_day_ms / 1'000;
    return fmt::format("{:02}:{:02}:{:02}", seconds / 3'600, seconds / 60 % 60, seconds % 60);
}

std::string arithmetic(const OpenLine& line, Language language) {
    const std::string sum = [&] {
        switch (line.line.line.key.term) {
            case LineTerm::floor:
                return floor_sum(line, language);
            case LineTerm::training_unpaid:
                return unpaid_sum(line, language);
            default:
                return plain_sum(line.line.line, language);
        }
    }();
    return sum + rest_of(line, language);
}

FactView view_of(const PostedFact& fact, std::int32_t utc_offset_minutes) {
    if (fact.takes_back) {
        return moment("taken_back", fact.at_ms, "存储故障后，这段记录未能保留，已冲回；仍在的记录重新计入。",
                      "The record of this work did not survive a failure of the storage and was taken back; what is "
                      "left of it is counted anew.");
    }
    v1::Fact parsed;
    if (!fact.body.empty() && parsed.ParseFromString(fact.body)) {
        if (parsed.has_work()) return work_view(parsed.work(), utc_offset_minutes);
        if (parsed.has_ended()) return ended_view(parsed.ended(), utc_offset_minutes);
        if (parsed.has_period_ended()) return period_view(parsed.period_ended(), utc_offset_minutes);
    }
    const std::string at = time_text(fact.at_ms, utc_offset_minutes);
    return moment("other", fact.at_ms, fmt::format("{} 入账。", at), fmt::format("Posted at {}.", at));
}

}  // namespace yunke::ledger
