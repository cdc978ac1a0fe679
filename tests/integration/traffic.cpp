#include "tests/integration/traffic.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <chrono>

namespace yunke::testing {
namespace {

// Keeps no more back than a person would; the client itself keeps 32 on their way.
constexpr std::size_t queued_max = 64;

net::awaitable<void> keep_sending(net::io_context& io, Person& who, std::uint64_t conversation, milliseconds every,
                                  std::shared_ptr<bool> going, std::shared_ptr<std::uint64_t> sent) {
    net::steady_timer timer(io);
    for (std::uint64_t i = 0; *going; ++i) {
        if (who.machine().queued() < queued_max &&
            who.client().command(swarm::frames::send(conversation, fmt::format("{} {}", who.record().client(), i))) !=
                0)
            ++*sent;
        timer.expires_after(every);
        co_await timer.async_wait(net::as_tuple(net::use_awaitable));
    }
}

}  // namespace

Chat open_chat(Cluster& cluster, Person& agent, const std::string& name, int gateway) {
    Person& shopper = cluster.shopper(name, gateway);
    const std::uint64_t conversation = cluster.open(shopper, "opening of " + name);
    cluster.accept(agent, conversation);
    cluster.until([&] { return shopper.in_state(conversation, v1::ACTIVE); }, name + " is served");
    return {&shopper, &agent, conversation};
}

Traffic::Traffic(Cluster& cluster, std::vector<Chat> chats, milliseconds every)
    : cluster_(cluster), chats_(std::move(chats)) {
    acknowledged_before_ = 0;
    acknowledged_before_ = acknowledged();
    for (const Chat& chat : chats_)
        for (Person* who : {chat.shopper, chat.agent})
            net::co_spawn(cluster_.io(), keep_sending(cluster_.io(), *who, chat.conversation, every, going_, sent_),
                          net::detached);
}

void Traffic::stop() {
    *going_ = false;
}

std::uint64_t Traffic::acknowledged() const {
    std::uint64_t total = 0;
    std::vector<const Person*> counted;  // an agent may have several chats
    for (const Chat& chat : chats_) {
        for (const Person* who : {chat.shopper, chat.agent}) {
            if (std::ranges::find(counted, who) != counted.end()) continue;
            counted.push_back(who);
            total += who->acknowledged();
        }
    }
    return total - acknowledged_before_;
}

void Traffic::settle(milliseconds within) {
    stop();
    cluster_.until([this] { return acknowledged() >= sent(); }, "every text is acknowledged", within);
    for (const Chat& chat : chats_)
        cluster_.until([&] { return chat.shopper->at_rest() && chat.agent->at_rest(); }, "both sides have everything",
                       within);
}

void Traffic::flow(std::uint64_t more, milliseconds within) {
    const std::uint64_t wanted = acknowledged() + more;
    cluster_.until([&] { return acknowledged() >= wanted; }, "the chats go on", within);
}

}  // namespace yunke::testing
