"""Keeps the processes of one machine running: starts them in order, waits until each is ready, starts again what died,
and stops all in the reverse order. Called by __main__.py, which knows what the processes are.

Each process is a Service, kept by one task. A death is answered by a new start after a pause that grows; QUICK_DEATHS_MAX
deaths in a row, each within QUICK_S of its start, end everything with a sentence, for then trying again helps nobody.
Processes get a process group of their own, so that Ctrl-C reaches only us and the order of stopping is ours; should this
process itself be killed, the kernel sends them SIGTERM (setpriv --pdeathsig).
"""

import asyncio
import os
import signal
import time
from collections import deque
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from pathlib import Path

from output import Console, LogFile, clock
from say import Refusal, in_words

PAUSES_S = (0.2, 0.5, 1.0, 2.0, 4.0)  # before the first, second, ... start after quick deaths in a row
QUICK_S = 10.0
QUICK_DEATHS_MAX = 5
PROBE_EVERY_S = 0.1
ONE_CTRL_C_S = 0.5  # under sudo one Ctrl-C arrives twice
TELL_WAITING_EVERY_S = 5.0
LINE_BYTES_MAX = 16 * 1024  # a longer line is cut into several
LAST_LINES = 8  # shown when a process does not come up

Probe = Callable[[], Awaitable[str | None]]
Check = Callable[[], str | None]


@dataclass(frozen=True)
class Service:
    name: str
    command: tuple[str, ...]
    ready_within_s: float
    stop_within_s: float
    probe: Probe | None = None  # None: ready as soon as it runs
    environment: dict[str, str] = field(default_factory=dict)
    first_arguments: tuple[str, ...] = ()  # given until it was ready once, never at a later start
    needs: tuple[str, ...] = ()  # services that must be ready before this one is started again
    hindrance: Check | None = None  # a reason not to start now (a full disk): waited out, not counted as a death
    patient_while: tuple[str, ...] = ()  # beginnings of probe answers during which the time for readiness stands still


class StopAsked(Exception):
    """Somebody asked to stop while a service was still starting."""


class _Kept:
    """A service and what is known of its process."""

    def __init__(self, service: Service, log: LogFile):
        self.service = service
        self.log = log
        self.process: asyncio.subprocess.Process | None = None
        self.pipe: asyncio.ReadTransport | None = None  # its output
        self.reading: asyncio.Task | None = None  # passes its lines on
        self.ready = asyncio.Event()
        self.was_ready = False
        self.quick_deaths = 0
        self.last_lines: deque[str] = deque(maxlen=LAST_LINES)
        self.task: asyncio.Task | None = None


