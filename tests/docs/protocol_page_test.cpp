// Every example in docs/protocol.md is a valid message, and every kind of frame has one.
#include <google/protobuf/util/json_util.h>
#include <gtest/gtest.h>

#include <fstream>
#include <set>
#include <sstream>

#include "yunke/v1/client.pb.h"

namespace yunke {
namespace {

std::vector<std::string> examples(const std::string& who) {
    std::ifstream file(YUNKE_PROTOCOL_PAGE);
    std::vector<std::string> found;
    std::string line;
    while (std::getline(file, line)) {
        if (line != "```json " + who) continue;
        std::ostringstream block;
        while (std::getline(file, line) && line != "```")
            block << line << '\n';
        found.push_back(block.str());
    }
    return found;
}

template <class Frame>
void check(const std::string& who) {
    std::set<int> seen;
    for (const std::string& text : examples(who)) {
        Frame frame;
        const auto status = google::protobuf::util::JsonStringToMessage(text, &frame);
        EXPECT_TRUE(status.ok()) << status.ToString() << "\nin " << text;
        seen.insert(static_cast<int>(frame.body_case()));
    }
    const auto* body = Frame::descriptor()->FindOneofByName("body");
    for (int i = 0; i < body->field_count(); ++i)
        EXPECT_TRUE(seen.contains(body->field(i)->number())) << "no example of " << body->field(i)->name();
}

TEST(ProtocolPage, EveryFrameFromAClientHasAnExampleThatParses) {
    check<yunke::v1::ClientFrame>("client");
}

TEST(ProtocolPage, EveryFrameToAClientHasAnExampleThatParses) {
    check<yunke::v1::ServerFrame>("server");
}

}  // namespace
}  // namespace yunke
