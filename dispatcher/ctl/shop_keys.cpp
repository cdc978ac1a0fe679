#include "dispatcher/ctl/shop_keys.hpp"

#include "yunke/v1/effect.pb.h"

namespace yunke::ctl {

std::expected<ShopKeySigner, Refusal> ShopKeySigner::load(Context& context) {
    const auto settings = context.settings();
    if (!settings) return std::unexpected(settings.error());
    const auto& file = (*settings)->secrets.token_key_file;
    if (file.empty()) {
        return refuse(
            "Shop keys are signed with the key of the gateways: set [secrets] token_key_file, or "
            "YUNKE_SECRETS_TOKEN_KEY_FILE.");
    }
    const auto key = runtime::load_token_key(file);
    if (!key) return refuse(key.error());
    return ShopKeySigner(*key);
}

std::string ShopKeySigner::sign(const registry::Shop& shop) const {
    v1::ShopKey key;
    key.set_pool(shop.pool);
    key.set_shop(shop.config.id());
    key.set_version(shop.key_version);
    return tokens_.sign(key);
}

}  // namespace yunke::ctl
