// `yunkectl merchant` and `yunkectl shop`: whose chats are answered, and where their widget may run.
#include <fmt/format.h>
#include <CLI/CLI.hpp>

#include <memory>

#include "dispatcher/ctl/groups.hpp"
#include "dispatcher/ctl/options.hpp"
#include "dispatcher/ctl/shop_keys.hpp"
#include "runtime/durations.hpp"

namespace yunke::ctl {
namespace {

using registry::Registry;
using registry::Shop;

constexpr const char* list_hint = "`yunkectl shop list` shows the shops.";

std::vector<std::string> columns() {
    return {"id", "name", "merchant", "open", "allowed_origins", "key_version", "pool"};
}

std::vector<Cell> row(const Shop& shop) {
    return {std::uint64_t{shop.config.id()},
            shop.config.name(),
            std::uint64_t{shop.config.merchant()},
            shop.config.open(),
            shop.allowed_origins,
            std::uint64_t{shop.key_version},
            shop.pool};
}

std::vector<std::string> merchant_columns() {
    return {"id", "name", "utc_offset"};
}

// No offset: the platform's.
std::vector<Cell> merchant_row(const registry::Merchant& merchant) {
    const auto& minutes = merchant.utc_offset_minutes;
    return {std::uint64_t{merchant.id}, merchant.name, minutes ? runtime::format_utc_offset(*minutes) : std::string()};
}

void add_merchant_add(CLI::App& group, Context& context) {
    auto name = std::make_shared<std::string>();
    auto* command = group.add_subcommand("add", "Add a merchant\n新增商家");
    command->add_option("name", *name, "Name of the merchant\n商家名称")->required();
    context.on_registry(*command, [&context, name](Registry& registry) -> Outcome {
        const auto added = registry.add_merchant(*name);
        if (!added) return std::unexpected(added.error());
        context.print({.columns = merchant_columns(), .rows = {merchant_row(*added)}, .single = true});
        return {};
    });
}

void add_merchant_list(CLI::App& group, Context& context) {
    auto* command = group.add_subcommand("list", "List all merchants\n列出所有商家");
    context.on_registry(*command, [&context](Registry& registry) -> Outcome {
        const auto merchants = registry.merchants();
        if (!merchants) return std::unexpected(merchants.error());
        Table table{.columns = merchant_columns(), .rows = {}};
        for (const auto& merchant : *merchants)
            table.rows.push_back(merchant_row(merchant));
        context.print(table);
        return {};
    });
}

struct ClockOptions {
    std::uint32_t id = 0;
    std::string utc_offset;
};

void add_merchant_set(CLI::App& group, Context& context) {
    auto options = std::make_shared<ClockOptions>();
    auto* command = group.add_subcommand("set", "Say by which clock a merchant's days go\n设定商家的时区");
    command->add_option("id", options->id, "Id of the merchant\n商家编号")->required();
    command->add_option("--utc-offset", options->utc_offset, "Ahead of UTC, such as +09:00\n与 UTC 的时差")->required();
    context.on_registry(*command, [&context, options](Registry& registry) -> Outcome {
        const auto minutes = runtime::parse_utc_offset(options->utc_offset);
        if (!minutes)
            return refuse(
                fmt::format("--utc-offset is \"{}\"; allowed is {}.", options->utc_offset, runtime::utc_offset_rule));
        const auto updated = registry.set_merchant_clock(options->id, *minutes);
        if (!updated) return refuse(updated.error(), "`yunkectl merchant list` shows the merchants.");
        context.print({.columns = merchant_columns(), .rows = {merchant_row(*updated)}, .single = true});
        return {};
    });
}

struct ShopOptions {
    std::uint32_t id = 0;
    std::optional<std::string> name;
    std::optional<bool> open;
    std::uint32_t merchant = 0;
    std::vector<std::string> origins;
    bool no_origins = false;
};

void add_shop_options(CLI::App& command, ShopOptions& options) {
    command.add_option("--open", options.open, "yes or no: takes new chats\n是否接受新会话");
    add_list(command, "--origin", options.origins,
             "Where the widget may run, e.g. https://shop.example; repeatable\n允许的网页来源");
}

void apply(const ShopOptions& options, Shop& shop) {
    if (options.name) shop.config.set_name(*options.name);
    if (options.open) shop.config.set_open(*options.open);
    if (!options.origins.empty() || options.no_origins) shop.allowed_origins = options.origins;
}

void add_shop_add(CLI::App& group, Context& context) {
    auto options = std::make_shared<ShopOptions>();
    auto* command = group.add_subcommand("add", "Add a shop\n新增店铺");
    command->add_option("name", options->name, "Name as shoppers see it\n店铺名称")->required();
    command->add_option("--merchant", options->merchant, "Id of the merchant\n商家编号")->required();
    add_shop_options(*command, *options);
    context.on_registry(*command, [&context, options](Registry& registry) -> Outcome {
        const auto pool = context.pool();
        if (!pool) return std::unexpected(pool.error());
        Shop shop{.pool = *pool, .config = {}, .allowed_origins = {}};
        shop.config.set_merchant(options->merchant);
        shop.config.set_open(true);
        apply(*options, shop);
        const auto added = registry.add_shop(shop);
        if (!added)
            return refuse(added.error(), "`yunkectl merchant list` and `yunkectl pool status` show what there is.");
        context.print({.columns = columns(), .rows = {row(*added)}, .single = true});
        return {};
    });
}

void add_shop_list(CLI::App& group, Context& context) {
    auto* command = group.add_subcommand("list", "List the pool's shops\n列出店铺");
    context.on_registry(*command, [&context](Registry& registry) -> Outcome {
        const auto pool = context.pool();
        if (!pool) return std::unexpected(pool.error());
        const auto shops = registry.shops(*pool);
        if (!shops) return std::unexpected(shops.error());
        Table table{.columns = columns(), .rows = {}};
        for (const auto& shop : *shops)
            table.rows.push_back(row(shop));
        context.print(table);
        return {};
    });
}

void add_shop_set(CLI::App& group, Context& context) {
    auto options = std::make_shared<ShopOptions>();
    auto* command = group.add_subcommand("set", "Change what is given, keep the rest\n修改店铺");
    command->add_option("id", options->id, "Id of the shop\n店铺编号")->required();
    command->add_option("--name", options->name, "Name as shoppers see it\n店铺名称");
    add_shop_options(*command, *options);
    command->add_flag("--no-origins", options->no_origins, "Let the widget run nowhere\n清空允许的来源");
    context.on_registry(*command, [&context, options](Registry& registry) -> Outcome {
        auto shop = registry.shop(options->id);
        if (!shop) return refuse(shop.error(), list_hint);
        apply(*options, *shop);
        const auto updated = registry.update_shop(*shop);
        if (!updated) return refuse(updated.error(), list_hint);
        context.print({.columns = columns(), .rows = {row(*updated)}, .single = true});
        return {};
    });
}

void add_shop_key(CLI::App& group, Context& context) {
    auto id = std::make_shared<std::uint32_t>(0);
    auto rotate = std::make_shared<bool>(false);
    auto* command = group.add_subcommand("key", "Print the key for the shop's script tag\n显示店铺密钥");
    command->add_option("id", *id, "Id of the shop\n店铺编号")->required();
    command->add_flag("--rotate", *rotate, "Make a new key; the old one stops working\n更换密钥，旧密钥失效");
    context.on_registry(*command, [&context, id, rotate](Registry& registry) -> Outcome {
        const auto signer = ShopKeySigner::load(context);  // before rotating: nothing changes without a new key to show
        if (!signer) return std::unexpected(signer.error());
        const auto shop = *rotate ? registry.rotate_shop_key(*id) : registry.shop(*id);
        if (!shop) return refuse(shop.error(), list_hint);
        context.print({.columns = {"shop", "name", "key_version", "key"},
                       .rows = {{std::uint64_t{shop->config.id()}, shop->config.name(),
                                 std::uint64_t{shop->key_version}, signer->sign(*shop)}},
                       .single = true});
        return {};
    });
}

}  // namespace

void add_merchant_commands(CLI::App& app, Context& context) {
    auto* group = app.add_subcommand("merchant", "Whose shops are served\n商家");
    group->require_subcommand(1);
    add_merchant_add(*group, context);
    add_merchant_list(*group, context);
    add_merchant_set(*group, context);
}

void add_shop_commands(CLI::App& app, Context& context) {
    auto* group = app.add_subcommand("shop", "Shops, and where their chat widget may run\n店铺");
    group->require_subcommand(1);
    add_shop_add(*group, context);
    add_shop_list(*group, context);
    add_shop_set(*group, context);
    add_shop_key(*group, context);
}

}  // namespace yunke::ctl
