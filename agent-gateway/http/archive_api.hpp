// Ended conversations by HTTP: /api/archive (found by shop, agent, days and words), /api/archive/<number> (read) and
// /api/archive/keep (for how long they stay). A merchant finds those of her own shops, without what agents said to each
// other; supervisors and administrators those of this gateway's pool. Who read what is logged, words never. What it
// answers is described in docs/openapi.yaml. Called by HttpRoutes. One per thread.
#pragma once

#include "agent-gateway/http/pay_access.hpp"

namespace yunke::gateway {

class ArchiveApi {
public:
    explicit ArchiveApi(ApiContext& context) : context_(context), access_(context) {}

    net::awaitable<HttpAnswer> search(const HttpRequest& request);
    net::awaitable<HttpAnswer> show(const HttpRequest& request);
    net::awaitable<HttpAnswer> keep(const HttpRequest& request);
    net::awaitable<HttpAnswer> set_keep(const HttpRequest& request);

private:
    // Runs `work(ArchiveRoom&)`, which gives a registry::Result<HttpAnswer>, on the archive's thread.
    template <class Work>
    net::awaitable<HttpAnswer> answer(Work work);

    ApiContext& context_;
    PayAccess access_;
};

}  // namespace yunke::gateway
