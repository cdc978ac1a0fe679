// A pool's past on disk: a snapshot of cursor and state, and from there on every command and every log entry. A folder
// with three files, `snapshot`, `cmd` and `log`, each a row of records (4 bytes length, little-endian, then the bytes):
//
//   snapshot   "yunke-recording-1", the pool's name, then field and value in turn: "cursor:<field>", "state:<field>"
//   cmd, log   id and bytes in turn, as in the streams
//
// A record that was cut off by a crash is dropped when the folder is opened again. Written by record.cpp, read by
// replay.cpp.
#pragma once

#include <cstdio>
#include <filesystem>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include "dispatcher/app/cursor.hpp"
#include "dispatcher/app/error.hpp"
#include "dispatcher/app/history.hpp"
#include "dispatcher/wire/state.hpp"

namespace yunke::dispatcher {

// One of the two stream files, being appended to.
class StreamFile {
public:
    // Creates it, or opens it behind its last whole pair; `last_id` is that pair's id, empty if there is none.
    static Result<StreamFile> open(const std::filesystem::path& path);

    Result<void> append(std::string_view id, std::string_view bytes);
    Result<void> flush();
    const std::string& last_id() const { return last_id_; }

private:
    struct Close {
        void operator()(std::FILE* file) const { std::fclose(file); }
    };
    std::unique_ptr<std::FILE, Close> file_;
    std::string path_;
    std::string last_id_;
};

struct Snapshot {
    std::string pool;
    Cursor cursor;
    core::State state;
};

bool has_snapshot(const std::filesystem::path& dir);
// `cursor` and `state` are answers to HGETALL. Whole or not at all.
Result<void> write_snapshot(const std::filesystem::path& dir, const std::string& pool, const redis::Reply& cursor,
                            const redis::Reply& state);
Result<Snapshot> read_snapshot(const std::filesystem::path& dir);

// The commands and log entries of a recording, in order.
Result<std::unique_ptr<History>> open_recording(const std::filesystem::path& dir);

}  // namespace yunke::dispatcher
