#include "tests/integration/cluster.hpp"

#include <fmt/format.h>
#include <gtest/gtest.h>

#include <stdexcept>

#include "agent-gateway/swarm/client/http.hpp"
#include "runtime/clock.hpp"
#include "runtime/random.hpp"
#include "runtime/registry/password.hpp"

namespace yunke::testing {
namespace {

template <class T>
T value_of(registry::Result<T> result) {
    if (!result) throw std::runtime_error(result.error().message);
    if constexpr (!std::is_void_v<T>) return std::move(*result);
}

std::string configuration(const TempDir& dir, const std::string& redis_url, const ClusterOptions& options) {
    return fmt::format(R"([pool]
name = "main"
[redis]
url = "{}"
[sql]
url = "sqlite3://{}"
[secrets]
token_key_file = "{}"
[log]
level = "{}"
[gateway]
threads = 1
gateway_lost_ms = {}
agent_frames_per_minute = 6000
shopper_frames_per_minute = 6000
tickets_per_minute = 0
[dispatcher]
lease_ms = {}
gateway_lost_ms = {}
)",
                       redis_url, (dir / "yunke.db").string(), (dir / "token.key").string(), options.log_level,
                       options.gateway_lost_ms, options.lease_ms, options.gateway_lost_ms);
}

// Asks until the gateway says that it is ready, or nobody waits for it any more.
net::awaitable<void> probe(net::io_context& io, swarm::Address address, std::shared_ptr<bool> ready) {
    net::steady_timer timer(io);
    swarm::HttpRequest request;
    request.target = "/readyz";
    while (ready.use_count() > 1) {
        const auto answer = co_await swarm::http_call(io, address, request);
        *ready = answer && answer->status == 200;
        if (*ready) co_return;
        timer.expires_after(30ms);
        co_await timer.async_wait(net::as_tuple(net::use_awaitable));
    }
}

}  // namespace

Cluster::Cluster(ClusterOptions options) : options_(std::move(options)), redis_(options_.redis) {
    data_url_ = redis_.url();
    if (options_.through_proxy) proxy_ = std::make_unique<TcpProxy>(redis_.port());
    options_.dispatcher_places.resize(static_cast<std::size_t>(options_.dispatchers));
    options_.gateway_places.resize(static_cast<std::size_t>(options_.gateways));
    for (int i = 0; i < options_.dispatchers; ++i)
        dispatcher_ports_.push_back(free_port());
    for (int i = 0; i < options_.gateways; ++i)
        gateway_ports_.push_back(free_port());
    dispatchers_.resize(dispatcher_ports_.size());
    gateways_.resize(gateway_ports_.size());
    write_configuration();
    fill_registry();
    start_dispatcher(0);
    until([this] { return leader() == 0; }, "the first dispatcher leads");
    begin_recording();
    for (int i = 1; i < options_.dispatchers; ++i)
        start_dispatcher(i);
    for (int i = 0; i < options_.gateways; ++i)
        start_gateway(i);
    wait_ready();
    if (!dispatcher(0).wait_for_line("config_forwarded")) throw std::runtime_error("the shops did not arrive");
}

Cluster::~Cluster() {
    people_.clear();
    if (::testing::Test::HasFailure()) fmt::print(stderr, "{}", outputs());
}

// ---- processes -----------------------------------------------------------------------------------------------------

void Cluster::write_configuration() {
    const auto key = dir_.write("token.key", runtime::random_hex(64) + "\n");
    const std::string url = proxy_ ? "redis://127.0.0.1:" + std::to_string(proxy_->port()) : redis_.url();
    config_ = dir_.write("yunke.toml", configuration(dir_, url, options_)).string();
    const auto loaded = runtime::load_token_key(key);
    if (!loaded) throw std::runtime_error(loaded.error());
    tokens_ = std::make_unique<runtime::Tokens>(*loaded);
}

