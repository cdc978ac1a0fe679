// Writes seeds for the fuzz targets from what the tests and the documentation already show: the examples of
// docs/protocol.md in both encodings, one value of each kind of entity and command, and answers as Redis gives them.
//
// yunke-fuzz-seeds PROTOCOL_PAGE CORPUS_FOLDER
#include <google/protobuf/util/json_util.h>

#include <cstdio>
#include <filesystem>
#include <fstream>
#include <sstream>

#include "dispatcher/wire/commit.hpp"
#include "dispatcher/wire/frame.hpp"
#include "dispatcher/wire/state.hpp"
#include "tests/wire/random_message.hpp"
#include "yunke/v1/command.pb.h"
#include "yunke/v1/entity.pb.h"

namespace yunke::fuzz {
namespace {

namespace fs = std::filesystem;

class Corpus {
public:
    explicit Corpus(fs::path root) : root_(std::move(root)) {}

    void add(const std::string& target, const std::string& name, const std::string& bytes) const {
        fs::create_directories(root_ / target);
        std::ofstream(root_ / target / name, std::ios::binary) << bytes;
    }

private:
    fs::path root_;
};

template <class Frame>
void add_page(const Corpus& corpus, const fs::path& page, const std::string& who) {
    std::ifstream file(page);
    std::string line;
    for (int number = 1; std::getline(file, line);) {
        if (line != "```json " + who) continue;
        std::ostringstream block;
        while (std::getline(file, line) && line != "```")
            block << line << '\n';
        const std::string name = "page-" + who + "-" + std::to_string(number++);
        Frame frame;
        if (!google::protobuf::util::JsonStringToMessage(block.str(), &frame).ok()) continue;
        if (who == "client") corpus.add("frames_json", name, block.str());
        corpus.add("frames_protobuf", name, frame.SerializeAsString());
    }
}

template <class Message>
void add_entity(const Corpus& corpus, char kind, const std::string& name) {
    std::mt19937_64 random(static_cast<std::uint64_t>(kind) + 1);
    Message message;
    constexpr int core_enum_max = 12;
    testing::fill_random(message, random, 0, core_enum_max);
    corpus.add("wire", name, std::string(1, kind) + message.SerializeAsString());
}

void add_commands(const Corpus& corpus) {
    std::mt19937_64 random(5);
    constexpr int kinds = 7;
    constexpr int bodies = 21;
    for (int choice = 1; choice < bodies; ++choice) {
        v1::Command message;
        if (choice < kinds)
            testing::fill_random(message, random, choice, 100);
        else
            testing::fill_random(*message.mutable_client(), random, choice, 100);
        corpus.add("wire", "command-" + std::to_string(choice), '\x09' + message.SerializeAsString());
        if (message.has_config())
            corpus.add("wire", "config-" + std::to_string(choice), '\x0a' + message.config().SerializeAsString());
    }
}

void add_wire(const Corpus& corpus) {
    add_entity<v1::PoolEntity>(corpus, 0, "pool");
    add_entity<v1::ShopEntity>(corpus, 1, "shop");
    add_entity<v1::QueueEntity>(corpus, 2, "queue");
    add_entity<v1::AgentEntity>(corpus, 3, "agent");
    add_entity<v1::SessionEntity>(corpus, 4, "session");
    add_entity<v1::ConversationEntity>(corpus, 5, "conversation");
    add_entity<v1::GatewayEntity>(corpus, 6, "gateway");
    const core::Entry entry{3, 4'990, core::EntryKind::message, core::Role::shopper, "Li", "你好", "zh-CN", {}};
    corpus.add("wire", "entry", '\x07' + wire::encode_entry(entry));
    corpus.add("wire", "log", '\x08' + wire::encode_log({17, "1700000000000-3", 5'000, 6'000, 9, {"1-1"}}, {}));
    core::State state;
    state.shops[core::ShopId{1}].config = {core::ShopId{1}, "shop", 2, true};
    state.gateways["g1"] = {"g1", 41};
    std::string bytes = "\x0b";
    for (const auto& [field, value] : wire::encode_state(state)) {
        bytes += static_cast<char>(field.size()) + field;
        bytes += {'\0', static_cast<char>(value.size())};
        bytes += value;
    }
    corpus.add("wire", "state", bytes);
    add_commands(corpus);
}

void add_replies(const Corpus& corpus) {
    int number = 1;
    for (const char* reply :
         {"+OK\r\n", "-ERR unknown command\r\n", ":-9223372036854775808\r\n", "$5\r\nhello\r\n", "$0\r\n\r\n",
          "$-1\r\n", "*-1\r\n", "*0\r\n", "*3\r\n*2\r\n:1\r\n$1\r\nx\r\n$-1\r\n*0\r\n",
          "*1\r\n*2\r\n$3\r\n1-0\r\n*2\r\n$1\r\nc\r\n$2\r\nab\r\n",
          ("*1\r\n*2\r\n$7\r\n{p}:cmd\r\n*2\r\n"
           "*2\r\n$3\r\n1-0\r\n*2\r\n$1\r\nc\r\n$1\r\na\r\n*2\r\n$3\r\n1-1\r\n*-1\r\n"),
          "*6\r\n$8\r\nsequence\r\n$2\r\n17\r\n$12\r\nlast_command\r\n$3\r\n5-1\r\n$8\r\nalive_ms\r\n$4\r\n9000\r\n",
          ("*4\r\n$8\r\nsequence\r\n$1\r\n1\r\n$4\r\nhash\r\n$64\r\n"
           "00112233445566778899aabbccddeeff00112233445566778899aabbccddeeff\r\n"),
          "+OK\r\n:1\r\n$2\r\nab\r\n", "HTTP/1.1 400 Bad Request\r\n"})
        corpus.add("redis_reply", "reply-" + std::to_string(number++), '\x02' + std::string(reply));
}

void add_bodies(const Corpus& corpus) {
    int number = 1;
    const auto add = [&](char reader, const std::string& text) {
        corpus.add("http_body", "body-" + std::to_string(number++), reader + text);
    };
    add(0, R"({"login":"agent1","password":"correct horse"})");
    add(0, R"({"shop_key":"AQoEbWFpbhAB","name":"小林"})");
    add(1, R"({"config":{"name":"Green Home","merchant":1,"open":true},"allowed_origins":["https://shop.example"]})");
    add(2, R"({"config":{"shop":1,"topic":"sizes","titleZh":"尺码","titleEn":"Sizes","skills":[{"skill":1,"level":2}],)"
           R"("answerTargetMs":60000,"idleWarnMs":300000,"idleCloseMs":120000,"waitingMax":0,"open":true}})");
    add(3, R"({"key":"returns","name_zh":"退货","name_en":"Returns"})");
    add(4, R"({"config":{"name":"Mei","skills":[{"skill":1,"level":3}],"languages":["zh-CN"],"capacity":3,)"
           R"("offerTimeoutMs":30000,"missesToHold":3,"wrapUp":"WRAP_UP_FIXED","wrapUpMs":60000,"enabled":true}})");
    add(5, "/demo/%E9%9D%92?x=%41");
    add(5, "a=1; yunke_login=tok; b=2");
    add(6, "https://desk.example\nyunke.example:8443");
    add(6, "http://[::1]:8080\n[::1]:8080");
    add(7, "AQoEbWFpbhABGAEqBuWwj-advg");
}

void add_scripts(const Corpus& corpus) {
    const auto add = [&](const std::string& name, std::initializer_list<int> steps) {
        std::string bytes;
        for (const int step : steps)
            bytes += static_cast<char>(step);
        corpus.add("apply", name, bytes);
    };
    // Founding (queues: skills, settings; agents: skills, settings, more), an agent and a shopper attach, she opens.
    add("meeting", {1, 0, 0, 0, 0, 0, 0,  14, 8, 24, 14, 8, 24, 14, 8, 24, 0, 5, 3, 0, 5, 5, 0, 0, 1, 0,
                    0, 3, 1, 5, 0, 0, 16, 0,  3, 13, 5,  5, 0,  2,  1, 5,  0, 0, 9, 0, 4, 5, 5, 0, 7, 1});
    add("empty-pool", {0, 0, 0, 3, 0, 5, 0, 0, 16, 0, 3, 15, 9, 14, 1, 13});
    add("gateway-lost",
        {1, 0, 0, 0, 0, 0, 0, 14, 8, 24, 14, 8, 24, 14, 8, 24, 0, 0, 3, 1, 5, 0, 0, 16, 0, 3, 4, 0, 1, 15, 13});
}

}  // namespace
}  // namespace yunke::fuzz

int main(int argc, char** argv) {
    using namespace yunke;
    if (argc != 3) {
        std::puts("usage: yunke-fuzz-seeds docs/protocol.md tests/fuzz/corpus");
        return 2;
    }
    const fuzz::Corpus corpus(argv[2]);
    fuzz::add_page<v1::ClientFrame>(corpus, argv[1], "client");
    fuzz::add_page<v1::ServerFrame>(corpus, argv[1], "server");
    fuzz::add_wire(corpus);
    fuzz::add_replies(corpus);
    fuzz::add_bodies(corpus);
    fuzz::add_scripts(corpus);
    return 0;
}
