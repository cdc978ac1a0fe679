#include "runtime/registry/demo.hpp"

#include <map>
#include <set>

#include "tests/registry/support.hpp"

namespace yunke::registry::testing {
namespace {

class DemoTest : public RegistryTest {
protected:
    DemoTest() { options.password_hash = nobodys_password_hash(); }

    DemoOptions options{.pool = "main", .now_ms = now_ms};
};

bool can_take(const v1::AgentConfig& agent, const v1::QueueConfig& queue, const std::string& language) {
    bool speaks = false;
    for (const auto& spoken : agent.languages())
        speaks = speaks || spoken.starts_with(language);
    std::map<std::uint32_t, std::uint32_t> held;
    for (const auto& skill : agent.skills())
        held[skill.skill()] = skill.level();
    for (const auto& needed : queue.skills()) {
        if (held[needed.skill()] < needed.level()) return false;
    }
    return speaks;
}

TEST_F(DemoTest, WritesFourShopsWithTheirTopicsAndAllTheirPeople) {
    const auto accounts = value(seed_demo(registry, options));
    ASSERT_EQ(accounts.size(), 38U);
    EXPECT_EQ(accounts[0].login, "admin");
    EXPECT_EQ(accounts[0].role, Role::administrator);
    EXPECT_EQ(accounts[1].role, Role::supervisor);
    EXPECT_EQ(accounts[2].role, Role::merchant);
    for (const std::size_t place : {3U, 4U})
        EXPECT_EQ(accounts[place].role, Role::finance);
    EXPECT_EQ(accounts[4].login, "finance2");
    EXPECT_EQ(accounts[5].login, "officer");
    EXPECT_EQ(accounts[5].role, Role::officer);
    EXPECT_EQ(accounts[6].login, "agent1");
    EXPECT_EQ(accounts[37].login, "swarm-agent-24");
    EXPECT_EQ(value(registry.agents("main")).size(), 32U);
    EXPECT_EQ(value(registry.skills()).size(), 6U);

    const auto shops = value(demo_shops(registry, "main"));
    ASSERT_EQ(shops.size(), 4U);
    const std::set<std::string> known = {"sizes", "delivery", "returns", "invoices", "damaged", "other"};
    for (const auto& [slug, shop] : shops) {
        const auto queues = value(registry.queues_of_shop(shop.config.id()));
        if (slug == "travel") {
            ASSERT_EQ(queues.size(), 1U);
            EXPECT_EQ(queues[0].topic(), "travel");
            continue;
        }
        EXPECT_GE(queues.size(), 3U);
        EXPECT_LE(queues.size(), 5U);
        for (const auto& queue : queues)
            EXPECT_TRUE(known.contains(queue.topic())) << queue.topic();
    }
}

TEST_F(DemoTest, EveryQueueHasSeveralSimulatedAgentsInEachLanguageAndSomebodyToLogInAs) {
    value(seed_demo(registry, options));
    const auto agents = value(registry.agents("main"));
    for (const auto& queue : value(registry.queues("main"))) {
        for (const char* language : {"zh", "en"}) {
            int people = 0;
            int simulated = 0;
            for (const auto& agent : agents) {
                if (!can_take(agent.config, queue, language)) continue;
                ++(agent.config.id() <= 8 ? people : simulated);
            }
            EXPECT_GE(people, 1) << queue.shop() << " " << queue.topic() << " " << language;
            EXPECT_GE(simulated, 3) << queue.shop() << " " << queue.topic() << " " << language;
        }
    }
}

TEST_F(DemoTest, NobodyAcceptsByThemselvesAndPacesDiffer) {
    value(seed_demo(registry, options));
    std::set<std::uint32_t> offer_timeouts;
    std::set<int> wrap_ups;
    for (const auto& agent : value(registry.agents("main"))) {
        EXPECT_FALSE(agent.config.auto_accept());
        EXPECT_TRUE(agent.config.enabled());
        offer_timeouts.insert(agent.config.offer_timeout_ms());
        wrap_ups.insert(agent.config.wrap_up());
    }
    EXPECT_GE(offer_timeouts.size(), 8U);
    EXPECT_EQ(wrap_ups.size(), 3U);
}

TEST_F(DemoTest, HasAnOfficerWhoSeesTheSomeOfHerRegionWhoAgree) {
    const auto guan = value(seed_demo(registry, options)).at(5);
    std::vector<std::uint32_t> seen;
    for (const auto& one : value(registry.look_at_people(
                                     {.account = guan.id, .pool = "main", .region = guan.region, .limit = 100}, now_ms))
                               .people)
        seen.push_back(one.person.agent);
    EXPECT_EQ(seen, (std::vector<std::uint32_t>{1, 2, 3, 5})) << "the seventh agrees, too, and is of another region";
    EXPECT_EQ(value(registry.program_members("main", guan.region)).size(), 30U);
    EXPECT_EQ(value(registry.program_members("main", "")).size(), 32U);
}

TEST_F(DemoTest, CreatesThePoolIfItIsAbsent) {
    options.pool = "demo";
    value(seed_demo(registry, options));
    EXPECT_EQ(value(demo_shops(registry, "demo")).size(), 4U);
    EXPECT_TRUE(value(demo_shops(registry, "main")).empty());
}

TEST_F(DemoTest, RefusesAPoolThatIsInUseAndWritesNothing) {
    value(seed_demo(registry, options));
    const auto revision = value(registry.revision("main"));
    EXPECT_THAT(seed_demo(registry, options), FailsWith(Errc::conflict));
    EXPECT_EQ(value(registry.revision("main")), revision);
    options.pool = "second";
    EXPECT_THAT(seed_demo(registry, options), FailsWith(Errc::conflict)) << "its skills are taken";
    EXPECT_EQ(value(registry.pools()).size(), 1U);
}

TEST_F(DemoTest, GivesEveryAccountThePasswordThatTheCallerChose) {
    options.password_hash.clear();
    std::map<std::string, std::string> chosen;
    options.password = [&](const std::string& login) { return chosen[login] = random_password(); };
    const auto accounts = value(seed_demo(registry, options));
    EXPECT_EQ(chosen.size(), accounts.size());
    for (const char* login : {"admin", "agent1", "swarm-agent-24"}) {
        EXPECT_TRUE(verify_password(value(registry.login_candidate(login)).password_hash, chosen.at(login)));
    }
}

TEST_F(DemoTest, NeedsPasswords) {
    options.password_hash.clear();
    EXPECT_THAT(seed_demo(registry, options), IsInvalid("password"));
    options.password = [](const std::string&) { return std::string("short"); };
    EXPECT_THAT(seed_demo(registry, options), IsInvalid("password"));
    EXPECT_TRUE(value(registry.accounts()).empty());
}

}  // namespace
}  // namespace yunke::registry::testing
