"""deploy/backup and deploy/restore over a real Redis that is written to meanwhile, and over SQLite."""

import os
import shutil
import sqlite3
import subprocess
import sys
import tempfile
import threading
import time
import unittest
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT / "deploy" / "machine"))

from lock import Lock  # noqa: E402
from log_end import Damaged, end_of_commits  # noqa: E402
from places import Places  # noqa: E402
from probe import _ask_redis as problem_of_redis  # noqa: E402
from redis_link import RedisError, RedisLink  # noqa: E402
from redis_server import read_password, write_config  # noqa: E402
from settings import make_config, make_secrets  # noqa: E402

ENVIRONMENT = {**os.environ, "LC_ALL": "C.UTF-8"}


class BackupTest(unittest.TestCase):
    def setUp(self):
        temporary = tempfile.TemporaryDirectory(dir="/tmp", prefix="yunke-backup-")
        self.addCleanup(temporary.cleanup)
        self.folder = Path(temporary.name)
        self.places = Places(ROOT, self.folder / "my var")
        self.places.make()
        make_secrets(self.places)
        make_config(self.places, None, None)
        write_config(self.places, read_password(self.places), "100mb")
        with sqlite3.connect(self.places.database) as sql:
            sql.execute("PRAGMA journal_mode = WAL")
            sql.execute("CREATE TABLE pool (name TEXT, revision BIGINT)")
            sql.execute("INSERT INTO pool VALUES ('main', 1)")
        sql.close()
        self.redis = None
        self.addCleanup(self.stop_redis)

    def start_redis(self):
        self.redis = subprocess.Popen(["redis-server", str(self.places.redis / "redis.conf")],
                                      stdout=subprocess.DEVNULL, stderr=subprocess.STDOUT)
        end = time.monotonic() + 20
        while problem := problem_of_redis(self.places.redis_socket, read_password(self.places)):
            self.assertLess(time.monotonic(), end, problem)
            time.sleep(0.05)

    def stop_redis(self):
        if self.redis is not None:
            self.redis.terminate()
            self.redis.wait(20)
            self.redis = None

    def ask(self, *words):
        with RedisLink(self.places.redis_socket, read_password(self.places)) as redis:
            return redis.ask(*words)

    def command(self, name: str, *arguments, expect: int = 0) -> str:
        done = subprocess.run([ROOT / "deploy" / name, "--var", self.places.var, *arguments], env=ENVIRONMENT,
                              capture_output=True, text=True, timeout=60, check=False)
        self.assertEqual(done.returncode, expect, done.stdout + done.stderr)
        return done.stdout + done.stderr

    def running(self) -> Lock:
        lock = Lock(self.places)
        self.assertTrue(lock.take())
        return lock

    def test_a_copy_made_while_redis_is_written_to_holds_whole_commits_and_comes_back(self):
        lock = self.running()  # what deploy/run holds
        self.start_redis()
        self.ask("HSET", "{main}:cursor", "sequence", "7", "log_epoch", "1")
        over = threading.Event()

        def write():
            with RedisLink(self.places.redis_socket, read_password(self.places)) as redis:
                number = 0
                while not over.is_set():
                    number += 1
                    for words in (("MULTI",), ("SET", "one", str(number)), ("SET", "other", str(number)), ("EXEC",)):
                        redis.ask(*words)

        writer = threading.Thread(target=write)
        writer.start()
        try:
            self.command("backup", self.folder / "copy")
        finally:
            over.set()
            writer.join()
        self.assertNotEqual(self.ask("CONFIG", "GET", "auto-aof-rewrite-percentage")[1], b"0")
        self.assertIn('"sequence": "7"', (self.folder / "copy" / "backup.json").read_text())
        later = int(self.ask("GET", "one"))
        self.stop_redis()
        lock.release()

        shutil.rmtree(self.places.redis)
        self.command("restore", self.folder / "copy")
        write_config(self.places, read_password(self.places), "100mb")
        self.start_redis()
        self.assertEqual(self.ask("GET", "one"), self.ask("GET", "other"))
        self.assertGreater(int(self.ask("GET", "one")), 0)
        self.assertLessEqual(int(self.ask("GET", "one")), later)

    def test_restoring_sets_aside_what_stood_there_and_keeps_the_newer_sql(self):
        self.start_redis()
        self.ask("SET", "chat", "old")
        self.stop_redis()
        self.command("backup", self.folder / "copy")
        with sqlite3.connect(self.places.database) as sql:
            sql.execute("UPDATE pool SET revision = 2")
        sql.close()
        self.start_redis()
        self.ask("SET", "chat", "new")
        self.stop_redis()

        self.command("restore", self.folder / "copy")
        write_config(self.places, read_password(self.places), "100mb")
        self.start_redis()
        self.assertEqual(self.ask("GET", "chat"), b"old")
        self.stop_redis()
        self.assertEqual(self.revision(self.places.database), 2)
        self.assertEqual(len(list((self.places.var / "set-aside").glob("*/redis/appendonlydir"))), 1)

        time.sleep(1.1)  # folders set aside are named by the second
        self.command("restore", "--sql", self.folder / "copy")
        self.assertEqual(self.revision(self.places.database), 1)

    def revision(self, path: Path) -> int:
        sql = sqlite3.connect(path)
        try:
            return sql.execute("SELECT revision FROM pool").fetchone()[0]
        finally:
            sql.close()

    def test_restoring_while_it_runs_is_refused(self):
        self.command("backup", self.folder / "copy", expect=1)  # no Redis files were ever written
        self.start_redis()
        self.stop_redis()
        self.command("backup", self.folder / "copy")
        lock = self.running()
        self.assertIn("stop it first", self.command("restore", self.folder / "copy", expect=1))
        lock.release()

    def test_a_copy_damaged_before_its_end_is_refused_and_what_stands_there_stays(self):
        self.start_redis()
        for number in range(50):
            self.ask("SET", f"key{number}", "value")
        self.stop_redis()
        self.command("backup", self.folder / "copy")
        log = next((self.folder / "copy" / "redis" / "appendonlydir").glob("*.incr.aof"))
        content = bytearray(log.read_bytes())
        content[len(content) // 2:len(content) // 2 + 20] = b"\0" * 20
        log.write_bytes(content)
        self.assertIn("damaged", self.command("restore", self.folder / "copy", expect=1))
        self.start_redis()
        self.assertEqual(self.ask("GET", "key49"), b"value")

    def test_wherever_a_log_was_cut_off_its_end_is_that_of_a_whole_commit(self):
        first = b"*2\r\n$6\r\nSELECT\r\n$1\r\n0\r\n"
        commit = b"*1\r\n$5\r\nMULTI\r\n*3\r\n$3\r\nSET\r\n$1\r\na\r\n$3\r\n\r\n\0\r\n*1\r\n$4\r\nEXEC\r\n"
        path = self.folder / "log"
        for length in range(len(commit)):
            path.write_bytes(first + commit[:length])
            self.assertEqual(end_of_commits(path), len(first), commit[:length])
        path.write_bytes(first + commit)
        self.assertEqual(end_of_commits(path), len(first + commit))
        for place in range(len(first)):
            path.write_bytes(first[:place] + b"\xff" + first[place + 1:] + commit)
            try:
                self.assertIn(end_of_commits(path), (len(first + commit),), place)
            except Damaged:
                pass

    def test_giving_up_the_chats_keeps_sql_and_lets_the_next_start_create_the_pool(self):
        self.start_redis()
        self.stop_redis()
        self.command("restore", "--without-chats")
        self.assertFalse(self.places.redis.exists())
        self.assertTrue(self.places.unfinished.exists())
        self.assertEqual(self.revision(self.places.database), 1)

    def test_a_wrong_password_is_an_error_and_no_answer(self):
        self.start_redis()
        with self.assertRaises(RedisError):
            RedisLink(self.places.redis_socket, "wrong")


if __name__ == "__main__":
    unittest.main()
