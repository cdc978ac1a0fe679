// The pages under gateway.web_root, from a bounded cache in memory. A path is only ever looked up below the root: each
// of its parts must be a plain name, and symbolic links that lead out are refused. Files are looked at again when they
// are a second old in the cache, so a new build shows without a restart. One per thread; not thread-safe.
#pragma once

#include <cstdint>
#include <filesystem>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include "agent-gateway/http/http_message.hpp"

namespace yunke::gateway {

// "/agent/app.js" → "agent/app.js"; "" for "/". nullopt for anything that is no plain path: empty or hidden parts,
// "..", backslashes, control characters.
std::optional<std::string> safe_relative_path(std::string_view path);

class StaticFiles {
public:
    // An empty root serves nothing.
    explicit StaticFiles(const std::filesystem::path& root);

    // For GET and HEAD. Answers 404 for what is not there, 304 for what the client has, and 308 for a folder without
    // its slash.
    HttpAnswer answer(const HttpRequest& request, std::int64_t now_ms);

private:
    struct File {
        std::shared_ptr<const std::string> content;  // null = not there (not kept)
        std::string etag;
        std::filesystem::file_time_type changed;
        std::uintmax_t size = 0;
        std::int64_t looked_ms = 0;
        std::int64_t used_ms = 0;
    };

    const File* find(const std::string& relative, std::int64_t now_ms);
    std::optional<File> load(const std::string& relative) const;
    bool is_folder(const std::string& relative) const;
    bool unchanged(const std::string& relative, const File& file) const;
    void make_room(std::size_t bytes);
    HttpAnswer serve(const HttpRequest& request, const std::string& relative, std::int64_t now_ms);

    std::filesystem::path root_;  // canonical; empty = serves nothing
    std::map<std::string, File> cache_;
    std::size_t cached_bytes_ = 0;
};

}  // namespace yunke::gateway
