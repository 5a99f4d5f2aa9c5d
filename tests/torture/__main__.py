"""`python -m tests.torture FAULTS SEED ENGINE…`: exit status 1 where a promise was broken."""

import sys
import tempfile
from pathlib import Path
from random import Random
from threading import Event
from time import monotonic, sleep

from sqlalchemy import text

from portal.config import Settings
from portal.services.shared.installation import Installation
from portal.services.shared.seal_audit import seal_audit
from portal.wiring import install
from tests.torture.accounts import audit_faults, differences, stored
from tests.torture.faults import ordered
from tests.torture.filer import Filer
from tests.torture.ledger import Ledger
from tests.torture.site import Site, opened_site

FILERS = 4
REST = (0.2, 1.5)  # seconds between two faults


def main(faults: int, seed: int, engines: list[str]) -> int:
    complaints = []
    for engine in engines or ["sqlite", "postgresql"]:
        with tempfile.TemporaryDirectory(prefix="kakanai-torture-") as folder:
            complaints += _on(Path(folder), engine, faults, seed)
    for complaint in complaints:
        print(complaint)
    return 1 if complaints else 0


def _on(folder: Path, engine: str, faults: int, seed: int) -> list[str]:
    chance, ledger, ended = Random(seed), Ledger(), Event()
    with opened_site(folder, engine) as site:
        filers = [Filer(site.server.url, ledger, ended, seed + number) for number in range(FILERS)]
        for filer in filers:
            filer.start()
        pauses = []
        for name, fault in ordered(site, chance, faults):
            sleep(chance.uniform(*REST))
            begun = monotonic()
            fault()
            pauses.append((monotonic() - begun, name))
        ended.set()
        for filer in filers:
            filer.join()
        return _settled(site, folder, engine, ledger, faults, max(pauses))


def _settled(
    site: Site, folder: Path, engine: str, ledger: Ledger, faults: int, longest: tuple[float, str]
) -> list[str]:  # fmt: skip
    site.end()
    settings = Settings(
        env="test", data=site.server.folder / "data", database_url=site.server.settings["KAKANAI_DATABASE_URL"],
        procedures=folder / "procedures",
    )  # fmt: skip
    installation = install(settings)
    try:
        with installation.database.read() as unit:
            numbers = [row[0] for row in unit.connection.execute(text("SELECT receipt_number FROM application"))]
        kept = stored(installation, numbers)
        seal_audit(installation)
        complaints = differences(ledger.told, kept) + _untold(installation, ledger, [one.place for one in kept])
        complaints += audit_faults(installation)
    finally:
        installation.database.close()
    print(
        f"{engine}: {faults} faults, the longest {longest[1]} with {longest[0]:.1f} s; {ledger.begun} reports begun, {len(ledger.told)} receipts given, "
        f"{len(kept)} stored, {len(ledger.given_up)} given up, {sum(ledger.setbacks.values())} answers missing "
        f"({', '.join(f'{kind} {count}' for kind, count in ledger.setbacks.most_common())}); {len(complaints)} complaints"
    )
    return complaints


def _untold(installation: Installation, ledger: Ledger, places: list[str]) -> list[str]:
    known = {promise.place for promise in ledger.told} | set(ledger.given_up)
    complaints = [f"{place} is stored, and nobody was told" for place in places if place not in known]
    twice = (
        "SELECT application_id FROM audit_record WHERE action = 'submit application' "
        "GROUP BY application_id HAVING COUNT(*) > 1"
    )
    with installation.database.read() as unit:
        complaints += [f"application {row[0]} was submitted twice" for row in unit.connection.execute(text(twice))]
    return complaints


if __name__ == "__main__":
    sys.exit(main(int(sys.argv[1]), int(sys.argv[2]), sys.argv[3:]))
