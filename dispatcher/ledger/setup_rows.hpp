// Where the dated configuration comes from: the card file, kept in SQL version by version, and what the registry knows
// of shops and queues, kept in SQL with the day from which it counts, because the registry itself forgets what was.
// Used by the poster (which keeps it fresh), by rebuild and by yunkectl.
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "dispatcher/ledger/card_file.hpp"
#include "dispatcher/ledger/setup.hpp"
#include "dispatcher/ledger/store.hpp"

namespace yunke::registry {
class Registry;
}

namespace yunke::ledger {

// What the ledger needs of the registry.
struct RegistryView {
    struct ShopPlace {
        std::string pool;
        MerchantId merchant{};
    };
    std::vector<std::string> pools;
    std::map<ShopId, ShopPlace> shops;
    std::map<QueueId, std::vector<SkillId>> skills;  // rising
    std::map<MerchantId, std::int32_t> clocks;       // of those that have one of their own
    CardFileNames names;
};
Result<RegistryView> read_registry(registry::Registry& registry);

// Writes down what is new. A queue's first skills count for all time, and so does the clock of a merchant who had no
// shop yet; later ones from tomorrow on, so that a day that was priced already stays as it was. What names mean in a
// card file of which nobody kept it is kept as well.
Result<void> keep(Store& store, const RegistryView& view, Day today);

struct StoredCardFile {
    std::uint64_t version = 0;
    std::string toml;
    CardFileNames named;  // merchants and skills as they were called then; none: nobody kept them, or it names none
};
Result<std::optional<StoredCardFile>> latest_card_file(Store& store);
// Adds a version, with what the names in it mean. Besides whom the registry knows it may name whom the version before
// named, as that called them: a history goes on to speak of who has left. refused: the file has problems, or changes
// what a version that is there already pays or sells; the error tells all of them, a line each.
Result<std::uint64_t> add_card_file(Store& store, const std::string& toml, const std::string& file,
                                    const CardFileNames& names, Ms at_ms);

// The configuration as it stands in SQL; `names` are for a card file of which nobody kept what its names mean. damaged:
// the card file cannot be read any more.
struct StoredSetup {
    Setup setup;
    bool has_cards = false;  // false: everything is priced at nothing
    CardFile file{};         // tax tables and reliefs, too
};
Result<StoredSetup> load_setup(Store& store, const CardFileNames& names);

}  // namespace yunke::ledger
