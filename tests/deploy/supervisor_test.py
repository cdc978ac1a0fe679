"""The keeper of processes (deploy/machine/supervisor.py), with small shell scripts in the place of the real programs."""

import asyncio
import os
import signal
import time
import unittest
from unittest import mock

from folder import Folder

import output
import supervisor as keeper
from say import Refusal
from supervisor import Service, StopAsked, Supervisor


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
            await self.until(lambda: self.text().count("hello") == 1)
            os.kill(first, signal.SIGKILL)
            second = await self.new_pid("worker", first)
            await self.until(lambda: self.text().count("hello") == 2)
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


if __name__ == "__main__":
    unittest.main()
