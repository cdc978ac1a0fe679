"""May this start create the pool, go on with it, or must it stop?

A pool has two halves: its configuration in SQL, its live state and log in Redis. Both there: go on. Neither: a first
start, create it. Only one: data were lost, and a new, empty half would bury what a copy could still bring back; that is
refused with the command that restores. The file creating-pool in var/ tells a first start that was cut short from a loss.
"""

import sqlite3

from places import Places, sync_folder
from redis_link import RedisLink
from say import Refusal
from settings import Settings

SQLITE = "sqlite3://"


def redis_has_pool(places: Places, password: str, pool: str) -> bool:
    with RedisLink(places.redis_socket, password) as redis:
        return redis.ask("EXISTS", f"{{{pool}}}:cursor") == 1


def sql_has_pool(settings: Settings) -> bool:
    """SQLite is read directly, because asking a program of ours would create the file."""
    if not settings.sql_url.startswith(SQLITE):
        raise Refusal(
            f"sql.url is {settings.sql_url.split(':', 1)[0]}://..., but deploy/run keeps its data in SQLite; for "
            "PostgreSQL use deploy/systemd",
            f"sql.url 为 {settings.sql_url.split(':', 1)[0]}://…，而 deploy/run 使用 SQLite；要使用 PostgreSQL 请用 deploy/systemd")
    path = settings.sql_url.removeprefix(SQLITE)
    try:
        connection = sqlite3.connect(f"file:{_uri_path(path)}?mode=rw", uri=True)
    except sqlite3.OperationalError:
        return False  # no such file
    try:
        tables = connection.execute("SELECT count(*) FROM sqlite_master WHERE type = 'table' AND name = 'pool'")
        if tables.fetchone()[0] == 0:
            return False
        found = connection.execute("SELECT count(*) FROM pool WHERE name = ?", (settings.pool,))
        return found.fetchone()[0] > 0
    except sqlite3.DatabaseError as error:
        raise Refusal(f"{path} cannot be read: {error}. Bring back a copy: deploy/restore --sql BACKUP",
                      f"无法读取 {path}：{error}。请恢复备份：deploy/restore --sql 备份目录") from error
    finally:
        connection.close()


def may_create(places: Places, in_sql: bool, in_redis: bool) -> bool:
    """True: create what is missing. False: both halves are there."""
    if in_sql and in_redis:
        places.unfinished.unlink(missing_ok=True)
        return False
    if places.unfinished.exists():
        return True
    if in_sql:
        raise Refusal(
            f"{places.database} knows the pool, but Redis in {places.redis} holds no state of it. Starting now would bury "
            "every chat that a copy may still hold. Bring the copy back:  deploy/restore BACKUP   (copies made by "
            "deploy/backup stand in var/backup). If there is none and the chats may be given up:  deploy/restore --without-chats",
            f"{places.database} 中已有该服务池，但 {places.redis} 中的 Redis 没有它的状态。现在启动会掩盖备份中可能还保留的会话。"
            "请恢复备份：deploy/restore 备份目录（deploy/backup 的备份位于 var/backup）。"
            "若没有备份且可以放弃会话：deploy/restore --without-chats")
    if in_redis:
        raise Refusal(
            f"Redis in {places.redis} holds the pool's chats, but {places.database} does not know the pool: its accounts, "
            "shops and queues are missing. Bring them back from a copy:  deploy/restore --sql BACKUP",
            f"{places.redis} 中的 Redis 有该服务池的会话，但 {places.database} 中没有它：账号、店铺和队列都缺失。"
            "请从备份恢复：deploy/restore --sql 备份目录")
    places.unfinished.write_text("", encoding="ascii")
    sync_folder(places.var)
    return True


def created(places: Places) -> None:
    """Both halves are there now; called before anybody is let in."""
    places.unfinished.unlink(missing_ok=True)
    sync_folder(places.var)


def _uri_path(path: str) -> str:
    return path.replace("%", "%25").replace("?", "%3f").replace("#", "%23")
