#!/usr/bin/env python3
"""Every rule of tidy.py finds the mistake that it is there for, at its line, and nothing in what is right."""

import subprocess
import sys
import tempfile
import unittest
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent))
import tidy  # noqa: E402


def body(lines: int) -> str:
    return "    x();\n" * lines


class Rules(unittest.TestCase):
    def setUp(self) -> None:
        self.folder = tempfile.TemporaryDirectory()
        self.root = Path(self.folder.name)
        subprocess.run(["git", "init", "-q", self.folder.name], check=True)

    def tearDown(self) -> None:
        self.folder.cleanup()

    def findings(self, name: str, text: str) -> list[str]:
        path = self.root / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
        found = [line for line in tidy.findings_in(self.root) if line.startswith(name + ":")]
        path.unlink()
        return found

    def expect(self, name: str, text: str, line: int) -> None:
        found = self.findings(name, text)
        self.assertEqual(len(found), 1, f"{name}: {text[:80]!r}: {found}")
        self.assertTrue(found[0].startswith(f"{name}:{line}: "), found)

    def expect_fine(self, name: str, text: str) -> None:
        self.assertEqual(self.findings(name, text), [])

    def test_includes_go_down_the_table_only(self) -> None:
        for name, included in [("dispatcher/core/a.cpp", "dispatcher/wire/b.hpp"),
                               ("dispatcher/core/a.cpp", "yunke/v1/client.pb.h"),
                               ("dispatcher/wire/a.cpp", "dispatcher/app/b.hpp"),
                               ("dispatcher/app/a.cpp", "agent-gateway/b.hpp"),
                               ("agent-gateway/http/a.cpp", "dispatcher/core/b.hpp"),
                               ("agent-gateway/http/a.cpp", "agent-gateway/swarm/b.hpp"),
                               ("agent-gateway/swarm/a.cpp", "agent-gateway/http/b.hpp"),
                               ("runtime/a.cpp", "runtime/registry/b.hpp"),
                               ("runtime/registry/a.cpp", "runtime/log.hpp"),
                               ("runtime/a.cpp", "dispatcher/core/b.hpp")]:
            self.expect(name, f'#include "{included}"\n', 1)

    def test_includes_that_the_table_allows_pass(self) -> None:
        for name, included in [("dispatcher/core/a.cpp", "dispatcher/core/b.hpp"),
                               ("dispatcher/app/a.cpp", "runtime/redis/b.hpp"),
                               ("dispatcher/app/a.cpp", "runtime/registry/b.hpp"),
                               ("dispatcher/ctl/a.cpp", "dispatcher/core/b.hpp"),
                               ("agent-gateway/http/a.cpp", "agent-gateway/frames/b.hpp"),
                               ("agent-gateway/http/a.cpp", "runtime/registry/b.hpp"),
                               ("runtime/registry/a.cpp", "yunke/v1/entity.pb.h"),
                               ("tests/core/a.cpp", "agent-gateway/b.hpp")]:
            self.expect_fine(name, f'#include "{included}"\n')

    def test_the_core_is_pure(self) -> None:
        for header in ["chrono", "random", "thread", "fstream", "boost/asio.hpp", "time.h"]:
            self.expect("dispatcher/core/a.cpp", f"#include <vector>\n#include <{header}>\n", 2)
        self.expect_fine("dispatcher/wire/a.cpp", "#include <chrono>\n")

    def test_banned_patterns(self) -> None:
        for line in ["// TODO later", "using namespace std;", 'std::cout << "x";', "GTEST_SKIP();",
                     "TEST(A, DISABLED_B) {}", "thread_.detach();", "    goto out;", 'system("ls");', "strcpy(a, b);",
                     "int x = atoi(text);", "f();  // NOLINT", "f();  // NOLINT(bugprone-foo)"]:
            self.expect("runtime/a.cpp", f"\n{line}\n", 2)
        self.expect("web/a.ts", "console.log(x);\n", 1)
        for line in ["f();  // NOLINT(bugprone-foo): the library wants it", "sockets.detach(id);", "operand(1);"]:
            self.expect_fine("runtime/a.cpp", f"{line}\n")
        self.expect_fine("tests/a.cpp", "std::cout << x;\n")

    def test_functions_are_short(self) -> None:
        longest = tidy.FUNCTION_LINES_MAX - 2
        self.expect_fine("runtime/a.cpp", "void f(int x) {\n" + body(longest) + "}\n")
        self.expect("runtime/a.cpp", "\nvoid f(int x) {\n" + body(longest + 1) + "}\n", 2)
        self.expect("runtime/a.cpp", "void f(int x,\n       int y) {\n" + body(longest) + "}\n", 1)
        self.expect("runtime/a.hpp", "class A {\n    void f() const {\n" + body(longest + 1) + "    }\n};\n", 2)
        self.expect("tests/a.py", "def f():\n" + body(longest + 2), 1)
        self.expect_fine("runtime/a.hpp", "namespace a {\nint x(int);\n" + "int y();\n" * longest + "}\n")

    def test_files_are_short(self) -> None:
        self.expect_fine("runtime/a.cpp", "\n" * tidy.FILE_LINES_MAX)
        self.expect("runtime/a.cpp", "\n" * (tidy.FILE_LINES_MAX + 1), tidy.FILE_LINES_MAX + 1)
        self.expect("web/a.ts", "\n" * (tidy.FILE_LINES_MAX + 1), tidy.FILE_LINES_MAX + 1)

    def test_the_program_fails_exactly_when_there_is_a_finding(self) -> None:
        program = [sys.executable, str(Path(tidy.__file__)), str(self.root)]
        (self.root / "a.cpp").write_text("int x;\n", encoding="utf-8")
        self.assertEqual(subprocess.run(program, check=False, capture_output=True).returncode, 0)
        (self.root / "a.cpp").write_text("using namespace std;\n", encoding="utf-8")
        self.assertEqual(subprocess.run(program, check=False, capture_output=True).returncode, 1)


if __name__ == "__main__":
    unittest.main()
