#include "runtime/registry/demo_data.hpp"

#include <fmt/format.h>

#include <array>

namespace yunke::registry::demo {
namespace {

constexpr std::uint32_t second = 1'000;
constexpr std::uint32_t minute = 60 * second;

}  // namespace

const std::vector<const char*>& merchants() {
    static const std::vector<const char*> table = {"青禾生活 Qinghe Living", "星途云游 Xingtu & Yunyou"};
    return table;
}

const std::vector<SkillEntry>& skills() {
    static const std::vector<SkillEntry> table = {
        {"sizing", "选码与搭配", "Sizes and styling"},        {"delivery", "物流配送", "Delivery"},
        {"returns", "退换与售后", "Returns and after-sales"}, {"invoices", "发票与支付", "Invoices and payment"},
        {"electronics", "数码产品", "Electronics"},           {"travel", "旅行咨询", "Travel advice"},
    };
    return table;
}

const std::vector<ShopEntry>& shops() {
    static const std::vector<ShopEntry> table = {
        {"qinghe",
         "青禾家居",
         0,
         {
             {"delivery", "物流与安装", "Delivery and assembly", {{"delivery", 1}}, minute},
             {"returns", "退货换货", "Returns", {{"returns", 2}}, 2 * minute},
             {"damaged", "破损与少件", "Damaged or missing parts", {{"returns", 3}}, minute},
             {"invoices", "发票", "Invoices", {{"invoices", 1}}, 5 * minute},
             {"other", "其他问题", "Something else", {}, 3 * minute},
         }},
        {"banxia",
         "半夏衣橱",
         0,
         {
             {"sizes", "尺码与搭配", "Sizes and styling", {{"sizing", 2}}, minute},
             {"delivery", "物流查询", "Delivery", {{"delivery", 1}}, minute},
             {"returns", "退货换货", "Returns", {{"returns", 2}}, 2 * minute},
             {"other", "其他问题", "Something else", {}, 3 * minute},
         }},
        {"xingtu",
         "星途数码",
         1,
         {
             {"damaged", "故障与破损", "Faults and damage", {{"electronics", 3}, {"returns", 1}}, minute},
             {"delivery", "物流查询", "Delivery", {{"delivery", 1}}, minute},
             {"returns", "退换与保修", "Returns and warranty", {{"electronics", 1}}, 2 * minute},
             {"invoices", "发票", "Invoices", {{"invoices", 1}}, 5 * minute},
             {"other", "其他问题", "Something else", {}, 3 * minute},
         }},
        {"travel", "云游旅行", 1, {{"travel", "旅行咨询", "Travel advice", {{"travel", 1}}, minute}}},
    };
    return table;
}

// The paces differ on purpose: people who need ten minutes for an offer work beside people who need twenty seconds.
// clang-format off
const std::vector<AgentEntry>& agents() {
    static const std::vector<AgentEntry> table = {
        {"agent1", "小禾", {{"sizing", 3}, {"delivery", 4}, {"returns", 3}},
         {"zh-CN"}, 4, minute, 3, v1::WRAP_UP_FIXED, 30 * second},
        {"agent2", "阿树", {{"returns", 5}, {"invoices", 4}, {"delivery", 3}},
         {"zh-CN"}, 3, 2 * minute, 3, v1::WRAP_UP_UNTIL_DONE, 0},
        {"agent3", "Mei", {{"sizing", 5}, {"returns", 4}, {"delivery", 3}},
         {"zh-CN", "en"}, 6, 30 * second, 3, v1::WRAP_UP_NONE, 0},
        {"agent4", "Jun", {{"electronics", 5}, {"delivery", 3}, {"returns", 3}, {"invoices", 3}},
         {"en", "zh-CN"}, 4, 45 * second, 3, v1::WRAP_UP_FIXED, 20 * second},
        {"agent5", "晓峰", {{"electronics", 4}, {"returns", 3}, {"invoices", 5}},
         {"zh-CN"}, 2, 10 * minute, 5, v1::WRAP_UP_UNTIL_DONE, 0},
        {"agent6", "Ling", {{"travel", 5}, {"sizing", 3}, {"delivery", 2}},
         {"zh-CN", "en"}, 5, 90 * second, 3, v1::WRAP_UP_FIXED, 45 * second},
        {"agent7", "安安", {{"travel", 4}, {"delivery", 4}, {"invoices", 3}},
         {"zh-CN"}, 2, 20 * minute, 0, v1::WRAP_UP_UNTIL_DONE, 0},
        {"agent8", "Sam", {{"sizing", 3}, {"delivery", 3}, {"returns", 3}, {"invoices", 3}, {"electronics", 3}, {"travel", 3}},
         {"en"}, 3, 3 * minute, 3, v1::WRAP_UP_FIXED, minute},
    };
    return table;
}
// clang-format on

const std::vector<ConsentEntry>& consents() {
    static const std::vector<ConsentEntry> table = {
        {"agent1", true}, {"agent2", false}, {"agent3", true}, {"agent5", false}, {"agent7", false}};
    return table;
}

const char* region_of(const std::string& login) {
    return login == "agent7" || login == "agent8" ? south : east;
}

std::vector<AgentEntry> swarm_agents() {
    static constexpr std::array<const char*, 24> names = {
        "秋月", "Anna",  "子墨", "Ben",  "思远", "Clara", "雨桐", "David", "文静", "Emma", "志强", "Frank",
        "小满", "Grace", "海涛", "Hugo", "春燕", "Iris",  "立冬", "Jack",  "若溪", "Kate", "长风", "Leo"};
    static const std::array<std::vector<std::string>, 3> languages = {{{"zh-CN", "en"}, {"zh-CN"}, {"en"}}};
    static constexpr std::array wrap_ups = {v1::WRAP_UP_NONE, v1::WRAP_UP_FIXED, v1::WRAP_UP_UNTIL_DONE};
    const auto& all = skills();
    std::vector<AgentEntry> table;
    for (std::size_t i = 0; i < names.size(); ++i) {
        // Three of the six skills each, in a pattern that gives every skill twelve holders, and three or more in each
        // run of eight agents with the same languages.
        std::vector<SkillNeed> held;
        for (const std::size_t step : {0U, 1U, 3U}) {
            held.push_back({all[(i + step) % all.size()].key, static_cast<std::uint32_t>(3 + (i + step) % 3)});
        }
        const auto wrap_up = wrap_ups[i % wrap_ups.size()];
        table.push_back({.login = fmt::format("swarm-agent-{:02}", i + 1),
                         .name = names[i],
                         .skills = std::move(held),
                         .languages = languages[i / 8],
                         .capacity = static_cast<std::uint32_t>(3 + i % 4),
                         .offer_timeout_ms = static_cast<std::uint32_t>(20 + 20 * (i % 5)) * second,
                         .misses_to_hold = 3,
                         .wrap_up = wrap_up,
                         .wrap_up_ms = wrap_up == v1::WRAP_UP_FIXED ? 5 * second : 0});
    }
    return table;
}

}  // namespace yunke::registry::demo
