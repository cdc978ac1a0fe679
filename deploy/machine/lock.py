"""One command at a time over one var/: deploy/run holds the lock while it runs, restore and an offline backup meanwhile.

Processes that a killed deploy/run left behind end by themselves within seconds; the next start waits for them.
"""

import fcntl
import os
import time
from pathlib import Path

from places import Places
from say import Refusal

LEFTOVERS_WITHIN_S = 20.0


class Lock:
    """Held until release() or the process's end. Programs that we start do not inherit it."""

    def __init__(self, places: Places):
        self._places = places
        self._file = None

    def take(self) -> bool:
        self._places.run.mkdir(parents=True, exist_ok=True)
        file = open(self._places.lock, "a+", encoding="ascii")
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            file.close()
            return False
        file.truncate(0)
        file.write(f"{os.getpid()}\n")
        file.flush()
        self._file = file
        return True

    def release(self) -> None:
        if self._file is not None:
            self._file.close()
            self._file = None

    def holder(self) -> str:
        return self._places.lock.read_text(encoding="ascii").strip()

    def require(self, english: str, chinese: str) -> None:
        """Takes it or refuses, with what to do in the two languages."""
        if not self.take():
            raise Refusal(f"Yunke runs with {self._places.var} already (pid {self.holder()}); {english}",
                          f"云客已在使用 {self._places.var} 运行（进程 {self.holder()}）；{chinese}")


def wait_for_leftovers(places: Places, tell) -> None:
    """Ours are those whose pid file still stands and whose command line names this var/."""
    until, told = time.monotonic() + LEFTOVERS_WITHIN_S, False
    while left := [(file.stem, pid) for file in sorted(places.run.glob("*.pid")) if (pid := _runs(file, places.var))]:
        names = ", ".join(f"{name} (pid {pid})" for name, pid in left)
        if not told:
            told = True
            tell(f"waiting for {names} of an earlier start to end", f"正在等待上次启动的 {names} 结束")
        if time.monotonic() > until:
            raise Refusal(f"{names} of an earlier start still run; end them: kill {' '.join(str(pid) for _, pid in left)}",
                          f"上次启动的 {names} 仍在运行，请结束它们：kill {' '.join(str(pid) for _, pid in left)}")
        time.sleep(0.2)
    for file in places.run.glob("*.pid"):
        file.unlink(missing_ok=True)


def _runs(pid_file: Path, var: Path) -> int | None:
    try:
        pid = int(pid_file.read_text(encoding="ascii"))
        command = Path(f"/proc/{pid}/cmdline").read_bytes()
    except (OSError, ValueError):
        return None
    # Redis shows itself as "redis-server unixsocket:PATH", the others name their configuration.
    return pid if os.fsencode(var) + b"/" in command else None
