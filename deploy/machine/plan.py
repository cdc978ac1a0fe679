"""What runs on one machine besides Redis: the programs, their arguments, how to see that each is ready."""

from addresses import probe_address
from places import Places
from probe import http_ready
from settings import Settings
from supervisor import Service

# Together with Redis's they stay under 20 s.
SWARM_STOP_S, GATEWAY_STOP_S, DISPATCHER_STOP_S, LEDGER_STOP_S = 1.0, 10.5, 2.5, 1.5
READY_WITHIN_S = 60.0  # a dispatcher loads its pool, a gateway waits for it


def dispatcher(places: Places, settings: Settings, create_pool: bool) -> Service:
    return Service(
        name="dispatcher",
        command=(str(places.bin / "yunke-dispatcher"), "--config", str(places.config)),
        first_arguments=("--create-pool",) if create_pool else (),
        ready_within_s=READY_WITHIN_S,
        stop_within_s=DISPATCHER_STOP_S,
        probe=http_ready(*probe_address(settings.dispatcher_listen), tls=False),
        needs=("redis",),
    )


def ledger(places: Places, settings: Settings) -> Service:
    return Service(
        name="ledger",
        command=(str(places.bin / "yunke-ledger"), "--config", str(places.config)),
        ready_within_s=READY_WITHIN_S,
        stop_within_s=LEDGER_STOP_S,
        probe=http_ready(*probe_address(settings.ledger_listen), tls=False),
        needs=("redis",),
    )


def gateway(places: Places, settings: Settings) -> Service:
    return Service(
        name="gateway",
        command=(str(places.bin / "yunke-gateway"), "--config", str(places.config)),
        ready_within_s=READY_WITHIN_S,
        stop_within_s=GATEWAY_STOP_S,
        probe=http_ready(*probe_address(settings.gateway_listen), tls=settings.gateway_tls),
        needs=("redis",),
    )


def swarm(places: Places) -> Service:
    return Service(
        name="swarm",
        command=(str(places.bin / "yunke-swarm"), "demo", "--config", str(places.config),
                 "--credentials", str(places.demo_accounts), "--dialogues", str(places.deploy / "demo" / "dialogues")),
        ready_within_s=READY_WITHIN_S,
        stop_within_s=SWARM_STOP_S,
        needs=("gateway",),
    )
