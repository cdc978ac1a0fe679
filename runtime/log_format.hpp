// How one log line looks, in both formats; apart from the output so that it can be tested by itself.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "runtime/log.hpp"

namespace yunke::runtime {

struct LogLine {
    std::int64_t wall_us = 0;  // microseconds since 1970 UTC
    LogLevel level = LogLevel::info;
    std::string_view part;
    std::string_view event;
    LogFields fields;
};

// 2024-05-01 12:00:00.123 INFO  gateway     socket_open            session=7 pool=main      (local time)
void append_text(std::string& out, const LogLine& line);

// {"time":"2024-05-01T04:00:00.123456Z","level":"info","part":"gateway","event":"socket_open","session":7}
void append_json(std::string& out, const LogLine& line);

// A JSON string with its quotes; bytes that are no UTF-8 become U+FFFD.
void append_json_string(std::string& out, std::string_view text);

}  // namespace yunke::runtime
