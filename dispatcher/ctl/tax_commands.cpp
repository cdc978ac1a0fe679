// `yunkectl tax`: what tax is withheld from a payment, and why. Needs neither configuration nor database.
//
// `explain` prints one line for each payment that holds the tax and nothing else, so that a script can read it; the
// formula in words goes to standard error, where a person at a terminal sees it below. With --words it stands behind
// the taxes on standard output, in lines that begin with "# ". With --json it is a member of each payment's object.
#include <fmt/format.h>

#include <CLI/CLI.hpp>
#include <memory>

#include "dispatcher/ctl/groups.hpp"
#include "dispatcher/ctl/options.hpp"
#include "dispatcher/ledger/tax_words.hpp"

namespace yunke::ctl {
namespace {

constexpr std::size_t payments_max = 120;  // ten years: nobody reads more

struct TaxOptions {
    std::string method;
    std::string relief_percent;
    std::string relief_cap;
    std::vector<std::string> amounts;
    std::string language = "en";
    bool words = false;
};

std::unexpected<Refusal> misused(std::string message) {
    return std::unexpected(Refusal(std::move(message), exit_usage));
}

std::expected<ledger::Fen, Refusal> read_amount(const std::string& name, const std::string& text) {
    const auto fen = ledger::parse_yuan(text);
    if (!fen || *fen < 0) {
        return misused(
            fmt::format("{} is \"{}\"; write yuan with at most two decimals and no sign, such as 10000 or "
                        "6250.50.",
                        name, text));
    }
    if (*fen > ledger::payment_fen_max) {
        return misused(fmt::format("{} is {} yuan; at most {} can be meant.", name, text,
                                   ledger::yuan_text(ledger::payment_fen_max)));
    }
    return *fen;
}

std::expected<std::vector<ledger::Payment>, Refusal> read_payments(const TaxOptions& options, ledger::Month first) {
    if (options.amounts.size() > payments_max) {
        return misused(fmt::format("{} payments are more than the {} that are explained at once; give fewer.",
                                   options.amounts.size(), payments_max));
    }
    std::vector<ledger::Payment> payments;
    auto month = first;
    for (const auto& text : options.amounts) {
        const auto fen = read_amount("An AMOUNT", text);
        if (!fen) return std::unexpected(fen.error());
        payments.push_back({.month = month, .amount_fen = *fen});
        month = next(month);
    }
    return payments;
}

std::expected<std::optional<ledger::TaxRelief>, Refusal> read_relief(const TaxOptions& options) {
    if (options.relief_percent.empty() && options.relief_cap.empty()) return std::nullopt;
    ledger::TaxRelief relief{.key = "option"};
    if (!options.relief_percent.empty()) {
        // Hundredths of a percent are to a percent what fen are to a yuan.
        const auto bp = ledger::parse_yuan(options.relief_percent);
        if (!bp || *bp < 0 || *bp > 10'000) {
            return misused(
                fmt::format("--relief-percent is \"{}\"; write a number from 0 to 100 with at most two "
                            "decimals, such as 50 or 33.33.",
                            options.relief_percent));
        }
        relief.percent_bp = static_cast<std::int32_t>(*bp);
    }
    if (!options.relief_cap.empty()) {
        const auto fen = read_amount("--relief-cap-year", options.relief_cap);
        if (!fen) return std::unexpected(fen.error());
        relief.cap_fen = *fen;
    }
    return relief;
}

struct Explained {
    Table table{.columns = {"month", "amount", "tax", "net", "words"}, .rows = {}};
    std::string taxes;               // a line each
    std::vector<std::string> words;  // likewise
};

Explained explain(const ledger::TaxTable& table, const ledger::TaxRelief* relief,
                  const std::vector<ledger::Payment>& payments, ledger::Language language) {
    Explained made;
    std::vector<ledger::TaxEntry> entries;
    for (const auto& payment : payments) {
        const auto paid = ledger::withhold(table, relief, entries, payment);
        entries.push_back(ledger::entry_of(paid));
        const auto tax = ledger::yuan_text(paid.withhold_fen);
        made.taxes += tax + '\n';
        made.words.push_back(ledger::tax_words(table, relief, paid, language));
        made.table.rows.push_back({ledger::text_of(payment.month), ledger::yuan_text(payment.amount_fen), tax,
                                   ledger::yuan_text(payment.amount_fen - paid.withhold_fen), made.words.back()});
    }
    return made;
}

Outcome run_explain(Context& context, const TaxOptions& options) {
    const auto today = ledger::day_of(context.now_ms(), ledger::default_utc_offset_minutes);
    const auto payments = read_payments(options, {ledger::month_of(today).year, 1});
    if (!payments) return std::unexpected(payments.error());
    const auto relief = read_relief(options);
    if (!relief) return std::unexpected(relief.error());
    const auto table = options.method == "cumulative" ? ledger::cumulative_table() : ledger::per_payment_table();
    const auto language = options.language == "zh" ? ledger::Language::zh : ledger::Language::en;
    const auto explained = explain(table, *relief ? &**relief : nullptr, *payments, language);
    if (context.json) {
        context.print(explained.table);
        return {};
    }
    context.print(explained.taxes);
    const auto lines = fmt::format("# {}\n", fmt::join(explained.words, "\n# "));
    options.words ? context.print(lines) : context.remark(lines);
    return {};
}

void add_explain(CLI::App& group, Context& context) {
    auto options = std::make_shared<TaxOptions>();
    auto* command = group.add_subcommand(
        "explain",
        "The tax on each of some payments to one person, a month each from January on, and its formula in "
        "words\n逐月计算劳务报酬的预扣税额，并用文字说明公式");
    command
        ->add_option("amount", options->amounts,
                     "Yuan before tax; in the cumulative method 0 is a month without payment\n"
                     "税前金额（元）；累计预扣法中 0 表示当月未支付")
        ->type_name("AMOUNT")
        ->required();
    command->add_option("--method", options->method, "per-payment or cumulative\n按次预扣或累计预扣")
        ->check(CLI::IsMember({"per-payment", "cumulative"}))
        ->required();
    command
        ->add_option("--relief-percent", options->relief_percent,
                     "Share of the tax that the province relieves people with disabilities of\n残疾人减征比例（%）")
        ->type_name("PERCENT");
    command
        ->add_option("--relief-cap-year", options->relief_cap,
                     "Most tax that is relieved in a year; alone: all tax up to it\n全年减征限额（元）")
        ->type_name("YUAN");
    command->add_flag("--words", options->words,
                      "The words on standard output, too, behind the taxes, in lines that begin with #\n"
                      "文字说明也写到标准输出");
    command->add_option("--language", options->language, "zh or en\n语言")->check(CLI::IsMember({"zh", "en"}));
    context.on(*command, [&context, options] { return run_explain(context, *options); });
}

}  // namespace

void add_tax_commands(CLI::App& app, Context& context) {
    auto* group = app.add_subcommand("tax", "Tax on remuneration for labour\n劳务报酬个人所得税");
    group->require_subcommand(1);
    add_explain(*group, context);
}

}  // namespace yunke::ctl
