"""Asking a process whether it is ready. A probe returns None when it is, else a short reason; it never raises.

The supervisor asks again and again until a process is ready or its time is up, and tells the person the last reason.
"""

import asyncio
import json
import ssl
from pathlib import Path

from redis_link import RedisError, RedisLink

PROBE_TIMEOUT_S = 3.0
ANSWER_BYTES_MAX = 16 * 1024


def http_ready(host: str, port: int, tls: bool):
    """200 from /readyz means ready; otherwise the reasons that the process gives there."""
    where = f"{host}:{port}/readyz"

    async def probe() -> str | None:
        try:
            status, body = await asyncio.wait_for(_get(host, port, tls, "/readyz"), PROBE_TIMEOUT_S)
        except asyncio.TimeoutError:
            return f"{where} does not answer"
        except (OSError, ValueError, asyncio.IncompleteReadError, asyncio.LimitOverrunError) as error:
            return f"{where}: {error}"
        return None if status == 200 else f"{where} says {status}: {_reasons(body)}"

    return probe


def redis_ready(socket_path: Path, password: str):
    async def probe() -> str | None:
        return await asyncio.to_thread(_ask_redis, socket_path, password)

    return probe


def _ask_redis(socket_path: Path, password: str) -> str | None:
    try:
        with RedisLink(socket_path, password, PROBE_TIMEOUT_S) as redis:
            redis.ask("PING")
    except RedisError as error:
        return str(error)  # LOADING while it reads its append-only file
    except OSError as error:
        return f"{socket_path}: {error}"
    return None


async def _get(host: str, port: int, tls: bool, path: str) -> tuple[int, bytes]:
    context = None
    if tls:
        # On our own machine, to our own process: the certificate's name is the public one and need not match.
        context = ssl.create_default_context()
        context.check_hostname = False
        context.verify_mode = ssl.CERT_NONE
    reader, writer = await asyncio.open_connection(host, port, ssl=context)
    try:
        name = f"[{host}]" if ":" in host else host
        writer.write(f"GET {path} HTTP/1.1\r\nHost: {name}:{port}\r\nConnection: close\r\n\r\n".encode())
        await writer.drain()
        answer = b""
        while len(answer) < ANSWER_BYTES_MAX and (more := await reader.read(4096)):
            answer += more
    finally:
        writer.close()
    head, _, body = answer.partition(b"\r\n\r\n")
    words = head.split(b" ", 2)
    if len(words) < 2 or not words[1][:3].isdigit():
        raise ValueError("not an HTTP answer")
    return int(words[1][:3]), body


def _reasons(body: bytes) -> str:
    try:
        return "; ".join(json.loads(body)["reasons"])
    except (ValueError, KeyError, TypeError):
        return body[:200].decode(errors="replace").strip()
