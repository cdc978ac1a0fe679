// Structured logs to stderr: an event's name and its fields, as aligned text for people or one JSON object per line for
// machines. A Log is a cheap handle to copy and hand on; every part of a process gets one in its constructor.
// Fields hold ids and numbers: never message texts, names of people or secrets.
//
//   log.info("gateway_lost", {{"pool", pool}, {"gateway", name}, {"silent_ms", 10'250}});
#pragma once

#include <concepts>
#include <cstdint>
#include <functional>
#include <initializer_list>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <variant>

namespace yunke::runtime {

enum class LogLevel : std::uint8_t { trace, debug, info, warn, error, off };
enum class LogFormat : std::uint8_t { text, json };

std::optional<LogLevel> parse_log_level(std::string_view text);  // "trace" ... "off"
std::string_view to_string(LogLevel level);

// One field; refers to its texts only until the log call returns.
struct LogField {
    using Value = std::variant<std::int64_t, std::uint64_t, double, bool, std::string_view>;
    std::string_view key;
    Value value;

    LogField(std::string_view k, bool v) : key(k), value(v) {}
    LogField(std::string_view k, std::signed_integral auto v) : key(k), value(static_cast<std::int64_t>(v)) {}
    LogField(std::string_view k, std::unsigned_integral auto v) : key(k), value(static_cast<std::uint64_t>(v)) {}
    LogField(std::string_view k, double v) : key(k), value(v) {}
    LogField(std::string_view k, std::string_view v) : key(k), value(v) {}
    LogField(std::string_view k, const char* v) : key(k), value(std::string_view(v)) {}
    LogField(std::string_view k, const std::string& v) : key(k), value(std::string_view(v)) {}
};
using LogFields = std::initializer_list<LogField>;

struct LogOptions {
    LogLevel level = LogLevel::info;
    LogFormat format = LogFormat::text;
    std::string part;                                 // the process: "gateway", "dispatcher"
    std::function<void(std::string_view line)> sink;  // where lines go instead of stderr; called under a lock
};

// Thread-safe.
class Log {
public:
    Log() = default;  // writes nothing
    explicit Log(LogOptions options);

    Log part(std::string_view name) const;  // the same output, other part name

    bool enabled(LogLevel level) const { return level >= level_; }

    void trace(std::string_view event, LogFields fields = {}) const { at(LogLevel::trace, event, fields); }
    void debug(std::string_view event, LogFields fields = {}) const { at(LogLevel::debug, event, fields); }
    void info(std::string_view event, LogFields fields = {}) const { at(LogLevel::info, event, fields); }
    void warn(std::string_view event, LogFields fields = {}) const { at(LogLevel::warn, event, fields); }
    void error(std::string_view event, LogFields fields = {}) const { at(LogLevel::error, event, fields); }

    void at(LogLevel level, std::string_view event, LogFields fields) const {
        if (enabled(level)) write(level, event, fields);
    }

private:
    struct Output;
    void write(LogLevel level, std::string_view event, LogFields fields) const;

    std::shared_ptr<Output> output_;
    std::string part_;
    LogLevel level_ = LogLevel::off;
};

}  // namespace yunke::runtime
