// `yunkectl archive` as a program.
#include "dispatcher/ledger/archive/archive_store.hpp"
#include "tests/archive/support.hpp"
#include "tests/registry/yunkectl_runner.hpp"

namespace yunke::archive::testing {
namespace {

using ::testing::HasSubstr;
using ::testing::Not;

class YunkectlArchive : public yunke::testing::YunkectlTest {
protected:
    YunkectlArchive() {
        auto registry = open();
        EXPECT_TRUE(registry.add_merchant("青禾"));
        auto store = value(Store::open(url()));
        // 2026-03-01T08:00:00Z and a day later
        add(store, 21, 1'772'352'000'000, "退款多久到账");
        add(store, 22, 1'772'352'000'000 + day_ms, "refund please");
    }

    static void add(Store& store, std::uint64_t id, std::int64_t closed_ms, const std::string& text) {
        const auto held_one = held(account(id, closed_ms), transcript({{v1::SHOPPER, text}}, closed_ms - 60'000));
        value(store.write({value(read_chat(held_one))}, closed_ms + 700'000));
    }
};

TEST_F(YunkectlArchive, Searches) {
    const std::string all = out({"archive", "search"});
    EXPECT_THAT(all, HasSubstr("2026-03-01T08:00:00.000Z"));
    EXPECT_THAT(all, HasSubstr("resolved"));
    EXPECT_LT(all.find(" 22 "), all.find(" 21 ")) << "latest first";
    EXPECT_THAT(all, Not(HasSubstr("小满")));
    EXPECT_THAT(out({"--json", "archive", "search", "退款"}), HasSubstr("\"conversation\":21"));
    EXPECT_THAT(out({"--json", "archive", "search", "退款"}), Not(HasSubstr("\"conversation\":22")));
    EXPECT_EQ(out({"--json", "archive", "search", "refund", "退款"}), "[]\n");
    EXPECT_EQ(out({"--json", "archive", "search", "--shop", "9"}), "[]\n");
    EXPECT_THAT(out({"--json", "archive", "search", "--merchant", "2", "--agent", "11"}),
                HasSubstr("\"conversation\":21"));
    const std::string second_day = out({"--json", "archive", "search", "--from", "2026-03-02"});
    EXPECT_THAT(second_day, HasSubstr("\"conversation\":22"));
    EXPECT_THAT(second_day, Not(HasSubstr("\"conversation\":21")));
    EXPECT_THAT(out({"--json", "archive", "search", "--until", "2026-03-01T08:00:01Z"}),
                HasSubstr("\"conversation\":21"));
    const auto some = run({"archive", "search", "--count", "1"});
    EXPECT_THAT(some.err, HasSubstr("--before 2"));
    EXPECT_THAT(out({"--json", "archive", "search", "--before", "2"}), Not(HasSubstr("\"conversation\":22")));
}

TEST_F(YunkectlArchive, RefusesWhatCannotBeLookedFor) {
    EXPECT_EQ(run({"archive", "search", "！？"}).exit_code, 1);
    for (const char* time : {"yesterday", "2026-02-30", "2026-03-01T25:00:00Z", "2026-3-1", "2026-03-01T08:00:00"})
        EXPECT_EQ(run({"archive", "search", "--from", time}).exit_code, 1) << time;
    EXPECT_EQ(run({"archive", "search", "--count", "0"}).exit_code, 2);
}

TEST_F(YunkectlArchive, ShowsWordsOnlyWhenAsked) {
    const std::string without = out({"archive", "show", "21"});
    EXPECT_THAT(without, HasSubstr("message"));
    EXPECT_THAT(without, Not(HasSubstr("退款")));
    EXPECT_THAT(without, Not(HasSubstr("小满")));
    EXPECT_THAT(out({"archive", "show", "21", "--text"}), HasSubstr("退款多久到账"));
    const auto nobody = run({"archive", "show", "99"});
    EXPECT_EQ(nobody.exit_code, 1);
    EXPECT_THAT(nobody.err, HasSubstr("yunkectl show conversation 99"));
}

TEST_F(YunkectlArchive, SetsForHowLongConversationsAreKept) {
    EXPECT_EQ(out({"--json", "archive", "keep"}), "[{\"merchant\":\"default\",\"days\":180}]\n");
    EXPECT_THAT(out({"--json", "archive", "keep", "--merchant", "1", "--days", "30"}),
                HasSubstr("{\"merchant\":\"1\",\"days\":30}"));
    EXPECT_THAT(out({"--json", "archive", "keep", "--days", "90"}),
                HasSubstr("{\"merchant\":\"default\",\"days\":90}"));
    EXPECT_EQ(out({"--json", "archive", "keep", "--merchant", "1", "--reset"}),
              "[{\"merchant\":\"default\",\"days\":90}]\n");
    EXPECT_THAT(run({"archive", "keep", "--merchant", "77", "--days", "30"}).err, HasSubstr("no merchant 77"));
    EXPECT_EQ(run({"archive", "keep", "--days", "0"}).exit_code, 2);
    EXPECT_EQ(run({"archive", "keep", "--reset"}).exit_code, 1);
}

}  // namespace
}  // namespace yunke::archive::testing
