#include "agent-gateway/http/refusal_words.hpp"

#include <array>
#include <optional>
#include <vector>

namespace yunke::gateway {

namespace {

// `{}` stands for what the sentence names; the Chinese one has it again as {0}, {1}, … in any order. `en` is for pages
// where the desk speaks of the terminal; empty: as the desk says it.
struct Pattern {
    std::string_view said;
    std::string_view zh;
    std::string_view en = {};
};

constexpr std::array patterns{
    // ---- months ----
    Pattern{"{} is not over; come back on {}", "{0} 还没有结束；请在 {1} 之后再来"},
    Pattern{"{} is closed already", "{0} 已经关闭"},
    Pattern{"{} is closed; it takes no postings any more", "{0} 已经关闭，不能再记账"},
    Pattern{"{} cannot be closed before {}; close that first", "关闭 {0} 之前必须先关闭 {1}"},
    Pattern{"a work period of agent {} begun on {} has not ended; close the month when it has",
            "坐席 {0} 在 {1} 开始的一段工作还没有结束；请等它结束后再关闭该月"},
    Pattern{"pool {} is not posted beyond {}; close the month when its facts are",
            "坐席池 {0} 在 {1} 之后还没有入账；请等入账完成后再关闭该月"},
    Pattern{"{} work period(s) of agent {} have not ended; approve the month when they have",
            "坐席 {1} 还有 {0} 段工作没有结束；请等结束后再核准该月"},
    Pattern{"{} takes no postings any more, so its pay cannot be approved", "{0} 不能再记账，因此不能核准该月的报酬"},
    Pattern{"the pay of agent {} for {} is not what was previewed any more; look at it again",
            "坐席 {0} 在 {1} 的报酬与预览时不同；请重新查看"},
    Pattern{"agent {} has nothing in {}; leave the number out", "坐席 {0} 在 {1} 没有报酬；请去掉这个编号"},
    Pattern{"{} comes to {} yuan, not to the {} that you looked at; look at it again",
            "{0} 现在合计 {1} 元，而不是您看到的 {2} 元；请重新查看"},
    Pattern{"nothing of {} is to be approved", "{0} 没有需要核准的内容"},
    Pattern{"the pay of {} agent(s) for {} is not approved, first of agent {}; approve it, then close the month",
            "{1} 还有 {0} 位坐席的报酬没有核准，首先是坐席 {2}；请先核准，再关闭该月"},
    // ---- payouts ----
    Pattern{"nothing is to be paid to agent {}", "坐席 {0} 没有应付的报酬"},
    Pattern{"{} yuan for agent {} are more than the {} that are payable; pay that or less",
            "付给坐席 {1} 的 {0} 元超过应付的 {2} 元；请不要超过应付金额"},
    Pattern{"{} yuan for agent {} cannot be meant", "付给坐席 {1} 的 {0} 元不可能是正确的"},
    Pattern{"agent {} has no account to be paid to; enter one, or leave the row out",
            "坐席 {0} 没有收款账户；请填写，或不付给该坐席"},
    Pattern{"agent {} has no account to be paid to any more", "坐席 {0} 已没有收款账户"},
    Pattern{"no tax table holds in {}; add one to the card file", "{0} 没有可用的税率表；请在费率文件中添加"},
    Pattern{"agent {} is granted the relief {}, which the card file does not have; add it",
            "坐席 {0} 享有减免 {1}，但费率文件中没有；请添加"},
    Pattern{"batch {} has no row {}", "批次 {0} 没有第 {1} 行"},
    Pattern{"row {} of batch {} is confirmed already", "批次 {1} 的第 {0} 行已经确认"},
    Pattern{"row {} of batch {} is failed already", "批次 {1} 的第 {0} 行已经记为失败"},
    Pattern{"the payee's name or account of agent {} is empty, too long or no plain text; correct it",
            "坐席 {0} 的收款户名或账号为空、过长或含有特殊字符；请更正"},
    Pattern{"batch number {} was used already; the next is {}", "批次号 {0} 已经用过；下一个是 {1}"},
    Pattern{"the batch has no rows; nothing is payable", "批次没有内容；目前没有应付的报酬"},
    Pattern{"{} rows are more than the {} of a batch; make several", "{0} 行超过一个批次的上限 {1} 行；请分成几批"},
    Pattern{"agent {} is in the batch twice", "坐席 {0} 在批次中出现了两次"},
    Pattern{"there is no template {}; known is {}", "没有模板 {0}；可用的是 {1}"},
    Pattern{"{} rows are more than the {} of the template {}", "{0} 行超过模板 {2} 的上限 {1} 行"},
    Pattern{"batch numbers go up to {}", "批次号最大为 {0}"},
    Pattern{"no row of batch {} is answered", "没有填写批次 {0} 任何一行的结果"},
    Pattern{"no tax is owed", "目前没有应缴的税款"},
    Pattern{"no tax is owed for payments up to {}", "截至 {0} 的发放没有应缴的税款"},
    Pattern{"{} yuan are more than the {} of tax that are owed: {} were withheld, {} are remitted already",
            "{0} 元超过应缴的 {1} 元：共代扣 {2} 元，已缴 {3} 元"},
    Pattern{
        "{} yuan are more than the {} of tax that are owed for payments up to {}: {} were withheld, {} are remitted "
        "already",
        "{0} 元超过截至 {2} 应缴的 {1} 元：共代扣 {3} 元，已缴 {4} 元"},
    Pattern{"name the yuan that were paid to the tax office, above 0", "请填写实际缴纳的金额，须大于 0"},
    Pattern{"there is no batch {}; `yunkectl office payout list` shows them", "没有批次 {0}", "there is no batch {0}"},
    Pattern{"there is no batch {}", "没有批次 {0}"},
    // ---- what is asked for twice ----
    Pattern{"the request key {} was used for another booking; look at what was booked, and give each booking a key of "
            "its own",
            "这份表单先前已用其他内容提交并记账（请求编号 {0}）；请先查看已记的账，确需再记时重新提交",
            "this form was sent before with other content, and that was booked (request {0}); look at what was booked, "
            "and send it again if this is to be booked as well"},
    // ---- merchants ----
    Pattern{"the package {} is not on offer on {}; name one of the card file's [[plan]] tables",
            "套餐 {0} 在 {1} 没有供应；请选择当前供应的套餐",
            "the package {0} is not on offer on {1}; choose one that is"},
    Pattern{"the merchant has no package {}", "该商家没有套餐 {0}"},
    Pattern{"of package {} {} ms are available; refund that or less", "套餐 {0} 还剩 {1} 毫秒；请不要超过这个数"},
    Pattern{"package {} expired on {}; what is left of it is not given back",
            "套餐 {0} 已于 {1} 到期；剩余时间不再退还"},
    Pattern{"there is no package {}", "没有套餐 {0}"},
    Pattern{"there is no merchant {}; `yunkectl merchant list` shows which there are", "没有商家 {0}",
            "there is no merchant {0}"},
    // ---- appeals ----
    Pattern{"there is no appeal {}", "没有申诉 {0}"},
    Pattern{"there is no account {}", "没有账号 {0}"},
    Pattern{"there is no agent {}", "没有坐席 {0}"},
    Pattern{"agent {} has no line {}", "坐席 {0} 没有明细 {1}"},
    Pattern{"the work period of this line has not ended; appeal when it has",
            "这条明细的工作时段还没有结束；请等结束后再申诉"},
    Pattern{"appeal {} on this line is not answered yet; wait for it", "这条明细的申诉 {0} 还没有答复；请等待答复"},
    Pattern{"{} is empty; say why", "内容为空；请写明理由"},
    Pattern{"{} is longer than {} bytes; make it shorter", "内容超过 {1} 字节；请写短一些"},
    Pattern{"{} is no plain text", "内容不是普通文字"},
    Pattern{"appeal {} is upheld already", "申诉 {0} 已经支持"},
    Pattern{"appeal {} is declined already", "申诉 {0} 已经驳回"},
    Pattern{"appeal {} is this account's own; somebody else decides it", "申诉 {0} 是本账号自己提出的；请由其他人决定"},
    Pattern{"account {} approved her pay of {}; somebody else decides appeal {}",
            "账号 {0} 核准过该坐席 {1} 的报酬；申诉 {2} 请由其他人决定"},
    Pattern{"account {} decided appeal {} on the same line; somebody else decides appeal {}",
            "账号 {0} 决定过同一条明细的申诉 {1}；申诉 {2} 请由其他人决定"},
    Pattern{"{} yuan cannot be what a line comes to", "一条明细不可能是 {0} 元"},
};

// What stands for the braces; nullopt: another sentence.
std::optional<std::vector<std::string_view>> fit(std::string_view pattern, std::string_view sentence) {
    std::vector<std::string_view> named;
    for (;;) {
        const auto brace = pattern.find("{}");
        const std::string_view fixed = pattern.substr(0, brace);
        if (!sentence.starts_with(fixed)) return std::nullopt;
        sentence.remove_prefix(fixed.size());
        if (brace == std::string_view::npos) return sentence.empty() ? std::optional(named) : std::nullopt;
        pattern.remove_prefix(brace + 2);
        const std::string_view until = pattern.substr(0, pattern.find("{}"));
        const auto end = until.empty() ? sentence.size() : sentence.find(until);
        if (end == std::string_view::npos || end == 0) return std::nullopt;
        named.push_back(sentence.substr(0, end));
        sentence.remove_prefix(end);
    }
}

std::string filled(std::string_view form, const std::vector<std::string_view>& named) {
    std::string text;
    while (!form.empty()) {
        const bool place = form.size() >= 3 && form[0] == '{' && form[2] == '}';
        const auto number = place ? static_cast<std::size_t>(form[1] - '0') : named.size();
        if (number < named.size()) {
            text += named[number];
            form.remove_prefix(3);
        } else {
            text += form.front();
            form.remove_prefix(1);
        }
    }
    return text;
}

std::string sentence(std::string text) {
    if (!text.empty() && text.front() >= 'a' && text.front() <= 'z')
        text.front() = static_cast<char>(text.front() - 'a' + 'A');
    if (!text.ends_with('.')) text += '.';
    return text;
}

}  // namespace

Bilingual in_both(std::string_view english) {
    for (const Pattern& pattern : patterns) {
        const auto named = fit(pattern.said, english);
        if (!named) continue;
        std::string en = pattern.en.empty() ? std::string(english) : filled(pattern.en, *named);
        return {.en = sentence(std::move(en)), .zh = filled(pattern.zh, *named) + "。"};
    }
    const std::string en = sentence(std::string(english));
    return {.en = en, .zh = "原因（英文）：" + en};
}

HttpAnswer desk_failure(const ledger::Error& error) {
    const auto told = [&](unsigned status, std::string_view code) {
        const Bilingual both = in_both(error.what);
        return error_answer(status, code, both.en, both.zh);
    };
    switch (error.code) {
        case ledger::Errc::unknown:
            return told(404, "unknown");
        case ledger::Errc::refused:
            return told(409, "refused");
        case ledger::Errc::changed:
            return told(409, "changed");
        case ledger::Errc::malformed:
        case ledger::Errc::damaged:
            return error_answer(
                500, "damaged",
                "The books contradict themselves. Ask your administrator to run yunkectl ledger verify.",
                "账本数据自相矛盾。请让管理员运行 yunkectl ledger verify。");
        case ledger::Errc::away:
            break;
    }
    auto answer =
        error_answer(503, "unavailable",
                     "The database cannot be asked now. If you were booking, look whether it was booked before "
                     "you do it again.",
                     "数据库暂时无法使用。如果您正在记账，请先查看是否已经记账，再决定是否重试。");
    answer.header("Retry-After", "5");
    return answer;
}

}  // namespace yunke::gateway
