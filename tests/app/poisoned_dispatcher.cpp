// yunke-poisoned-dispatcher <redis url> <name>: a dispatcher that is killed by the message "poison". For the tests of
// the rule for commands that end whoever applies them; nothing else differs from yunke-dispatcher.
#include <csignal>

#include "dispatcher/app/dispatcher.hpp"

namespace {

using namespace yunke;

core::Effects apply_or_die(core::Core& core, const core::BatchHeader& header, std::span<const core::Command> commands) {
    for (const core::Command& command : commands)
        if (const auto* client = std::get_if<core::FromClient>(&command))
            if (const auto* send = std::get_if<core::Send>(&client->body); send != nullptr && send->text == "poison")
                std::raise(SIGKILL);
    return core.apply(header, commands);
}

}  // namespace

int main(int argc, char** argv) {
    if (argc != 3) return 2;
    const auto endpoint = redis::parse_endpoint(argv[1]);
    if (!endpoint) return 2;
    net::io_context io(1);
    const runtime::SystemClock clock;
    runtime::Metrics metrics;
    runtime::LogOptions log;
    log.part = "dispatcher";
    dispatcher::DispatcherOptions options;
    options.name = argv[2];
    options.lease_ms = 400;
    dispatcher::Dispatcher dispatcher({io, *endpoint, clock, metrics, runtime::Log(log), apply_or_die}, options);
    int code = 0;
    net::co_spawn(io, dispatcher.run(), [&](const std::exception_ptr&, int result) {
        code = result;
        io.stop();
    });
    io.run();
    return code;
}
