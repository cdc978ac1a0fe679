// The WebSocket close codes that the gateway uses itself, as docs/protocol.md lists them. Others (4001, 4006, 4007,
// 4010) come from the dispatcher and are passed on as they are.
#pragma once

#include <cstdint>

namespace yunke::gateway::close_code {

inline constexpr std::uint16_t normal = 1000;
inline constexpr std::uint16_t protocol_error = 1002;
inline constexpr std::uint16_t wrong_type = 1003;
inline constexpr std::uint16_t not_utf8 = 1007;
inline constexpr std::uint16_t too_large = 1009;
inline constexpr std::uint16_t reconnect = 1012;
inline constexpr std::uint16_t try_later = 1013;
inline constexpr std::uint16_t no_hello = 4002;
inline constexpr std::uint16_t unauthorised = 4003;
inline constexpr std::uint16_t malformed = 4004;
inline constexpr std::uint16_t too_many = 4005;
inline constexpr std::uint16_t forbidden = 4008;
inline constexpr std::uint16_t silent = 4009;

}  // namespace yunke::gateway::close_code
