// What the commands of yunkectl share: the global options, the configuration and the registry, opened when the first
// command needs them, and one way to answer: a table, or a refusal with a sentence that says what to do.
#pragma once

#include <cstdint>
#include <expected>
#include <functional>
#include <iosfwd>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include "dispatcher/ctl/output.hpp"
#include "runtime/clock.hpp"
#include "runtime/config.hpp"
#include "runtime/registry/registry.hpp"

namespace CLI {
class App;
}

namespace yunke::ctl {

inline constexpr int exit_ok = 0;
inline constexpr int exit_refused = 1;
inline constexpr int exit_usage = 2;

// Why a command did nothing.
struct Refusal {
    Refusal(std::string message_, int exit_code_ = exit_refused)
        : message(std::move(message_)), exit_code(exit_code_) {}
    Refusal(const registry::Error& error);  // implicit: failures of the registry pass through commands as they are

    std::string message;
    std::string code = "refused";
    std::string field;
    int exit_code = exit_refused;
};
using Outcome = std::expected<void, Refusal>;

// The registry's error with a further sentence, e.g. which command lists what there is.
std::unexpected<Refusal> refuse(const registry::Error& error, std::string_view hint);
std::unexpected<Refusal> refuse(std::string message);

class Context {
public:
    Context(runtime::Environment environment, const runtime::Clock& clock, std::istream& in, std::ostream& out,
            std::ostream& err);

    // Targets of the global options.
    std::string config_file;
    bool json = false;
    std::string pool_option;

    // What `command` does; runs after all options were read.
    void on(CLI::App& command, std::function<Outcome()> action);
    // The same for commands that need the registry.
    void on_registry(CLI::App& command, std::function<Outcome(registry::Registry&)> action);

    std::expected<const runtime::Settings*, Refusal> settings();
    std::expected<registry::Registry*, Refusal> registry();
    std::expected<std::string, Refusal> pool();  // --pool, else the configuration's
    std::int64_t now_ms() const { return clock_.wall_ms(); }

    // A password that stands on the first line of standard input.
    std::expected<std::string, Refusal> read_password();

    void print(const Table& table);
    void print(const std::string& text);  // what is a file, not a table
    void print_kept(const Printed& printed);
    // What is printed from now on is held back until it is taken. Not twice at once.
    void hold();
    Printed take_held();
    // What a person may want to read beside an output that programs read: to standard error, after what was printed.
    void remark(const std::string& text);
    // Writes a refusal to standard error, if there was one; the program's exit code.
    int finish();

private:
    runtime::Environment environment_;
    const runtime::Clock& clock_;
    std::istream& in_;
    std::ostream& out_;
    std::ostream& err_;
    std::optional<runtime::Settings> settings_;
    std::optional<registry::Registry> registry_;
    std::optional<Printed> held_;
    Outcome outcome_;
};

}  // namespace yunke::ctl
