"""deploy/backup: a consistent copy of one installation, made while it runs or while it is stopped.

First Redis, then SQL: the configuration that the pool has seen is then never newer than the one in SQL's copy, and what
is older the dispatcher catches up with by itself (it forwards the outbox from the revision that the state holds).
Redis's append-only files are copied as its manual advises: rewriting is switched off, a running rewrite is waited for,
the files are copied, rewriting comes back.
"""

import argparse
import json
import shutil
import sqlite3
import sys
import time
from pathlib import Path

from copies import MANIFEST, copy_file, copy_folder, make_log_whole
from lock import Lock, wait_for_leftovers
from places import Places, sync_folder, write_whole
from pool_state import SQLITE
from redis_link import RedisError, RedisLink
from redis_server import read_password
from say import Refusal, in_words
from settings import Settings, read_settings

REWRITE_TIME_MAX_S = 600.0


def main() -> int:
    parser = argparse.ArgumentParser(prog="deploy/backup", allow_abbrev=False, description=__doc__.splitlines()[0])
    parser.add_argument("--root", type=Path, required=True, help=argparse.SUPPRESS)
    parser.add_argument("--var", type=Path, required=True, help="the installation's folder")
    parser.add_argument("target", nargs="?", type=Path, help="a new folder (var/backup/<time>)")
    options = parser.parse_args()
    try:
        target = back_up(Places(options.root, options.var), options.target)
    except (Refusal, OSError, RedisError, sqlite3.Error) as error:
        print(in_words(f"yunke: no backup was made: {error}", f"yunke: 备份未完成：{error}"), file=sys.stderr)
        return 1
    print(in_words(f"yunke: backup in {target} (it holds secrets: keep it safe)", f"yunke: 备份位于 {target}（含密钥，请妥善保管）"))
    return 0


def back_up(places: Places, target: Path | None) -> Path:
    if not places.config.exists():
        raise Refusal(f"{places.var} holds no installation", f"{places.var} 中没有安装")
    settings = read_settings(places)
    target = target or places.var / "backup" / time.strftime("%Y%m%d-%H%M%S")
    if target.exists():
        raise Refusal(f"{target} exists already", f"{target} 已存在")
    partial = target.with_name(f".{target.name}.partial")
    partial.mkdir(parents=True, mode=0o700)
    try:
        copy_all(places, settings, partial)
        partial.rename(target)
    except BaseException:
        shutil.rmtree(partial, ignore_errors=True)
        raise
    sync_folder(target.parent)
    return target


def copy_all(places: Places, settings: Settings, partial: Path) -> None:
    lock = Lock(places)
    running = not lock.take()
    try:
        facts = copy_redis(places, settings, partial / "redis", running)
    finally:
        lock.release()
    make_log_whole(partial / "redis" / "appendonlydir")
    copy_sql(settings, partial / "yunke.db")
    copy_folder(places.secrets, partial / "secrets")
    copy_file(places.config, partial / "yunke.toml")
    about = {"made": time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime()), "pool": settings.pool, "running": running, **facts}
    write_whole(partial / "backup.json", (json.dumps(about, indent=2) + "\n").encode())


def copy_redis(places: Places, settings: Settings, target: Path, running: bool) -> dict:
    if running:
        return copy_running_redis(places, settings, target)
    wait_for_leftovers(places, lambda *words: print("yunke:", in_words(*words)))
    copy_stopped_redis(places, target)
    return {}


def copy_running_redis(places: Places, settings: Settings, target: Path) -> dict:
    target.mkdir(mode=0o700)
    with RedisLink(places.redis_socket, read_password(places), timeout_s=30.0) as redis:
        percentage = redis.ask("CONFIG", "GET", "auto-aof-rewrite-percentage")[1].decode()
        redis.ask("CONFIG", "SET", "auto-aof-rewrite-percentage", "0")
        try:
            wait_for_rewrite(redis)
            cursor = redis.ask("HMGET", f"{{{settings.pool}}}:cursor", "sequence", "log_epoch")
            copy_folder(places.redis / "appendonlydir", target / "appendonlydir")
            if not same_files(places.redis / "appendonlydir", target / "appendonlydir"):
                raise Refusal("somebody rewrote Redis's files meanwhile; try again", "备份期间 Redis 文件被重写，请重试")
        finally:
            redis.ask("CONFIG", "SET", "auto-aof-rewrite-percentage", percentage)
    # What was committed when copying began is in the copy; some of what came later may be, too.
    return {name: value.decode(errors="replace") for name, value in zip(("sequence", "log_epoch"), cursor) if value}


def wait_for_rewrite(redis: RedisLink) -> None:
    until = time.monotonic() + REWRITE_TIME_MAX_S
    while True:
        state = redis.info("persistence")
        if state.get("aof_rewrite_in_progress") == "0" and state.get("aof_rewrite_scheduled") == "0":
            return
        if time.monotonic() > until:
            raise Refusal("Redis is still rewriting its append-only file; try again later", "Redis 仍在重写 AOF 文件，请稍后再试")
        time.sleep(0.2)


def same_files(left: Path, right: Path) -> bool:
    return (left / MANIFEST).read_bytes() == (right / MANIFEST).read_bytes()


def copy_stopped_redis(places: Places, target: Path) -> None:
    source = places.redis / "appendonlydir"
    if not source.is_dir():
        raise Refusal(f"{source} is not there", f"{source} 不存在")
    target.mkdir(mode=0o700)
    copy_folder(source, target / "appendonlydir")


def copy_sql(settings: Settings, target: Path) -> None:
    if not settings.sql_url.startswith(SQLITE):
        raise Refusal("this copies SQLite only; for PostgreSQL use pg_dump, after the copy of Redis",
                      "本命令只备份 SQLite；PostgreSQL 请在备份 Redis 之后用 pg_dump")
    source = sqlite3.connect(f"file:{settings.sql_url.removeprefix(SQLITE)}?mode=rw", uri=True, timeout=30)
    copy = sqlite3.connect(target)
    try:
        source.backup(copy)
        verdict = copy.execute("PRAGMA integrity_check").fetchone()[0]
        if verdict != "ok":
            raise Refusal(f"the database is damaged: {verdict}", f"数据库已损坏：{verdict}")
    finally:
        copy.close()
        source.close()
    target.chmod(0o600)


if __name__ == "__main__":
    sys.exit(main())
