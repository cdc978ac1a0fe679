// The Socket.IO relay, spoken to in Engine.IO 4 over WebSocket: "0{...}" opens, "40" joins the namespace, "42[...]" is
// an event, "2" and "3" are ping and pong.
#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <fstream>
#include <sstream>

#include "agent-gateway/swarm/bench/child.hpp"
#include "agent-gateway/swarm/bench/folder.hpp"
#include "agent-gateway/swarm/bench/private_pool.hpp"
#include "agent-gateway/swarm/bench/stages.hpp"

namespace yunke::swarm {
namespace {

using Failed = std::unexpected<std::string>;

constexpr std::int64_t settle_ns = 60'000'000'000;
constexpr std::chrono::seconds node_start{20};
constexpr std::chrono::minutes install_time{5};
constexpr int nodes = 2;

class RelayLine : public Line {
public:
    RelayLine(Loop& loop, Tally& tally, std::uint32_t pair) : Line(loop), tally_(tally), pair_(pair) {}
    bool ready() const { return ready_; }

protected:
    virtual void joined() = 0;
    virtual void event(std::string_view) {}

    Tally& tally_;
    std::uint32_t pair_;
    bool ready_ = false;

private:
    void opened() override {}
    void received(std::string_view message) override {
        if (message == "2") return send("3", false);
        if (message.starts_with("42")) return event(message);
        if (message.starts_with("40")) return joined();
        if (message.starts_with("43"))
            ready_ = true;  // the join was carried out
        else if (message.starts_with('0'))
            send("40", false);
        else
            tally_.fault("the relay said " + std::string(message.substr(0, 80)));
    }
    void closed(std::uint16_t code) override {
        ready_ = false;
        tally_.fault(fmt::format("a line was closed with {}", code));
    }
};

class Listener final : public RelayLine {
public:
    Listener(Loop& loop, Stage& stage, std::uint32_t pair) : RelayLine(loop, stage.tally, pair), stage_(stage) {}

private:
    void joined() override { send(fmt::format(R"(420["join","pair-{}"])", pair_), false); }
    void event(std::string_view message) override {
        const auto at = message.find('@');
        const auto read = at == message.npos ? std::nullopt : MessageText::read(message.substr(at));
        if (read && read->pair < stage_.talkers.size()) stage_.talkers[read->pair]->delivered(read->at_ns, steady_ns());
    }

    Stage& stage_;
};

class Sayer final : public RelayLine, public Talker {
public:
    Sayer(Loop& loop, Tally& tally, std::uint32_t pair, std::size_t text_bytes)
        : RelayLine(loop, tally, pair),
          Talker(tally, false),
          text_(text_bytes, pair),
          begin_(fmt::format(R"(42["say","pair-{}",")", pair)) {}

private:
    void joined() override { ready_ = true; }
    void write(std::int64_t at_ns) override {
        message_.assign(begin_).append(text_.at(at_ns)).append("\"]");
        send(message_, false);
    }

    MessageText text_;
    std::string begin_, message_;
};

class RelayStage final : public Stage {
public:
    RelayStage() { acknowledges = false; }

    std::expected<void, std::string> start(const StageOptions& options, const std::filesystem::path& peer) {
        auto redis = start_redis(folder_, "everysec");
        if (!redis) return Failed(redis.error());
        redis_ = std::move(*redis);
        roles["redis"] = {redis_.pid()};
        std::vector<std::uint16_t> ports;
        for (int i = 0; i < nodes; ++i) {
            auto port = start_node(i, peer);
            if (!port) return Failed(port.error());
            ports.push_back(*port);
        }
        for (std::uint32_t i = 0; i < options.pairs; ++i) {
            listeners_.push_back(std::make_unique<Listener>(loop, *this, i));
            sayers_.push_back(std::make_unique<Sayer>(loop, tally, i, options.text_bytes));
            talkers.push_back(sayers_.back().get());
            if (auto done = listeners_.back()->connect(upgrade(ports.back())); !done) return done;
            if (auto done = sayers_.back()->connect(upgrade(ports.front())); !done) return done;
        }
        const auto ready = [](const auto& line) { return line->ready(); };
        for (const std::int64_t until_ns = steady_ns() + settle_ns;
             !std::ranges::all_of(listeners_, ready) || !std::ranges::all_of(sayers_, ready);) {
            if (tally.faults > 0) return Failed("While the pairs came together, " + tally.first_fault);
            if (steady_ns() > until_ns) return Failed("The relay's pairs do not come together.");
            loop.turn(10'000'000);
        }
        return {};
    }

private:
    static Upgrade upgrade(std::uint16_t port) {
        return {.port = port, .target = "/socket.io/?EIO=4&transport=websocket", .protocol = {}, .origin = {}};
    }

    std::expected<std::uint16_t, std::string> start_node(int index, const std::filesystem::path& peer) {
        ChildOptions options;
        options.command = {"node", (peer / "relay.mjs").string(), (folder_ / "redis.sock").string()};
        options.environment = {{"NODE_ENV", "production"}};
        options.output = folder_ / fmt::format("node{}.log", index);
        options.folder = peer;
        auto child = Child::start(std::move(options));
        if (!child) return Failed(child.error());
        const std::string line = child->wait_for_line("listening ", node_start);
        const auto blank = line.find(' ');
        std::uint16_t port = 0;
        if (blank == std::string::npos ||
            std::from_chars(line.data() + blank + 1, line.data() + line.size(), port).ec != std::errc())
            return Failed("The relay does not start:\n" + child->output());
        roles["gateway"].push_back(child->pid());
        nodes_.push_back(std::move(*child));
        return port;
    }

    Folder folder_;
    Child redis_;
    std::vector<Child> nodes_;
    std::vector<std::unique_ptr<Listener>> listeners_;
    std::vector<std::unique_ptr<Sayer>> sayers_;
};

std::string content(const std::filesystem::path& file) {
    std::ifstream stream(file);
    std::ostringstream all;
    all << stream.rdbuf();
    return all.str();
}

}  // namespace

StageOr start_relay_stage(const StageOptions& options, const std::filesystem::path& peer) {
    auto stage = std::make_unique<RelayStage>();
    if (auto done = stage->start(options, peer); !done) return Failed(done.error());
    return stage;
}

std::expected<void, std::string> install_peer(const std::filesystem::path& sources,
                                              const std::filesystem::path& build) {
    namespace fs = std::filesystem;
    std::error_code error;
    const bool installed = content(sources / "package-lock.json") == content(build / "installed-lock.json");
    fs::create_directories(build, error);
    for (const char* name : {"package.json", "package-lock.json", "relay.mjs"}) {
        fs::copy_file(sources / name, build / name, fs::copy_options::overwrite_existing, error);
        if (error) return Failed((sources / name).string() + " cannot be copied: " + error.message());
    }
    if (installed) return {};
    auto child = Child::start({.command = {"npm", "ci", "--no-audit", "--no-fund"},
                               .environment = {},
                               .output = build / "npm.log",
                               .folder = build});
    if (!child) return Failed(child.error());
    if (child->wait(install_time) != 0) return Failed("npm ci fails for the peer:\n" + child->output());
    fs::copy_file(build / "package-lock.json", build / "installed-lock.json", fs::copy_options::overwrite_existing,
                  error);
    return {};
}

}  // namespace yunke::swarm
