"""Copying data files so that the copy is on the disk, whole, before it is called a copy. Used by backup and restore."""

import os
import shutil
import subprocess
from pathlib import Path

from log_end import Damaged, end_of_commits
from places import sync_folder
from say import Refusal

CHECK_TIME_MAX_S = 600.0
CUT_BYTES_MAX = 64 * 1024 * 1024  # many times the largest commit: more than that is no cut-off end
MANIFEST = "appendonly.aof.manifest"


def copy_file(source: Path, target: Path) -> None:
    shutil.copyfile(source, target)
    shutil.copymode(source, target)
    with open(target, "rb+") as file:
        os.fsync(file.fileno())


def copy_folder(source: Path, target: Path) -> None:
    """Plain files only: an append-only folder and a folder of secrets hold nothing else."""
    target.mkdir(mode=0o700)
    for file in sorted(source.iterdir()):
        if file.is_file():
            copy_file(file, target / file.name)
    sync_folder(target)


def make_log_whole(appendonly: Path) -> None:
    """Cuts off a commit that the copy holds only a part of, then lets Redis's own tool judge the files."""
    try:
        last = _last_file(appendonly)
        end = end_of_commits(last)
        if last.stat().st_size - end > CUT_BYTES_MAX:
            raise Damaged(f"{last.name} has no whole commit after byte {end}")
        if end < last.stat().st_size:
            with open(last, "rb+") as file:
                file.truncate(end)
                os.fsync(file.fileno())
        verdict = _check(appendonly)
    except (Damaged, OSError) as error:
        verdict = str(error)
    if verdict is not None:
        raise Refusal(f"{appendonly} is damaged: {verdict}", f"{appendonly} 已损坏：{verdict}")


def _last_file(appendonly: Path) -> Path:
    """The one that Redis appends to: the manifest's last of type i."""
    found = None
    for line in (appendonly / MANIFEST).read_text(encoding="utf-8").splitlines():
        words = line.split()
        if len(words) >= 6 and words[0] == "file" and words[4:6] == ["type", "i"]:
            found = appendonly / words[1]
    if found is None:
        raise Damaged(f"{MANIFEST} names no file that Redis appends to")
    return found


def _check(appendonly: Path) -> str | None:
    try:
        done = subprocess.run(["redis-check-aof", str(appendonly / MANIFEST)], stdin=subprocess.DEVNULL,
                              capture_output=True, text=True, errors="replace", timeout=CHECK_TIME_MAX_S, check=False)
    except (OSError, subprocess.TimeoutExpired) as error:
        return f"redis-check-aof: {error}"
    return None if done.returncode == 0 else (done.stdout + done.stderr)[-800:].strip()
