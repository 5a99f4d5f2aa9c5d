"""What clients were told against what is stored, when everything has ended."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from sqlalchemy import text

from portal.config import load_settings
from portal.services.shared.installation import Installation
from portal.services.shared.seal_audit import seal_audit
from portal.wiring import install
from tests.kept_definitions import of
from tests.servers import NOW
from tests.torture.accounts import audit_faults, differences, stored
from tests.torture.ledger import Ledger
from tests.torture.site import Site


@contextmanager
def opened(site: Site) -> Iterator[Installation]:
    """The site's installation in this process."""
    of("canonical")  # not within its first transaction, which PostgreSQL ends after ten idle seconds
    settings = site.server.settings
    city = {"city": Path(settings["KAKANAI_CITY"])} if "KAKANAI_CITY" in settings else {}
    installation = install(
        load_settings(
            env="test", data=Path(settings["KAKANAI_DATA"]), database_url=settings["KAKANAI_DATABASE_URL"],
            procedures=Path(settings["KAKANAI_PROCEDURES"]), zone=settings.get("KAKANAI_ZONE", "single"), now=NOW, **city,
        )
    )  # fmt: skip
    try:
        yield installation
    finally:
        installation.database.close()


def settled(site: Site, ledger: Ledger) -> tuple[str, list[str]]:
    """The figures, and a sentence for each promise that was broken."""
    site.end()
    with opened(site) as installation:
        kept = stored(installation, receipt_numbers(installation))
        seal_audit(installation)
        complaints = ledger.faults + differences(ledger.receipts, kept)
        complaints += _untold(installation, ledger, [application.place for application in kept])
        complaints += audit_faults(installation) + _bugs(site)
    figures = (
        f"{ledger.begun} reports begun, {len(ledger.receipts)} receipts given, {len(kept)} stored, {len(ledger.given_up)} given up, "
        f"{sum(ledger.setbacks.values())} answers missing ({', '.join(f'{kind} {count}' for kind, count in ledger.setbacks.most_common())}); "
        f"{len(complaints)} complaints"
    )
    return figures, complaints


def receipt_numbers(installation: Installation) -> list[str]:
    with installation.database.read() as unit:
        return [row[0] for row in unit.connection.execute(text("SELECT receipt_number FROM application"))]


def _bugs(site: Site) -> list[str]:
    """What the service itself took for a bug, with its trace."""
    return [line for line in site.server.log.splitlines() if '"event": "bug"' in line]


def _untold(installation: Installation, ledger: Ledger, places: list[str]) -> list[str]:
    known = {promise.place for promise in ledger.receipts} | set(ledger.given_up)
    complaints = [f"{place} is stored, and nobody was told" for place in places if place not in known]
    twice = (
        "SELECT application_id FROM audit_record WHERE action = 'submit application' "
        "GROUP BY application_id HAVING COUNT(*) > 1"
    )
    with installation.database.read() as unit:
        complaints += [f"application {row[0]} was submitted twice" for row in unit.connection.execute(text(twice))]
    return complaints
