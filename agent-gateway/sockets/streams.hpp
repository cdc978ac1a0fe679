// The two kinds of transport, with the concrete executor of a one-threaded io_context: a type-erased one costs memory
// per connection and a virtual call per operation. Only for .cpp files and templates of the socket layer: heavy.
#pragma once

#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/ssl/stream.hpp>

#include "runtime/asio.hpp"

namespace yunke::gateway {

using PlainStream = net::basic_stream_socket<net::ip::tcp, net::io_context::executor_type>;
using TlsStream = net::ssl::stream<PlainStream>;

inline PlainStream& transport(PlainStream& stream) {
    return stream;
}
inline PlainStream& transport(TlsStream& stream) {
    return stream.next_layer();
}

}  // namespace yunke::gateway
