"""The configuration and the secrets of one installation: made at the first start, only read afterwards.

deploy/run needs a few of the values itself (ports, socket, pool); the programs check the whole file on their own.
"""

import json
import os
import secrets
import tomllib
import urllib.parse
from dataclasses import dataclass
from pathlib import Path

from places import Places, write_whole
from say import Refusal

DEFAULT_ADDRESS = "127.0.0.1"
DEFAULT_PORT = 8080


@dataclass(frozen=True)
class Settings:
    pool: str
    redis_url: str
    redis_user: str
    sql_url: str
    gateway_listen: str
    gateway_tls: bool
    dispatcher_listen: str
    ledger_listen: str
    web_root: Path


def make_secrets(places: Places) -> None:
    """The key that signs tokens and shop keys, and the password of Redis. Losing the first ends every shop's key."""
    if not places.token_key.exists():
        write_whole(places.token_key, secrets.token_bytes(32), 0o600)
    if not places.redis_password.exists():
        write_whole(places.redis_password, (secrets.token_hex(32) + "\n").encode(), 0o600)


def make_config(places: Places, address: str | None, port: int | None) -> None:
    if places.config.exists():
        return
    address, port = address or DEFAULT_ADDRESS, port or DEFAULT_PORT
    values = {
        "REDIS_URL": own_redis_url(places),
        "REDIS_PASSWORD_FILE": str(places.redis_password),
        "SQL_URL": f"sqlite3://{places.database}",
        "TOKEN_KEY_FILE": str(places.token_key),
        "GATEWAY_LISTEN": join_address(address, port),
        "DISPATCHER_LISTEN": join_address(DEFAULT_ADDRESS, neighbours(port)[0]),
        "LEDGER_LISTEN": join_address(DEFAULT_ADDRESS, neighbours(port)[1]),
        "WEB_ROOT": str(places.web),
    }
    text = (places.deploy / "yunke.toml.in").read_text(encoding="utf-8")
    for key, value in values.items():
        text = text.replace(f"@{key}@", toml_string(value))
    write_whole(places.config, text.encode(), 0o644)


def toml_string(value: str) -> str:
    # A JSON string is a TOML basic string, as long as it stays in the characters that TOML takes as they are.
    return json.dumps(value, ensure_ascii=False)


def read_settings(places: Places) -> Settings:
    """As the programs will see them: the file, then the environment."""
    try:
        with open(places.config, "rb") as file:
            tables = tomllib.load(file)
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise Refusal(f"{places.config} cannot be read: {error}. Correct it there.",
                      f"无法读取 {places.config}：{error}。请改正该文件。") from error

    def value(section: str, key: str, default: str = "") -> str:
        name = f"YUNKE_{section}_{key}".upper()
        table = tables.get(section, {})
        return os.environ.get(name) or str(table.get(key, default) if isinstance(table, dict) else default)

    return Settings(
        pool=value("pool", "name", "main"),
        redis_url=value("redis", "url"),
        redis_user=value("redis", "user"),
        sql_url=value("sql", "url"),
        gateway_listen=value("gateway", "listen", "127.0.0.1:8080"),
        gateway_tls=value("gateway", "tls_certificate") != "",
        dispatcher_listen=value("dispatcher", "listen", "127.0.0.1:8081"),
        ledger_listen=value("ledger", "listen", "127.0.0.1:8082"),
        web_root=Path(value("gateway", "web_root", str(places.web))),
    )


def own_redis_url(places: Places) -> str:
    return "unix://" + urllib.parse.quote(str(places.redis_socket))


def require_own_redis(places: Places, settings: Settings) -> None:
    """deploy/run keeps a Redis of its own; with another one in the file, its safeguards would look at the wrong one."""
    own = own_redis_url(places)
    if settings.redis_url != own:
        raise Refusal(
            f"redis.url in {places.config} is {settings.redis_url}, but deploy/run keeps its Redis at {own}. If this "
            "folder was moved, change the paths in that file; for a Redis of your own use deploy/systemd",
            f"{places.config} 中的 redis.url 是 {settings.redis_url}，而 deploy/run 的 Redis 位于 {own}。"
            "若移动过目录，请修改该文件中的路径；若要使用自己的 Redis，请用 deploy/systemd")


def split_address(listen: str) -> tuple[str, int]:
    host, _, port = listen.rpartition(":")
    if not host or not port.isdigit() or not 0 < int(port) < 65536:
        raise Refusal(f"'{listen}' is not an address with a port, such as 127.0.0.1:8080",
                      f"“{listen}”不是带端口的地址，例如 127.0.0.1:8080")
    return host.strip("[]"), int(port)


def join_address(host: str, port: int) -> str:
    return f"[{host}]:{port}" if ":" in host else f"{host}:{port}"


def neighbours(port: int) -> tuple[int, int]:
    """Where the dispatcher and the ledger answer when the gateway has `port`."""
    return (port + 1, port + 2) if port < 65534 else (port - 1, port - 2)


def reachable_host(host: str) -> str:
    """Where a program on this machine finds a server that listens on `host`."""
    return {"0.0.0.0": "127.0.0.1", "::": "::1"}.get(host, host)
