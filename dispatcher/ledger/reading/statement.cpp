#include "dispatcher/ledger/reading/statement.hpp"

#include <fmt/format.h>

#include "dispatcher/ledger/reading/line_words.hpp"

namespace yunke::ledger {
namespace {

std::string escaped(std::string_view text) {
    std::string html;
    for (const char c : text) {
        switch (c) {
            case '&':
                html += "&amp;";
                break;
            case '<':
                html += "&lt;";
                break;
            case '>':
                html += "&gt;";
                break;
            case '"':
                html += "&quot;";
                break;
            default:
                html += c;
        }
    }
    return html;
}

class Words {
public:
    explicit Words(Language language) : zh_(language == Language::zh), language_(language) {}

    const char* say(const char* zh, const char* en) const { return zh_ ? zh : en; }
    Language language() const { return language_; }

    // Time as h:mm:ss.mmm, or a count.
    std::string quantity(const Line& line) const {
        if (in_ms(line.key.term)) return clock_text(line.quantity);
        return std::to_string(line.quantity);
    }
    std::string rate(const Line& line) const {
        return fmt::format(fmt::runtime(in_ms(line.key.term) ? say("每小时 {} 元", "{} yuan per hour")
                                                             : say("每个 {} 元", "{} yuan each")),
                           yuan_text(line.rate));
    }
    // Where the rate is from.
    std::string rule(const LineKey& key) const {
        if (key.card == CardVersion{}) return say("没有费率为此规定报酬", "no card says pay for it");
        if (key.term == LineTerm::training_unpaid)
            return fmt::format(fmt::runtime(say("超出平台费率第 {} 版的每月上限",
                                                "beyond the month's cap of the platform's card, version {}")),
                               raw(key.card));
        if (key.merchant == platform)
            return fmt::format(fmt::runtime(say("平台费率第 {} 版", "platform's card, version {}")), raw(key.card));
        return fmt::format(fmt::runtime(say("商家 {} 费率第 {} 版", "merchant {}'s card, version {}")),
                           raw(key.merchant), raw(key.card));
    }
    std::string state(const MonthLines& month) const {
        if (month.closed) return say("已结账", "closed");
        return say("未结账，金额仍可能变化", "open; amounts may still change");
    }

private:
    bool zh_;
    Language language_;
};

std::string day_text(const LineKey& key, const StatementHead& head, const Words& words) {
    if (key.period_ms == 0) return words.say("待计入下一时段", "waits for the next period");
    return text_of(day_of(key.period_ms, head.utc_offset_minutes));
}

std::string period_text(const LineKey& key, const StatementHead& head) {
    return key.period_ms == 0 ? "" : time_text(key.period_ms, head.utc_offset_minutes);
}

struct Total {
    std::string label;
    Fen fen = 0;
};

std::vector<Total> totals(const MonthLines& month, const Words& words) {
    std::vector<Total> all{{words.say("本月合计（税前）", "Total of the month, before tax"), month.total_fen}};
    all.push_back({words.say("其中已核准支付", "Of it approved for payment"), month.approved_fen});
    all.push_back({words.say("本月支付：税前", "Paid out in this month: gross"), month.paid.gross_fen});
    all.push_back(
        {words.say("本月支付：代扣个人所得税", "Paid out in this month: income tax withheld"), month.paid.tax_fen});
    all.push_back({words.say("本月支付：实付", "Paid out in this month: net"), month.paid.net_fen});
    return all;
}

constexpr std::string_view style =
    "body{font:1rem/1.5 system-ui,sans-serif;max-width:60rem;margin:2rem auto;padding:0 1rem;color:#1a1a1a;"
    "background:#fff}table{border-collapse:collapse;width:100%;margin:1rem 0}caption{text-align:start;"
    "font-weight:600;padding:.25rem 0}th,td{border-bottom:1px solid #767676;padding:.35rem .5rem;text-align:start;"
    "vertical-align:top}.n{text-align:end;font-variant-numeric:tabular-nums;white-space:nowrap}"
    "@media print{body{margin:0;max-width:none}thead{display:table-header-group}tr{break-inside:avoid}}";

std::string html_head(const StatementHead& head, const MonthLines& month, const Words& words) {
    const std::string title =
        fmt::format(fmt::runtime(words.say("{} 收入明细", "Statement of earnings, {}")), text_of(month.month));
    std::string html = fmt::format(
        "<!doctype html>\n<html lang=\"{}\">\n<head>\n<meta charset=\"utf-8\">\n"
        "<meta name=\"viewport\" content=\"width=device-width\">\n<title>{}</title>\n<style>{}</style>\n</head>\n"
        "<body>\n<main>\n<h1>{}</h1>\n",
        words.say("zh-CN", "en"), title, style, title);
    const char* about = words.say("<p>姓名：{}（编号 {}）。状态：{}。生成时间：{} {}。</p>\n",
                                  "<p>Name: {} (number {}). State: {}. Made on {} at {}.</p>\n");
    html += fmt::format(fmt::runtime(about), escaped(head.name), raw(head.agent), words.state(month),
                        text_of(day_of(head.made_ms, head.utc_offset_minutes)),
                        time_text(head.made_ms, head.utc_offset_minutes));
    return html;
}

std::string header_row(std::initializer_list<const char*> names) {
    std::string html = "<thead><tr>";
    for (const char* name : names)
        html += fmt::format("<th scope=\"col\">{}</th>", name);
    return html + "</tr></thead>\n<tbody>\n";
}

std::string html_lines(const StatementHead& head, const MonthLines& month, const Words& words) {
    std::string html = fmt::format("<table>\n<caption>{}</caption>\n", words.say("明细", "Lines"));
    html += header_row({words.say("日期", "Day"), words.say("时段开始", "Period began"), words.say("项目", "For"),
                        words.say("数量", "Quantity"), words.say("单价", "Rate"), words.say("费率", "Rate card"),
                        words.say("金额（元）", "Amount (yuan)")});
    for (const MonthLine& line : month.lines) {
        html += fmt::format(
            "<tr><th scope=\"row\">{}</th><td>{}</td><td>{}</td><td class=\"n\">{}</td><td class=\"n\">{}</td>"
            "<td>{}</td><td class=\"n\">{}</td></tr>\n",
            day_text(line.line.key, head, words), period_text(line.line.key, head),
            title(line.line.key.term, words.language()), words.quantity(line.line), words.rate(line.line),
            words.rule(line.line.key), yuan_text(line.amount_fen));
    }
    for (const Adjustment& adjustment : month.adjustments) {
        html += fmt::format(
            "<tr><th scope=\"row\">{}</th><td>{}</td><td>{}</td><td></td><td></td><td></td><td class=\"n\">{}</td>"
            "</tr>\n",
            text_of(day_of(adjustment.at_ms, head.utc_offset_minutes)),
            time_text(adjustment.at_ms, head.utc_offset_minutes), title(adjustment.kind, words.language()),
            yuan_text(adjustment.amount_fen));
    }
    return html + "</tbody>\n</table>\n";
}

std::string csv_line(std::initializer_list<std::string> fields) {
    std::string text;
    const char* between = "";
    for (const std::string& field : fields) {
        text += between + csv_field(field);
        between = ",";
    }
    return text + "\r\n";
}

}  // namespace

std::string statement_html(const StatementHead& head, const MonthLines& month, Language language) {
    const Words words(language);
    std::string html = html_head(head, month, words);
    if (month.lines.empty() && month.adjustments.empty()) {
        html += fmt::format("<p>{}</p>\n", words.say("本月没有收入记录。", "Nothing was earned in this month."));
    } else {
        html += html_lines(head, month, words);
    }
    html += fmt::format("<table>\n<caption>{}</caption>\n<tbody>\n", words.say("合计", "Totals"));
    for (const Total& total : totals(month, words))
        html += fmt::format("<tr><th scope=\"row\">{}</th><td class=\"n\">{}</td></tr>\n", total.label,
                            yuan_text(total.fen));
    return html + "</tbody>\n</table>\n</main>\n</body>\n</html>\n";
}

std::string statement_csv(const StatementHead& head, const MonthLines& month, Language language) {
    const Words words(language);
    std::string csv = "\xEF\xBB\xBF";
    csv += csv_line({words.say("月份", "Month"), words.say("日期", "Day"), words.say("时段开始", "Period began"),
                     words.say("项目", "For"), words.say("数量", "Quantity"), words.say("单位", "Unit"),
                     words.say("单价（元）", "Rate (yuan)"), words.say("费率", "Rate card"),
                     words.say("金额（元）", "Amount (yuan)")});
    const std::string name = text_of(month.month);
    for (const MonthLine& line : month.lines) {
        csv += csv_line({name, day_text(line.line.key, head, words), period_text(line.line.key, head),
                         std::string(title(line.line.key.term, language)), std::to_string(line.line.quantity),
                         in_ms(line.line.key.term) ? words.say("毫秒", "ms") : words.say("个", "count"),
                         yuan_text(line.line.rate), words.rule(line.line.key), yuan_text(line.amount_fen)});
    }
    for (const Adjustment& adjustment : month.adjustments) {
        csv +=
            csv_line({name, text_of(day_of(adjustment.at_ms, head.utc_offset_minutes)),
                      time_text(adjustment.at_ms, head.utc_offset_minutes),
                      std::string(title(adjustment.kind, language)), "", "", "", "", yuan_text(adjustment.amount_fen)});
    }
    for (const Total& total : totals(month, words))
        csv += csv_line({name, "", "", total.label, "", "", "", "", yuan_text(total.fen)});
    return csv;
}

std::string csv_field(std::string_view text) {
    std::string field;
    // A number may begin with a minus; what is no number and begins so could be run as a formula.
    const bool number = text.find_first_not_of("-0123456789.") == std::string_view::npos;
    if (!text.empty() && !number && std::string_view("=+-@\t\r").find(text.front()) != std::string_view::npos)
        field += '\'';
    field += text;
    if (field.find_first_of(",\"\r\n") == std::string::npos) return field;
    std::string quoted = "\"";
    for (const char c : field) {
        if (c == '"') quoted += '"';
        quoted += c;
    }
    return quoted + '"';
}

}  // namespace yunke::ledger
