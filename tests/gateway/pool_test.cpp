// Towards the pool: transcripts, slow readers, gaps, lost storage, lag, beats, draining.
#include <sys/resource.h>

#include <chrono>
#include <csignal>
#include <fstream>
#include <thread>

#include "tests/gateway/gateway_fixture.hpp"
#include "tests/support/sanitizer.hpp"

namespace yunke::gateway::testing {
namespace {

using ::testing::HasSubstr;
using What = v1::Command;

class PoolTest : public GatewayTest {
protected:
    static std::vector<v1::Entry> entries(std::uint32_t first, std::uint32_t last) {
        std::vector<v1::Entry> all;
        for (std::uint32_t n = first; n <= last; ++n) {
            v1::Entry entry;
            entry.set_n(n);
            entry.set_kind(v1::MESSAGE);
            entry.set_text("line " + std::to_string(n));
            all.push_back(entry);
        }
        return all;
    }

    static v1::ServerFrame large_frame(std::size_t bytes) {
        v1::ServerFrame frame;
        frame.mutable_entries()->set_conversation(17);
        frame.mutable_entries()->add_entries()->set_text(std::string(bytes, 'x'));
        return frame;
    }

    static std::size_t resident_bytes() {
        std::ifstream statm("/proc/self/statm");
        std::size_t total = 0;
        std::size_t resident = 0;
        statm >> total >> resident;
        return resident * 4096;
    }
};

TEST_F(PoolTest, SendsTranscriptPagesInOrderWithLaterFramesBehindTheFirst) {
    start();
    pool_.put_transcript(17, entries(1, 450));
    for (const char* subprotocol : {"yunke.v1.protobuf", "yunke.v1.json"}) {
        Attached agent = attach(v1::AGENT, 700 + std::string(subprotocol).size(), subprotocol);
        v1::ServerFrame later;
        later.mutable_conversation_gone()->set_conversation(5);
        pool_.put(agent.gateway, {read_for(agent, 17, 1, 450, v1::AGENT), frame_for(agent, later)});
        const v1::Entries newest = agent.client.next().entries();
        EXPECT_EQ(newest.entries(0).n(), 251U);
        EXPECT_EQ(newest.entries_size(), 200);
        EXPECT_EQ(newest.missing_below(), 251U);
        EXPECT_TRUE(newest.history());
        EXPECT_EQ(newest.entries(199).text(), "line 450");
        EXPECT_EQ(agent.client.next().conversation_gone().conversation(), 5U);
        EXPECT_EQ(agent.client.next().entries().entries(0).n(), 51U);
        const v1::Entries oldest = agent.client.next().entries();
        EXPECT_EQ(oldest.entries(0).n(), 1U);
        EXPECT_EQ(oldest.missing_below(), 0U);
    }
}

TEST_F(PoolTest, ASlowReaderIs1013WithBoundedMemory) {
    timings_.write_stall_ms = 60'000;
    timings_.close_wait_ms = 10'000;
    start();
    WsOptions options;
    options.port = port();
    options.receive_buffer = 4'096;
    Attached slow = attach_with(WsClient(options), hello(ticket(v1::AGENT, 701)));
    const std::size_t before = resident_bytes();
    // Nobody reads; some megabytes go into the kernel, then the outbox fills up.
    for (int i = 0; i < 400; ++i) {
        const v1::Out frame = frame_for(slow, large_frame(60'000));
        pool_.put(slow.gateway, {frame, frame, frame});
    }
    pool_.put_transcript(18, entries(1, 200));
    Attached other = attach(v1::AGENT, 702);  // the others are served all the while
    other.client.send(heartbeat());
    EXPECT_TRUE(other.client.next().has_heartbeat());
    EXPECT_LT(resident_bytes(), before + 30'000'000 + yunke::testing::sanitizer_memory);
    EXPECT_EQ(slow.client.wait_closed(10s), 1013);
}

TEST_F(PoolTest, AStalledWriteIs1013) {
    timings_.write_stall_ms = 300;
    start();
    WsOptions options;
    options.port = port();
    options.receive_buffer = 4'096;
    Attached slow = attach_with(WsClient(options), hello(ticket(v1::AGENT, 703)));
    const v1::Out frame = frame_for(slow, large_frame(60'000));
    for (int i = 0; i < 10; ++i)
        pool_.put(slow.gateway, std::vector<v1::Out>(16, frame));
    EXPECT_EQ(pool_.next(What::kDetach).detach().attach(), slow.attach);  // closed and cut off
}

TEST_F(PoolTest, AGapInTheOutStreamIs1012ForAllSockets) {
    start();
    Attached one = attach(v1::AGENT, 704);
    Attached two = attach(v1::AGENT, 705);
    pool_.skip_number(one.gateway);
    pool_.put(one.gateway, {answer_for(one, 1)});
    EXPECT_EQ(one.client.wait_closed(), 1012);
    EXPECT_EQ(two.client.wait_closed(), 1012);
    Attached again = attach(v1::AGENT, 706);  // goes on from there, under the same name
    EXPECT_EQ(again.gateway, one.gateway);
}

TEST_F(PoolTest, ANewLogEpochIs1012) {
    start();
    Attached one = attach(v1::AGENT, 707);
    pool_.epoch += 1'000;
    pool_.put(one.gateway, {answer_for(one, 1)});
    EXPECT_EQ(one.client.wait_closed(), 1012);
    attach(v1::AGENT, 708);
}

TEST_F(PoolTest, WhenRedisStopsTheSenderGets1013) {
    timings_.beat_every_ms = 60'000;
    timings_.drain_ms = 500;
    start();
    Attached agent = attach(v1::AGENT, 709);
    redis_.kill9();
    agent.client.send(send_text(1, "lost"));
    EXPECT_EQ(agent.client.wait_closed(10s), 1013);
    ASSERT_TRUE(agent.client.last_problem);
    EXPECT_EQ(agent.client.last_problem->code(), v1::UNAVAILABLE);
}

TEST_F(PoolTest, WhenRedisIsFullTheSenderGets1013) {
    start();
    Attached agent = attach(v1::AGENT, 710);
    pool_.exec(redis::Request("CONFIG", "SET", "maxmemory", "1"));
    agent.client.send(send_text(1, "too much"));
    EXPECT_EQ(agent.client.wait_closed(), 1013);
    // The detach is owed until there is room again.
    pool_.exec(redis::Request("CONFIG", "SET", "maxmemory", "0"));
    EXPECT_EQ(pool_.next(What::kDetach).detach().attach(), agent.attach);
}

TEST_F(PoolTest, WithoutThePoolHelloGets1013) {
    timings_.drain_ms = 500;
    start();
    pool_.exec(redis::Request("DEL", "{main}:cmd"));
    WsClient client = connect();
    client.send(hello(ticket(v1::AGENT, 711)));
    EXPECT_EQ(client.wait_closed(), 1013);
}

TEST_F(PoolTest, FailedBeatsCloseAllAndTakeANewName) {
    timings_.gateway_lost_ms = 1'000;
    start();
    Attached agent = attach(v1::AGENT, 712);
    redis_.kill9();
    EXPECT_EQ(agent.client.wait_closed(10s), 1012);
    redis_.start();
    wait_ready();
    Attached again = attach(v1::AGENT, 713);
    EXPECT_NE(again.gateway, agent.gateway);
    std::int64_t beats = 0;
    for (int i = 0; i < 200 && beats == 0; ++i) {
        beats = pool_.exec(redis::Request("HGET", "{main}:gateways", again.gateway)).to_i64().value_or(0);
        std::this_thread::sleep_for(10ms);
    }
    EXPECT_GT(beats, 0);
}

TEST_F(PoolTest, WhenAnswersStopNewWorkIsBusyInOrder) {
    timings_.busy_after_ms = 200;
    start();
    Attached agent = attach(v1::AGENT, 714);
    const auto send = [&](std::uint32_t number) { agent.client.send(send_text(number, "x")); };
    const auto expect_busy = [&](std::uint32_t number) {
        const v1::ServerFrame frame = agent.client.next();
        EXPECT_EQ(frame.busy().number(), number) << frame.ShortDebugString();
        EXPECT_GT(frame.busy().retry_after_ms(), 0U);
    };
    send(1);
    pool_.next(What::kClient);
    std::this_thread::sleep_for(300ms);
    send(2);
    expect_busy(2);
    send(3);
    expect_busy(3);
    agent.client.send(heartbeat());
    EXPECT_TRUE(agent.client.next().has_heartbeat());
    EXPECT_FALSE(pool_.next_any(50ms));
    pool_.put(agent.gateway, {answer_for(agent, 1)});
    EXPECT_EQ(agent.client.next().answer().number(), 1U);
    send(3);  // 2 comes first
    expect_busy(3);
    send(2);
    EXPECT_EQ(pool_.next(What::kClient).client().frame().number(), 2U);
    send(3);
    EXPECT_EQ(pool_.next(What::kClient).client().frame().number(), 3U);
}

TEST_F(PoolTest, AVanishedSocketsCommandsDoNotMakeTheOthersBusy) {
    timings_.busy_after_ms = 200;
    start();
    {
        Attached agent = attach(v1::AGENT, 715);
        agent.client.send(send_text(1, "x"));
        pool_.next(What::kClient);
    }
    pool_.next(What::kDetach);
    Attached other = attach(v1::AGENT, 716);
    std::this_thread::sleep_for(300ms);
    other.client.send(send_text(1, "y"));
    EXPECT_EQ(pool_.next(What::kClient).client().frame().send().text(), "y");
}

TEST_F(PoolTest, DrainingCloses1012WithAHintAndDetaches) {
    start();
    Attached agent = attach(v1::AGENT, 717);
    WsClient silent = connect();
    app_->drain();
    EXPECT_EQ(agent.client.wait_closed(), 1012);
    EXPECT_THAT(agent.client.close_reason, HasSubstr("5-30 s"));
    EXPECT_EQ(silent.wait_closed(), 1012);
    EXPECT_EQ(pool_.next(What::kDetach).detach().attach(), agent.attach);
    app_->wait();
}

TEST_F(PoolTest, DrainingCutsOffWhoeverDoesNotGo) {
    timings_.drain_ms = 1'000;
    timings_.close_wait_ms = 60'000;
    start();
    Attached agent = attach(v1::AGENT, 718);  // never reads, so never answers the close
    const auto begin = std::chrono::steady_clock::now();
    app_->drain();
    app_->wait();
    EXPECT_LT(std::chrono::steady_clock::now() - begin, 4s);
}

// The program itself, with a configuration file and signals.
class ProgramTest : public GatewayTest {
protected:
    std::filesystem::path write_config() {
        program_port_ = yunke::testing::free_port();
        return dir_.write("yunke.toml", "[redis]\nurl = \"" + redis_.url() + "\"\n[sql]\nurl = \"" + settings_.sql.url +
                                            "\"\n[secrets]\ntoken_key_file = \"" + (dir_ / "token.key").string() +
                                            "\"\n[gateway]\nlisten = \"127.0.0.1:" + std::to_string(program_port_) +
                                            "\"\nweb_root = \"" + (dir_ / "web").string() + "\"\nthreads = 2\n");
    }
    int run(const std::vector<std::string>& arguments, std::string& output) {
        yunke::testing::ProcessOptions options;
        options.command = {YUNKE_GATEWAY_PROGRAM};
        options.command.insert(options.command.end(), arguments.begin(), arguments.end());
        options.output = dir_ / "output.txt";
        yunke::testing::Process process(options);
        const int status = process.wait().value_or(-1);
        output = process.output();
        return status;
    }
    std::uint16_t program_port_ = 0;
};

TEST_F(ProgramTest, ChecksItsConfiguration) {
    std::string output;
    EXPECT_EQ(run({"--config", write_config().string(), "--check-config"}, output), 0) << output;
    EXPECT_THAT(output, HasSubstr("gateway.listen"));
    const auto wrong = dir_.write("wrong.toml", "[gateway]\nlisten = 5\n");
    EXPECT_EQ(run({"--config", wrong.string(), "--check-config"}, output), 2);
    EXPECT_THAT(output, HasSubstr("wrong.toml:2"));
    EXPECT_EQ(run({"--version"}, output), 0);
    EXPECT_EQ(run({"--help"}, output), 0);
    EXPECT_THAT(output, HasSubstr("--check-config"));
}

TEST_F(ProgramTest, DrainsOnSigterm) {
    pool_.create();
    yunke::testing::ProcessOptions options;
    options.command = {YUNKE_GATEWAY_PROGRAM, "--config", write_config().string()};
    options.output = dir_ / "program.log";
    yunke::testing::Process process(options);
    ASSERT_TRUE(process.wait_for_line("gateway_starts")) << process.output();
    bool ready = false;
    for (int i = 0; i < 500 && !ready; ++i) {
        std::this_thread::sleep_for(10ms);
        ready = http(program_port_, "GET", "/readyz").status == 200;
    }
    ASSERT_TRUE(ready) << process.output();
    std::vector<Attached> agents;
    for (std::uint64_t session = 720; session < 726; ++session) {
        WsOptions to;
        to.port = program_port_;
        agents.push_back(attach_with(WsClient(to), hello(ticket(v1::AGENT, session))));
    }
    process.signal(SIGTERM);
    for (Attached& agent : agents)
        EXPECT_EQ(agent.client.wait_closed(), 1012);
    EXPECT_EQ(process.wait(10s), 0) << process.output();
    EXPECT_THAT(process.output(), HasSubstr("gateway_ended"));
}

}  // namespace
}  // namespace yunke::gateway::testing
