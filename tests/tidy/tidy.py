#!/usr/bin/env python3
"""The few mechanical rules of this tree: include arrows, lengths, and patterns that have a better way.

Each finding names file and line, and what to write instead. Exit code 1 if there is any.

tidy.py [FOLDER]    of another tree than this one: the rules' own test plants mistakes in one
"""

import ast
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
    "dispatcher/why": ["dispatcher/app", "dispatcher/core", "dispatcher/wire", "runtime", "yunke/v1"],
    "dispatcher/ledger": ["dispatcher/app", "runtime", "yunke/v1"],
    "dispatcher/ledger/archive": ["dispatcher/ledger", "dispatcher/app", "runtime", "yunke/v1"],
    "dispatcher/ledger/desk": ["dispatcher/ledger", "runtime", "yunke/v1"],
    "dispatcher/ledger/program": ["dispatcher/ledger", "runtime"],
    "dispatcher/ledger/reading": ["dispatcher/ledger", "runtime", "yunke/v1"],
    "dispatcher/sim": ["dispatcher/core", "dispatcher/wire", "runtime", "yunke/v1"],
    "dispatcher/sim/program": ["dispatcher/sim", "dispatcher/ledger", "dispatcher/core", "dispatcher/wire", "runtime",
                               "yunke/v1"],
    "dispatcher/ctl": ["dispatcher", "runtime", "yunke/v1"],
    "agent-gateway/swarm": ["agent-gateway/swarm/bench", "dispatcher/app", "runtime", "yunke/v1"],
    "agent-gateway/swarm/bench": ["agent-gateway/swarm", "dispatcher/core", "runtime", "yunke/v1"],
    "agent-gateway": ["dispatcher/ledger/archive", "dispatcher/ledger/desk", "dispatcher/ledger/reading",
                      "dispatcher/why", "runtime", "yunke/v1"],
    "runtime": ["yunke/v1"],
    "runtime/definitions": ["runtime", "yunke/v1"],
    "runtime/registry": ["runtime/sql", "yunke/v1"],
    "runtime/sql": [],
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
    (re.compile(r"\b(strcpy|strcat|sprintf|gets|atoi|atol|s?rand)\("), "these know no bounds and no errors"),
    (re.compile(r"\bNOLINT(?!\w*\([\w.,-]+\): \S)"), "name the check and the reason: NOLINT(check): because …"),
    (re.compile(r"console\.log\("), "tell the person on the page, or nobody"),
]
# Files that a rule would misread: this one and its test name the patterns, programs print to their own terminal.
SPEAKS_OF_PATTERNS = {"tests/tidy/tidy.py", "tests/tidy/tidy_test.py"}
PRINTS = re.compile(r"(^|/)main\.cpp$|^tests/|^dispatcher/ctl/|^agent-gateway/swarm/")
# The oracle is read as one piece, beside the rules that it repeats.
LONG_ON_PURPOSE = {"tests/sim/naive_pool.cpp"}
SOURCE = {".cpp", ".hpp", ".ts", ".tsx", ".mjs", ".py", ".lua"}
FILE_LINES_MAX = 430
FUNCTION_LINES_MAX = 80  # as formatted; 70 is what to aim at


def tracked(root: Path) -> list[Path]:
    listing = subprocess.run(["git", "-C", str(root), "ls-files", "-co", "--exclude-standard"], capture_output=True,
                             text=True, check=True).stdout.splitlines()
    return [root / name for name in listing if Path(name).suffix in SOURCE and (root / name).is_file()]


def home_of(name: str) -> str | None:
    """The folder of the table that a file, or an included path, belongs to."""
    return max((folder for folder in ARROWS if name.startswith(folder + "/")), key=len, default=None)


def may_include(home: str, included: str) -> bool:
    # What lies deeper in the same folder but has a line of its own in the table must be named, too.
    return home_of(included) == home or any(included.startswith(folder + "/") for folder in ARROWS[home])


def check_includes(name: str, lines: list[str], find) -> None:
    home = home_of(name)
    if home is None:
        return
    for number, line in enumerate(lines, 1):
        quoted = re.match(r'#include "([^"]+)"', line)
        if quoted and not may_include(home, quoted[1]):
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


def too_long(lines: int) -> str:
    return f"a function of {lines} lines: at most {FUNCTION_LINES_MAX}; look for its parts"


def check_cpp_functions(lines: list[str], find) -> None:
    """A function opens at column 0 to 4 with a line, or several up to the closing parenthesis, that ends in `{`, and
    closes with `}` at its indent."""
    start, indent = 0, ""
    head, head_number = "", 0
    for number, line in enumerate(lines, 1):
        if start > 0:
            if line.startswith(indent + "}") and len(line) - len(line.lstrip()) == len(indent):
                if number - start + 1 > FUNCTION_LINES_MAX:
                    find(start, too_long(number - start + 1))
                start = 0
            continue
        if head == "" and re.match(r"^ {0,4}\S", line):
            head, head_number = line, number
        elif head != "":
            head += " " + line.strip()
        if head.count("(") > head.count(")"):
            continue
        opens = re.match(r"^( {0,4})\S.*\)[^;]*\{$", head)
        if opens and not re.match(r"^\s*(namespace|class|struct|enum|if|for|while|switch|else|\})", head):
            start, indent = head_number, opens[1]
        head = ""


def check_python_functions(text: str, find) -> None:
    for node in ast.walk(ast.parse(text)):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            length = (node.end_lineno or node.lineno) - node.lineno + 1
            if length > FUNCTION_LINES_MAX:
                find(node.lineno, too_long(length))


def findings_in(root: Path) -> list[str]:
    findings = []
    for path in tracked(root):
        name = str(path.relative_to(root))
        text = path.read_text(encoding="utf-8")
        lines = text.splitlines()

        def find(number: int, what: str, name: str = name) -> None:
            findings.append(f"{name}:{number}: {what}")

        check_includes(name, lines, find)
        check_banned(name, lines, find)
        if path.suffix in {".cpp", ".hpp"}:
            check_cpp_functions(lines, find)
        if path.suffix == ".py":
            check_python_functions(text, find)
        if len(lines) > FILE_LINES_MAX and name not in LONG_ON_PURPOSE:
            find(len(lines), f"{len(lines)} lines: at most {FILE_LINES_MAX}; look for the missing concept")
    return findings


def main() -> int:
    findings = findings_in(Path(sys.argv[1]).resolve() if len(sys.argv) > 1 else ROOT)
    for finding in findings:
        print(finding)
    print(f"{len(findings)} findings")
    return 1 if findings else 0


if __name__ == "__main__":
    sys.exit(main())
