#include "runtime/redis/errors.hpp"

namespace yunke::redis {

std::string_view describe(errc code) {
    switch (code) {
        case errc::bad_endpoint:
            return "the address of Redis cannot be understood";
        case errc::not_connected:
            return "there is no connection to Redis";
        case errc::lost_maybe_applied:
            return "the connection to Redis broke before the answer came; the request may have been carried out";
        case errc::timed_out:
            return "Redis did not answer in time";
        case errc::cancelled:
            return "the request was cancelled";
        case errc::stopped:
            return "the Redis client was stopped";
        case errc::overloaded:
            return "too many requests are waiting for Redis";
        case errc::server_error:
            return "Redis refused the request";
        case errc::protocol:
            return "Redis sent something that is not understood";
        case errc::authentication:
            return "Redis refused user or password";
    }
    return "unknown error";
}

std::string Error::message() const {
    std::string text(describe(code));
    if (!detail.empty()) text.append(": ").append(detail);
    return text;
}

std::string_view Error::server_code() const {
    if (code != errc::server_error) return {};
    return std::string_view(detail).substr(0, detail.find(' '));
}

}  // namespace yunke::redis
