#include "tests/registry/support.hpp"

namespace yunke::registry::testing {

v1::QueueConfig sample_queue(std::uint32_t shop, const std::string& topic) {
    v1::QueueConfig queue;
    queue.set_shop(shop);
    queue.set_topic(topic);
    queue.set_title_zh("物流");
    queue.set_title_en("Delivery");
    queue.set_answer_target_ms(60'000);
    queue.set_idle_warn_ms(180'000);
    queue.set_idle_close_ms(120'000);
    queue.set_waiting_max(100);
    queue.set_open(true);
    return queue;
}

v1::AgentConfig sample_agent(const std::string& name) {
    v1::AgentConfig agent;
    agent.set_name(name);
    agent.add_languages("zh-CN");
    agent.add_languages("en");
    agent.set_capacity(3);
    agent.set_offer_timeout_ms(60'000);
    agent.set_misses_to_hold(3);
    agent.set_wrap_up(v1::WRAP_UP_FIXED);
    agent.set_wrap_up_ms(30'000);
    agent.set_enabled(true);
    return agent;
}

RegistryTest::RegistryTest() : registry(open()) {
    value(registry.create_pool("main"));
    merchant = value(registry.add_merchant("青禾生活")).id;
}

Shop RegistryTest::add_shop(const std::string& name) {
    Shop shop{.pool = "main", .config = {}, .allowed_origins = {"https://shop.example"}};
    shop.config.set_name(name);
    shop.config.set_merchant(merchant);
    shop.config.set_open(true);
    return value(registry.add_shop(shop));
}

Agent RegistryTest::add_agent(const std::string& name) {
    return value(registry.add_agent({.pool = "main", .config = sample_agent(name)}));
}

Skill RegistryTest::add_skill(const std::string& key) {
    return value(registry.add_skill({.id = 0, .key = key, .name_zh = "技能", .name_en = "Skill"}));
}

Group RegistryTest::add_group(const std::string& key) {
    return value(registry.add_group({.id = 0, .key = key, .name_zh = "组", .name_en = "Group"}));
}

Account RegistryTest::add_account(const std::string& login, Role role) {
    Account account{.login = login, .name = "云姐", .role = role};
    if (role == Role::merchant) account.merchant = merchant;
    if (role == Role::officer) account.region = "north";
    if (role == Role::agent) account.agent = add_agent().config.id();
    return value(registry.add_account(account, nobodys_password_hash(), now_ms));
}

}  // namespace yunke::registry::testing
