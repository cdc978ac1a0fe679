"""Where the last whole commit of an append-only file ends.

A file that was copied while Redis wrote to it may end in the middle of a commit, which was therefore not answered yet;
Redis itself cuts such an end off when it loads the file, and so do copies.py's copies, so that they are whole. Damage
anywhere else is no such end: redis-check-aof would cut the file there and lose everything behind it, so we do not ask it.

The format is that of requests: `*<words>`, then each word as `$<length>` and its bytes, every line closed by CR LF; a
commit is what stands from MULTI to EXEC. Lines that begin with # are remarks (redis.io, "Redis persistence").
"""

from pathlib import Path
from typing import BinaryIO

LINE_BYTES_MAX = 64  # a length or a remark's time stamp


class Damaged(Exception):
    """Not cut off, but wrong; the text tells where."""


class _Ended(Exception):
    """The file ends within a command."""


def end_of_commits(path: Path) -> int:
    """The offset behind the last whole commit."""
    with open(path, "rb") as file:
        good, in_commit = 0, False
        try:
            while (word := _command(file)) is not None:
                in_commit = (in_commit or word == b"MULTI") and word != b"EXEC"
                if not in_commit:
                    good = file.tell()
        except _Ended:
            pass
        return good


def _command(file: BinaryIO) -> bytes | None:
    """The command's first word in capitals; b"" for a remark; None at the end of the file."""
    line = file.readline(LINE_BYTES_MAX)
    if not line:
        return None
    if line.startswith(b"#"):
        return b""
    words = [_word(file) for _ in range(_number(line, b"*", file))]
    if not words:
        raise Damaged(f"an empty command before byte {file.tell()}")
    return words[0].upper()


def _word(file: BinaryIO) -> bytes:
    length = _number(file.readline(LINE_BYTES_MAX), b"$", file)
    data = file.read(length + 2)
    if len(data) < length + 2:
        raise _Ended
    if data[length:] != b"\r\n":
        raise Damaged(f"a word without its end before byte {file.tell()}")
    return data[:length]


def _number(line: bytes, kind: bytes, file: BinaryIO) -> int:
    if not line.endswith(b"\r\n"):
        if line[:1] in (b"", kind) and not file.read(1):
            raise _Ended
        raise Damaged(f"a line without its end before byte {file.tell()}")
    digits = line[1:-2]
    if line[:1] != kind or not digits.isdigit():
        raise Damaged(f"not a length before byte {file.tell()}")
    return int(digits)
