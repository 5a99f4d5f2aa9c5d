"""`python -m tests.torture.failover KILLS SEED`: the leader of three PostgreSQL servers is killed again and again while people file."""

import sys
import tempfile
from itertools import pairwise
from pathlib import Path
from random import Random
from statistics import median
from time import monotonic, sleep

import psycopg

from tests.journeys.lamps import offered
from tests.servers import Server
from tests.torture.cluster import Cluster, cluster
from tests.torture.crowd import crowd
from tests.torture.ending import end_what_was_begun
from tests.torture.ledger import Ledger
from tests.torture.settlement import settled
from tests.torture.site import Site

REST = (2.0, 6.0)  # seconds between a whole cluster and the next kill
MACHINE, SERVER = "machine of the leader", "server of the leader"


def main(kills: int, seed: int) -> int:
    end_what_was_begun()
    with tempfile.TemporaryDirectory(prefix="kakanai-torture-") as folder, cluster() as databases:
        complaints = _on(Path(folder), databases, kills, Random(seed), seed)
    for complaint in complaints:
        print(complaint)
    return 1 if complaints else 0


def _on(folder: Path, databases: Cluster, kills: int, chance: Random, seed: int) -> list[str]:
    settings = {
        "KAKANAI_PROCEDURES": str(offered(folder / "procedures")), "KAKANAI_LOG_LEVEL": "warning",
        "KAKANAI_DATABASE_URL": databases.url, "KAKANAI_DATA": str(folder / "data"),
    }  # fmt: skip
    site, moments = Site(Server(("serve",), folder / "site", settings)), list[tuple[float, str]]()
    try:
        site.start()
        with crowd(site.server.url, seed=seed) as ledger:
            while not ledger.receipts:
                sleep(0.1)
            for number in range(kills):
                moments.append(kill(databases, chance, (MACHINE, SERVER)[number % 2]))
            databases.leader()
            sleep(REST[1])
        figures, complaints = settled(site, ledger)
        copies = copies_of(databases)
    finally:
        site.end()
    complaints += [
        f"{name} holds {count} of {max(copies.values())}"
        for name, count in copies.items()
        if count != max(copies.values())
    ]
    for what in (MACHINE, SERVER):
        gaps = pauses(ledger, [moment for moment, kind in moments if kind == what])
        if gaps:
            print(
                f"{what} killed {len(gaps)} times: no receipt for {median(gaps):.1f} s (median), {max(gaps):.1f} s (longest)"
            )
    print(f"failover: {figures}", flush=True)
    return complaints


def kill(databases: Cluster, chance: Random, what: str) -> tuple[float, str]:
    """A killed machine comes back when another leads."""
    leader = databases.leader()
    sleep(chance.uniform(*REST))
    moment = monotonic()
    leader.kill() if what == MACHINE else leader.kill_database()
    databases.leader_after(leader)
    if what == MACHINE:
        leader.start()
    return moment, what


def pauses(ledger: Ledger, kills: list[float]) -> list[float]:
    """The longest time between two receipts that begins or ends after a kill, and before the next."""
    moments = sorted(ledger.moments)
    gaps = list(pairwise(moments))
    after = [[end - start for start, end in gaps if end > kill and start < kill + REST[0]] for kill in kills]
    return [max(some) for some in after if some]


def copies_of(databases: Cluster) -> dict[str, int]:
    """How many applications each server holds, when the replicas have caught up."""
    databases.leader()
    sleep(REST[0])
    copies = {}
    for node in databases.nodes.values():
        with psycopg.connect(host="127.0.0.1", port=node.port, user="postgres", dbname="postgres") as connection:
            copies[node.name] = connection.execute("SELECT COUNT(*) FROM application").fetchall()[0][0]
    return copies


if __name__ == "__main__":
    sys.exit(main(int(sys.argv[1]), int(sys.argv[2])))
