"""The Redis that deploy/run keeps: its configuration file, and what must be true before it may start.

The file is written anew at every start, so that an upgrade brings its settings along; var/redis/local.conf is the
person's own and is read last.
"""

import os
import re
from pathlib import Path

from places import Places, write_whole
from probe import redis_ready
from say import Refusal, in_words
from supervisor import Service

DEFAULT_MAXMEMORY = "1gb"
READY_WITHIN_S = 30.0  # besides the time it takes to read its append-only file, which may be long
STOP_WITHIN_S = 4.0  # everything is on the disk already
# Below this, a Redis that writes its append-only file would end at the first commit or at the next rewrite.
FREE_DISK_BYTES_MIN = 64 * 1024 * 1024


def redis_service(places: Places, maxmemory: str) -> Service:
    password = read_password(places)
    write_config(places, password, maxmemory)
    return Service(
        name="redis",
        command=("redis-server", str(places.redis / "redis.conf")),
        ready_within_s=READY_WITHIN_S,
        stop_within_s=STOP_WITHIN_S,
        probe=redis_ready(places.redis_socket, password),
        hindrance=lambda: disk_is_full(places.var),
        patient_while=("LOADING",),
    )


def read_password(places: Places) -> str:
    try:
        return places.redis_password.read_text(encoding="ascii").strip()
    except (OSError, UnicodeDecodeError) as error:
        raise Refusal(f"{places.redis_password} cannot be read: {error}", f"无法读取 {places.redis_password}：{error}") from error


def write_config(places: Places, password: str, maxmemory: str) -> None:
    if not re.fullmatch(r"[1-9][0-9]*(kb|mb|gb|k|m|g)?", maxmemory, re.IGNORECASE):
        raise Refusal(f"--redis-memory {maxmemory}: write a number and a unit, such as 512mb or 2gb",
                      f"--redis-memory {maxmemory}：请写数字和单位，例如 512mb 或 2gb")
    values = {
        "SOCKET": quoted(str(places.redis_socket)),
        "PASSWORD": quoted(password),
        "DIRECTORY": quoted(str(places.redis)),
        "MAXMEMORY": maxmemory,
    }
    text = (places.deploy / "redis.conf.in").read_text(encoding="utf-8")
    for key, value in values.items():
        text = text.replace(f"@{key}@", value)
    local = places.redis / "local.conf"
    if local.exists():
        text += f"\ninclude {quoted(str(local))}\n"
    write_whole(places.redis / "redis.conf", text.encode(), 0o600)


def quoted(value: str) -> str:
    """As redis.conf reads a value with blanks or quotes in it."""
    return '"' + value.replace("\\", "\\\\").replace('"', '\\"') + '"'


def disk_is_full(folder: Path) -> str | None:
    status = os.statvfs(folder)
    free = status.f_bavail * status.f_frsize
    if free >= FREE_DISK_BYTES_MIN:
        return None
    needed, left = FREE_DISK_BYTES_MIN >> 20, free >> 20
    return in_words(f"the disk that holds {folder} is full ({left} MB free, at least {needed} MB are needed); make room there",
                    f"{folder} 所在磁盘已满（剩余 {left} MB，至少需要 {needed} MB），请清理空间")
