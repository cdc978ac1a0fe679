// What the archive costs: how fast conversations are written and erased, how large they are, how long a search takes.
// Not a test; run by hand:   archive_measure sqlite|postgresql CONVERSATIONS
// The conversations are those of deploy/demo/dialogues over and over, with order numbers that differ, of 50 merchants.
#include <google/protobuf/struct.pb.h>
#include <google/protobuf/util/json_util.h>

#include <algorithm>
#include <chrono>
#include <fstream>
#include <iostream>

#include "dispatcher/ledger/archive/search.hpp"
#include "tests/registry/postgresql_server.hpp"
#include "tests/support/temp_dir.hpp"
#include "yunke/v1/effect.pb.h"

namespace yunke::archive {
namespace {

using Dialogue = std::vector<std::pair<bool, std::string>>;  // by the shopper?, what was said
constexpr std::int64_t begin_ms = 1'800'000'000'000;

template <class T>
T value(Result<T> result) {
    if (!result) throw std::runtime_error(result.error().what);
    return std::move(*result);
}

std::vector<Dialogue> dialogues() {
    std::vector<Dialogue> all;
    for (const char* name : {"ecommerce_zh.jsonl", "ecommerce_en.jsonl", "crosswoz_slice.jsonl"}) {
        std::ifstream file(std::string(YUNKE_DIALOGUES) + "/" + name);
        for (std::string line; std::getline(file, line);) {
            google::protobuf::Struct one;
            if (!google::protobuf::util::JsonStringToMessage(line, &one).ok()) continue;
            Dialogue& dialogue = all.emplace_back();
            for (const auto& turn : one.fields().at("turns").list_value().values()) {
                const auto& fields = turn.struct_value().fields();
                dialogue.emplace_back(fields.at("role").string_value() == "shopper", fields.at("text").string_value());
            }
        }
    }
    return all;
}

Chat chat_of(const Dialogue& dialogue, std::uint64_t id) {
    v1::ArchivedConversation account;
    account.set_conversation(id);
    account.set_merchant(static_cast<std::uint32_t>(1 + id % 50));
    account.set_shop(static_cast<std::uint32_t>(1 + id % 100));
    account.set_agent(static_cast<std::uint32_t>(1 + id % 200));
    account.set_session(id * 0x9e3779b97f4a7c15U);
    account.set_closed_ms(begin_ms + static_cast<std::int64_t>(id) * 1'000);
    Held held{"main", id, account.SerializeAsString(), {}};
    const auto add = [&](v1::Role author, const std::string& text) {
        v1::Entry entry;
        entry.set_n(static_cast<std::uint32_t>(held.entries.size() + 1));
        entry.set_at_ms(account.closed_ms() - 600'000 + 20'000 * static_cast<std::int64_t>(held.entries.size()));
        entry.set_kind(v1::MESSAGE);
        entry.set_author(author);
        entry.set_name(author == v1::SHOPPER ? "小满" : "小禾");
        entry.set_text(text);
        held.entries.push_back(entry.SerializeAsString());
    };
    add(v1::SHOPPER, "订单 Q" + std::to_string(20'260'000'000U + id));
    for (const auto& [shopper, text] : dialogue)
        add(shopper ? v1::SHOPPER : v1::AGENT, text);
    return value(read_chat(held));
}

double seconds_of(const std::function<void()>& work) {
    const auto begin = std::chrono::steady_clock::now();
    work();
    return std::chrono::duration<double>(std::chrono::steady_clock::now() - begin).count();
}

void write_all(Store& store, const std::vector<Dialogue>& all, std::uint64_t count) {
    std::size_t tokens = 0, lines = 0, bytes = 0;
    const double seconds = seconds_of([&] {
        std::vector<Chat> some;
        for (std::uint64_t id = 1; id <= count; ++id) {
            some.push_back(chat_of(all[id % all.size()], id));
            tokens += tokens_of(some.back().entries).size();
            lines += static_cast<std::size_t>(some.back().entries.entries_size());
            bytes += some.back().entries.ByteSizeLong();
            if (some.size() < 64 && id < count) continue;
            value(store.write(some, begin_ms));
            some.clear();
        }
    });
    const auto mean = [&](std::size_t sum) { return static_cast<double>(sum) / static_cast<double>(count); };
    std::cout << count << " conversations of " << mean(lines) << " lines, " << mean(bytes) << " bytes, " << mean(tokens)
              << " words: " << static_cast<double>(count) / seconds << " a second\n";
}

void look(Store& store, const char* what, const Scope& scope, const Query& query) {
    std::vector<double> times;
    Page page;
    for (int i = 0; i < 7; ++i)
        times.push_back(seconds_of([&] { page = value(search(store, scope, query)); }));
    std::ranges::sort(times);
    std::cout << "  " << what << ": " << page.found.size() << " found, " << 1'000 * times[3] << " ms (slowest of 7 "
              << 1'000 * times[6] << ")\n";
}

void look_all(Store& store, std::uint64_t count) {
    const auto of = [](const std::string& words) {
        Query query;
        query.words = words;
        return query;
    };
    const std::string order = std::to_string(20'260'000'000U + count / 2);
    for (const bool staff : {false, true}) {
        const Scope scope = staff ? Scope::staff() : Scope::of_merchant(static_cast<std::uint32_t>(1 + count / 2 % 50));
        std::cout << (staff ? "over everything\n" : "of one merchant\n");
        look(store, "latest 50", scope, {});
        look(store, "frequent words (订单)", scope, of("订单"));
        look(store, "frequent and rarer (订单 被套)", scope, of("订单 被套"));
        look(store, "one character (套)", scope, of("套"));
        look(store, "English beginning (refund)", scope, of("refund"));
        look(store, "an order number", scope, of("Q" + order));
        look(store, "nothing (套被)", scope, of("套被"));
        Query day;
        day.from_ms = begin_ms + static_cast<std::int64_t>(count / 10) * 1'000;
        day.until_ms = day.from_ms + 600'000;
        look(store, "ten minutes long ago", scope, day);
    }
}

void measure(const std::string& url, std::uint64_t count, const std::function<long long()>& bytes_in_sql) {
    const auto all = dialogues();
    Store store = value(Store::open(url));
    write_all(store, all, count);
    std::cout << static_cast<double>(bytes_in_sql()) / static_cast<double>(count) << " bytes in SQL each\n";
    look_all(store, count);
    std::size_t erased = 0;
    const double seconds = seconds_of([&] {
        while (erased < 2'000) {
            const std::size_t some = value(store.erase_expired(begin_ms + 180LL * 86'400'000 + 2'000'000));
            if (some == 0) break;
            erased += some;
        }
    });
    std::cout << "erased " << erased << ": " << static_cast<double>(erased) / seconds << " a second\n";
}

}  // namespace
}  // namespace yunke::archive

int main(int argc, char** argv) {
    const std::string kind = argc > 1 ? argv[1] : "sqlite";
    const std::uint64_t count = argc > 2 ? std::stoull(argv[2]) : 10'000;
    if (kind == "postgresql") {
        yunke::registry::testing::PostgresqlServer server;
        server.execute("postgres", "CREATE DATABASE measured");
        yunke::archive::measure(server.url("measured"), count, [&] {
            server.execute("measured", "VACUUM ANALYZE");
            return server.number("postgres", "SELECT pg_database_size('measured')");
        });
        return 0;
    }
    const yunke::testing::TempDir folder;
    yunke::archive::measure("sqlite3://" + (folder / "measured.db").string(), count,
                            [&] { return static_cast<long long>(std::filesystem::file_size(folder / "measured.db")); });
    return 0;
}
