"""The keeper of processes and its decisions (deploy/machine), with small programs in the place of the real ones."""

import asyncio
import io
import os
import re
import signal
import socket
import stat
import sys
import tempfile
import threading
import time
import tomllib
import unittest
from pathlib import Path
from unittest import mock

ROOT = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT / "deploy" / "machine"))

import output  # noqa: E402
import pool_state  # noqa: E402
import supervisor as keeper  # noqa: E402
from addresses import check_options, require_free_ports  # noqa: E402
from lock import Lock, wait_for_leftovers  # noqa: E402
from places import Places, write_whole  # noqa: E402
from redis_server import disk_is_full, write_config  # noqa: E402
from say import Refusal  # noqa: E402
from settings import make_config, make_secrets, read_settings, require_own_redis  # noqa: E402
from supervisor import Service, StopAsked, Supervisor  # noqa: E402


class Folder(unittest.TestCase):
    """A test with an installation's folders, whose path has a blank and Chinese characters in it."""

    def setUp(self):
        temporary = tempfile.TemporaryDirectory()
        self.addCleanup(temporary.cleanup)
        self.places = Places(ROOT, Path(temporary.name) / "my 数据")
        self.places.make()
        environment = {name: value for name, value in os.environ.items() if not name.startswith("YUNKE_")}
        patch = mock.patch.dict(os.environ, {**environment, "LC_ALL": "C.UTF-8"}, clear=True)
        patch.start()
        self.addCleanup(patch.stop)


class Lines(output.Console):
    """Keeps the lines instead of printing them."""

    def __init__(self):
        self.lines: list[tuple[str, str]] = []

    def line(self, name, text):
        self.lines.append((name, text))


def shell(name: str, script: str, **more) -> Service:
    return Service(name=name, command=("sh", "-c", script), ready_within_s=more.pop("ready_within_s", 5.0),
                   stop_within_s=more.pop("stop_within_s", 2.0), **more)


