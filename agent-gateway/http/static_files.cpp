#include "agent-gateway/http/static_files.hpp"

#include <algorithm>
#include <array>
#include <fstream>

#include "agent-gateway/limits.hpp"
#include "runtime/hash.hpp"

namespace yunke::gateway {

namespace {

namespace fs = std::filesystem;

constexpr std::int64_t look_again_ms = 1'000;

std::string_view content_type(std::string_view path) {
    struct Type {
        std::string_view ending, type;
    };
    static constexpr std::array<Type, 16> types{{
        {".html", "text/html; charset=utf-8"},
        {".js", "text/javascript; charset=utf-8"},
        {".mjs", "text/javascript; charset=utf-8"},
        {".css", "text/css; charset=utf-8"},
        {".json", "application/json; charset=utf-8"},
        {".map", "application/json; charset=utf-8"},
        {".svg", "image/svg+xml"},
        {".png", "image/png"},
        {".jpg", "image/jpeg"},
        {".webp", "image/webp"},
        {".ico", "image/x-icon"},
        {".woff2", "font/woff2"},
        {".txt", "text/plain; charset=utf-8"},
        {".webmanifest", "application/manifest+json"},
        {".mp3", "audio/mpeg"},
        {".wav", "audio/wav"},
    }};
    const auto at = std::ranges::find_if(types, [&](const Type& one) { return path.ends_with(one.ending); });
    return at == types.end() ? std::string_view("application/octet-stream") : at->type;
}

// Vite puts a hash of the content into the names below assets/, so those never change.
bool never_changes(std::string_view relative) {
    return relative.starts_with("assets/") || relative.find("/assets/") != std::string_view::npos;
}

bool takes_gzip(std::string_view accept_encoding) {
    const auto at = accept_encoding.find("gzip");
    if (at == std::string_view::npos) return false;
    std::string_view rest = accept_encoding.substr(at + 4);
    rest = rest.substr(0, rest.find(','));
    return rest.find("q=0") == std::string_view::npos || rest.find("q=0.") != std::string_view::npos;
}

bool matches(std::string_view if_none_match, const std::string& etag) {
    return if_none_match == "*" || if_none_match.find(etag) != std::string_view::npos;
}

bool is_plain_name(std::string_view part) {
    if (part.empty() || part.front() == '.') return false;
    return std::ranges::none_of(part,
                                [](char c) { return static_cast<unsigned char>(c) < 0x20 || c == '\\' || c == 127; });
}

}  // namespace

std::optional<std::string> safe_relative_path(std::string_view path) {
    if (!path.starts_with('/') || path.size() > limits::path_bytes_max) return std::nullopt;
    path.remove_prefix(1);
    const std::string_view whole = path;
    while (!path.empty()) {
        const auto slash = path.find('/');
        if (!is_plain_name(path.substr(0, slash))) return std::nullopt;
        if (slash == std::string_view::npos) break;
        path.remove_prefix(slash + 1);
    }
    return std::string(whole);
}

StaticFiles::StaticFiles(const fs::path& root) {
    std::error_code error;
    if (!root.empty()) root_ = fs::canonical(root, error);
    if (error) root_.clear();
}

HttpAnswer StaticFiles::answer(const HttpRequest& request, std::int64_t now_ms) {
    const auto relative = safe_relative_path(request.path);
    if (!relative || root_.empty()) return not_found();
    if (relative->empty() || relative->ends_with('/')) {
        if (find(*relative + "index.html", now_ms)) return serve(request, *relative + "index.html", now_ms);
        return not_found();
    }
    if (find(*relative, now_ms)) return serve(request, *relative, now_ms);
    if (is_folder(*relative)) {
        auto answer = empty_answer(308);
        answer.header("Location", "/" + *relative + "/");
        return answer;
    }
    return not_found();
}

HttpAnswer StaticFiles::serve(const HttpRequest& request, const std::string& relative, std::int64_t now_ms) {
    const File* file = nullptr;
    const bool may_zip = takes_gzip(request.accept_encoding);
    if (may_zip) file = find(relative + ".gz", now_ms);
    const bool zipped = file != nullptr;
    if (!file) file = find(relative, now_ms);
    if (!file) return not_found();
    HttpAnswer answer;
    answer.header("Content-Type", std::string(content_type(relative)));
    answer.header("ETag", file->etag);
    answer.header("Vary", "Accept-Encoding");
    answer.header("Cache-Control", never_changes(relative) ? "public, max-age=31536000, immutable" : "no-cache");
    // The widget and its parts are meant for other people's pages.
    if (relative.starts_with("widget")) answer.header("Cross-Origin-Resource-Policy", "cross-origin");
    if (zipped) answer.header("Content-Encoding", "gzip");
    if (!request.if_none_match.empty() && matches(request.if_none_match, file->etag)) {
        answer.status = 304;
        return answer;
    }
    answer.file = file->content;
    return answer;
}

const StaticFiles::File* StaticFiles::find(const std::string& relative, std::int64_t now_ms) {
    const auto at = cache_.find(relative);
    if (at != cache_.end()) {
        File& file = at->second;
        file.used_ms = now_ms;
        if (now_ms - file.looked_ms < look_again_ms) return &file;
        file.looked_ms = now_ms;
        if (unchanged(relative, file)) return &file;
        cached_bytes_ -= file.content->size();
        cache_.erase(at);
    }
    auto loaded = load(relative);
    if (!loaded) return nullptr;
    loaded->looked_ms = loaded->used_ms = now_ms;
    make_room(loaded->content->size());
    cached_bytes_ += loaded->content->size();
    return &cache_.insert_or_assign(relative, std::move(*loaded)).first->second;
}

bool StaticFiles::unchanged(const std::string& relative, const File& file) const {
    std::error_code error;
    const auto size = fs::file_size(root_ / relative, error);
    if (error || size != file.size) return false;
    const auto changed = fs::last_write_time(root_ / relative, error);
    return !error && changed == file.changed;
}

std::optional<StaticFiles::File> StaticFiles::load(const std::string& relative) const {
    std::error_code error;
    const fs::path path = fs::canonical(root_ / relative, error);
    if (error || !fs::is_regular_file(path, error)) return std::nullopt;
    const auto below = path.lexically_relative(root_);
    if (below.empty() || *below.begin() == "..") return std::nullopt;
    File file;
    file.size = fs::file_size(path, error);
    if (error || file.size > limits::static_file_bytes_max) return std::nullopt;
    file.changed = fs::last_write_time(path, error);
    if (error) return std::nullopt;
    std::string content(file.size, '\0');
    std::ifstream in(path, std::ios::binary);
    if (!in.read(content.data(), static_cast<std::streamsize>(content.size()))) return std::nullopt;
    file.etag = '"' + runtime::blake2b_256(content).hex().substr(0, 32) + '"';
    file.content = std::make_shared<const std::string>(std::move(content));
    return file;
}

bool StaticFiles::is_folder(const std::string& relative) const {
    std::error_code error;
    return fs::is_directory(root_ / relative, error);
}

void StaticFiles::make_room(std::size_t bytes) {
    while (!cache_.empty() && (cache_.size() >= limits::static_cache_files_max ||
                               cached_bytes_ + bytes > limits::static_cache_bytes_max)) {
        const auto oldest = std::ranges::min_element(cache_, {}, [](const auto& one) { return one.second.used_ms; });
        cached_bytes_ -= oldest->second.content->size();
        cache_.erase(oldest);
    }
}

}  // namespace yunke::gateway
