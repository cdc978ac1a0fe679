"""docs/operations.md is complete: every configuration key with its default, every log event, every metric.

Keys come from `yunke-dispatcher --print-config`, events and metrics from the sources that name them.
Usage: docs_test.py --programs DIR
"""

import argparse
import re
import subprocess
import sys
import unittest
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
PAGE = (ROOT / "docs" / "operations.md").read_text(encoding="utf-8")
PROGRAMS = ROOT / "build" / "release" / "bin"


def sources(*folders: str) -> str:
    files = [file for folder in folders for file in sorted((ROOT / folder).rglob("*.cpp"))]
    return "\n".join(file.read_text(encoding="utf-8") for file in files if "swarm" not in file.parts)


class OperationsPageTest(unittest.TestCase):
    def test_every_configuration_key_is_there_with_its_default(self):
        printed = subprocess.run([PROGRAMS / "yunke-dispatcher", "--print-config"], env={}, capture_output=True,
                                 text=True, timeout=30, check=True).stdout
        keys = re.findall(r"^(\S+)\s*=[ \t]*(.*?)\s*\(default\)$", printed, re.MULTILINE)
        self.assertGreater(len(keys), 20)
        for key, default in keys:
            cell = f"`{default}`" if default else ""
            self.assertRegex(PAGE, rf"\| `{re.escape(key)}` \| {re.escape(cell)} ?\|", f"{key} with default '{default}'")
        documented = re.findall(r"^\| `((?:pool|redis|sql|secrets|log|gateway|dispatcher|ledger)\.[a-z_]+)` \|", PAGE, re.MULTILINE)
        self.assertEqual(sorted(documented), sorted(key for key, _ in keys))

    def test_every_log_event_is_there(self):
        events = set(re.findall(r"\blog_?\.(?:info|warn|error)\(\s*\"([a-z_]+)\"", sources("dispatcher", "agent-gateway", "runtime")))
        self.assertGreater(len(events), 30)
        self.assertEqual([event for event in sorted(events) if f"`{event}`" not in PAGE], [])

    def test_every_metric_is_there(self):
        names = set(re.findall(r"\"(yunke_gateway_[a-z_]+)\"", sources("agent-gateway")))
        names |= set(re.findall(r"\"(yunke_ledger_[a-z_]+)\"", sources("dispatcher/ledger")))
        code = sources("dispatcher/app")
        names |= {f"yunke_dispatcher_{what}" for what in
                  re.findall(r"\b(?:counter|gauge|seconds|labelled|name)\(\"(?!yunke_)([a-z_]+)\"", code)}
        self.assertGreater(len(names), 30)
        self.assertEqual([name for name in sorted(names) if name not in PAGE], [])


if __name__ == "__main__":
    parser = argparse.ArgumentParser(add_help=False)
    parser.add_argument("--programs", type=Path, default=PROGRAMS)
    options, rest = parser.parse_known_args()
    PROGRAMS = options.programs.resolve()
    unittest.main(argv=[sys.argv[0], *rest])