void Cluster::fill_registry() {
    registry_ = std::make_unique<registry::Registry>(
        value_of(registry::Registry::open("sqlite3://" + (dir_ / "yunke.db").string())));
    value_of(registry_->create_pool("main"));
    v1::PoolConfig pool;
    pool.set_agent_grace_ms(options_.agent_grace_ms);
    pool.set_shopper_grace_ms(options_.shopper_grace_ms);
    value_of(registry_->set_pool_config("main", pool));
    const auto merchant = value_of(registry_->add_merchant("Merchant"));
    const auto rival = value_of(registry_->add_merchant("Rival"));
    const auto skill = value_of(registry_->add_skill({.key = "returns", .name_zh = "退货", .name_en = "Returns"}));
    for (const char* name : {"First shop", "Second shop"}) {
        registry::Shop shop{.pool = "main", .config = {}, .allowed_origins = {origin}};
        shop.config.set_name(name);
        shop.config.set_merchant(shops_.empty() ? merchant.id : rival.id);
        if (!shops_.empty()) shop.allowed_origins.emplace_back("https://rival.example");
        shop.config.set_open(true);
        shops_.push_back(value_of(registry_->add_shop(shop)));
        for (const char* topic : {"help", "returns"}) {
            v1::QueueConfig queue;
            queue.set_shop(shops_.back().config.id());
            queue.set_topic(topic);
            queue.set_title_zh("队列");
            queue.set_title_en("Queue");
            queue.set_answer_target_ms(60'000);
            queue.set_open(true);
            if (topic == std::string("returns")) {
                queue.add_skills()->set_skill(skill.id);
                queue.mutable_skills(0)->set_level(2);
            }
            queues_.push_back(value_of(registry_->add_queue(queue)).id());
        }
    }
    const std::string hash = value_of(registry::hash_password(password));
    for (int i = 0; i < options_.agents; ++i)
        add_agent(i, hash);
    const std::vector<registry::Account> staff = {
        {.login = "boss", .name = "Boss", .role = registry::Role::supervisor},
        {.login = "root", .name = "Root", .role = registry::Role::administrator},
        {.login = "lin", .name = "Lin", .role = registry::Role::finance},
        {.login = "guan", .name = "Guan", .role = registry::Role::officer, .region = "north"},
        {.login = "owner", .name = "Owner", .role = registry::Role::merchant, .merchant = merchant.id},
        {.login = "rival", .name = "Rival", .role = registry::Role::merchant, .merchant = rival.id},
    };
    for (const registry::Account& account : staff)
        value_of(registry_->add_account(account, hash, runtime::SystemClock().wall_ms()));
    if (options_.second_pool) add_second_pool(hash);
}

// Another tenant's: nobody serves that pool here.
void Cluster::add_second_pool(const std::string& hash) {
    value_of(registry_->create_pool("other"));
    registry::Shop shop{.pool = "other", .config = {}, .allowed_origins = {"https://other.example"}};
    shop.config.set_name("Foreign shop");
    shop.config.set_merchant(value_of(registry_->add_merchant("Foreign")).id);
    shop.config.set_open(true);
    shops_.push_back(value_of(registry_->add_shop(shop)));
    v1::QueueConfig queue;
    queue.set_shop(shops_.back().config.id());
    queue.set_topic("secret");
    queue.set_title_zh("队列");
    queue.set_title_en("Queue");
    queue.set_answer_target_ms(60'000);
    queue.set_open(true);
    queues_.push_back(value_of(registry_->add_queue(queue)).id());
    registry::Agent agent{.pool = "other", .config = {}};
    agent.config.set_name("Stranger");
    agent.config.add_languages("en");
    agent.config.set_capacity(1);
    agent.config.set_offer_timeout_ms(60'000);
    agent.config.set_enabled(true);
    agents_.push_back(value_of(registry_->add_agent(agent)).config.id());
    const registry::Account account{
        .login = "stranger", .name = "Stranger", .role = registry::Role::agent, .agent = agents_.back()};
    value_of(registry_->add_account(account, hash, runtime::SystemClock().wall_ms()));
}

void Cluster::rename_shop(const std::string& name) {
    shops_.front().config.set_name(name);
    shops_.front() = value_of(registry_->update_shop(shops_.front()));
}

// Only every second agent, from the second on, knows about returns; the first writes up until she says that she is
// done.
void Cluster::add_agent(int number, const std::string& hash) {
    registry::Agent agent{.pool = "main", .config = {}};
    agent.config.set_name("Agent " + std::to_string(number));
    agent.config.add_languages("zh-CN");
    agent.config.add_languages("en");
    agent.config.set_capacity(options_.agent_capacity);
    agent.config.set_offer_timeout_ms(60'000);
    agent.config.set_auto_accept(options_.auto_accept);
    agent.config.set_wrap_up(number == 0 ? v1::WRAP_UP_UNTIL_DONE : v1::WRAP_UP_NONE);
    agent.config.set_enabled(true);
    if (number % 2 == 1) {
        agent.config.add_skills()->set_skill(1);
        agent.config.mutable_skills(0)->set_level(3);
    }
    const auto added = value_of(registry_->add_agent(agent));
    agents_.push_back(added.config.id());
    const registry::Account account{.login = "agent" + std::to_string(number),
                                    .name = agent.config.name(),
                                    .role = registry::Role::agent,
                                    .agent = added.config.id()};
    value_of(registry_->add_account(account, hash, runtime::SystemClock().wall_ms()));
}

std::unique_ptr<Process> Cluster::start(const std::string& part, int index, std::vector<std::string> command,
                                        const Environment& added) {
    const bool gateway = part == "GATEWAY";
    const auto at = static_cast<std::size_t>(index);
    const Place& place = (gateway ? options_.gateway_places : options_.dispatcher_places).at(at);
    const std::uint16_t port = (gateway ? gateway_ports_ : dispatcher_ports_).at(at);
    ProcessOptions process;
    process.command = place.prefix;
    process.command.insert(process.command.end(), command.begin(), command.end());
    process.environment = added;
    process.environment["YUNKE_" + part + "_LISTEN"] = place.address + ":" + std::to_string(port);
    process.environment["YUNKE_" + part + "_NAME"] = (gateway ? "g" : "d") + std::to_string(index);
    if (!place.redis_url.empty()) process.environment["YUNKE_REDIS_URL"] = place.redis_url;
    process.output = dir_ / ((gateway ? "gateway" : "dispatcher") + std::to_string(index) + ".log");
    return std::make_unique<Process>(std::move(process));
}

void Cluster::start_dispatcher(int index, const Environment& added) {
    const std::string& other = options_.dispatcher_program;
    std::vector<std::string> command = {other.empty() ? YUNKE_DISPATCHER : other, "--config", config_};
    if (!std::exchange(pool_created_, true)) command.emplace_back("--create-pool");
    Environment environment = added;
    environment.insert(options_.dispatcher_environment.begin(), options_.dispatcher_environment.end());
    dispatchers_.at(static_cast<std::size_t>(index)) = start("DISPATCHER", index, std::move(command), environment);
}

void Cluster::start_gateway(int index) {
    const auto at = static_cast<std::size_t>(index);
    const GatewayExtra extra = at < options_.gateway_extras.size() ? options_.gateway_extras[at] : GatewayExtra{};
    std::vector<std::string> command = extra.wrapper;
    command.insert(command.end(), {YUNKE_GATEWAY, "--config", config_});
    gateways_.at(at) = start("GATEWAY", index, std::move(command), extra.environment);
}

std::string Cluster::dispatcher_log(int index) const {
    return read_file(dir_ / ("dispatcher" + std::to_string(index) + ".log"));
}

std::string Cluster::gateway_log(int index) const {
    return read_file(dir_ / ("gateway" + std::to_string(index) + ".log"));
}

int Cluster::leader() {
    const std::string holder = redis_.cli({"get", "{main}:leader"});  // "<term> <name>"
    const auto blank = holder.find(" d");
    return blank == std::string::npos ? -1 : std::stoi(holder.substr(blank + 2));
}

bool Cluster::leads(int index) {
    if (leader() != index || !dispatcher(index).running()) return false;
    const std::string term = redis_.cli({"get", "{main}:leader"}).substr(0, 16);
    return dispatcher(index).output().find("term=" + term + " sequence=") != std::string::npos;
}

void Cluster::wait_ready() {
    for (std::size_t i = 0; i < gateway_ports_.size(); ++i) {
        if (!gateways_[i] || !gateways_[i]->running()) continue;
        if (i < options_.gateway_extras.size() && options_.gateway_extras[i].tls) continue;
        const auto ready = std::make_shared<bool>(false);
        const swarm::Address address{.host = options_.gateway_places[i].address, .port = gateway_ports_[i]};
        net::co_spawn(io_, probe(io_, address, ready), net::detached);
        until([&] { return *ready; }, fmt::format("gateway {} is ready", i), 20s);
    }
}

swarm::Gateways Cluster::gateways(int first) const {
    swarm::Gateways all;
    for (std::size_t i = 0; i < gateway_ports_.size(); ++i)
        all.addresses.push_back({.host = options_.gateway_places[i].address, .port = gateway_ports_[i]});
    return all.from(static_cast<std::uint64_t>(first));
}

std::string Cluster::outputs() {
    std::string all;
    for (const auto& processes : {&dispatchers_, &gateways_}) {
        for (const auto& process : *processes) {
            if (!process) continue;
            std::string text = process->output();
            if (text.size() > 6'000) text.erase(0, text.find('\n', text.size() - 6'000) + 1);
            all += fmt::format("---- process {}\n{}", process->pid(), text);
        }
    }
    return all;
}

}  // namespace yunke::testing
