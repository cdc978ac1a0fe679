// A folder of a benchmark's own under TMPDIR, removed with all it holds. Its path is short enough for Unix sockets.
#pragma once

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <stdexcept>
#include <string>
#include <string_view>
#include <system_error>

namespace yunke::swarm {

class Folder {
public:
    Folder() {
        std::string path = (std::filesystem::temp_directory_path() / "yunke-bench-XXXXXX").string();
        if (::mkdtemp(path.data()) == nullptr) throw std::runtime_error("No folder can be made as " + path);
        path_ = path;
    }
    ~Folder() {
        std::error_code ignored;
        std::filesystem::remove_all(path_, ignored);
    }
    Folder(const Folder&) = delete;
    Folder& operator=(const Folder&) = delete;

    const std::filesystem::path& path() const { return path_; }
    std::filesystem::path operator/(std::string_view name) const { return path_ / name; }

    // Readable by the owner only.
    std::filesystem::path write(std::string_view name, std::string_view content) const {
        const auto file = path_ / name;
        std::ofstream(file) << content;
        std::filesystem::permissions(file, std::filesystem::perms::owner_read | std::filesystem::perms::owner_write);
        return file;
    }

private:
    std::filesystem::path path_;
};

}  // namespace yunke::swarm
