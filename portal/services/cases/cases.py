"""Opened with their version and access checked."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime
from functools import cached_property
from typing import Any

from forms.answers import Answers
from forms.definition.procedure import Procedure
from forms.path.environment import Environment, KeptFile, Slot
from forms.path.path import Path, walk
from portal.clock import from_micro, to_micro, tokyo_day
from portal.db import Unit
from portal.errors import GroundNeeded, MandateEnded, NotFound, NotYours, ShowsOnly, required
from portal.sealing import Sealer
from portal.services.cases.audit_ground import demand_ground
from portal.services.files.identity_files import QUESTION as COPIES
from portal.services.files.keep_file import Shelf, shelf_of
from portal.services.filing.drafts import application_sealer
from portal.services.filing.papers_that_follow import without_scans
from portal.services.filing.scan_form import QUESTION as FORM_SCAN
from portal.services.filing.scan_form import may_see_form
from portal.services.residents.protect import locating_fields, protected_cases
from portal.services.shared.catalogue import demand_whole
from portal.services.shared.free_places import booked_of
from portal.services.shared.needs import Records
from portal.services.shared.people_in import people_in
from portal.services.shared.rights import Member
from portal.services.shared.sessions import READ, SEND, Session
from portal.store.cases import applications, track_codes
from portal.store.cases.applications import ApplicationRow
from portal.store.files import attachments
from portal.store.files.attachments import Holder
from portal.store.residents import protections
from portal.store.signing import delegations
from portal.store.together import together


@dataclass(frozen=True)
class Case:
    row: ApplicationRow
    procedure: Procedure
    answers: Answers
    summary: dict[str, Any]
    evidence: dict[str, Any]  # how identity was checked, and the settings then
    sealer: Sealer
    environment: Environment
    shelf: Shelf
    # `path` hides addresses from staff without the right (`hides`), never from the sender (`shows_all`)
    protected: bool = False
    shows_all: bool = False

    @property
    def files(self) -> Mapping[str, KeptFile]:
        return self.shelf.files

    @property
    def hides(self) -> bool:
        return self.protected and not self.shows_all

    @cached_property
    def path(self) -> Path:
        return self.veiled(walk(self.procedure, self.answers, self.environment))

    @property
    def shown_shelf(self) -> Shelf:
        return replace(self.shelf, files={}) if self.hides else self.shelf

    def veiled(self, path: Path) -> Path:
        if not self.hides:
            return path
        return replace(path, hidden=locating_fields(self.procedure, path.asked))

    @property
    def arrived_at(self) -> datetime:
        return from_micro(self.row.arrived_at)

    @property
    def arrival_day(self) -> date:
        return tokyo_day(self.arrived_at)


def open_case(installation: Records, unit: Unit, row: ApplicationRow) -> Case:
    """By its own version and the settings stored with it, for ever."""
    box = application_sealer(installation, row.uid, row.key_id, row.wrapped_key)
    procedure = demand_whole(installation.catalogue.version(unit, row.meaning))
    evidence: dict[str, Any] = box.open("evidence", row.sealed_evidence)
    read_answers(unit, [row])
    sealed = applications.answers(unit, row.id, row.answers_revision)
    holder = Holder(application_id=row.id)
    files = procedure.takes_files or procedure.signature is not None or row.arrival_basis == "stamp"
    shelf = shelf_of(unit, holder, box) if files else Shelf(holder, box, {})
    now = to_micro(installation.clock.now())
    if "listed" in procedure.asks:
        installation.rules.lists.keep_up(unit)
    answers: Answers = box.open(f"answers:{row.answers_revision}", sealed)
    environment = installation.rules.environment(
        procedure,
        tokyo_day(from_micro(row.arrived_at)),
        row.door,
        in_force=evidence.get("settings", {}),
        files=shelf.files,
        booked=booked_of(
            unit,
            procedure,
            installation.rules.option_places(procedure),
            now,
            application_id=row.id,
            won=_won(procedure, answers),
        ),
        principal=evidence.get("principal", {}),
        earlier=evidence.get("earlier", {}),
    )
    protected = bool(protected_cases(installation.protection_key, unit, [(row.id, people_in(procedure, answers))]))
    return Case(
        row, procedure, answers, box.open("summary", row.sealed_summary), evidence, box, environment, shelf, protected,
    )  # fmt: skip


def _won(procedure: Procedure, answers: Answers) -> tuple[Slot, ...]:
    # A time that was won stays so while the application is corrected.
    booked = ((field.settings.resource, answers.get(field.id)) for field in procedure.fields if field.type.id == "slot")
    return tuple(Slot(resource=resource, left=1, **value) for resource, value in booked if value and value.get("won"))


def read_answers(unit: Unit, rows: Iterable[ApplicationRow]) -> None:
    with together(unit) as ahead:
        protections.anybody(ahead)
        for row in rows:
            applications.answers(ahead, row.id, row.answers_revision)
            attachments.of(ahead, Holder(application_id=row.id))


def case_of_resident(
    installation: Records, unit: Unit, session: Session, receipt_number: str, *, changes: bool = True
) -> Case:
    """Raises NotFound, NotYours, NoCompanyRight, MandateEnded. Without scans by staff, which may show another person's paper. Not
    `changes`: the request only reads this case."""
    row = required(applications.by_number(unit, receipt_number), NotFound("application"))
    demand_theirs(unit, session, row, changes=changes and session.seat is not None and session.seat.changes)
    if delegations.is_over(unit, row.id, installation.clock.today().isoformat()):
        raise MandateEnded("application")
    return open_own_case(installation, unit, row)


def open_own_case(installation: Records, unit: Unit, row: ApplicationRow) -> Case:
    """Also if it names a protected person. The caller checks that it is theirs."""
    case = open_case(installation, unit, row)
    return replace(case, shelf=without_scans(case.shelf), shows_all=True)


def demand_theirs(unit: Unit, session: Session, row: ApplicationRow, *, changes: bool = False) -> None:
    """Raises NotYours, ShowsOnly, NoCompanyRight."""
    if not _has(unit, session, row):
        raise NotYours("application")
    if session.shows_only and row.person_id != session.person_id:
        raise ShowsOnly("application")
    session.demand(SEND if changes else READ, row.procedure)


def own_receipt_number(unit: Unit, session: Session, application_id: int | None) -> str:
    """Where somebody goes on who comes back from another service. Raises NotFound, NotYours."""
    row = applications.by_id(unit, application_id) if application_id is not None else None
    if row is None:
        raise NotFound("application")
    if not is_theirs(unit, session, row):
        raise NotYours("application")
    return row.receipt_number


def is_theirs(unit: Unit, session: Session, row: ApplicationRow) -> bool:
    """They sent it, or opened it by number and code; an account of a company that did also has the right to read it."""
    return _has(unit, session, row) and session.may(READ, row.procedure)


def _has(unit: Unit, session: Session, row: ApplicationRow) -> bool:
    if row.person_id is None or session.person_id is None:
        return False
    return row.person_id == session.person_id or (
        session.guest and row.id in track_codes.applications_of_person(unit, session.person_id)
    )


def case_of_line(installation: Records, unit: Unit, member: Member, receipt_number: str) -> Case | None:
    """None also for another section's case: its existence stays hidden."""
    try:
        case = case_of_member(installation, unit, member, receipt_number)
    except (NotFound, GroundNeeded):  # who only audits its duty does not review it
        return None
    return case if member.may("review", case.row.duty) else None


def case_of_member(installation: Records, unit: Unit, member: Member, receipt_number: str) -> Case:
    """Raises NotFound, NotYours; GroundNeeded for auditors. Without copies of an ID, and paper forms with numbers, that the member
    may not use."""
    row = required(applications.by_number(unit, receipt_number), NotFound("application"))
    if not member.may("see", row.duty):
        raise NotYours("application")
    demand_ground(installation, unit, member, row)
    case = open_case(installation, unit, row)
    if not member.may("review", row.duty):
        case = replace(case, shelf=case.shelf.without(COPIES))
    if not may_see_form(member, case.procedure):
        case = replace(case, shelf=case.shelf.without(FORM_SCAN))
    return replace(case, shows_all=member.may("see protected", row.duty)) if case.protected else case
