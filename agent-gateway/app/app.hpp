// The whole gateway: builds every part from the configuration, runs a thread per core, and drains. The composition
// root; called by main.cpp, and by tests with shorter time-outs.
#pragma once

#include <cstdint>
#include <expected>
#include <memory>
#include <string>

#include "agent-gateway/timings.hpp"
#include "runtime/config.hpp"
#include "runtime/log.hpp"

namespace yunke::gateway {

// The defaults, and what the configuration says of them.
Timings timings_from(const runtime::Settings& settings);

// What can be known to be wrong before anything starts: the token key, the certificate, the web root. The error is a
// sentence.
std::expected<void, std::string> check_files(const runtime::Settings& settings);

class App {
public:
    // Binds its port; Redis and SQL may still be absent. The error is a sentence for whoever started the program.
    static std::expected<std::unique_ptr<App>, std::string> create(runtime::Settings settings, Timings timings,
                                                                   runtime::Log log);
    ~App();  // drains and waits
    App(const App&) = delete;
    App& operator=(const App&) = delete;

    std::uint16_t port() const;

    void start();        // the threads; once
    void drain();        // thread-safe; see Worker::drain
    bool ended() const;  // all threads have; thread-safe
    void wait();         // until they have

private:
    struct Impl;
    explicit App(std::unique_ptr<Impl> impl);
    std::unique_ptr<Impl> impl_;
};

}  // namespace yunke::gateway
