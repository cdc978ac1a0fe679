#include "dispatcher/app/outbox_reader.hpp"

#include <condition_variable>
#include <mutex>
#include <thread>

#include "dispatcher/app/limits.hpp"
#include "dispatcher/wire/command.hpp"
#include "runtime/registry/registry.hpp"

namespace yunke::dispatcher {

struct OutboxReader::Impl : std::enable_shared_from_this<Impl> {
    Impl(net::io_context& io_context, std::string url, std::string pool_name)
        : io(io_context), sql_url(std::move(url)), pool(std::move(pool_name)), arrived(io_context) {}

    void run(const std::stop_token& stop) {
        while (true) {
            std::uint64_t revision = 0;
            std::uint64_t question = 0;
            {
                std::unique_lock lock(mutex);
                wake.wait(lock, stop, [this] { return asked.has_value(); });
                if (stop.stop_requested()) return;
                revision = *asked;
                question = number;
                asked.reset();
            }
            Answer rows = read(revision);
            std::unique_lock lock(mutex);
            answered = question;
            answer = std::move(rows);
            net::post(io, [weak = weak_from_this()] {
                if (const auto self = weak.lock()) self->arrived.cancel();
            });
        }
    }

    Answer read(std::uint64_t revision) {
        if (!registry) {
            auto opened = registry::Registry::open(sql_url);
            if (!opened) return std::unexpected(opened.error().message);
            registry.emplace(std::move(*opened));
        }
        auto rows = registry->outbox_after(pool, revision, limits::outbox_window);
        if (!rows) {
            registry.reset();
            return std::unexpected(rows.error().message);
        }
        OutboxRows out{revision, revision, {}};
        for (const registry::OutboxRow& row : *rows) {
            auto command = wire::config_command(row.change);
            if (!command)
                return std::unexpected("Outbox row " + std::to_string(row.revision) + ": " + command.error().what);
            out.commands.push_back(std::move(*command));
            out.last = row.revision;
        }
        return out;
    }

    net::io_context& io;
    std::string sql_url, pool;
    std::optional<registry::Registry> registry;  // the thread's own

    std::mutex mutex;
    std::condition_variable_any wake;
    std::uint64_t number = 0;    // of the last question
    std::uint64_t answered = 0;  // of the question that `answer` belongs to
    std::optional<std::uint64_t> asked;
    Answer answer;

    net::steady_timer arrived;  // the asking coroutine waits here; io's thread only
    std::jthread thread;
};

OutboxReader::OutboxReader(net::io_context& io, std::string sql_url, std::string pool)
    : impl_(std::make_shared<Impl>(io, std::move(sql_url), std::move(pool))) {
    impl_->thread = std::jthread([impl = impl_.get()](const std::stop_token& stop) { impl->run(stop); });
}

OutboxReader::~OutboxReader() {
    impl_->thread.request_stop();
    impl_->thread.join();
}

net::awaitable<std::optional<OutboxReader::Answer>> OutboxReader::after(std::uint64_t revision,
                                                                        std::chrono::milliseconds within) {
    const auto impl = impl_;
    std::uint64_t question = 0;
    impl->arrived.expires_after(within);
    {
        const std::lock_guard lock(impl->mutex);
        question = ++impl->number;
        impl->asked = revision;
    }
    impl->wake.notify_one();
    while (true) {
        const auto [error] = co_await impl->arrived.async_wait(net::as_tuple(net::use_awaitable));
        const auto cancelled = (co_await net::this_coro::cancellation_state).cancelled();
        const std::lock_guard lock(impl->mutex);
        if (impl->answered == question) co_return std::move(impl->answer);
        // Woken by an older question's answer (go on waiting), by the time being up, or by our own cancellation.
        if (!error || cancelled != net::cancellation_type::none) co_return std::nullopt;
    }
}

}  // namespace yunke::dispatcher
