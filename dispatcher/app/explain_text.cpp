// The words of an explanation, in Chinese and English.
#include <fmt/format.h>

#include "dispatcher/app/explain.hpp"

namespace yunke::dispatcher {
namespace {

std::string seconds(core::Ms ms) {
    return fmt::format("{}.{}", ms / 1000, ms % 1000 / 100);
}

std::string idle(const Candidate& c, const Decision& d) {
    return seconds(std::max<core::Ms>(d.now_ms - c.idle_since_ms, 0));
}

std::string reason_en(const Candidate& c, const Decision& d) {
    switch (c.verdict) {
        case Verdict::chosen:
            return fmt::format("chosen: fits, has room ({} of {}), idle for {} s, the longest of all who fit", c.load,
                               c.capacity, idle(c, d));
        case Verdict::also_offered:
            return "holds the other offer of this chat";
        case Verdict::fits:
            return fmt::format("fits, but was idle for a shorter time ({} s)", idle(c, d));
        case Verdict::given_elsewhere:
            return fmt::format("fits, but was given chat {} in the same moment, which was due earlier",
                               core::raw(c.elsewhere));
        case Verdict::disabled:
            return "her account is switched off";
        case Verdict::offline:
            return "offline";
        case Verdict::resting:
            return "resting";
        case Verdict::finishing:
            return "finishing: takes no new chats";
        case Verdict::line_lost:
            return "not connected at that moment";
        case Verdict::held:
            return "arrivals held after missed offers, until she resumes them";
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
            return fmt::format("选中：符合要求，有空位（{}/{}），已空闲 {} 秒，是符合者中最久的", c.load, c.capacity,
                               idle(c, d));
        case Verdict::also_offered:
            return "持有此会话的另一个派单";
        case Verdict::fits:
            return fmt::format("符合要求，但空闲时间较短（{} 秒）", idle(c, d));
        case Verdict::given_elsewhere:
            return fmt::format("符合要求，但同一时刻已派给更早到期的会话 {}", core::raw(c.elsewhere));
        case Verdict::disabled:
            return "账号已停用";
        case Verdict::offline:
            return "离线";
        case Verdict::resting:
            return "休息中";
        case Verdict::finishing:
            return "收尾中，不接新会话";
        case Verdict::line_lost:
            return "当时未连接";
        case Verdict::held:
            return "多次错过后暂停派单，待本人恢复";
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

std::string headline(const Decision& d, std::string_view language) {
    if (language.starts_with("zh"))
        return fmt::format("会话 {}（队列 {}“{}”，语言 {}）等待 {} 秒后{}客服 {}", core::raw(d.conversation),
                           core::raw(d.queue), d.topic, d.language, seconds(d.waiting_ms),
                           d.auto_accepted ? "自动接入" : "派给", core::raw(d.chosen));
    return fmt::format("chat {} (queue {} \"{}\", language {}), after waiting for {} s, {} agent {}",
                       core::raw(d.conversation), core::raw(d.queue), d.topic, d.language, seconds(d.waiting_ms),
                       d.auto_accepted ? "was taken at once by" : "was offered to", core::raw(d.chosen));
}

}  // namespace yunke::dispatcher
