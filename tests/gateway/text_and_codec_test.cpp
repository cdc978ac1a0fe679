// Texts, JSON strictness, and the two encodings of frames.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "agent-gateway/frames/frame_codec.hpp"
#include "agent-gateway/frames/json_check.hpp"
#include "agent-gateway/frames/text_rules.hpp"

namespace yunke::gateway {
namespace {

using ::testing::HasSubstr;

v1::ClientFrame send_frame(std::uint32_t number, const std::string& text) {
    v1::ClientFrame frame;
    frame.set_number(number);
    frame.mutable_send()->set_conversation(17);
    frame.mutable_send()->set_text(text);
    return frame;
}

TEST(TextRules, CountCodePointsNotBytes) {
    EXPECT_EQ(code_points("云客🙂a"), 4U);
    EXPECT_EQ(code_points(""), 0U);
}

TEST(TextRules, RefuseBrokenUtf8) {
    for (const std::string text :
         {"\xC3", "\xC0\xAF", "\xED\xA0\x80", "\xF5\x80\x80\x80", "\xE4\xBA", "\x80", "\xF4\x90\x80\x80"}) {
        EXPECT_FALSE(code_points(text)) << testing::PrintToString(text);
        EXPECT_TRUE(text_fault(text, 100, TextKind::message));
    }
}

TEST(TextRules, MessagesTakeAnythingButNul) {
    EXPECT_FALSE(text_fault("two\nlines \u202E\u2066", 100, TextKind::message));
    EXPECT_TRUE(text_fault(std::string("a\0b", 3), 100, TextKind::message));
}

TEST(TextRules, LabelsTakeNoControlAndNoBidiControlCharacters) {
    for (const std::string text : {"a\u202Ab", "a\u202Eb", "a\u2066b", "a\u2069b", "a\nb", "\x7F"}) {
        EXPECT_TRUE(text_fault(text, 100, TextKind::label)) << testing::PrintToString(text);
    }
    EXPECT_FALSE(text_fault("小林 O'Neil \u2065\u206A", 100, TextKind::label));
}

TEST(TextRules, LengthIsInCodePoints) {
    std::string text;
    for (int i = 0; i < 40; ++i)
        text += "客";
    EXPECT_FALSE(text_fault(text, 40, TextKind::label));
    EXPECT_TRUE(text_fault(text + "客", 40, TextKind::label));
}

TEST(TextRules, CuttingKeepsCharactersWhole) {
    EXPECT_EQ(cut_at_character("云客", 4), "云");
    EXPECT_EQ(cut_at_character("云客", 6), "云客");
}

TEST(JsonCheck, TakesWhatTheStandardTakes) {
    for (const std::string text : {R"({"a":[1,-2.5e3,"x\u4e91",true,null]})", "{}", R"({"a":{"b":{}}})"}) {
        EXPECT_FALSE(json_fault(text)) << text << *json_fault(text);
    }
}

TEST(JsonCheck, RefusesWhatTheStandardDoesNotTake) {
    for (const std::string text : {"", "{", "{a:1}", "{'a':1}", "{\"a\":1,}", "{\"a\":NaN}", "{\"a\":1}x", "{\"a\":01}",
                                   "{\"a\":\"\x01\"}", "{\"a\":\"\xFF\"}"}) {
        EXPECT_TRUE(json_fault(text)) << text;
    }
}

TEST(JsonCheck, RefusesAKeyThatStandsTwice) {
    EXPECT_TRUE(json_fault(R"({"a":1,"a":2})"));
    EXPECT_TRUE(json_fault(R"({"o":{"b":1,"\u0062":2}})"));
    EXPECT_FALSE(json_fault(R"({"a":{"a":1}})"));
}

TEST(JsonCheck, BoundsNesting) {
    EXPECT_FALSE(json_fault(std::string(32, '[') + std::string(32, ']')));
    EXPECT_TRUE(json_fault(std::string(33, '[') + std::string(33, ']')));
    EXPECT_TRUE(json_fault(std::string(10'000, '[') + std::string(10'000, ']')));
}

TEST(FrameCodec, ChoosesTheFirstSubprotocolItKnows) {
    EXPECT_EQ(choose_encoding("yunke.v1.json"), Encoding::json);
    EXPECT_EQ(choose_encoding("chat, yunke.v1.protobuf ,yunke.v1.json"), Encoding::protobuf);
    EXPECT_EQ(choose_encoding("yunke.v2.json"), std::nullopt);
    EXPECT_EQ(choose_encoding(""), std::nullopt);
}

TEST(FrameCodec, JsonUnderstandsBothSpellingsOfFieldNames) {
    for (const char* text : {R"({"number":3,"setPresence":{"presence":"AVAILABLE"}})",
                             R"({"number":3,"set_presence":{"presence":"AVAILABLE"}})"}) {
        const auto frame = decode_frame(Encoding::json, text);
        ASSERT_TRUE(frame) << frame.error();
        EXPECT_EQ(frame->set_presence().presence(), v1::AVAILABLE);
    }
}

TEST(FrameCodec, JsonRefusesUnknownFieldsTypesAndValuesWithADetail) {
    for (const char* text :
         {R"({"number":1,"sendd":{}})", R"({"number":"x","logout":{}})", R"({"number":-1,"logout":{}})",
          R"({"number":9007199254740993,"logout":{}})", R"({"setPresence":{"presence":"SLEEPING"}})",
          R"({"send":{"conversation":1},"logout":{}})", R"([])", R"("x")"}) {
        const auto frame = decode_frame(Encoding::json, text);
        ASSERT_FALSE(frame) << text;
        EXPECT_FALSE(frame.error().empty());
        EXPECT_LE(frame.error().size(), 260U);
        EXPECT_TRUE(code_points(frame.error()));
    }
}

TEST(FrameCodec, JsonKeepsLargeNumbersExact) {
    const auto frame = decode_frame(Encoding::json, R"({"number":1,"accept":{"conversation":"9007199254740993"}})");
    ASSERT_TRUE(frame) << frame.error();
    EXPECT_EQ(frame->accept().conversation(), 9007199254740993ULL);
}

TEST(FrameCodec, ProtobufDropsUnknownFields) {
    std::string bytes = send_frame(4, "hi").SerializeAsString();
    const std::string plain = bytes;
    bytes += std::string("\xFA\x3F\x02zz", 5);  // field 1023
    const auto frame = decode_frame(Encoding::protobuf, bytes);
    ASSERT_TRUE(frame) << frame.error();
    EXPECT_EQ(frame->SerializeAsString(), plain);
}

TEST(FrameCodec, ProtobufRefusesGarbageAndBrokenUtf8) {
    EXPECT_FALSE(decode_frame(Encoding::protobuf, "\xFF\xFF\xFF"));
    v1::ClientFrame frame = send_frame(1, "abcd");
    std::string bytes = frame.SerializeAsString();
    bytes[bytes.find("abcd")] = '\xFF';
    EXPECT_FALSE(decode_frame(Encoding::protobuf, bytes));
}

TEST(FrameCodec, BodyHashIsOfTheBodyAlone) {
    v1::ClientFrame one = send_frame(1, "hello");
    v1::ClientFrame other = send_frame(7, "hello");
    other.set_answered(6);
    EXPECT_EQ(body_hash(one), body_hash(other));
    EXPECT_NE(body_hash(one), body_hash(send_frame(1, "hullo")));
    const auto from_json = decode_frame(Encoding::json, R"({"number":5,"send":{"text":"hello","conversation":"17"}})");
    ASSERT_TRUE(from_json);
    EXPECT_EQ(body_hash(one), body_hash(*from_json));
}

TEST(FrameCodec, TellsTheBodyFromTheFirstTag) {
    v1::ServerFrame frame;
    frame.mutable_answer()->set_number(3);
    EXPECT_EQ(body_of(frame.SerializeAsString()), v1::ServerFrame::kAnswer);
    frame.mutable_resend()->set_from(3);
    EXPECT_EQ(body_of(frame.SerializeAsString()), v1::ServerFrame::kResend);
    EXPECT_EQ(body_of(""), v1::ServerFrame::BODY_NOT_SET);
}

TEST(FrameCodec, SerializedFramesPassThroughOrArePrinted) {
    v1::ServerFrame frame;
    frame.mutable_answer()->set_number(3);
    frame.mutable_answer()->set_conversation(17);
    const std::string bytes = frame.SerializeAsString();
    EXPECT_EQ(encode_serialized(Encoding::protobuf, bytes), bytes);
    EXPECT_EQ(encode_serialized(Encoding::json, bytes), R"({"answer":{"number":3,"conversation":"17"}})");
    EXPECT_EQ(encode_serialized(Encoding::json, "\xFF"), std::nullopt);
}

}  // namespace
}  // namespace yunke::gateway
