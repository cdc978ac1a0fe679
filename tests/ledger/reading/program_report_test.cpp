// The programme's report: nothing of ten or fewer people can be read or reckoned out of it.
#include "dispatcher/ledger/reading/program_report.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <random>

namespace yunke::ledger {
namespace {

// Whether what is shown tells a hidden cell: Gaussian elimination of "each row and column adds up to its sum", modulo a
// prime. Knows nothing of graphs, unlike the code that it checks.
class Attacker {
public:
    explicit Attacker(const CountTable& table) {
        for (std::size_t row = 0; row <= table.rows(); ++row) {
            for (std::size_t column = 0; column <= table.columns(); ++column)
                if (table.hidden(row, column)) cells_.emplace_back(row, column);
        }
        for (const auto& [row, column] : cells_)
            counts_.push_back(table.count(row, column));
        for (std::size_t row = 0; row <= table.rows(); ++row)
            add([&](auto cell) { return cell.first == row; },
                [&](auto cell) { return cell.second == table.columns(); });
        for (std::size_t column = 0; column <= table.columns(); ++column)
            add([&](auto cell) { return cell.second == column; },
                [&](auto cell) { return cell.first == table.rows(); });
        eliminate();
    }

    // Cells that are alone in an equation: known exactly. Of `least` people or more.
    int told(std::int64_t least = 0) const {
        int count = 0;
        for (const auto& equation : equations_) {
            const auto is_there = [](std::int64_t factor) { return factor != 0; };
            if (std::ranges::count_if(equation, is_there) != 1) continue;
            const auto cell = static_cast<std::size_t>(std::ranges::find_if(equation, is_there) - equation.begin());
            count += counts_.at(cell) >= least ? 1 : 0;
        }
        return count;
    }

private:
    static constexpr std::int64_t prime = 1'000'000'007;
    using Cell = std::pair<std::size_t, std::size_t>;

    template <class In, class IsSum>
    void add(const In& in, const IsSum& is_sum) {
        std::vector<std::int64_t> equation;
        for (const Cell& cell : cells_)
            equation.push_back(!in(cell) ? 0 : is_sum(cell) ? prime - 1 : 1);
        equations_.push_back(std::move(equation));
    }
    static std::int64_t inverse(std::int64_t value) {
        std::int64_t result = 1;
        for (std::int64_t power = prime - 2; power > 0; power /= 2) {
            if (power % 2 != 0) result = result * value % prime;
            value = value * value % prime;
        }
        return result;
    }
    void eliminate() {
        std::size_t used = 0;
        for (std::size_t i = 0; i < cells_.size() && used < equations_.size(); ++i) {
            const auto begin = equations_.begin() + static_cast<std::ptrdiff_t>(used);
            const auto pivot = std::find_if(begin, equations_.end(), [&](const auto& one) { return one[i] != 0; });
            if (pivot == equations_.end()) continue;
            std::swap(*pivot, equations_[used]);
            const std::int64_t factor = inverse(equations_[used][i]);
            for (std::int64_t& value : equations_[used])
                value = value * factor % prime;
            for (std::size_t e = 0; e < equations_.size(); ++e) {
                const std::int64_t times = equations_[e][i];
                if (e == used || times == 0) continue;
                for (std::size_t k = 0; k < cells_.size(); ++k)
                    equations_[e][k] = (equations_[e][k] + (prime - times) * equations_[used][k]) % prime;
            }
            ++used;
        }
    }

