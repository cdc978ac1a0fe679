#include "agent-gateway/swarm/program/installation.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <fstream>
#include <sstream>
#include <utility>

#include "runtime/registry/demo.hpp"
#include "yunke/v1/effect.pb.h"

namespace yunke::swarm {
namespace {

using Failed = std::unexpected<std::string>;
constexpr std::string_view swarm_login = "swarm-agent-";

Found<std::vector<CrowdAccount>> accounts_in(std::istream& lines) {
    std::vector<CrowdAccount> accounts;
    std::string line;
    for (int number = 1; std::getline(lines, line); ++number) {
        std::istringstream words(line);
        CrowdAccount account;
        if (!(words >> account.login)) continue;
        if (!(words >> account.password)) return Failed(fmt::format("line {} has a login and no password", number));
        accounts.push_back(std::move(account));
    }
    return accounts;
}

}  // namespace

Found<runtime::Settings> read_settings(const std::filesystem::path& config) {
    auto settings = runtime::load_settings(config, runtime::process_environment());
    if (!settings) return Failed(settings.error().message());
    return std::move(*settings);
}

Found<Gateways> find_gateways(const runtime::Settings& settings, const std::vector<std::string>& given) {
    Gateways gateways;
    for (const std::string& text : given.empty() ? std::vector{settings.gateway.listen} : given) {
        auto address = parse_address(text);
        if (!address) return Failed(address.error());
        if (given.empty() && !settings.gateway.tls_certificate.empty()) address->tls = true;
        if (address->tls) address->certificate = settings.gateway.tls_certificate;
        gateways.addresses.push_back(std::move(*address));
    }
    return gateways;
}

Found<runtime::Tokens> read_tokens(const runtime::Settings& settings) {
    if (settings.secrets.token_key_file.empty())
        return Failed("Shop keys and tickets are signed with the gateways' key: set [secrets] token_key_file.");
    const auto key = runtime::load_token_key(settings.secrets.token_key_file);
    if (!key) return Failed(key.error());
    return runtime::Tokens(*key);
}

Found<registry::Registry> open_registry(const runtime::Settings& settings) {
    if (settings.sql.url.empty()) return Failed("The shops stand in SQL: set [sql] url.");
    auto registry = registry::Registry::open(settings.sql.url);
    if (!registry) return Failed(registry.error().message);
    return std::move(*registry);
}

Found<std::vector<CrowdShop>> find_demo_shops(registry::Registry& registry, const runtime::Tokens& tokens,
                                              const std::string& pool, const std::string& own_origin) {
    const auto shops = registry::demo_shops(registry, pool);
    if (!shops) return Failed(shops.error().message);
    if (shops->empty()) return Failed("The pool " + pool + " has no demo shops; write them with `yunkectl demo seed`.");
    std::vector<CrowdShop> found;
    for (const registry::DemoShop& each : *shops) {
        const auto& origins = each.shop.allowed_origins;
        if (origins.empty()) continue;
        const auto queues = registry.queues_of_shop(each.shop.config.id());
        if (!queues) return Failed(queues.error().message);
        v1::ShopKey key;
        key.set_pool(pool);
        key.set_shop(each.shop.config.id());
        key.set_version(each.shop.key_version);
        CrowdShop shop{.slug = each.slug, .key = tokens.sign(key), .origin = origins.front(), .topics = {}};
        if (std::ranges::find(origins, own_origin) != origins.end()) shop.origin = own_origin;
        for (const v1::QueueConfig& queue : *queues)
            if (queue.open()) shop.topics.push_back(queue.topic());
        found.push_back(std::move(shop));
    }
    if (found.empty()) return Failed("No demo shop of the pool " + pool + " allows any origin.");
    return found;
}

Found<std::vector<CrowdAccount>> read_swarm_accounts(const std::filesystem::path& file, std::size_t count) {
    std::ifstream stream(file);
    if (!stream) return Failed(file.string() + ": cannot be read");
    auto accounts = accounts_in(stream);
    if (!accounts) return Failed(file.string() + ": " + accounts.error());
    std::erase_if(*accounts, [](const CrowdAccount& account) { return !account.login.starts_with(swarm_login); });
    if (accounts->empty()) return Failed(file.string() + ": holds no account whose login begins with swarm-agent-");
    if (accounts->size() > count) accounts->resize(count);
    return accounts;
}

}  // namespace yunke::swarm
