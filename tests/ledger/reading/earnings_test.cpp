// What an agent sees of her pay: estimate and confirmed, lines with their arithmetic, statements.
#include <gmock/gmock.h>

#include "dispatcher/ledger/reading/line_words.hpp"
#include "dispatcher/ledger/reading/statement.hpp"
#include "tests/ledger/bench.hpp"

namespace yunke::ledger::testing {
namespace {

using ::testing::HasSubstr;
using ::testing::Not;

constexpr std::uint32_t mei = 7;
constexpr std::int32_t offset = default_utc_offset_minutes;

Setup paid_setup() {
    Setup setup = shops_of_three();
    setup.cards.add(card(
        1, platform, {{Term::online, 1'000}, {Term::handled, 1'200}, {Term::conversation, 50}, {Term::floor, 3'000}}));
    return setup;
}

AgentMonth book_of(const Bench& bench) {
    AgentMonth book;
    book.agent = bench.rows.agents.at(AgentId{mei});
    for (const auto& [key, period] : bench.rows.periods)
        if (key.agent == AgentId{mei} && !blank(period)) book.periods.push_back(period);
    for (const auto& [key, line] : bench.rows.lines)
        if (key.agent == AgentId{mei} && !blank(line)) book.lines.push_back(line);
    return book;
}

std::map<std::string, Fen> accrued_of(const Bench& bench, Month month) {
    std::map<std::string, Fen> sums;
    const Account hers = account(AccountKind::accrued, AgentId{mei});
    for (const ChainedTransfer& one : bench.transfers) {
        if (one.transfer.month != month) continue;
        if (one.transfer.credit == hers) sums[one.transfer.line] += one.transfer.amount;
        if (one.transfer.debit == hers) sums[one.transfer.line] -= one.transfer.amount;
    }
    return sums;
}

// Monday 09:00 to 10:00 with one chat throughout, ended; 14:00 to 14:30 without chats, running.
struct ADay : Bench {
    ADay() : Bench(paid_setup()) {
        const Ms nine = clock_ms(9);
        apply(accepted(1, merchant_a, mei, nine));
        apply(work(mei, nine, nine, clock_ms(10), {unit(1, merchant_a, v1::WorkInterval::HANDLING, hour_ms)}));
        apply(ended(1, merchant_a, mei, clock_ms(10)));
        apply(period_ended(mei, nine, clock_ms(10)));
        apply(work(mei, clock_ms(14), clock_ms(14), clock_ms(14, 30)));
    }
};

OfficeMove move(std::uint64_t sequence, Account debit, Account credit, Fen fen, Ms at_ms, std::string line) {
    OfficeMove made;
    made.sequence = made.entry = sequence;
    made.transfer.debit = debit;
    made.transfer.credit = credit;
    made.transfer.amount = fen;
    made.transfer.at_ms = at_ms;
    made.transfer.month = month_of(at_ms, offset);
    made.transfer.line = std::move(line);
    return made;
}

TEST(Earnings, ConfirmedIsWhatEndedAndTheEstimateAddsTheRunningPeriodWithItsFloor) {
    const ADay bench;
    const Earnings seen = earnings_of(book_of(bench), bench.setup, day_of(clock_ms(15), offset));
    // Ended: 10.00 online + 12.00 handled + 0.50 for the chat, and 7.50 up to the floor of 30.00.
    EXPECT_EQ(seen.today.confirmed_fen, 3'000);
    // Running: half an hour is 5.00 online; the floor would make it 15.00.
    ASSERT_TRUE(seen.period);
    EXPECT_EQ(seen.period->earned_fen, 500);
    EXPECT_EQ(seen.period->floor_fen, 1'000);
    EXPECT_EQ(seen.today.estimate_fen, 4'500);
    EXPECT_EQ(seen.this_month, seen.today);
    EXPECT_EQ(seen.today.hours.paid_ms, hour_ms + 30 * minute_ms);
    EXPECT_EQ(seen.today.hours.handled_ms, hour_ms);
    EXPECT_EQ(seen.today.conversations, 1);
    EXPECT_EQ(seen.worked_until_ms, clock_ms(14, 30));
    EXPECT_FALSE(seen.closed);
}

TEST(Earnings, APeriodBelongsToTheDayOnWhichItBegan) {
    const ADay bench;
    const Earnings next_day = earnings_of(book_of(bench), bench.setup, next(day_of(clock_ms(15), offset)));
    EXPECT_EQ(next_day.today.confirmed_fen, 0);
    EXPECT_EQ(next_day.today.estimate_fen, 0);
    EXPECT_EQ(next_day.this_month.estimate_fen, 4'500);
    EXPECT_TRUE(next_day.period) << "it runs, whatever day it is";
}

TEST(Earnings, SomebodyWhoNeverWorkedHasZeros) {
    AgentMonth book;
    book.agent.agent = AgentId{mei};
    const Earnings seen = earnings_of(book, paid_setup(), day_of(clock_ms(9), offset));
    EXPECT_EQ(seen.today, Earned{});
    EXPECT_EQ(seen.this_month, Earned{});
    EXPECT_FALSE(seen.period);
    EXPECT_EQ(seen.worked_until_ms, 0);
}

TEST(Earnings, AConversationThatWaitsForTheNextPeriodIsInTheEstimate) {
    ADay bench;
    bench.apply(period_ended(mei, clock_ms(14), clock_ms(14, 30)));
    bench.apply(accepted(2, merchant_a, mei, clock_ms(14, 40)));
    bench.apply(ended(2, merchant_a, mei, clock_ms(14, 41)));
    const Earnings seen = earnings_of(book_of(bench), bench.setup, day_of(clock_ms(15), offset));
    EXPECT_EQ(seen.today.confirmed_fen, 4'500);
    EXPECT_EQ(seen.today.estimate_fen, 4'550);
    EXPECT_FALSE(seen.period);
}

TEST(Earnings, AMonthsLinesSumToWhatTheLedgerMoved) {
    const ADay bench;
    const Month march{2026, 3};
    const MonthLines month = month_lines(march, book_of(bench), accrued_of(bench, march), offset);
    Fen sum = 0;
    for (const MonthLine& line : month.lines)
        sum += line.amount_fen;
    EXPECT_EQ(sum, month.total_fen);
    EXPECT_EQ(month.total_fen, bench.accrued(mei));
    ASSERT_FALSE(month.lines.empty());
    EXPECT_EQ(month.lines.front().line.key.period_ms, clock_ms(14)) << "latest first";
    EXPECT_FALSE(month.lines.front().ended);
    EXPECT_TRUE(month.lines.back().ended);
}

TEST(Earnings, BonusesCorrectionsApprovalAndPayoutsAreTold) {
    AgentMonth book = book_of(ADay());
    const AgentId agent{mei};
    const Account accrued = account(AccountKind::accrued, agent);
    const Account payable = account(AccountKind::payable, agent);
    const Account clearing{AccountKind::clearing, 4};
    const Account iit = account(AccountKind::iit, agent);
    const std::string line = text_of(book.lines.front().key);
    book.moves = {
        move(1, account(AccountKind::bonus, agent), accrued, 5'000, clock_ms(20), "bonus/7/2026-03/quality"),
        move(2, account(AccountKind::agent_pay, agent), accrued, 30, clock_ms(21), line),
        move(3, accrued, payable, 8'530, clock_ms(22), "approved/7/2026-03"),
        move(4, payable, iit, 400, clock_ms(23), "payout/4/1"),
        move(5, payable, clearing, 8'130, clock_ms(23), "payout/4/1"),
    };
    const Month march{2026, 3};
    EXPECT_EQ(approved_of(book.moves, agent, march), 8'530);
    EXPECT_EQ(paid_in(book.moves, agent, march, offset),
              (Paid{.month = march, .gross_fen = 8'530, .tax_fen = 400, .net_fen = 8'130}));
    const std::vector<Adjustment> adjustments = adjustments_of(book.moves, agent, march);
    ASSERT_EQ(adjustments.size(), 2U);
    EXPECT_EQ(adjustments[0].kind, AdjustmentKind::quality_bonus);
    EXPECT_EQ(adjustments[1].kind, AdjustmentKind::correction);
    EXPECT_EQ(adjustments[1].line, book.lines.front().key);
    // The payout fails: as if it had never been.
    for (std::uint64_t i = 0; i < 2; ++i) {
        OfficeMove back = book.moves.at(3 + i);
        back.sequence = 6 + i;
        std::swap(back.transfer.debit, back.transfer.credit);
        back.transfer.reverses = static_cast<std::int64_t>(4 + i);
        back.transfer.at_ms = clock_ms(24 * 40);
        book.moves.push_back(back);
    }
    EXPECT_EQ(paid_in(book.moves, agent, march, offset), Paid{.month = march});
    EXPECT_EQ(paid_in(book.moves, agent, next(march), offset), Paid{.month = next(march)});
    EXPECT_EQ(approved_of(book.moves, agent, march), 8'530) << "payable again";
}

TEST(LineIds, AreReadBackAndNeverNameAnybodyElse) {
    const LineKey key{.agent = AgentId{mei},
                      .period_ms = 1'795'990'000'000,
                      .shift = ShiftId{12},
                      .term = LineTerm::handled,
                      .merchant = MerchantId{3},
                      .card = CardVersion{7}};
    EXPECT_EQ(line_id(key), "1795990000000-12-handled-3-7");
    EXPECT_EQ(parse_line_id(AgentId{mei}, line_id(key)), key);
    EXPECT_EQ(parse_line_id(AgentId{8}, line_id(key))->agent, AgentId{8});
    EXPECT_EQ(parse_line_text(AgentId{mei}, text_of(key)), key);
    EXPECT_FALSE(parse_line_text(AgentId{8}, text_of(key)));
    for (const char* bad : {"", "-", "1-2-handled-3", "1-2-handled-3-7-8", "1-2-nothing-3-7", "x-2-handled-3-7",
                            "-1-2-handled-3-7", "1-2-handled-3-99999999999", "1-2-handled-3-7'", "1-2--3-7"})
        EXPECT_FALSE(parse_line_id(AgentId{mei}, bad)) << bad;
}

OpenLine open_line(LineTerm term, Fen rate, std::int64_t quantity, Fen posted) {
    OpenLine open;
    open.line.line.key.period_ms = clock_ms(9);
    open.line.line.key.term = term;
    open.line.line.rate = rate;
    open.line.line.quantity = quantity;
    open.line.line.posted = open.line.amount_fen = posted;
    return open;
}

TEST(LineWords, TheSumCanBeDoneAgainByHand) {
    const OpenLine handled = open_line(LineTerm::handled, 1'200, 5'400'000, 1'800);
    EXPECT_EQ(arithmetic(handled, Language::en),
              "1:30:00.000 (5400000 ms ÷ 3600000) × 12.00 yuan per hour = 18.00 yuan, rounded to the fen.");
    EXPECT_EQ(arithmetic(handled, Language::zh),
              "1:30:00.000（5400000 毫秒 ÷ 3600000）× 每小时 12.00 元 = 18.00 元（四舍五入到分）。");
    EXPECT_EQ(arithmetic(open_line(LineTerm::conversation, 50, 11, 550), Language::en),
              "11 × 0.50 yuan each = 5.50 yuan.");
    OpenLine floor = open_line(LineTerm::floor, 3'000, hour_ms, 750);
    floor.period.emplace();
    floor.period->earned_fen = 2'250;
    EXPECT_THAT(arithmetic(floor, Language::en), HasSubstr("added: 30.00 - 22.50 = 7.50 yuan."));
    floor.period->earned_fen = 3'100;
    floor.line.line.posted = floor.line.amount_fen = 0;
    EXPECT_THAT(arithmetic(floor, Language::zh), HasSubstr("补足 0.00 元"));
    OpenLine closed = handled;
    closed.line.amount_fen = 1'700;
    EXPECT_THAT(arithmetic(closed, Language::en), HasSubstr("Of it 17.00 yuan counts in this month"));
}

TEST(LineWords, TrainingThatIsNotPaidSaysWhy) {
    EXPECT_EQ(arithmetic(open_line(LineTerm::training, 1'500, hour_ms, 1'500), Language::en),
              "1:00:00.000 (3600000 ms ÷ 3600000) × 15.00 yuan per hour = 15.00 yuan, rounded to the fen.");
    OpenLine unpaid = open_line(LineTerm::training_unpaid, 0, hour_ms, 0);
    EXPECT_EQ(arithmetic(unpaid, Language::en),
              "Training of 1:00:00.000 (3600000 ms): the rate card says no pay for training, so it is not paid: 0.00 "
              "yuan.");
    EXPECT_EQ(arithmetic(unpaid, Language::zh),
              "培训 1:00:00.000（3600000 毫秒）：费率没有为培训规定报酬，不计酬：0.00 元。");
    unpaid.card = card(3, platform, {{Term::training, 1'500}, {Term::training_cap, 8 * hour_ms}});
    EXPECT_EQ(arithmetic(unpaid, Language::en),
              "Training of 1:00:00.000 (3600000 ms) beyond the 8:00:00.000 that the rate card pays in a month: 0.00 "
              "yuan.");
    EXPECT_EQ(arithmetic(unpaid, Language::zh),
              "培训 1:00:00.000（3600000 毫秒）超出费率规定的每月带薪培训上限 8:00:00.000，不计酬：0.00 元。");
}

TEST(Statement, TellsTrainingThatIsNotPaid) {
    ADay bench;  // its card says nothing about training
    bench.apply(work(mei, clock_ms(14), clock_ms(14, 30), clock_ms(15), {}, v1::TRAINING));
    bench.setup.cards.add(card(2, platform, {{Term::training, 1'500}, {Term::training_cap, 5 * minute_ms}}));
    bench.apply(work(mei, clock_ms(14), clock_ms(15), clock_ms(15, 30), {}, v1::TRAINING));
    const Month march{2026, 3};
    const AgentMonth book = book_of(bench);
    const MonthLines month = month_lines(march, book, accrued_of(bench, march), offset);
    EXPECT_EQ(month.total_fen, bench.accrued(mei));
    const StatementHead head{.name = "阿梅", .agent = AgentId{mei}, .made_ms = clock_ms(16)};
    const std::string html = statement_html(head, month, Language::en);
    EXPECT_THAT(html, HasSubstr(R"(Paid training</td><td class="n">0:05:00.000</td>)"));
    EXPECT_THAT(html, HasSubstr(R"(Training that is not paid</td><td class="n">0:30:00.000</td>)"));
    EXPECT_THAT(html, HasSubstr("<td>no card says pay for it</td>"));
    EXPECT_THAT(html, HasSubstr("<td>beyond the month's cap of the platform's card, version 2</td>"));
    const std::string csv = statement_csv(head, month, Language::zh);
    EXPECT_THAT(csv, HasSubstr("培训（不计酬）,1800000,毫秒,0.00,没有费率为此规定报酬,0.00"));
    EXPECT_THAT(csv, HasSubstr("培训（不计酬）,1500000,毫秒,0.00,超出平台费率第 2 版的每月上限,0.00"));
    const Earnings seen = earnings_of(book, bench.setup, day_of(clock_ms(16), offset));
    EXPECT_EQ(seen.today.hours.training_ms, 5 * minute_ms);
    EXPECT_EQ(seen.today.hours.training_unpaid_ms, 55 * minute_ms);
    EXPECT_EQ(seen.today.hours.paid_ms, hour_ms + 35 * minute_ms) << "what is not paid is in no sum of paid time";
    for (const Line& line : book.lines)
        EXPECT_EQ(parse_line_id(AgentId{mei}, line_id(line.key)), line.key);
}

TEST(LineWords, FactsAreToldWithTheirTimesAndWithoutNames) {
    PostedFact fact;
    fact.at_ms = clock_ms(9, 5);
    fact.body = work(mei, clock_ms(9), clock_ms(9), clock_ms(9, 5),
                     {unit(1, merchant_a, v1::WorkInterval::HANDLING, 5 * minute_ms)})
                    .SerializeAsString();
    FactView view = view_of(fact, offset);
    EXPECT_EQ(view.kind, "work");
    EXPECT_EQ(view.en, "09:00:00 to 09:05:00, available, 1 chat in hand.");
    EXPECT_EQ(view.zh, "09:00:00 至 09:05:00，在线，手上有 1 个会话。");
    fact.body = work(mei, clock_ms(9), clock_ms(9), clock_ms(9, 5), {}, v1::TRAINING).SerializeAsString();
    EXPECT_EQ(view_of(fact, offset).en, "09:00:00 to 09:05:00, in training.");
    EXPECT_EQ(view_of(fact, offset).zh, "09:00:00 至 09:05:00，培训。");
    fact.body = ended(17, merchant_a, mei, clock_ms(9, 5)).SerializeAsString();
    EXPECT_EQ(view_of(fact, offset).en, "09:05:00: chat 17 was resolved.");
    fact.body = period_ended(mei, clock_ms(9), clock_ms(10)).SerializeAsString();
    EXPECT_EQ(view_of(fact, offset).kind, "period_ended");
    fact.takes_back = true;
    EXPECT_EQ(view_of(fact, offset).kind, "taken_back");
    fact.takes_back = false;
    fact.body = "no fact";
    EXPECT_EQ(view_of(fact, offset).kind, "other");
}

TEST(Statement, HasTheSameSumsAsAPageAndAsCsv) {
    const ADay bench;
    const Month march{2026, 3};
    const MonthLines month = month_lines(march, book_of(bench), accrued_of(bench, march), offset);
    StatementHead head;
    head.name = "<b>阿梅</b> & \"co\"";
    head.agent = AgentId{mei};
    head.made_ms = clock_ms(16);
    for (const Language language : {Language::zh, Language::en}) {
        const std::string html = statement_html(head, month, language);
        EXPECT_THAT(html, HasSubstr("&lt;b&gt;阿梅&lt;/b&gt; &amp; &quot;co&quot;"));
        EXPECT_THAT(html, Not(HasSubstr("<b>")));
        EXPECT_THAT(html, Not(HasSubstr("<script")));
        EXPECT_THAT(html, HasSubstr(language == Language::zh ? "lang=\"zh-CN\"" : "lang=\"en\""));
        EXPECT_THAT(html, HasSubstr(yuan_text(month.total_fen)));
        const std::string csv = statement_csv(head, month, language);
        EXPECT_TRUE(csv.starts_with("\xEF\xBB\xBF"));
        EXPECT_EQ(std::ranges::count(csv, '\n'), static_cast<std::ptrdiff_t>(month.lines.size() + 6));
        EXPECT_THAT(csv, HasSubstr("," + yuan_text(month.total_fen) + "\r\n"));
    }
}

TEST(Statement, NoFieldOfACsvFileRunsAsAFormula) {
    EXPECT_EQ(csv_field("=1+1"), "'=1+1");
    EXPECT_EQ(csv_field("@x"), "'@x");
    EXPECT_EQ(csv_field("-12.50"), "-12.50");
    EXPECT_EQ(csv_field("-x"), "'-x");
    EXPECT_EQ(csv_field("a,\"b\"\n"), "\"a,\"\"b\"\"\n\"");
    EXPECT_EQ(csv_field(""), "");
}

}  // namespace
}  // namespace yunke::ledger::testing
