// A command that ends whoever applies it is left out in the end, and its client is told.
#include <gtest/gtest.h>

#include "tests/app/people.hpp"
#include "tests/support/process.hpp"
#include "tests/support/redis_server.hpp"

namespace yunke::dispatcher {
namespace {

using testing::DispatcherThread;
using testing::People;
using testing::Person;

core::Effects apply_or_throw(core::Core& core, const core::BatchHeader& header,
                             std::span<const core::Command> commands) {
    for (const core::Command& command : commands)
        if (const auto* client = std::get_if<core::FromClient>(&command))
            if (const auto* send = std::get_if<core::Send>(&client->body); send != nullptr && send->text == "poison")
                throw std::runtime_error("a bug that this command meets");
    return core.apply(header, commands);
}

class PoisonCommand : public ::testing::Test {
protected:
    // A chat under way, led by nobody afterwards.
    void prepare() {
        DispatcherThread dispatcher(server.url(), DispatcherThread::options(), clock);
        ASSERT_TRUE(dispatcher.wait_leading());
        people.open_shop({7});
        agent = people.agent(7);
        Person shopper = people.shopper();
        chat = people.open(shopper);
        people.ask(agent, core::Accept{chat});
    }

    void say_with_poison() {
        people.say(agent, core::Send{chat, "before"});
        poison = people.say(agent, core::Send{chat, "poison"});
        poisoned = agent;
        people.say(agent, core::Send{chat, "after"});
    }

    void expect_left_out() {
        std::vector<std::string> skipped;
        for (const auto& record : redis.log())
            skipped.insert(skipped.end(), record.header.skipped.begin(), record.header.skipped.end());
        EXPECT_EQ(skipped, std::vector<std::string>{poison});
        EXPECT_EQ(people.transcript(chat), (std::vector<std::string>{"Does this run small?", "before", "after"}));
        const auto told = people.answer(poisoned);
        ASSERT_TRUE(told);
        EXPECT_EQ(told->error, core::ErrorCode::internal_error);
    }

    testing::RedisServer server;
    testing::SyncRedis redis{server.url()};
    testing::ShiftedClock clock;
    People people{redis};
    Person agent, poisoned;
    core::ConversationId chat{};
    std::string poison;
};

TEST_F(PoisonCommand, OneThatThrowsIsLeftOutByTheSameProcess) {
    prepare();
    say_with_poison();
    DispatcherThread dispatcher(server.url(), DispatcherThread::options(), clock, apply_or_throw);
    ASSERT_TRUE(people.wait_committed());
    expect_left_out();
    EXPECT_NE(dispatcher.logged().find("command_skipped"), std::string::npos);
    EXPECT_NE(dispatcher.metrics().find("commands_skipped_total{pool=\"main\"} 1"), std::string::npos);
    EXPECT_EQ(people.ask(agent, core::Send{chat, "and on"}).error, core::ErrorCode::ok);
}

TEST_F(PoisonCommand, OneThatKillsIsLeftOutAfterAFewProcesses) {
    prepare();
    say_with_poison();
    int killed = 0;
    bool done = false;
    for (int i = 0; i < 8 && !done; ++i) {
        testing::ProcessOptions options;
        options.command = {YUNKE_POISONED_DISPATCHER, server.url(), "p" + std::to_string(i)};
        options.output = server.folder() / "poisoned.log";
        testing::Process process(options);
        testing::eventually([&] { return !process.running() || people.wait_committed(testing::milliseconds(0)); });
        done = process.running();
        killed += done ? 0 : 1;
        if (done) expect_left_out();
    }
    EXPECT_TRUE(done);
    EXPECT_EQ(killed, 3) << "one start in ordinary batches, two that commit one by one";
}

}  // namespace
}  // namespace yunke::dispatcher
