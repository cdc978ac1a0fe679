// Card files: what they define, and what they refuse with line, key and what to do.
#include "dispatcher/ledger/card_file.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace yunke::ledger {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;

CardFileNames names() {
    return {.merchants = CardFileNames::ByName{{"青禾生活 Qinghe Living", 1}, {"Twin", 2}, {"Twin", 3}},
            .skills = CardFileNames::ByName{{"returns", 4}, {"delivery", 5}},
            .agents = CardFileNames::ByName{{"小禾", 3}}};
}

class CardFileExample : public ::testing::Test {
protected:
    CardFileExample() {
        auto read = read_card_file(YUNKE_EXAMPLES "/cards.toml", names());
        if (!read) {
            ADD_FAILURE() << ::testing::PrintToString(read.error());
            return;
        }
        file_ = std::move(*read);
    }

    CardFile file_;
};

TEST_F(CardFileExample, DefinesItsCards) {
    EXPECT_EQ(file_.cards.cards().size(), 7U);
    const std::vector<SkillId> returns = {SkillId{4}};
    CardCase work{.merchant = MerchantId{1}, .day = day_of(2026, 6, 30)};
    EXPECT_EQ(file_.cards.rate(Term::handled, work)->amount, 1'800);
    EXPECT_EQ(file_.cards.rate(Term::floor, work)->amount, 2'200);
    EXPECT_EQ(file_.cards.rate(Term::conversation, work)->amount, 80);
    EXPECT_EQ(file_.cards.rate(Term::rest_allowance, work)->amount, 40 * 60'000);
    EXPECT_EQ(file_.cards.rate(Term::vat, work)->amount, 600);
    const auto* gift = file_.cards.choose(Term::gift, work);
    EXPECT_EQ(*gift->amount(Term::gift), 10);
    EXPECT_EQ(file_.funds.at(gift->fund), gift->fund_name);
    EXPECT_FALSE(file_.cards.rate(Term::training, work)) << "from July on";
    work.skills = returns;
    EXPECT_EQ(file_.cards.rate(Term::handled, work)->version, CardVersion{5});
    work.skills = {};
    work.day = day_of(2026, 10, 1);
    work.tier = 2;
    EXPECT_EQ(file_.cards.rate(Term::training, work)->amount, 1'500);
    EXPECT_EQ(file_.cards.rate(Term::training_cap, work)->amount, 8 * ms_per_hour);
    EXPECT_TRUE(file_.holidays.contains(work.day));
    EXPECT_EQ(file_.cards.rate(Term::floor, work)->amount, 2'400);
    work.holiday = true;
    EXPECT_EQ(file_.cards.rate(Term::floor, work)->amount, 7'200);
    EXPECT_EQ(file_.cards.rate(Term::handled, work)->version, CardVersion{7});
    EXPECT_EQ(file_.cards.find(CardVersion{2})->quality_rule,
              (BonusRule{.paid_ms_min = 20 * ms_per_hour, .ratings_min = 10, .stars_hundredths_min = 460}));
    EXPECT_EQ(file_.cards.find(CardVersion{3})->tier_rule.paid_ms_min, 40 * ms_per_hour);
}

TEST_F(CardFileExample, DefinesPackagesTermsTaxAndPeople) {
    ledger::Setup setup;
    file_.put_into(setup);
    EXPECT_EQ(setup.utc_offset_minutes, 480);
    EXPECT_EQ(setup.plan_at("hundred", day_of(2026, 5, 31))->price_fen, 450'000);
    const auto* plan = setup.plan_at("hundred", day_of(2026, 6, 1));
    EXPECT_EQ(plan->price_fen, 405'000);
    EXPECT_EQ(plan->ms, 100 * ms_per_hour);
    EXPECT_THAT(plan->note, HasSubstr("10 % off"));
    EXPECT_EQ(
        *discount_of(*plan),
        (Discount{.list_price_fen = 450'000, .percent_bp = 1'000, .reason = plan->note, .from = day_of(2026, 6, 1)}));
    EXPECT_EQ(setup.discount_at(1), std::nullopt);
    EXPECT_EQ(setup.discount_at(5)->until, day_of(2036, 9, 1));
    EXPECT_EQ(setup.plan_at("hundred", day_of(2026, 9, 1), MerchantId{1})->price_fen, 360'000);
    EXPECT_EQ(setup.plan_at("hundred", day_of(2026, 9, 1), MerchantId{2})->price_fen, 405'000) << "not for this one";
    EXPECT_EQ(setup.plan_at("hundred", day_of(2036, 9, 1), MerchantId{1})->price_fen, 405'000) << "it has ended";
    EXPECT_EQ(setup.terms_at(MerchantId{1}, day_of(2025, 12, 31)), nullptr);
    EXPECT_EQ(setup.terms_at(MerchantId{1}, day_of(2026, 8, 31))->mode, OverageMode::rate);
    const auto* terms = setup.terms_at(MerchantId{1}, day_of(2026, 9, 1));
    EXPECT_EQ(*terms, (MerchantTerms{.version = 4,
                                     .mode = OverageMode::top_up,
                                     .overage_rate = 5'400,
                                     .top_up_ms = 100 * ms_per_hour,
                                     .top_up_price_fen = 450'000,
                                     .top_up_days = 365}));
    EXPECT_EQ(*setup.tiers.at(AgentId{3}).at(day_of(2026, 7, 1)), 2U);
    EXPECT_EQ(*file_.reliefs_of.at(AgentId{3}).at(day_of(2026, 7, 1)), "example");
    EXPECT_EQ(table_of(file_.tax_tables, {2026, 12})->key, "cumulative");
    const auto* table = table_of(file_.tax_tables, {2027, 1});
    EXPECT_EQ(table->key, "cumulative-2027");
    EXPECT_FALSE(table->gap_restarts);
    EXPECT_EQ(table->brackets, cumulative_table().brackets);
    const auto* relief = relief_of(file_.reliefs, "example", {2026, 2});
    EXPECT_EQ(relief->percent_bp, 5'000);
    EXPECT_EQ(relief->cap_fen, 800'000);
    EXPECT_TRUE(relief->at_withholding);
}

std::vector<std::string> problems(const std::string& toml, const CardFileNames& known = names()) {
    const auto read = parse_card_file(toml, "f", known);
    return read ? std::vector<std::string>{} : read.error();
}

// A card of four lines, then `rest`, which begins in line 5.
std::string card(const std::string& rest) {
    return "[[card]]\nkey = \"a\"\nversion = 1\nfrom = 2026-01-01\n" + rest + "\n";
}
std::string plan(const std::string& rest) {
    return "[[plan]]\nkey = \"p\"\nversion = 1\nfrom = 2026-01-01\n" + rest + "\n";
}
std::string terms(const std::string& rest) {
    return "[[terms]]\nmerchant = 1\nversion = 1\nfrom = 2026-01-01\n" + rest + "\n";
}

// Every text has one problem that begins with this line and holds this part of a sentence.
struct Case {
    std::string toml, line, part;
};
void expect_refused(const std::vector<Case>& cases) {
    for (const auto& one : cases) {
        const auto found = problems(one.toml);
        ASSERT_EQ(found.size(), 1U) << one.toml << ::testing::PrintToString(found);
        EXPECT_TRUE(found[0].starts_with("f:" + one.line + ": ")) << found[0] << "\n" << one.toml;
        EXPECT_THAT(found[0], HasSubstr(one.part)) << one.toml;
    }
}

TEST(CardFileRefusals, OfCards) {
    expect_refused({
        {card("handled = \"1.234\""), "5", "card.handled is \"1.234\"; write a text with at most two decimals"},
        {card("handled = 24.5"), "5", "card.handled is a value of another kind; write a text"},
        {card("handled = -1"), "5", "card.handled is -1, which is negative"},
        {card("handled = \"1000000.01\""), "5", "at most 1000000.00 can be meant"},
        {card("handled = 1\nuntil = 2026-01-01"), "6", "card.until is 2026-01-01, not after from"},
        {card("handled = 1\nuntil = \"soon\""), "6", "card.until is no date; write it as 2026-10-01"},
        {card(""), "1", "card says nothing that pays"},
        {card("handeld = 1\nonline = 1"), "5", "no such key \"handeld\" in card; did you mean \"handled\"?"},
        {card("handled = 1\nmerchant = \"青禾\""), "6", "names the merchant \"青禾\", which does not exist"},
        {card("handled = 1\nmerchant = \"Twin\""), "6", "as 2 are called; write the merchant's number"},
        {card("handled = 1\nmerchant = 9"), "6", "is 9, but there is no such merchant"},
        {card("handled = 1\nskill = \"return\""), "6", "did you mean \"returns\"?"},
        {card("handled = 1\nskill = true"), "6", "write which skill is meant"},
        {card("handled = 1\ntier = 0"), "6", "card.tier is 0; allowed is a whole number from 1 to 99"},
        {card("handled = 1\nvat = \"101\""), "6", "card.vat is \"101\"; at most 100.00"},
        {card("handled = 1\nrest_allowance = 40"), "6", "card.rest_allowance is 40 without a unit"},
        {card("handled = 1\nrest_allowance = \"25h\""), "6", "rest_allowance is larger than any"},
        {card("training = 1\ntraining_cap = 8"), "6", "card.training_cap is 8 without a unit"},
        {card("training = 1\ntraining_cap = \"745h\""), "6", "training_cap is larger than any"},
        {card("training = 1\nmerchant = 1"), "5", "card.training belongs to a whole work period"},
        {card("online = 1\nmerchant = 1"), "5", "card.online belongs to a whole work period"},
        {card("quality_bonus = { paid_hours = 1 }"), "5", "card.quality_bonus.amount is missing"},
        {card("quality_bonus = { amount = 1, stars = \"5.01\" }"), "5",
         "card.quality_bonus.stars is \"5.01\"; at most 5.00"},
        {card("merchant = 1\ngift = { amount = 1, fund = \"x\" }"), "6", "for which the file has no [[fund]]"},
        {"[[card]]\nversion = 1\nfrom = 2026-01-01\nhandled = 1\n", "1", "card.key is missing; give the card a name"},
        {"[[card]]\nkey = \"a\"\nfrom = 2026-01-01\nhandled = 1\n", "1", "card.version is missing"},
        {"[[card]]\nkey = \"a\"\nversion = 1\nhandled = 1\n", "1", "card.from is missing"},
        {card("handled = 1") + "[[card]]\nkey = \"b\"\nversion = 2\nfrom = 2026-03-01\nhandled = 2\n", "9",
         "card.from is 2026-03-01, but the card \"a\" for the same"},
        {card("handled = 1") + "[[card]]\nkey = \"b\"\nversion = 1\nfrom = 2026-03-01\nholiday = true\nhandled = 2\n",
         "6", "has the version number 1 of another"},
    });
}

TEST(CardFileRefusals, OfPackagesAndTerms) {
    expect_refused({
        {plan("name = \"x\"\nprice = 1"), "1", "plan.hours is missing"},
        {plan("name = \"x\"\nprice = 1\nhours = 0"), "7", "plan.hours is 0; allowed is a whole number from 1"},
        {plan("name = \"\"\nprice = 1\nhours = 1"), "5", "plan.name must have 1 to 200"},
        {plan("name = \"x\"\nprice = 1\nhours = 1") + terms("mode = \"block\""), "10",
         "terms.version is 1 twice among plans and terms"},
        {plan("name = \"x\"\nprice = 1\nhours = 1") +
             "[[plan]]\nkey = \"p\"\nversion = 2\nfrom = 2026-01-01\nname = \"x\"\nprice = 1\nhours = 1\n",
         "11", "plan.from is 2026-01-01 twice for the same"},
        {plan("name = \"x\"\nprice = 5\nhours = 1\nlist_price = 5\nnote = \"y\""), "8",
         "plan.list_price is 5.00, not above the price of 5.00"},
        {plan("name = \"x\"\nprice = 5\nhours = 1\nlist_price = 6"), "1", "plan.note is missing; write the reason"},
        {plan("name = \"x\"\nprice = 5\nhours = 1\nuntil = 2026-01-01"), "8",
         "plan.until is 2026-01-01, not after from"},
        {plan("name = \"x\"\nprice = 5\nhours = 1\nmerchants = []"), "8", "plan.merchants must be a list of merchants"},
        {plan("name = \"x\"\nprice = 5\nhours = 1\nmerchants = [1, 9]"), "8", "is 9, but there is no such merchant"},
        {plan("name = \"x\"\nprice = 5\nhours = 1\nmerchants = [1, 1]"), "8", "names merchant 1 again"},
        {terms("mode = \"top-up\"\ntop_up = { hours = 5, price = 5, list_price = 4, note = \"y\" }"), "6",
         "terms.top_up.list_price is 4.00, not above"},
        {terms("mode = \"stop\""), "5", "terms.mode is \"stop\"; allowed is block, rate or top-up"},
        {terms("mode = \"rate\""), "1", "terms.overage_rate is missing"},
        {terms("mode = \"top-up\""), "1", "terms.top_up is missing"},
        {terms("mode = \"top-up\"\ntop_up = { hours = 5 }"), "6", "terms.top_up.price is missing"},
        {"[[terms]]\nversion = 1\nfrom = 2026-01-01\nmode = \"block\"\n", "1", "terms.merchant is missing"},
    });
}

TEST(CardFileRefusals, OfTaxAndPeople) {
    const std::string tax = "[[tax]]\nkey = \"t\"\nfrom = 2027-01-01\nmethod = \"cumulative\"\n";
    const std::string relief = "[[relief]]\nkey = \"r\"\nfrom = 2026-01-01\n";
    expect_refused({
        {"[[tax]]\nkey = \"t\"\nfrom = 2027-01-01\n", "1", "tax.method is missing"},
        {"[[tax]]\nkey = \"t\"\nfrom = 2027-01-01\nmethod = \"daily\"\n", "4", "allowed is per-payment or cumulative"},
        {"[[tax]]\nkey = \"t\"\nfrom = 2027-01-02\nmethod = \"cumulative\"\n", "3", "tax goes by months"},
        {tax + "brackets = [\n{ up_to = 100, rate = 3 },\n{ rate = 10, quick = 8 },\n]\n", "7",
         "tax.brackets[1] has the quick deduction 8.00, with which the tax jumps at 100.00; it takes 7.00"},
        {tax + "brackets = [{ up_to = 100 }]\n", "5", "tax.brackets[0].rate is missing"},
        {tax + tax, "7", "tax.from is another tax table's, too"},
        {tax + "free = 800\n", "5", "no such key \"free\" in tax"},
        {relief, "1", "relief.percent is missing, and so is cap_year"},
        {relief + "percent = 101\n", "4", "relief.percent is 101; at most 100.00"},
        {relief + "percent = 50\n" + relief + "percent = 60\n", "7",
         "when the relief \"r\" of 2026-01-01 holds as well"},
        {"[[agent]]\nagent = 3\nfrom = 2026-01-01\n", "1", "agent.tier is missing, and so is relief"},
        {"[[agent]]\nagent = \"小禾\"\nfrom = 2026-01-01\ntier = 1\n", "2", "the ledger keeps no names of people"},
        {"[[agent]]\nagent = true\nfrom = 2026-01-01\ntier = 1\n", "2", "is true or false; write which agent is meant"},
        {"[[agent]]\nagent = 4\nfrom = 2026-01-01\ntier = 1\n", "2", "is 4, but there is no such agent"},
        {"[[agent]]\nagent = 3\nfrom = 2026-01-01\nrelief = \"x\"\n", "4", "for which the file has no [[relief]]"},
    });
}

TEST(CardFileRefusals, OfEverythingElse) {
    expect_refused({
        {"[[cards]]\n", "1", "no such table \"cards\"; did you mean \"card\"?"},
        {"[card]\n", "1", "write each as a table [[card]]"},
        {"utc_offset = \"8\"\n", "1", "write it as \"+08:00\""},
        {"utc_offset = \"+15:00\"\n", "1", "write it as \"+08:00\""},
        {"[[holidays]]\ndays = [2026-10-01,\n2026-10-01]\n", "3", "names 2026-10-01 again"},
        {"[[holidays]]\ndays = [\"tomorrow\"]\n", "2", "is no date"},
        {"[[holidays]]\n", "1", "holidays.days is missing"},
        {"[[fund]]\nid = 1\n", "1", "fund.name is missing"},
        {"[[fund]]\nid = 1\nname = \"a\"\n[[fund]]\nid = 1\nname = \"b\"\n", "5", "fund.id is 1 twice"},
        {"x = \n", "1", "not valid TOML"},
    });
}

TEST(CardFileRefusals, TellAllProblemsAndDefineNothing) {
    const auto found = problems(card("handled = -1\nonline = -2") + plan("name = \"x\"\nprice = -3\nhours = 1"));
    EXPECT_THAT(found, ElementsAre(HasSubstr("f:5: card.handled"), HasSubstr("f:6: card.online"),
                                   HasSubstr("f:12: plan.price")));
}

TEST(CardFileNamesTest, WithoutADatabaseNumbersAreTakenAndNamesRefused) {
    EXPECT_THAT(problems(card("handled = 1\nmerchant = 9\nskill = 8"), {}), ElementsAre());
    EXPECT_THAT(problems(card("handled = 1\nskill = \"returns\""), {}),
                ElementsAre(HasSubstr("f:6: card.skill is \"returns\"; names cannot be looked up without a database")));
}

TEST(CardFileReading, SaysWhatIsWrongWithTheFileItself) {
    EXPECT_THAT(read_card_file("/").error(), ElementsAre("/: this is a folder; name a card file."));
    EXPECT_THAT(read_card_file("/no/such/file").error(),
                ElementsAre("/no/such/file: cannot be read: No such file or directory."));
}

TEST(CardFileReading, AnEmptyFileHasTheStatutoryTaxAndNothingElse) {
    const auto read = parse_card_file("", "f");
    ASSERT_TRUE(read);
    EXPECT_EQ(read->tax_tables, statutory_tables());
    EXPECT_TRUE(read->cards.cards().empty());
}

}  // namespace
}  // namespace yunke::ledger
