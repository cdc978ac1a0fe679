"""deploy/run after the build: prepares the first start, starts Redis, dispatcher, ledger, gateway and, with --demo, the simulated
people, and stays in front until it is asked to stop. The order of events stands in Run.serve().
"""

import argparse
import asyncio
import errno
import os
import signal
import sys
from pathlib import Path

import demo
import plan
import pool_state
from addresses import check_options, origins, override, require_free_ports
from lock import Lock, wait_for_leftovers
from output import Console
from places import Places
from redis_link import RedisError
from redis_server import DEFAULT_MAXMEMORY, read_password, redis_service
from say import Refusal, in_words
from settings import Settings, make_config, make_secrets, require_own_redis
from supervisor import StopAsked, Supervisor
from welcome import welcome


def main() -> int:
    options = read_options()
    try:
        asyncio.run(Run(options, Places(options.root, options.var, options.programs)).run())
    except Refusal as refusal:
        print(f"yunke: {refusal}", file=sys.stderr)
        return 1
    except StopAsked:
        pass
    except (OSError, RedisError) as error:
        print("yunke: " + trouble(error), file=sys.stderr)
        return 1
    return 0


def trouble(error: Exception) -> str:
    if isinstance(error, OSError) and error.errno == errno.ENOSPC:
        return in_words(f"the disk is full ({error.filename or 'var/'}); make room and start again",
                        f"磁盘已满（{error.filename or 'var/'}），请清理空间后再启动")
    return in_words(f"this did not work: {error}; start again, and look into var/log if it stays",
                    f"操作失败：{error}；请重试，若仍失败请查看 var/log")


def read_options() -> argparse.Namespace:
    """deploy/run has looked at the options already."""
    parser = argparse.ArgumentParser(prog="deploy/run", allow_abbrev=False)
    parser.add_argument("--root", type=Path, required=True)
    parser.add_argument("--var", type=Path, required=True)
    parser.add_argument("--programs", type=Path)
    parser.add_argument("--demo", action="store_true")
    parser.add_argument("--port")
    parser.add_argument("--listen")
    parser.add_argument("--redis-memory", default=DEFAULT_MAXMEMORY)
    return parser.parse_args()


class Run:
    def __init__(self, options: argparse.Namespace, places: Places):
        self._options = options
        self._places = places
        self._lock = Lock(places)

    async def run(self) -> None:
        address, port = check_options(self._options.listen, self._options.port)
        os.umask(0o027)  # whatever is made here is for this user
        self._places.make()
        self._lock.require("stop it there first, or choose another folder and port: --var DIR --port N",
                           "请先停止它，或另选目录和端口：--var DIR --port N")
        console = Console()
        supervisor = Supervisor(console, self._places.logs, self._places.run)
        for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
            asyncio.get_running_loop().add_signal_handler(number, supervisor.ask_to_stop)
        try:
            await self._serve(supervisor, self._prepare(address, port))
        finally:
            await supervisor.stop()
            console.close()

    def _prepare(self, address: str | None, port: int | None) -> Settings:
        make_secrets(self._places)
        make_config(self._places, address, port)
        settings = override(self._places, address, port)
        require_own_redis(self._places, settings)
        return settings

    async def _serve(self, supervisor: Supervisor, settings: Settings) -> None:
        places = self._places
        supervisor.say(f"data in {places.var}, log files in {places.logs}", f"数据目录 {places.var}，日志目录 {places.logs}")
        await asyncio.to_thread(wait_for_leftovers, places, supervisor.say)
        require_free_ports(settings)
        demo.copy_pages(places)

        await supervisor.start(redis_service(places, self._options.redis_memory))
        create = await asyncio.to_thread(self._make_pool, settings)
        await supervisor.start(plan.dispatcher(places, settings, create))
        pool_state.created(places)
        await supervisor.start(plan.ledger(places, settings))
        shops = await asyncio.to_thread(demo.shops, places)
        demo.write_shops(places, shops)
        await supervisor.start(plan.gateway(places, settings))
        if self._options.demo:
            demo.require_accounts(places)
            await supervisor.start(plan.swarm(places))
        for line in welcome(places, settings, shops, self._options.demo):
            supervisor.show(line)
        await supervisor.over()

    def _make_pool(self, settings: Settings) -> bool:
        """True when the dispatcher is to create the pool's state in Redis."""
        in_sql = pool_state.sql_has_pool(settings)
        in_redis = pool_state.redis_has_pool(self._places, read_password(self._places), settings.pool)
        create = pool_state.may_create(self._places, in_sql, in_redis)
        if create and not in_sql:
            demo.seed(self._places, origins(settings))
        return create and not in_redis


if __name__ == "__main__":
    sys.exit(main())
