#include "tests/abuse/bystanders.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace yunke::testing {
namespace {

// 200 shoppers and their agents together: some 200 texts a second.
constexpr milliseconds shopper_every{2'000};
constexpr milliseconds agent_every{120};

double part_of(std::vector<double>& sorted, double share) {
    return sorted.empty() ? 0 : sorted[static_cast<std::size_t>(share * static_cast<double>(sorted.size() - 1))];
}

}  // namespace

Bystanders::Bystanders(Cluster& cluster, int chats, int agents) : cluster_(cluster) {
    open_chats(chats, agents);
}

Bystanders::~Bystanders() {
    going_ = false;
    if (thread_.joinable()) thread_.join();
}

void Bystanders::open_chats(int chats, int agents) {
    std::vector<Person*> staff, shoppers;
    for (int i = 0; i < agents; ++i)
        staff.push_back(&cluster_.agent(i));
    for (int i = 0; i < chats; ++i)
        shoppers.push_back(&cluster_.shopper("bystander" + std::to_string(i)));
    for (Person* agent : staff)
        cluster_.available(*agent);
    std::map<Person*, swarm::CommandId> opened;
    for (Person* shopper : shoppers) {
        cluster_.online(*shopper);
        opened[shopper] = shopper->client().command(swarm::frames::open("help", "Bystander", "zh-CN", "Hello."));
    }
    for (Person* shopper : shoppers) {
        cluster_.until([&] { return shopper->answer(opened[shopper]) != nullptr; }, "a bystander's chat is open");
        const std::uint64_t chat = shopper->answer(opened[shopper])->conversation();
        cluster_.until([&] { return shopper->in_state(chat, v1::ACTIVE); }, "a bystander is served", 30s);
        talkers_.push_back(std::make_unique<Talker>(Talker{shopper, {chat}, {}}));
    }
    // Strangers' chats are not for them.
    for (Person* agent : staff)
        cluster_.ask(*agent, swarm::frames::set_presence(v1::FINISHING));
    for (Person* agent : staff) {
        auto talker = std::make_unique<Talker>(Talker{agent, {}, {}});
        for (const auto& [chat, view] : agent->machine().view().conversations)
            talker->chats.push_back(chat);
        if (!talker->chats.empty()) talkers_.push_back(std::move(talker));
    }
    for (const auto& talker : talkers_)
        talker->who->heard = [this, it = talker.get()](const swarm::Outcome& outcome) { heard(*it, outcome); };
}

void Bystanders::heard(Talker& talker, const swarm::Outcome& outcome) {
    const auto at = talker.sent.find(outcome.id);
    if (at == talker.sent.end()) return;
    if (outcome.answer != nullptr && outcome.answer->error() == v1::OK) ++acknowledged_;
    const std::chrono::duration<double, std::milli> waited = Clock::now() - at->second;
    waits_ms_[part_.load()].push_back(waited.count());
    talker.sent.erase(at);
}

net::awaitable<void> Bystanders::talk(Talker& talker, milliseconds every, milliseconds first) {
    net::steady_timer timer(cluster_.io());
    timer.expires_after(first);
    for (std::uint64_t i = 0; going_; ++i) {
        co_await timer.async_wait(net::as_tuple(net::use_awaitable));
        timer.expires_after(every);
        const std::uint64_t chat = talker.chats[i % talker.chats.size()];
        const std::string text = fmt::format("{} {}", talker.who->record().client(), i);
        const swarm::CommandId id = talker.who->client().command(swarm::frames::send(chat, text));
        if (id == 0) continue;
        talker.sent.emplace(id, Clock::now());
        ++sent_;
    }
}

void Bystanders::go() {
    going_ = true;
    int n = 0;
    for (const auto& talker : talkers_) {
        const milliseconds every = talker->who->record().role() == v1::AGENT ? agent_every : shopper_every;
        const milliseconds first{every.count() * (n++ % 50) / 50};
        net::co_spawn(cluster_.io(), talk(*talker, every, first), net::detached);
    }
    thread_ = std::thread([this] {
        while (going_) {
            cluster_.io().restart();
            cluster_.io().run_for(50ms);
        }
    });
}

bool Bystanders::flow(std::uint64_t more, milliseconds within) {
    const std::uint64_t wanted = acknowledged_ + more;
    const auto deadline = Clock::now() + within;
    while (acknowledged_ < wanted && Clock::now() < deadline)
        std::this_thread::sleep_for(5ms);
    return acknowledged_ >= wanted;
}

void Bystanders::rest() {
    going_ = false;
    if (thread_.joinable()) thread_.join();
    cluster_.pass(shopper_every + 100ms);  // those who wait for their turn see that it is over
    cluster_.until([this] { return acknowledged_ >= sent_; }, "every text of the bystanders is acknowledged", 30s);
    for (const auto& talker : talkers_)
        cluster_.until([&] { return talker->who->at_rest(); }, "everybody has everything", 30s);
}

void Bystanders::print() const {
    constexpr const char* names[parts] = {"before", "during", "after"};
    for (int part = 0; part < parts; ++part) {
        std::vector<double> sorted = waits_ms_[part];
        std::ranges::sort(sorted);
        fmt::print("bystanders {:<6} {:>6} texts answered, p50 {:.1f} ms, p99 {:.1f} ms, longest {:.1f} ms\n",
                   names[part], sorted.size(), part_of(sorted, 0.5), part_of(sorted, 0.99), part_of(sorted, 1.0));
    }
}

}  // namespace yunke::testing