class SupervisorTest(Folder):
    def run_with(self, scenario):
        async def body():
            self.console = Lines()
            supervisor = Supervisor(self.console, self.places.logs, self.places.run)
            try:
                await scenario(supervisor)
            finally:
                await supervisor.stop()

        asyncio.run(body())

    def pid(self, name: str) -> int:
        return int((self.places.run / f"{name}.pid").read_text())

    async def new_pid(self, name: str, old: int) -> int:
        await self.until(lambda: self.pid(name) != old and f"{name} is ready (pid {self.pid(name)}," in self.text())
        return self.pid(name)

    async def until(self, condition, within_s: float = 20.0) -> None:
        end = time.monotonic() + within_s
        while not condition():
            self.assertLess(time.monotonic(), end, f"what was waited for did not happen; the log:\n{self.text()}")
            await asyncio.sleep(0.02)

    def text(self) -> str:
        return "\n".join(text for _, text in self.console.lines)

    def test_a_killed_process_comes_back_every_time_it_is_killed(self):
        async def scenario(supervisor):
            await supervisor.start(shell("worker", "echo hello; exec sleep 60"))
            first = self.pid("worker")
            os.kill(first, signal.SIGKILL)
            second = await self.new_pid("worker", first)
            os.kill(second, signal.SIGKILL)
            third = await self.new_pid("worker", second)
            self.assertEqual(len({first, second, third}), 3)
            await self.until(lambda: self.text().count("hello") == 3)

        self.run_with(scenario)
        self.assertIn("killed by SIGKILL", self.text())

    def test_five_quick_deaths_in_a_row_end_everything_with_the_last_lines(self):
        async def scenario(supervisor):
            await supervisor.start(shell("worker", "echo the reason; sleep 0.05; exit 3"))
            with self.assertRaises(Refusal) as refused:
                await supervisor.over()
            self.assertIn("5 times in a row", str(refused.exception))
            self.assertIn("the reason", str(refused.exception))

        with mock.patch.object(keeper, "PAUSES_S", (0.01,)):
            self.run_with(scenario)

    def test_a_process_that_ends_before_it_was_ready_is_a_refusal_at_once(self):
        async def scenario(supervisor):
            async def never():
                return "not yet"

            with self.assertRaises(Refusal) as refused:
                await supervisor.start(shell("worker", "echo cannot read the file; exit 2", probe=never))
            self.assertIn("status 2", str(refused.exception))
            self.assertIn("cannot read the file", str(refused.exception))

        self.run_with(scenario)

    def test_a_process_that_is_never_ready_is_a_refusal_that_tells_what_was_waited_for(self):
        async def scenario(supervisor):
            async def never():
                return "the pool is away"

            with self.assertRaises(Refusal) as refused:
                await supervisor.start(shell("worker", "sleep 60", probe=never, ready_within_s=0.3))
            self.assertIn("the pool is away", str(refused.exception))

        self.run_with(scenario)

    def test_loading_a_large_file_is_waited_for_beyond_the_time_limit(self):
        async def scenario(supervisor):
            began = time.monotonic()

            async def loading():
                return "LOADING Redis is loading" if time.monotonic() - began < 0.8 else None

            await supervisor.start(shell("worker", "exec sleep 60", probe=loading, ready_within_s=0.3,
                                         patient_while=("LOADING",)))

        self.run_with(scenario)

    def test_arguments_for_the_first_start_are_not_given_again(self):
        async def scenario(supervisor):
            await supervisor.start(Service("worker", ("sh", "-c", 'echo "got[$*]"; exec sleep 60', "x"), 5, 2,
                                           first_arguments=("--create-pool",)))
            first = self.pid("worker")
            await self.until(lambda: "got[--create-pool]" in self.text())
            os.kill(first, signal.SIGKILL)
            await self.new_pid("worker", first)
            await self.until(lambda: "got[]" in self.text())

        self.run_with(scenario)

    def test_services_stop_in_the_reverse_order_by_sigterm(self):
        script = 'trap "echo bye; exit 0" TERM; echo up; while :; do sleep 0.02; done'

        async def scenario(supervisor):
            for name in ("redis", "dispatcher", "gateway", "swarm"):
                await supervisor.start(shell(name, script))
            await self.until(lambda: self.text().count("up") == 4)

        self.run_with(scenario)
        self.assertEqual([name for name, text in self.console.lines if text == "bye"],
                         ["swarm", "gateway", "dispatcher", "redis"])
        self.assertEqual(list(self.places.run.glob("*.pid")), [])

    def test_a_process_that_does_not_stop_in_time_is_killed(self):
        async def scenario(supervisor):
            await supervisor.start(shell("deaf", 'trap "" TERM; echo deaf; while :; do sleep 0.02; done',
                                         stop_within_s=0.3))
            await self.until(lambda: ("deaf", "deaf") in self.console.lines)

        began = time.monotonic()
        self.run_with(scenario)
        self.assertLess(time.monotonic() - began, 20)
        self.assertIn("deaf did not stop in time", self.text())

    def test_a_second_request_to_stop_is_immediate(self):
        async def scenario(supervisor):
            await supervisor.start(shell("deaf", 'trap "" TERM; echo deaf; while :; do sleep 0.02; done',
                                         stop_within_s=60))
            await self.until(lambda: ("deaf", "deaf") in self.console.lines)
            supervisor.ask_to_stop()
            await supervisor.over()
            asyncio.get_running_loop().call_later(0.7, supervisor.ask_to_stop)

        began = time.monotonic()
        self.run_with(scenario)
        self.assertLess(time.monotonic() - began, 30)

    def test_stopping_while_a_service_still_starts_ends_the_start(self):
        async def scenario(supervisor):
            async def never():
                return "not yet"

            asyncio.get_running_loop().call_later(0.2, supervisor.ask_to_stop)
            with self.assertRaises(StopAsked):
                await supervisor.start(shell("worker", "exec sleep 60", probe=never))

        self.run_with(scenario)

    def test_a_hindrance_is_waited_out_and_counts_as_no_death(self):
        async def scenario(supervisor):
            full = []
            await supervisor.start(shell("worker", "exec sleep 60", hindrance=lambda: full[0] if full else None))
            full.append("the disk is full")
            asyncio.get_running_loop().call_later(1.5, full.clear)
            first = self.pid("worker")
            os.kill(first, signal.SIGKILL)
            await self.new_pid("worker", first)

        self.run_with(scenario)
        self.assertIn("not started yet: the disk is full", self.text())

    def test_a_dependent_service_waits_for_what_it_needs(self):
        async def scenario(supervisor):
            away = []

            async def probe():
                return "away" if away else None

            await supervisor.start(shell("redis", "exec sleep 60", probe=probe))
            await supervisor.start(shell("dispatcher", "echo up; exec sleep 60", needs=("redis",)))
            away.append(True)
            os.kill(self.pid("redis"), signal.SIGKILL)
            old = self.pid("dispatcher")
            os.kill(old, signal.SIGKILL)
            await asyncio.sleep(0.8)
            self.assertEqual(self.pid("dispatcher"), old)
            away.clear()
            await self.new_pid("dispatcher", old)

        self.run_with(scenario)

    def test_an_endless_line_is_cut_and_bytes_that_are_no_text_do_no_harm(self):
        async def scenario(supervisor):
            await supervisor.start(shell("worker", "head -c 100000 /dev/zero | tr '\\0' x; printf '\\377\\n'; exec sleep 60"))
            await self.until(lambda: sum(len(text) for name, text in self.console.lines if name == "worker") == 100001)

        self.run_with(scenario)
        self.assertLessEqual(max(len(text) for _, text in self.console.lines), keeper.LINE_BYTES_MAX)


