// The archive in SQL: conversations written once each, and erased when the time that their merchant set is over. Called
// by the archiver, and by yunkectl for what merchants set; search.hpp reads.
//
// A Store is one SQL session: one thread at a time. Calls block, for at most the time-outs of runtime/sql/limits.hpp; a
// lost connection is opened again by the next call. Errc::away: try again later; whether a write that ended so was
// committed is unknown, and doing it again is harmless.
#pragma once

#include <functional>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "dispatcher/ledger/archive/chat.hpp"

namespace yunke::sql {
class Database;
}

namespace yunke::archive {

// Called before each thing that is done, with its name. Tests of crashes die in it.
using Steps = std::function<void(std::string_view)>;

class Store {
public:
    // As sql.url. Brings the schema to this program's version.
    static Result<Store> open(const std::string& url);
    Store(Store&&) noexcept;
    Store& operator=(Store&&) noexcept;
    ~Store();

    void set_steps(Steps steps) { steps_ = std::move(steps); }

    // Writes, in one transaction, those that do not stand yet: same pool, id and digest. How many they were. After a
    // Redis that went back, a conversation that ended otherwise stands beside what was archived of it before.
    Result<std::size_t> write(const std::vector<Chat>& chats, std::int64_t now_ms);

    // ---- for how long ----
    struct Keep {
        std::uint32_t merchant = 0;  // 0 = all who set nothing
        int days = 0;
        bool operator==(const Keep&) const = default;
    };
    // The default first, then by merchant.
    Result<std::vector<Keep>> keeps();
    // refused: days out of limits::keep_days_min to max.
    Result<void> set_keep(std::uint32_t merchant, int days);
    // Back to the default.
    Result<void> unset_keep(std::uint32_t merchant);

    // Erases conversations that ended longer ago than their merchant keeps them, with their words, at most
    // limits::erased_per_write. How many; ask again until there are none.
    Result<std::size_t> erase_expired(std::int64_t now_ms);

    sql::Database& database() { return *database_; }

private:
    struct Expired {
        std::int64_t number = 0, merchant = 0, tokens = 0;
    };

    explicit Store(std::unique_ptr<sql::Database> database);
    void step(std::string_view what) const {
        if (steps_) steps_(what);
    }
    Result<std::vector<Expired>> expired(std::int64_t now_ms);
    Result<void> erase(const std::vector<Expired>& all);

    std::unique_ptr<sql::Database> database_;
    Steps steps_;
};

}  // namespace yunke::archive
