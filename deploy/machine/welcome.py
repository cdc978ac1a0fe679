"""The last lines of a start: where to go, and as whom."""

import demo
from addresses import origins
from places import Places
from say import in_words
from settings import Settings

PAGES = (("/", "start page", "首页"), ("/agent/", "agent workbench", "客服工作台"), ("/supervisor/", "supervisor board", "主管看板"))


def welcome(places: Places, settings: Settings, shops: list[dict], with_demo: bool) -> list[str]:
    base = origins(settings)[0]
    lines = [in_words("Yunke is running. Ctrl-C stops it.", "云客已启动，按 Ctrl-C 停止。")]
    lines += [f"  {base + path:<44} {in_words(english, chinese)}" for path, english, chinese in PAGES]
    for shop in shops:
        if (places.web / "demo" / shop["slug"] / "index.html").is_file():
            lines.append(f"  {base + '/demo/' + shop['slug'] + '/':<44} {in_words('demo shop', '演示店铺')} {shop['name']}")
    if accounts := demo.accounts(places):
        lines.append(in_words(f"Accounts, also in {places.demo_accounts}:", f"账号（也保存在 {places.demo_accounts}）："))
        lines += [f"  {login:<14} {password}" for login, password in accounts]
    if not with_demo:
        lines.append(in_words("With simulated shoppers and agents: deploy/run --demo",
                              "加上模拟的顾客和客服：deploy/run --demo"))
    return lines
