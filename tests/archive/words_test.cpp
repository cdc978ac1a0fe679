#include "dispatcher/ledger/archive/words.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>

namespace yunke::archive {
namespace {

std::vector<Token> tokens(std::string_view text) {
    std::vector<Token> all;
    add_tokens(folded(text), all);
    return all;
}

bool finds(std::string_view query, std::string_view text) {
    const Words words(query);
    const std::vector<Token> there = tokens(text);
    // The index never loses what the text has.
    const bool by_text = words.in(folded(text)) == (1U << words.size()) - 1;
    const bool by_index = std::ranges::all_of(words.ranges(), [&](const TokenRange& range) {
        return std::ranges::any_of(there, [&](Token t) { return t >= range.first && t <= range.last; });
    });
    EXPECT_TRUE(by_index || !by_text) << query << " in " << text;
    return by_text;
}

TEST(Folding, MakesOneOfWhatPeopleTakeForTheSame) {
    EXPECT_EQ(folded("Refund"), folded("refund"));
    EXPECT_EQ(folded("ＡＢＣ１２３"), folded("abc123"));
    EXPECT_EQ(folded("  退款，  谢谢！ "), folded("退款 谢谢"));
    EXPECT_EQ(folded("ÉCOLE Ångström ПРИВЕТ ΑΒΓ Žluť"), folded("école ångström привет αβγ žluť"));
    EXPECT_EQ(folded("a\u3000b"), folded("a b"));
    EXPECT_EQ(folded("好的👌🏻谢谢"), folded("好的 谢谢"));
    EXPECT_NE(folded("退款"), folded("退货"));
}

TEST(Folding, TakesAnyBytes) {
    EXPECT_EQ(folded(""), U"");
    EXPECT_EQ(folded("\xff\xfe a \xe9\x80"), U"a");
    EXPECT_EQ(folded(std::string("a\0b", 3)), U"a b");
    EXPECT_EQ(folded("\xc0\x80 b \xf5\x80\x80\x80"), U"b");
}

TEST(Words, ChineseIsFoundByAnyPieceOfASentence) {
    const std::string text = "您好，订单今天下午发货，退款三天内到账。";
    for (const char* query :
         {"发货", "退款", "今天下午", "订单今天", "账", "退", "三天内", "订单 退款", "到账 您好", "订单　发货"})
        EXPECT_TRUE(finds(query, text)) << query;
    for (const char* query : {"货发", "退货", "款退", "发货退款", "您好 明天", "钱"})
        EXPECT_FALSE(finds(query, text)) << query;
}

TEST(Words, EnglishIsFoundFromTheBeginningOfAWord) {
    const std::string text = "Does the Refunded order #A-1017 ship to Shenzhen (internationalization team)?";
    for (const char* query : {"refund", "REFUNDED", "ship", "shen", "order a-1017", "a-10", "#A-1017",
                              "internationalization", "internationali", "does order team", "1017"})
        EXPECT_TRUE(finds(query, text)) << query;
    for (const char* query : {"fund", "hip", "rder", "a-11", "internationalized", "refunds", "order b-1017"})
        EXPECT_FALSE(finds(query, text)) << query;
}

TEST(Words, MixedTextsAreOneText) {
    EXPECT_TRUE(finds("iPhone手机", "我要买iphone手机壳"));
    EXPECT_TRUE(finds("买iphone", "我要买iPhone手机壳"));
    EXPECT_TRUE(finds("83键", "你好，83键那款"));
    EXPECT_FALSE(finds("iphone壳", "我要买iphone手机壳"));
    EXPECT_TRUE(finds("привет", "Привет, мир"));
    EXPECT_TRUE(finds("café", "Le CAFÉ noir"));
    EXPECT_TRUE(finds("ありがとう", "どうもありがとうございます"));
}

TEST(Words, NothingToLookForIsTold) {
    EXPECT_TRUE(Words("").empty());
    EXPECT_TRUE(Words(" ，。！ ").empty());
    EXPECT_EQ(Words("a a a 退款 退款").size(), 2U);
    EXPECT_EQ(Words("a b c d e f g h i j k").size(), 8U) << "a bound";
}

TEST(Words, TokensAreAboveZeroAndTellWordsApart) {
    for (const Token token : tokens("退款 refund 1 z 0 é \U0010FFFD 龍"))
        EXPECT_GT(token, 0);
    EXPECT_NE(tokens("a"), tokens("aa"));
    EXPECT_NE(tokens("退款"), tokens("退"));
    EXPECT_EQ(tokens("internationalization"), tokens("internationalize")) << "the text tells these apart";
}

}  // namespace
}  // namespace yunke::archive
