#include "agent-gateway/swarm/bench/redis_ask.hpp"

namespace yunke::swarm {

std::expected<redis::Reply, std::string> ask_redis(const redis::Endpoint& endpoint, redis::Request request) {
    net::io_context io(1);
    redis::Client client(io, redis::ClientConfig{.endpoint = endpoint, .on_connect = {}, .on_down = {}});
    std::expected<redis::Reply, std::string> answer = std::unexpected("not asked");
    client.submit(std::move(request), {}, [&](redis::Result result) {
        if (result)
            answer = std::move(*result);
        else
            answer = std::unexpected(result.error().message());
        client.stop();
        io.stop();
    });
    io.run();
    return answer;
}

}  // namespace yunke::swarm
