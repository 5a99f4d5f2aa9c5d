"""Others who named a protected person: a relative in need, or a prober, whom only the number of tries gives away."""

from collections import Counter
from dataclasses import dataclass
from datetime import datetime, timedelta

from portal.clock import from_micro, to_micro
from portal.db import Unit
from portal.services.shared.needs import Basics
from portal.services.shared.rights import Member
from portal.store.residents import probes

DAYS = 30
BY_OTHER = "named by somebody else"  # detail of the audit record `probes.NAMED`


@dataclass(frozen=True)
class Probe:
    """`by_sender`, `from_place`: tries of the last `DAYS` days from this account or network address."""

    at: datetime
    receipt_number: str
    title: str
    by_sender: int
    from_place: int
    over: bool


def list_probes(installation: Basics, unit: Unit, member: Member) -> list[Probe]:
    """Newest first, of duties in which the member sees protected people."""
    duties = member.duties("see protected", tuple(installation.city.duties))
    if not duties:
        return []
    since = to_micro(installation.clock.now() - timedelta(days=DAYS))
    rows = probes.since(unit, duties, since, BY_OTHER)
    senders = Counter(row.person_id for row in rows if row.person_id)
    places = Counter(row.place for row in rows if row.place)
    limit, titles = (
        installation.settings.probe_limit,
        {procedure.id: procedure.title for procedure in installation.catalogue.all()},
    )
    return [
        Probe(
            from_micro(row.at), row.receipt_number, titles.get(row.procedure, row.procedure), senders[row.person_id],
            places[row.place], max(senders[row.person_id], places[row.place]) >= limit,
        )
        for row in rows
    ]  # fmt: skip


def count_over(installation: Basics, unit: Unit, member: Member) -> int:
    return sum(probe.over for probe in list_probes(installation, unit, member))
