// All rows of the ledger in memory, as the source of the books that rebuild prices into. Private to rebuild.cpp.
#pragma once

#include <map>
#include <string>
#include <utility>
#include <vector>

#include "dispatcher/ledger/books.hpp"

namespace yunke::ledger {

struct RebuiltRows {
    std::map<LineKey, Line> lines;
    std::map<PeriodKey, Period> periods;
    std::map<AgentId, AgentRow> agents;
    std::map<std::pair<std::string, ConversationId>, Chat> chats;
    std::map<UsageKey, Usage> usage;
    std::map<MerchantId, MerchantRow> merchants;
    std::map<PackageId, Package> packages;
    std::map<OverageKey, Overage> overage;

    void write(const std::string& pool, const Changes& changes);
    // What an office entry added.
    void add(const Undo& changes);
};

// One pool's view of them.
class RebuiltSource final : public Source {
public:
    RebuiltSource(const RebuiltRows& rows, std::string pool) : rows_(rows), pool_(std::move(pool)) {}

    Result<AgentRow> agent(AgentId id) override;
    Result<PeriodBook> period(const PeriodKey& key) override;
    Result<Chat> chat(ConversationId id) override;
    Result<Merchant> merchant(MerchantId id) override;
    Result<Usage> usage(const UsageKey& key) override;

private:
    const RebuiltRows& rows_;
    std::string pool_;
};

}  // namespace yunke::ledger