class OutputTest(Folder):
    def test_a_terminal_that_does_not_read_stops_nobody(self):
        reading, writing = os.pipe()
        stream = os.fdopen(writing, "w", encoding="utf-8")
        console = output.Console(stream)
        began = time.monotonic()
        for number in range(20000):
            console.line("gateway", f"line {number} " + "x" * 100)
        self.assertLess(time.monotonic() - began, 20)
        drain = threading.Thread(target=lambda: [None for _ in iter(lambda: os.read(reading, 65536), b"")])
        drain.start()
        console.close()
        stream.close()
        drain.join()

    def test_a_log_file_is_bounded(self):
        with mock.patch.object(output, "LOG_FILE_BYTES_MAX", 1000):
            log = output.LogFile(self.places.logs / "gateway.log", self.fail)
            for _ in range(100):
                log.line(b"y" * 99)
            log.close()
        self.assertLessEqual((self.places.logs / "gateway.log").stat().st_size, 1000)
        self.assertLessEqual((self.places.logs / "gateway.log.1").stat().st_size, 1000)

    def test_a_log_that_cannot_be_written_is_told_once(self):
        told = []
        log = output.LogFile(self.places.logs / "no" / "gateway.log", lambda *trouble: told.append(trouble))
        log.line(b"one")
        log.line(b"two")
        self.assertEqual(len(told), 1)

    def test_the_console_survives_a_reader_that_went_away(self):
        class Gone(io.StringIO):
            def write(self, _):
                raise BrokenPipeError

        stream = Gone()
        console = output.Console(stream)
        console.line("gateway", "one")
        console.line("gateway", "two")
        console.close()
        self.assertEqual(stream.getvalue(), "")


class PoolStateTest(Folder):
    def test_nothing_anywhere_is_a_first_start_which_may_be_repeated_until_it_succeeded(self):
        self.assertTrue(pool_state.may_create(self.places, in_sql=False, in_redis=False))
        self.assertTrue(pool_state.may_create(self.places, in_sql=True, in_redis=False))
        pool_state.created(self.places)
        with self.assertRaises(Refusal):
            pool_state.may_create(self.places, in_sql=True, in_redis=False)

    def test_both_halves_there_is_an_ordinary_start(self):
        self.assertFalse(pool_state.may_create(self.places, in_sql=True, in_redis=True))

    def test_sql_without_redis_is_refused_naming_the_restore_command(self):
        with self.assertRaises(Refusal) as refused:
            pool_state.may_create(self.places, in_sql=True, in_redis=False)
        self.assertIn("deploy/restore", str(refused.exception))

    def test_redis_without_sql_is_refused_naming_the_restore_command(self):
        with self.assertRaises(Refusal) as refused:
            pool_state.may_create(self.places, in_sql=False, in_redis=True)
        self.assertIn("deploy/restore --sql", str(refused.exception))


