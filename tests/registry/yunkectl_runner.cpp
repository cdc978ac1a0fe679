#include "tests/registry/yunkectl_runner.hpp"

#include "tests/support/process.hpp"

namespace yunke::testing {

YunkectlTest::YunkectlTest() {
    dir_.write("token.key", std::string(64, 'a'));
    config_ = dir_.write("yunke.toml", "[pool]\nname = \"main\"\n[sql]\nurl = \"" + url() +
                                           "\"\n[secrets]\ntoken_key_file = \"token.key\"\n");
}

Finished YunkectlTest::run_bare(std::vector<std::string> arguments, const std::string& input) {
    dir_.write("in", input);
    std::vector<std::string> command = {"/bin/sh", "-c", "exec \"$0\" \"$@\" <in >out 2>err", YUNKECTL};
    command.insert(command.end(), arguments.begin(), arguments.end());
    Process process({.command = command, .environment = {}, .output = {}, .folder = dir_.path()});
    const auto status = process.wait(std::chrono::seconds(60));
    return {status.value_or(-1), read_file(dir_ / "out"), read_file(dir_ / "err")};
}

Finished YunkectlTest::run(std::vector<std::string> arguments, const std::string& input) {
    arguments.insert(arguments.begin(), {"--config", config_.string()});
    return run_bare(std::move(arguments), input);
}

std::string YunkectlTest::out(std::vector<std::string> arguments, const std::string& input) {
    const auto done = run(arguments, input);
    EXPECT_EQ(done.exit_code, 0) << ::testing::PrintToString(arguments) << "\n" << done.out << done.err;
    return done.out;
}

}  // namespace yunke::testing
