import re
from collections.abc import Sequence
from dataclasses import dataclass

from forms.definition.procedure import Procedure
from portal.db import Unit
from portal.services.shared.needs import Basics
from portal.services.shared.rights import Member
from portal.services.workshop.find_revision import is_revised
from portal.store.procedures import definitions, procedure_stops
from portal.store.procedures.procedure_stops import StopRow
from portal.store.workshop import definition_drafts, definition_releases
from portal.store.workshop.definition_drafts import DefinitionDraftRow
from portal.store.workshop.definition_releases import ReleaseRow

_TITLE = re.compile(r"^title:[ \t]*[\"']?(.+?)[\"']?[ \t]*(?: #.*)?$", re.MULTILINE)


@dataclass(frozen=True)
class OfferedLine:
    # `since`: microseconds. `revised`: its file seems to say something new (`find_revision`).
    procedure: Procedure
    since: int
    by_workshop: bool
    stop: StopRow | None
    revised: bool


@dataclass(frozen=True)
class WorkshopList:
    offered: tuple[tuple[str, tuple[OfferedLine, ...]], ...]  # by duty
    drafts: Sequence[DefinitionDraftRow]
    waiting: Sequence[ReleaseRow]


def duties_of(installation: Basics, member: Member, act: str = "make procedures") -> tuple[str, ...]:
    # Raises NotAllowed if there is none.
    return member.demand_duties(act, installation.city.duties)


def list_workshop(installation: Basics, unit: Unit, member: Member) -> WorkshopList:
    duties = duties_of(installation, member)
    stops = procedure_stops.in_force(unit)
    rows = {row.procedure: row for row in definitions.newest(unit)}
    by_duty: dict[str, list[OfferedLine]] = {}
    for procedure in installation.catalogue.all():
        row = rows.get(procedure.id)
        if procedure.duty in duties and row is not None:
            ours = row.origin == definitions.WORKSHOP
            revised = ours and is_revised(installation, unit, procedure.id)
            line = OfferedLine(procedure, row.published_at, ours, stops.get(procedure.id), revised)
            by_duty.setdefault(procedure.duty, []).append(line)
    return WorkshopList(
        tuple((duty, tuple(by_duty[duty])) for duty in duties if duty in by_duty),
        definition_drafts.open_of_duties(unit, duties),
        definition_releases.open_of_duties(unit, duties),
    )


def title_of(unit: Unit, draft: DefinitionDraftRow) -> str:
    # As it is written, of a text that perhaps cannot be read.
    stored = definition_drafts.texts(unit, draft.id, draft.revision).get("")
    title = _TITLE.search(stored.text) if stored is not None else None
    return title[1] if title else draft.procedure
