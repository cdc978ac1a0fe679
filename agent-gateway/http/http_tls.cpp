#include "agent-gateway/http/http_session_impl.hpp"

namespace yunke::gateway {

void start_http(TlsStream stream, HttpContext& context, Room room) {
    using Session = HttpSession<TlsStream>;
    Session::start(std::make_shared<Session>(std::move(stream), context, room));
}

}  // namespace yunke::gateway
