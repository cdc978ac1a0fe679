#!/usr/bin/env python3
"""The few mechanical rules of this tree: include arrows, lengths, and patterns that have a better way.

Each finding names file and line, and what to write instead. Exit code 1 if there is any.
"""

import re
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]

# Which folders a folder may include from, besides itself. The longest matching prefix counts.
ARROWS = {
    "dispatcher/core": [],
    "dispatcher/wire": ["dispatcher/core", "runtime", "yunke/v1"],
    "dispatcher/app": ["dispatcher/core", "dispatcher/wire", "runtime", "yunke/v1"],
    "dispatcher/ctl": ["dispatcher", "runtime", "yunke/v1"],
    "agent-gateway/swarm": ["runtime", "yunke/v1", "dispatcher/app"],
    "agent-gateway/swarm/bench": ["agent-gateway/swarm", "dispatcher/core", "runtime", "yunke/v1"],
    "agent-gateway": ["runtime", "yunke/v1"],
    "runtime": ["yunke/v1"],
}
# The pure core: the standard library, without its clocks, threads, chance and I/O.
IMPURE = {"chrono", "random", "thread", "mutex", "atomic", "future", "iostream", "fstream", "ctime", "filesystem",
          "condition_variable", "cstdlib", "cstdio"}
BANNED = [
    (re.compile(r"\b(TODO|FIXME|XXX|HACK)\b"), "do it now, or describe what is missing in docs/"),
    (re.compile(r"\busing namespace std;"), "name what you use"),
    (re.compile(r"\bstd::(cout|cerr)\b"), "use runtime/log.hpp, or fmt::print in a program's own output"),
    (re.compile(r"\bGTEST_SKIP\b|\bDISABLED_"), "a test that cannot run is no test"),
    (re.compile(r"\bthread\w*\.detach\(\)"), "own the thread and join it"),
    (re.compile(r"^\s*goto \w+;"), "use a function or a loop"),
    (re.compile(r"\b(system|popen)\("), "start a program without a shell"),
    (re.compile(r"console\.log\("), "tell the person on the page, or nobody"),
]
# Files that a rule would misread: this one names the patterns, programs print to their own terminal.
SPEAKS_OF_PATTERNS = {"tests/tidy/tidy.py"}
PRINTS = re.compile(r"(^|/)main\.cpp$|^tests/|^dispatcher/ctl/|^agent-gateway/swarm/")
# The oracle is read as one piece, beside the rules that it repeats.
LONG_ON_PURPOSE = {"tests/sim/naive_pool.cpp"}
SOURCE = {".cpp", ".hpp", ".ts", ".tsx", ".mjs", ".py", ".lua"}
FILE_LINES_MAX = 430
FUNCTION_LINES_MAX = 80  # as formatted; 70 is what to aim at


def tracked() -> list[Path]:
    listing = subprocess.run(["git", "-C", str(ROOT), "ls-files", "-co", "--exclude-standard"], capture_output=True,
                             text=True, check=True).stdout.splitlines()
    return [ROOT / name for name in listing if Path(name).suffix in SOURCE and (ROOT / name).is_file()]


def arrows_of(name: str) -> list[str] | None:
    matches = [folder for folder in ARROWS if name.startswith(folder + "/")]
    return None if not matches else ARROWS[max(matches, key=len)] + [max(matches, key=len)]


def check_includes(name: str, lines: list[str], find) -> None:
    allowed = arrows_of(name)
    if allowed is None:
        return
    for number, line in enumerate(lines, 1):
        quoted = re.match(r'#include "([^"]+)"', line)
        if quoted and not any(quoted[1].startswith(folder + "/") for folder in allowed):
            find(number, f'includes "{quoted[1]}": arrows only go down the table in docs/architecture.md')
        system = re.match(r"#include <([^>]+)>", line)
        if system and name.startswith("dispatcher/core/") and (
                system[1] in IMPURE or "/" in system[1] or "." in system[1]):
            find(number, f"includes <{system[1]}>: the core is pure; put a fact into the command instead")


def check_banned(name: str, lines: list[str], find) -> None:
    if name in SPEAKS_OF_PATTERNS:
        return
    for number, line in enumerate(lines, 1):
        for pattern, instead in BANNED:
            if "cout" in pattern.pattern and PRINTS.search(name):
                continue
            if pattern.search(line):
                find(number, f"{line.strip()[:60]!r}: {instead}")


def check_cpp_functions(lines: list[str], find) -> None:
    """A function body here opens with `{` at the end of a line at column 0 to 4 and closes with `}` at its indent."""
    start, indent = 0, ""
    for number, line in enumerate(lines, 1):
        if start == 0:
            opens = re.match(r"^( {0,4})\S.*\)[^;]*\{$", line)
            if opens and not re.match(r"^\s*(namespace|class|struct|enum|if|for|while|switch|else|\})", line):
                start, indent = number, opens[1]
        elif line.startswith(indent + "}") and len(line) - len(line.lstrip()) == len(indent):
            if number - start + 1 > FUNCTION_LINES_MAX:
                find(start, f"a function of {number - start + 1} lines: at most {FUNCTION_LINES_MAX}; look for its parts")
            start = 0


def main() -> int:
    findings = []
    for path in tracked():
        name = str(path.relative_to(ROOT))
        lines = path.read_text(encoding="utf-8").splitlines()

        def find(number: int, what: str, name: str = name) -> None:
            findings.append(f"{name}:{number}: {what}")

        check_includes(name, lines, find)
        check_banned(name, lines, find)
        if path.suffix in {".cpp", ".hpp"}:
            check_cpp_functions(lines, find)
        if len(lines) > FILE_LINES_MAX and name not in LONG_ON_PURPOSE:
            find(len(lines), f"{len(lines)} lines: at most {FILE_LINES_MAX}; look for the missing concept")
    for finding in findings:
        print(finding)
    print(f"{len(findings)} findings")
    return 1 if findings else 0


if __name__ == "__main__":
    sys.exit(main())
