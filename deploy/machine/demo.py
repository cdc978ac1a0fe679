"""What a newcomer needs on the first start: accounts to sign in with, shops to visit.

The accounts and shops come from `yunkectl demo seed`; the pages of the demo shops learn their keys from
/demo/shops.json, which belongs to this installation and therefore stands in var/web beside a copy of the built pages.
"""

import json
import os
import shutil

from ctl import yunkectl
from places import Places, write_whole
from say import Refusal

SIMULATED = "swarm-"  # beginning of the logins that yunke-swarm signs in with


def seed(places: Places, origins: list[str]) -> None:
    # Left behind by a first start that was cut short: its passwords were never stored.
    places.demo_accounts.unlink(missing_ok=True)
    arguments = ["demo", "seed", "--credentials", str(places.demo_accounts)]
    for origin in origins:
        arguments += ["--origin", origin]
    yunkectl(places, *arguments)


def copy_pages(places: Places) -> None:
    """build/web as it is now; an earlier copy is replaced whole."""
    built, fresh, old = places.root / "build" / "web", places.var / "web.new", places.var / "web.old"
    try:
        for leftover in (fresh, old):
            shutil.rmtree(leftover, ignore_errors=True)
        shutil.copytree(built, fresh)
        if places.web.exists():
            os.rename(places.web, old)
        os.rename(fresh, places.web)
        shutil.rmtree(old, ignore_errors=True)
    except (OSError, shutil.Error) as error:
        raise Refusal(f"the web pages cannot be copied to {places.web}: {error}",
                      f"无法把网页复制到 {places.web}：{error}") from error


def shops(places: Places) -> list[dict]:
    """slug, name and signed key of each demo shop; none when the pool was not seeded."""
    return json.loads(yunkectl(places, "--json", "demo", "shops"))


def write_shops(places: Places, found: list[dict]) -> None:
    """What web/demo/demo.ts reads."""
    entries = [{"shop": shop["slug"], "name": shop["name"], "key": shop["key"]} for shop in found]
    (places.web / "demo").mkdir(exist_ok=True)
    write_whole(places.web / "demo" / "shops.json", json.dumps(entries, ensure_ascii=False).encode())


def require_accounts(places: Places) -> None:
    """The simulated agents sign in as people do."""
    if not places.demo_accounts.exists():
        raise Refusal(
            f"--demo needs the passwords of the demo accounts, and {places.demo_accounts} is not there. Start without "
            "--demo, or a demo of its own: deploy/run --demo --var DIR --port N",
            f"--demo 需要演示账号的密码，但 {places.demo_accounts} 不存在。请去掉 --demo，"
            "或另建一个演示：deploy/run --demo --var 目录 --port 端口")


def accounts(places: Places) -> list[tuple[str, str]]:
    """Login and password of the people's accounts; none when this pool was not seeded here."""
    try:
        lines = places.demo_accounts.read_text(encoding="utf-8").splitlines()
    except FileNotFoundError:
        return []
    except (OSError, UnicodeDecodeError) as error:
        raise Refusal(f"{places.demo_accounts} cannot be read: {error}",
                      f"无法读取 {places.demo_accounts}：{error}") from error
    pairs = [line.split(" ", 1) for line in lines if " " in line]
    return [(login, password) for login, password in pairs if not login.startswith(SIMULATED)]
