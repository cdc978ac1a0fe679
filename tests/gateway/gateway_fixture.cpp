#include "tests/gateway/gateway_fixture.hpp"

#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <thread>

#include "runtime/clock.hpp"
#include "runtime/registry/password.hpp"
#include "runtime/tokens.hpp"

namespace yunke::gateway::testing {

namespace {

template <class T>
T value(registry::Result<T> result) {
    if (!result) throw std::runtime_error("registry: " + result.error().message);
    return std::move(*result);
}

runtime::TokenKey write_key(const yunke::testing::TempDir& dir) {
    return runtime::load_token_key(dir.write("token.key", std::string(64, 'a'))).value();
}

// Short enough for tests, long enough for a busy machine.
Timings short_timings() {
    Timings timings;
    timings.tick_ms = 20;
    timings.hello_ms = 1'000;
    timings.close_wait_ms = 1'000;
    timings.beat_every_ms = 100;
    timings.out_block_ms = 100;
    timings.shops_refresh_ms = 200;
    timings.drain_ms = 5'000;
    timings.header_ms = 2'000;
    timings.body_ms = 2'000;
    return timings;
}

}  // namespace

GatewayTest::GatewayTest()
    : pool_(redis_.url(), pool_name_),
      tokens_(write_key(dir_)),
      timings_(short_timings()),
      registry_(value(registry::Registry::open(database_->url()))) {
    if (!registry_.create_pool(pool_name_)) throw std::runtime_error("no pool");
    registry::Shop shop;
    shop.pool = pool_name_;
    shop.config.set_name("青禾家居");
    shop.config.set_merchant(value(registry_.add_merchant("青禾")).id);
    shop.config.set_open(true);
    shop.allowed_origins = {shop_origin};
    shop_ = value(registry_.add_shop(shop));
    std::filesystem::create_directories(dir_ / "web");
    dir_.write("web/index.html", "<title>Yunke</title>");

    settings_.pool.name = pool_name_;
    settings_.redis.url = redis_.url();
    settings_.sql.url = database_->url();
    settings_.secrets.token_key_file = dir_ / "token.key";
    settings_.gateway.listen = "127.0.0.1:0";
    settings_.gateway.threads = 1;
    settings_.gateway.web_root = dir_ / "web";
}

GatewayTest::~GatewayTest() {
    app_.reset();  // writes its last log lines while there is somewhere to write them
}

void GatewayTest::start(bool ready) {
    if (ready) pool_.create();
    runtime::LogOptions options;
    options.level = runtime::LogLevel::debug;
    options.part = "gateway";
    options.sink = [this](std::string_view line) {
        const std::lock_guard lock(log_mutex_);
        log_.append(line);
        log_.push_back('\n');
        if (std::getenv("YUNKE_TEST_LOG")) std::fprintf(stderr, "%.*s\n", static_cast<int>(line.size()), line.data());
    };
    auto app = App::create(settings_, timings_, runtime::Log(options));
    if (!app) throw std::runtime_error(app.error());
    app_ = std::move(*app);
    app_->start();
    if (ready) wait_ready();
}

void GatewayTest::wait_ready() {
    for (int i = 0; i < 500; ++i) {
        if (http(port(), "GET", "/readyz").status == 200) return;
        std::this_thread::sleep_for(10ms);
    }
    throw std::runtime_error("not ready: " + http(port(), "GET", "/readyz").body);
}

std::string GatewayTest::logs() {
    const std::lock_guard lock(log_mutex_);
    return log_;
}

std::string GatewayTest::ticket(v1::Role role, std::uint64_t session, std::int64_t lives_ms) const {
    v1::Ticket ticket;
    ticket.set_pool(pool_name_);
    ticket.set_role(role);
    ticket.set_subject(role == v1::SHOPPER ? shop_.config.id() : 7);
    ticket.set_name("小禾");
    ticket.set_session(session);
    ticket.set_expires_ms(runtime::SystemClock().wall_ms() + lives_ms);
    return tokens_.sign(ticket);
}

WsClient GatewayTest::connect(const std::string& subprotocol, const std::string& origin) {
    WsOptions options;
    options.port = port();
    options.subprotocol = subprotocol;
    options.origin = origin;
    return WsClient(options);
}

Attached GatewayTest::attach(v1::Role role, std::uint64_t session, const std::string& subprotocol) {
    return attach_with(connect(subprotocol, role == v1::SHOPPER ? shop_origin : ""), hello(ticket(role, session)));
}

Attached GatewayTest::attach_with(WsClient client, const v1::ClientFrame& hello_frame) {
    client.send(hello_frame);
    const v1::Attach command = pool_.next(v1::Command::kAttach).attach();
    Attached attached{std::move(client), command.session(), command.attach(), command.gateway(), {}};
    v1::ServerFrame frame;
    frame.mutable_attached()->set_session(command.session());
    frame.mutable_attached()->set_role(command.role());
    frame.mutable_attached()->set_log_epoch(pool_.epoch);
    v1::Out out;
    out.set_session(attached.session);
    out.set_attach(attached.attach);
    out.set_attached(frame.SerializeAsString());
    pool_.put(attached.gateway, {out});
    const v1::ServerFrame first = attached.client.next();
    if (!first.has_attached()) throw std::runtime_error("not attached: " + first.ShortDebugString());
    attached.view = first.attached();
    return attached;
}

v1::Out GatewayTest::frame_for(const Attached& to, const v1::ServerFrame& frame) {
    v1::Out out;
    out.set_session(to.session);
    out.set_attach(to.attach);
    out.set_frame(frame.SerializeAsString());
    return out;
}

v1::Out GatewayTest::answer_for(const Attached& to, std::uint32_t number) {
    v1::ServerFrame frame;
    frame.mutable_answer()->set_number(number);
    return frame_for(to, frame);
}

v1::Out GatewayTest::read_for(const Attached& to, std::uint64_t conversation, std::uint32_t first, std::uint32_t last,
                              v1::Role role) {
    v1::Out out;
    out.set_session(to.session);
    out.set_attach(to.attach);
    out.mutable_read()->set_conversation(conversation);
    out.mutable_read()->set_first(first);
    out.mutable_read()->set_last(last);
    out.mutable_read()->set_role(role);
    return out;
}

v1::Out GatewayTest::close_for(const Attached& to, std::uint32_t code, const v1::ServerFrame& frame) {
    v1::Out out;
    out.set_session(to.session);
    out.set_attach(to.attach);
    out.mutable_close()->set_code(code);
    out.mutable_close()->set_reason("because");
    out.mutable_close()->set_frame(frame.SerializeAsString());
    return out;
}

v1::ClientFrame GatewayTest::hello(const std::string& ticket) {
    v1::ClientFrame frame;
    frame.mutable_hello()->set_ticket(ticket);
    frame.mutable_hello()->set_instance(99);
    return frame;
}

v1::ClientFrame GatewayTest::send_text(std::uint32_t number, const std::string& text) {
    v1::ClientFrame frame;
    frame.set_number(number);
    frame.mutable_send()->set_conversation(17);
    frame.mutable_send()->set_text(text);
    return frame;
}

v1::ClientFrame GatewayTest::heartbeat(std::int64_t at) {
    v1::ClientFrame frame;
    frame.mutable_heartbeat()->set_sent_ms(at);
    return frame;
}

registry::Account GatewayTest::add_account(const std::string& login, registry::Role role) {
    registry::Account account;
    account.login = login;
    account.name = login + " 本人";
    account.role = role;
    if (role == registry::Role::merchant) account.merchant = shop_.config.merchant();
    if (role == registry::Role::officer) account.region = "north";
    if (role == registry::Role::agent) {
        registry::Agent agent;
        agent.pool = pool_name_;
        agent.config.set_name("小禾");
        agent.config.add_languages("zh-CN");
        agent.config.set_capacity(3);
        agent.config.set_offer_timeout_ms(60'000);
        agent.config.set_misses_to_hold(3);
        agent.config.set_enabled(true);
        account.agent = value(registry_.add_agent(agent)).config.id();
    }
    return value(registry_.add_account(account, value(registry::hash_password(right_password)), 1));
}

std::string GatewayTest::log_in(const std::string& login) {
    return yunke::testing::log_in(port(), login, std::string(right_password));
}

}  // namespace yunke::gateway::testing
