// What the books read of SQL for one pool, row by row, when they do not have it in memory.
#include "dispatcher/ledger/posted_rows.hpp"
#include "dispatcher/ledger/row_tables.hpp"
#include "dispatcher/ledger/sql_call.hpp"
#include "dispatcher/ledger/store.hpp"

namespace yunke::ledger {
namespace {

using sql::Around;

class SqlSource final : public Source {
public:
    SqlSource(sql::Database& database, std::string pool) : database_(database), pool_(std::move(pool)) {}

    Result<AgentRow> agent(AgentId id) override { return one(AgentRow{.agent = id}, "agent = " + literal(id)); }

    Result<PeriodBook> period(const PeriodKey& key) override {
        const std::string condition = "agent = " + literal(key.agent) + " AND period_ms = " + literal(key.period_ms) +
                                      " AND shift = " + literal(key.shift);
        return ask(database_, Around::snapshot, [&](soci::session& session) -> Result<PeriodBook> {
            PeriodBook book{.period = {.key = key}, .lines = select<Line>(session, condition)};
            if (auto rows = select<Period>(session, condition); !rows.empty()) book.period = rows.front();
            return book;
        });
    }

    Result<Chat> chat(ConversationId id) override {
        return ask(database_, Around::nothing, [&](soci::session& session) -> Result<Chat> {
            auto rows = select_chats(session, "pool = " + literal(pool_) + " AND conversation = " + literal(id));
            if (!rows) return std::unexpected(rows.error());
            return rows->empty() ? Chat{.conversation = id} : std::move(rows->front());
        });
    }

    Result<Merchant> merchant(MerchantId id) override {
        const std::string condition = "merchant = " + literal(id);
        return ask(database_, Around::snapshot, [&](soci::session& session) -> Result<Merchant> {
            Merchant merchant{.row = {.merchant = id},
                              .packages = select<Package>(session, condition),
                              .overage = select<Overage>(session, condition)};
            if (auto rows = select<MerchantRow>(session, condition); !rows.empty()) merchant.row = rows.front();
            return merchant;
        });
    }

    Result<Usage> usage(const UsageKey& key) override {
        return one(Usage{.key = key}, "day = " + literal(key.day) + " AND shop = " + literal(key.shop) +
                                          " AND queue = " + literal(key.queue) + " AND agent = " + literal(key.agent));
    }

private:
    // The row of a key; the blank one if there is none.
    template <class Row>
    Result<Row> one(const Row& blank_row, const std::string& condition) {
        return ask(database_, Around::nothing, [&](soci::session& session) -> Result<Row> {
            const auto rows = select<Row>(session, condition);
            return rows.empty() ? blank_row : rows.front();
        });
    }

    sql::Database& database_;
    std::string pool_;
};

}  // namespace

std::unique_ptr<Source> Store::source(const std::string& pool) {
    return std::make_unique<SqlSource>(*database_, pool);
}

}  // namespace yunke::ledger
