"""`make pooler`: two web processes on one PostgreSQL behind nginx, by its file in docs/installation, are killed in turn while people file: nobody
sees an error twice, and each receipt is stored once."""

import time
from datetime import datetime, timedelta
from pathlib import Path
from random import Random

import pytest

from tests.journeys.lamps import offered
from tests.postgresql import postgresql
from tests.servers import NOW, Server, free_ports
from tests.torture.crowd import crowd
from tests.torture.nginx import fronted
from tests.torture.settlement import settled
from tests.torture.site import Site

KILLS, SEED = 10, 20261127
REST = (2.5, 4.0)  # seconds between a start and the next kill: nginx asks a process again after two

pytestmark = pytest.mark.timeout(0)


def test_anyone_who_loses_an_answer_gets_it_at_the_second_press(tmp_path: Path) -> None:
    (door,), chance = free_ports(1), Random(SEED)
    with postgresql(durable=True) as database:
        settings = {
            "KAKANAI_PROCEDURES": str(offered(tmp_path / "procedures")), "KAKANAI_LOG_LEVEL": "warning",
            "KAKANAI_DATABASE_URL": database.url("postgres"), "KAKANAI_DATA": str(tmp_path / "data"),
            "KAKANAI_PUBLIC_URL": f"http://127.0.0.1:{door}", "FORWARDED_ALLOW_IPS": "127.0.0.1",
        }  # fmt: skip
        first, second = (Server(("serve", "--no-worker"), tmp_path / name, settings) for name in ("first", "second"))
        site, answered, begun = Site(first), list[int](), time.monotonic()
        try:
            site.start()
            second.start()
            with (
                fronted(door, first.port, second.port),
                crowd(f"http://127.0.0.1:{door}", seed=SEED, obeys=True) as ledger,
            ):
                for number in range(KILLS):
                    time.sleep(chance.uniform(*REST))
                    before, web = len(ledger.receipts), (first, second)[number % 2]
                    web.kill()
                    time.sleep(chance.uniform(*REST))
                    answered.append(len(ledger.receipts) - before)
                    # Its clock goes on with that of the others: a late one would have the chain take a number for lost.
                    now = datetime.fromisoformat(NOW) + timedelta(seconds=time.monotonic() - begun)
                    web.settings = {**web.settings, "KAKANAI_NOW": now.isoformat()}
                    web.start()
        finally:
            if second.running:
                second.stop()
            site.end()
        figures, complaints = settled(site, ledger)
        print(f"{KILLS} kills: {figures}; {ledger.retries} retries at most; receipts while one was away: {answered}")
        assert complaints == []
        assert '"event": "bug"' not in second.log
        assert ledger.retries <= 1
        assert ledger.given_up == []
        assert any(answered)
