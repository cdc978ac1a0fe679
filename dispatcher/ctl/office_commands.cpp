// `yunkectl office`: what finance books. Here merchants' packages; months, payouts, tax and appeals have files of their
// own. Whatever is refused is refused whole, with the reason.
#include <fmt/format.h>

#include <CLI/CLI.hpp>
#include <algorithm>
#include <iterator>
#include <memory>

#include "dispatcher/ctl/groups.hpp"
#include "dispatcher/ctl/office_desk.hpp"
#include "dispatcher/ledger/desk/merchant_desk.hpp"

namespace yunke::ctl {
namespace {

using ledger::Booker;
using ledger::Desk;
using ledger::MerchantId;
using ledger::yuan_text;

std::vector<std::string> discount_columns() {
    return {"list_price", "discount", "reason", "discount_from", "discount_until"};
}

// Empty: there is none.
std::vector<Cell> discount_cells(const std::optional<ledger::Discount>& discount) {
    if (!discount) return std::vector<Cell>(discount_columns().size(), std::string());
    return {yuan_text(discount->list_price_fen), yuan_text(discount->percent_bp) + " %", discount->reason,
            ledger::text_of(discount->from), discount->until ? ledger::text_of(*discount->until) : std::string()};
}

Table package_table() {
    Table table{.columns = {"package", "hours", "price", "sold", "expires", "available", "held", "consumed", "expired",
                            "refunded"},
                .rows = {}};
    std::ranges::copy(discount_columns(), std::back_inserter(table.columns));
    return table;
}

std::vector<Cell> package_row(const ledger::Package& package, const ledger::Setup& setup) {
    std::vector<Cell> row{raw(package.id),
                          hours_text(package.issued_ms),
                          yuan_text(package.price_fen),
                          time_text(package.sold_ms),
                          time_text(package.expires_ms),
                          hours_text(package.available_ms),
                          hours_text(package.held_ms),
                          hours_text(package.consumed_ms),
                          hours_text(package.expired_ms),
                          hours_text(package.refunded_ms)};
    std::ranges::copy(discount_cells(setup.discount_at(package.plan)), std::back_inserter(row));
    return row;
}

Outcome print_package(Context& context, Desk& desk, std::uint64_t entry, const ledger::Package& package,
                      const std::string& refunded) {
    const auto setup = desk.setup();
    if (!setup) return refuse_office(setup.error());
    Table table = package_table();
    table.rows = {package_row(package, setup->setup)};
    table.single = true;
    table.columns.insert(table.columns.begin(), "entry");
    table.rows.front().insert(table.rows.front().begin(), entry);
    if (!refunded.empty()) {
        table.columns.emplace_back("money_back");
        table.rows.front().emplace_back(refunded);
    }
    context.print(table);
    return {};
}

void add_top_up(CLI::App& group, const SharedOffice& office) {
    struct Options {
        std::uint32_t merchant = 0;
        std::string plan;
    };
    auto options = std::make_shared<Options>();
    auto* command = group.add_subcommand("topup", "Sell a merchant a package of the card file\n为商家充值套餐");
    command->add_option("merchant", options->merchant, "Id of the merchant\n商家编号")->required();
    command->add_option("plan", options->plan, "Key of a [[plan]]\n套餐代号")->required();
    on_booking(*command, office, [office, options](Desk& desk, const Booker& by) -> Outcome {
        const auto sold = ledger::MerchantDesk(desk).top_up(by, MerchantId{options->merchant}, options->plan);
        if (!sold) return refuse_office(sold.error());
        return print_package(office->context, desk, sold->entry, sold->package, {});
    });
}

void add_refund(CLI::App& group, const SharedOffice& office) {
    struct Options {
        std::uint64_t package = 0;
        std::string hours;
    };
    auto options = std::make_shared<Options>();
    auto* command = group.add_subcommand(
        "refund", "Give unused time of a package back, and its money\n退还套餐未使用的工时及相应款项");
    command->add_option("package", options->package, "Id of the package\n套餐编号")->required();
    command
        ->add_option("--hours", options->hours,
                     "How many, with at most two decimals; default: all that is available\n"
                     "退还工时（小时），默认全部可用工时")
        ->type_name("HOURS");
    on_booking(*command, office, [office, options](Desk& desk, const Booker& by) -> Outcome {
        ledger::MerchantDesk merchants(desk);
        const ledger::PackageId id{options->package};
        ledger::Ms ms = 0;
        if (!options->hours.empty()) {
            const auto hundredths = ledger::parse_yuan(options->hours);
            if (!hundredths || *hundredths <= 0 || *hundredths > 100'000'000)
                return std::unexpected(Refusal("--hours must be above 0, such as 12.5.", exit_usage));
            ms = *hundredths * 36'000;
        } else {
            const auto packages = merchants.packages(ledger::merchant_of(id));
            if (!packages) return refuse_office(packages.error());
            for (const auto& package : *packages)
                if (package.id == id) ms = package.available_ms;
        }
        const auto back = merchants.refund(by, id, ms);
        if (!back) return refuse_office(back.error());
        return print_package(office->context, desk, back->entry, back->package, yuan_text(back->fen));
    });
}

void add_expire(CLI::App& group, const SharedOffice& office) {
    auto* command = group.add_subcommand(
        "expire",
        "Book the time of packages that has expired; once a day is usual\n登记已过期的套餐工时，通常每日一次");
    on_booking(*command, office, [office](Desk& desk, const Booker& by) -> Outcome {
        const auto expired = ledger::MerchantDesk(desk).expire(by);
        if (!expired) return refuse_office(expired.error());
        Table table{.columns = {"entry", "merchant", "hours", "used_up"}, .rows = {}};
        for (const auto& one : *expired)
            table.rows.push_back({one.entry, std::uint64_t{raw(one.merchant)}, hours_text(one.ms), one.used_up});
        office->context.print(table);
        return {};
    });
}

void add_set_aside(CLI::App& group, const SharedOffice& office) {
    struct Options {
        std::uint32_t merchant = 0;
        std::string amount;
    };
    auto options = std::make_shared<Options>();
    auto* command = group.add_subcommand(
        "set-aside",
        "Money that a merchant gives for gifts to funds; negative: back to it\n商家预存的捐赠款，负数为退回");
    command->add_option("merchant", options->merchant, "Id of the merchant\n商家编号")->required();
    command->add_option("amount", options->amount, "Yuan\n金额（元）")->required();
    on_booking(*command, office, [office, options](Desk& desk, const Booker& by) -> Outcome {
        const auto fen = read_yuan("The amount", options->amount);
        if (!fen) return std::unexpected(fen.error());
        const auto entry = ledger::MerchantDesk(desk).set_aside(by, MerchantId{options->merchant}, *fen);
        if (!entry) return refuse_office(entry.error());
        office->context.print({.columns = {"entry", "merchant", "amount"},
                               .rows = {{*entry, std::uint64_t{options->merchant}, yuan_text(*fen)}},
                               .single = true});
        return {};
    });
}

void add_packages(CLI::App& group, const SharedOffice& office) {
    auto merchant = std::make_shared<std::uint32_t>(0);
    auto* command = group.add_subcommand("packages", "All packages of a merchant\n列出商家的套餐");
    command->add_option("merchant", *merchant, "Id of the merchant\n商家编号")->required();
    on_desk(*command, office, [office, merchant](Desk& desk) -> Outcome {
        const auto packages = ledger::MerchantDesk(desk).packages(MerchantId{*merchant});
        if (!packages) return refuse_office(packages.error());
        const auto setup = desk.setup();
        if (!setup) return refuse_office(setup.error());
        Table table = package_table();
        for (const auto& package : *packages)
            table.rows.push_back(package_row(package, setup->setup));
        office->context.print(table);
        return {};
    });
}

void add_plans(CLI::App& group, const SharedOffice& office) {
    auto merchant = std::make_shared<std::uint32_t>(0);
    auto* command = group.add_subcommand("plans", "The packages on offer today\n列出今天可卖的套餐");
    command->add_option("--merchant", *merchant,
                        "Id of the merchant that they are offered to; default: those for everybody\n"
                        "商家编号，默认只列面向所有商家的套餐");
    on_desk(*command, office, [office, merchant](Desk& desk) -> Outcome {
        const auto setup = desk.setup();
        if (!setup) return refuse_office(setup.error());
        const ledger::Day today = setup->setup.day_at(office->context.now_ms());
        Table table{.columns = {"plan", "version", "name", "hours", "price", "days"}, .rows = {}};
        std::ranges::copy(discount_columns(), std::back_inserter(table.columns));
        for (const auto& [key, versions] : setup->setup.plans) {
            const ledger::Plan* plan = setup->setup.plan_at(key, today, MerchantId{*merchant});
            if (plan == nullptr) continue;
            auto& row = table.rows.emplace_back(std::vector<Cell>{key, std::uint64_t{plan->version}, plan->name,
                                                                  hours_text(plan->ms), yuan_text(plan->price_fen),
                                                                  std::uint64_t{plan->days}});
            std::ranges::copy(discount_cells(discount_of(*plan)), std::back_inserter(row));
        }
        office->context.print(table);
        return {};
    });
}

}  // namespace

void add_office_commands(CLI::App& app, Context& context) {
    auto* group = app.add_subcommand("office",
                                     "What finance books: packages, months, payouts, tax, appeals\n"
                                     "财务记账：套餐、月结、发放、缴税与申诉");
    group->require_subcommand(1);
    auto office = std::make_shared<Office>(Office{.context = context});
    group
        ->add_option("--as", office->as,
                     "Who books: number or login of an account of finance; it stands in the books\n"
                     "经办的财务账号（编号或登录名），会记入账本")
        ->type_name("ACCOUNT");
    group
        ->add_option("--key", office->key,
                     "A key of your own for this booking: asked for again with it, it is booked once\n"
                     "本次记账的请求键：用同一个键重复执行只记一次")
        ->type_name("KEY");
    add_top_up(*group, office);
    add_refund(*group, office);
    add_expire(*group, office);
    add_set_aside(*group, office);
    add_packages(*group, office);
    add_plans(*group, office);
    add_office_months(*group, office);
    add_office_payouts(*group, office);
    add_office_tax(*group, office);
    add_office_appeals(*group, office);
}

}  // namespace yunke::ctl
