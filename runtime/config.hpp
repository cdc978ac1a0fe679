// The configuration: one TOML file for all processes, every key also as YUNKE_<SECTION>_<KEY> in the environment, which
// wins. It is read once, checked whole, and handed on as a plain struct; each value remembers where it came from.
// A wrong key, type or value is reported with file, line, key and what is allowed; all problems at once.
#pragma once

#include <cstdint>
#include <expected>
#include <filesystem>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "runtime/log.hpp"

namespace yunke::runtime {

enum class Durability : std::uint8_t {
    always,   // Redis calls fsync before it answers
    relaxed,  // fsync each second
};

struct PoolSettings {
    std::string name = "main";
};

struct RedisSettings {
    std::string url = "redis://127.0.0.1:6379";
    std::string user;                     // overrides one in the url
    std::filesystem::path password_file;  // empty = no password, or the url's
};

struct SqlSettings {
    std::string url;  // sqlite3:///absolute/path or postgresql://...; empty only for processes that use no SQL
};

struct SecretSettings {
    std::filesystem::path token_key_file;
};

struct LogSettings {
    LogLevel level = LogLevel::info;
    LogFormat format = LogFormat::text;
};

struct GatewaySettings {
    std::string name = "g1";
    std::string listen = "127.0.0.1:8080";
    std::uint32_t threads = 0;  // 0 = one per core
    std::filesystem::path web_root;
    std::vector<std::string> allowed_origins;
    std::filesystem::path tls_certificate;  // both or none
    std::filesystem::path tls_key;
    std::int64_t gateway_lost_ms = 10'000;  // at most the dispatcher's
    std::int64_t hello_timeout_ms = 5'000;
    std::int64_t silence_timeout_ms = 75'000;
    std::uint32_t shopper_frames_per_minute = 100;
    std::uint32_t agent_frames_per_minute = 600;
    std::int64_t lag_busy_ms = 2'000;
    std::uint32_t max_connections = 20'000;
    std::uint32_t login_threads = 2;
    std::uint32_t tickets_per_minute = 300;    // shoppers', per client address; 0 = no limit
    std::vector<std::string> trusted_proxies;  // whose X-Forwarded-For is believed
};

struct DispatcherSettings {
    std::string listen = "127.0.0.1:8081";
    std::string name = "d1";
    std::int64_t lease_ms = 1'500;
    std::int64_t gateway_lost_ms = 10'000;
    Durability durability = Durability::always;
    std::uint32_t batch_commands_max = 1024;
    std::uint32_t memory_mark_percent = 70;  // of Redis' maxmemory; above it new conversations are refused
};

struct LedgerSettings {
    std::string url;  // as sql.url; empty = sql.url
    std::string listen = "127.0.0.1:8082";
    std::uint32_t batch_facts_max = 4'096;
};

// One line of what describe() prints.
struct SettingOrigin {
    std::string key;     // "gateway.listen"
    std::string value;   // masked if secret
    std::string origin;  // "default", "/etc/yunke/yunke.toml:12", "environment YUNKE_GATEWAY_LISTEN"
};

struct Settings {
    PoolSettings pool;
    RedisSettings redis;
    SqlSettings sql;
    SecretSettings secrets;
    LogSettings log;
    GatewaySettings gateway;
    DispatcherSettings dispatcher;
    LedgerSettings ledger;
    std::vector<SettingOrigin> origins;  // every key, in the order of the documentation

    const std::string& ledger_url() const { return ledger.url.empty() ? sql.url : ledger.url; }

    LogOptions log_options(std::string part) const { return {log.level, log.format, std::move(part), {}}; }
};

struct ConfigError {
    std::vector<std::string> problems;  // a sentence each, with file and line or the variable's name
    std::string message() const;        // all of them, a line each
};

using Environment = std::map<std::string, std::string>;
Environment process_environment();  // the variables that begin with YUNKE_

// An empty path means no file: defaults and environment. Relative paths inside the file are taken from its folder,
// those of the environment from the working directory.
std::expected<Settings, ConfigError> load_settings(const std::filesystem::path& file, const Environment& environment);

// Every key with value and origin, a line each, aligned; secrets masked. For --check-config.
std::string describe(const Settings& settings);

// Splits "host:port" or "[v6]:port"; nullopt if it is neither.
struct HostPort {
    std::string host;
    std::uint16_t port = 0;
};
std::optional<HostPort> parse_host_port(std::string_view text);

}  // namespace yunke::runtime
