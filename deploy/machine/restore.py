"""deploy/restore: brings back what deploy/backup copied, while Yunke is stopped. What stood there is set aside, never deleted.

Redis's files always come from the copy. SQL stays as it is when it is there, because it may be newer than the copy and
the dispatcher hands the difference on; --sql brings back the copy's. Secrets come back only where they are missing.
"""

import argparse
import sys
import time
from pathlib import Path

from copies import copy_file, copy_folder, make_log_whole
from lock import Lock, wait_for_leftovers
from places import Places, sync_folder
from say import Refusal, in_words

DATABASE_FILES = ("yunke.db", "yunke.db-wal", "yunke.db-shm")


def main() -> int:
    options = read_options()
    places = Places(options.root, options.var)
    try:
        lock = Lock(places)
        lock.require("stop it first", "请先停止它")
        wait_for_leftovers(places, lambda *words: print("yunke:", in_words(*words)))
        aside = places.var / "set-aside" / time.strftime("%Y%m%d-%H%M%S")
        if options.without_chats:
            give_up_chats(places, aside)
        else:
            restore(places, options.backup, options.sql, aside)
    except (Refusal, OSError) as error:
        print(in_words(f"yunke: not restored: {error}", f"yunke: 未能恢复：{error}"), file=sys.stderr)
        return 1
    print(in_words(f"yunke: done; what stood there before is in {aside}. Start with deploy/run",
                   f"yunke: 完成；原有数据已移到 {aside}。请用 deploy/run 启动"))
    return 0


def read_options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="deploy/restore", allow_abbrev=False, description=__doc__.splitlines()[0])
    parser.add_argument("--root", type=Path, required=True, help=argparse.SUPPRESS)
    parser.add_argument("--var", type=Path, required=True, help="the installation's folder")
    parser.add_argument("--sql", action="store_true", help="bring back the copy's accounts, shops and queues, too")
    parser.add_argument("--without-chats", action="store_true",
                        help="instead of a backup: keep accounts, shops and queues, begin without any chats")
    parser.add_argument("backup", nargs="?", type=Path, help="a folder that deploy/backup made")
    options = parser.parse_args()
    if options.without_chats == (options.backup is not None) or (options.without_chats and options.sql):
        parser.error("name a backup, or --without-chats alone")
    return options


def restore(places: Places, backup: Path, with_sql: bool, aside: Path) -> None:
    if not (backup / "backup.json").is_file():
        raise Refusal(f"{backup} is no folder that deploy/backup made", f"{backup} 不是 deploy/backup 生成的目录")
    fresh = places.var / "redis.restoring"
    if fresh.exists():
        set_aside(fresh, aside)
    fresh.mkdir(mode=0o700)
    copy_folder(backup / "redis" / "appendonlydir", fresh / "appendonlydir")
    make_log_whole(fresh / "appendonlydir")
    local = places.redis / "local.conf"
    if local.exists():
        copy_file(local, fresh / "local.conf")

    set_aside(places.redis, aside)
    fresh.rename(places.redis)
    if with_sql or not places.database.exists():
        for name in DATABASE_FILES:
            set_aside(places.var / name, aside)
        copy_file(backup / "yunke.db", places.database)
    if not places.config.exists():
        copy_file(backup / "yunke.toml", places.config)
    restore_secrets(places, backup / "secrets")
    places.unfinished.unlink(missing_ok=True)
    sync_folder(places.var)


def restore_secrets(places: Places, copies: Path) -> None:
    places.secrets.mkdir(mode=0o700, exist_ok=True)
    for copy in sorted(copies.iterdir()):
        if not (places.secrets / copy.name).exists():
            copy_file(copy, places.secrets / copy.name)
    sync_folder(places.secrets)


def give_up_chats(places: Places, aside: Path) -> None:
    if not places.database.exists():
        raise Refusal(f"{places.database} is not there: without accounts and chats this is a first start, deploy/run",
                      f"{places.database} 不存在：既无账号也无会话，直接用 deploy/run 首次启动即可")
    set_aside(places.redis, aside)
    places.unfinished.write_text("", encoding="ascii")
    sync_folder(places.var)


def set_aside(path: Path, aside: Path) -> None:
    if path.exists():
        aside.mkdir(parents=True, exist_ok=True, mode=0o700)
        path.rename(aside / path.name)


if __name__ == "__main__":
    sys.exit(main())
