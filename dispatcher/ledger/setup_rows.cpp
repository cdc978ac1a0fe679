#include "dispatcher/ledger/setup_rows.hpp"

#include <algorithm>

#include "dispatcher/ledger/card_file_rows.hpp"
#include "dispatcher/ledger/posted_rows.hpp"
#include "dispatcher/ledger/row_tables.hpp"
#include "dispatcher/ledger/sql_call.hpp"
#include "runtime/numbers.hpp"
#include "runtime/registry/registry.hpp"

namespace yunke::ledger {
namespace {

using sql::Around;

Error from_registry(const registry::Error& error) {
    return from_sql(error);
}

std::string skills_text(const std::vector<SkillId>& skills) {
    std::string text;
    for (const SkillId skill : skills)
        text.append(text.empty() ? "" : " ").append(std::to_string(raw(skill)));
    return text;
}

std::vector<SkillId> parse_skills(std::string_view text) {
    std::vector<SkillId> skills;
    while (!text.empty()) {
        const auto one = text.substr(0, text.find(' '));
        text.remove_prefix(std::min(one.size() + 1, text.size()));
        if (const auto number = runtime::parse_number<std::uint32_t>(one)) skills.push_back(SkillId{*number});
    }
    return skills;
}

struct StoredSkills {
    QueueId queue{};
    Day from{};
    std::string skills;
};

std::vector<StoredSkills> read_skills(soci::session& session) {
    std::vector<StoredSkills> found;
    for_each<2, 1>(
        session, "SELECT queue, from_day, skills FROM ledger_queue_skill ORDER BY queue, from_day",
        [&](const auto& n, const auto& words) { found.push_back({as<QueueId>(n[0]), as<Day>(n[1]), words[0]}); });
    return found;
}

struct StoredClock {
    MerchantId merchant{};
    Day from{};
    std::int32_t minutes = 0;
};

std::vector<StoredClock> read_clocks(soci::session& session) {
    std::vector<StoredClock> found;
    for_each<3, 0>(
        session, "SELECT merchant, from_day, utc_offset_minutes FROM ledger_clock ORDER BY merchant, from_day",
        [&](const auto& n) { found.push_back({as<MerchantId>(n[0]), as<Day>(n[1]), as<std::int32_t>(n[2])}); });
    return found;
}

std::map<ShopId, MerchantId> read_shops(soci::session& session) {
    std::map<ShopId, MerchantId> found;
    for_each<2, 0>(session, "SELECT shop, merchant FROM ledger_shop",
                   [&](const auto& n) { found[as<ShopId>(n[0])] = as<MerchantId>(n[1]); });
    return found;
}

}  // namespace

Result<RegistryView> read_registry(registry::Registry& registry) {
    RegistryView view;
    const auto pools = registry.pools();
    if (!pools) return std::unexpected(from_registry(pools.error()));
    const auto merchants = registry.merchants();
    if (!merchants) return std::unexpected(from_registry(merchants.error()));
    const auto skills = registry.skills();
    if (!skills) return std::unexpected(from_registry(skills.error()));
    view.names.merchants.emplace();
    for (const auto& merchant : *merchants) {
        view.names.merchants->emplace(merchant.name, merchant.id);
        if (merchant.utc_offset_minutes) view.clocks.emplace(MerchantId{merchant.id}, *merchant.utc_offset_minutes);
    }
    view.names.skills.emplace();
    for (const auto& skill : *skills)
        view.names.skills->emplace(skill.key, skill.id);
    view.names.agents.emplace();
    for (const auto& pool : *pools) {
        view.pools.push_back(pool.name);
        const auto shops = registry.shops(pool.name);
        if (!shops) return std::unexpected(from_registry(shops.error()));
        for (const auto& shop : *shops)
            view.shops[ShopId{shop.config.id()}] = {pool.name, MerchantId{shop.config.merchant()}};
        const auto queues = registry.queues(pool.name);
        if (!queues) return std::unexpected(from_registry(queues.error()));
        for (const auto& queue : *queues) {
            auto& asked = view.skills[QueueId{queue.id()}];
            for (const auto& level : queue.skills())
                asked.push_back(SkillId{level.skill()});
            std::ranges::sort(asked);
        }
        const auto agents = registry.agents(pool.name);
        if (!agents) return std::unexpected(from_registry(agents.error()));
        for (const auto& agent : *agents)
            view.names.agents->emplace(agent.config.name(), agent.config.id());
    }
    return view;
}

namespace {

BulkInsert new_clocks(soci::session& session, const RegistryView& view, const std::map<ShopId, MerchantId>& known_shops,
                      Day today) {
    std::map<MerchantId, StoredClock> latest;
    for (const auto& row : read_clocks(session))
        latest[row.merchant] = row;
    BulkInsert clocks("INSERT INTO ledger_clock (merchant, from_day, utc_offset_minutes) VALUES ");
    for (const auto& [merchant, minutes] : view.clocks) {
        const auto known = latest.find(merchant);
        if (known != latest.end() && (known->second.minutes == minutes || known->second.from > today)) continue;
        const bool priced = std::ranges::any_of(known_shops, [&](const auto& shop) { return shop.second == merchant; });
        clocks.row(merchant, known == latest.end() && !priced ? Day{0} : next(today), minutes);
    }
    return clocks;
}

}  // namespace

Result<void> keep(Store& store, const RegistryView& view, Day today) {
    return ask(store.database(), Around::write, [&](soci::session& session) -> Result<void> {
        const auto known_shops = read_shops(session);
        BulkInsert shops("INSERT INTO ledger_shop (shop, merchant) VALUES ");
        for (const auto& [shop, place] : view.shops) {
            if (!known_shops.contains(shop)) shops.row(shop, place.merchant);
        }
        std::map<QueueId, StoredSkills> latest;
        for (const auto& row : read_skills(session))
            latest[row.queue] = row;
        BulkInsert skills("INSERT INTO ledger_queue_skill (queue, from_day, skills) VALUES ");
        for (const auto& [queue, asked] : view.skills) {
            const auto known = latest.find(queue);
            const std::string text = skills_text(asked);
            if (known == latest.end()) {
                skills.row(queue, Day{0}, text);
            } else if (known->second.skills != text && known->second.from <= today) {
                skills.row(queue, next(today), text);
            }
        }
        BulkInsert clocks = new_clocks(session, view, known_shops, today);
        for (auto* insert : {&shops, &skills, &clocks}) {
            for (const std::string& statement : insert->take())
                session << statement;
        }
        return keep_card_names(session, view.names);
    });
}

Result<StoredSetup> load_setup(Store& store, const CardFileNames& names) {
    const auto file = latest_card_file(store);
    if (!file) return std::unexpected(file.error());
    StoredSetup stored;
    if (*file) {
        auto read = parse_stored(**file, names);
        if (!read) return std::unexpected(read.error());
        read->put_into(stored.setup);
        stored.has_cards = !read->cards.cards().empty();
        stored.file = std::move(*read);
    } else {
        stored.file.tax_tables = statutory_tables();
    }
    const auto done = ask(store.database(), Around::snapshot, [&](soci::session& session) -> Result<void> {
        stored.setup.merchants = read_shops(session);
        for (const auto& row : read_skills(session))
            stored.setup.skills[row.queue].put(row.from, parse_skills(row.skills));
        for (const auto& row : read_clocks(session))
            stored.setup.clocks[row.merchant].put(row.from, row.minutes);
        return {};
    });
    if (!done) return std::unexpected(done.error());
    return stored;
}

}  // namespace yunke::ledger
