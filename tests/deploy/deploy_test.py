"""One life of an installation, as a newcomer would lead it: deploy/run --demo on built programs, a sign-in, every process
killed twice, a stop, a second start that finds everything, and the refusal to start over lost data.

What a chat has reached is read from Redis (the keys are described in docs/architecture.md): chats and transcript entries
only ever grow. Usage: deploy_test.py --programs DIR [unittest arguments]
"""

import argparse
import http.client
import json
import os
import re
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import threading
import time
import unittest
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT / "deploy" / "machine"))

import demo  # noqa: E402
from places import Places  # noqa: E402
from redis_link import RedisError, RedisLink  # noqa: E402
from redis_server import read_password  # noqa: E402

PROGRAMS = ROOT / "build" / "release" / "bin"
START_WITHIN_S = 90.0
COMES_BACK_WITHIN_S = 30.0
GOES_ON_WITHIN_S = 60.0
STOPS_WITHIN_S = 20.0


class Run:
    """A deploy/run in the background, with everything it said."""

    def __init__(self, var: Path, port: int, *options: str):
        command = [str(ROOT / "deploy" / "run"), "--no-build", "--programs", str(PROGRAMS), "--var", str(var),
                   "--port", str(port), *options]
        environment = {name: value for name, value in os.environ.items() if not name.startswith("YUNKE_")}
        # Another folder than the checkout's, because the command must work from anywhere.
        self.process = subprocess.Popen(command, cwd="/", env={**environment, "LC_ALL": "C.UTF-8"},
                                        stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.STDOUT)
        self.lines: list[str] = []
        self._reader = threading.Thread(target=self._read, daemon=True)
        self._reader.start()

    def _read(self):
        for line in self.process.stdout:
            self.lines.append(line.decode(errors="replace").rstrip())

    def text(self) -> str:
        return "\n".join(self.lines)

    def ended(self, within_s: float) -> int:
        status = self.process.wait(within_s)
        self._reader.join(5)
        self.process.stdout.close()
        return status

    def stop(self) -> float:
        """Asks it to stop; the seconds that took."""
        began = time.monotonic()
        self.process.send_signal(signal.SIGTERM)
        self.ended(STOPS_WITHIN_S + 10)
        return time.monotonic() - began


def free_port() -> int:
    """One with two free neighbours, for the dispatcher and the ledger."""
    while True:
        with socket.socket() as first, socket.socket() as second, socket.socket() as third:
            first.bind(("127.0.0.1", 0))
            port = first.getsockname()[1]
            try:
                second.bind(("127.0.0.1", port + 1))
                third.bind(("127.0.0.1", port + 2))
                return port
            except (OSError, OverflowError):
                continue


