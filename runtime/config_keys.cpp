#include "runtime/config_keys.hpp"

#include <arpa/inet.h>

#include <algorithm>
#include <array>
#include <cctype>
#include <utility>

#include "runtime/numbers.hpp"
#include "runtime/redis/endpoint.hpp"

namespace yunke::runtime {
namespace {

bool matches_name(std::string_view text, std::size_t length_max) {
    return !text.empty() && text.size() <= length_max && std::ranges::all_of(text, [](char c) {
        return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '-';
    });
}

// `member` gives the place in Settings; one lambda serves both const and non-const.
template <class Member>
ConfigKey number(std::string_view section, std::string_view name, std::int64_t least, std::int64_t most, Member member,
                 std::string_view unit = "") {
    std::string allowed = "a whole number from " + std::to_string(least) + " to " + std::to_string(most);
    allowed.append(unit);
    return {section,
            name,
            KeyType::whole_number,
            std::move(allowed),
            [=](Settings& settings, const ConfigValue& value) {
                const auto given = std::get<std::int64_t>(value);
                if (given < least || given > most) return false;
                auto& place = member(settings);
                place = static_cast<std::remove_reference_t<decltype(place)>>(given);
                return true;
            },
            [=](const Settings& settings) { return std::to_string(member(settings)); }};
}

template <class Member>
ConfigKey milliseconds(std::string_view section, std::string_view name, std::int64_t least, std::int64_t most,
                       Member member) {
    return number(section, name, least, most, member, " (milliseconds)");
}

template <class Member, class Check>
ConfigKey text(std::string_view section, std::string_view name, std::string allowed, Member member, Check check) {
    return {section,
            name,
            KeyType::text,
            std::move(allowed),
            [=](Settings& settings, const ConfigValue& value) {
                const auto& given = std::get<std::string>(value);
                if (!check(given)) return false;
                member(settings) = given;
                return true;
            },
            [=](const Settings& settings) { return member(settings); }};
}

template <class Member>
ConfigKey path(std::string_view section, std::string_view name, std::string allowed, Member member) {
    return {section,
            name,
            KeyType::path,
            std::move(allowed),
            [=](Settings& settings, const ConfigValue& value) {
                const auto& given = std::get<std::string>(value);
                if (given.find('\0') != std::string::npos) return false;
                member(settings) = given;
                return true;
            },
            [=](const Settings& settings) { return member(settings).string(); }};
}

template <class Choice, std::size_t count, class Member>
ConfigKey choice(std::string_view section, std::string_view name,
                 std::array<std::pair<std::string_view, Choice>, count> choices, Member member) {
    std::string allowed = "one of";
    for (const auto& [word, meaning] : choices)
        allowed.append(" \"").append(word).append("\"");
    return {section,
            name,
            KeyType::text,
            std::move(allowed),
            [=](Settings& settings, const ConfigValue& value) {
                for (const auto& [word, meaning] : choices) {
                    if (word != std::get<std::string>(value)) continue;
                    member(settings) = meaning;
                    return true;
                }
                return false;
            },
            [=](const Settings& settings) {
                for (const auto& [word, meaning] : choices)
                    if (meaning == member(settings)) return std::string(word);
                return std::string("?");
            }};
}

bool is_listen(std::string_view given) {
    return parse_host_port(given).has_value();
}

bool is_sql_url(std::string_view given) {
    return given.starts_with("sqlite3:///") || given.starts_with("postgresql://");
}

// An origin as browsers send it: scheme and authority, nothing behind.
bool is_origin(std::string_view given) {
    const std::string_view scheme = given.starts_with("https://") ? "https://" : "http://";
    if (!given.starts_with(scheme)) return false;
    const std::string_view authority = given.substr(scheme.size());
    return !authority.empty() && authority.find_first_of("/?#@* \t\"") == std::string_view::npos &&
           std::ranges::none_of(authority, [](char c) { return c >= 'A' && c <= 'Z'; });
}

// postgresql://user:secret@host/db without the secret; the same shape for redis.
std::string mask_url(const std::string& url) {
    std::string masked = url;
    const auto scheme = masked.find("://");
    const auto authority_end = scheme == std::string::npos ? std::string::npos : masked.find('/', scheme + 3);
    const auto at = scheme == std::string::npos ? std::string::npos : masked.rfind('@', authority_end);
    if (at != std::string::npos && at > scheme) {
        const auto colon = masked.find(':', scheme + 3);
        if (colon != std::string::npos && colon < at) masked.replace(colon + 1, at - colon - 1, "***");
    }
    const auto query = masked.find("password=");
    if (query != std::string::npos) {
        const auto begin = query + std::string_view("password=").size();
        masked.replace(begin, std::min(masked.find_first_of("& ", begin), masked.size()) - begin, "***");
    }
    return masked;
}

ConfigKey masked(ConfigKey key) {
    key.print = [print = std::move(key.print)](const Settings& settings) { return mask_url(print(settings)); };
    key.secret = true;
    return key;
}

ConfigKey allowed_origins() {
    return {"gateway",
            "allowed_origins",
            KeyType::list,
            "a list of origins as browsers send them, like \"https://shop.example\" (lower case, no path), at most 256",
            [](Settings& settings, const ConfigValue& value) {
                const auto& given = std::get<std::vector<std::string>>(value);
                if (given.size() > 256 || !std::ranges::all_of(given, is_origin)) return false;
                settings.gateway.allowed_origins = given;
                return true;
            },
            [](const Settings& settings) {
                std::string out;
                for (const auto& origin : settings.gateway.allowed_origins)
                    out.append(out.empty() ? "" : ",").append(origin);
                return out;
            }};
}

bool is_network(const std::string& given) {
    const auto slash = given.find('/');
    const std::string address = given.substr(0, slash);
    std::array<unsigned char, 16> bytes{};
    const bool v4 = inet_pton(AF_INET, address.c_str(), bytes.data()) == 1;
    if (!v4 && inet_pton(AF_INET6, address.c_str(), bytes.data()) != 1) return false;
    if (slash == std::string::npos) return true;
    const auto prefix = parse_number<unsigned>(std::string_view(given).substr(slash + 1));
    return prefix && *prefix <= (v4 ? 32U : 128U);
}

ConfigKey trusted_proxies() {
    return {"gateway",
            "trusted_proxies",
            KeyType::list,
            "a list of addresses or networks like \"127.0.0.1\" or \"10.0.0.0/8\", at most 64",
            [](Settings& settings, const ConfigValue& value) {
                const auto& given = std::get<std::vector<std::string>>(value);
                if (given.size() > 64 || !std::ranges::all_of(given, is_network)) return false;
                settings.gateway.trusted_proxies = given;
                return true;
            },
            [](const Settings& settings) {
                std::string out;
                for (const auto& proxy : settings.gateway.trusted_proxies)
                    out.append(out.empty() ? "" : ",").append(proxy);
                return out;
            }};
}

constexpr const char* name_rule = "1 to 32 characters of a-z, 0-9 and -";
constexpr const char* listen_rule = "an address and port like \"127.0.0.1:8080\" or \"[::1]:8080\"";
constexpr const char* file_rule = "a path to a file";

bool is_name(std::string_view given) {
    return matches_name(given, 32);
}

void add_common(std::vector<ConfigKey>& keys) {
    keys.push_back(text("pool", "name", name_rule, [](auto& s) -> auto& { return s.pool.name; }, is_name));
    keys.push_back(masked(text(
        "redis", "url", "\"redis://[user[:password]@]host[:port]\" or \"unix:///path/to/socket\"",
        [](auto& s) -> auto& { return s.redis.url; },
        [](const std::string& url) { return redis::parse_endpoint(url).has_value(); })));
    keys.push_back(text(
        "redis", "user", "an ACL user's name", [](auto& s) -> auto& { return s.redis.user; },
        [](const std::string& name) { return name.size() <= 256; }));
    keys.push_back(path("redis", "password_file", file_rule, [](auto& s) -> auto& { return s.redis.password_file; }));
    keys.push_back(masked(text(
        "sql", "url", "\"sqlite3:///absolute/path\" or \"postgresql://user:password@host/database\"",
        [](auto& s) -> auto& { return s.sql.url; }, is_sql_url)));
    keys.push_back(
        path("secrets", "token_key_file", file_rule, [](auto& s) -> auto& { return s.secrets.token_key_file; }));
    keys.push_back(choice<LogLevel, 6>("log", "level",
                                       {{{"trace", LogLevel::trace},
                                         {"debug", LogLevel::debug},
                                         {"info", LogLevel::info},
                                         {"warn", LogLevel::warn},
                                         {"error", LogLevel::error},
                                         {"off", LogLevel::off}}},
                                       [](auto& s) -> auto& { return s.log.level; }));
    keys.push_back(choice<LogFormat, 2>("log", "format", {{{"text", LogFormat::text}, {"json", LogFormat::json}}},
                                        [](auto& s) -> auto& { return s.log.format; }));
}

void add_gateway(std::vector<ConfigKey>& keys) {
    const std::string_view g = "gateway";
    keys.push_back(text(g, "name", name_rule, [](auto& s) -> auto& { return s.gateway.name; }, is_name));
    keys.push_back(text(g, "listen", listen_rule, [](auto& s) -> auto& { return s.gateway.listen; }, is_listen));
    keys.push_back(
        number(g, "threads", 0, 256, [](auto& s) -> auto& { return s.gateway.threads; }, ", 0 = one per core"));
    keys.push_back(path(g, "web_root", "a path to a folder", [](auto& s) -> auto& { return s.gateway.web_root; }));
    keys.push_back(allowed_origins());
    keys.push_back(path(g, "tls_certificate", file_rule, [](auto& s) -> auto& { return s.gateway.tls_certificate; }));
    keys.push_back(path(g, "tls_key", file_rule, [](auto& s) -> auto& { return s.gateway.tls_key; }));
    keys.push_back(
        milliseconds(g, "gateway_lost_ms", 500, 600'000, [](auto& s) -> auto& { return s.gateway.gateway_lost_ms; }));
    keys.push_back(
        milliseconds(g, "hello_timeout_ms", 50, 60'000, [](auto& s) -> auto& { return s.gateway.hello_timeout_ms; }));
    keys.push_back(milliseconds(g, "silence_timeout_ms", 100, 3'600'000,
                                [](auto& s) -> auto& { return s.gateway.silence_timeout_ms; }));
    keys.push_back(number(g, "shopper_frames_per_minute", 1, 1'000'000,
                          [](auto& s) -> auto& { return s.gateway.shopper_frames_per_minute; }));
    keys.push_back(number(g, "agent_frames_per_minute", 1, 1'000'000,
                          [](auto& s) -> auto& { return s.gateway.agent_frames_per_minute; }));
    keys.push_back(milliseconds(g, "lag_busy_ms", 50, 600'000, [](auto& s) -> auto& { return s.gateway.lag_busy_ms; }));
    keys.push_back(
        number(g, "max_connections", 1, 1'000'000, [](auto& s) -> auto& { return s.gateway.max_connections; }));
    keys.push_back(number(g, "login_threads", 1, 64, [](auto& s) -> auto& { return s.gateway.login_threads; }));
    keys.push_back(number(
        g, "tickets_per_minute", 0, 1'000'000, [](auto& s) -> auto& { return s.gateway.tickets_per_minute; },
        ", 0 = no limit"));
    keys.push_back(trusted_proxies());
}

void add_dispatcher(std::vector<ConfigKey>& keys) {
    const std::string_view d = "dispatcher";
    keys.push_back(text(d, "listen", listen_rule, [](auto& s) -> auto& { return s.dispatcher.listen; }, is_listen));
    keys.push_back(text(d, "name", name_rule, [](auto& s) -> auto& { return s.dispatcher.name; }, is_name));
    keys.push_back(milliseconds(d, "lease_ms", 200, 60'000, [](auto& s) -> auto& { return s.dispatcher.lease_ms; }));
    keys.push_back(milliseconds(d, "gateway_lost_ms", 500, 600'000,
                                [](auto& s) -> auto& { return s.dispatcher.gateway_lost_ms; }));
    keys.push_back(choice<Durability, 2>(d, "durability",
                                         {{{"always", Durability::always}, {"relaxed", Durability::relaxed}}},
                                         [](auto& s) -> auto& { return s.dispatcher.durability; }));
    keys.push_back(
        number(d, "batch_commands_max", 1, 4096, [](auto& s) -> auto& { return s.dispatcher.batch_commands_max; }));
    keys.push_back(
        number(d, "memory_mark_percent", 1, 100, [](auto& s) -> auto& { return s.dispatcher.memory_mark_percent; }));
}

void add_ledger(std::vector<ConfigKey>& keys) {
    const std::string_view l = "ledger";
    keys.push_back(masked(text(
        l, "url", "\"sqlite3:///absolute/path\" or \"postgresql://user:password@host/database\"",
        [](auto& s) -> auto& { return s.ledger.url; }, is_sql_url)));
    keys.push_back(text(l, "listen", listen_rule, [](auto& s) -> auto& { return s.ledger.listen; }, is_listen));
    keys.push_back(number(l, "batch_facts_max", 1, 65'536, [](auto& s) -> auto& { return s.ledger.batch_facts_max; }));
}

}  // namespace

std::string ConfigKey::variable() const {
    std::string text = "YUNKE_" + std::string(section) + "_" + std::string(name);
    std::ranges::transform(text, text.begin(), [](unsigned char c) { return static_cast<char>(std::toupper(c)); });
    return text;
}

std::span<const ConfigKey> config_keys() {
    static const std::vector<ConfigKey> keys = [] {
        std::vector<ConfigKey> all;
        add_common(all);
        add_gateway(all);
        add_dispatcher(all);
        add_ledger(all);
        return all;
    }();
    return keys;
}

std::vector<std::string> check_together(const Settings& settings) {
    std::vector<std::string> problems;
    if (settings.gateway.tls_certificate.empty() != settings.gateway.tls_key.empty())
        problems.emplace_back(
            "gateway.tls_certificate and gateway.tls_key: give both, or neither to serve without TLS");
    // A gateway must give up its sockets before the dispatcher gives them to others.
    if (settings.gateway.gateway_lost_ms > settings.dispatcher.gateway_lost_ms)
        problems.emplace_back("gateway.gateway_lost_ms (" + std::to_string(settings.gateway.gateway_lost_ms) +
                              ") must not be greater than dispatcher.gateway_lost_ms (" +
                              std::to_string(settings.dispatcher.gateway_lost_ms) + ")");
    return problems;
}

}  // namespace yunke::runtime