class SettingsTest(Folder):
    def test_the_first_start_writes_configuration_and_secrets_that_later_ones_keep(self):
        make_secrets(self.places)
        make_config(self.places, None, 9000)
        key, config = self.places.token_key.read_bytes(), self.places.config.read_bytes()
        make_secrets(self.places)
        make_config(self.places, "0.0.0.0", 9999)
        self.assertEqual(key, self.places.token_key.read_bytes())
        self.assertEqual(config, self.places.config.read_bytes())
        self.assertEqual(len(key), 32)
        for secret in (self.places.token_key, self.places.redis_password):
            self.assertEqual(stat.S_IMODE(secret.stat().st_mode), 0o600)
        self.assertEqual(stat.S_IMODE(self.places.secrets.stat().st_mode), 0o700)

    def test_paths_with_blanks_and_chinese_characters_are_written_as_they_are_read(self):
        make_config(self.places, None, None)
        settings = read_settings(self.places)
        require_own_redis(self.places, settings)
        self.assertEqual(settings.sql_url, f"sqlite3://{self.places.database}")
        self.assertEqual(settings.gateway_listen, "127.0.0.1:8080")
        self.assertEqual(settings.dispatcher_listen, "127.0.0.1:8081")
        self.assertNotIn("@", tomllib.loads(self.places.config.read_text())["gateway"]["listen"])

    def test_a_configuration_of_another_place_is_refused(self):
        make_config(self.places, None, None)
        text = self.places.config.read_text().replace("redis.sock", "other.sock")
        self.places.config.write_text(text)
        with self.assertRaises(Refusal):
            require_own_redis(self.places, read_settings(self.places))

    def test_a_broken_file_is_a_sentence(self):
        self.places.config.write_text("[gateway\n")
        with self.assertRaises(Refusal) as refused:
            read_settings(self.places)
        self.assertIn("yunke.toml", str(refused.exception))

    def test_options_that_make_no_sense_are_refused(self):
        for address, port in (("localhost:80", None), ("nowhere", None), (None, "0"), (None, "65536"), (None, "８０")):
            with self.assertRaises(Refusal):
                check_options(address, port)
        self.assertEqual(check_options("[::1]", "80"), ("::1", 80))

    def test_a_path_too_long_for_a_socket_is_refused_before_anything_is_made(self):
        var = self.places.var / ("x" * 120)
        with self.assertRaises(Refusal):
            Places(ROOT, var).make()
        self.assertFalse(var.exists())

    def test_a_taken_port_is_told_by_number(self):
        with socket.socket() as taken:
            taken.bind(("127.0.0.1", 0))
            taken.listen()
            make_config(self.places, None, taken.getsockname()[1])
            with self.assertRaises(Refusal) as refused:
                require_free_ports(read_settings(self.places))
            self.assertIn(str(taken.getsockname()[1]), str(refused.exception))


class RedisServerTest(Folder):
    def test_the_configuration_is_rendered_whole_and_private(self):
        (self.places.redis / "local.conf").write_text("maxmemory 3gb\n")
        write_config(self.places, "secret", "512mb")
        path = self.places.redis / "redis.conf"
        text = path.read_text()
        self.assertEqual(stat.S_IMODE(path.stat().st_mode), 0o600)
        self.assertIn(f'unixsocket "{self.places.redis_socket}"', text)
        self.assertIn("maxmemory 512mb", text)
        self.assertTrue(text.rstrip().endswith(f'include "{self.places.redis / "local.conf"}"'))
        self.assertIsNone(re.search(r"@[A-Z]+@", text))

    def test_a_memory_size_that_makes_no_sense_is_refused(self):
        for size in ("much", "-1", "1 gb", "0", "1gb\nport 6379"):
            with self.assertRaises(Refusal):
                write_config(self.places, "secret", size)

    def test_a_full_disk_is_told_with_the_space_that_is_needed(self):
        self.assertIsNone(disk_is_full(self.places.var))
        full = mock.Mock(f_bavail=10, f_frsize=4096)
        with mock.patch("os.statvfs", return_value=full):
            self.assertIn("64 MB", disk_is_full(self.places.var))


class LockTest(Folder):
    def test_a_second_start_over_the_same_folder_is_refused_with_the_pid_of_the_first(self):
        first = Lock(self.places)
        self.assertTrue(first.take())
        with self.assertRaises(Refusal) as refused:
            Lock(self.places).require("stop it", "停止")
        self.assertIn(str(os.getpid()), str(refused.exception))

    def test_pid_files_of_processes_that_are_gone_or_not_ours_are_forgotten(self):
        (self.places.run / "redis.pid").write_text("999999999\n")
        (self.places.run / "gateway.pid").write_text(f"{os.getpid()}\n")
        wait_for_leftovers(self.places, lambda *_: None)
        self.assertEqual(list(self.places.run.glob("*.pid")), [])

    def test_a_file_is_written_whole_or_not_at_all(self):
        path = self.places.var / "file"
        write_whole(path, b"old")
        with mock.patch("os.fsync", side_effect=OSError("disk full")), self.assertRaises(OSError):
            write_whole(path, b"new")
        self.assertEqual(path.read_bytes(), b"old")
        self.assertEqual([file.name for file in self.places.var.iterdir() if file.name.startswith(".")], [])


if __name__ == "__main__":
    unittest.main()
