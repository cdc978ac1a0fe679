#include "dispatcher/wire/command.hpp"

#include <gtest/gtest.h>

#include "tests/wire/random_message.hpp"
#include "yunke/v1/command.pb.h"

namespace yunke::wire {
namespace {

constexpr int all_enum_values = 100;

std::string encoded_again(const v1::Command& message) {
    const auto command = decode_command(message.SerializeAsString());
    return command ? encode_command(*command) : "error: " + command.error().what;
}

TEST(Command, EveryKindComesBackByteForByte) {
    std::mt19937_64 random(1);
    for (int choice = 1; choice < 8; ++choice)
        for (int round = 0; round < 50; ++round) {
            v1::Command message;
            testing::fill_random(message, random, choice, all_enum_values);
            // The inner oneof of a configuration change has another number of members; go through it as well.
            if (message.has_config()) testing::fill_random(*message.mutable_config(), random, round, all_enum_values);
            EXPECT_EQ(encoded_again(message), message.SerializeAsString()) << message.DebugString();
        }
}

TEST(Command, EveryClientBodyComesBackByteForByte) {
    std::mt19937_64 random(2);
    constexpr int bodies = 33;
    for (int choice = 2; choice < bodies; ++choice)
        for (int round = 0; round < 20; ++round) {
            v1::Command message;
            testing::fill_random(*message.mutable_client(), random, choice, all_enum_values);
            EXPECT_EQ(encoded_again(message), message.SerializeAsString()) << message.DebugString();
        }
}

TEST(Command, FramesThatNeverGoToTheDispatcherAreRefused) {
    v1::Command message;
    message.mutable_client()->mutable_frame()->mutable_hello();
    EXPECT_FALSE(decode_command(message.SerializeAsString()));
    message.mutable_client()->mutable_frame()->mutable_heartbeat();
    EXPECT_FALSE(decode_command(message.SerializeAsString()));
    message.mutable_client()->mutable_frame()->Clear();
    EXPECT_FALSE(decode_command(message.SerializeAsString()));
}

TEST(Command, UnknownEnumerationNumbersAreRefused) {
    v1::Command presence;
    presence.mutable_client()->mutable_frame()->mutable_set_presence()->set_presence(static_cast<v1::Presence>(9));
    EXPECT_FALSE(decode_command(presence.SerializeAsString()));
    v1::Command role;
    role.mutable_attach()->set_role(static_cast<v1::Role>(-1));
    EXPECT_FALSE(decode_command(role.SerializeAsString()));
}

TEST(Command, BytesThatAreNoCommandAreRefused) {
    EXPECT_FALSE(decode_command(""));
    EXPECT_FALSE(decode_command("\xff\xff\xff"));
    v1::Command bad_utf8;
    bad_utf8.mutable_gateway_lost()->set_gateway("g");
    std::string bytes = bad_utf8.SerializeAsString();
    bytes.back() = '\xff';
    EXPECT_FALSE(decode_command(bytes));
}

TEST(Command, AConfigurationThatEndsSessionsComesThrough) {
    const core::Command end = core::ConfigChange{4, core::EndSessions{core::Role::supervisor, 9}};
    const auto command = decode_command(encode_command(end));
    ASSERT_TRUE(command);
    const auto* ended = std::get_if<core::EndSessions>(&std::get<core::ConfigChange>(*command).change);
    ASSERT_NE(ended, nullptr);
    EXPECT_EQ(ended->role, core::Role::supervisor);
    EXPECT_EQ(ended->subject, 9U);
}

TEST(Command, AChangeThatCouldNotBeReadIsNotForwarded) {
    v1::ConfigChange change;
    change.set_revision(7);
    change.mutable_agent()->set_wrap_up(v1::WRAP_UP_FIXED);
    const auto command = config_command(change.SerializeAsString());
    ASSERT_TRUE(command);
    EXPECT_TRUE(decode_command(*command));
    change.mutable_agent()->set_wrap_up(static_cast<v1::WrapUpMode>(3));
    EXPECT_FALSE(config_command(change.SerializeAsString()));
}

TEST(Command, AChangeOfAKindNotKnownYetStillCountsAsARevision) {
    v1::Command message;
    message.mutable_config()->set_revision(7);
    const auto command = decode_command(message.SerializeAsString());
    ASSERT_TRUE(command);
    const auto& change = std::get<core::ConfigChange>(*command);
    EXPECT_EQ(change.revision, 7U);
    EXPECT_TRUE(std::holds_alternative<std::monostate>(change.change));
}

}  // namespace
}  // namespace yunke::wire
