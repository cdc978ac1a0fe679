#!/usr/bin/env bash
# Builds all pages into build/web/ of the project: packages by the lock file, message types from proto/, pages, widget.
# Each step is left out when nothing it depends on has changed. Needs npm and protoc; nothing but the npm registry.
#   web/build.sh             build
#   web/build.sh --prepare   only packages and message types, as tests need them
set -euo pipefail

web="$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd -P)"
root="$(dirname "$web")"
out="$root/build/web"
stamps="$root/build/.web-stamps"
widget_bytes_max=20480

fail() {
    echo "web/build.sh: $1" >&2
    exit 1
}
fingerprint() { sha256sum "$@" | sha256sum | cut -d' ' -f1; }
unchanged() { [ -f "$stamps/$1" ] && [ "$(cat "$stamps/$1")" = "$2" ]; }

command -v npm >/dev/null || fail "npm is missing; on Debian: apt-get install nodejs npm"
command -v protoc >/dev/null || fail "protoc is missing; on Debian: apt-get install protobuf-compiler"
mkdir -p "$stamps"
exec 9>"$stamps/lock"
flock 9
cd "$web"

packages="$(fingerprint package.json package-lock.json)"
if ! unchanged packages "$packages" || [ ! -d node_modules ]; then
    echo "web: installing packages"
    npm ci --ignore-scripts --no-audit --no-fund --no-update-notifier --loglevel=error \
        || fail "npm ci failed; is the npm registry reachable? (npm config get registry)"
    echo "$packages" >"$stamps/packages"
fi

. ./node.sh
yunke_node

messages="$(fingerprint ../proto/yunke/v1/client.proto package-lock.json)"
if ! unchanged messages "$messages" || [ ! -f gen/yunke/v1/client_pb.ts ]; then
    echo "web: generating message types"
    rm -rf gen && mkdir -p gen
    protoc -I ../proto --plugin=protoc-gen-es=node_modules/.bin/protoc-gen-es --es_out=gen --es_opt=target=ts \
        ../proto/yunke/v1/client.proto || fail "protoc could not generate web/gen/"
    echo "$messages" >"$stamps/messages"
fi
[ "${1:-}" = "--prepare" ] && exit 0

mapfile -d '' -t sources < <(find . \( -name node_modules -o -name gen \) -prune -o -type f -print0 | sort -z)
pages="$(fingerprint "${sources[@]}" ../proto/yunke/v1/client.proto)"
if unchanged pages "$pages" && [ -f "$out/index.html" ]; then
    exit 0
fi

echo "web: building pages"
new="$root/build/web.new"
rm -rf "$new"
export YUNKE_WEB_OUT="$new"
"$YUNKE_NODE" node_modules/vite/bin/vite.js build --logLevel warn || fail "the pages do not build"
"$YUNKE_NODE" node_modules/vite/bin/vite.js build --config vite.widget.config.ts --logLevel warn \
    || fail "the widget does not build"

widget_bytes="$(gzip -6 -n -c "$new/widget.js" | wc -c)"
if [ "$widget_bytes" -gt "$widget_bytes_max" ]; then
    fail "the widget has $widget_bytes bytes in gzip; at most $widget_bytes_max are allowed"
fi

# A running gateway may serve the folder: it is replaced whole, and what the installation wrote into it is kept.
if [ -f "$out/demo/shops.json" ]; then
    mkdir -p "$new/demo" && cp -p "$out/demo/shops.json" "$new/demo/"
fi
rm -rf "$root/build/web.old"
[ -d "$out" ] && mv "$out" "$root/build/web.old"
mv "$new" "$out"
rm -rf "$root/build/web.old"
echo "$pages" >"$stamps/pages"
echo "web: built, widget $widget_bytes of $widget_bytes_max bytes (gzip)"
