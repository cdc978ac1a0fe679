#include "runtime/log.hpp"

#include <spdlog/logger.h>
#include <spdlog/sinks/base_sink.h>
#include <spdlog/sinks/stdout_sinks.h>

#include <array>
#include <chrono>
#include <mutex>
#include <utility>

#include "runtime/log_format.hpp"

namespace yunke::runtime {
namespace {

constexpr std::array<std::string_view, 6> level_names{"trace", "debug", "info", "warn", "error", "off"};

// Lines are handed to the callback without a newline, one at a time.
class CallbackSink final : public spdlog::sinks::base_sink<std::mutex> {
public:
    explicit CallbackSink(std::function<void(std::string_view)> callback) : callback_(std::move(callback)) {}

private:
    void sink_it_(const spdlog::details::log_msg& message) override {
        callback_({message.payload.data(), message.payload.size()});
    }
    void flush_() override {}

    std::function<void(std::string_view)> callback_;
};

spdlog::sink_ptr make_sink(std::function<void(std::string_view)> callback) {
    if (callback) return std::make_shared<CallbackSink>(std::move(callback));
    return std::make_shared<spdlog::sinks::stderr_sink_mt>();
}

}  // namespace

std::optional<LogLevel> parse_log_level(std::string_view text) {
    for (std::size_t i = 0; i < level_names.size(); ++i)
        if (level_names[i] == text) return static_cast<LogLevel>(i);
    return std::nullopt;
}

std::string_view to_string(LogLevel level) {
    return level_names[static_cast<std::size_t>(level)];
}

struct Log::Output {
    Output(LogFormat f, std::function<void(std::string_view)> sink)
        : format(f), logger("yunke", make_sink(std::move(sink))) {
        logger.set_pattern("%v");
        logger.set_level(spdlog::level::trace);
        logger.flush_on(spdlog::level::trace);
    }

    LogFormat format;
    spdlog::logger logger;
};

Log::Log(LogOptions options)
    : output_(std::make_shared<Output>(options.format, std::move(options.sink))),
      part_(std::move(options.part)),
      level_(options.level) {}

Log Log::part(std::string_view name) const {
    Log other = *this;
    other.part_ = name;
    return other;
}

void Log::write(LogLevel level, std::string_view event, LogFields fields) const {
    if (!output_ || level >= LogLevel::off) return;
    const auto now = std::chrono::system_clock::now().time_since_epoch();
    const LogLine line{std::chrono::duration_cast<std::chrono::microseconds>(now).count(), level, part_, event, fields};
    std::string text;
    text.reserve(256);
    if (output_->format == LogFormat::json) {
        append_json(text, line);
    } else {
        append_text(text, line);
    }
    output_->logger.log(static_cast<spdlog::level::level_enum>(level), spdlog::string_view_t(text.data(), text.size()));
}

}  // namespace yunke::runtime
