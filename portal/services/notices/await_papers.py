"""Until the core system's notice comes, the applicant is not notified."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from forms.city.city import City
from forms.definition.outcome import CORE_SYSTEM, NOTICE_SETTING
from forms.definition.procedure import Procedure
from portal.db import Unit
from portal.services.notices.outcome_notice import core_title
from portal.services.shared.needs import Basics
from portal.store.notices import notices

MOST = 500


@dataclass(frozen=True)
class AwaitedPaper:
    """Without names."""

    receipt_number: str
    procedure: str
    title: str
    decided_on: date


def awaited_papers(installation: Basics, unit: Unit, duties: Sequence[str]) -> list[AwaitedPaper]:
    """The longest wait first."""
    city, awaited = installation.city, []
    for procedure in installation.catalogue.all():
        outcomes = _perhaps_elsewhere(city, procedure)
        for row in notices.without_notice(unit, duties, procedure.id, outcomes, MOST) if outcomes else ():
            on = date.fromisoformat(row.decided_on)
            if title := core_title(city, procedure, procedure.kind, row.outcome, on):
                awaited.append(AwaitedPaper(row.receipt_number, procedure.title, title, on))
    return sorted(awaited, key=lambda paper: paper.decided_on)[:MOST]


def _perhaps_elsewhere(city: City, procedure: Procedure) -> list[str]:
    # On any day.
    setting, rows = procedure.settings.get(NOTICE_SETTING), city.settings.get(procedure.id, {}).get(NOTICE_SETTING, ())
    values = {row.value for row in rows} | ({setting.default} if setting is not None else set())
    return [
        name
        for name, outcome in procedure.outcomes.items()
        if outcome.notice and CORE_SYSTEM in (values if not outcome.written_by else {outcome.written_by})
    ]