class LifeTest(unittest.TestCase):
    def setUp(self):
        self.folder = Path(tempfile.mkdtemp(dir="/tmp", prefix="yunke-life-"))
        self.addCleanup(shutil.rmtree, self.folder, ignore_errors=True)
        self.places = Places(ROOT, self.folder / "my var")
        self.port = free_port()
        self.run_: Run | None = None
        self.addCleanup(self.end)

    def end(self):
        if self.run_ is not None and self.run_.process.poll() is None:
            self.run_.stop()

    def start(self, *options: str) -> None:
        self.run_ = Run(self.places.var, self.port, *options)
        self.wait("Yunke is running", lambda: "Yunke is running" in self.run_.text(), START_WITHIN_S)

    def wait(self, what: str, condition, within_s: float) -> None:
        end = time.monotonic() + within_s
        while True:
            try:
                if condition():
                    return
            except (OSError, RedisError, http.client.HTTPException, ValueError):
                pass  # what was killed is away for a moment
            if self.run_.process.poll() is not None:
                self.fail(f"deploy/run ended before: {what}\n{self.run_.text()}")
            if time.monotonic() > end:
                self.fail(f"not within {within_s} s: {what}\n{self.run_.text()[-6000:]}")
            time.sleep(0.1)

    # ---- what a person sees ----

    def http(self, method: str, path: str, body: dict | None = None) -> tuple[int, bytes]:
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=10)
        try:
            headers = {"Content-Type": "application/json"} if body is not None else {}
            connection.request(method, path, json.dumps(body) if body is not None else None, headers)
            answer = connection.getresponse()
            return answer.status, answer.read()
        finally:
            connection.close()

    def check_sign_in(self) -> None:
        accounts = dict(demo.accounts(self.places))
        self.assertTrue({"admin", "supervisor", "agent1"} <= accounts.keys(), accounts.keys())
        for login in ("supervisor", "agent1"):
            status, body = self.http("POST", "/api/login", {"login": login, "password": accounts[login]})
            self.assertEqual(status, 200, body)
            self.assertEqual(json.loads(body)["account"]["login"], login)
        status, _ = self.http("POST", "/api/login", {"login": "supervisor", "password": "not this one"})
        self.assertEqual(status, 401)

    def check_pages(self) -> None:
        printed = re.findall(r"http://127\.0\.0\.1:\d+(/\S*)", self.run_.text())
        self.assertTrue({"/", "/agent/", "/supervisor/"} <= set(printed), printed)
        self.assertTrue(any(path.startswith("/demo/") for path in printed), printed)
        for path in set(printed):
            status, body = self.http("GET", path)
            self.assertEqual(status, 200, path)
            self.assertIn(b"<html", body.lower(), path)
        shops = json.loads(self.http("GET", "/demo/shops.json")[1])
        self.assertGreaterEqual(len(shops), 3)
        self.assertTrue(all(shop["shop"] and shop["key"] for shop in shops))

    # ---- what Redis holds ----

    def entries(self) -> dict[str, int]:
        """Entries of each chat's transcript."""
        with RedisLink(self.places.redis_socket, read_password(self.places), 10) as redis:
            cursor, keys = "0", []
            while True:
                cursor, found = redis.ask("SCAN", cursor, "MATCH", "{main}:conv:*", "COUNT", "1000")
                cursor = cursor.decode()
                keys += [key.decode() for key in found]
                if cursor == "0":
                    return {key: redis.ask("XLEN", key) for key in keys}

    def sequence(self) -> int:
        with RedisLink(self.places.redis_socket, read_password(self.places), 10) as redis:
            return int(redis.ask("HGET", "{main}:cursor", "sequence"))

    def check_nothing_is_missing(self, before: dict[str, int]) -> None:
        now = self.entries()
        for chat, count in before.items():
            self.assertGreaterEqual(now.get(chat, 0), count, chat)

    def chats_go_on(self, by: int = 6) -> None:
        before = self.entries()
        self.wait("chats go on", lambda: sum(self.entries().values()) >= sum(before.values()) + by, GOES_ON_WITHIN_S)
        self.check_nothing_is_missing(before)

    # ---- killing ----

    def pid(self, name: str) -> int:
        return int((self.places.run / f"{name}.pid").read_text())

    def kill(self, name: str) -> None:
        old = self.pid(name)
        os.kill(old, signal.SIGKILL)
        self.wait(f"{name} is back", lambda: self.pid(name) != old and f"{name} is ready (pid {self.pid(name)}," in
                  self.run_.text(), COMES_BACK_WITHIN_S)

    def test_a_life(self):
        self.start("--demo")
        self.check_pages()
        self.check_sign_in()
        self.chats_go_on()

        for _ in range(2):
            for name in ("dispatcher", "gateway", "redis"):
                before = self.entries()
                self.kill(name)
                self.wait("the gateway is ready", lambda: self.http("GET", "/readyz")[0] == 200, COMES_BACK_WITHIN_S)
                self.check_nothing_is_missing(before)
            self.chats_go_on()

        before, sequence = self.entries(), self.sequence()
        took = self.run_.stop()
        self.assertLessEqual(took, STOPS_WITHIN_S, self.run_.text()[-4000:])
        self.assertEqual(self.run_.process.returncode, 0)
        self.assertEqual([line for line in self.run_.lines if "did not stop in time" in line], [])
        self.assertEqual(list(self.places.run.glob("*.pid")), [])

        config, accounts = self.places.config.read_bytes(), self.places.demo_accounts.read_bytes()
        self.start()
        self.check_sign_in()
        self.assertEqual((config, accounts), (self.places.config.read_bytes(), self.places.demo_accounts.read_bytes()))
        self.check_nothing_is_missing(before)
        self.assertGreaterEqual(self.sequence(), sequence)
        second = Run(self.places.var, free_port())
        self.assertEqual(second.ended(60), 1)
        self.assertIn(f"pid {self.run_.process.pid}", second.text())
        self.run_.stop()

        shutil.rmtree(self.places.redis)
        self.run_ = Run(self.places.var, self.port)
        self.assertEqual(self.run_.ended(60), 1)
        self.assertIn("deploy/restore", self.run_.text())


if __name__ == "__main__":
    parser = argparse.ArgumentParser(add_help=False)
    parser.add_argument("--programs", type=Path, default=PROGRAMS)
    options, rest = parser.parse_known_args()
    PROGRAMS = options.programs.resolve()
    unittest.main(argv=[sys.argv[0], *rest])
