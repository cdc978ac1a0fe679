#include "runtime/redis/endpoint.hpp"

#include <fstream>
#include <optional>
#include <utility>

#include "runtime/encoding.hpp"
#include "runtime/numbers.hpp"

namespace yunke::redis {
namespace {

// sockaddr_un holds 108 bytes, the last one a NUL.
constexpr std::size_t socket_path_max = 107;

std::unexpected<Error> bad(std::string why) {
    return std::unexpected(Error{errc::bad_endpoint, std::move(why)});
}

std::optional<std::string> unescape(std::string_view text) {
    std::string out;
    for (std::size_t i = 0; i < text.size(); ++i) {
        if (text[i] != '%') {
            out.push_back(text[i]);
            continue;
        }
        const auto byte = i + 2 < text.size() ? runtime::hex_decode(text.substr(i + 1, 2)) : std::nullopt;
        if (!byte || byte->front() == '\0') return std::nullopt;
        out.append(*byte);
        i += 2;
    }
    return out;
}

std::expected<void, Error> parse_credentials(std::string_view text, Endpoint& endpoint) {
    const auto colon = text.find(':');
    const auto user = unescape(text.substr(0, colon));
    const auto password = colon == std::string_view::npos ? std::string() : unescape(text.substr(colon + 1));
    if (!user || !password) return bad("a % in user or password is not followed by two hex digits");
    endpoint.user = *user;
    endpoint.password = *password;
    return {};
}

std::expected<Endpoint, Error> parse_tcp(std::string_view rest) {
    Endpoint endpoint;
    if (rest.ends_with('/')) rest.remove_suffix(1);
    if (rest.find_first_of("/?# ") != std::string_view::npos)
        return bad("nothing may follow host and port (there are no database numbers)");
    if (const auto at = rest.rfind('@'); at != std::string_view::npos) {
        if (const auto parsed = parse_credentials(rest.substr(0, at), endpoint); !parsed)
            return std::unexpected(parsed.error());
        rest.remove_prefix(at + 1);
    }
    const auto bracket = rest.starts_with('[') ? rest.find(']') : std::string_view::npos;
    const auto colon = rest.find(':', bracket == std::string_view::npos ? 0 : bracket);
    std::string_view host = rest.substr(0, colon);
    if (bracket != std::string_view::npos) {
        if (host.size() != bracket + 1) return bad("text follows the ] of the host");
        host = host.substr(1, bracket - 1);
    }
    if (host.empty() || host.find_first_of("[]") != std::string_view::npos) return bad("the host is missing");
    endpoint.host = host;
    if (colon == std::string_view::npos) return endpoint;
    const auto port = runtime::parse_number<std::uint16_t>(rest.substr(colon + 1));
    if (!port || *port == 0) return bad("the port is not a number from 1 to 65535");
    endpoint.port = *port;
    return endpoint;
}

std::expected<Endpoint, Error> parse_unix(std::string_view rest) {
    Endpoint endpoint;
    const auto question = rest.find('?');
    const auto path = unescape(rest.substr(0, question));
    if (!path || !path->starts_with('/') || path->size() < 2) return bad("an absolute path is needed");
    if (path->size() > socket_path_max) return bad("a Unix socket's path has at most 107 bytes");
    endpoint.socket_path = *path;
    std::string_view query = question == std::string_view::npos ? std::string_view() : rest.substr(question + 1);
    while (!query.empty()) {
        const auto end = std::min(query.find('&'), query.size());
        const std::string_view item = query.substr(0, end);
        query.remove_prefix(std::min(end + 1, query.size()));
        const auto equals = item.find('=');
        const auto value = equals == std::string_view::npos ? std::nullopt : unescape(item.substr(equals + 1));
        if (value && item.substr(0, equals) == "user") {
            endpoint.user = *value;
        } else if (value && item.substr(0, equals) == "password") {
            endpoint.password = *value;
        } else {
            return bad("after ? only user=... and password=... are known");
        }
    }
    return endpoint;
}

}  // namespace

std::string Endpoint::display() const {
    if (!socket_path.empty()) return "unix://" + socket_path;
    const bool v6 = host.find(':') != std::string::npos;
    return "redis://" + (v6 ? "[" + host + "]" : host) + ":" + std::to_string(port);
}

std::expected<Endpoint, Error> parse_endpoint(std::string_view url) {
    constexpr std::string_view tcp = "redis://";
    constexpr std::string_view local = "unix://";
    if (url.starts_with(tcp)) return parse_tcp(url.substr(tcp.size()));
    if (url.starts_with(local)) return parse_unix(url.substr(local.size()));
    return bad("it must begin with redis:// or unix:// (TLS goes through a Unix socket or stunnel)");
}

std::expected<Endpoint, Error> load_endpoint(std::string_view url, std::string_view user,
                                             const std::filesystem::path& password_file) {
    auto endpoint = parse_endpoint(url);
    if (!endpoint) return endpoint;
    if (!user.empty()) endpoint->user = user;
    if (password_file.empty()) return endpoint;
    std::ifstream stream(password_file);
    std::string line;
    if (!stream || !std::getline(stream, line))
        return bad("the password file " + password_file.string() + " cannot be read or is empty");
    if (line.ends_with('\r')) line.pop_back();
    if (line.empty()) return bad("the first line of the password file " + password_file.string() + " is empty");
    endpoint->password = std::move(line);
    return endpoint;
}

}  // namespace yunke::redis
