#include "agent-gateway/http/consent_json.hpp"

#include <boost/json/array.hpp>
#include <boost/json/object.hpp>
#include <boost/json/serialize.hpp>
#include <boost/json/value.hpp>
#include <optional>

namespace yunke::gateway {

namespace {

namespace json = boost::json;

json::string text(std::string_view from) {
    return json::string(from);
}

json::value known(const std::optional<std::int64_t>& number) {
    return number ? json::value(*number) : json::value(nullptr);
}

json::object words() {
    json::object object;
    object["progress_zh"] =
        "同意后，您所在地区的项目专员可以看到：您的姓名，报名、培训、考核、首次上岗和稳定上岗的时间，以及最近十二个月"
        "每个月的工时和出勤天数。";
    object["progress_en"] =
        "If you agree, the programme officer of your region sees your name; when you signed up, were trained, passed, "
        "were first on duty and stayed; and your hours and days of work in each of the last twelve months.";
    object["income_zh"] = "同意后，项目专员还可以看到您每个月的收入在哪一档（例如 1000 至 2000 元），看不到金额。";
    object["income_en"] =
        "If you agree, the officer also sees in which band your income of each month lies (such as 1,000 to 2,000 "
        "yuan), not the amount.";
    object["never_zh"] =
        "无论您是否同意，项目专员都看不到：聊天内容、顾客和店铺、评分、申诉、收入金额、残疾类别和等级、您的个人设定。"
        "同意与否，不影响派单、排班和报酬。";
    object["never_en"] =
        "Whether you agree or not, the officer never sees chats, shoppers or shops, ratings, appeals, amounts of pay, "
        "anything about a disability, or your own settings. Which chats you get, your shifts and your pay do not "
        "depend on it.";
    object["withdraw_zh"] =
        "您随时可以撤回：从下一次查看起，名单里就没有您。已经下载的文件无法收回，每一次查看和下载都列在下面。";
    object["withdraw_en"] =
        "You can take it back at any time: from the next look on you are not in the list. A file that was downloaded "
        "before cannot be called back; every look and every download is listed below.";
    return object;
}

json::object change_json(const registry::ConsentChange& change) {
    json::object object;
    object["what"] = text(consent_name(change.what));
    object["given"] = change.given;
    object["cause"] = change.cause == registry::ConsentCause::herself ? "herself" : "moved";
    object["region"] = change.region;
    object["at_ms"] = change.at_ms;
    return object;
}

json::object look_json(const registry::Look& look) {
    json::object object;
    object["at_ms"] = look.at_ms;
    object["name"] = look.name;
    object["as_file"] = look.as_file;
    object["income"] = look.income;
    return object;
}

}  // namespace

std::string consent_json(const registry::Consent& consent, const std::vector<std::string>& officers,
                         const registry::Looks& looks, std::int32_t utc_offset_minutes) {
    json::array history;
    for (const registry::ConsentChange& change : consent.history)
        history.emplace_back(change_json(change));
    json::array seen;
    for (const registry::Look& look : looks.latest)
        seen.emplace_back(look_json(look));
    json::array names;
    for (const std::string& name : officers)
        names.emplace_back(text(name));
    json::object object;
    object["utc_offset_minutes"] = utc_offset_minutes;
    object["region"] = consent.region.empty() ? json::value(nullptr) : json::value(text(consent.region));
    object["officers"] = std::move(names);
    object["progress_since_ms"] = known(consent.progress_since_ms);
    object["income_since_ms"] = known(consent.income_since_ms);
    object["words"] = words();
    object["history"] = std::move(history);
    object["looks"] = std::move(seen);
    object["looks_left_out"] = looks.left_out;
    return json::serialize(object);
}

}  // namespace yunke::gateway
