// The words of an explanation, in Chinese and English.
#include <fmt/format.h>

#include <algorithm>

#include "dispatcher/app/explain.hpp"

namespace yunke::dispatcher {
namespace {

std::string seconds(core::Ms ms) {
    return fmt::format("{}.{}", ms / 1000, ms % 1000 / 100);
}

std::string idle(const Candidate& c, const Decision& d) {
    return seconds(std::max<core::Ms>(d.now_ms - c.idle_since_ms, 0));
}

const Candidate* find(const Decision& d, core::AgentId id) {
    const auto found = std::ranges::find(d.candidates, id, &Candidate::agent);
    return found == d.candidates.end() ? nullptr : &*found;
}

// "2 (Mei)".
std::string called(core::AgentId id, const Decision& d, bool zh) {
    const Candidate* candidate = find(d, id);
    if (candidate == nullptr || candidate->name.empty()) return std::to_string(core::raw(id));
    return fmt::format(fmt::runtime(zh ? "{}（{}）" : "{} ({})"), core::raw(id), candidate->name);
}

// Her value by the criterion that decided, for those who may see everybody's.
std::uint32_t value_by(core::Criterion criterion, const Candidate& c, const Decision& d) {
    const auto place = std::ranges::find(d.criteria, criterion) - d.criteria.begin();
    return static_cast<std::size_t>(place) < c.key.values.size() ? c.key.values.at(static_cast<std::size_t>(place)) : 0;
}

std::string_view name_of(core::Criterion criterion, bool zh) {
    switch (criterion) {
        case core::Criterion::group:
            return zh ? "小组与店铺的优先次序" : "preferred group and shop";
        case core::Criterion::share:
            return zh ? "工时公平份额（每 5 分钟一档）" : "fair share, in steps of 5 min";
        case core::Criterion::least_load:
            return zh ? "手上会话较多" : "more chats at once";
        case core::Criterion::most_load:
            return zh ? "手上会话较少" : "fewer chats at once";
        case core::Criterion::surplus:
            return zh ? "技能高出需要的程度" : "levels above what is needed";
        case core::Criterion::longest_idle:
            return zh ? "空闲秒数" : "idle time in seconds";
        case core::Criterion::unspecified:
            break;
    }
    return zh ? "编号" : "number";
}

// The chosen one, as the others may know her.
std::string_view somebody(core::Criterion criterion, bool zh) {
    switch (criterion) {
        case core::Criterion::group:
            return zh ? "一位所属小组或店铺更优先的同事" : "somebody whose group or shop this queue asks for first";
        case core::Criterion::share:
            return zh ? "一位离其期望工时更远的同事" : "somebody who had less of her wished hours";
        case core::Criterion::least_load:
            return zh ? "一位当时手上会话更少的同事" : "somebody who had fewer chats at that moment";
        case core::Criterion::most_load:
            return zh ? "一位当时手上会话更多的同事" : "somebody who had more chats at that moment";
        case core::Criterion::surplus:
            return zh ? "一位技能更贴合所需的同事" : "somebody whose skills fit more closely";
        case core::Criterion::longest_idle:
            return zh ? "一位空闲更久的同事" : "somebody who had been idle for longer";
        case core::Criterion::unspecified:
            break;
    }
    return zh ? "一位各项相同而编号在前的同事" : "somebody equal in everything, whose number comes first";
}

bool passed_over_for_known(const Candidate& c, const Decision& d) {
    return c.verdict == Verdict::fits && d.recorded.known;
}

// Nobody was compared: a colleague or a supervisor named her.
bool passed_over_in_person(const Candidate& c, const Decision& d) {
    return c.verdict == Verdict::fits && d.recorded.direct;
}

std::string_view standing_of_chosen(const Decision& d, bool zh) {
    if (d.recorded.direct)
        return zh ? "，由他人直接转交或邀请协助" : ", named by whoever handed it on or asked for help";
    if (d.recorded.known) return zh ? "，曾接待此顾客" : ", served this shopper before";
    return "";
}

std::string behind(const Candidate& c, const Decision& d, bool zh) {
    if (passed_over_in_person(c, d))
        return zh ? "符合要求，但此会话是直接转交给选中者的" : "fits, but it was handed to the chosen one in person";
    if (passed_over_for_known(c, d))
        return zh ? "符合要求，但选中者曾接待此顾客，优先询问" : "fits, but the chosen one served this shopper before";
    const Candidate* chosen = find(d, d.chosen);
    if (chosen == nullptr || c.behind == core::Criterion::unspecified)
        return fmt::format(fmt::runtime(zh ? "符合要求，但排在其后：{}" : "fits, but stands behind by: {}"),
                           name_of(c.behind, zh));
    return fmt::format(
        fmt::runtime(zh ? "符合要求，但排在其后：{}（{} 对 {}）" : "fits, but stands behind by: {} ({} against {})"),
        name_of(c.behind, zh), value_by(c.behind, c, d), value_by(c.behind, *chosen, d));
}

std::string_view limit_en(core::Limit limit) {
    switch (limit) {
        case core::Limit::pace:
            return "own settings: as many new chats in this hour as asked for";
        case core::Limit::gap:
            return "own settings: too soon after the last new chat, or still considering one";
        case core::Limit::rest:
            return "own settings: a rest is due";
        case core::Limit::day:
            return "own settings: worked as much today as asked for";
        case core::Limit::quiet:
            return "own settings: quiet hours";
        case core::Limit::none:
            break;
    }
    return "";
}

std::string_view limit_zh(core::Limit limit) {
    switch (limit) {
        case core::Limit::pace:
            return "本人设定：本小时新会话已达上限";
        case core::Limit::gap:
            return "本人设定：距上一个新会话时间未到，或正在考虑一个";
        case core::Limit::rest:
            return "本人设定：该休息了";
        case core::Limit::day:
            return "本人设定：今日工时已满";
        case core::Limit::quiet:
            return "本人设定：免打扰时段";
        case core::Limit::none:
            break;
    }
    return "";
}

std::string reason_en(const Candidate& c, const Decision& d) {
    switch (c.verdict) {
        case Verdict::chosen:
            return fmt::format("chosen: fits, has room ({} of {}), idle for {} s{}", c.load, c.capacity, idle(c, d),
                               standing_of_chosen(d, false));
        case Verdict::also_offered:
            return "holds the other offer of this chat";
        case Verdict::fits:
            return behind(c, d, false);
        case Verdict::given_elsewhere:
            return fmt::format("fits, but was given chat {} in the same moment, which was due earlier",
                               core::raw(c.elsewhere));
        case Verdict::disabled:
            return "the account is switched off";
        case Verdict::offline:
            return "offline";
        case Verdict::resting:
            return "resting";
        case Verdict::training:
            return "in training";
        case Verdict::finishing:
            return "finishing: takes no new chats";
        case Verdict::line_lost:
            return "not connected at that moment";
        case Verdict::held:
            return "arrivals held after missed offers, until resumed";
        case Verdict::limit:
            return std::string(limit_en(c.limit));
        case Verdict::content:
            return "own settings: the queue's chats hold contents that are left to others";
        case Verdict::certification:
            return "not certified for this shop";
        case Verdict::group:
            return "not in a group that this queue goes to";
        case Verdict::language:
            return fmt::format("does not have the language {}", d.language);
        case Verdict::skill:
            return fmt::format("skill {} needs level {}, has {}", core::raw(c.needed.skill), c.needed.level,
                               c.has_level);
        case Verdict::full:
            return fmt::format("no room: {} of {}", c.load, c.capacity);
        case Verdict::excluded:
            return fmt::format("declined or missed this chat; not asked again for {} s",
                               seconds(c.until_ms - d.now_ms));
    }
    return "";
}

std::string reason_zh(const Candidate& c, const Decision& d) {
    switch (c.verdict) {
        case Verdict::chosen:
            return fmt::format("选中：符合要求，有空位（{}/{}），已空闲 {} 秒{}", c.load, c.capacity, idle(c, d),
                               standing_of_chosen(d, true));
        case Verdict::also_offered:
            return "持有此会话的另一个派单";
        case Verdict::fits:
            return behind(c, d, true);
        case Verdict::given_elsewhere:
            return fmt::format("符合要求，但同一时刻已派给更早到期的会话 {}", core::raw(c.elsewhere));
        case Verdict::disabled:
            return "账号已停用";
        case Verdict::offline:
            return "离线";
        case Verdict::resting:
            return "休息中";
        case Verdict::training:
            return "培训中";
        case Verdict::finishing:
            return "收尾中，不接新会话";
        case Verdict::line_lost:
            return "当时未连接";
        case Verdict::held:
            return "多次错过后暂停派单，待本人恢复";
        case Verdict::limit:
            return std::string(limit_zh(c.limit));
        case Verdict::content:
            return "本人设定：此队列的会话含有交由他人处理的内容";
        case Verdict::certification:
            return "没有此店铺的认证";
        case Verdict::group:
            return "不在此队列面向的小组";
        case Verdict::language:
            return fmt::format("不会此语言（{}）", d.language);
        case Verdict::skill:
            return fmt::format("技能 {} 需要 {} 级，现有 {} 级", core::raw(c.needed.skill), c.needed.level,
                               c.has_level);
        case Verdict::full:
            return fmt::format("没有空位：{}/{}", c.load, c.capacity);
        case Verdict::excluded:
            return fmt::format("不久前谢绝或错过此会话，{} 秒内不再询问", seconds(c.until_ms - d.now_ms));
    }
    return "";
}

}  // namespace

std::string reason(const Candidate& candidate, const Decision& decision, std::string_view language) {
    return language.starts_with("zh") ? reason_zh(candidate, decision) : reason_en(candidate, decision);
}

namespace {

std::string chat_of(const Decision& d, bool zh) {
    return zh ? fmt::format("会话 {}（队列 {}“{}”，语言 {}）等待 {} 秒后", core::raw(d.conversation),
                            core::raw(d.queue), d.topic, d.language, seconds(d.waiting_ms))
              : fmt::format("chat {} (queue {} \"{}\", language {}), after waiting for {} s, ",
                            core::raw(d.conversation), core::raw(d.queue), d.topic, d.language, seconds(d.waiting_ms));
}

}  // namespace

std::string headline(const Decision& d, std::string_view language) {
    if (language.starts_with("zh"))
        return fmt::format("{}{}客服 {}", chat_of(d, true), d.auto_accepted ? "自动接入" : "派给",
                           called(d.chosen, d, true));
    return fmt::format("{}{} agent {}", chat_of(d, false), d.auto_accepted ? "was taken at once by" : "was offered to",
                       called(d.chosen, d, false));
}

std::string counts(const Decision& d, std::string_view language) {
    const core::Decision& r = d.recorded;
    if (language.starts_with("zh"))
        return fmt::format(
            "符合要求 {} 人：可询问 {}，已满 {}，不在岗 {}，当时不询问 {}；谢绝或错过 {}；次选{}", r.matching, r.free,
            r.full, r.away, r.held, r.excluded,
            r.runner_up == core::no_agent ? "：无" : fmt::format("客服 {}", called(r.runner_up, d, true)));
    return fmt::format(
        "{} match: {} could be asked, {} full, {} away, {} not to be asked then; {} had declined or missed it; "
        "{}",
        r.matching, r.free, r.full, r.away, r.held, r.excluded,
        r.runner_up == core::no_agent ? "nobody was next"
                                      : fmt::format("agent {} was next", called(r.runner_up, d, false)));
}

// Whatever she asked for her work to respect (her limits, contents, how many chats, how many hours) is between her and
// the administrators.
std::string reason_for_supervisor(const Candidate& c, const Decision& d, std::string_view language) {
    const bool zh = language.starts_with("zh");
    switch (c.verdict) {
        case Verdict::chosen:
            return fmt::format(
                fmt::runtime(zh ? "选中：符合要求，有空位，已空闲 {} 秒{}" : "chosen: fits, has room, idle for {} s{}"),
                idle(c, d), standing_of_chosen(d, zh));
        case Verdict::limit:
        case Verdict::content:
            return zh ? "当时不能派给她" : "could not be asked at that moment";
        case Verdict::full:
            return zh ? "没有空位" : "no room for another chat";
        case Verdict::fits:
            if (c.behind == core::Criterion::share && !passed_over_in_person(c, d) && !passed_over_for_known(c, d))
                return zh ? "符合要求，但排在其后：工时公平份额" : "fits, but stands behind by: fair share";
            break;
        default:
            break;
    }
    return reason(c, d, language);
}

std::string headline_for(core::AgentId reader, const Decision& d, std::string_view language) {
    const bool hers = reader == d.chosen;
    if (language.starts_with("zh"))
        return fmt::format("{}{}{}", chat_of(d, true), d.auto_accepted ? "自动接入" : "派给", hers ? "您" : "一位同事");
    return fmt::format("{}{} {}", chat_of(d, false), d.auto_accepted ? "was taken at once by" : "was offered to",
                       hers ? "you" : "somebody");
}

std::string reason_for(const Candidate& reader, const Decision& d, std::string_view language) {
    const bool zh = language.starts_with("zh");
    if (passed_over_in_person(reader, d))
        return zh ? "您符合要求，但此会话是直接转交给一位同事的"
                  : "you fit, but it was handed to a colleague in person";
    if (passed_over_for_known(reader, d))
        return zh ? "您符合要求，但先询问了一位曾接待此顾客的同事"
                  : "you fit, but somebody who served this shopper before was asked first";
    if (reader.verdict == Verdict::fits)
        return fmt::format(fmt::runtime(zh ? "您符合要求，但排在您前面的是{}" : "you fit, but before you came {}"),
                           somebody(reader.behind, zh));
    return reason(reader, d, language);
}

}  // namespace yunke::dispatcher
