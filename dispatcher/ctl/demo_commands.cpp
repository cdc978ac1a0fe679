// `yunkectl demo`: shops and people to try Yunke with.
#include <fcntl.h>
#include <unistd.h>

#include <CLI/CLI.hpp>
#include <cstring>
#include <memory>

#include "dispatcher/ctl/groups.hpp"
#include "dispatcher/ctl/options.hpp"
#include "dispatcher/ctl/shop_keys.hpp"
#include "runtime/registry/demo.hpp"
#include "runtime/registry/password.hpp"

namespace yunke::ctl {
namespace {

using registry::Registry;

// A new file for its owner only, gone again unless keep() was called: passwords that were not stored open nothing.
class CredentialsFile {
public:
    explicit CredentialsFile(std::string path) : path_(std::move(path)) {}
    ~CredentialsFile() {
        if (file_ >= 0) ::close(file_);
        if (file_ >= 0 && !kept_) ::unlink(path_.c_str());
    }
    CredentialsFile(const CredentialsFile&) = delete;
    CredentialsFile& operator=(const CredentialsFile&) = delete;

    Outcome create() {
        file_ = ::open(path_.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
        if (file_ >= 0) return {};
        if (errno == EEXIST) return refuse("The file " + path_ + " exists already; name one that does not.");
        return refuse("The file " + path_ + " cannot be created: " + std::strerror(errno) + ".");
    }

    Outcome write(std::string_view text) {
        while (!text.empty()) {
            const auto written = ::write(file_, text.data(), text.size());
            if (written < 0 && errno == EINTR) continue;
            if (written < 0) return refuse("The file " + path_ + " cannot be written: " + std::strerror(errno) + ".");
            text.remove_prefix(static_cast<std::size_t>(written));
        }
        if (::fsync(file_) != 0)
            return refuse("The file " + path_ + " cannot be written: " + std::strerror(errno) + ".");
        return {};
    }

    void keep() { kept_ = true; }

private:
    std::string path_;
    int file_ = -1;
    bool kept_ = false;
};

Outcome seed(Context& context, Registry& registry, const std::string& file, const std::vector<std::string>& origins) {
    const auto pool = context.pool();
    if (!pool) return std::unexpected(pool.error());
    CredentialsFile credentials(file);
    if (auto created = credentials.create(); !created) return created;
    registry::DemoOptions options{.pool = *pool, .now_ms = context.now_ms()};
    if (!origins.empty()) options.allowed_origins = origins;
    // Every password stands in the file before its account stands in the database.
    Outcome written;
    options.password = [&](const std::string& login) {
        auto password = registry::random_password();
        if (written) written = credentials.write(login + ' ' + password + '\n');
        return written ? password : std::string();  // seeding refuses an empty password
    };
    const auto accounts = registry::seed_demo(registry, options);
    if (!written) return written;
    if (!accounts) return std::unexpected(accounts.error());
    credentials.keep();
    context.print({.columns = {"pool", "accounts", "credentials"},
                   .rows = {{*pool, std::uint64_t{accounts->size()}, file}},
                   .single = true});
    return {};
}

void add_seed(CLI::App& group, Context& context) {
    auto file = std::make_shared<std::string>();
    auto origins = std::make_shared<std::vector<std::string>>();
    auto* command =
        group.add_subcommand("seed", "Fill an empty pool with demo shops and people\n在空调度池中写入演示数据");
    command
        ->add_option("--credentials", *file,
                     "New file for the logins and passwords, a line each\n保存登录名与密码的新文件")
        ->required();
    add_list(*command, "--origin", *origins, "Where the shops' widget may run; repeatable\n允许的网页来源");
    context.on_registry(*command, [&context, file, origins](Registry& registry) -> Outcome {
        return seed(context, registry, *file, *origins);
    });
}

void add_shops(CLI::App& group, Context& context) {
    auto* command = group.add_subcommand("shops", "List the demo shops with their folder and key\n列出演示店铺及密钥");
    context.on_registry(*command, [&context](Registry& registry) -> Outcome {
        const auto pool = context.pool();
        if (!pool) return std::unexpected(pool.error());
        const auto signer = ShopKeySigner::load(context);
        if (!signer) return std::unexpected(signer.error());
        const auto shops = registry::demo_shops(registry, *pool);
        if (!shops) return std::unexpected(shops.error());
        Table table{.columns = {"slug", "shop", "name", "key"}, .rows = {}};
        for (const auto& [slug, shop] : *shops) {
            table.rows.push_back({slug, std::uint64_t{shop.config.id()}, shop.config.name(), signer->sign(shop)});
        }
        context.print(table);
        return {};
    });
}

}  // namespace

void add_demo_commands(CLI::App& app, Context& context) {
    auto* group = app.add_subcommand("demo", "Shops and people to try Yunke with\n演示数据");
    group->require_subcommand(1);
    add_seed(*group, context);
    add_shops(*group, context);
}

}  // namespace yunke::ctl
