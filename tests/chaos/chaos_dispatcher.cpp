// yunke-chaos-dispatcher: yunke-dispatcher with a wish to fail, for tests/chaos only. Takes the same configuration, and
// from the environment:
//   YUNKE_CHAOS_DIE=<step>[+<turns>]:<n>   SIGKILL to itself when it comes to the step for the n-th time, or so many
//                                          turns of its loop later. The steps are those of dispatcher/app/steps.hpp,
//                                          and commit_sent: Redis has carried out the commit, its answer was not read.
//   YUNKE_CHAOS_STOP=<step>:<n>            SIGSTOP instead
//   YUNKE_CHAOS_POISON=<text>              SIGKILL when a message with this text is applied
//   YUNKE_CHAOS_CLOCK=<file>               its wall clock goes wrong by the milliseconds that stand in the file
#include <csignal>
#include <cstdio>
#include <cstdlib>
#include <thread>

#include "dispatcher/app/dispatcher.hpp"
#include "dispatcher/app/snapshot_maker.hpp"
#include "runtime/config.hpp"
#include "runtime/numbers.hpp"
#include "runtime/shutdown.hpp"
#include "tests/app/harness.hpp"
#include "tests/support/temp_dir.hpp"

namespace {

using namespace yunke;
using namespace std::chrono_literals;

std::string from_environment(const char* name) {
    const char* value = std::getenv(name);
    return value == nullptr ? std::string() : value;
}

// "<step>[+<turns>]:<n>"
struct Point {
    std::string step;
    std::uint64_t turns = 0;
    std::uint64_t left = 0;  // times that it must still come there; 0 = not armed

    static Point parse(const std::string& text) {
        const auto colon = text.find(':');
        if (colon == std::string::npos) return {};
        Point point;
        point.step = text.substr(0, colon);
        point.left = runtime::parse_u64(text.substr(colon + 1)).value_or(1);
        if (const auto plus = point.step.find('+'); plus != std::string::npos) {
            point.turns = runtime::parse_u64(point.step.substr(plus + 1)).value_or(0);
            point.step.erase(plus);
        }
        return point;
    }

    bool reached(std::string_view name) {
        if (left == 0 || name != step) return false;
        --left;
        return left == 0;
    }
};

class StepClock final : public runtime::Clock {
public:
    explicit StepClock(std::string file) : file_(std::move(file)) {}

    std::int64_t wall_ms() const override {
        const std::string text = file_.empty() ? std::string() : testing::read_file(file_);
        return system_.wall_ms() + runtime::parse_i64(text).value_or(0);
    }
    std::int64_t boot_ms() const override { return system_.boot_ms(); }

private:
    runtime::SystemClock system_;
    std::string file_;
};

class Failing {
public:
    Failing(net::io_context& io, std::string redis_url) : io_(io), redis_url_(std::move(redis_url)) {}

    void come_to(dispatcher::Step step) {
        const std::string_view name = dispatcher::to_string(step);
        if (stop_.reached(name)) say_and_raise(SIGSTOP, stop_.step);
        if (die_.reached(name)) later(die_.turns, [this] { say_and_raise(SIGKILL, die_.step); });
        if (step == dispatcher::Step::commit_sending && die_.reached("commit_sent")) die_when_committed();
    }

private:
    // Bytes that the Redis client is given now leave one turn of the loop later.
    void later(std::uint64_t turns, std::function<void()> what) {
        if (turns == 0) return what();
        net::post(io_, [this, turns, what = std::move(what)] { later(turns - 1, what); });
    }

    void die_when_committed() {
        const auto before = testing::SyncRedis(redis_url_).cursor().sequence;
        later(2, [this, before] {
            testing::SyncRedis redis(redis_url_);
            while (redis.cursor().sequence == before)
                std::this_thread::sleep_for(1ms);
            say_and_raise(SIGKILL, "commit_sent");
        });
    }

    void say_and_raise(int signal, const std::string& where) {
        std::fprintf(stdout, "chaos: signal %d at %s\n", signal, where.c_str());
        std::fflush(stdout);
        std::raise(signal);
    }

    net::io_context& io_;
    std::string redis_url_;
    Point die_ = Point::parse(from_environment("YUNKE_CHAOS_DIE"));
    Point stop_ = Point::parse(from_environment("YUNKE_CHAOS_STOP"));
};

core::Effects apply_or_die(core::Core& core, const core::BatchHeader& header, std::span<const core::Command> commands) {
    static const std::string poison = from_environment("YUNKE_CHAOS_POISON");
    for (const core::Command& command : commands)
        if (const auto* client = std::get_if<core::FromClient>(&command))
            if (const auto* send = std::get_if<core::Send>(&client->body);
                send != nullptr && !poison.empty() && send->text == poison)
                std::raise(SIGKILL);
    return core.apply(header, commands);
}

}  // namespace

int main(int argc, char** argv) {
    if (argc < 3) return 2;
    const auto settings = runtime::load_settings(argv[2], runtime::process_environment());
    if (!settings) return 2;
    const auto endpoint = redis::parse_endpoint(settings->redis.url);
    if (!endpoint) return 2;
    net::io_context io(1);
    const runtime::Log log(settings->log_options("dispatcher"));
    const StepClock clock(from_environment("YUNKE_CHAOS_CLOCK"));
    runtime::Metrics metrics;
    runtime::Shutdown shutdown(io, log);
    Failing failing(io, settings->redis.url);
    dispatcher::DispatcherParts parts{
        io, *endpoint, clock, metrics, log, apply_or_die, [&](dispatcher::Step step) { failing.come_to(step); }};
    dispatcher::Dispatcher dispatcher(std::move(parts), dispatcher::options_from(*settings, argc > 3));
    // Many more than in earnest, so that faults meet it at work.
    const dispatcher::SnapshotMaker snapshots(
        {*endpoint, settings->pool.name, settings->dispatcher.name, metrics, log, {500, 0}, 500ms});
    runtime::AdminHttp admin(
        io, settings->dispatcher.listen,
        {[&] { return dispatcher.metrics(); }, [] { return runtime::Health{}; }, [&] { return dispatcher.ready(); }},
        log);
    if (!admin.start()) return 2;
    shutdown.on_request([&] { dispatcher.stop(); });
    int code = 0;
    net::co_spawn(io, dispatcher.run(), [&](const std::exception_ptr&, int result) {
        code = result;
        admin.stop();
        shutdown.close();
        io.stop();
    });
    io.run();
    return code;
}
