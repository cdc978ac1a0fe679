// Entities by their ids: the same as a std::map under any steps, at places that do not change.
#include "dispatcher/core/id_map.hpp"

#include <gtest/gtest.h>

#include <map>
#include <memory>
#include <random>
#include <string>

namespace yunke::core {
namespace {

using Map = IdMap<ConversationId, std::string>;

std::map<ConversationId, std::string> sorted(const Map& map) {
    std::map<ConversationId, std::string> all;
    for (const auto& [id, value] : map)
        EXPECT_TRUE(all.emplace(id, value).second) << "told twice";
    return all;
}

TEST(IdMap, IsAMapUnderAnySteps) {
    std::mt19937_64 dice(7);
    for (const std::uint64_t spread : {std::uint64_t{1}, std::uint64_t{0x1'0000'0000}, std::uint64_t{0x9E37'79B9}}) {
        Map map;
        std::map<ConversationId, std::string> expected;
        for (int step = 0; step < 40'000; ++step) {
            // Grows to some hundred, and shrinks again.
            const ConversationId id{dice() % 600 * spread};
            const bool growing = step / 5'000 % 2 == 0;
            if (dice() % 10 < (growing ? 7U : 3U)) {
                map[id] += 'x';
                expected[id] += 'x';
            } else {
                EXPECT_EQ(map.erase(id), expected.erase(id));
            }
            ASSERT_EQ(map.size(), expected.size());
            ASSERT_EQ(map.contains(id), expected.contains(id));
            if (const std::string* found = map.get(id)) ASSERT_EQ(*found, expected.at(id));
            if (step % 500 == 0) ASSERT_EQ(sorted(map), expected);
        }
        ASSERT_EQ(sorted(map), expected);
    }
}

TEST(IdMap, EntitiesStayWhereTheyAre) {
    Map map;
    std::map<ConversationId, const std::string*> places;
    for (std::uint64_t id = 1; id <= 1'000; ++id)
        places[ConversationId{id}] = &(map[ConversationId{id}] = std::to_string(id));
    for (std::uint64_t id = 2; id <= 1'000; id += 2)
        map.erase(ConversationId{id});
    for (std::uint64_t id = 1; id <= 1'000; id += 2) {
        ASSERT_EQ(map.get(ConversationId{id}), places.at(ConversationId{id}));
        ASSERT_EQ(map.at(ConversationId{id}), std::to_string(id));
    }
}

TEST(IdMap, NothingIsFoundInAnEmptyOne) {
    const Map none;
    EXPECT_TRUE(none.empty());
    EXPECT_EQ(none.get(ConversationId{1}), nullptr);
    EXPECT_TRUE(none.find(ConversationId{1}) == none.end());
    EXPECT_TRUE(none.begin() == none.end());
    EXPECT_THROW(static_cast<void>(none.at(ConversationId{1})), std::out_of_range);
    none.fetch(ConversationId{1});
    Map map;
    EXPECT_EQ(map.erase(ConversationId{1}), 0U);
}

TEST(IdMap, CopiesAreTheirOwnAndEqual) {
    Map map;
    for (std::uint64_t id = 0; id < 100; ++id)
        map[ConversationId{id}] = "a";
    Map copy = map;
    EXPECT_EQ(copy, map);
    copy.at(ConversationId{50}) = "b";
    EXPECT_EQ(map.at(ConversationId{50}), "a");
    EXPECT_FALSE(copy == map);
    copy = map;
    // The same entities, however they came in.
    Map backwards;
    for (std::uint64_t id = 300; id-- > 0;)
        backwards[ConversationId{id}] = "a";
    for (std::uint64_t id = 100; id < 300; ++id)
        backwards.erase(ConversationId{id});
    EXPECT_EQ(backwards, map);
    Map& from = copy;
    const Map moved = std::move(from);
    EXPECT_EQ(moved, map);
    EXPECT_TRUE(copy.empty());
    EXPECT_EQ(copy, Map());
    map.clear();
    EXPECT_TRUE(map.empty());
}

TEST(IdMap, FindGivesPlacesToGoOnFrom) {
    Map map;
    map[ConversationId{3}] = "three";
    const auto it = map.find(ConversationId{3});
    ASSERT_TRUE(it != map.end());
    EXPECT_EQ(it->second, "three");
    EXPECT_TRUE(std::next(it) == map.end());
    EXPECT_EQ(map.count(ConversationId{4}), 0U);
}

}  // namespace
}  // namespace yunke::core
