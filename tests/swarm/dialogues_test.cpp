#include "agent-gateway/swarm/people/dialogues.hpp"

#include <gtest/gtest.h>

#include <sstream>

#include "agent-gateway/swarm/people/standing.hpp"

namespace yunke::swarm {
namespace {

constexpr const char* good = R"({"id":"d1","lang":"en","shop":"qinghe","topic":"delivery","shopper":"Ann","turns":[)"
                             R"({"role":"shopper","text":"Where is it?"},{"role":"shopper","text":"Order 7."},)"
                             R"({"role":"agent","text":"Let me see."},{"role":"agent","text":"On its way."},)"
                             R"({"role":"shopper","text":"Thanks"}]})";

std::string fault_of(const std::string& text) {
    std::istringstream stream(text);
    const auto result = Dialogues::parse("some.jsonl", stream);
    return result ? "no fault" : result.error();
}

Dialogue example() {
    std::istringstream stream(good);
    return Dialogues::parse("some.jsonl", stream).value().front();
}

TEST(Dialogues, ReadsEveryColumn) {
    const Dialogue dialogue = example();
    EXPECT_EQ(dialogue.id, "d1");
    EXPECT_EQ(dialogue.language, "en");
    EXPECT_EQ(dialogue.shop, "qinghe");
    EXPECT_EQ(dialogue.topic, "delivery");
    EXPECT_EQ(dialogue.shopper, "Ann");
    ASSERT_EQ(dialogue.turns.size(), 5U);
    EXPECT_TRUE(dialogue.turns[1].by_shopper);
    EXPECT_EQ(dialogue.turns[3].text, "On its way.");
}

TEST(Dialogues, KnowsWhoseLineComesWhen) {
    const Dialogue dialogue = example();
    EXPECT_EQ(dialogue.shopper_turns(), 3U);
    EXPECT_EQ(dialogue.shopper_turn(1)->text, "Order 7.");
    EXPECT_EQ(dialogue.shopper_turn(3), nullptr);
    EXPECT_TRUE(dialogue.replies_after(0).empty());
    EXPECT_TRUE(dialogue.replies_after(1).empty());
    ASSERT_EQ(dialogue.replies_after(2).size(), 2U);
    EXPECT_EQ(dialogue.replies_after(2)[0].text, "Let me see.");
    EXPECT_TRUE(dialogue.replies_after(3).empty());
    EXPECT_TRUE(dialogue.replies_after(99).empty());
}

TEST(Dialogues, NamesFileAndLineOfAFault) {
    EXPECT_TRUE(fault_of(std::string(good) + "\n\n{").starts_with("some.jsonl:3: not valid JSON"));
    EXPECT_EQ(fault_of("[]"), "some.jsonl:1: must be a JSON object");
    EXPECT_EQ(fault_of(R"({"id":"x"})"), "some.jsonl:1: \"lang\" is missing");
    EXPECT_EQ(fault_of(R"({"id":7})"), "some.jsonl:1: \"id\" must be a text");
    EXPECT_EQ(fault_of(R"({"id":""})"), "some.jsonl:1: \"id\" must be a text");
    const std::string head = R"({"id":"x","lang":"en","shop":"s","topic":"t","shopper":"A","turns":)";
    EXPECT_EQ(fault_of(head + "[]}"), "some.jsonl:1: \"turns\" must be a list with at least one turn");
    EXPECT_EQ(fault_of(head + "7}"), "some.jsonl:1: \"turns\" must be a list with at least one turn");
    EXPECT_EQ(fault_of(head + R"([{"role":"agent","text":"hi"}]})"),
              "some.jsonl:1: the first turn must be the shopper's");
    EXPECT_EQ(fault_of(head + R"([{"role":"shopper","text":"hi"},{"role":"boss","text":"hi"}]})"),
              "some.jsonl:1: turn 2: role must be shopper or agent, not 'boss'");
    EXPECT_EQ(fault_of(head + R"([{"role":"shopper","text":")" + std::string(4'001, 'x') + "\"}]}"),
              "some.jsonl:1: turn 1: text is longer than 4000 characters");
}

TEST(Dialogues, CountsCharactersAndNotBytes) {
    std::string text;
    for (int i = 0; i < 4'000; ++i)
        text += "好";
    const std::string head = R"({"id":"x","lang":"zh-CN","shop":"s","topic":"t","shopper":"A","turns":)";
    EXPECT_EQ(fault_of(head + R"([{"role":"shopper","text":")" + text + "\"}]}"), "no fault");
}

TEST(Dialogues, RefusesAnIdThatIsGivenTwice) {
    const auto result = Dialogues::of({example(), example()});
    ASSERT_FALSE(result);
    EXPECT_EQ(result.error(), "the id d1 is given twice");
}

TEST(Dialogues, AreFoundByTheirOpening) {
    const auto dialogues = Dialogues::of({example()}).value();
    ASSERT_NE(dialogues.by_opening("Where is it?"), nullptr);
    EXPECT_EQ(dialogues.by_opening("Where is it?")->id, "d1");
    EXPECT_EQ(dialogues.by_opening("Where is"), nullptr);
}

TEST(Dialogues, OfTheDemoAreAllReadable) {
    const auto dialogues = Dialogues::load(YUNKE_SOURCE_DIR "/deploy/demo/dialogues");
    ASSERT_TRUE(dialogues) << dialogues.error();
    EXPECT_GE(dialogues->all().size(), 160U);
}

TEST(Dialogues, MissOfAFolderIsASentence) {
    EXPECT_FALSE(Dialogues::load("/nowhere/at/all"));
}

v1::Entry line(std::uint32_t n, v1::Role author, const char* text) {
    v1::Entry entry;
    entry.set_n(n);
    entry.set_kind(author == v1::ROLE_UNSPECIFIED ? v1::OPENED : v1::MESSAGE);
    entry.set_author(author);
    entry.set_text(text);
    return entry;
}

TEST(Standing, CountsLinesOfBothSidesWhateverCameBetween) {
    const auto dialogues = Dialogues::of({example()}).value();
    Transcript transcript;
    EXPECT_EQ(standing(transcript, dialogues).dialogue, nullptr);
    transcript.add(line(1, v1::ROLE_UNSPECIFIED, ""));
    transcript.add(line(2, v1::SHOPPER, "Where is it?"));
    transcript.add(line(3, v1::SHOPPER, "Order 7."));
    transcript.add(line(4, v1::ROLE_UNSPECIFIED, ""));
    transcript.add(line(5, v1::AGENT, "Let me see."));
    const Standing now = standing(transcript, dialogues);
    ASSERT_NE(now.dialogue, nullptr);
    EXPECT_EQ(now.shopper_lines, 2U);
    EXPECT_EQ(now.agent_since, 1U);
}

}  // namespace
}  // namespace yunke::swarm
