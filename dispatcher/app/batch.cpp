#include "dispatcher/app/batch.hpp"

#include "dispatcher/wire/command.hpp"

namespace yunke::dispatcher {

Batch decode_batch(const std::vector<redis::StreamEntry>& entries, const Poison& poison, Instruments& instruments,
                   const runtime::Log& log) {
    Batch batch;
    batch.commands.reserve(entries.size());
    for (const redis::StreamEntry& entry : entries) {
        batch.last_id = entry.id.to_string();
        const std::string* bytes = entry.field("c");
        auto command = wire::decode_command(bytes ? *bytes : std::string());
        if (poison.leaves_out(entry.id)) {
            batch.left_out = true;
            batch.skipped.push_back(batch.last_id);
            if (command) batch.poison = std::move(*command);
        } else if (command) {
            batch.commands.push_back(std::move(*command));
        } else {
            batch.skipped.push_back(batch.last_id);
            instruments.undecodable.add();
            log.error("command_undecodable", {{"id", batch.last_id}, {"why", command.error().what}});
        }
    }
    return batch;
}

}  // namespace yunke::dispatcher
