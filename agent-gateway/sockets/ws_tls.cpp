#include "agent-gateway/sockets/ws_session_impl.hpp"

namespace yunke::gateway {

void start_websocket(TlsStream stream, UpgradeRequest request, Upgrade upgrade, SocketContext& context) {
    using Session = WsSession<TlsStream>;
    Session::start(std::make_shared<Session>(std::move(stream), std::move(upgrade), context), std::move(request));
}

}  // namespace yunke::gateway
