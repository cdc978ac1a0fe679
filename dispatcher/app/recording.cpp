#include "dispatcher/app/recording.hpp"

#include <unistd.h>

#include <array>
#include <cstdint>
#include <fstream>
#include <system_error>

#include "dispatcher/app/limits.hpp"

namespace yunke::dispatcher {
namespace {

constexpr std::string_view magic = "yunke-recording-1";
constexpr std::string_view cursor_prefix = "cursor:";
constexpr std::string_view state_prefix = "state:";

std::unexpected<Error> file_error(const std::filesystem::path& path, std::string_view what) {
    return std::unexpected(Error{Errc::file, path.string() + ": " + std::string(what)});
}

std::array<char, 4> length_bytes(std::size_t size) {
    return {static_cast<char>(size & 0xff), static_cast<char>(size >> 8 & 0xff), static_cast<char>(size >> 16 & 0xff),
            static_cast<char>(size >> 24 & 0xff)};
}

bool write_record(std::FILE* file, std::string_view bytes) {
    const auto length = length_bytes(bytes.size());
    return std::fwrite(length.data(), 1, length.size(), file) == length.size() &&
           std::fwrite(bytes.data(), 1, bytes.size(), file) == bytes.size();
}

class RecordReader {
public:
    explicit RecordReader(const std::filesystem::path& path) : in_(path, std::ios::binary) {}

    bool is_open() const { return in_.is_open(); }
    std::uint64_t read_bytes() const { return read_; }

    // nullopt at the end, or at a record that was cut off.
    std::optional<std::string> next() {
        std::array<unsigned char, 4> length{};
        if (!in_.read(reinterpret_cast<char*>(length.data()), length.size())) return std::nullopt;
        std::size_t size = 0;
        for (std::size_t i = length.size(); i > 0; --i)
            size = size << 8 | length.at(i - 1);
        if (size > limits::record_bytes_max) return std::nullopt;
        std::string bytes(size, '\0');
        if (!in_.read(bytes.data(), static_cast<std::streamsize>(size))) return std::nullopt;
        read_ += length.size() + size;
        return bytes;
    }

private:
    std::ifstream in_;
    std::uint64_t read_ = 0;
};

class FileHistory final : public History {
public:
    explicit FileHistory(const std::filesystem::path& dir) : commands_(dir / "cmd"), log_(dir / "log") {}

    bool is_open() const { return commands_.is_open() && log_.is_open(); }
    Result<std::optional<PastEntry>> next_command() override { return next(commands_); }
    Result<std::optional<PastEntry>> next_log() override { return next(log_); }

private:
    static Result<std::optional<PastEntry>> next(RecordReader& from) {
        const auto id = from.next();
        auto bytes = id ? from.next() : std::nullopt;
        if (!bytes) return std::optional<PastEntry>();
        const auto parsed = redis::StreamId::parse(*id);
        if (!parsed) return std::unexpected(Error{Errc::damaged, "The recording holds an id that is none: " + *id});
        return std::optional(PastEntry{*parsed, std::move(*bytes)});
    }

    RecordReader commands_, log_;
};

}  // namespace

Result<StreamFile> StreamFile::open(const std::filesystem::path& path) {
    StreamFile out;
    out.path_ = path.string();
    std::uint64_t whole = 0;
    if (std::filesystem::exists(path)) {
        RecordReader reader(path);
        while (auto id = reader.next()) {
            if (!reader.next()) break;
            out.last_id_ = std::move(*id);
            whole = reader.read_bytes();
        }
        std::error_code error;
        std::filesystem::resize_file(path, whole, error);
        if (error) return file_error(path, error.message());
    }
    out.file_.reset(std::fopen(out.path_.c_str(), "ab"));
    if (!out.file_) return file_error(path, std::generic_category().message(errno));
    return out;
}

Result<void> StreamFile::append(std::string_view id, std::string_view bytes) {
    if (!write_record(file_.get(), id) || !write_record(file_.get(), bytes))
        return file_error(path_, std::generic_category().message(errno));
    last_id_ = id;
    return {};
}

Result<void> StreamFile::flush() {
    if (std::fflush(file_.get()) != 0) return file_error(path_, std::generic_category().message(errno));
    return {};
}

bool has_snapshot(const std::filesystem::path& dir) {
    return std::filesystem::exists(dir / "snapshot");
}

Result<void> write_snapshot(const std::filesystem::path& dir, const std::string& pool, const redis::Reply& cursor,
                            const redis::Reply& state) {
    const auto path = dir / "snapshot.new";
    const std::unique_ptr<std::FILE, int (*)(std::FILE*)> file(std::fopen(path.c_str(), "wb"), std::fclose);
    if (!file) return file_error(path, std::generic_category().message(errno));
    bool good = write_record(file.get(), magic) && write_record(file.get(), pool);
    const auto write_all = [&](std::string_view prefix, const redis::Reply& fields) {
        for (std::size_t i = 0; good && i + 1 < fields.size(); i += 2)
            good = write_record(file.get(), std::string(prefix).append(fields[i].text())) &&
                   write_record(file.get(), fields[i + 1].text());
    };
    write_all(cursor_prefix, cursor);
    write_all(state_prefix, state);
    good = good && std::fflush(file.get()) == 0 && ::fsync(::fileno(file.get())) == 0;
    if (!good) return file_error(path, std::generic_category().message(errno));
    std::error_code error;
    std::filesystem::rename(path, dir / "snapshot", error);
    if (error) return file_error(path, error.message());
    return {};
}

Result<Snapshot> read_snapshot(const std::filesystem::path& dir) {
    const auto path = dir / "snapshot";
    RecordReader reader(path);
    if (!reader.is_open()) return file_error(path, "there is no recording here");
    if (reader.next() != magic) return file_error(path, "this is no recording, or one of another version");
    Snapshot snapshot;
    snapshot.pool = reader.next().value_or("");
    wire::StateLoader loader;
    redis::Reply::Array cursor;
    while (auto field = reader.next()) {
        auto value = reader.next();
        if (!value) return file_error(path, "the snapshot is cut off");
        if (field->starts_with(cursor_prefix)) {
            cursor.push_back(redis::Reply::string(field->substr(cursor_prefix.size())));
            cursor.push_back(redis::Reply::string(std::move(*value)));
        } else if (field->starts_with(state_prefix)) {
            const auto added = loader.add(std::string_view(*field).substr(state_prefix.size()), *value);
            if (!added) return std::unexpected(Error{Errc::damaged, added.error().what});
        }
    }
    auto parsed = parse_cursor(redis::Reply::array(std::move(cursor)));
    if (!parsed) return std::unexpected(std::move(parsed.error()));
    snapshot.cursor = std::move(*parsed);
    snapshot.state = std::move(loader).take();
    return snapshot;
}

Result<std::unique_ptr<History>> open_recording(const std::filesystem::path& dir) {
    auto history = std::make_unique<FileHistory>(dir);
    if (!history->is_open()) return file_error(dir, "the files cmd and log of a recording are missing");
    return history;
}

}  // namespace yunke::dispatcher
