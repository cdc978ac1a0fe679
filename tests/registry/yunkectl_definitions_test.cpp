// `yunkectl apply` and `yunkectl definitions`: a file defines all that it names, or nothing.
#include <google/protobuf/util/message_differencer.h>

#include "tests/registry/yunkectl_runner.hpp"

namespace yunke::testing {
namespace {

using google::protobuf::util::MessageDifferencer;
using ::testing::AllOf;
using ::testing::HasSubstr;
using ::testing::Not;

constexpr const char* example = YUNKE_EXAMPLES "/routing.toml";

class YunkectlDefinitionsTest : public YunkectlTest {
protected:
    YunkectlDefinitionsTest() { out({"demo", "seed", "--credentials", "people"}); }

    std::uint64_t revision() { return open().revision("main").value(); }
    std::string file(const std::string& toml) { return dir_.write("routing.toml", toml).string(); }
};

TEST_F(YunkectlDefinitionsTest, TheExampleOfTheDocumentsCanBeApplied) {
    const auto before = revision();
    const auto printed = out({"apply", example});
    EXPECT_THAT(printed, HasSubstr("overflow={ queue = \"other\", after = \"5m\" }"));
    auto registry = open();
    const auto damaged = *registry.queue(3);
    EXPECT_EQ(damaged.topic(), "damaged");
    EXPECT_EQ(damaged.routing().overflow_queue(), 5U);
    EXPECT_EQ(damaged.routing().groups(0), 1U);
    EXPECT_EQ(damaged.answer_target_ms(), 60'000U) << "not mentioned, so kept";
    EXPECT_EQ(registry.agent(1)->config.routing().cannot(), std::uint32_t{v1::CONTENT_PICTURES} | v1::CONTENT_VIDEO);
    EXPECT_EQ(registry.agent(2)->config.routing().groups_size(), 2);
    EXPECT_EQ(registry.pool_config("main")->order_size(), 5);
    EXPECT_EQ(revision(), before + 5)
        << "pool, two queues, two agents; groups are names, which the dispatcher needs not";
    EXPECT_THAT(out({"queue", "show", "3"}), HasSubstr("needs=[\"pictures\"]"));
    EXPECT_THAT(out({"agent", "show", "1", "--json"}), HasSubstr(R"("new_per_hour=6")"));
    EXPECT_THAT(out({"agent", "list"}), HasSubstr("rest_every=\"50m\""));
    EXPECT_THAT(out({"pool", "settings"}), HasSubstr("group share least_load surplus longest_idle"));
    EXPECT_THAT(out({"group", "list", "--json"}), HasSubstr(R"({"id":2,"key":"evening")"));
}

TEST_F(YunkectlDefinitionsTest, ApplyingAgainChangesNothing) {
    out({"apply", example});
    const auto before = revision();
    EXPECT_EQ(out({"apply", example, "--json"}), "[]\n");
    EXPECT_EQ(revision(), before);
}

TEST_F(YunkectlDefinitionsTest, ACheckSaysWhatWouldChangeAndChangesNothing) {
    const auto before = revision();
    const auto checked = out({"apply", example, "--check"});
    EXPECT_THAT(checked, AllOf(HasSubstr("would_be"), HasSubstr("furniture"), HasSubstr("waiting_max=50")));
    EXPECT_EQ(revision(), before);
    EXPECT_TRUE(open().groups()->empty());
    EXPECT_EQ(run({"apply", file("[[queue]]\nshop = 1\ntopic = \"x\"\n"), "--check"}).exit_code, 1);
}

TEST_F(YunkectlDefinitionsTest, WhatIsDefinedIsPrintedAsAFileThatChangesNothing) {
    out({"apply", example});
    const auto before = revision();
    const auto printed = out({"definitions"});
    EXPECT_THAT(printed, HasSubstr("relax = [{ after = \"1m\", lower = \"returns:2\" }"));
    EXPECT_EQ(out({"apply", file(printed), "--json"}), "[]\n");
    EXPECT_EQ(revision(), before);
    EXPECT_THAT(out({"definitions", "--json"}), HasSubstr(R"({"toml":"[pool]\u000a)"));
}

TEST_F(YunkectlDefinitionsTest, OneWrongLineLeavesEverythingAsItWas) {
    const auto before = revision();
    const auto queue = *open().queue(3);
    const auto good =
        "[[group]]\nkey = \"night\"\nname_zh = \"夜\"\nname_en = \"Night\"\n"
        "[[queue]]\nshop = \"青禾家居\"\ntopic = \"damaged\"\ngroups = [\"night\"]\n"
        "[[agent]]\nname = \"新人\"\n";
    const auto refused = run({"apply", file(std::string(good) + "capacity = 21\n")});
    EXPECT_EQ(refused.exit_code, 1);
    EXPECT_THAT(refused.out, Not(HasSubstr("night")));
    EXPECT_THAT(refused.err, HasSubstr("routing.toml:11: agent.capacity must be 1 to 20, not 21."));
    EXPECT_EQ(revision(), before);
    EXPECT_TRUE(open().groups()->empty());
    EXPECT_TRUE(MessageDifferencer::Equals(*open().queue(3), queue));
    EXPECT_EQ(open().agents("main")->size(), 32U);
    out({"apply", file(good)});
    EXPECT_EQ(open().agents("main")->back().config.name(), "新人");
    EXPECT_EQ(open().queue(3)->routing().groups(0), 1U);
}

TEST_F(YunkectlDefinitionsTest, WhatIsNewGetsItsIdsInTheOrderInWhichItIsNeeded) {
    const auto before = revision();
    const auto toml =
        "[[skill]]\nkey = \"wood\"\nname_zh = \"木\"\nname_en = \"Wood\"\n"
        "[[queue]]\nshop = 1\ntopic = \"a\"\ntitle_zh = \"甲\"\ntitle_en = \"A\"\nskills = { wood = 2 }\n"
        "overflow = { queue = \"b\", after = \"1m\" }\n"
        "[[queue]]\nshop = 1\ntopic = \"b\"\ntitle_zh = \"乙\"\ntitle_en = \"B\"\n";
    EXPECT_THAT(out({"apply", file(toml)}), HasSubstr("added"));
    auto registry = open();
    const auto queues = *registry.queues_of_shop(1);
    ASSERT_EQ(queues.size(), 7U);
    EXPECT_EQ(queues[5].topic(), "b") << "whom others overflow into comes first";
    EXPECT_EQ(queues[6].routing().overflow_queue(), queues[5].id());
    EXPECT_EQ(registry.skills()->back().id, queues[6].skills(0).skill());
    EXPECT_EQ(revision(), before + 2);
}

TEST_F(YunkectlDefinitionsTest, AllProblemsOfAFileAreToldWithTheirLines) {
    const auto refused =
        run({"apply", file("[[queue]]\nshop = \"青禾家居\"\ntopic = \"damaged\"\nskills = { returns = 6 }\n"
                           "needs = [\"smells\"]\n\n[[agents]]\nname = \"x\"\n")});
    EXPECT_EQ(refused.exit_code, 1);
    EXPECT_THAT(refused.err, AllOf(HasSubstr(":4: queue.skills.returns is 6; allowed is a level from 1 to 5."),
                                   HasSubstr(":5: queue.needs names \"smells\""),
                                   HasSubstr(":7: no such table \"agents\"; did you mean \"agent\"?")));
    EXPECT_THAT(run({"apply", "/no/such/file"}).err, HasSubstr("/no/such/file: cannot be read"));
    EXPECT_THAT(run({"apply", example, "--pool", "other"}).err, HasSubstr("There is no pool other"));
}

}  // namespace
}  // namespace yunke::testing
