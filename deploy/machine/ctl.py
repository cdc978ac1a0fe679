"""Calls yunkectl, the administrators' tool, for what is its business: accounts, shops, keys."""

import subprocess

from places import Places
from say import Refusal

TIME_MAX_S = 60.0


def yunkectl(places: Places, *arguments: str) -> str:
    command = [str(places.bin / "yunkectl"), "--config", str(places.config), *arguments]
    try:
        done = subprocess.run(command, stdin=subprocess.DEVNULL, capture_output=True, text=True, timeout=TIME_MAX_S,
                              check=False)
    except (OSError, subprocess.TimeoutExpired) as error:
        raise Refusal(f"yunkectl {arguments[0]} did not work: {error}", f"yunkectl {arguments[0]} 失败：{error}") from error
    if done.returncode != 0:
        why = (done.stderr or done.stdout).strip()
        raise Refusal(f"yunkectl {' '.join(arguments)} did not work:\n{why}",
                      f"yunkectl {' '.join(arguments)} 失败：\n{why}")
    return done.stdout