    std::vector<Cell> cells_;
    std::vector<std::int64_t> counts_;
    std::vector<std::vector<std::int64_t>> equations_;
};

CountTable table_of(const std::vector<std::vector<int>>& counts) {
    CountTable table(counts.size(), counts.front().size());
    for (std::size_t row = 0; row < counts.size(); ++row) {
        for (std::size_t column = 0; column < counts[row].size(); ++column)
            for (int i = 0; i < counts[row][column]; ++i)
                table.add(row, column);
    }
    table.sum();
    return table;
}

// A hidden group whose sum is known is as good as a cell.
void expect_large_remainders(const CountTable& table) {
    for (std::size_t row = 0; row <= table.rows(); ++row) {
        if (table.hidden(row, table.columns())) continue;
        std::int64_t people = 0;
        for (std::size_t column = 0; column < table.columns(); ++column)
            people += table.hidden(row, column) ? table.count(row, column) : 0;
        EXPECT_TRUE(people == 0 || people > hidden_people_max) << row;
    }
    for (std::size_t column = 0; column <= table.columns(); ++column) {
        if (table.hidden(table.rows(), column)) continue;
        std::int64_t people = 0;
        for (std::size_t row = 0; row < table.rows(); ++row)
            people += table.hidden(row, column) ? table.count(row, column) : 0;
        EXPECT_TRUE(people == 0 || people > hidden_people_max) << column;
    }
}

TEST(Suppression, WithoutSmallCellsEverythingIsShown) {
    CountTable table = table_of({{20, 0, 31}, {11, 40, 12}});
    EXPECT_FALSE(table.suppress());
    EXPECT_EQ(table.shown(0, 2), 31);
    EXPECT_EQ(table.shown(0, 1), 0) << "nobody is nobody's secret";
    EXPECT_EQ(table.shown(2, 3), 114);
}

TEST(Suppression, TheAttackerFindsWhatHidingOnlySmallCellsTells) {
    CountTable table = table_of({{20, 3, 31}, {11, 40, 12}});
    table.hide(0, 1);
    EXPECT_EQ(Attacker(table).told(), 1);
    EXPECT_TRUE(table.suppress());
    EXPECT_EQ(Attacker(table).told(), 0);
    EXPECT_FALSE(table.shown(0, 1));
    EXPECT_EQ(table.shown(2, 3), 117) << "everybody together may be told";
}

TEST(Suppression, TenAreHiddenAndElevenAreShown) {
    CountTable table = table_of({{10, 100, 100}, {11, 100, 100}, {100, 100, 100}});
    table.suppress();
    EXPECT_FALSE(table.shown(0, 0));
    EXPECT_EQ(table.shown(2, 2), 100);
    CountTable eleven = table_of({{11, 100}, {100, 100}});
    EXPECT_FALSE(eleven.suppress());
}

TEST(Suppression, NoRandomTableTellsAHiddenCell) {
    std::mt19937_64 dice(7);
    std::size_t hidden = 0;
    std::size_t shown = 0;
    for (int round = 0; round < 300; ++round) {
        const std::size_t rows = 1 + dice() % 6;
        const std::size_t columns = 1 + dice() % 6;
        std::vector<std::vector<int>> counts(rows, std::vector<int>(columns));
        for (auto& row : counts)
            for (int& count : row)
                count = static_cast<int>(dice() % 3 == 0 ? dice() % 12 : dice() % 80);
        CountTable table = table_of(counts);
        table.suppress();
        EXPECT_EQ(Attacker(table).told(), 0) << "round " << round;
        expect_large_remainders(table);
        for (std::size_t row = 0; row <= rows; ++row) {
            for (std::size_t column = 0; column <= columns; ++column) {
                const std::int64_t count = table.count(row, column);
                if (count >= 1 && count <= hidden_people_max) EXPECT_TRUE(table.hidden(row, column));
                (table.hidden(row, column) ? hidden : shown) += 1;
            }
        }
    }
    EXPECT_GT(hidden, 1'000U);
    EXPECT_GT(shown, 1'000U) << "hiding everything would be no report";
}

TEST(Percentiles, AreHiddenBelowElevenPeople) {
    std::vector<std::int64_t> values;
    for (std::int64_t i = 1; i <= 10; ++i)
        values.push_back(i);
    EXPECT_FALSE(percentiles_of(values));
    values.push_back(11);
    EXPECT_EQ(percentiles_of(values), (Percentiles{.p10 = 2, .median = 6, .p90 = 10}));
}

std::vector<Participant> random_people(std::uint64_t seed, int count) {
    std::mt19937_64 dice(seed);
    std::vector<Participant> people;
    for (int i = 0; i < count; ++i) {
        Participant& person = people.emplace_back();
        person.attributes["region"] = std::array{"north", "south", "west"}.at(dice() % 3);
        if (dice() % 5 != 0) person.attributes["grade"] = std::to_string(1 + dice() % 4);
        person.stage = static_cast<Stage>(dice() % stages);
        if (person.stage < Stage::on_duty) continue;
        person.worked_ms = static_cast<Ms>(dice() % 120 + 1) * ms_per_hour;
        person.income_fen = static_cast<Fen>(dice() % 400'000);
    }
    return people;
}

TEST(ProgramReport, CountsEverybodyOnceAndProtectsAllTablesTogether) {
    for (std::uint64_t seed = 1; seed <= 20; ++seed) {
        const auto people = random_people(seed, 120 + static_cast<int>(seed) * 20);
        const auto reports = program_report(people, {"region", "grade"});
        ASSERT_EQ(reports.size(), 2U);
        EXPECT_EQ(reports[0].groups.size(), 4U);
        EXPECT_EQ(reports[1].groups.front().value, "-") << "who has no grade is told as such";
        for (const AttributeReport& report : reports) {
            EXPECT_EQ(report.by_stage.count(report.by_stage.rows(), stages), static_cast<std::int64_t>(people.size()));
            for (const CountTable* table : {&report.by_stage, &report.by_hours, &report.by_income}) {
                EXPECT_EQ(Attacker(*table).told(), 0);
                expect_large_remainders(*table);
            }
            for (std::size_t row = 0; row < report.groups.size(); ++row) {
                const std::int64_t worked = report.by_hours.count(row, bands);
                EXPECT_EQ(worked, report.by_income.count(row, bands));
                EXPECT_EQ(report.by_hours.hidden(row, bands), report.by_income.hidden(row, bands));
                EXPECT_EQ(report.groups[row].worked_ms.has_value(), worked >= 11);
            }
        }
        for (std::size_t column = 0; column <= bands; ++column) {
            EXPECT_EQ(reports[0].by_hours.hidden(3, column),
                      reports[1].by_hours.hidden(reports[1].by_hours.rows(), column));
        }
    }
}

// Somebody who knows people by name takes them out of every number: what is left must be as safe as the whole.
TEST(ProgramReport, WhoKnowsSomeByNameLearnsNothingOfTheOthers) {
    std::mt19937_64 dice(5);
    std::size_t shown = 0;
    for (std::uint64_t seed = 1; seed <= 30; ++seed) {
        auto people = random_people(seed, 150 + static_cast<int>(seed) * 20);
        const std::uint64_t of_ten = dice() % 11;
        for (Participant& person : people) {
            person.progress_known = dice() % 10 < of_ten;
            person.income_known = person.progress_known && dice() % 2 == 0;
        }
        for (const AttributeReport& report : program_report(people, {"region", "grade"})) {
            for (const auto& [whole, unknown] : {std::pair{&report.by_stage, &report.unknown_by_stage},
                                                 std::pair{&report.by_hours, &report.unknown_by_hours},
                                                 std::pair{&report.by_income, &report.unknown_by_income}}) {
                EXPECT_EQ(Attacker(*whole).told(), 0) << seed;
                EXPECT_EQ(Attacker(*unknown).told(1), 0) << seed << ": that nobody is left may be told";
                expect_large_remainders(*whole);
                expect_large_remainders(*unknown);
                for (std::size_t row = 0; row <= whole->rows(); ++row) {
                    for (std::size_t column = 0; column <= whole->columns(); ++column) {
                        EXPECT_EQ(whole->hidden(row, column), unknown->hidden(row, column));
                        if (whole->hidden(row, column)) continue;
                        ++shown;
                        const std::int64_t left = unknown->count(row, column);
                        EXPECT_TRUE(left == 0 || left > hidden_people_max) << left << " are left";
                    }
                }
            }
        }
    }
    EXPECT_GT(shown, 1'000U) << "hiding everything would be no report";
}

TEST(ProgramReport, OneOfFiftyWhoIsNotKnownHidesTheFifty) {
    std::vector<Participant> people(50);
    for (Participant& person : people) {
        person.stage = Stage::on_duty;
        person.worked_ms = 30 * ms_per_hour;
        person.progress_known = person.income_known = true;
    }
    const auto told = program_report(people, {"region"}).front();
    EXPECT_EQ(told.by_hours.shown(1, 2), 50) << "all of them agreed";
    EXPECT_TRUE(told.groups.back().worked_ms);
    people.front().progress_known = false;
    const auto hidden = program_report(people, {"region"}).front();
    EXPECT_FALSE(hidden.by_hours.shown(1, 2));
    EXPECT_FALSE(hidden.by_stage.shown(1, 3));
    EXPECT_FALSE(hidden.groups.back().worked_ms);
    EXPECT_TRUE(hidden.groups.back().income_fen) << "whose income is known all the same";
}

TEST(ProgramReport, AsCsvHidesWhatIsHidden) {
    std::vector<Participant> people = random_people(3, 200);
    for (int i = 0; i < 4; ++i) {
        people.emplace_back();
        people.back().attributes["region"] = "far";
    }
    const std::string csv = program_report_csv(program_report(people, {"region"}));
    EXPECT_NE(csv.find("region,far,stage,signed_up,*\r\n"), std::string::npos) << csv;
    EXPECT_NE(csv.find("region,far,stage,trained,0\r\n"), std::string::npos);
    EXPECT_NE(csv.find("region,all,stage,all,204\r\n"), std::string::npos) << csv;
    EXPECT_NE(csv.find("region,far,hours,median,*\r\n"), std::string::npos);
    EXPECT_EQ(csv.find("region,all,hours,median,*"), std::string::npos);
    EXPECT_TRUE(program_report_csv(program_report({}, {"region"})).find("region,all,stage,all,0") != std::string::npos);
}

}  // namespace
}  // namespace yunke::ledger
