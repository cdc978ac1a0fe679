"""Addresses and ports: what the options ask for, what is free, what the person types into a browser."""

import errno
import ipaddress
import os
import socket
import subprocess

from places import Places
from say import Refusal
from settings import Settings, join_address, neighbours, reachable_host, read_settings, split_address


def check_options(address: str | None, port: str | None) -> tuple[str | None, int | None]:
    if address is not None:
        try:
            address = str(ipaddress.ip_address(address.strip("[]")))
        except ValueError as error:
            raise Refusal(f"--listen {address}: this takes an address without a port, such as 127.0.0.1 or 0.0.0.0",
                          f"--listen {address}：请写不带端口的地址，例如 127.0.0.1 或 0.0.0.0") from error
    if port is not None and not (port.isascii() and port.isdigit() and 0 < int(port) < 65536):
        raise Refusal(f"--port {port}: this takes a number from 1 to 65535", f"--port {port}：请写 1 到 65535 之间的数")
    return address, None if port is None else int(port)


def override(places: Places, address: str | None, port: int | None) -> Settings:
    """The configuration with this start's options, which reach the programs as environment variables."""
    settings = read_settings(places)
    host_now, port_now = split_address(settings.gateway_listen)
    if (address or host_now, port or port_now) == (host_now, port_now):
        return settings
    os.environ["YUNKE_GATEWAY_LISTEN"] = join_address(address or host_now, port or port_now)
    if port is not None and port != port_now:
        for name, listen, beside in zip(("DISPATCHER", "LEDGER"), (settings.dispatcher_listen, settings.ledger_listen),
                                        neighbours(port)):
            os.environ[f"YUNKE_{name}_LISTEN"] = join_address(split_address(listen)[0], beside)
    return read_settings(places)


def require_free_ports(settings: Settings) -> None:
    # The gateway's threads share their port with SO_REUSEPORT, so a second gateway would be let in and take half of
    # the connections; a socket without that option finds out.
    for name, listen in (("gateway", settings.gateway_listen), ("dispatcher", settings.dispatcher_listen),
                         ("ledger", settings.ledger_listen)):
        host, port = split_address(listen)
        family = socket.AF_INET6 if ":" in host else socket.AF_INET
        with socket.socket(family, socket.SOCK_STREAM) as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            try:
                probe.bind((host, port))
                probe.listen(1)
            except OSError as error:
                raise _taken(name, listen, error) from error


def _taken(name: str, listen: str, error: OSError) -> Refusal:
    if error.errno == errno.EADDRINUSE:
        return Refusal(f"{listen}, meant for the {name}, is taken by another program. Stop that one, or choose another "
                       "port: deploy/run --port 8090",
                       f"{name} 要用的 {listen} 已被其他程序占用。请停止该程序，或换一个端口：deploy/run --port 8090")
    if error.errno == errno.EACCES:
        return Refusal(f"{listen}, meant for the {name}: ports below 1024 are for root. Choose another: deploy/run --port 8080",
                       f"{name} 要用的 {listen}：1024 以下的端口只有 root 可用。请换一个：deploy/run --port 8080")
    return Refusal(f"{listen}, meant for the {name}, cannot be used: {error.strerror}",
                   f"{name} 要用的 {listen} 无法使用：{error.strerror}")


def origins(settings: Settings) -> list[str]:
    """The places from which a browser may open our own pages, as it names them."""
    scheme = "https" if settings.gateway_tls else "http"
    host, port = split_address(settings.gateway_listen)
    hosts = {"127.0.0.1": ["127.0.0.1", "localhost"], "::1": ["[::1]", "localhost"],
             "0.0.0.0": ["127.0.0.1", "localhost", *own_addresses()], "::": ["localhost", *own_addresses()]}.get(host)
    if hosts is None:
        hosts = [f"[{host}]" if ":" in host else host]
    return [f"{scheme}://{name}:{port}" for name in hosts]


def own_addresses() -> list[str]:
    try:
        words = subprocess.run(["hostname", "-I"], capture_output=True, text=True, timeout=5, check=False).stdout.split()
    except (OSError, subprocess.TimeoutExpired):
        words = []
    return [word for word in words if ":" not in word] + [socket.gethostname()]


def probe_address(listen: str) -> tuple[str, int]:
    host, port = split_address(listen)
    return reachable_host(host), port
