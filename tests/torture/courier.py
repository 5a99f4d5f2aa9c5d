"""`python -m tests.torture.courier ROUNDS SEED ENGINE…`: what was accepted outside arrives inside once, and its result goes back."""

import sys
import tempfile
from collections import Counter
from pathlib import Path
from random import Random

from sqlalchemy import text

from portal.services.courier.ledger import ledger
from portal.services.shared.installation import Installation
from portal.services.shared.rights import Member
from portal.services.shared.seal_audit import seal_audit
from tests.portal.services.courier.carrying import decide, examine, nothing_waits, same_at_both
from tests.portal.two_zones import Zones
from tests.portal.world import DUTY, add_member
from tests.torture.accounts import audit_faults, differences, stored
from tests.torture.carrier import Carrier
from tests.torture.crowd import crowd
from tests.torture.ending import end_what_was_begun
from tests.torture.ledger import Ledger
from tests.torture.settlement import opened, receipt_numbers, settled
from tests.torture.zones import INNER, OTHER, OUTER, Pair, opened_pair

OUTCOME, SETTLING = "closed", 8  # rounds without a mishap after which both zones know everything
# Of each round: a crowd without a limit files more the longer a round takes, and a round takes longer the more was filed.
REPORTS = 20


def main(rounds: int, seed: int, engines: list[str]) -> int:
    end_what_was_begun()
    complaints = []
    for engine in engines or ["sqlite", "postgresql"]:
        with tempfile.TemporaryDirectory(prefix="kakanai-torture-") as folder:
            complaints += _on(Path(folder), engine, rounds, Random(seed), seed)
    for complaint in complaints:
        print(complaint)
    return 1 if complaints else 0


def _on(folder: Path, engine: str, rounds: int, chance: Random, seed: int) -> list[str]:
    with opened_pair(folder, engine) as pair, opened(pair.sites[OUTER]) as outer, opened(pair.sites[INNER]) as inner:
        zones, reviewer = Zones(outer, inner, folder), add_member(inner, "tanto", ("reviewer", DUTY))
        carrier, kills = Carrier(pair, chance), Counter[str]()
        with crowd(pair.sites[OUTER].server.url, seed=seed, allowed=REPORTS) as promises:
            for _ in range(rounds):
                kills[_kill(pair, chance)] += 1
                for zone in (OUTER, INNER):
                    carrier.go(zone)
                _decide_some(zones, reviewer, chance)
                promises.allowed += REPORTS
        for _ in range(SETTLING):
            for zone in (OUTER, INNER, OUTER):
                carrier.go_well(zone)
            if not _decide_some(zones, reviewer, chance, share=1.0) and nothing_waits(zones):
                break
        figures, complaints = settled(pair.sites[OUTER], promises)
        pair.sites[INNER].end()
        complaints += _compared(zones, promises) + [line for zone in OTHER for line in _tracebacks(pair, zone)]
        print(f"{engine}, two zones: {rounds} rounds, {_list(kills)}; packages {_list(carrier.mishaps)}; {figures}")
        print(f"{engine}, inside: {_inside(zones)}; {len(complaints)} complaints in all", flush=True)
    return complaints


def _kill(pair: Pair, chance: Random) -> str:
    zone = chance.choice((OUTER, INNER))
    pair.tick(zone)
    if chance.random() < 0.3:
        pair.sites[zone].kill_web()
        return f"web {zone}"
    pair.sites[zone].kill_worker()
    return f"worker {zone}"


def _decide_some(zones: Zones, reviewer: Member, chance: Random, share: float = 0.5) -> int:
    with zones.inner.database.read() as unit:
        rows = unit.connection.execute(
            text("SELECT receipt_number FROM application WHERE state = 'received' ORDER BY id")
        )
        numbers = [row[0] for row in rows]
    for number in numbers:
        if chance.random() < share:
            examine(zones, reviewer, number)
            decide(zones, reviewer, number, OUTCOME)
    return len(numbers)


def _compared(zones: Zones, promises: Ledger) -> list[str]:
    """Both zones hold each application once, with the same answers, files, state, result and notices."""
    complaints = [
        f"inside: {line}" for line in differences(promises.receipts, stored(zones.inner, receipt_numbers(zones.inner)))
    ]
    for number in receipt_numbers(zones.outer):
        try:
            if (state := same_at_both(zones, number)["state"]) != OUTCOME:
                complaints.append(f"{number} is {state}")
        except AssertionError as error:
            complaints.append(f"{number} differs: {error}")
    complaints += [
        f"{number} is inside, and not outside"
        for number in set(receipt_numbers(zones.inner)) - set(receipt_numbers(zones.outer))
    ]
    for name in OTHER:
        book = ledger(getattr(zones, name))
        complaints += [f"{name}: {application.receipt_number} is not acknowledged" for application in book.waiting]
    return complaints + _arrived_twice(zones.inner) + _audited(zones.inner)


def _arrived_twice(inner: Installation) -> list[str]:
    twice = "SELECT application_id FROM application_event WHERE move = 'receive' GROUP BY application_id HAVING COUNT(*) > 1"
    with inner.database.read() as unit:
        return [f"application {row[0]} arrived inside twice" for row in unit.connection.execute(text(twice))]


def _audited(inner: Installation) -> list[str]:
    seal_audit(inner)
    return [f"inside: {fault}" for fault in audit_faults(inner)]


def _inside(zones: Zones) -> str:
    with zones.inner.database.read() as unit:
        states = Counter(row[0] for row in unit.connection.execute(text("SELECT state FROM application")))
        acts = Counter(
            f"{row[0]} {row[1]}" for row in unit.connection.execute(text("SELECT way, act FROM courier_step"))
        )
    return f"applications {_list(states)}; ledger {_list(acts)}"


def _tracebacks(pair: Pair, zone: str) -> list[str]:
    return [
        f"{zone}: {line}" for line in pair.errors(zone).splitlines() if line.startswith("Traceback") or '"bug"' in line
    ]


def _list(counter: Counter[str]) -> str:
    return ", ".join(f"{kind} {count}" for kind, count in sorted(counter.items()))


if __name__ == "__main__":
    sys.exit(main(int(sys.argv[1]), int(sys.argv[2]), sys.argv[3:]))
