#!/usr/bin/env python3
"""clang-tidy over every source of ours, by the compile database of a build. Called by tests/run lint.

lint.py BUILD_FOLDER [PART_OF_A_PATH...]

Parsing the libraries' headers takes nearly all the time, so the sources of one folder and target are checked as one
unit that includes them all; a source that cannot stand beside another one (both name a helper the same) goes into
another unit. What was checked without a finding is remembered under build/lint by a hash of all that the result
depends on: the checks, the compiler's options, the sources and all headers of ours that they include. So a repeated run
checks what changed. Exit code 1 if there is a finding.
"""

import hashlib
import json
import re
import shlex
import subprocess
import sys
import time
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
TIDY = "clang-tidy-19"
CLANG = "clang++-19"
CACHE = ROOT / "build" / "lint"
JOBS = 2
QUOTED = re.compile(rb'^\s*#\s*include\s+"([^"]+)"', re.M)
FINDING = re.compile(r"^(.+?):\d+:\d+: (warning|error): ")
# Tests prefer short to fast, and their coroutines' lambdas live until the io_context that runs them has returned.
# A benchmark's loop is `for (auto _ : state)`, a store that nobody reads.
NOT_IN_TESTS = ("-performance-*,-cppcoreguidelines-avoid-capturing-lambda-coroutines,"
                "-clang-analyzer-deadcode.DeadStores")
# The fuzzers compile these a second time; that has nothing new to say.
SECOND_COMPILATION = "/yunke_fuzzed.dir/"


@dataclass
class Unit:
    name: str
    folder: Path  # where the compiler runs
    options: list[str]
    sources: list[Path] = field(default_factory=list)

    def text(self) -> str:
        return "".join(f'#include "{source}"\n' for source in self.sources)

    def label(self) -> str:
        return f"{self.name} ({len(self.sources)})"


def options_of(command: str) -> list[str]:
    """What the compiler is told, without itself, its launcher, its input and its output."""
    words = shlex.split(command)
    words = words[next(i for i, word in enumerate(words) if "clang++" in word) + 1:]
    kept = []
    for previous, word in zip([""] + words, words):
        if word not in {"-o", "-c"} and previous not in {"-o", "-c"}:
            kept.append(word)
    return kept


def units_of(build: Path, parts: list[str]) -> list[Unit]:
    units: dict[str, Unit] = {}
    taken: set[Path] = set()  # a source of several targets is read once
    for entry in json.loads((build / "compile_commands.json").read_text(encoding="utf-8")):
        path = Path(entry["directory"], entry["file"]).resolve()
        if not path.is_relative_to(ROOT) or path.is_relative_to(build) or SECOND_COMPILATION in entry["command"]:
            continue
        if path in taken:
            continue
        taken.add(path)
        relative = path.relative_to(ROOT)
        if parts and not any(part in str(relative) for part in parts):
            continue
        target = re.search(r"CMakeFiles/([^/]+)\.dir", entry["command"])[1]
        name = f"{relative.parent} of {target}"
        unit = units.setdefault(name, Unit(name, Path(entry["directory"]), options_of(entry["command"])))
        unit.sources.append(path)
    for unit in units.values():
        unit.sources.sort()
    return [units[name] for name in sorted(units)]


def headers_of(path: Path, build: Path, seen: set[Path]) -> None:
    """Adds the file and what it includes in quotes, ours and generated."""
    if path in seen:
        return
    seen.add(path)
    for name in QUOTED.findall(path.read_bytes()):
        text = name.decode()
        for folder in (ROOT, build / "proto", path.parent):
            if (folder / text).is_file():
                headers_of((folder / text).resolve(), build, seen)
                break


def key_of(unit: Unit, build: Path, version: bytes) -> str:
    seen: set[Path] = set()
    for source in unit.sources:
        headers_of(source, build, seen)
    digest = hashlib.sha256(version)
    digest.update((ROOT / ".clang-tidy").read_bytes())
    digest.update(" ".join([unit.name, *unit.options]).replace(str(ROOT), "").encode())
    for path in sorted(seen):
        digest.update(hashlib.sha256(path.read_bytes()).digest())
    return digest.hexdigest()


def split(unit: Unit) -> list[Unit]:
    """The unit, or several: those that the compiler cannot take after the others go into the next one."""
    made = []
    while unit.sources:
        result = subprocess.run([CLANG, *unit.options, "-w", "-fsyntax-only", "-ferror-limit=0", "-x", "c++", "-"],
                                input=unit.text(), capture_output=True, text=True, check=False, cwd=unit.folder)
        blamed = {Path(unit.folder, found[1]).resolve() for line in result.stderr.splitlines()
                  if (found := FINDING.match(line))}
        later = [source for source in unit.sources[1:] if source in blamed]
        if result.returncode != 0 and not later:
            later = unit.sources[1:]  # the first one must stand alone; what is wrong with it, clang-tidy says
        now = [source for source in unit.sources if source not in later]
        if result.returncode == 0 or len(now) == 1:
            made.append(Unit(unit.name, unit.folder, unit.options, now))
            unit = Unit(unit.name, unit.folder, unit.options, later)
        else:
            again = split(Unit(unit.name, unit.folder, unit.options, now))
            made.extend(again)
            unit = Unit(unit.name, unit.folder, unit.options, later)
    return made


def check(unit: Unit, key: str) -> str:
    """What clang-tidy finds, empty if nothing."""
    texts = []
    for number, part in enumerate(split(unit)):
        file = CACHE / f"{key}-{number}.cpp"
        file.write_text(part.text(), encoding="utf-8")
        extra = [f"--checks={NOT_IN_TESTS}"] if unit.name.startswith("tests/") else []
        done = subprocess.run([TIDY, "--quiet", f"--config-file={ROOT / '.clang-tidy'}", *extra, str(file), "--",
                               *part.options], capture_output=True, text=True, check=False, cwd=part.folder)
        file.unlink()
        text = done.stdout.strip()
        if done.returncode != 0 and not text:
            text = f"{part.name}:1:1: error: {TIDY} ended with {done.returncode}: {done.stderr.strip()}"
        texts.append(text)
    return "\n".join(text for text in texts if text)


def main() -> int:
    if len(sys.argv) < 2:
        print(__doc__)
        return 2
    build = Path(sys.argv[1]).resolve()
    version = subprocess.run([TIDY, "--version"], capture_output=True, check=True).stdout
    CACHE.mkdir(parents=True, exist_ok=True)
    units = units_of(build, sys.argv[2:])
    if not units:
        print(f"no sources of ours in {build}/compile_commands.json")
        return 1
    keyed = [(unit, key_of(unit, build, version)) for unit in units]
    todo = [(unit, key) for unit, key in keyed if not (CACHE / key).exists()]
    count = sum(len(unit.sources) for unit in units)
    print(f"{count} sources in {len(units)} units; {len(todo)} units to check", flush=True)
    findings: set[str] = set()
    start = time.monotonic()

    def one(item: tuple[Unit, str]) -> None:
        unit, key = item
        began = time.monotonic()
        text = check(unit, key)
        fresh = {line for line in text.splitlines() if FINDING.match(line)} - findings
        findings.update(fresh)
        if not text:
            (CACHE / key).touch()
        print(f"{time.monotonic() - began:6.1f} s  {unit.label()}" + (f"\n{text}" if fresh else ""), flush=True)

    with ThreadPoolExecutor(max_workers=JOBS) as pool:
        list(pool.map(one, todo))
    print(f"{len(findings)} findings in {count} sources, {time.monotonic() - start:.0f} s")
    return 1 if findings else 0


if __name__ == "__main__":
    sys.exit(main())
