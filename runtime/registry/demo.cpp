#include "runtime/registry/demo.hpp"

#include <map>
#include <utility>

#include "runtime/registry/demo_data.hpp"
#include "runtime/registry/password.hpp"
#include "runtime/registry/validate.hpp"

namespace yunke::registry {
namespace {

constexpr std::uint32_t idle_warn_ms = 180'000;
constexpr std::uint32_t reopen_ms = 600'000;
constexpr std::uint32_t reply_ms = 180'000;
constexpr std::uint32_t idle_close_ms = 120'000;
constexpr std::uint32_t waiting_max = 200;
constexpr std::int64_t day_ms = 86'400'000;
// How long before the seeding, in days.
constexpr std::int32_t signed_up_ago = 120, trained_ago = 100, passed_ago = 95;

// Everything that seeding writes, step by step, inside one transaction.
class Seeder {
public:
    Seeder(Registry& registry, const DemoOptions& options, const std::map<std::string, std::string>& hashes)
        : registry_(registry), options_(options), hashes_(hashes) {}

    Result<void> run() {
        for (auto step : {&Seeder::prepare_pool, &Seeder::add_skills, &Seeder::add_merchants, &Seeder::add_shops,
                          &Seeder::add_staff, &Seeder::add_agents, &Seeder::add_consents}) {
            if (auto done = (this->*step)(); !done) return done;
        }
        return {};
    }

    std::vector<Account> accounts() && { return std::move(accounts_); }

private:
    Result<void> prepare_pool();
    Result<void> add_skills();
    Result<void> add_merchants();
    Result<void> add_shops();
    Result<void> add_staff();
    Result<void> add_agents();
    Result<void> add_consents();
    Result<void> add_account(const Account& account);

    template <class Config>
    void need(Config& config, const std::vector<demo::SkillNeed>& needs) const {
        for (const auto& need : needs) {
            auto* level = config.add_skills();
            level->set_skill(skills_.at(need.skill));
            level->set_level(need.level);
        }
    }

