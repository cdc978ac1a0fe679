// Runs the real program yunkectl on a database of its own. Shared by the tests of yunkectl.
#pragma once

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <filesystem>
#include <string>
#include <vector>

#include "runtime/registry/registry.hpp"
#include "tests/support/temp_dir.hpp"

namespace yunke::testing {

struct Finished {
    int exit_code = -1;
    std::string out;
    std::string err;
};

class YunkectlTest : public ::testing::Test {
protected:
    YunkectlTest();

    std::string url() const { return "sqlite3://" + (dir_ / "yunke.db").string(); }

    // Without the configuration, and with `input` as its standard input.
    Finished run_bare(std::vector<std::string> arguments, const std::string& input = {});
    Finished run(std::vector<std::string> arguments, const std::string& input = {});
    // Runs what has to succeed and gives its output.
    std::string out(std::vector<std::string> arguments, const std::string& input = {});

    registry::Registry open() { return std::move(*registry::Registry::open(url())); }

    TempDir dir_;
    std::filesystem::path config_;
};

}  // namespace yunke::testing
