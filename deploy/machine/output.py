"""The log in front and in var/log: every process's lines pass through here, named, and kept in files of bounded size.

Writing to the terminal happens on a thread of its own behind a bounded queue: a terminal that was stopped with Ctrl-S,
or a reader that went away, never stops a process of ours.
"""

import os
import queue
import sys
import threading
import time
from pathlib import Path

WAITING_LINES_MAX = 4096  # lines for a terminal that does not read; beyond it lines are counted and left out
LOG_FILE_BYTES_MAX = 8 * 1024 * 1024  # then the file becomes NAME.log.1, whose former self is removed
NAME_WIDTH = 10
COLOURS = {"redis": 35, "dispatcher": 36, "ledger": 33, "gateway": 32, "swarm": 34, "yunke": 1}


class Console:
    """Lines for the person in front. Lives as long as the command; close() waits a moment for what is queued."""

    def __init__(self, stream=None):
        self._stream = stream or sys.stdout
        self._coloured = self._stream.isatty() and "NO_COLOR" not in os.environ
        self._lines: queue.Queue[str | None] = queue.Queue(WAITING_LINES_MAX)
        self._left_out = 0
        self._thread = threading.Thread(target=self._write_lines, daemon=True)
        self._thread.start()

    def line(self, name: str, text: str) -> None:
        prefix = f"{name:<{NAME_WIDTH}} |"
        if self._coloured:
            prefix = f"\x1b[{COLOURS.get(name, 0)}m{prefix}\x1b[0m"
        try:
            if self._left_out:
                self._lines.put_nowait(f"({self._left_out} lines were left out here; they stand in var/log)")
                self._left_out = 0
            self._lines.put_nowait(f"{prefix} {text}")
        except queue.Full:
            self._left_out += 1

    def close(self) -> None:
        try:
            self._lines.put(None, timeout=1)
        except queue.Full:
            return
        self._thread.join(timeout=2)

    def _write_lines(self) -> None:
        broken = False
        while (text := self._lines.get()) is not None:
            if broken:
                continue
            try:
                self._stream.write(text + "\n")
                if self._lines.empty():
                    self._stream.flush()
            except (OSError, ValueError):
                broken = True  # the reader has gone; the files in var/log go on
                silence(self._stream)


class LogFile:
    """One process's lines on disk, at most twice LOG_FILE_BYTES_MAX."""

    def __init__(self, path: Path, on_trouble):
        self._path = path
        self._on_trouble = on_trouble  # called with the error when writing begins to fail
        self._failing = False
        self._file = None
        self._bytes = 0

    def line(self, text: bytes) -> None:
        try:
            self._open_if_needed(len(text) + 1)
            self._file.write(text + b"\n")
            self._file.flush()
            self._bytes += len(text) + 1
            self._failing = False
        except OSError as error:
            self.close()
            if not self._failing:
                self._failing = True
                self._on_trouble(self._path, error)

    def close(self) -> None:
        file, self._file = self._file, None
        if file is not None:
            try:
                file.close()
            except OSError:
                pass  # the unwritten rest of a full disk; told already

    def _open_if_needed(self, more: int) -> None:
        if self._file is not None and self._bytes + more > LOG_FILE_BYTES_MAX:
            self.close()
            os.replace(self._path, self._path.with_name(self._path.name + ".1"))
        if self._file is None:
            self._file = open(self._path, "ab")
            self._bytes = self._file.tell()


def silence(stream) -> None:
    """Python writes out what is left once more when it ends, and would complain: let it go nowhere."""
    try:
        nowhere = os.open(os.devnull, os.O_WRONLY)
        os.dup2(nowhere, stream.fileno())
        os.close(nowhere)
    except (OSError, ValueError):
        pass  # no real file behind it


def clock() -> str:
    """As the programs write their own lines."""
    now = time.time()
    return time.strftime("%Y-%m-%d %H:%M:%S", time.localtime(now)) + f".{int(now * 1000) % 1000:03}"
