// yunkectl's commands that look into a running pool and its past.
#include <gtest/gtest.h>

#include "tests/app/people.hpp"
#include "tests/support/process.hpp"
#include "tests/support/redis_server.hpp"

namespace yunke::dispatcher {
namespace {

using testing::DispatcherThread;
using testing::People;
using testing::Person;

class Yunkectl : public ::testing::Test {
protected:
    Yunkectl() {
        dispatcher.emplace(server.url(), DispatcherThread::options(), clock);
        EXPECT_TRUE(dispatcher->wait_leading());
        people.open_shop({7, 8});
        agent = people.agent(7);
        shopper = people.shopper();
        chat = people.open(shopper, "Is it waterproof?");
        people.ask(agent, core::Accept{chat});
    }

    struct Ran {
        int code = -1;
        std::string output;
        bool has(std::string_view text) const { return output.find(text) != std::string::npos; }
    };
    Ran run(std::vector<std::string> arguments) {
        testing::ProcessOptions options;
        options.command = {YUNKECTL};
        options.command.insert(options.command.end(), arguments.begin(), arguments.end());
        options.environment = {{"YUNKE_REDIS_URL", server.url()}};
        options.output = server.folder() / ("ctl" + std::to_string(++runs) + ".log");
        testing::Process process(options);
        Ran ran;
        ran.code = process.wait(std::chrono::seconds(20)).value_or(-1);
        ran.output = process.output();
        return ran;
    }

    testing::RedisServer server;
    testing::SyncRedis redis{server.url()};
    testing::ShiftedClock clock;
    People people{redis};
    std::optional<DispatcherThread> dispatcher;
    Person agent, shopper;
    core::ConversationId chat{};
    int runs = 0;
};

TEST_F(Yunkectl, ShowsThePoolAConversationAndAnAgent) {
    const std::string id = std::to_string(core::raw(chat));
    const Ran pool = run({"show", "pool", "--json"});
    EXPECT_EQ(pool.code, 0) << pool.output;
    EXPECT_TRUE(pool.has("\"active\":1")) << pool.output;
    EXPECT_TRUE(pool.has("\"leader\":\"d1\"")) << pool.output;
    const Ran shown = run({"show", "conversation", id});
    EXPECT_EQ(shown.code, 0) << shown.output;
    EXPECT_TRUE(shown.has("joined")) << shown.output;
    EXPECT_FALSE(shown.has("waterproof")) << "no message text unless it is asked for";
    EXPECT_FALSE(shown.has("Lin"));
    EXPECT_TRUE(run({"show", "conversation", id, "--text"}).has("Is it waterproof?"));
    const Ran of_agent = run({"show", "agent", "7"});
    EXPECT_EQ(of_agent.code, 0) << of_agent.output;
    EXPECT_TRUE(of_agent.has("available")) << of_agent.output;
}

TEST_F(Yunkectl, RefusesWhatIsNotThere) {
    EXPECT_EQ(run({"show", "conversation", "4711"}).code, 1);
    EXPECT_EQ(run({"show", "agent", "4711"}).code, 1);
    EXPECT_EQ(run({"--pool", "other", "show", "pool"}).code, 1);
    EXPECT_EQ(run({"--pool", "}{", "show", "pool"}).code, 1);
    EXPECT_EQ(run({"explain", "4711"}).code, 1);
    EXPECT_EQ(run({"replay", server.folder().string()}).code, 1);
}

TEST_F(Yunkectl, RecordsReplaysAndExplains) {
    const std::string past = (server.folder() / "past").string();
    ASSERT_EQ(run({"record", past, "--for", "100ms"}).code, 0);
    Person other = people.shopper();
    const auto next = people.open(other);
    ASSERT_TRUE(people.wait_committed());
    dispatcher.reset();
    const Ran again = run({"record", past, "--for", "1ms"});
    EXPECT_TRUE(again.has("resumed")) << again.output;
    const Ran replayed = run({"replay", past, "--compare"});
    EXPECT_EQ(replayed.code, 0) << replayed.output;
    EXPECT_TRUE(replayed.has("equal")) << replayed.output;
    const Ran from_folder = run({"explain", std::to_string(core::raw(next)), "--from", past});
    EXPECT_EQ(from_folder.code, 0) << from_folder.output;
    EXPECT_TRUE(from_folder.has("was offered to agent 7")) << from_folder.output;
    EXPECT_TRUE(from_folder.has("could be asked")) << from_folder.output;
    const Ran hers = run({"explain", std::to_string(core::raw(next)), "--from", past, "--for", "7"});
    EXPECT_EQ(hers.code, 0) << hers.output;
    EXPECT_TRUE(hers.has("was offered to you")) << hers.output;
    EXPECT_FALSE(hers.has("could be asked")) << "that would tell of the others' limits: " << hers.output;
    const Ran live = run({"explain", std::to_string(core::raw(chat)), "--language", "zh"});
    EXPECT_TRUE(live.has("派给客服 7")) << live.output;
    EXPECT_TRUE(live.has("离线")) << live.output;
}

}  // namespace
}  // namespace yunke::dispatcher
