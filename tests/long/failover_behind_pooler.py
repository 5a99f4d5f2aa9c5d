"""`make failover`: the leader of a Patroni cluster is killed while people file by two web processes and two workers behind PgBouncer (its file in
docs/installation, before HAProxy): whoever comes again when the page says is served, nothing is lost, nothing is there twice."""

import time
from pathlib import Path
from random import Random

import pytest

from portal.outages import AWAY, RETRY_AFTER
from tests.journeys.lamps import offered
from tests.servers import PATIENCE, Server
from tests.torture.cluster import cluster
from tests.torture.crowd import crowd
from tests.torture.failover import MACHINE, REST, SERVER, copies_of, kill, pauses
from tests.torture.pooler import pooled
from tests.torture.settlement import settled
from tests.torture.site import Site

KILLS, SEED = 4, 20261127

pytestmark = pytest.mark.timeout(0)


def test_who_comes_again_when_the_page_says_is_served_by_the_next_leader(tmp_path: Path) -> None:
    chance, moments, elections = Random(SEED), list[tuple[float, str]](), list[float]()
    with cluster() as databases, pooled("127.0.0.1", databases.port) as address:
        settings = {
            "KAKANAI_PROCEDURES": str(offered(tmp_path / "procedures")), "KAKANAI_LOG_LEVEL": "warning",
            "KAKANAI_DATABASE_URL": address, "KAKANAI_DATA": str(tmp_path / "data"),
        }  # fmt: skip
        # The first start publishes every definition, and each commit waits for a second server. Measured at a load of 8 on two cores: some
        # 50 s, a fifth of the limit and nearly all of `PATIENCE`.
        first, second = (
            Server(("serve", "--no-worker"), tmp_path / name, settings, patience=4 * PATIENCE)
            for name in ("first", "second")
        )
        site = Site(first)
        try:
            site.start()
            second.start()
            print(f"the starts took {first.waited:.1f} and {second.waited:.1f} s of {first.patience:.0f}", flush=True)
            with crowd(first.url, second.url, seed=SEED, obeys=True) as ledger:
                for number in range(KILLS):
                    before = len(ledger.receipts)
                    while len(ledger.receipts) == before:
                        time.sleep(0.1)
                    moments.append(kill(databases, chance, (MACHINE, SERVER)[number % 2]))
                    elections.append(time.monotonic() - moments[-1][0])
                databases.leader()
                time.sleep(REST[1])
        finally:
            if second.running:
                second.stop()
            site.end()
        figures, complaints = settled(site, ledger)
        copies = copies_of(databases)
    for what in (MACHINE, SERVER):
        gaps = ", ".join(f"{gap:.1f}" for gap in pauses(ledger, [at for at, kind in moments if kind == what]))
        print(f"{what} killed: no receipt for {gaps} s")
    led = ", ".join(f"{seconds:.1f}" for seconds in elections)
    print(f"another server leads after {led} s; {figures}; {ledger.retries} retries at most")
    assert complaints == []
    assert '"event": "bug"' not in second.log
    assert len(set(copies.values())) == 1, copies
    assert (
        ledger.retries <= 1 + max(elections) // RETRY_AFTER[AWAY]
    )  # one, unless no server leads for longer than the page says
    assert ledger.given_up == []
