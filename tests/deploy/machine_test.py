"""What deploy/machine decides and writes: output, pool state, configuration, Redis's settings, the lock."""

import io
import os
import re
import socket
import stat
import threading
import time
import tomllib
import unittest
from unittest import mock

from folder import ROOT, Folder

import output
import pool_state
from addresses import check_options, require_free_ports
from lock import Lock, wait_for_leftovers
from places import Places, write_whole
from redis_server import disk_is_full, write_config
from say import Refusal
from settings import make_config, make_secrets, read_settings, require_own_redis


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
        first.release()
        self.assertTrue((second := Lock(self.places)).take())
        second.release()

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
