"""A few questions to Redis over its Unix socket: one request, one answer, nothing else.

Used by the readiness check, the look at the pool before a start, and by backup. Blocking, with a time-out.
"""

import socket
from pathlib import Path


class RedisError(Exception):
    """Redis answered with an error; the text is Redis's own."""


class RedisLink:
    def __init__(self, path: Path, password: str, timeout_s: float = 5.0):
        self._socket = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
        self._socket.settimeout(timeout_s)
        self._reader = None
        try:
            self._socket.connect(str(path))
            self._reader = self._socket.makefile("rb")
            self.ask("AUTH", password)
        except BaseException:
            self.close()
            raise

    def __enter__(self) -> "RedisLink":
        return self

    def __exit__(self, *_) -> None:
        self.close()

    def close(self) -> None:
        if self._reader is not None:
            self._reader.close()
        self._socket.close()

    def ask(self, *words: str):
        """Strings come back as bytes, integers as int, nil as None, arrays as lists."""
        parts = [f"*{len(words)}\r\n".encode()]
        for word in words:
            data = word.encode()
            parts.append(f"${len(data)}\r\n".encode() + data + b"\r\n")
        self._socket.sendall(b"".join(parts))
        return self._answer()

    def info(self, section: str) -> dict[str, str]:
        lines = self.ask("INFO", section).decode().splitlines()
        return dict(line.split(":", 1) for line in lines if ":" in line)

    def _answer(self):
        line = self._reader.readline()
        if not line.endswith(b"\r\n"):
            raise ConnectionError("Redis closed the connection")
        kind, rest = line[:1], line[1:-2]
        if kind == b"-":
            raise RedisError(rest.decode(errors="replace"))
        if kind == b"+":
            return rest
        if kind == b":":
            return int(rest)
        if kind == b"$":
            return self._bulk(int(rest))
        if kind == b"*":
            return None if int(rest) < 0 else [self._answer() for _ in range(int(rest))]
        raise ConnectionError(f"not a Redis answer: {line[:40]!r}")

    def _bulk(self, length: int) -> bytes | None:
        if length < 0:
            return None
        data = self._reader.read(length + 2)
        if len(data) != length + 2:
            raise ConnectionError("Redis closed the connection")
        return data[:-2]
