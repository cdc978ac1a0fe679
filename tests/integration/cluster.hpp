// A whole installation for a test: a real redis-server, dispatchers and gateways as processes of their own, shops and
// people in the registry, clients on the test's thread. Everything stands in a temporary folder, listens on private
// ports with short time-outs, and is ended by its id.
#pragma once

#include <cstdint>
#include <functional>
#include <list>
#include <map>
#include <memory>
#include <string>
#include <vector>

#include "agent-gateway/swarm/check/checker.hpp"
#include "runtime/registry/registry.hpp"
#include "runtime/tokens.hpp"
#include "tests/integration/person.hpp"
#include "tests/support/process.hpp"
#include "tests/support/redis_server.hpp"
#include "tests/support/tcp_proxy.hpp"
#include "tests/support/temp_dir.hpp"

namespace yunke::testing {

using namespace std::chrono_literals;
using std::chrono::milliseconds;

// What is different about one gateway of a cluster.
struct GatewayExtra {
    // NOLINTBEGIN(readability-redundant-member-init): without these the compiler asks every caller to name the fields.
    std::map<std::string, std::string> environment = {};
    std::vector<std::string> wrapper = {};  // a program that starts the gateway, with its first arguments
    bool tls = false;                       // not asked whether it is ready
    // NOLINTEND(readability-redundant-member-init): the fields end here.
};

// Where a process runs, and how it reaches Redis, where that is not the usual way.
struct Place {
    // NOLINTBEGIN(readability-redundant-member-init): without these the compiler asks every caller to name the fields.
    std::vector<std::string> prefix = {};  // of its command line, such as {"ip", "netns", "exec", "far"}
    std::string address = "127.0.0.1";     // it listens there
    std::string redis_url = {};            // empty: as all others
    // NOLINTEND(readability-redundant-member-init): the fields end here.
};

using Environment = std::map<std::string, std::string>;

struct ClusterOptions {
    // NOLINTBEGIN(readability-redundant-member-init): without these the compiler asks every caller to name the fields.
    int dispatchers = 1;
    int gateways = 1;
    int agents = 2;
    std::uint32_t agent_grace_ms = 90'000;
    std::uint32_t shopper_grace_ms = 0;  // 0 = as usual
    std::uint32_t agent_capacity = 3;
    std::int64_t lease_ms = 800;
    std::int64_t gateway_lost_ms = 2'500;
    bool auto_accept = false;
    std::vector<GatewayExtra> gateway_extras = {};  // of the first gateways
    bool second_pool = false;                       // in the registry: "other", with a shop, a queue and an agent
    std::string log_level = "debug";
    std::int64_t heartbeat_ms = 0;        // of clients, who believe in their line for twice as long; 0 = as usual
    std::string dispatcher_program = {};  // empty: yunke-dispatcher
    std::vector<Place> dispatcher_places = {}, gateway_places = {};  // by index; the usual one beyond their end
    Environment dispatcher_environment = {};                         // of every start
    RedisOptions redis = {};
    bool through_proxy = false;  // everybody reaches Redis through redis_proxy(); needs RedisOptions::tcp
    // NOLINTEND(readability-redundant-member-init): the fields end here.
};

// What the comparison of everything at the end of a run found.
struct Proof {
    swarm::Verdict verdict;
    std::uint64_t commits = 0, commands = 0, skipped = 0;  // replayed
    std::size_t snapshots = 0;                             // kept meanwhile; the first and the last were run on
    std::vector<std::string> faults;                       // sentences; the verdict's own are in it

    bool good() const { return faults.empty() && verdict.good(); }
    std::string summary() const;
};

class Cluster {
public:
    static constexpr const char* origin = "https://shop.example";
    static constexpr const char* password = "correct horse battery";

    explicit Cluster(ClusterOptions options = {});
    ~Cluster();
    Cluster(const Cluster&) = delete;
    Cluster& operator=(const Cluster&) = delete;

    // ---- processes ----
    const std::string& config() const { return config_; }  // its file
    RedisServer& redis() { return redis_; }
    Process& dispatcher(int index) { return *dispatchers_.at(static_cast<std::size_t>(index)); }
    Process& gateway(int index) { return *gateways_.at(static_cast<std::size_t>(index)); }
    // `added` holds for this start only.
    void start_dispatcher(int index, const Environment& added = {});
    void start_gateway(int index);
    std::string dispatcher_log(int index) const;  // of all its starts
    std::string gateway_log(int index) const;
    TcpProxy& redis_proxy() { return *proxy_; }
    // From now on the data stand there: what verify() reads.
    void use_redis(std::string url) { data_url_ = std::move(url); }
    // Called again and again while a step is waited for; what it starts must be ended by the caller.
    void set_upkeep(std::function<void()> upkeep) { upkeep_ = std::move(upkeep); }
    // Which dispatcher leads at this moment; -1: none. The lease of a dead one still counts until it runs out.
    int leader();
    // Whether this very process has the lease, and leads.
    bool leads(int index);
    void wait_ready();
    swarm::Gateways gateways(int first = 0) const;
    std::uint16_t gateway_port(int index) const { return gateway_ports_.at(static_cast<std::size_t>(index)); }

