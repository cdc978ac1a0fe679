#include "dispatcher/ctl/context.hpp"

#include <CLI/CLI.hpp>
#include <istream>
#include <ostream>
#include <utility>

namespace yunke::ctl {

Refusal::Refusal(const registry::Error& error)
    : message(error.message), code(registry::errc_name(error.code)), field(error.field) {
    if (error.code == registry::Errc::unavailable) {
        message += " Check that the database named by [sql] url is there and can be reached.";
    }
}

std::unexpected<Refusal> refuse(const registry::Error& error, std::string_view hint) {
    Refusal refusal(error);
    if (error.code == registry::Errc::not_found) {
        refusal.message += ' ';
        refusal.message += hint;
    }
    return std::unexpected(std::move(refusal));
}

std::unexpected<Refusal> refuse(std::string message) {
    return std::unexpected(Refusal(std::move(message)));
}

Context::Context(runtime::Environment environment, const runtime::Clock& clock, std::istream& in, std::ostream& out,
                 std::ostream& err)
    : environment_(std::move(environment)), clock_(clock), in_(in), out_(out), err_(err) {}

void Context::on(CLI::App& command, std::function<Outcome()> action) {
    command.callback([this, action = std::move(action)] { outcome_ = action(); });
}

void Context::on_registry(CLI::App& command, std::function<Outcome(registry::Registry&)> action) {
    on(command, [this, action = std::move(action)]() -> Outcome {
        auto opened = registry();
        if (!opened) return std::unexpected(opened.error());
        return action(**opened);
    });
}

std::expected<const runtime::Settings*, Refusal> Context::settings() {
    if (!settings_) {
        auto loaded = runtime::load_settings(config_file, environment_);
        if (!loaded) return refuse(loaded.error().message());
        settings_ = std::move(*loaded);
    }
    return &*settings_;
}

std::expected<registry::Registry*, Refusal> Context::registry() {
    if (!registry_) {
        const auto loaded = settings();
        if (!loaded) return std::unexpected(loaded.error());
        if ((*loaded)->sql.url.empty()) {
            return refuse(
                "No database is configured: name a configuration with --config FILE whose [sql] url is set, "
                "or set YUNKE_SQL_URL.");
        }
        auto opened = registry::Registry::open((*loaded)->sql.url);
        if (!opened) return std::unexpected(opened.error());
        registry_ = std::move(*opened);
    }
    return &*registry_;
}

std::expected<std::string, Refusal> Context::pool() {
    if (!pool_option.empty()) return pool_option;
    const auto loaded = settings();
    if (!loaded) return std::unexpected(loaded.error());
    return (*loaded)->pool.name;
}

std::expected<std::string, Refusal> Context::read_password() {
    std::string line;
    if (!std::getline(in_, line)) return refuse("No password came on standard input; write one line with it.");
    if (line.ends_with('\r')) line.pop_back();
    return line;
}

void Context::print(const Table& table) {
    if (held_) {
        held_->text += as_text(table);
        held_->json += as_json(table);
    } else {
        out_ << (json ? as_json(table) : as_text(table));
    }
}

void Context::print(const std::string& text) {
    if (held_) {
        held_->text += text;
        held_->json += text;
    } else {
        out_ << text;
    }
}

void Context::print_kept(const Printed& printed) {
    out_ << (json ? printed.json : printed.text);
}

void Context::hold() {
    held_.emplace();
}

Printed Context::take_held() {
    return std::exchange(held_, std::nullopt).value_or(Printed());
}

void Context::remark(const std::string& text) {
    out_.flush();
    err_ << text;
}

int Context::finish() {
    out_.flush();
    if (!out_) outcome_ = refuse("The output could not be written.");
    if (outcome_) return exit_ok;
    const auto& refusal = outcome_.error();
    if (json) {
        err_ << "{\"error\":" << json_string(refusal.code) << ",\"field\":" << json_string(refusal.field)
             << ",\"message\":" << json_string(refusal.message) << "}\n";
    } else {
        err_ << "yunkectl: " << refusal.message << '\n';
    }
    return refusal.exit_code;
}

}  // namespace yunke::ctl
