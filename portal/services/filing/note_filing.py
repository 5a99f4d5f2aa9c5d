"""Minutes and 書かない率 of what was filed here, unlinked to the application."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from forms.answers import Answers
from forms.definition.procedure import Procedure
from portal.db import Unit
from portal.services.cases.cases import Case, open_case
from portal.services.filing.origins import CHANGED, ORIGINS
from portal.services.filing.prefilled_share import count_boxes
from portal.services.filing.visit_facts import NOTHING_KNOWN
from portal.services.shared import known_sources
from portal.services.shared.codes import new_token
from portal.services.shared.known_sources import KnownFacts
from portal.services.shared.needs import Records
from portal.store.cases import applications
from portal.store.desk import procedure_figures
from portal.store.desk.procedure_figures import FilingFigureRow, UnnotedRow

_MINUTE = 60_000_000
SITTING = 180  # minutes; the time of a draft that waited longer does not measure the work


@dataclass(frozen=True)
class _Filed:
    procedure: Procedure
    answers: Answers
    known: KnownFacts = known_sources.NOTHING_KNOWN


def note_filing(installation: Records, unit: Unit, unnoted: UnnotedRow) -> bool:
    row = applications.by_id(unit, unnoted.id)
    if row is None or not procedure_figures.mark_noted(unit, unnoted.id):
        return False
    case = open_case(installation, unit, row)
    filing = case.sealer.open("filing", unnoted.sealed_filing)
    filed = _Filed(case.procedure, {**case.answers, ORIGINS: _origins(case, filing["origins"])})
    filled = count_boxes(installation.settings, [(filed, case.path)], NOTHING_KNOWN)
    minutes = (row.stored_at - filing["begun"]) // _MINUTE
    procedure_figures.add_filing(
        unit,
        FilingFigureRow(
            new_token(), case.arrival_day.isoformat(), row.duty, row.procedure, row.door,
            minutes if 0 <= minutes <= SITTING else None, filled.boxes, filled.unkeyed,
        ),
    )  # fmt: skip
    return True


def _origins(case: Case, origins: Mapping[str, Any]) -> dict[str, Any]:
    sources: Mapping[str, str] = case.evidence.get("sources", {})
    return {
        name: [source, case.answers[name]]
        for name, source in sources.items()
        if name in case.answers and not source.startswith(f"{CHANGED} ")
    } | dict(origins)
