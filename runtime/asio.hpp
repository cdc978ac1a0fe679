// The few Asio headers that Yunke's coroutines need, and the name `net` for them. Every header that mentions an
// awaitable includes this one, so that the choice stands in one place and heavier headers stay in .cpp files.
#pragma once

#include <boost/asio/any_io_executor.hpp>
#include <boost/asio/as_tuple.hpp>
#include <boost/asio/awaitable.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/detached.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/this_coro.hpp>
#include <boost/asio/use_awaitable.hpp>

namespace yunke {
namespace net = boost::asio;
}
