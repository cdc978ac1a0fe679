#include "agent-gateway/swarm/people/words.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>

#include "agent-gateway/swarm/people/habits.hpp"

namespace yunke::swarm {

// Some two characters a second for Chinese, seven for Latin letters; nobody waits longer than a quarter of a minute.
double typing_seconds(std::string_view text) {
    double seconds = 1.0;
    for (const char c : text) {
        const auto byte = static_cast<unsigned char>(c);
        if (byte < 0x80)
            seconds += 0.05;
        else if (byte >= 0xC0)
            seconds += 0.18;
    }
    return std::min(seconds, 14.0);
}

namespace words {
namespace {

template <std::size_t N>
std::string pick(const std::array<const char*, N>& list, std::size_t choice) {
    return list[choice % N];
}

}  // namespace

bool is_chinese(std::string_view language) {
    return language.empty() || language.starts_with("zh");
}

std::string reply(std::string_view language, std::size_t turn) {
    static constexpr std::array chinese{
        "您好，我在的，请说。",
        "明白了，我帮您看一下。",
        "方便把订单号发给我吗？没有的话，告诉我大概的下单日期也行。",
        "好的，记下了，我这边马上跟进。",
        "还有别的我可以帮您的吗？",
        "谢谢您的耐心，有结果我第一时间告诉您。",
    };
    static constexpr std::array english{
        "Hello, I'm here. How can I help?",
        "I see. Let me have a look for you.",
        "Could you send me the order number? The rough date of the order helps as well.",
        "Thanks, I have noted that and will follow it up right away.",
        "Is there anything else I can do for you?",
        "Thank you for your patience. I'll tell you as soon as I know more.",
    };
    return is_chinese(language) ? pick(chinese, turn) : pick(english, turn);
}

std::string message_reply(std::string_view language) {
    return is_chinese(language) ? "您好，您的留言已收到，处理结果会按您留下的方式告诉您。"
                                : "Hello, we have your message and will answer you the way you asked.";
}

std::string transfer_note(std::string_view language) {
    return is_chinese(language) ? "这位顾客的问题更适合你们组，麻烦接一下，谢谢。"
                                : "This one is better with your team, could you take it, please?";
}

std::string comment(std::string_view language, std::size_t choice, unsigned stars) {
    static constexpr std::array chinese{"回复很快，谢谢", "解释得很清楚", "态度很好", "问题解决了"};
    static constexpr std::array english{"Quick answer, thanks", "Very clear", "Friendly and patient", "Problem solved"};
    if (stars < 4) return is_chinese(language) ? "等得有点久" : "Took a while";
    return is_chinese(language) ? pick(chinese, choice) : pick(english, choice);
}

std::string contact(std::size_t choice) {
    return fmt::format("shopper{:03}@mail.example", choice % 1'000);
}

}  // namespace words
}  // namespace yunke::swarm
