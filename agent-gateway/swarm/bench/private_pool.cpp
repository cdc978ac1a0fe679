#include "agent-gateway/swarm/bench/private_pool.hpp"

#include <fmt/format.h>
#include <netinet/in.h>
#include <sys/socket.h>
#include <unistd.h>

#include <chrono>
#include <functional>
#include <stdexcept>
#include <thread>

#include "agent-gateway/swarm/bench/redis_ask.hpp"
#include "agent-gateway/swarm/client/http.hpp"
#include "runtime/random.hpp"

namespace yunke::swarm {
namespace {

using Failed = std::unexpected<std::string>;
using Done = std::expected<void, std::string>;
using namespace std::chrono_literals;

constexpr std::chrono::seconds patience{30};

// gateway, dispatcher: sections of the configuration. What is raised is raised for measuring: the swarm's few lines
// stand for many people's, and nobody beats.
constexpr const char* raised = R"([gateway]
threads = 1
gateway_lost_ms = 600000
silence_timeout_ms = 3600000
hello_timeout_ms = 60000
shopper_frames_per_minute = 1000000
agent_frames_per_minute = 1000000
lag_busy_ms = 60000
max_connections = 100000
[dispatcher]
gateway_lost_ms = 600000
)";

Done until(const std::function<bool()>& done, const std::string& what) {
    const auto deadline = std::chrono::steady_clock::now() + patience;
    while (!done()) {
        if (std::chrono::steady_clock::now() >= deadline)
            return Failed(fmt::format("Waited {} s in vain until {}.", patience.count(), what));
        std::this_thread::sleep_for(10ms);
    }
    return {};
}

std::filesystem::path program(const char* name) {
    return std::filesystem::read_symlink("/proc/self/exe").parent_path() / name;
}

}  // namespace

std::uint16_t free_port() {
    const int handle = ::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    socklen_t size = sizeof address;
    const bool found = handle >= 0 && ::bind(handle, reinterpret_cast<sockaddr*>(&address), size) == 0 &&
                       ::getsockname(handle, reinterpret_cast<sockaddr*>(&address), &size) == 0;
    if (handle >= 0) ::close(handle);
    if (!found) throw std::runtime_error("No port of 127.0.0.1 is free.");
    return ntohs(address.sin_port);
}

std::expected<Child, std::string> start_redis(const Folder& folder, const std::string& fsync) {
    ChildOptions options;
    // As deploy/redis.conf.in has it.
    options.command = {"redis-server",
                       "--port",
                       "0",
                       "--unixsocket",
                       (folder / "redis.sock").string(),
                       "--unixsocketperm",
                       "700",
                       "--dir",
                       folder.path().string(),
                       "--daemonize",
                       "no",
                       "--save",
                       "",
                       "--appendonly",
                       "yes",
                       "--appendfsync",
                       fsync,
                       "--maxmemory-policy",
                       "noeviction",
                       "--auto-aof-rewrite-min-size",
                       "512mb",
                       "--rdbcompression",
                       "no"};
    options.output = folder / "redis.log";
    auto child = Child::start(std::move(options));
    if (!child) return child;
    if (child->wait_for_line("ready to accept connections", patience).empty())
        return Failed("redis-server does not start:\n" + child->output());
    return child;
}

std::vector<std::string> raised_limits() {
    std::vector<std::string> lines;
    std::string line, section;
    for (const char* at = raised; *at != '\0'; ++at) {
        if (*at != '\n') {
            line += *at;
            continue;
        }
        if (line.starts_with('['))
            section = line.substr(1, line.size() - 2);
        else
            lines.push_back(std::string(section).append(".").append(line));
        line.clear();
    }
    return lines;
}

std::expected<std::unique_ptr<PrivatePool>, std::string> PrivatePool::start(PrivatePoolOptions options) {
    std::unique_ptr<PrivatePool> pool(new PrivatePool(options));
    if (auto done = pool->prepare(); !done) return Failed(done.error());
    for (int i = 0; i < options.dispatchers; ++i) {
        if (auto done = pool->start_dispatcher(i); !done) return Failed(done.error());
        if (i > 0) continue;
        const auto leads = [&] { return pool->leader() == 0; };
        if (auto done = until(leads, "the first dispatcher leads"); !done) return Failed(done.error());
    }
    return pool;
}

PrivatePool::~PrivatePool() {
    for (auto* children : {&gateways_, &dispatchers_})
        for (Child& child : *children)
            child.stop();
    redis_.stop();
}

Done PrivatePool::prepare() {
    for (int i = 0; i < options_.dispatchers; ++i)
        dispatcher_ports_.push_back(free_port());
    for (int i = 0; i < options_.gateways; ++i)
        gateway_ports_.push_back(free_port());
    dispatchers_.resize(dispatcher_ports_.size());
    gateways_.resize(gateway_ports_.size());
    if (options_.tls)
        if (auto done = make_certificate(); !done) return done;
    const auto key = folder_.write("token.key", runtime::random_hex(64) + "\n");
    const std::string sql = "sqlite3://" + (folder_ / "yunke.db").string();
    const std::string text = fmt::format(
        "[pool]\nname = \"{}\"\n[redis]\nurl = \"{}\"\n[sql]\nurl = \"{}\"\n[secrets]\ntoken_key_file = \"{}\"\n"
        "[log]\nlevel = \"warn\"\n{}lease_ms = {}\ndurability = \"{}\"\n",
        name, redis_url(), sql, key.string(), raised, options_.lease_ms, options_.always ? "always" : "relaxed");
    config_ = folder_.write("yunke.toml", text);
    const auto loaded = runtime::load_token_key(key);
    if (!loaded) return Failed(loaded.error());
    tokens_ = std::make_unique<runtime::Tokens>(*loaded);
    auto registry = registry::Registry::open(sql);
    if (!registry) return Failed(registry.error().message);
    registry_ = std::make_unique<registry::Registry>(std::move(*registry));
    if (auto created = registry_->create_pool(name); !created) return Failed(created.error().message);
    auto redis = start_redis(folder_, options_.always ? "always" : "everysec");
    if (!redis) return Failed(redis.error());
    redis_ = std::move(*redis);
    return {};
}