class Supervisor:
    def __init__(self, console: Console, logs: Path, run: Path):
        self._console = console
        self._logs = logs
        self._run = run
        self._kept: dict[str, _Kept] = {}
        self._asked_at: float | None = None
        self._impatient = asyncio.Event()  # the second Ctrl-C
        self._over: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        self._own_log = LogFile(logs / "yunke.log", lambda *_: None)

    def say(self, english: str, chinese: str) -> None:
        text = f"{clock()} {in_words(english, chinese)}"
        self._console.line("yunke", text)
        self._own_log.line(text.encode())

    def show(self, line: str) -> None:
        """For the person in front only, never into a file: it may hold a password."""
        self._console.line("yunke", line)

    async def start(self, service: Service) -> None:
        """Returns when the service is ready; a Refusal when it dies or does not become ready in time."""
        log = LogFile(self._logs / f"{service.name}.log", self._tell_log_trouble)
        kept = self._kept[service.name] = _Kept(service, log)
        kept.task = asyncio.create_task(self._keep(kept))
        ready = asyncio.create_task(kept.ready.wait())
        try:
            await asyncio.wait({ready, kept.task, self._over}, return_when=asyncio.FIRST_COMPLETED)
            if self._over.done():
                await asyncio.shield(self._over)
                raise StopAsked
        finally:
            ready.cancel()

    async def over(self) -> None:
        """Returns when stopping was asked for; raises the Refusal of a service that cannot be kept running."""
        await asyncio.shield(self._over)

    def ask_to_stop(self) -> None:
        """The first call begins the orderly stop, a later one makes it immediate."""
        now = time.monotonic()
        if self._asked_at is None:
            self._asked_at = now
            if not self._over.done():
                self._over.set_result(None)
        elif now - self._asked_at > ONE_CTRL_C_S:
            self._impatient.set()

    async def stop(self) -> None:
        """Stops the services, the last started first, each with its own patience."""
        for kept in reversed(list(self._kept.values())):
            if kept.task is not None:
                kept.task.cancel()
                await asyncio.wait({kept.task})
            await self._stop_one(kept)
            kept.log.close()
        self._own_log.close()

    # ---- one service ----

    async def _keep(self, kept: _Kept) -> None:
        try:
            while True:
                await self._wait_out_hindrance(kept)
                started = time.monotonic()
                await self._spawn(kept)
                becoming = asyncio.create_task(self._become_ready(kept))
                try:
                    status = await kept.process.wait()
                finally:
                    becoming.cancel()
                await self._read_the_rest(kept)
                await self._after_death(kept, status, time.monotonic() - started)
        except Refusal as refusal:
            self._give_up(refusal)
        except OSError as error:
            self._give_up(Refusal(f"{kept.service.name} cannot be started: {error}",
                                  f"无法启动 {kept.service.name}：{error}"))

    async def _spawn(self, kept: _Kept) -> None:
        service = kept.service
        arguments = service.command if kept.was_ready else service.command + service.first_arguments
        ours, theirs = os.pipe()
        try:
            # A pipe of our own, because asyncio's would make wait() last until every grandchild has closed it, too.
            stream = asyncio.StreamReader()
            kept.pipe, _ = await asyncio.get_running_loop().connect_read_pipe(
                lambda: asyncio.StreamReaderProtocol(stream), os.fdopen(ours, "rb", buffering=0))
            kept.process = await asyncio.create_subprocess_exec(
                "setpriv", "--pdeathsig", "TERM", "--", *arguments, stdin=asyncio.subprocess.DEVNULL, stdout=theirs,
                stderr=theirs, env={**os.environ, **service.environment}, process_group=0)
        finally:
            os.close(theirs)
        kept.reading = asyncio.create_task(self._pass_lines(kept, stream))
        try:
            (self._run / f"{service.name}.pid").write_text(f"{kept.process.pid}\n", encoding="ascii")
        except OSError:
            pass  # a full disk: the process itself may well do without

    async def _become_ready(self, kept: _Kept) -> None:
        """Sets kept.ready; on a start-up that takes too long, gives up."""
        service, began, told = kept.service, time.monotonic(), time.monotonic()
        waited_since = began
        while (reason := await service.probe() if service.probe else None) is not None:
            now = time.monotonic()
            if reason.startswith(service.patient_while) and service.patient_while:
                waited_since = now
            if now - told > TELL_WAITING_EVERY_S:
                told = now
                self.say(f"waiting for {service.name}: {reason}", f"正在等待 {service.name}：{reason}")
            if now - waited_since > service.ready_within_s and not kept.was_ready:
                self._give_up(Refusal(
                    f"{service.name} was not ready within {service.ready_within_s:.0f} s: {reason}\n"
                    + _indent(kept.last_lines),
                    f"{service.name} 在 {service.ready_within_s:.0f} 秒内没有就绪：{reason}\n" + _indent(kept.last_lines)))
                return
            await asyncio.sleep(PROBE_EVERY_S)
        took = time.monotonic() - began
        self.say(f"{service.name} is ready (pid {kept.process.pid}, after {took:.1f} s)",
                 f"{service.name} 已就绪（进程 {kept.process.pid}，用时 {took:.1f} 秒）")
        kept.was_ready = True
        kept.ready.set()

    async def _after_death(self, kept: _Kept, status: int, lived_s: float) -> None:
        """Returns when it is time to start again."""
        kept.ready.clear()
        name, how = kept.service.name, _ending(status)
        if not kept.was_ready:
            raise Refusal(f"{name} ended before it was ready ({how}). Its last lines:\n" + _indent(kept.last_lines),
                          f"{name} 在就绪之前就退出了（{how}）。最后的输出：\n" + _indent(kept.last_lines))
        kept.quick_deaths = kept.quick_deaths + 1 if lived_s < QUICK_S else 1
        if kept.quick_deaths >= QUICK_DEATHS_MAX:
            raise Refusal(
                f"{name} died {QUICK_DEATHS_MAX} times in a row, each within {QUICK_S:.0f} s of its start, so all is "
                f"stopped. Its last lines, more in {self._logs / name}.log:\n" + _indent(kept.last_lines),
                f"{name} 连续 {QUICK_DEATHS_MAX} 次在启动后 {QUICK_S:.0f} 秒内退出，因此全部停止。"
                f"最后的输出如下，更多见 {self._logs / name}.log：\n" + _indent(kept.last_lines))
        pause = PAUSES_S[min(kept.quick_deaths, len(PAUSES_S)) - 1]
        self.say(f"{name} ended ({how}) after {lived_s:.0f} s; starting it again in {pause} s",
                 f"{name} 运行 {lived_s:.0f} 秒后退出（{how}），{pause} 秒后重新启动")
        await asyncio.sleep(pause)
        for need in kept.service.needs:
            await self._kept[need].ready.wait()

    async def _wait_out_hindrance(self, kept: _Kept) -> None:
        check, told = kept.service.hindrance, 0.0
        while check is not None and (reason := check()) is not None:
            if not kept.was_ready:
                raise Refusal(reason, reason)
            if time.monotonic() - told > 6 * TELL_WAITING_EVERY_S:
                told = time.monotonic()
                self.say(f"{kept.service.name} is not started yet: {reason}", f"{kept.service.name} 暂不启动：{reason}")
            await asyncio.sleep(1.0)

    async def _stop_one(self, kept: _Kept) -> None:
        process, name = kept.process, kept.service.name
        if process is None:
            return
        if process.returncode is None:
            self.say(f"stopping {name}", f"正在停止 {name}")
            gone = asyncio.create_task(process.wait())
            hurry = asyncio.create_task(self._impatient.wait())
            if not self._impatient.is_set():
                _signal(process, signal.SIGTERM)
                await asyncio.wait({gone, hurry}, timeout=kept.service.stop_within_s,
                                   return_when=asyncio.FIRST_COMPLETED)
            if not gone.done():
                self.say(f"{name} did not stop in time and is killed", f"{name} 未能及时停止，强制结束")
                _signal(process, signal.SIGKILL)
                await gone
            hurry.cancel()
        await self._read_the_rest(kept)
        (self._run / f"{name}.pid").unlink(missing_ok=True)

    # ---- lines and trouble ----

    async def _pass_lines(self, kept: _Kept, stream: asyncio.StreamReader) -> None:
        rest = b""
        while chunk := await stream.read(64 * 1024):
            *lines, rest = (rest + chunk).split(b"\n")
            for line in lines:
                self._pass_line(kept, line)
            if len(rest) >= LINE_BYTES_MAX:
                self._pass_line(kept, rest)
                rest = b""
        self._pass_line(kept, rest)

    async def _read_the_rest(self, kept: _Kept) -> None:
        # A child of the process may hold its output open for longer: then what came so far is enough.
        reading, kept.reading = kept.reading, None
        if reading is not None:
            await asyncio.wait({reading}, timeout=1.0)
            reading.cancel()
        pipe, kept.pipe = kept.pipe, None
        if pipe is not None:
            pipe.close()

    def _pass_line(self, kept: _Kept, line: bytes) -> None:
        for begin in range(0, len(line), LINE_BYTES_MAX):
            piece = line[begin:begin + LINE_BYTES_MAX].rstrip(b"\r")
            text = piece.decode(errors="replace")
            if text.strip():
                kept.last_lines.append(text)
                kept.log.line(piece)
                self._console.line(kept.service.name, text)

    def _tell_log_trouble(self, path: Path, error: OSError) -> None:
        self.say(f"{path} cannot be written: {error.strerror}; everything else goes on",
                 f"无法写入 {path}：{error.strerror}，其余照常运行")

    def _give_up(self, refusal: Refusal) -> None:
        if not self._over.done():
            self._over.set_exception(refusal)


def _signal(process: asyncio.subprocess.Process, number: int) -> None:
    try:
        process.send_signal(number)
    except ProcessLookupError:
        pass  # it ended by itself just now


def _ending(status: int) -> str:
    if status >= 0:
        return in_words(f"status {status}", f"状态 {status}")
    name = signal.Signals(-status).name if -status in set(signal.Signals) else str(-status)
    return in_words(f"killed by {name}", f"被信号 {name} 终止")


def _indent(lines: deque[str]) -> str:
    return "\n".join(f"    {line}" for line in lines) or "    (none)"
