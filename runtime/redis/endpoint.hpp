// Where a Redis server is, who we are to it, and what it says of itself.
//   redis://[user[:password]@]host[:port]     host may be [v6]; port 6379 if absent
//   unix:///path/to/socket[?user=name&password=secret]
// Percent-escapes are understood in user, password and path.
#pragma once

#include <cstdint>
#include <expected>
#include <filesystem>
#include <string>
#include <string_view>

#include "runtime/redis/errors.hpp"

namespace yunke::redis {

struct Endpoint {
    std::string host;  // empty if socket_path is set
    std::uint16_t port = 6379;
    std::string socket_path;  // empty if host is set
    std::string user;         // ACL user; empty = the default user
    std::string password;     // empty = no AUTH

    std::string display() const;  // without secrets, for logs
};

// What a server said of itself when a connection was made.
struct ServerInfo {
    std::string run_id;  // changes when the server is another process than before
    std::string version;
    std::uint64_t connection = 0;  // 1 for the first that this client made
};

std::expected<Endpoint, Error> parse_endpoint(std::string_view url);

// The same, with what the configuration gives besides: a user that replaces the url's, and a file whose first line is
// the password. Empty means not given.
std::expected<Endpoint, Error> load_endpoint(std::string_view url, std::string_view user,
                                             const std::filesystem::path& password_file);

}  // namespace yunke::redis
