#include "agent-gateway/app/gateway_metrics.hpp"

#include <string>

namespace yunke::gateway {

GatewayMetrics::GatewayMetrics(runtime::Metrics& m)
    : connections(m.gauge("yunke_gateway_connections", "Open TCP connections")),
      sockets(m.gauge("yunke_gateway_sockets", "Open WebSockets")),
      accepted(m.counter("yunke_gateway_accepted_total", "Connections accepted")),
      accept_failed(m.counter("yunke_gateway_accept_failed_total", "Accepts that failed, as for want of descriptors")),
      turned_away(m.counter("yunke_gateway_turned_away_total", "Connections beyond gateway.max_connections")),
      frames_in(m.counter("yunke_gateway_frames_in_total", "Frames received")),
      frames_out(m.counter("yunke_gateway_frames_out_total", "Frames sent")),
      refused(m.counter("yunke_gateway_frames_refused_total", "Frames answered with Problem")),
      busy(m.counter("yunke_gateway_frames_busy_total", "Frames answered with Busy")),
      out_gaps(m.counter("yunke_gateway_out_gaps_total", "Gaps or new epochs in an out stream")),
      late_beats(m.counter("yunke_gateway_late_beats_total", "Beats that failed or came too late")),
      logins_ok(m.counter("yunke_gateway_logins_total", "Login attempts", {{"result", "ok"}})),
      logins_failed(m.counter("yunke_gateway_logins_total", "Login attempts", {{"result", "failed"}})),
      tickets(m.counter("yunke_gateway_tickets_total", "Tickets handed out")) {
    const auto close_counter = [&m](const std::string& code) {
        return m.counter("yunke_gateway_closes_total", "WebSockets closed, by close code", {{"code", code}});
    };
    for (const int code : {1000, 1001, 1002, 1003, 1005, 1006, 1007, 1009, 1012, 1013,
                           4001, 4002, 4003, 4004, 4005, 4006, 4007, 4008, 4009, 4010}) {
        closes_.emplace(static_cast<std::uint16_t>(code), close_counter(std::to_string(code)));
    }
    closes_other_ = close_counter("other");
    for (int i = 1; i <= 5; ++i) {
        http_[i] = m.counter("yunke_gateway_http_answers_total", "HTTP answers, by class of status",
                             {{"class", std::to_string(i) + "xx"}});
    }
}

void GatewayMetrics::closed(std::uint16_t code) const {
    const auto at = closes_.find(code);
    (at == closes_.end() ? closes_other_ : at->second).add();
}

void GatewayMetrics::answered(unsigned status) const {
    http_[status / 100 <= 5 ? status / 100 : 5].add();
}

}  // namespace yunke::gateway