    Registry& registry_;
    const DemoOptions& options_;
    const std::map<std::string, std::string>& hashes_;
    std::map<std::string, std::uint32_t> skills_;
    std::vector<std::uint32_t> merchants_;
    std::vector<Account> accounts_;
};

Result<void> Seeder::prepare_pool() {
    const auto shops = registry_.shops(options_.pool);
    if (!shops) return std::unexpected(shops.error());
    const auto agents = registry_.agents(options_.pool);
    if (!agents) return std::unexpected(agents.error());
    if (!shops->empty() || !agents->empty()) {
        return conflict("pool", "The pool " + options_.pool +
                                    " already holds shops or agents; seed the demo into a new pool, or start from an "
                                    "empty database.");
    }
    auto revision = registry_.revision(options_.pool);
    if (revision) return {};
    if (revision.error().code != Errc::not_found) return std::unexpected(revision.error());
    return registry_.create_pool(options_.pool);
}

Result<void> Seeder::add_skills() {
    for (const auto& entry : demo::skills()) {
        auto added =
            registry_.add_skill({.id = 0, .key = entry.key, .name_zh = entry.name_zh, .name_en = entry.name_en});
        if (!added) return std::unexpected(added.error());
        skills_[entry.key] = added->id;
    }
    return {};
}

Result<void> Seeder::add_merchants() {
    for (const auto* name : demo::merchants()) {
        auto added = registry_.add_merchant(name);
        if (!added) return std::unexpected(added.error());
        merchants_.push_back(added->id);
    }
    return {};
}

Result<void> Seeder::add_shops() {
    for (const auto& entry : demo::shops()) {
        Shop shop{.pool = options_.pool, .config = {}, .allowed_origins = options_.allowed_origins};
        shop.config.set_name(entry.name);
        shop.config.set_merchant(merchants_.at(entry.merchant));
        shop.config.set_open(true);
        auto added = registry_.add_shop(shop);
        if (!added) return std::unexpected(added.error());
        for (const auto& topic : entry.queues) {
            v1::QueueConfig queue;
            queue.set_shop(added->config.id());
            queue.set_topic(topic.topic);
            queue.set_title_zh(topic.title_zh);
            queue.set_title_en(topic.title_en);
            need(queue, topic.skills);
            queue.set_answer_target_ms(topic.answer_target_ms);
            queue.set_idle_warn_ms(idle_warn_ms);
            queue.mutable_routing()->set_reopen_ms(reopen_ms);
            queue.mutable_routing()->set_reply_ms(reply_ms);
            queue.set_idle_close_ms(idle_close_ms);
            queue.set_waiting_max(waiting_max);
            queue.set_open(true);
            if (auto good = registry_.add_queue(queue); !good) return std::unexpected(good.error());
        }
    }
    return {};
}

Result<void> Seeder::add_account(const Account& account) {
    auto added = registry_.add_account(account, hashes_.at(account.login), options_.now_ms);
    if (!added) return std::unexpected(added.error());
    accounts_.push_back(std::move(*added));
    return {};
}

Result<void> Seeder::add_staff() {
    const std::vector<Account> staff = {
        {.login = "admin", .name = "管理员 Admin", .role = Role::administrator},
        {.login = "supervisor", .name = "云姐 Yun", .role = Role::supervisor},
        {.login = "merchant", .name = "青禾店主 Qinghe", .role = Role::merchant, .merchant = merchants_.front()},
        // Two, as nobody decides an appeal about what she approved herself.
        {.login = "finance1", .name = "财务 Lin", .role = Role::finance},
        {.login = "finance2", .name = "财务 Qiao", .role = Role::finance},
        {.login = "officer", .name = "项目专员 Guan", .role = Role::officer, .region = demo::east},
    };
    for (const Account& account : staff)
        if (auto good = add_account(account); !good) return good;
    return {};
}

Result<void> Seeder::add_agents() {
    auto entries = demo::agents();
    for (auto& entry : demo::swarm_agents())
        entries.push_back(std::move(entry));
    for (const auto& entry : entries) {
        Agent agent{.pool = options_.pool, .config = {}};
        agent.config.set_name(entry.name);
        need(agent.config, entry.skills);
        for (const auto& language : entry.languages)
            agent.config.add_languages(language);
        agent.config.set_capacity(entry.capacity);
        agent.config.set_offer_timeout_ms(entry.offer_timeout_ms);
        agent.config.set_misses_to_hold(entry.misses_to_hold);
        agent.config.set_wrap_up(entry.wrap_up);
        agent.config.set_wrap_up_ms(entry.wrap_up_ms);
        agent.config.set_enabled(true);
        auto added = registry_.add_agent(agent);
        if (!added) return std::unexpected(added.error());
        const std::uint32_t id = added->config.id();
        if (auto good = add_account({.login = entry.login, .name = entry.name, .role = Role::agent, .agent = id});
            !good)
            return good;
        const auto today = static_cast<std::int32_t>(options_.now_ms / day_ms);
        const ProgramPerson person{.agent = id,
                                   .region = demo::region_of(entry.login),
                                   .signed_up_day = today - signed_up_ago,
                                   .trained_day = today - trained_ago,
                                   .passed_day = today - passed_ago};
        if (auto good = registry_.set_program_person(person, options_.now_ms); !good) return good;
    }
    return {};
}

Result<void> Seeder::add_consents() {
    for (const auto& entry : demo::consents()) {
        const auto account = registry_.account_by_login(entry.login);
        if (!account) return std::unexpected(account.error());
        const auto given =
            registry_.set_consent(account->agent, {.progress = true, .income = entry.income}, options_.now_ms);
        if (!given) return std::unexpected(given.error());
    }
    return {};
}

// Hashing takes seconds, so it happens before the transaction, which keeps other writers out.
Result<std::map<std::string, std::string>> hash_passwords(const DemoOptions& options) {
    std::vector<std::string> logins = {"admin", "supervisor", "merchant", "finance1", "finance2", "officer"};
    for (const auto& entry : demo::agents())
        logins.push_back(entry.login);
    for (const auto& entry : demo::swarm_agents())
        logins.push_back(entry.login);
    std::map<std::string, std::string> hashes;
    for (const auto& login : logins) {
        auto hash = options.password_hash.empty() ? hash_password(options.password(login))
                                                  : Result<std::string>(options.password_hash);
        if (!hash) return std::unexpected(hash.error());
        hashes[login] = std::move(*hash);
    }
    return hashes;
}

}  // namespace

Result<std::vector<Account>> seed_demo(Registry& registry, const DemoOptions& options) {
    if (options.password_hash.empty() && !options.password) return invalid("password", "must be given.");
    const auto hashes = hash_passwords(options);
    if (!hashes) return std::unexpected(hashes.error());
    Seeder seeder(registry, options, *hashes);
    if (auto done = registry.atomically([&] { return seeder.run(); }); !done) return std::unexpected(done.error());
    return std::move(seeder).accounts();
}

Result<std::vector<DemoShop>> demo_shops(Registry& registry, const std::string& pool) {
    auto shops = registry.shops(pool);
    if (!shops) return std::unexpected(shops.error());
    std::vector<DemoShop> found;
    for (const auto& entry : demo::shops()) {
        for (const auto& shop : *shops) {
            if (shop.config.name() == entry.name) found.push_back({entry.slug, shop});
        }
    }
    return found;
}

}  // namespace yunke::registry
