// What simulated people intend to do later. One Agenda per thread holds everybody's intentions on one timer; each
// person has Plans, which forget all of them when the person leaves. Times are human ones, shortened by the pace.
#pragma once

#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <utility>

#include "runtime/asio.hpp"

namespace yunke::swarm {

// Not thread-safe.
class Agenda {
public:
    // `pace` 2 makes everybody twice as fast.
    Agenda(net::io_context& io, double pace);
    ~Agenda();
    Agenda(const Agenda&) = delete;
    Agenda& operator=(const Agenda&) = delete;

    void after(double seconds, std::function<void()> what);
    double pace() const;

private:
    struct Impl;
    std::shared_ptr<Impl> impl_;
};

class Plans {
public:
    explicit Plans(Agenda& agenda) : agenda_(agenda), alive_(std::make_shared<bool>(true)) {}

    void after(double seconds, std::function<void()> what) {
        agenda_.after(seconds, [alive = std::weak_ptr<bool>(alive_), what = std::move(what)] {
            if (!alive.expired()) what();
        });
    }
    void forget_all() { alive_ = std::make_shared<bool>(true); }

private:
    Agenda& agenda_;
    std::shared_ptr<bool> alive_;
};

}  // namespace yunke::swarm