    // ---- people ----
    std::uint16_t dispatcher_port(int index) const { return dispatcher_ports_.at(static_cast<std::size_t>(index)); }
    std::uint32_t shop(std::size_t index = 0) const { return shops_.at(index).config.id(); }
    std::uint32_t agent_id(std::size_t index) const { return agents_.at(index); }
    std::uint32_t queue(std::size_t index) const { return queues_.at(index); }  // two of each shop
    std::uint32_t help_queue() const { return queues_.at(0); }
    std::uint32_t returns_queue() const { return queues_.at(1); }
    std::string shop_key(std::size_t index = 0) const;
    void rename_shop(const std::string& name);  // a configuration change on its way from SQL
    std::string shopper_ticket();               // signed here, for raw sockets
    std::string ticket(v1::Role role, std::uint32_t subject, const std::string& pool = "main",
                       std::int64_t lives_ms = 30'000) const;
    const runtime::Tokens& tokens() const { return *tokens_; }
    std::string log_in(const std::string& login);  // at the first gateway: the header Cookie
    registry::Registry& registry() { return *registry_; }
    const TempDir& folder() const { return dir_; }

    // On their way when they are returned; the first gateway tried is `gateway`.
    Person& shopper(const std::string& name, int gateway = 0, swarm::Encoding encoding = swarm::Encoding::protobuf);
    Person& agent(int index, int gateway = 0, swarm::Encoding encoding = swarm::Encoding::protobuf);
    Person& supervisor();
    Person& connect(swarm::ClientOptions options, const std::string& name, v1::Role role);
    std::list<Person>& people() { return people_; }
    swarm::ClientOptions options_for(swarm::TicketSource tickets, int gateway);

    // ---- steps; each throws a sentence when it does not come about ----
    void until(const std::function<bool()>& done, const std::string& what, milliseconds within = 15s);
    void pass(milliseconds time);                        // lets the clients live for this long
    v1::Answer ask(Person& who, v1::ClientFrame frame);  // sends and waits for the answer
    void online(Person& who);
    void available(Person& agent);
    std::uint64_t open(Person& shopper, const std::string& text, const std::string& topic = "help");
    // Waits for the offer, accepts it, waits until the chat is hers.
    void accept(Person& agent, std::uint64_t conversation);
    void say(Person& who, std::uint64_t conversation, const std::string& text);

    // Waits until everybody is at rest, ends the dispatchers and compares: records with transcripts, a replay of the
    // whole past with the state, the state with the core's invariants.
    Proof prove(swarm::CheckOptions options = {});
    // The same; adds a test failure if anything differs.
    void verify();

    net::io_context& io() { return io_; }
    // Output of all processes, for messages of failures.
    std::string outputs();

private:
    void write_configuration();
    void fill_registry();
    void add_agent(int number, const std::string& hash);
    void add_second_pool(const std::string& hash);
    void begin_recording();
    void compare_records(swarm::CheckOptions options, Proof& proof);
    void compare_replay(Proof& proof);
    void compare_snapshots(Proof& proof);
    std::unique_ptr<Process> start(const std::string& part, int index, std::vector<std::string> command,
                                   const Environment& added);

    ClusterOptions options_;
    TempDir dir_;
    RedisServer redis_;
    std::unique_ptr<TcpProxy> proxy_;
    std::string data_url_;
    std::function<void()> upkeep_;
    std::string config_;
    std::vector<std::uint16_t> dispatcher_ports_, gateway_ports_;
    std::vector<std::unique_ptr<Process>> dispatchers_, gateways_;
    std::unique_ptr<registry::Registry> registry_;
    std::unique_ptr<runtime::Tokens> tokens_;
    std::vector<registry::Shop> shops_;
    std::vector<std::uint32_t> queues_;
    std::vector<std::uint32_t> agents_;
    bool pool_created_ = false;
    std::uint64_t seeds_ = 0;
    net::io_context io_{1};
    std::list<Person> people_;
};

}  // namespace yunke::testing