Done PrivatePool::make_certificate() {
    certificate_ = folder_ / "tls.crt";
    auto child =
        Child::start({.command = {"openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt",
                                  "ec_paramgen_curve:prime256v1", "-nodes", "-days", "2", "-subj", "/CN=localhost",
                                  "-keyout", (folder_ / "tls.key").string(), "-out", certificate_.string()},
                      .environment = {},
                      .output = folder_ / "openssl.log",
                      .folder = {}});
    if (!child) return Failed(child.error());
    if (child->wait(patience) != 0) return Failed("openssl makes no certificate:\n" + child->output());
    return {};
}

Done PrivatePool::start_dispatcher(int index) {
    const auto at = static_cast<std::size_t>(index);
    ChildOptions options;
    options.command = {program("yunke-dispatcher").string(), "--config", config()};
    if (!pool_created_) options.command.emplace_back("--create-pool");
    pool_created_ = true;
    options.environment = {{"YUNKE_DISPATCHER_LISTEN", fmt::format("127.0.0.1:{}", dispatcher_ports_[at])},
                           {"YUNKE_DISPATCHER_NAME", fmt::format("d{}", index)}};
    options.output = folder_ / fmt::format("dispatcher{}.log", index);
    auto child = Child::start(std::move(options));
    if (!child) return Failed(child.error());
    dispatchers_[at] = std::move(*child);
    return {};
}

Done PrivatePool::start_gateways() {
    if (auto done = wait_configured(); !done) return done;
    for (std::size_t i = 0; i < gateways_.size(); ++i) {
        ChildOptions options;
        options.command = {program("yunke-gateway").string(), "--config", config()};
        options.environment = {{"YUNKE_GATEWAY_LISTEN", fmt::format("127.0.0.1:{}", gateway_ports_[i])},
                               {"YUNKE_GATEWAY_NAME", fmt::format("g{}", i)}};
        if (options_.tls) {
            options.environment["YUNKE_GATEWAY_TLS_CERTIFICATE"] = certificate_.string();
            options.environment["YUNKE_GATEWAY_TLS_KEY"] = (folder_ / "tls.key").string();
        }
        options.output = folder_ / fmt::format("gateway{}.log", i);
        auto child = Child::start(std::move(options));
        if (!child) return Failed(child.error());
        gateways_[i] = std::move(*child);
    }
    for (std::size_t i = 0; i < gateways_.size(); ++i)
        if (auto done = wait_ready(gateway_ports_[i]); !done)
            return Failed(done.error() + "\n" + gateways_[i].output());
    return {};
}

Done PrivatePool::wait_ready(std::uint16_t port) {
    const Address address{.port = port, .tls = options_.tls, .certificate = certificate_};
    return until(
        [&] {
            net::io_context io(1);
            bool ready = false;
            HttpRequest request;
            request.target = "/readyz";
            net::co_spawn(io, http_call(io, address, request), [&](const std::exception_ptr& bug, auto answer) {
                ready = !bug && answer && answer->status == 200;
            });
            io.run();
            return ready;
        },
        fmt::format("the gateway on port {} is ready", port));
}

Done PrivatePool::wait_configured() {
    const auto wanted = registry_->revision(name);
    if (!wanted) return Failed(wanted.error().message);
    return until(
        [&] {
            const auto revision = redis_answer({"HGET", fmt::format("{{{}}}:cursor", name), "config_revision"});
            return revision && *revision == std::to_string(*wanted);
        },
        "the pool has the registry's configuration");
}

int PrivatePool::leader() const {
    const auto holder = redis_answer({"GET", fmt::format("{{{}}}:leader", name)});  // "<term> <name>"
    const auto blank = holder ? holder->find(" d") : std::string::npos;
    return blank == std::string::npos ? -1 : std::stoi(holder->substr(blank + 2));
}

std::string PrivatePool::redis_url() const {
    return "unix://" + (folder_ / "redis.sock").string();
}

std::expected<std::string, std::string> PrivatePool::redis_answer(const std::vector<std::string>& command) const {
    redis::Request request;
    for (const std::string& word : command)
        request.arg(word);
    const auto answer = ask_redis(*redis::parse_endpoint(redis_url()), std::move(request));
    if (!answer) return Failed(answer.error());
    return std::string(answer->text());
}

Gateways PrivatePool::gateways() const {
    Gateways all;
    for (const std::uint16_t port : gateway_ports_)
        all.addresses.push_back({.port = port, .tls = options_.tls, .certificate = certificate_});
    return all;
}

Roles PrivatePool::roles() const {
    Roles roles{{"redis", {redis_.pid()}}};
    for (const Child& child : gateways_)
        roles["gateway"].push_back(child.pid());
    for (const Child& child : dispatchers_)
        roles["dispatcher"].push_back(child.pid());
    return roles;
}

}  // namespace yunke::swarm
