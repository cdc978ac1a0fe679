// A folder of its own for a test, removed with all its contents. Its path is short enough for Unix sockets.
#pragma once

#include <cstdint>
#include <filesystem>
#include <string>
#include <string_view>

namespace yunke::testing {

class TempDir {
public:
    TempDir();  // throws if none can be made
    ~TempDir();
    TempDir(const TempDir&) = delete;
    TempDir& operator=(const TempDir&) = delete;

    const std::filesystem::path& path() const { return path_; }
    std::filesystem::path operator/(std::string_view name) const { return path_ / name; }

    // Writes a file, readable by the owner only, and gives its path.
    std::filesystem::path write(std::string_view name, std::string_view content) const;

private:
    std::filesystem::path path_;
};

// A TCP port on 127.0.0.1 that nobody listens on at this moment.
std::uint16_t free_port();

std::string read_file(const std::filesystem::path& file);  // empty if absent

}  // namespace yunke::testing
