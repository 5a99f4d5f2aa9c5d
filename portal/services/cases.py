"""Applications as use cases see them: opened, with the version they were sent under, and who may see them checked."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any

from forms.answers import Answers
from forms.environment import Environment, KeptFile
from forms.path import Path, walk
from forms.procedure import Procedure
from portal.clock import from_micro, to_micro, tokyo_day
from portal.db import Unit
from portal.errors import MandateEnded, NotFound, NotYours
from portal.sealing import Sealer
from portal.services.booked import count_booked, resources_of
from portal.services.drafts import application_sealer
from portal.services.identity_files import without_copies
from portal.services.installation import Installation
from portal.services.keep_file import Shelf, shelf_of, takes_files
from portal.services.papers_that_follow import without_scans
from portal.services.people_in import people_in
from portal.services.protect import protected_cases, telling_fields
from portal.services.rights import Member
from portal.services.scan_form import may_see_form, without_form_scans
from portal.services.sessions import Session
from portal.store import applications, delegations, track_codes
from portal.store.applications import ApplicationRow
from portal.store.attachments import Holder


@dataclass(frozen=True)
class Case:
    """One application with its answers open. `evidence`: how identity was checked, and the settings in force then.
    `protected`: somebody of it may not be found; then `path` hides where people live, unless who looks may see it."""

    row: ApplicationRow
    procedure: Procedure
    answers: Answers
    summary: dict[str, Any]
    evidence: dict[str, Any]
    sealer: Sealer
    environment: Environment
    shelf: Shelf
    protected: bool = False
    shows_all: bool = False

    @property
    def files(self) -> Mapping[str, KeptFile]:
        return self.shelf.files

    @property
    def path(self) -> Path:
        return self.veiled(walk(self.procedure, self.answers, self.environment))

    @property
    def shown_shelf(self) -> Shelf:
        """The files as whoever looks may open them: a paper shows where somebody lives."""
        return replace(self.shelf, files={}) if self.protected and not self.shows_all else self.shelf

    def veiled(self, path: Path) -> Path:
        """A path of this case as whoever looks may see it."""
        if not self.protected or self.shows_all:
            return path
        return replace(path, hidden=telling_fields(self.procedure, path.asked))

    @property
    def arrived_at(self) -> datetime:
        return from_micro(self.row.arrived_at)

    @property
    def arrival_day(self) -> date:
        return tokyo_day(self.arrived_at)


def open_case(installation: Installation, unit: Unit, row: ApplicationRow) -> Case:
    """Renders from its own version and the settings stored with it, for ever."""
    box = application_sealer(installation, row.uid, row.key_id, row.wrapped_key)
    procedure = installation.catalogue.version(unit, row.meaning)
    evidence: dict[str, Any] = box.open("evidence", row.sealed_evidence)
    sealed = applications.answers(unit, row.id, row.answers_revision)
    holder = Holder(application_id=row.id)
    files = takes_files(procedure) or procedure.signature is not None or row.arrival_basis == "stamp"
    shelf = shelf_of(unit, holder, box) if files else Shelf(holder, box, {})
    now = to_micro(installation.clock.now())
    environment = installation.environment(
        procedure,
        tokyo_day(from_micro(row.arrived_at)),
        row.door,
        in_force=evidence.get("settings", {}),
        files=shelf.files,
        booked=count_booked(unit, resources_of(procedure), now, application_id=row.id),
        principal=evidence.get("principal", {}),
    )
    answers = box.open(f"answers:{row.answers_revision}", sealed)
    protected = bool(protected_cases(installation, unit, [(row.id, people_in(procedure, answers))]))
    return Case(
        row, procedure, answers, box.open("summary", row.sealed_summary), evidence, box, environment, shelf, protected,
    )  # fmt: skip


def case_of_resident(installation: Installation, unit: Unit, session: Session, receipt_number: str) -> Case:
    """NotFound, and NotYours shown as the same, unless this person sent it; MandateEnded where they did so for somebody else,
    and until a day that has passed. Without what staff scanned: a slip would show
    them somebody else's paper."""
    row = applications.by_number(unit, receipt_number)
    if row is None:
        raise NotFound("application")
    if not is_theirs(unit, session, row):
        raise NotYours("application")
    if delegations.is_over(unit, row.id, installation.clock.today().isoformat()):
        raise MandateEnded("application")
    case = open_case(installation, unit, row)
    return replace(case, shelf=without_scans(case.shelf))


def is_theirs(unit: Unit, session: Session, row: ApplicationRow) -> bool:
    """They sent it, or came to it by its number and code."""
    if row.person_id is None or session.person_id is None:
        return False
    return row.person_id == session.person_id or (
        session.guest and row.id in track_codes.came_to(unit, session.person_id)
    )


def case_of_line(installation: Installation, unit: Unit, member: Member, receipt_number: str) -> Case | None:
    """A case that a line of their table names, if they review it. None also for another section's: nobody learns what there is."""
    try:
        case = case_of_member(installation, unit, member, receipt_number)
    except NotFound:
        return None
    return case if member.may("review", case.row.duty) else None


def case_of_member(installation: Installation, unit: Unit, member: Member, receipt_number: str) -> Case:
    """NotFound, and NotYours shown as the same, unless a right of today covers its duty. Without copies of an ID, unless they
    may judge them, and without a paper form with numbers on it, unless they may use those."""
    row = applications.by_number(unit, receipt_number)
    if row is None:
        raise NotFound("application")
    if not member.may("see", row.duty):
        raise NotYours("application")
    case = open_case(installation, unit, row)
    if not member.may("review", row.duty):
        case = replace(case, shelf=without_copies(case.shelf))
    if not may_see_form(member, case.procedure):
        case = replace(case, shelf=without_form_scans(case.shelf))
    return replace(case, shows_all=member.may("see protected", row.duty)) if case.protected else case
